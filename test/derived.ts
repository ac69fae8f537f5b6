/**
 * What Terraform makes and what Helm and Kubernetes ask for, compared in the files themselves, as somebody sees them
 * who has `dist/` and nothing else. Each fault was found in a live fleet once: a selector that no machine has, a bucket
 * that nobody made, a role that nobody may take.
 */
import { parse, parseAllDocuments } from 'yaml'
import type { Compilation } from '../lib/compile.ts'
import { outputTexts, ownersObjects } from './fleet.ts'

type Map_ = Record<string, unknown>
interface Pool {
  name: string
  labels: Record<string, string>
  taints: Taint[]
}
interface Taint {
  key: string
  value: string
  effect: string
}
interface Toleration {
  key?: string
  operator?: string
  value?: string
  effect?: string
}

/** One folder of `dist/` with what belongs together: a hub's or a cluster's. */
interface Part {
  folder: string
  namespace?: string
  cluster: string
  root: Map_
  values: [path: string, data: Map_][]
  objects: Map_[]
}

export interface Placed {
  hubs: readonly { id: string; namespace: string; cluster: string }[]
  clusters: readonly string[]
}

/** Texts by path, and where each hub runs. */
export const placed = ({ fleet }: Compilation): Placed => ({
  hubs: fleet.hubs.map(({ id, namespace, cluster }) => ({ id, namespace, cluster: cluster.community })),
  clusters: fleet.clusters.map(({ community }) => community),
})

export function faults(texts: ReadonlyMap<string, string>, where: Placed): string[] {
  const parts = partsOf(texts, where)
  const clusters = new Map(parts.filter(({ namespace }) => namespace === undefined).map((part) => [part.cluster, part]))
  return parts
    .flatMap((part) => {
      const pools = poolsOf(clusters.get(part.cluster)!.root)
      return [
        ...placements(part, pools),
        ...(part.namespace === undefined
          ? []
          : [
              ...identities(part),
              ...buckets(part),
              ...homeDisk(part),
              ...besideServers(part),
              ...clusterName(part, clusters.get(part.cluster)!),
            ]),
      ]
    })
    .concat(sharedDisks(parts))
}

export const faultsOf = (compilation: Compilation): string[] => faults(outputTexts(compilation), placed(compilation))

function partsOf(texts: ReadonlyMap<string, string>, { hubs, clusters }: Placed): Part[] {
  const places = [
    ...clusters.map((community) => ({ folder: `${community}/cluster`, cluster: community })),
    ...hubs.map(({ id, namespace, cluster }) => ({ folder: id, namespace, cluster })),
  ]
  return places.map((place) => {
    const mine = [...texts].filter(([path]) => path.startsWith(`${place.folder}/`))
    return {
      ...place,
      root: JSON.parse(texts.get(`${place.folder}/main.tf.json`) ?? '{}') as Map_,
      values: mine.filter(([path]) => path.endsWith('.values.yaml')).map(([path, text]) => [path, parse(text) as Map_]),
      objects: mine
        .filter(([path]) => /(kubernetes|custom-resources)\.yaml$/.test(path))
        .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as Map_))
        .concat(
          'namespace' in place
            ? (ownersObjects(texts, place.cluster, String(place.namespace)) as unknown as Map_[])
            : [],
        ),
    }
  })
}

/** Reads a path of keys. */
export function at(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((here, key) => (isMap(here) ? here[key] : undefined), value)
}
const isMap = (value: unknown): value is Map_ => typeof value === 'object' && value !== null && !Array.isArray(value)
const blocks = (root: Map_, type: string): Map_[] =>
  Object.values((at(root, 'resource', type) ?? {}) as Record<string, Map_>)

// Machines

