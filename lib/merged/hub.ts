/** Rules of overrides that change what keeps a hub reachable, and its own parts in order. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { isMap, valueAt } from '../maps.ts'
import { changedAnywhere, onValues, type Merged, type MergedRule, type MergedRuleSet } from './merged.ts'

interface OfHub {
  hub: string
  path: string
}

const problems = defineProblems({
  'override-breaks/unreached': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, nothing leads people to ${hub}`,
    help: 'Take it out. With `tls: letsencrypt` the hub has an address of its own in place of the ingress.',
  },
  'override-breaks/domain': {
    severity: 'error',
    message: ({ hub, path, domain }: OfHub & { domain: string }) =>
      `\`${path}\` of ${hub} is without its domain \`${domain}\``,
    help: 'Keep the domain among them; another one is said by `domain:`.',
  },
  'override-breaks/base-url': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, people do not come back to ${hub} after signing in`,
    help: 'Take it out: the address to come back to has no such folder, and a hub has a domain of its own.',
  },
  'override-breaks/names': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `\`${path}\` names the parts of ${hub} anew, and others look for them by name`,
    help: 'Take it out: a hub has a namespace of its own, so its parts need no other names.',
  },
  'override-breaks/database': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `\`${path}\` puts the database of ${hub} on a shared file system`,
    help: 'Take it out: SQLite on NFS loses data. A database elsewhere is said by `hub: { database: … }`.',
    source: 'sqlite.org, "How To Corrupt An SQLite Database File", section 2.1',
  },
  'override-breaks/two-hubs': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, two pods of ${hub} would have one disk at each upgrade`,
    help: 'Take it out: the chart stops the old pod before it starts the new one.',
  },
  'override-breaks/priority': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, the placeholders of ${hub} have no class of priority`,
    help: 'Take it out, or the places that are kept free: Kubernetes refuses pods of a class that is not there.',
  },
  'override-breaks/url': {
    severity: 'error',
    message: ({ hub, path }: OfHub) => `\`${path}\` of ${hub} is no path`,
    help: 'Begin it with `/`, such as `/lab`.',
  },
  'override-weakens/database': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, ${hub} forgets people and running servers at each restart`,
    help: 'Take it out: without, the database has a disk of its own.',
  },
  'override-weakens/tls': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, people reach ${hub} without a certificate`,
    help: 'Take it out, unless something in front of the cluster has the certificate.',
  },
  'override-weakens/second-way': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `\`${path}\` gives ${hub} a second address, without a certificate`,
    help: 'Take it out: people come by the ingress. With `tls: letsencrypt` they come by its own address.',
  },
  'override-weakens/cull': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, servers of ${hub} never stop, and their machines stay`,
    help: 'Take it out. When servers stop is said by `cull:`.',
  },
  'override-weakens/templates': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `\`${path}\` replaces where pages of ${hub} come from: its home page is lost`,
    help: 'Keep what is there, or put templates into `pages/` of the community.',
  },
  'override-weakens/placement': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, pods of ${hub} may start on machines that are not for them`,
    help: 'Take it out: a server on a core machine may take the memory of the hub.',
  },
  'override-weakens/scheduler': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, servers of ${hub} spread over machines, and few become empty`,
    help: 'Take it out: the scheduler fills one machine after the other, so that empty ones go away.',
  },
  'override-weakens/timeout': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `with \`${path}\`, servers of ${hub} give up before a new machine is there`,
    help: 'Write 600 or more: a machine takes some minutes to start, and an image some more to arrive.',
  },
  'override-weakens/late': {
    severity: 'warning',
    message: ({ hub, path }: OfHub) => `\`${path}\` of ${hub} comes from Terraform, and the override fixes it`,
    help: 'Take it out: what Terraform makes anew, such as a disk, is not found any more.',
  },
})

/** What `when` says of a value, raised by `raise` at its place: the most rules here are of this form. */
type Raise = (occurrence: { at: Diagnostic['at']; args: OfHub }) => Diagnostic
const whenever = (
  paths: readonly string[],
  when: (value: unknown, merged: Merged) => boolean,
  raise: Raise,
): MergedRule =>
  onValues('jupyterhub', paths, ({ value, path, at }, { id }, merged) =>
    when(value, merged)
      ? [raise({ at, args: { hub: id, path: isMap(value) ? path : `${path}: ${shown(value)}` } })]
      : [],
  )
const shown = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))

const said = ({ after }: Merged, path: string): unknown => valueAt(after.values['jupyterhub'], path.split('.'))
const isOff = (value: unknown): boolean => value === false

const unreached = whenever(
  ['ingress.enabled'],
  (value, merged) => isOff(value) && !isExposed(said(merged, 'proxy.service.type')),
  (found) => problems.raise('override-breaks/unreached', found),
)
const isExposed = (type: unknown): boolean => type === 'LoadBalancer' || type === 'NodePort'

