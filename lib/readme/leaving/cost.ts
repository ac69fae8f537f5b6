/** What running these hubs costs a month, at a use that is said. */
import { code, codeList, joinMarkdown, md, table, type Markdown } from '../../print/markdown.ts'
import { HOURS_A_MONTH } from '../../plan/units.ts'
import { USE } from '../../plan/use.ts'
import { CONTROL_PLANE, monthly } from '../costs.ts'
import type { BundleDocs } from '../types.ts'

export function atUse(bundle: BundleDocs): Markdown[] {
  const { uses, atWork } = bundle.leaving
  const standing = standingCosts(bundle)
  // of what is shown, so that whoever adds it up comes to the same
  const total = [...atWork, ...standing].reduce((sum, { usd = 0 }) => sum + Math.round(usd), 0)
  const isWhole = standing.every(({ usd }) => usd !== undefined)
  return [
    md`## What it costs a month`,
    md`With the people that \`home.people\` says, ${USE.people} where it does not, and nobody at hubs for staging; one
      in ${1 / USE.atOnce} of them at work at once, ${USE.hours} hours on ${USE.days} days, each with a server of the
      size that is selected first:`,
    table(
      ['Folder', 'People', 'Servers at once', 'Size', 'Share of a machine'],
      uses.map(({ folder, people, servers, size, machine, perNode }) => [
        code`${folder}/`,
        md`${people ?? `${USE.people} (a guess)`}`,
        md`${servers}`,
        md`${size}`,
        md`1/${perNode} of ${machine}`,
      ]),
    ),
    ...machinesAtWork(atWork),
    md`Beside that, whether anybody comes or not:`,
    table(
      ['What', 'USD a month'],
      standing.map(({ what, usd }) => [md`${what}`, md`${usd === undefined ? 'not known here' : Math.round(usd)}`]),
    ),
    md`Together ${isWhole ? 'about' : 'more than'} **${total} USD a month**, before
      ${leftOut(bundle, standing)}. Moving out, traffic
      costs once: by the GiB, at the price of the cloud that is left. ${sources(bundle)}`,
  ]
}

function machinesAtWork(atWork: BundleDocs['leaving']['atWork']): Markdown[] {
  if (atWork.length === 0) return []
  return [
    md`Servers of all hubs share the machines of a pool. Those that are always on are paid in any case, and stand in
      the table below this one:`,
    table(
      ['Machine', 'Folders', 'On while people work', 'Always on', 'USD a month of the others'],
      atWork.map(({ machine, folders, machines, alwaysOn, usd }) => [
        md`${machine}`,
        codeList(folders.map((folder) => `${folder}/`)),
        md`${machines}`,
        md`${alwaysOn}`,
        md`${Math.round(usd)}`,
      ]),
    ),
  ]
}

interface Standing {
  what: string
  /** US dollars a month; undefined where the price is not at hand. */
  usd?: number
}

/** What is there as long as the hubs are: machines that are always on, the network, disks by their size. */
function standingCosts({ cluster, hubs }: BundleDocs): Standing[] {
  const { pools = [], beside, disks = [] } = cluster ?? {}
  const services = [...disks, ...hubs.flatMap((hub) => hub.disks)]
  const homes = hubs.filter(
    ({ home: { kind, within, gib } }) => kind !== 'none' && kind !== 'nfs' && !within && gib > 0,
  )
  return [
    { what: 'the control plane', usd: CONTROL_PLANE * HOURS_A_MONTH },
    ...(cluster
      ? [{ what: 'machines that are always on', usd: pools.reduce((sum, pool) => sum + monthly(pool), 0) }]
      : []),
    ...(beside?.each ?? (cluster ? [{ what: 'load balancers and address translation' }] : [])),
    ...(services.length > 0 ? [{ what: `disks of services, ${gibOf(services)} GiB`, usd: usdOf(services) }] : []),
    ...homes.map(({ folder, home: { kind, gib, usd } }) => ({
      what: `${kind === 'disk' ? 'the disk' : 'the file service'} of homes of ${folder}/, ${gib} GiB`,
      usd,
    })),
  ]
}

const gibOf = (disks: readonly { gib: number }[]): number => disks.reduce((sum, { gib }) => sum + gib, 0)

/** Undefined where the price of one is not at hand. */
const usdOf = (disks: readonly { usd?: number }[]): number | undefined =>
  disks.reduce<number | undefined>(
    (sum, { usd }) => (sum === undefined || usd === undefined ? undefined : sum + usd),
    0,
  )

/** What nothing here has in figures. */
function leftOut({ cluster, hubs }: BundleDocs, standing: readonly Standing[]): Markdown {
  const each = hubs.filter(({ home }) => home.personal === 'volume')
  const byUse = hubs.filter(({ home: { kind, within, gib } }) => kind === 'managed' && !within && gib === 0)
  return joinMarkdown(
    [
      ...(standing.some(({ usd }) => usd === undefined) ? [md`what is not known here`] : []),
      ...(cluster ? [] : [md`core machines and a load balancer of a cluster of your own`]),
      ...(each.length > 0 ? [md`disks that people have each (${codeList(folders(each))})`] : []),
      ...(byUse.length > 0 ? [md`what is in the file service of ${codeList(folders(byUse))}`] : []),
      md`traffic, logs, snapshots and what is in buckets`,
    ],
    '; ',
  )
}

const folders = (hubs: BundleDocs['hubs']): string[] => hubs.map(({ folder }) => `${folder}/`)

function sources({ prices, leaving }: BundleDocs): Markdown {
  const rest = leaving.priceSources.map((each) => `; of the rest ${each}`)
  return md`Prices: of machines ${prices.source}, ${prices.dated}${rest.join('')}.`
}
