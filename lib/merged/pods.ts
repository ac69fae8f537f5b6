/** Rules of pods that overrides change: what they run, what they may use, and whom they run as. */
import { defineProblems } from '../diagnostics.ts'
import { isMap, valueAt } from '../maps.ts'
import { parseImage } from '../plan/image.ts'
import { quantity } from '../requests.ts'
import { changedAnywhere, changedValues, onValues, type Merged, type MergedRule, type MergedRuleSet } from './merged.ts'

interface OfPart {
  id: string
  path: string
}

const problems = defineProblems({
  'override-breaks/limits': {
    severity: 'error',
    message: ({ id, path, what }: OfPart & { what: string }) =>
      `\`${path}\` of ${id} limits ${what} to less than is set aside: Kubernetes refuses the pod`,
    help: 'Raise the limit, or lower what is set aside.',
  },
  'override-breaks/account': {
    severity: 'error',
    message: ({ id, path, account }: OfPart & { account: string }) =>
      `no service account \`${account}\` is made for ${id}, as \`${path}\` asks for: no such pod starts`,
    help: 'Take it out, or add the ServiceAccount below `overrides.kubernetes`.',
  },
  'override-breaks/privileged': {
    severity: 'error',
    message: ({ id, path }: OfPart) => `the namespace of ${id} refuses pods such as the one with \`${path}\``,
    help: 'Take it out, or say it in the settings that have it, such as `sidecars:` and `init-containers:`.',
    source: 'kubernetes.io/docs/concepts/security/pod-security-standards',
  },
  'override-breaks/level': {
    severity: 'error',
    message: ({ id, path, level }: OfPart & { level: string }) =>
      `with \`${path}: ${level}\`, the namespace of ${id} refuses pods that it has`,
    help: 'Take it out. The annotation `hubloom/privileged-pods` of the namespace says which pods need it.',
  },
  'override-lets-in/account': {
    severity: 'error',
    message: ({ id, path }: OfPart) => `with \`${path}: hub\`, every server of ${id} may do what the hub itself may`,
    help: "Take it out: that account starts, reads and deletes everybody's servers.",
  },
  'override-lets-in/home': {
    severity: 'error',
    message: ({ id, path }: OfPart) => `with \`${path}\`, all people of ${id} have one and the same home`,
    help: "Keep `{escaped_username}` in it, by which each person's folder is named.",
  },
  'override-weakens/identity': {
    severity: 'warning',
    message: ({ id, path, account }: OfPart & { account: string }) =>
      `with \`${path}\`, servers of ${id} lose their rights at the cloud, which the account \`${account}\` has`,
    help: 'Take it out: buckets and other data are reached by that account.',
  },
  'override-weakens/token': {
    severity: 'warning',
    message: ({ id, path }: OfPart) => `with \`${path}: true\`, servers of ${id} have a token of Kubernetes`,
    help: 'Take it out, unless servers have to ask Kubernetes: whoever runs code there has the token, too.',
  },
  'override-weakens/privileged': {
    severity: 'warning',
    message: ({ id, path }: OfPart) => `with \`${path}\`, who breaks out of a container of ${id} has its machine`,
    help: 'Take it out unless you trust its image as you trust the cluster.',
    source: 'kubernetes.io/docs/concepts/security/pod-security-standards',
  },
  'override-weakens/level': {
    severity: 'warning',
    message: ({ id, path, level }: OfPart & { level: string }) =>
      `with \`${path}: ${level}\`, the namespace of ${id} takes privileged pods that it does not need`,
    help: 'Take it out: it takes them by itself once a setting needs one.',
  },
  'override-weakens/root': {
    severity: 'warning',
    message: ({ id, path }: OfPart) => `with \`${path}\`, people become root in servers of ${id}`,
    help: 'Take it out, or write `sudo: true` to say that this is meant: root can read all homes of the file system.',
  },
  'override-weakens/home': {
    severity: 'warning',
    message: ({ id, path }: OfPart) => `with \`${path}\`, nothing that people of ${id} write outlives their server`,
    help: 'Take it out, or write `home: { kind: none }` to say that this is meant.',
  },
  'override-weakens/claim': {
    severity: 'warning',
    message: ({ id, path, claim }: OfPart & { claim: string }) =>
      `\`${path}\` of ${id} names the claim \`${claim}\`, which nothing here makes`,
    help: 'Add the PersistentVolumeClaim below `overrides.kubernetes`: until it is there, such a pod waits.',
  },
  'override-weakens/image': {
    severity: 'warning',
    message: ({ id, path, image }: OfPart & { image: string }) =>
      `\`${path}\` of ${id} is \`${image}\`, whose content changes without anybody's doing`,
    help: 'Write a tag that stays, such as a version or a date, or a digest.',
  },
  'override-weakens/tag': {
    severity: 'warning',
    message: ({ id, path, image, tag }: OfPart & { image: string; tag: string }) =>
      `\`${path}\` of ${id} is \`${image}\` with the tag \`${tag}\` of another image`,
    help: 'Write its own `tag` beside it.',
  },
  'override-weakens/bucket': {
    severity: 'warning',
    message: ({ id, path, bucket }: OfPart & { bucket: string }) =>
      `\`${path}\` of ${id} no longer names the bucket \`${bucket}\`, which servers may read`,
    help: 'Give the other bucket a variable of its own, and say below `data:` that servers may read it.',
  },
})

