/** Servers: when they stop, how many there may be, what they may reach and do. */
import { defineMeanings, type HubPair, type Meaning } from './meaning.ts'
import { isSame, plural, some, span, without } from './words.ts'
import { inWords } from '../../plan/units.ts'

interface Spans {
  before: string
  after: string
}

const CULL = ['helm jupyterhub cull', 'helm jupyterhub singleuser.extraFiles', 'helm jupyterhub hub.config']
const POLICY = [
  'helm jupyterhub singleuser.networkPolicy',
  'kubernetes NetworkPolicy/* *',
  'helm dask-gateway *',
  'helm image-building *',
]
const FORM = [
  'helm jupyterhub singleuser.profileList',
  'helm jupyterhub hub.extraConfig',
  'helm jupyterhub custom.hubloom',
]

export const serverMeanings = defineMeanings({
  'idle-shorter': {
    harm: 'interrupts',
    what: ({ before, after }: Spans) => `servers that nobody uses stop after ${after}, ${before} before`,
    covers: CULL,
    source: 'jupyterhub-idle-culler: --timeout; what is in memory is lost',
  },
  'idle-longer': {
    harm: 'costs',
    what: ({ before, after }: Spans) =>
      `servers that nobody uses stop after ${after}, ${before} before: machines stay on longer`,
    covers: CULL,
  },
  'age-shorter': {
    harm: 'interrupts',
    what: ({ before, after }: Spans) => `servers stop once they have run for ${after}, used or not; ${before} before`,
    covers: CULL,
    source: 'jupyterhub-idle-culler: --max-age',
  },
  'age-longer': {
    harm: 'costs',
    what: ({ before, after }: Spans) => `servers may run for ${after}, ${before} before`,
    covers: CULL,
  },
  'kernels-shorter': {
    harm: 'interrupts',
    what: ({ before, after }: Spans) => `notebooks that nobody uses stop after ${after}, ${before} before`,
    covers: CULL,
    source: 'jupyter-server: MappingKernelManager.cull_idle_timeout; what is in memory is lost',
  },
  'kernels-longer': {
    harm: 'costs',
    what: ({ before, after }: Spans) => `notebooks that nobody uses stop after ${after}, ${before} before`,
    covers: CULL,
  },
  'users-culled': {
    harm: 'loses-data',
    what: () => "people's accounts are deleted with their idle servers",
    covers: CULL,
    source: 'jupyterhub-idle-culler: --cull-users',
  },
  'users-kept': { harm: 'visible', what: () => "people's accounts are kept when their servers stop", covers: CULL },
  'start-timeout': {
    harm: 'visible',
    what: ({ before, after }: Spans) => `a server counts as failed after ${after} of starting, ${before} before`,
    covers: ['helm jupyterhub singleuser.startTimeout', 'helm jupyterhub hub.config'],
  },
  'fewer-servers': {
    harm: 'locks-out',
    what: ({ what, before, after }: { what: string } & Spans) =>
      `${what}: ${after} at most, ${before} before; who comes later waits`,
    covers: [
      'kubernetes ResourceQuota/* *',
      'helm jupyterhub hub.activeServerLimit',
      'helm jupyterhub hub.concurrentSpawnLimit',
    ],
    source: 'kubernetes.io, "Resource Quotas": a pod beyond the quota is refused',
  },
  'more-servers': {
    harm: 'costs',
    what: ({ what, before, after }: { what: string } & Spans) => `${what}: ${after} at most, ${before} before`,
    covers: [
      'kubernetes ResourceQuota/* *',
      'helm jupyterhub hub.activeServerLimit',
      'helm jupyterhub hub.concurrentSpawnLimit',
    ],
  },
  'named-servers': {
    harm: 'visible',
    what: ({ before, after }: { before: number; after: number }) =>
      `people may run ${plural(after, 'more server')} beside their own, ${before} before`,
    covers: ['helm jupyterhub hub.allowNamedServers', 'helm jupyterhub hub.namedServerLimitPerUser'],
  },
  'opens-at': {
    harm: 'visible',
    what: ({ before, after }: Spans) => `servers open at ${after}, ${before} before`,
    covers: ['helm jupyterhub singleuser.defaultUrl', ...FORM],
  },
  'reach-less': {
    harm: 'interrupts',
    what: ({ what }: { what: string }) => `servers reach less: ${what}`,
    covers: POLICY,
    source: 'kubernetes.io, "Network Policies": what no rule allows is refused, of servers that run as well',
  },
  'reach-more': {
    harm: 'lets-in',
    what: ({ what }: { what: string }) => `servers reach more: ${what}`,
    covers: POLICY,
  },
  'root-comes': {
    harm: 'lets-in',
    what: ({ what }: { what: string }) => `people may ${what}`,
    covers: ['helm jupyterhub singleuser', ...FORM, 'kubernetes Namespace/* *'],
  },
  'root-goes': {
    harm: 'locks-out',
    what: ({ what }: { what: string }) => `people may no longer ${what}`,
    covers: ['helm jupyterhub singleuser', ...FORM, 'kubernetes Namespace/* *'],
  },
  'own-images': {
    harm: 'visible',
    what: ({ what }: { what: string }) => what,
    covers: [
      ...FORM,
      'helm image-building *',
      'helm jupyterhub hub',
      'releases * *',
      'installed * *',
      'kubernetes * *',
    ],
  },
})

