/** What the Pod Security Standard "baseline" refuses (kubernetes.io, "Pod Security Standards"). */
import type { ExtraServicePlan } from './extra-services.ts'
import type { MountPlan, VolumePlan } from './pods.ts'
import type { ContainerPlan, ServersPlan } from './servers.ts'

/** A wish of the settings for which their namespace has to take privileged pods. */
export interface PrivilegedPlan {
  who: string
  does: string
  /** Where the settings say so. */
  path: readonly string[]
}

/** Capabilities that "baseline" lets a container add. */
const BASELINE = [
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]

interface Asked {
  servers: ServersPlan
  services: readonly ExtraServicePlan[]
  hub: { mounts: readonly MountPlan[] }
  dask?: { mounts: readonly MountPlan[] } | undefined
}

export function planPrivileged({ servers, services, hub, dask }: Asked): PrivilegedPlan[] {
  const { volumes, sidecars, initContainers } = servers
  return [
    ...hostPaths(volumes, servers.mounts, { who: 'every server', path: ['mounts'] }),
    ...sidecars.flatMap((each) => ofContainer(each, volumes, 'sidecars')),
    ...initContainers.flatMap((each) => ofContainer(each, volumes, 'init-containers')),
    ...hostPaths(volumes, hub.mounts, { who: 'the hub', path: ['hub', 'mounts'] }),
    ...hostPaths(volumes, dask?.mounts ?? [], { who: 'every Dask worker', path: ['dask', 'mounts'] }),
    ...services.flatMap(({ name, run }) =>
      run ? hostPaths(volumes, run.mounts, { who: `the service ${name}`, path: ['services', name, 'mounts'] }) : [],
    ),
  ]
}

function ofContainer(container: ContainerPlan, volumes: readonly VolumePlan[], kind: string): PrivilegedPlan[] {
  const { name, privileges } = container
  const who = `the container ${name} with every server`
  const path = [kind, name]
  const more = privileges.capabilities.filter((capability) => !BASELINE.includes(capability))
  return [
    ...(privileges.privileged ? [{ who, does: 'is privileged', path: [...path, 'privileged'] }] : []),
    ...more.map((name) => ({ who, does: `has the capability ${name}`, path: [...path, 'capabilities', name] })),
    ...hostPaths(volumes, container.mounts, { who, path: [...path, 'mounts'] }),
  ]
}

const hostPaths = (
  volumes: readonly VolumePlan[],
  mounts: readonly MountPlan[],
  { who, path }: Pick<PrivilegedPlan, 'who' | 'path'>,
): PrivilegedPlan[] =>
  mounts.flatMap((mount) => {
    const volume = volumes.find(({ name }) => name === mount.volume)
    if (volume?.kind !== 'host-path') return []
    return [{ who, does: `mounts ${volume.path} of its machine`, path: [...path, mount.path] }]
  })