const domain = onValues('jupyterhub', ['ingress.hosts'], ({ value, path, at }, hub) =>
  Array.isArray(value) && !value.includes(hub.domain)
    ? [problems.raise('override-breaks/domain', { at, args: { hub: hub.id, path, domain: hub.domain } })]
    : [],
)

const noCertificate = [
  whenever(
    ['ingress.tls'],
    (value) => Array.isArray(value) && value.length === 0,
    (found) => problems.raise('override-weakens/tls', found),
  ),
  whenever(
    ['proxy.https.enabled'],
    (value, merged) => isOff(value) && said(merged, 'ingress.enabled') !== true,
    (found) => problems.raise('override-weakens/tls', found),
  ),
]

const secondWay = whenever(
  ['proxy.service.type'],
  (value, merged) => isExposed(value) && said(merged, 'ingress.enabled') === true,
  (found) => problems.raise('override-weakens/second-way', found),
)

const baseUrl = whenever(
  ['hub.baseUrl'],
  (value, { hub }) => value !== '/' && hub?.signIn.callbackUrl !== undefined,
  (found) => problems.raise('override-breaks/base-url', found),
)

const names = whenever(
  ['fullnameOverride', 'nameOverride'],
  (value) => value !== '',
  (found) => problems.raise('override-breaks/names', found),
)

const inMemory = whenever(
  ['hub.db.type'],
  (value) => value === 'sqlite-memory',
  (found) => problems.raise('override-weakens/database', found),
)

const onSharedFiles = whenever(
  ['hub.db.pvc.storageClassName'],
  (value, merged) => /nfs|efs|file/i.test(String(value)) && said(merged, 'hub.db.type') === 'sqlite-pvc',
  (found) => problems.raise('override-breaks/database', found),
)

const twoHubs = whenever(
  ['hub.deploymentStrategy.type'],
  (value, merged) => value === 'RollingUpdate' && said(merged, 'hub.db.type') === 'sqlite-pvc',
  (found) => problems.raise('override-breaks/two-hubs', found),
)

const priority = whenever(
  ['scheduling.podPriority.enabled'],
  (value, { after }) => isOff(value) && JSON.stringify(after.manifests).includes('-user-placeholder-priority'),
  (found) => problems.raise('override-breaks/priority', found),
)

const defaultUrl = whenever(
  ['singleuser.defaultUrl', 'singleuser.profileList.**.default_url'],
  (value) => typeof value === 'string' && !value.startsWith('/'),
  (found) => problems.raise('override-breaks/url', found),
)

const noCull = whenever(['cull.enabled'], isOff, (found) => problems.raise('override-weakens/cull', found))

const templates = onValues(
  'jupyterhub',
  ['hub.config.JupyterHub.template_paths', 'hub.extraFiles.*.mountPath'],
  ({ value, before, path, at }, { id }, { before: was }) => {
    const folders = valueAt(was.values['jupyterhub'], ['hub', 'templatePaths'])
    const own = Array.isArray(folders) ? folders.map(String) : []
    const now = Array.isArray(value) ? value.map(String) : [String(value)]
    const lost = Array.isArray(value) ? own.some((folder) => !now.includes(folder)) : before !== undefined
    return own.length > 0 && lost ? [problems.raise('override-weakens/templates', { at, args: { hub: id, path } })] : []
  },
)

const placement = whenever(
  ['scheduling.userPods.nodeAffinity.matchNodePurpose', 'scheduling.corePods.nodeAffinity.matchNodePurpose'],
  (value) => value !== 'require',
  (found) => problems.raise('override-weakens/placement', found),
)

const scheduler = whenever(['scheduling.userScheduler.enabled'], isOff, (found) =>
  problems.raise('override-weakens/scheduler', found),
)

/** Seconds that a machine of the clouds takes to start, and to fetch an image of some GiB, at the least. */
const LEAST_START = 300
const startTimeout = whenever(
  ['singleuser.startTimeout', 'hub.config.KubeSpawner.start_timeout'],
  (value) => typeof value === 'number' && value < LEAST_START,
  (found) => problems.raise('override-weakens/timeout', found),
)

/** What only an apply tells, in place of which an override says a text of its own. */
const fixedLate: MergedRule = (merged) =>
  changedAnywhere(merged, ['**'])
    .filter(({ before, value }) => isLate(before) && !isMap(value))
    .map(({ owner, path, at }) =>
      problems.raise('override-weakens/late', { at, args: { hub: merged.id, path: `${owner}: ${path}` } }),
    )
const isLate = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isMap(value)

export const hubRules: MergedRuleSet = {
  problems,
  rules: [
    unreached,
    domain,
    ...noCertificate,
    secondWay,
    baseUrl,
    names,
    inMemory,
    onSharedFiles,
    twoHubs,
    priority,
    defaultUrl,
    noCull,
    templates,
    placement,
    scheduler,
    startTimeout,
    fixedLate,
  ],
}
