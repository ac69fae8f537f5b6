/**
 * Ephemeral storage: what pods may write outside of homes (`/tmp`, what they install, their logs). It lies on the
 * machine's boot disk.
 */
import type { HubSettings } from '../settings/index.ts'
import type { DaskPlan, Pool, SizePlan } from './types.ts'
import { planMounts, planVolumes } from './pods.ts'
import { mib } from './units.ts'

/** Set aside for one pod, and the most that it may write before Kubernetes stops it; MiB. */
export interface TemporaryShare {
  guarantee: number
  limit: number
}

export interface TemporaryPlan {
  /** Of each size's servers, by the size's key. */
  sizes: Readonly<Record<string, TemporaryShare>>
  /** Of Dask's workers. */
  dask?: TemporaryShare
}

const GIB = 1024
/** What every pod is sure of, where the disk has it for all: when a disk fills, those beyond theirs go first. */
const GUARANTEE = GIB
/** What a pod may write at least, on disks that are large enough. */
const LIMIT = 10 * GIB

/**
 * What a boot disk of so many GiB leaves for pods and images, MiB. Google Cloud leaves least, and its figure holds on
 * all three, so that a hub is the same on each: 43.8 GiB of 100 were measured on GKE 1.36. GKE keeps the least of half
 * the disk, 6 GiB + 35 % and 100 GiB (its documentation, "Plan GKE Standard node sizes", local ephemeral storage), the
 * kubelet evicts at a tenth, and the file system has 94 % of the disk.
 */
export const roomOnDisk = (disk: number): number =>
  Math.floor((disk * 0.94 * 0.9 - Math.min(disk / 2, 6 + disk * 0.35, 100)) * GIB)

/** With `local-disk` they lie on the machine's own disks, of which the file system and the kubelet keep some. */
export const roomOf = ({ disk, machine, named }: Pool): number =>
  named?.localDisk && machine.localDisk !== undefined
    ? Math.floor(machine.localDisk * 0.94 * 0.9 * GIB)
    : roomOnDisk(disk)

interface Asked {
  settings: HubSettings
  pools: readonly Pool[]
  sizes: readonly SizePlan[]
  dask?: DaskPlan
}

/** Half of the disk's room is shared out, the other half is for images. */
export function planTemporary({ settings, pools, sizes, dask }: Asked): TemporaryPlan {
  const wanted = settings['temporary-storage']
  const mounted = emptyRoom(settings)
  const named = (name: string): Pool | undefined => pools.find((pool) => pool.name === name)
  const share = (pool: Pool, perNode: number): TemporaryShare =>
    shareOf(roomOf(pool), perNode, wanted === undefined ? undefined : mib(wanted))
  const workers = dask && named(dask.pool)
  return {
    sizes: Object.fromEntries(
      sizes.map((size) => {
        const pool = named(size.pool)!
        const { guarantee, limit } = share(pool, size.perNode)
        return [size.key, { guarantee, limit: withMounted(limit, mounted, roomOf(pool)) }]
      }),
    ),
    dask: workers && share(workers, Math.floor(workers.machine.schedulable.memory / dask.workers[0]!.memory)),
  }
}

/** The half of the room that is not for images holds both, unless what is mounted alone takes more. */
const withMounted = (limit: number, mounted: number, room: number): number =>
  Math.max(limit, Math.min(limit + mounted, inWhole(room / 2)), mounted > 0 ? mounted + GIB : 0)

/**
 * Room on disk that servers mount, MiB: Kubernetes counts it together with what they write elsewhere
 * (kubernetes.io, "Local ephemeral storage").
 */
const emptyRoom = ({ volumes, mounts }: HubSettings): number => {
  const mounted = planMounts(mounts).map(({ volume }) => volume)
  return planVolumes(volumes).reduce(
    (sum, volume) => sum + (volume.kind === 'empty' && mounted.includes(volume.name) ? volume.size : 0),
    0,
  )
}

function shareOf(room: number, perNode: number, wanted: number | undefined): TemporaryShare {
  const own = Math.floor(room / 2 / perNode)
  const limit = wanted ?? inWhole(Math.max(own, Math.min(LIMIT, room / 4)))
  return { guarantee: Math.min(GUARANTEE, own, limit), limit }
}

/** Whole GiB where there is one. */
const inWhole = (size: number): number => (size < GIB ? Math.floor(size) : Math.floor(size / GIB) * GIB)
