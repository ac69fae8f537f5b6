/** What stays on when nobody works. Prices change: the page says whose and from when they are. */
import { HOURS_A_MONTH } from '../plan/units.ts'
import { code, joinMarkdown, md, table, type Markdown } from '../print/markdown.ts'
import type { BundleDocs, ClusterDocs, EventDocs, PoolDocs } from './types.ts'

/**
 * GKE's management fee, EKS in standard support, AKS's standard tier: US dollars an hour for each cluster, as their
 * price pages have had it for years.
 */
export const CONTROL_PLANE = 0.1

export function costs({ cluster, hubs, events, prices }: BundleDocs): Markdown[] {
  const disks = [
    ...(cluster?.disks ?? []),
    ...hubs.flatMap(({ folder, home, disks: others }) => [
      ...(home.kind === 'disk' ? [{ what: `homes of ${folder}`, gib: home.gib }] : []),
      ...others.map(({ what, gib }) => ({ what: `${what} of ${folder}`, gib })),
    ]),
  ]
  const each = joinMarkdown(
    disks.map(({ what, gib }) => md`${what} ${gib} GiB`),
    ', ',
  )
  const own = hubs.filter(({ home }) => home.personal === 'volume')
  return [
    md`## What it costs to leave running`,
    ...(cluster
      ? machines(cluster, prices)
      : [md`The machines are those of the shared cluster, whose owner pays for them.`]),
    ...events.map(eventCosts),
    ...(disks.length > 0
      ? [
          md`Disks that are billed by their size, whether full or not: ${each}. Snapshots and buckets are billed by what
            is in them.`,
        ]
      : []),
    ...(own.length > 0
      ? [
          md`A disk for each person, from their first server until somebody deletes it: ${joinMarkdown(
            own.map(({ folder, home }) => md`${code`${folder}`} ${home.quotaGib ?? 0} GiB`),
            ', ',
          )}.`,
        ]
      : []),
  ]
}

function machines({ pools, core, beside }: ClusterDocs, prices: BundleDocs['prices']): Markdown[] {
  const always = pools.reduce((sum, pool) => sum + monthly(pool), 0)
  const rest = beside
    ? 'disks, traffic and logs'
    : 'the load balancers, the network address translation, disks and traffic'
  return [
    md`Machines that are always on: about **${dollars(always)} a month**, and the control plane,
      ${CONTROL_PLANE.toFixed(2)} USD an hour on all three clouds, **${dollars(CONTROL_PLANE * HOURS_A_MONTH)}**; before
      ${rest}, which your cloud's price list has. The rest comes and goes with people.`,
    table(
      ['Pool', 'Machine', 'Always on', 'At most', 'USD an hour each', 'A month always on'],
      pools.map((pool) => [
        code`${pool.name}`,
        md`${pool.machine}${pool.spot ? md`, spot (on-demand price shown)` : ''}`,
        md`${pool.min}`,
        md`${pool.max}`,
        md`${pool.usdPerHour.toFixed(4)}`,
        md`${dollars(monthly(pool))}`,
      ]),
    ),
    md`Prices: ${prices.source}, ${prices.dated}, in US dollars, ${HOURS_A_MONTH} hours a month. Your region and
      contract may differ.`,
    ...(beside ? [besideMachines(beside)] : []),
    ...(core.length > 0 ? coreMachines(core, pools) : []),
  ]
}

function besideMachines({ source, each, diskGib }: NonNullable<ClusterDocs['beside']>): Markdown {
  const items = each.map(({ what, usd }) => md`${what} ${dollars(usd)} a month`)
  return md`Beside machines, by ${source}, before traffic: ${joinMarkdown(
    [...items, md`disks ${diskGib.toFixed(3).replace(/0$/, '')} USD a GiB and month`],
    ', ',
  )}.`
}

/** Why there are so many core machines. */
function coreMachines(core: ClusterDocs['core'], pools: readonly PoolDocs[]): Markdown[] {
  const most = pools.find(({ name }) => name === 'core')?.max ?? 0
  return [
    md`What the hubs and the cluster's services ask of core machines while nobody works. What needs the most machines
      decides; there may be ${most}, by \`core.nodes\`.`,
    table(
      ['Of core machines', 'Asked', 'Each has', 'Machines'],
      core.map(({ what, asked, each, machines: needed }) => [md`${what}`, md`${asked}`, md`${each}`, md`${needed}`]),
    ),
  ]
}

/** Kept whether or not anybody comes; those who come take the room's place. */
function eventCosts(docs: EventDocs): Markdown {
  const { hub, event, from, until, servers, size, machines, machine, hours, usdPerHour } = docs
  const price = dollars(machines * hours * usdPerHour)
  return md`The event ${code`${event}`} of ${code`${hub}`}, ${from} to ${until}: room for ${servers} servers of the
    size ${size}, on ${machines} machines ${code`${machine}`} from noon UTC of the day before to noon of the
    day after, ${hours} hours: about **${price}**, whether anybody comes or not. The CronJob
    \`event-placeholder\` of its namespace makes that room on its days and takes it away after them, without anybody
    applying anything.`
}

/** US dollars a month of the machines of a pool that are always on. */
export const monthly = ({ usdPerHour, min }: Pick<PoolDocs, 'usdPerHour' | 'min'>): number =>
  usdPerHour * HOURS_A_MONTH * min
const dollars = (amount: number): string => `${Math.round(amount)} USD`