/** The pools as a root makes them, in whichever cloud's words. */
export function poolsOf(root: Map_): Pool[] {
  const taint = (each: Map_): Taint => ({
    key: String(each['key']),
    value: String(each['value']),
    effect: 'NoSchedule',
  })
  const written = (text: string): Taint => {
    const [, key, value, effect] = /^(.+)=(.*):(.+)$/.exec(text)!
    return { key: key!, value: value!, effect: effect! }
  }
  const google = blocks(root, 'google_container_node_pool').map((pool) => ({
    name: String(pool['name']),
    labels: at(pool, 'node_config', 'labels') as Record<string, string>,
    taints: ((at(pool, 'node_config', 'taint') ?? []) as Map_[]).map(taint),
  }))
  const aws = blocks(root, 'aws_eks_node_group').map((pool) => ({
    name: String(pool['node_group_name']),
    labels: pool['labels'] as Record<string, string>,
    taints: ((pool['taint'] ?? []) as Map_[]).map(taint),
  }))
  const azure = [
    ...blocks(root, 'azurerm_kubernetes_cluster').map((cluster) => cluster['default_node_pool'] as Map_),
    ...blocks(root, 'azurerm_kubernetes_cluster_node_pool'),
  ].map((pool) => ({
    name: String(pool['name']),
    labels: pool['node_labels'] as Record<string, string>,
    taints: ((pool['node_taints'] ?? []) as string[]).map(written),
  }))
  return [...google, ...aws, ...azure]
}

const tolerates = (taint: Taint, list: readonly Toleration[]): boolean =>
  list.some(
    ({ key, operator = 'Equal', value, effect }) =>
      (key === undefined || key === taint.key) &&
      (operator === 'Exists' || value === taint.value) &&
      (effect === undefined || effect === taint.effect),
  )

/** What the JupyterHub chart itself lets pods of users tolerate (its `scheduling.userPods.tolerations`). */
const CHART = ['hub.jupyter.org/dedicated', 'hub.jupyter.org_dedicated'].map((key) => ({
  key,
  operator: 'Equal',
  value: 'user',
  effect: 'NoSchedule',
}))
/** What the kubelet itself puts on every machine of ours. */
const EVERY_NODE: Record<string, string> = { 'kubernetes.io/os': 'linux', 'kubernetes.io/arch': 'amd64' }
const CORE = { 'hub.jupyter.org/node-purpose': 'core' }
const USER = { 'hub.jupyter.org/node-purpose': 'user' }

interface Wanted {
  path: string
  selector: Record<string, string>
  tolerations: readonly Toleration[]
}

function placements(part: Part, pools: readonly Pool[]): string[] {
  return part.values
    .flatMap(([file, values]) => wantedIn(file, values))
    .concat(part.objects.flatMap((object) => generic(`${part.folder}/kubernetes.yaml`, object)))
    .flatMap(({ path, selector, tolerations }) => {
      const fitting = pools.filter(({ labels }) =>
        Object.entries(selector).every(([key, value]) => ({ ...EVERY_NODE, ...labels })[key] === value),
      )
      if (fitting.length === 0) return [`${path}: no pool has the labels ${JSON.stringify(selector)}`]
      if (fitting.some(({ taints }) => taints.every((taint) => tolerates(taint, tolerations)))) return []
      return [`${path}: a taint of ${fitting.map(({ name }) => name).join(', ')} is not tolerated`]
    })
}

function wantedIn(file: string, values: Map_): Wanted[] {
  if (!file.endsWith('/jupyterhub.values.yaml')) return generic(file, values)
  const extra = [...CHART, ...((at(values, 'singleuser', 'extraTolerations') ?? []) as Toleration[])]
  const own = (at(values, 'singleuser', 'nodeSelector') ?? {}) as Record<string, string>
  const { scheduling: _scheduling, singleuser: _singleuser, ...rest } = values
  const found: Wanted[] = [...generic(file, rest)]
  const require = (pods: string): boolean =>
    at(values, 'scheduling', pods, 'nodeAffinity', 'matchNodePurpose') === 'require'
  if (require('corePods')) found.push({ path: `${file} corePods`, selector: CORE, tolerations: [] })
  if (require('userPods')) found.push({ path: `${file} userPods`, selector: { ...USER, ...own }, tolerations: extra })
  // KubeSpawner's overrides, wherever they stand: `tolerations` there replace the chart's
  walk(values, file, (path, map) => {
    const selector = map['node_selector']
    if (isMap(selector))
      found.push({
        path,
        selector: { ...USER, ...(selector as Record<string, string>) },
        tolerations: (map['tolerations'] as Toleration[] | undefined) ?? extra,
      })
  })
  return found
}

