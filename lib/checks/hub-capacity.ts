/** Rules of what a hub's servers ask for, against the quota of its namespace and the machine of its size. */
import { defineProblems, type Diagnostic, type Origin } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import { buildMemory, DOCKER_DAEMON } from '../plan/binder.ts'
import { amount, sumOf } from '../plan/capacity.ts'
import { busiestDay } from '../plan/event.ts'
import { besideServers, guaranteed } from '../plan/servers.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { quantity } from '../requests.ts'
import { perHub, type RuleSet } from './check.ts'

interface TooLarge {
  hub: string
  memory: number
  cpu: number
  machine: string
  has: { memory: number; cpu: number }
}

const problems = defineProblems({
  'capacity/server': {
    severity: 'error',
    message: ({ hub, memory, cpu, machine, has }: TooLarge) =>
      `a server of ${hub} is to have ${amount('memory', memory)} and ${amount('cpu', cpu)} by an override, and its ` +
      `machine, ${machine}, has ${amount('memory', has.memory)} and ${amount('cpu', has.cpu)}`,
    help: 'Write `memory:` and `cpu:` in place of the override: the machine follows from them.',
    why: 'Machines are planned from settings; a server that fits none waits for one for ever.',
  },
  'capacity/quota': {
    severity: 'error',
    message: ({ hub, of, asked, limit }: { hub: string; of: 'memory' | 'cpu'; asked: number; limit: number }) =>
      `the namespace of ${hub} may ask for ${amount(of, limit)}, and its own pods, what its event keeps ready and ` +
      `one server ask for ${amount(of, asked)}`,
    help: ({ of }: { of: 'memory' | 'cpu' }) => `Raise \`limits: { ${of}: … }\` to what all servers at once may have.`,
  },
})

/** The quota of a hub's namespace; of one that holds no server at all `limits-too-small` speaks. */
const quotaFits = perHub((hub, { corePods }) => {
  const { quota, events, servers, defaultSize: size, settings } = hub
  if (!size || (quota.memory === undefined && quota.cpu === undefined)) return []
  const beside = besideServers(servers.sidecars)
  const { memory, cpu } = overridden(hub)
  const server = guaranteed({ memory: { guarantee: memory.value }, cpu: { guarantee: cpu.value } }, beside)
  const warm = busiestDay(events).flatMap(({ size: of, warm: count }) =>
    of ? [{ what: 'placeholders', ...guaranteed(of, beside), count }] : [],
  )
  const build = buildMemory(hub)
  const asked = sumOf([
    ...corePods(hub),
    { what: 'one server', ...server },
    ...warm,
    ...(build === undefined ? [] : [{ what: 'one build', memory: build, cpu: 0 }]),
    ...(build === undefined ? [] : [{ what: 'a Docker daemon', ...DOCKER_DAEMON }]),
  ])
  return (['memory', 'cpu'] as const).flatMap((of): Diagnostic[] => {
    const limit = quota[of]
    if (limit === undefined || limit >= asked[of] || limit < size[of].guarantee) return []
    const at = settings.at(['limits', of])
    return [problems.raise('capacity/quota', { at, args: { hub: hub.id, of, asked: asked[of], limit } })]
  })
})

/** The guarantees of a hub's only size, as overrides leave them: its machine was chosen without them. */
const overriddenServerFits = perHub((hub) => {
  const { id, sizes, defaultSize: size, cluster } = hub
  const pool = cluster.pools.find(({ name }) => name === size?.pool)
  if (!size || !pool || sizes.length > 1) return []
  const { memory, cpu } = overridden(hub)
  const at = memory.at ?? cpu.at
  const asked = { memory: memory.value, cpu: cpu.value }
  const has = pool.machine.schedulable
  if (!at || (asked.memory <= has.memory && asked.cpu <= has.cpu)) return []
  return [problems.raise('capacity/server', { at, args: { hub: id, ...asked, machine: pool.machine.type, has } })]
})

interface Overridden {
  value: number
  at?: Origin
}

/** What a server of the default size is guaranteed; where people choose a size, that stands. */
function overridden({ settings, sizes, defaultSize }: UncheckedHub): { memory: Overridden; cpu: Overridden } {
  const said = (what: 'memory' | 'cpu', of: (quantity: number) => number): Overridden => {
    const planned = { value: defaultSize?.[what].guarantee ?? 0 }
    if (sizes.length > 1) return planned
    const node = nodeAt(settings.tree, ['overrides', 'helm', 'jupyterhub', 'singleuser', what, 'guarantee'])
    // JupyterHub's suffixes are powers of 1024 (traitlets, ByteSpecification)
    const value = node?.kind === 'value' ? quantity(String(node.value).replace(/^([0-9.]+[KMGT])$/, '$1i')) : undefined
    return value === undefined || node === undefined ? planned : { value: Math.ceil(of(value)), at: node.at }
  }
  return { memory: said('memory', (bytes) => bytes / 2 ** 20), cpu: said('cpu', (cores) => cores * 1000) }
}

export const hubCapacityRules: RuleSet = {
  problems,
  rules: [quotaFits, overriddenServerFits],
}
