import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { Wiring } from '../../plan/wiring.ts'
import { CLAIM, otherClaim, sourcesOf } from './folders.ts'

/** Name of the chart's own claim, deployment and service. */
export const SERVER = 'home-nfs'

/**
 * Not the disk's size: Kubernetes lets nobody change a claim of a disk that it did not make, and these disks grow (the
 * claim's size has no effect on them).
 */
const NOMINAL = '1M'

/**
 * For a file system that many people write over a long time. A server that is away gives errors after minutes instead
 * of hanging for ever.
 */
const NFS_OPTIONS = [
  'nfsvers=4.1',
  'rsize=1048576',
  'wsize=1048576',
  'timeo=600',
  'retrans=2',
  'soft',
  'noresvport',
  'noatime',
]

/** XFS with project quotas, as the home-nfs chart mounts the disks of clouds it knows. */
const XFS_OPTIONS = ['rw', 'relatime', 'nouuid', 'attr2', 'inode64', 'logbufs=8', 'logbsize=32k', 'pquota']

/** Volume and claim that servers mount from the hub's own NFS server. */
export const homeFromServer = (hub: HubPlan): Manifest[] => claimed(hub, fromServer(hub.namespace, hub.namespace))

/** From the NFS server of a hub, by the name of its Service. `namespace` is where the volume is claimed. */
const fromServer = (server: string, namespace: string, claim = CLAIM): Source => ({
  mountOptions: NFS_OPTIONS,
  csi: {
    // resolves the name of a Service, which the kubelet's own NFS mounts cannot (csi-driver-nfs: hostNetwork with the
    // cluster's DNS)
    driver: 'nfs.csi.k8s.io',
    volumeHandle: `${namespace}-${claim}`,
    // Ganesha's pseudo path is the root of the share
    volumeAttributes: { server: `${SERVER}.${server}.svc.cluster.local`, share: '/' },
  },
})

/** Volume and claim that servers mount from the cloud's own file service, or from a share that is there already. */
export const homeFromShare = (hub: HubPlan, share: Share): Manifest[] => claimed(hub, fromShare(share))

type Share = NonNullable<Wiring['homeShare']>

const fromShare = ({ mountOptions, server, path }: Share): Source => ({
  mountOptions: [...mountOptions],
  nfs: { server, path },
})

/** Volumes and claims of the file systems of other hubs whose folders this one has. */
export function othersHomes(hub: HubPlan, { otherShares = {} }: Wiring): Manifest[] {
  return sourcesOf(hub).flatMap((other) => {
    const claim = otherClaim(other)
    const owner = other.home.within ?? other
    const share = other.home.nfs ?? otherShares[owner.namespace]
    const source = other.home.kind === 'disk' ? fromServer(other.namespace, hub.namespace, claim) : fromShare(share!)
    return claimed(hub, source, claim)
  })
}

/**
 * Volume of the disk below the NFS server, for clouds that the chart does not know. Kept when everything else is
 * deleted. Its handle must be known before an apply: only Helm is given what comes late.
 */
export function homeDisk(hub: HubPlan, { driver, handle }: NonNullable<Wiring['homeDisk']>): Manifest {
  if (typeof handle !== 'string') throw new Error(`the disk of ${hub.id} has no handle that is known before an apply`)
  return manifest(
    'v1/PersistentVolume',
    { name: `${hub.namespace}-${SERVER}`, labels: { ...hub.labels } },
    {
      spec: {
        capacity: { storage: NOMINAL },
        volumeMode: 'Filesystem',
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { namespace: hub.namespace, name: SERVER },
        csi: { driver, volumeHandle: handle, fsType: 'xfs' },
        mountOptions: XFS_OPTIONS,
      },
    },
  )
}

/**
 * The class of disks of people's own. A class cannot be changed, so its name holds what may be told it later; disks
 * that are there keep theirs. Kept when their claim goes, unless Terraform might destroy homes, too.
 */
export const storageClass = (hub: HubPlan, { provisioner, parameters }: HomeClass): Manifest => ({
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: className(hub), labels: { ...hub.labels } },
  provisioner,
  parameters: { ...parameters },
  volumeBindingMode: 'WaitForFirstConsumer',
  allowVolumeExpansion: true,
  reclaimPolicy: hub.home.mayDestroy ? 'Delete' : 'Retain',
})

type HomeClass = NonNullable<Wiring['homeClass']>

export const className = ({ namespace, home }: HubPlan): string =>
  home.volume?.class ??
  [
    namespace,
    'homes',
    ...(home.fast ? ['fast'] : []),
    ...[home.drive.kind, home.drive.iops, home.drive.throughput].flatMap((each) =>
      each === undefined ? [] : word(each),
    ),
    ...(home.mayDestroy ? ['deleted'] : []),
  ].join('-')

/** As a part of a name. */
const word = (text: string | number): string =>
  String(text)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')

type Source = Pick<
  NonNullable<Parameters<typeof manifest<'v1/PersistentVolume'>>[2]['spec']>,
  'csi' | 'nfs' | 'mountOptions'
>

/** A volume is known to the whole cluster, so its name holds the namespace. */
function claimed(hub: HubPlan, source: Source, claim = CLAIM): Manifest[] {
  const name = `${hub.namespace}-${claim}`
  const modes = { accessModes: ['ReadWriteMany'], storageClassName: '' }
  return [
    manifest(
      'v1/PersistentVolume',
      { name, labels: { ...hub.labels } },
      {
        spec: {
          ...modes,
          capacity: { storage: NOMINAL },
          persistentVolumeReclaimPolicy: 'Retain',
          claimRef: { namespace: hub.namespace, name: claim },
          ...source,
        },
      },
    ),
    manifest(
      'v1/PersistentVolumeClaim',
      { name: claim, namespace: hub.namespace, labels: { ...hub.labels } },
      {
        spec: { ...modes, resources: { requests: { storage: NOMINAL } }, volumeName: name },
      },
    ),
  ]
}