/** Every `nodeSelector` with the tolerations beside it, and node affinity that is required. */
function generic(file: string, data: unknown): Wanted[] {
  const found: Wanted[] = []
  walk(data, file, (path, map) => {
    const tolerations = Array.isArray(map['tolerations']) ? (map['tolerations'] as Toleration[]) : []
    if (isMap(map['nodeSelector']) && Object.keys(map['nodeSelector']).length > 0)
      found.push({ path, selector: map['nodeSelector'] as Record<string, string>, tolerations })
    // build pods, which BinderHub lets tolerate what servers do
    if (isMap(map['node_selector']))
      found.push({ path, selector: map['node_selector'] as Record<string, string>, tolerations: CHART })
    const terms = at(
      map,
      'affinity',
      'nodeAffinity',
      'requiredDuringSchedulingIgnoredDuringExecution',
      'nodeSelectorTerms',
    )
    for (const term of Array.isArray(terms) ? (terms as Map_[]) : []) {
      for (const { key, operator, values } of (term['matchExpressions'] ?? []) as {
        key: string
        operator: string
        values?: string[]
      }[]) {
        if (operator === 'In')
          for (const value of values ?? []) found.push({ path, selector: { [key]: value }, tolerations })
      }
    }
  })
  return found
}

const POOL = 'hub.jupyter.org/pool-name'
type Choices = Record<string, { default?: boolean; kubespawner_override?: Map_ }>

/** The pool of the size that is selected when the page opens. */
function defaultPool(values: Map_): unknown {
  const profiles = (at(values, 'singleuser', 'profileList') ?? []) as Map_[]
  const profile = profiles.find((each) => each['default'] === true) ?? profiles[0]
  const sizes = Object.values((at(profile, 'profile_options', 'size', 'choices') ?? {}) as Choices)
  const size = sizes.find((choice) => choice.default === true)
  return (
    at(size, 'kubespawner_override', 'node_selector', POOL) ??
    at(profile, 'kubespawner_override', 'node_selector', POOL) ??
    at(values, 'singleuser', 'nodeSelector', POOL)
  )
}

/** Schedulers of Dask and image builds go where most servers are: no machine is on for them alone. */
function besideServers({ folder, values }: Part): string[] {
  const of = (service: string): Map_ | undefined =>
    values.find(([path]) => path.endsWith(`/${service}.values.yaml`))?.[1]
  const pool = defaultPool(of('jupyterhub') ?? {})
  const beside = {
    "Dask's schedulers": at(
      of('dask-gateway'),
      'gateway',
      'backend',
      'scheduler',
      'extraPodConfig',
      'nodeSelector',
      POOL,
    ),
    'the Docker daemon': at(of('image-building'), 'dockerApi', 'nodeSelector', POOL),
    'image builds': at(of('image-building'), 'config', 'KubernetesBuildExecutor', 'node_selector', POOL),
  }
  return Object.entries(beside).flatMap(([who, name]) =>
    name === undefined || name === pool
      ? []
      : [`${folder}: ${who} run on ${String(name)}, and servers of the default size on ${String(pool)}`],
  )
}

function walk(value: unknown, path: string, visit: (path: string, map: Map_) => void): void {
  if (Array.isArray(value)) value.forEach((item, i) => walk(item, `${path}[${i}]`, visit))
  else if (isMap(value)) {
    visit(path, value)
    for (const [key, item] of Object.entries(value)) walk(item, `${path} ${key}`, visit)
  }
}

// Identities

const TEXT = (value: unknown): string => JSON.stringify(value)

/** Service accounts that the hub's cloud identity trusts, as `namespace/name`. */
export function trusted(root: Map_): string[] {
  const google = blocks(root, 'google_service_account_iam_member').flatMap(
    ({ member }) => /\[([^\]]+\/[^\]]+)\]$/.exec(String(member))?.[1] ?? [],
  )
  const aws = blocks(root, 'aws_eks_pod_identity_association').map(
    (each) => `${String(each['namespace'])}/${String(each['service_account'])}`,
  )
  const azure = blocks(root, 'azurerm_federated_identity_credential').flatMap(
    ({ subject }) => /^system:serviceaccount:([^:]+):([^:]+)$/.exec(String(subject))?.slice(1).join('/') ?? [],
  )
  return [...google, ...aws, ...azure].sort()
}

