import { isMap, type PlainMap } from '../../maps.ts'
import { registry } from '../../registry.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { filled, nameOf, some } from '../words.ts'
import { CLUSTER_FILE } from './words.ts'

const BY_ITSELF = 'hubloom decides it for every cluster'
const SIZES = 'pools follow from the sizes of the hubs'

/** Machines, zones, tags and the budget of a cluster. */
export function hardware(values: Values, { cloud, region }: { cloud?: string; region?: string }): PlainMap {
  const machines = cloud === undefined ? undefined : registry.clouds[cloud]?.facts.machines
  const known = new Set(machines?.map(({ type }) => type))
  values.follows(
    BY_ITSELF,
    ...['k8s_versions', 'kubernetes_version', 'enable_network_policy', 'regional_cluster', 'enable_logging'],
    ...['kubernetes_rbac_enabled', 'resourcegroup_name', 'tenant_id', 'ssh_pub_key', 'prefix', 'cluster_name'],
    ...['disable_cluster_wide_filestore'],
  )
  return {
    ...some({
      zones: zones(values, region),
      core: core(values, known),
      machines: limits(values),
      pools: pools(values, known),
      tags: tags(values),
      budget: budget(values),
    }),
  }
}

/** The first zone has the disks. */
function zones(values: Values, region = ''): string[] | undefined {
  const zone = values.text('cluster_nodes_location') ?? values.text('zone')
  values.said(`${CLUSTER_FILE}zones`, 'cluster_nodes_location', 'zone')
  if (zone === undefined || !zone.startsWith(region)) return undefined
  // the variable is AWS's, where a cluster has two
  const isOne = values.get('cluster_nodes_location') === undefined
  return isOne ? [zone] : [zone, `${region}${zone.endsWith('a') ? 'b' : 'a'}`]
}

function core(values: Values, known: ReadonlySet<string>): PlainMap | undefined {
  const [own] = poolsOf(values, 'node_pools.core')
  const machine = values.text('core_node_machine_type') ?? own?.machine
  const nodes = values.get('core_node_max_count') ?? own?.max
  const isKnown = machine !== undefined && known.has(machine)
  const places: (string | Path)[] = ['core_node_machine_type', ...(own ? [[...own.at, 'vm_size']] : [])]
  if (isKnown) values.said(`${CLUSTER_FILE}core.machine`, ...places)
  else values.note({ kind: 'not-carried', why: 'hubloom has no figures of this machine' }, ...places)
  values.said(`${CLUSTER_FILE}core.nodes`, 'core_node_max_count', ...(own ? [[...own.at, 'max']] : []))
  values.follows(BY_ITSELF, 'node_pools.core')
  return some({ machine: isKnown ? machine : undefined, nodes: typeof nodes === 'number' ? nodes : undefined })
}

interface Pool {
  at: Path
  name: string
  machine: string | undefined
  min: unknown
  max: unknown
  isSpot: boolean
}

const VARIABLES = ['notebook_nodes', 'node_pools.user', 'dask_nodes', 'node_pools.dask']

/** Pools of a variable, which is a map by name, or a list. */
function poolsOf(values: Values, variable: string): Pool[] {
  const path = variable.split('.')
  const list = values.get(path)
  const keys: (string | number)[] = Array.isArray(list) ? list.map((_, i) => i) : values.keys(path)
  return keys.map((key) => {
    const at = [...path, key]
    const of = (name: string): unknown => values.get([...at, name])
    return {
      at,
      name: String(of('name') ?? key),
      machine: values.text([...at, 'machine_type']) ?? values.text([...at, 'vm_size']),
      min: of('min'),
      max: of('max'),
      isSpot: of('preemptible') === true,
    }
  })
}

/** The most machines, where all pools for servers have one figure. */
function limits(values: Values): PlainMap | undefined {
  const pools = ['notebook_nodes', 'node_pools.user'].flatMap((variable) => poolsOf(values, variable))
  const [most, ...others] = [...new Set(pools.map(({ max }) => max))]
  if (typeof most !== 'number' || others.length > 0 || most < 1) return undefined
  for (const { at } of pools) values.said(`${CLUSTER_FILE}machines.max`, [...at, 'max'])
  return { max: most }
}