export function servers(pair: HubPair): Meaning[] {
  const { tell } = serverMeanings
  const [old, young] = [pair.before.servers, pair.after.servers]
  return [
    ...culling(pair),
    ...(old.startTimeout === young.startTimeout
      ? []
      : [
          tell(
            'start-timeout',
            { before: span(old.startTimeout), after: span(young.startTimeout) },
            { settings: ['start-timeout'] },
          ),
        ]),
    ...(old.named === young.named
      ? []
      : [tell('named-servers', { before: old.named, after: young.named }, { settings: ['named-servers'] })]),
    ...(old.opens === young.opens
      ? []
      : [tell('opens-at', { before: old.opens, after: young.opens }, { settings: ['opens'] })]),
    ...(young.sudo === old.sudo
      ? []
      : [tell(young.sudo ? 'root-comes' : 'root-goes', { what: 'use sudo in their server' }, { settings: ['sudo'] })]),
    ...(young.user === 0 && old.user !== 0
      ? [tell('root-comes', { what: 'do what root may in their server: it runs as root' }, { settings: ['user'] })]
      : []),
    ...images(pair),
    ...limits(pair),
    ...network(pair),
  ]
}

function culling({ before, after }: HubPair): Meaning[] {
  const { tell } = serverMeanings
  const [old, young] = [before.servers.cull, after.servers.cull]
  // without an age servers run for ever
  const age = (seconds: number): number => seconds || Infinity
  const spans = [
    { kind: 'idle', setting: 'cull.idle', before: old.idle, after: young.idle },
    { kind: 'age', setting: 'cull.max-age', before: age(old.maxAge), after: age(young.maxAge) },
    { kind: 'kernels', setting: 'cull.kernels', before: old.kernels ?? Infinity, after: young.kernels ?? Infinity },
  ] as const
  return [
    ...spans
      // notebooks follow the idle time where that is the shorter one
      .filter(({ kind, before, after }) => before !== after && !(kind === 'kernels' && after === young.idle))
      .map(({ kind, setting, before, after }) =>
        tell(
          `${kind}-${after < before ? 'shorter' : 'longer'}`,
          { before: lasting(before), after: lasting(after) },
          { settings: [setting, '?cull'] },
        ),
      ),
    ...(old.users === young.users
      ? []
      : [tell(young.users ? 'users-culled' : 'users-kept', {}, { settings: ['cull.users', '?cull'] })]),
  ]
}

const lasting = (seconds: number): string => (Number.isFinite(seconds) ? span(seconds) : 'any time')

const patternOf = ({ pattern = 'anything' }: { pattern?: string | undefined }): string => pattern