function identities(part: Part): string[] {
  const { folder, namespace, root, values, objects } = part
  const accounts = objects.filter(({ kind }) => kind === 'ServiceAccount')
  const made = new Set(
    accounts.map(
      (account) => `${String(at(account, 'metadata', 'namespace'))}/${String(at(account, 'metadata', 'name'))}`,
    ),
  )
  // the JupyterHub chart makes this one
  const known = new Set([...made, `${namespace}/hub`])
  const trusts = trusted(root)
  const hub = values.find(([path]) => path.endsWith('/jupyterhub.values.yaml'))
  const server = `${namespace}/${String(at(hub?.[1], 'singleuser', 'serviceAccountName'))}`
  const used: string[] = []
  for (const [file, data] of values)
    walk(data, file, (path, map) => {
      if (typeof map['serviceAccountName'] === 'string') used.push(`${path} ${namespace}/${map['serviceAccountName']}`)
    })
  const emails = blocks(root, 'google_service_account').map(
    (account) => `${String(account['account_id'])}@${String(account['project'])}.iam.gserviceaccount.com`,
  )
  const annotated = accounts.flatMap(
    (account) => at(account, 'metadata', 'annotations', 'iam.gke.io/gcp-service-account') ?? [],
  ) as string[]
  const roleTrust = (at(root, 'resource', 'aws_iam_role', 'hub', 'assume_role_policy') ?? '') as string
  const isAzure = Object.keys((root['provider'] ?? {}) as Map_)[0] === 'azurerm'
  const labelled = at(hub?.[1], 'singleuser', 'extraLabels', 'azure.workload.identity/use') === 'true'
  return [
    ...trusts
      .filter((trust) => !known.has(trust))
      .map((trust) => `${folder}: the identity trusts ${trust}, which nobody makes`),
    ...used
      .filter((use) => !made.has(use.split(' ').at(-1)!))
      .map((use) => `${use}: nobody makes this service account`),
    ...(trusts.length > 0 && !trusts.includes(server)
      ? [`${folder}: servers run as ${server}, which the identity does not trust`]
      : []),
    ...annotated
      .filter((email) => !emails.includes(email))
      .map((email) => `${folder}: the service account is annotated with ${email}, which Terraform does not make`),
    ...(emails.length > 0 && annotated.length === 0
      ? [`${folder}: the identity ${emails[0]} is not annotated on any service account`]
      : []),
    ...(roleTrust !== ''
      ? trusts
          .filter(
            (trust) =>
              !(roleTrust.includes(TEXT(trust.split('/')[0])) && roleTrust.includes(TEXT(trust.split('/')[1]))),
          )
          .map((trust) => `${folder}: the role's own trust does not name ${trust}`)
      : []),
    ...(isAzure && trusts.length > 0 !== labelled
      ? [`${folder}: servers ${labelled ? 'carry' : 'lack'} the label by which Azure finds them`]
      : []),
  ]
}

// Data

/** Addresses of the buckets that a root makes. */
export function bucketsOf(root: Map_): string[] {
  const account = String(at(root, 'resource', 'azurerm_storage_account', 'buckets', 'name'))
  return [
    ...blocks(root, 'google_storage_bucket').map(({ name }) => `gs://${String(name)}`),
    ...blocks(root, 'aws_s3_bucket').map(({ bucket }) => `s3://${String(bucket)}`),
    ...blocks(root, 'azurerm_storage_container').map(
      ({ name }) => `abfs://${String(name)}@${account}.dfs.core.windows.net`,
    ),
  ].sort()
}

/** Addresses of the buckets that the log of another one goes to: by Terraform's name for it, or its own. */
function logBuckets(root: Map_): string[] {
  const targets = [
    ...blocks(root, 'google_storage_bucket').map(({ logging }) => logging),
    ...blocks(root, 'aws_s3_bucket_logging').map(({ target_bucket }) => target_bucket),
  ].map((each) => JSON.stringify(each ?? {}))
  const made = (type: string, [scheme, name]: readonly [string, string]): string[] =>
    Object.entries((at(root, 'resource', type) ?? {}) as Record<string, Map_>)
      .filter(([key]) => targets.some((target) => target.includes(`${type}.${key}.`)))
      .map(([, block]) => `${scheme}://${String(block[name])}`)
  return [...made('google_storage_bucket', ['gs', 'name']), ...made('aws_s3_bucket', ['s3', 'bucket'])]
}

/** Buckets that the root or the owners of them are asked to let the identity use. */
function granted(root: Map_): string[] {
  const text =
    JSON.stringify(at(root, 'output') ?? {}) + JSON.stringify(at(root, 'resource', 'aws_iam_role_policy') ?? {})
  const outside = Object.values(
    (at(root, 'output', 'outside_data', 'value') ?? {}) as Record<string, { container: string; account: string }>,
  ).map(({ container, account }) => `abfs://${container}@${account}.dfs.core.windows.net`)
  return [
    ...[...text.matchAll(/gs:\/\/([a-z0-9._-]+)/g)].map(([, name]) => `gs://${name}`),
    ...[...text.matchAll(/s3:::([a-z0-9._-]+)/g)].map(([, name]) => `s3://${name}`),
    ...outside,
  ]
}

