/** What running these hubs costs a month, at a use that is said. */
import { code, md, table, type Markdown } from '../../print/markdown.ts'
import { HOURS_A_MONTH } from '../../plan/units.ts'
import { USE, usualUse } from '../../plan/use.ts'
import { CONTROL_PLANE } from '../costs.ts'
import type { BundleDocs } from '../types.ts'

export function atUse({ leaving, cluster, hubs, prices }: BundleDocs): Markdown[] {
  const rows = leaving.uses.map((use) => ({ use, ...usualUse(use) }))
  const always = (cluster?.pools ?? []).reduce((sum, { usdPerHour, min }) => sum + usdPerHour * min * HOURS_A_MONTH, 0)
  const atWork = rows.reduce((sum, { usd }) => sum + usd, 0)
  const disks = [...(cluster?.disks ?? []), ...hubs.flatMap(({ disks: own, home }) => [...own, ...homeDisk(home)])]
  const gib = disks.reduce((sum, each) => sum + each.gib, 0)
  const diskUsd = cluster?.beside && gib * cluster.beside.diskGib
  const diskPrice = diskUsd === undefined ? md`, whose price is not known here` : md` (${Math.round(diskUsd)} USD)`
  const total = atWork + CONTROL_PLANE * HOURS_A_MONTH + always + (diskUsd ?? 0)
  return [
    md`## What it costs a month`,
    md`With the people that \`home.people\` says, ${USE.people} where it does not; one in ${1 / USE.atOnce} of them
      at work at once, ${USE.hours} hours on ${USE.days} days, each with a server of the size that is selected first:`,
    table(
      ['Folder', 'People', 'Size', 'Machines at once', 'USD a month'],
      rows.map(({ use, machines, usd }) => [
        code`${use.folder}/`,
        md`${use.people ?? `${USE.people} (a guess)`}`,
        md`${use.size}`,
        md`${machines} × ${use.machine}`,
        md`${Math.round(usd)}`,
      ]),
    ),
    md`With the control plane (${Math.round(CONTROL_PLANE * HOURS_A_MONTH)} USD)${
      cluster ? md`, the machines that are always on (${Math.round(always)} USD)` : md``
    } and ${gib} GiB of disks${diskPrice}: about
      **${Math.round(total)} USD a month**, before load balancers, address translation, traffic, snapshots and what is
      in buckets${cluster ? md`` : md`, and before the core machines of a cluster of your own`}. Moving out, traffic
      costs once: by the GiB, at the price of the cloud that is left. Prices: ${prices.source}, ${prices.dated}.`,
  ]
}

const homeDisk = ({ kind, gib }: BundleDocs['hubs'][number]['home']): { gib: number }[] =>
  kind === 'disk' ? [{ gib }] : []