function images({ before, after }: HubPair): Meaning[] {
  const { tell } = serverMeanings
  const [old, young] = [before.servers.images, after.servers.images]
  const words = [
    ...(!old.named && young.named ? ['people may start a server with any image that they name'] : []),
    ...(old.named && !young.named ? ['people may no longer name an image of their own'] : []),
    ...(old.named && young.named && old.named.pattern !== young.named.pattern
      ? [`images that people name match ${patternOf(young.named)}, ${patternOf(old.named)} before`]
      : []),
    ...(!old.building && young.building ? ['people may build an environment from a Git repository'] : []),
    ...(old.building && !young.building ? ['people may no longer build an environment from a Git repository'] : []),
  ]
  return words.map((what) => tell('own-images', { what }, { settings: ['bring-your-own-image', 'image-building'] }))
}

function limits({ before, after }: HubPair): Meaning[] {
  const { tell } = serverMeanings
  const [old, young] = [before, after].map(({ quota, settings: { values } }) => ({
    memory: quota.memory,
    cpu: quota.cpu,
    servers: values.limits?.servers,
    active: values.hub?.['active-servers'] || undefined,
  }))
  const kinds = [
    { key: 'memory', what: 'memory of the hub and its servers', setting: 'limits.memory', show: inWords },
    {
      key: 'cpu',
      what: 'CPU of the hub and its servers',
      setting: 'limits.cpu',
      show: (value: number) => plural(value / 1000, 'core'),
    },
    { key: 'servers', what: 'servers at once', setting: 'limits.servers', show: String },
    { key: 'active', what: 'servers at once', setting: 'hub.active-servers', show: String },
  ] as const
  return kinds.flatMap(({ key, what, setting, show }) => {
    const [then, now] = [old![key], young![key]]
    if (then === now) return []
    const shown = (value: number | undefined): string => (value === undefined ? 'any number' : show(value))
    const code = (now ?? Infinity) < (then ?? Infinity) ? 'fewer-servers' : 'more-servers'
    return [tell(code, { what, before: shown(then), after: shown(now) }, { settings: [setting, '?limits'] })]
  })
}

const REACH = { closed: 0, 'web-only': 1, open: 2 } as const
const INTERNET = {
  closed: 'nothing of the internet',
  'web-only': 'only web ports of the internet',
  open: 'all of the internet',
}

function network({ before, after }: HubPair): Meaning[] {
  const { tell } = serverMeanings
  const [old, young] = [before.servers.network, after.servers.network]
  const settings = ['network.outbound', 'network.allow-private', 'network']
  const lists = [old, young].map((plan) => [
    ...plan.tcp.map((port) => `TCP port ${port} of the internet`),
    ...plan.udp.map((port) => `UDP port ${port} of the internet`),
    ...plan.privateRanges,
    ...plan.privatePorts.map(({ range, ports }) => `${range} at ${ports.join(', ')}`),
    ...plan.services.map(({ namespace, name, ports }) => `${namespace}/${name} at ${ports.join(', ')}`),
  ])
  const [come, go] = [without(lists[1]!, lists[0]!), without(lists[0]!, lists[1]!)]
  const wider = REACH[young.outbound] - REACH[old.outbound]
  const internet = `${INTERNET[young.outbound]}, ${INTERNET[old.outbound]} before`
  const less = [...(wider < 0 ? [internet] : []), ...(go.length > 0 ? [`no longer ${some(go)}`] : [])]
  const more = [...(wider > 0 ? [internet] : []), ...(come.length > 0 ? [some(come)] : [])]
  return [
    ...(less.length > 0 ? [tell('reach-less', { what: less.join('; ') }, { settings })] : []),
    ...(more.length > 0 ? [tell('reach-more', { what: more.join('; ') }, { settings })] : []),
    ...(isSame(before.cors, after.cors)
      ? []
      : [
          tell(
            'reach-more',
            { what: `pages of ${some(after.cors) || 'nobody'} may ask the hub` },
            { settings: ['cors'] },
          ),
        ]),
  ]
}
