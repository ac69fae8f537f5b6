import keys from './keys.json' with { type: 'json' }
import { manifest } from '../../print/kubernetes-types.ts'
import { md, type Markdown } from '../../print/markdown.ts'
import type { HomeCopies } from '../../readme/types.ts'
import type { Release } from '../../print/helm.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { escapedName } from '../../plan/home.ts'
import { shorten } from '../../plan/names.ts'
import type { PartAsk } from '../../plan/core-pods.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { Wiring } from '../../plan/wiring.ts'
import { MONITORING_NAMESPACE, STAYS, resources } from '../cluster.ts'
import { memoryText, podAsk } from '../quantities.ts'
import type { Contribution, HubService } from '../service.ts'
import { sharedPaths } from './folders.ts'
import { mountValues } from './mounts.ts'
import { quotasNeed, quotasReader, quotasSnippet } from './quotas-from.ts'
import { movingHomes } from './moving.ts'
import { fromDisk, fromExisting, fromOther, fromShare, fromVolumes } from './restore.ts'
import { SERVER, homeDisk, homeFromServer, homeFromShare, othersHomes, storageClass } from './volumes.ts'

/** People's homes: an NFS server with quotas on the hub's own disk, the cloud's file service, or none at all. */
export const homeNfs: HubService = {
  name: 'home-nfs',
  releases: ['home-nfs'],
  corePods(hub) {
    if (hub.home.kind !== 'disk') return []
    const { server, keeper } = hub.home.service!
    return [podAsk('homes', [resourcesOf(server), resourcesOf(keeper), SMALL, SMALL], { disks: 1 })]
  },
  forHub(hub, wiring) {
    const own = fileSystem(hub, wiring)
    const others = othersHomes(hub, wiring)
    const shared = others.length === 0 ? own : { ...own, manifests: [...(own.manifests ?? []), ...others] }
    const values = { jupyterhub: mountValues(hub) }
    if (hub.home.personal !== 'volume' || hub.home.volume?.class !== undefined) return { ...shared, values }
    const { homeClass } = wiring
    if (homeClass === undefined) throw new Error(`${hub.cluster.cloud} says nothing of disks for each person`)
    return {
      ...shared,
      manifests: [...(shared.manifests ?? []), storageClass(hub, homeClass)],
      restore: {
        homes: (copies) => [...fromVolumes(hub, homeClass.provisioner)(copies), ...foldersOf(shared, copies)],
      },
      values,
    }
  },
}

/** What all servers of the hub mount. */
function fileSystem(hub: HubPlan, wiring: Wiring): Contribution {
  switch (hub.home.kind) {
    case 'none':
      return {}
    case 'nfs':
      return { restore: { homes: () => fromExisting(hub) }, manifests: homeFromShare(hub, hub.home.nfs!) }
    case 'managed': {
      if (wiring.homeShare === undefined) throw new Error(`${hub.cluster.cloud} says nothing of its file service`)
      return {
        ...(hub.home.within ? {} : { moving: movingHomes(hub) }),
        restore: { homes: restoreOf(hub) },
        manifests: homeFromShare(hub, wiring.homeShare),
      }
    }
    case 'disk': {
      const disk = wiring.homeDisk
      if (disk === undefined) throw new Error(`${hub.cluster.cloud} says nothing of the disk of homes`)
      return {
        moving: movingHomes(hub),
        restore: { homes: fromDisk(hub, disk.driver) },
        releases: [release(hub, disk)],
        manifests: [
          ...homeFromServer(hub),
          ...volumes(hub, disk),
          policy(hub),
          ...(hub.home.quotasFrom ? quotasReader(hub, hub.home.quotasFrom) : []),
        ],
        ...(hub.home.quotasFrom ? { secrets: quotasNeed(hub, hub.home.quotasFrom) } : {}),
      }
    }
  }
}

const restoreOf = (hub: HubPlan) =>
  hub.home.within ? () => fromOther(`${hub.home.within!.community}/${hub.home.within!.hub}`) : fromShare(hub)

/** Of the folders beside disks of people's own. */
const foldersOf = ({ restore }: Contribution, copies: HomeCopies): readonly Markdown[] =>
  restore?.homes === undefined
    ? []
    : [md`**Folders that people share** are apart from these disks:`, ...restore.homes(copies)]

type HomeDisk = NonNullable<Wiring['homeDisk']>

/** Longest name of a Helm release (helm.sh/docs/chart_best_practices). */
const RELEASE_NAME = 53