const OVERRIDES = 'singleuser.profileList.**.kubespawner_override'

/** Memory and CPU of servers, as the chart's values and as a choice's override name them. */
const AMOUNTS = [
  { what: 'memory', common: 'memory', guarantee: 'mem_guarantee', limit: 'mem_limit' },
  { what: 'CPU', common: 'cpu', guarantee: 'cpu_guarantee', limit: 'cpu_limit' },
] as const

const serverLimits = onValues(
  'jupyterhub',
  ['singleuser.memory', 'singleuser.cpu', OVERRIDES],
  (found, { id }, merged) => {
    const { value, path, at } = found
    if (!isMap(value)) return []
    const ofAll = (common: string, key: string): unknown =>
      valueAt(merged.after.values['jupyterhub'], ['singleuser', common, key])
    return AMOUNTS.flatMap(({ what, common, guarantee, limit }) => {
      const own = path === `singleuser.${common}`
      if (!own && value[guarantee] === undefined && value[limit] === undefined) return []
      // a choice's null is KubeSpawner's "none", whatever is set for all
      const least = guarantee in value ? value[guarantee] : ofAll(common, 'guarantee')
      const most = limit in value ? value[limit] : ofAll(common, 'limit')
      return isLess(most, least) ? [problems.raise('override-breaks/limits', { at, args: { id, path, what } })] : []
    })
  },
)

const containerLimits: MergedRule = (merged) =>
  changedAnywhere(merged, ['**.resources']).flatMap(({ value, path, at }) => {
    const { requests, limits } = isMap(value) ? value : {}
    if (!isMap(requests) || !isMap(limits)) return []
    return Object.keys(limits)
      .filter((what) => isLess(limits[what], requests[what]))
      .map((what) => problems.raise('override-breaks/limits', { at, args: { id: merged.id, path, what } }))
  })

function isLess(limit: unknown, guarantee: unknown): boolean {
  const [most, least] = [quantity(limit), quantity(guarantee)]
  return most !== undefined && least !== undefined && most > 0 && most < least
}

const accounts = onValues(
  'jupyterhub',
  ['singleuser.serviceAccountName', 'hub.config.KubeSpawner.service_account', `${OVERRIDES}.service_account`],
  ({ value, path, at }, { id, serviceAccount, identity }, { after }) => {
    const account = String(value)
    if (account === serviceAccount) return []
    if (account === 'hub') return [problems.raise('override-lets-in/account', { at, args: { id, path } })]
    const made = after.manifests.some(({ kind, metadata }) => kind === 'ServiceAccount' && metadata.name === account)
    if (account !== 'default' && !made)
      return [problems.raise('override-breaks/account', { at, args: { id, path, account } })]
    return identity === undefined
      ? []
      : [problems.raise('override-weakens/identity', { at, args: { id, path, account: serviceAccount } })]
  },
)

const tokens = onValues(
  'jupyterhub',
  [
    'hub.config.KubeSpawner.automount_service_account_token',
    'singleuser.extraPodConfig.automountServiceAccountToken',
    `${OVERRIDES}.automount_service_account_token`,
  ],
  ({ value, path, at }, { id }) =>
    value === true ? [problems.raise('override-weakens/token', { at, args: { id, path } })] : [],
)

const root = onValues(
  'jupyterhub',
  [
    'singleuser.uid',
    'singleuser.allowPrivilegeEscalation',
    'hub.config.KubeSpawner.uid',
    'hub.config.KubeSpawner.allow_privilege_escalation',
    `${OVERRIDES}.uid`,
    `${OVERRIDES}.allow_privilege_escalation`,
  ],
  ({ value, path, at }, { id }) =>
    value === 0 || value === true
      ? [problems.raise('override-weakens/root', { at, args: { id, path: `${path}: ${value}` } })]
      : [],
)

/** What the standard "baseline" refuses in a pod. */
const PRIVILEGES = ['**.privileged', '**.hostPath', '**.hostNetwork', '**.hostPID', '**.hostIPC']
const LEVEL = 'pod-security.kubernetes.io/enforce'