function buckets({ folder, root, values }: Part): string[] {
  const made = bucketsOf(root)
  const logs = logBuckets(root)
  const known = new Set([...made, ...granted(root)])
  const named = values.flatMap(([file, data]) =>
    [...JSON.stringify(data).matchAll(/(?:s3|gs|abfs):\/\/[A-Za-z0-9._@-]+/g)].map(([url]) => ({ file, url })),
  )
  const environment = JSON.stringify(
    at(values.find(([path]) => path.endsWith('/jupyterhub.values.yaml'))?.[1], 'singleuser', 'extraEnv') ?? {},
  )
  return [
    ...named
      .filter(({ url }) => !known.has(url))
      .map(({ file, url }) => `${file}: ${url} is named, and Terraform neither makes it nor grants it`),
    ...made
      .filter((url) => !logs.includes(url) && !environment.includes(url))
      .map((url) => `${folder}: no variable of the servers holds ${url}`),
    ...logs
      .filter((url) => environment.includes(url))
      .map((url) => `${folder}: a variable of the servers holds ${url}, which keeps the log of other buckets`),
    ...(made.length > 0 && trusted(root).length === 0 ? [`${folder}: buckets, and nobody who may use them`] : []),
  ]
}

// Homes and cluster

const diskOf = ({ root, values, objects }: Part): { made: string; used: string } | undefined => {
  const google = at(root, 'resource', 'google_compute_disk', 'homes') as Record<string, string> | undefined
  const azure = at(root, 'resource', 'azurerm_managed_disk', 'homes') as Record<string, string> | undefined
  const aws = at(root, 'resource', 'aws_ebs_volume', 'home')
  const nfs = values.find(([path]) => path.endsWith('/home-nfs.values.yaml'))?.[1]
  if (google)
    return {
      made: `projects/${google['project']}/zones/${google['zone']}/disks/${google['name']}`,
      used: String(at(nfs, 'gke', 'volumeId')),
    }
  if (aws)
    return {
      made: '${aws_ebs_volume.home.id}',
      used: String(at(root, 'output', 'helm_values_home_nfs', 'value', 'eks', 'volumeId')),
    }
  if (azure) {
    const group = String(at(root, 'resource', 'azurerm_resource_group', 'main', 'name'))
    const used = objects
      .filter(({ kind }) => kind === 'PersistentVolume')
      .map((object) => at(object, 'spec', 'csi', 'volumeHandle'))
      .find((handle) => String(handle).startsWith('/subscriptions/'))
    return {
      made: `/subscriptions/${String(at(root, 'provider', 'azurerm', 'subscription_id'))}/resourceGroups/${group}/providers/Microsoft.Compute/disks/${azure['name']}`,
      used: String(used),
    }
  }
  return undefined
}

function homeDisk(part: Part): string[] {
  const disk = diskOf(part)
  return disk && disk.made !== disk.used
    ? [`${part.folder}: homes are served from ${disk.used}, and Terraform makes ${disk.made}`]
    : []
}

/** Two hubs on one disk would write over each other. */
function sharedDisks(parts: readonly Part[]): string[] {
  const seen = new Map<string, string>()
  return parts.flatMap((part) => {
    const used = diskOf(part)?.used
    if (used === undefined || used.startsWith('${')) return []
    const other = seen.get(used)
    seen.set(used, part.folder)
    return other === undefined ? [] : [`${part.folder} and ${other} serve homes from the same disk ${used}`]
  })
}

/** The name by which a hub's root looks for its cluster is the one that the cluster's root gives it. */
function clusterName({ folder, root }: Part, cluster: Part): string[] {
  const types = ['google_container_cluster', 'aws_eks_cluster', 'azurerm_kubernetes_cluster']
  const wanted = types.flatMap((type) =>
    Object.values((at(root, 'data', type) ?? {}) as Record<string, Map_>).map(({ name }) => name),
  )
  const made = types.flatMap((type) => blocks(cluster.root, type).map(({ name }) => name))
  return wanted
    .filter((name) => !made.includes(name))
    .map((name) => `${folder}: looks for the cluster ${String(name)}, and ${made.join()} is made`)
}
