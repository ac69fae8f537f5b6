/** Rules of a hub's other settings. */
import { defineProblems } from '../diagnostics.ts'
import { reachesWeb } from '../plan/outbound.ts'
import { KERNEL_CONFIG, SERVER_CONFIG, besideServers } from '../plan/servers.ts'
import { asWritten, mib } from '../plan/units.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'certificate-contact': {
    severity: 'error',
    message: ({ hub }: OfHub) => `Let's Encrypt gives ${hub} no certificate without an address it can write to`,
    help: 'Write `contact:` into community.yaml.',
  },
  'tls-without-ingress': {
    severity: 'error',
    message: ({ hub }: OfHub) => `the cluster of ${hub} has no ingress controller that cert-manager could work with`,
    help: 'Write `tls: letsencrypt`, or `ingress: traefik` in cluster.yaml.',
  },
  'file-path-taken/twice': {
    severity: 'error',
    message: ({ hub, path }: OfHub & { path: string }) =>
      `there is another file at \`${path}\` in the servers of ${hub}, so none would start`,
    help: 'Give each file a path of its own.',
  },
  'file-path-taken/own': {
    severity: 'error',
    message: ({ hub, path }: OfHub & { path: string }) =>
      `there is another file at \`${path}\` in the servers of ${hub}, so none would start`,
    help:
      'hubloom writes it, for culling and for databases off NFS. Put yours into a folder beside it: Jupyter also ' +
      'reads `/etc/jupyter`.',
  },
  'memory-unused': {
    severity: 'warning',
    message: ({ hub, setting }: OfHub & { setting: string }) =>
      `\`${setting}\` of ${hub} does nothing: people choose among its sizes`,
    help: 'Write it into a size below `sizes:`, or take the sizes out with `sizes: null`.',
  },
  'limits-too-small': {
    severity: 'error',
    message: (of: OfHub & { limit: string; size: string; needs: number }) =>
      `the namespace of ${of.hub} may have ${of.limit} of memory, and one server of the size \`${of.size}\` needs ` +
      asWritten(of.needs),
    help: 'Raise it to what all servers at once may have.',
    source: 'kubernetes.io/docs/concepts/policy/resource-quotas',
  },
  'group-memory': {
    severity: 'error',
    message: ({ hub, setting }: OfHub & { setting: string }) =>
      `people of ${hub} choose a size, which decides on ${setting === 'cpu' ? 'CPU' : setting} ` +
      'whatever group they are in',
    help: ({ group }: { group: string }) =>
      `Limit a larger size to the group instead, \`for: [${group}]\`, or give it to them below \`groups\` as ` +
      'their `size`.',
  },
  'git-pull-without-home': {
    severity: 'error',
    message: ({ hub }: OfHub) => `${hub} keeps no homes to fetch repositories into`,
    help: 'Put what people need into the image, or give the hub homes.',
  },
  'closed-network': {
    severity: 'warning',
    message: ({ hub }: OfHub) => `servers of ${hub} may reach nothing in the internet, and so not their buckets either`,
    help: 'Write `outbound: web-only`, or remove the buckets.',
  },
})

const certificateContact = perHub(({ id: hub, web, settings }) =>
  web.kind === 'own-address' && web.email === undefined && web.certificate.secret === undefined
    ? [problems.raise('certificate-contact', { at: settings.nearest(['tls']), args: { hub } })]
    : [],
)

const tlsWithoutIngress = perHub(({ id: hub, cluster, settings }) =>
  settings.values.tls === 'cert-manager' && cluster.ingress === 'none'
    ? [
        problems.raise('tls-without-ingress', {
          at: settings.at(['tls']),
          related: [{ at: cluster.settings.nearest(['ingress']), note: 'the cluster' }],
          args: { hub },
        }),
      ]
    : [],
)

/** Where hubloom itself puts a file into every server. */
const OWN_FILES = [SERVER_CONFIG, KERNEL_CONFIG]

const filePaths = perHub(({ id: hub, servers: { files }, settings }) =>
  files.flatMap(({ name, path }) => {
    const at = settings.at(['files', name, 'path'])
    if (OWN_FILES.includes(path)) return [problems.raise('file-path-taken/own', { at, args: { hub, path } })]
    const first = files.find((other) => other.path === path)!.name
    if (first === name) return []
    const related = [{ at: settings.at(['files', first, 'path']), note: `\`${first}\`` }]
    return [problems.raise('file-path-taken/twice', { at, related, args: { hub, path } })]
  }),
)

/** Memory for every server does nothing where people choose a size. */
const memoryUnused = perHub(({ id: hub, settings }) => {
  const { sizes = {}, ...unused } = settings.values
  if (Object.keys(sizes).length === 0) return []
  return (['memory', 'cpu'] as const)
    .filter((setting) => unused[setting] !== undefined && settings.at([setting]).layer === 'hub')
    .map((setting) => problems.raise('memory-unused', { at: settings.at([setting]), args: { hub, setting } }))
})

/** A namespace that may not even hold one server. */
const limitsTooSmall = perHub(({ id: hub, defaultSize: size, servers, settings }) => {
  const limit = settings.values.limits?.memory
  const needs = size && size.memory.guarantee + besideServers(servers.sidecars).memory
  if (!limit || !needs || mib(limit) >= needs) return []
  const args = { hub, limit, size: size.key, needs }
  return [problems.raise('limits-too-small', { at: settings.at(['limits', 'memory']), args })]
})

/** Where group limits on memory do nothing: sizes decide. */
const groupMemory = perHub(({ id: hub, sizes, groups, settings }) => {
  if (sizes.length < 2) return []
  return groups.flatMap((group) =>
    (['memory', 'cpu'] as const)
      .filter((setting) => group[setting] !== undefined)
      .map((setting) =>
        problems.raise('group-memory', {
          at: settings.at(['groups', group.name, setting]),
          args: { hub, group: group.name, setting },
        }),
      ),
  )
})

const gitPullNeedsHome = perHub(({ id: hub, home, servers, settings }) =>
  servers.gitPull.length > 0 && home.personal === 'none'
    ? [problems.raise('git-pull-without-home', { at: settings.at(['git-pull']), args: { hub } })]
    : [],
)

const closedNetwork = perHub(({ id: hub, buckets, grants, servers, settings }) =>
  !reachesWeb(servers.network) && buckets.length + grants.length > 0
    ? [problems.raise('closed-network', { at: settings.nearest(['network', 'outbound']), args: { hub } })]
    : [],
)

export const hubRules: RuleSet = {
  problems,
  rules: [
    memoryUnused,
    limitsTooSmall,
    certificateContact,
    tlsWithoutIngress,
    filePaths,
    groupMemory,
    gitPullNeedsHome,
    closedNetwork,
  ],
}