/** The release has the namespace in its name: the chart makes a volume, known to the whole cluster, of it. */
const release = (hub: HubPlan, disk: HomeDisk): Release => ({
  service: 'home-nfs',
  name: `${shorten(hub.namespace, RELEASE_NAME - 4)}-nfs`,
  namespace: hub.namespace,
  chart: 'jupyterhub-home-nfs',
  keys,
  repository: 'oci://ghcr.io/2i2c-org/jupyterhub-home-nfs',
  version: hub.versions['home-nfs'] ?? '1.2.0',
  values: { ...values(hub), ...diskValues(disk) },
  lateValues: "the disk of people's homes",
  purpose: "people's homes with a quota each, on the hub's own disk",
})

/** The chart's blocks for clouds that it knows, by the CSI driver of each. It makes a volume of the disk there. */
const BLOCKS: Readonly<Record<string, string>> = { 'ebs.csi.aws.com': 'eks', 'pd.csi.storage.gke.io': 'gke' }

/** With all of its blocks off, the chart's claim waits for the volume that names it. */
function diskValues({ driver, handle }: HomeDisk): Record<string, unknown> {
  const block = BLOCKS[driver]
  if (block !== undefined) return { [block]: { enabled: true, volumeId: handle } }
  return { eks: { enabled: false }, gke: { enabled: false }, openstack: { enabled: false } }
}

/** The volume, where the chart makes none. */
const volumes = (hub: HubPlan, disk: HomeDisk): Manifest[] => (disk.driver in BLOCKS ? [] : [homeDisk(hub, disk)])

const SMALL = resources('1m', '16Mi', '64Mi')

function values(hub: HubPlan): Record<string, unknown> {
  const { server, keeper } = hub.home.service!
  const from = hub.home.quotasFrom
  return {
    fullnameOverride: '',
    ...hub.cluster.core,
    // every server of the hub stands still while this pod moves
    annotations: STAYS,
    nfsServer: { resources: resourcesOf(server) },
    quotaEnforcer: {
      resources: resourcesOf(keeper),
      config: { QuotaManager: quotas(hub) },
      ...(from === undefined ? {} : { extraConfig: { 'hubloom-quotas-from': quotasSnippet(from) } }),
    },
    autoResizer: { resources: SMALL },
    prometheusExporter: { resources: SMALL },
  }
}

/**
 * Quotas by folder, GiB: the enforcer looks at the last part of its path. It also gives the share to uid 1000, so it
 * runs without quotas too: 0 is none. Folders that many share get ten people's worth, but never so much that one of
 * them fills the disk.
 */
function quotas(hub: HubPlan): Record<string, unknown> {
  const own = hub.home.quota ?? 0
  const common = Math.max(own, Math.min(own * 10, Math.floor(hub.home.disk / 4)))
  const overrides = {
    ...(own > 0 ? Object.fromEntries(sharedPaths(hub).map((path) => [path, common])) : {}),
    ...Object.fromEntries(Object.entries(hub.home.quotas ?? {}).map(([name, quota]) => [escapedName(name), quota])),
  }
  return {
    paths: [hub.home.base === undefined ? '/export' : `/export/${hub.home.base}`],
    hard_quota: own,
    uid: 1000,
    gid: 1000,
    quota_overrides: Object.keys(overrides).length > 0 ? overrides : undefined,
  }
}

/** In thousandths of a core: of so few whole figures are no easier to read. */
const resourcesOf = ({ memory, cpu }: PartAsk): Record<string, unknown> => ({
  requests: { cpu: `${cpu.guarantee}m`, memory: memoryText(memory.guarantee) },
  limits: { memory: memoryText(memory.limit), ...(cpu.limit === undefined ? {} : { cpu: `${cpu.limit}m` }) },
})

/**
 * NFS without passwords: whoever reaches the port reads every home. Mounts come from the machines, and what a policy
 * can say about a machine's address depends on its engine (Cilium matches none by `ipBlock`, cilium#12277), so the port
 * is open here and closed at the other end: servers, Dask pods and image builds may reach no private address. Mounts of
 * version 4 need no other port.
 */
const policy = (hub: HubPlan): Manifest =>
  manifest(
    'networking.k8s.io/v1/NetworkPolicy',
    { name: SERVER, namespace: hub.namespace },
    {
      spec: {
        podSelector: { matchLabels: { app: 'nfs-server' } },
        policyTypes: ['Ingress'],
        ingress: [
          { ports: [{ protocol: 'TCP', port: 2049 }] },
          {
            from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': MONITORING_NAMESPACE } } }],
            ports: [
              { protocol: 'TCP', port: 9100 },
              { protocol: 'TCP', port: 7500 },
            ],
          },
        ],
      },
    },
  )