const privileged: MergedRule = (merged) => {
  const level = levelOf(merged.after.manifests)
  // a cluster's own releases have namespaces of their own, which take what their charts need
  if (merged.hub === undefined || level === undefined) return []
  return changedAnywhere(merged, PRIVILEGES)
    .filter(({ value }) => value === true || isMap(value))
    .map(({ path, at }) => {
      const args = { id: merged.id, path }
      return level === 'privileged'
        ? problems.raise('override-weakens/privileged', { at, args })
        : problems.raise('override-breaks/privileged', { at, args })
    })
}

const levelOf = (manifests: Merged['after']['manifests']): string | undefined =>
  manifests.find(({ kind }) => kind === 'Namespace')?.metadata.labels?.[LEVEL]

const levels: MergedRule = (merged) =>
  changedAnywhere(merged, [['metadata', 'labels', LEVEL]]).map(({ value, path, at }) => {
    const args = { id: merged.id, path, level: String(value) }
    return value === 'privileged'
      ? problems.raise('override-weakens/level', { at, args })
      : problems.raise('override-breaks/level', { at, args })
  })

const sharedHome = onValues('jupyterhub', ['singleuser.storage.static.subPath'], ({ value, path, at }, { id }) =>
  /\{\w*user\w*\}/.test(String(value))
    ? []
    : [problems.raise('override-lets-in/home', { at, args: { id, path: `${path}: ${String(value)}` } })],
)

const noHome = onValues('jupyterhub', ['singleuser.storage.type'], ({ value, path, at }, { id }) =>
  value === 'none' ? [problems.raise('override-weakens/home', { at, args: { id, path: `${path}: none` } })] : [],
)

const claims: MergedRule = (merged) =>
  changedAnywhere(merged, ['**.claimName', '**.pvcName', '**.existingClaim']).flatMap(({ value, path, at }) => {
    const claim = String(value)
    const made = merged.after.manifests.some(
      ({ kind, metadata }) => kind === 'PersistentVolumeClaim' && metadata.name === claim,
    )
    // a name with a person's in it is filled in for each
    return made || claim.includes('{') || claim === ''
      ? []
      : [problems.raise('override-weakens/claim', { at, args: { id: merged.id, path, claim } })]
  })

const images: MergedRule = (merged) =>
  changedAnywhere(merged, ['**.image']).flatMap(({ value, path, at }) => {
    const image = imageIn(value)
    return image === undefined || isFixed(image)
      ? []
      : [problems.raise('override-weakens/image', { at, args: { id: merged.id, path, image } })]
  })

/** The image that a text, or a chart's map, names. A map without a tag takes the chart's own, which stays. */
function imageIn(value: unknown): string | undefined {
  if (typeof value === 'string') return /^[\w.:/-]+(@sha256:\w+)?$/.test(value) ? value : undefined
  if (!isMap(value)) return undefined
  const [name, tag] = [value['name'] ?? value['repository'], value['tag']]
  return typeof name === 'string' && typeof tag === 'string' && tag !== '' ? `${name}:${tag}` : undefined
}

const MOVING = new Set(['latest', 'main', 'master', 'stable', 'nightly', 'edge', 'dev', 'devel', 'develop', 'testing'])
function isFixed(image: string): boolean {
  const { tag, digest } = parseImage(image)
  return digest !== undefined || (tag !== undefined && !MOVING.has(tag))
}

/** Another image with the tag that stood beside the one before. */
const strangeTag: MergedRule = (merged) =>
  changedValues(merged, 'jupyterhub', ['singleuser.image', 'hub.image']).flatMap(({ value, before, path, at }) => {
    if (!isMap(value) || !isMap(before) || value['name'] === before['name'] || value['tag'] !== before['tag']) return []
    const [image, tag] = [String(value['name']), String(value['tag'])]
    return [problems.raise('override-weakens/tag', { at, args: { id: merged.id, path, image, tag } })]
  })

const buckets = onValues(
  'jupyterhub',
  ['singleuser.extraEnv.*'],
  ({ value, path, steps, at }, { id, buckets: own, grants }) => {
    const named = [
      ...own.map(({ variable, fullName }) => ({ variable, bucket: fullName })),
      ...grants.map(({ variable, bucket }) => ({ variable, bucket: bucket.split('@')[0]! })),
    ].filter(({ variable }) => variable === steps.at(-1))
    return named
      .filter(({ bucket }) => !String(value).includes(bucket))
      .map(({ bucket }) => problems.raise('override-weakens/bucket', { at, args: { id, path, bucket } }))
  },
)

export const podRules: MergedRuleSet = {
  problems,
  rules: [
    serverLimits,
    containerLimits,
    accounts,
    tokens,
    root,
    privileged,
    levels,
    sharedHome,
    noHome,
    claims,
    images,
    strangeTag,
    buckets,
  ],
}