/** Pools of which machines are always on; the others follow from sizes. */
function pools(values: Values, known: ReadonlySet<string>): PlainMap | undefined {
  const taken = new Set<string>()
  const found = VARIABLES.flatMap((variable) =>
    poolsOf(values, variable).flatMap((pool): [string, PlainMap][] => {
      const isOn = typeof pool.min === 'number' && pool.min > 0
      if (!isOn || pool.machine === undefined || !known.has(pool.machine)) {
        leave(values, pool, known)
        return []
      }
      const name = nameOf(pool.name, taken)
      taken.add(name)
      values.said(
        `${CLUSTER_FILE}pools.${name}`,
        ...['machine_type', 'vm_size', 'min', 'max', 'name'].map((key) => [...pool.at, key]),
      )
      leave(values, pool, known)
      const max = typeof pool.max === 'number' && pool.max > 0 ? pool.max : undefined
      const purpose = variable.includes('dask') ? 'dask' : 'users'
      return [[name, { machines: [pool.machine], min: pool.min, ...some({ max }), purpose }]]
    }),
  )
  return some(Object.fromEntries(found))
}

/** Notes what of a pool is left. */
function leave(values: Values, { at, machine, isSpot }: Pool, known: ReadonlySet<string>): void {
  const of = (...keys: string[]): Path[] => keys.map((key) => [...at, key])
  if (isSpot) values.said('dask.spot', ...of('preemptible'))
  values.note({ kind: 'not-carried', why: 'say `zones` of a pool below `pools:`' }, ...of('zones'))
  const why = 'a pool for some hubs alone has `hubs` below `pools:`'
  values.note({ kind: 'not-carried', why }, ...of('labels', 'taints', 'resource_labels'))
  if (machine !== undefined && !known.has(machine))
    values.note({ kind: 'not-carried', why: 'hubloom has no figures of this machine' }, at)
  values.follows(SIZES, at)
}

/** What the cluster's bill is divided by, beside what hubloom writes itself. */
function tags(values: Values): PlainMap | undefined {
  const found = values.keys('default_tags').flatMap((name): [string, string][] => {
    const value = values.text(['default_tags', name])
    const own = name.replace(/[^A-Za-z0-9_-]+/g, '-')
    if (value === undefined || /^(ManagedBy|2i2c)/.test(name)) return []
    values.said(`${CLUSTER_FILE}tags.${own}`, ['default_tags', name])
    return [[own, value]]
  })
  values.follows('tags name community and hub', 'default_tags')
  return some(Object.fromEntries(found))
}

/** A budget of a month; those of other times, and alerts without an amount, are told. */
function budget(values: Values): PlainMap | undefined {
  const monthly = values
    .keys('budget_alerts')
    .find((name) => values.text(['budget_alerts', name, 'time_period']) === 'MONTHLY')
  const isOff = values.get('budget_alert_enabled') === false || isOffByDefault(values.get('default_budget_alert'))
  if (isOff)
    values.follows(
      'none unless `budget` says how much',
      'budget_alert_enabled',
      'default_budget_alert',
      'billing_account_id',
    )
  const at = ['budget_alerts', monthly ?? '']
  const [cost, emails] = [values.get([...at, 'max_cost']), values.texts([...at, 'emails'])]
  const isSaid = typeof cost === 'number' && emails.length > 0
  if (isSaid) values.said(`${CLUSTER_FILE}budget`, at)
  const why = 'say `budget:`, by the month and with an amount'
  const rest = [
    'budget_alerts',
    'budget_alert_enabled',
    'default_budget_alert',
    'billing_account_id',
    'budget_alert_amount',
  ]
  values.note({ kind: 'not-carried', why }, ...rest)
  return isSaid ? { monthly: `${Math.ceil(cost)} USD`, alert: filled(emails) } : undefined
}

const isOffByDefault = (alert: unknown): boolean => isMap(alert) && alert['enabled'] === false
