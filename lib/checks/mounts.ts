/** Rules of what pods mount, and where. */
import { defineProblems, listed } from '../diagnostics.ts'
import { exactOriginAt, type Path, nodeAt, toPlain } from '../layers/tree.ts'
import { namesInOrder } from '../plan/order.ts'
import type { MountPlan, VolumePlan } from '../plan/pods.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}
type Named = OfHub & { setting: string }

const problems = defineProblems({
  'unknown-volume': {
    severity: 'error',
    message: ({ hub, setting, volume }: Named & { volume: string }) =>
      `\`${setting}\` of ${hub} is of the volume \`${volume}\`, which there is not`,
    help: ({ known }: { known: readonly string[] }) =>
      known.length === 0 ? 'Write it below `volumes:`.' : `There are ${listed(known)}.`,
  },
  'unused-volume': {
    severity: 'warning',
    message: ({ hub, volume }: { hub: string; volume: string }) => `nothing of ${hub} mounts the volume \`${volume}\``,
    help: ({ volume }: { volume: string }) => `Mount it, \`mounts: { /mnt/${volume}: ${volume} }\`, or take it out.`,
  },
  'mount-place/no-place': {
    severity: 'error',
    message: ({ hub, path }: OfHub & { path: string }) => `\`${path}\` of ${hub} is no place for a mount`,
    help: 'Write the whole path of a folder or a file, without `..`.',
  },
  'mount-place/no-folder': {
    severity: 'error',
    message: ({ hub, path }: OfHub & { path: string }) => `\`${path}\` of ${hub} is no folder of a volume`,
    help: 'Write the way to it from the top of the volume, without `/` before it and without `..`.',
  },
  'mount-place/taken': {
    severity: 'error',
    message: ({ hub, path, what }: OfHub & { path: string; what: string }) =>
      `at \`${path}\` of ${hub} there is ${what} already`,
    help: 'Give it a path of its own.',
    why: 'Kubernetes refuses a container with two things at one place.',
  },
  propagation: {
    severity: 'error',
    message: ({ hub, setting }: Named) =>
      `\`${setting}\` of ${hub} cannot be seen outside: its container is not privileged`,
    help: 'Write `from-machine`, or let a container that is privileged mount it.',
    source: 'kubernetes.io/docs/concepts/storage/volumes, "Mount propagation"',
  },
})

const unknownVolume = perHub((hub) =>
  mountings(hub).flatMap(({ path, mounts }) =>
    mounts
      .filter(({ volume }) => !hub.servers.volumes.some(({ name }) => name === volume) && !isSaid(hub, volume))
      .map((mount) => {
        const setting = [...path, mount.path].join('.')
        const known = hub.servers.volumes.map(({ name }: VolumePlan) => name)
        return problems.raise('unknown-volume', {
          at: exactOriginAt(hub.settings.tree, [...path, mount.path]),
          args: { hub: hub.id, setting, volume: mount.volume, known },
        })
      }),
  ),
)

/** One that overrides mount is named there. */
const unusedVolume = perHub((hub) => {
  const mounted = mountings(hub).flatMap(({ mounts }) => mounts.map(({ volume }) => volume))
  const overrides = nodeAt(hub.settings.tree, ['overrides'])
  const overridden = JSON.stringify((overrides && toPlain(overrides)) ?? {})
  return hub.servers.volumes
    .filter(({ name }) => !mounted.includes(name) && !overridden.includes(name))
    .map(({ name: volume }) => ({ volume, at: hub.settings.at(['volumes', volume]) }))
    .filter(({ at }) => at.community !== undefined)
    .map(({ volume, at }) => problems.raise('unused-volume', { at, args: { hub: hub.id, volume } }))
})

/** Whether the settings have the volume, though they do not say what it is: that is told of itself. */
const isSaid = (hub: UncheckedHub, volume: string): boolean =>
  namesInOrder(hub.settings.tree, ['volumes']).includes(volume)

const mountPlace = perHub((hub) =>
  mountings(hub).flatMap(({ path, mounts, taken }) =>
    mounts.flatMap((mount, i) => {
      const at = exactOriginAt(hub.settings.tree, [...path, mount.path])
      const place = plain(mount.path)
      if (place === '/' || place.split('/').includes('..'))
        return [problems.raise('mount-place/no-place', { at, args: { hub: hub.id, path: mount.path } })]
      if (mount.subPath?.startsWith('/') || mount.subPath?.split('/').includes('..'))
        return [problems.raise('mount-place/no-folder', { at, args: { hub: hub.id, path: mount.subPath } })]
      const twin = mounts.slice(0, i).find((other) => plain(other.path) === place)
      const what = twin ? `the volume \`${twin.volume}\`` : taken.find((each) => plain(each.path) === place)?.what
      return what === undefined
        ? []
        : [problems.raise('mount-place/taken', { at, args: { hub: hub.id, path: mount.path, what } })]
    }),
  ),
)

const propagation = perHub((hub) =>
  mountings(hub).flatMap(({ path, mounts, privileged }) =>
    mounts
      .filter((mount) => mount.propagation === 'both' && !privileged)
      .map((mount) =>
        problems.raise('propagation', {
          at: exactOriginAt(hub.settings.tree, [...path, mount.path, 'propagation']),
          args: { hub: hub.id, setting: [...path, mount.path].join('.') },
        }),
      ),
  ),
)

/** What mounts something: its mounts and where they are written, and what is at a place anyway. */
interface Mounting {
  path: Path
  mounts: readonly MountPlan[]
  privileged: boolean
  taken: readonly { path: string; what: string }[]
}

function mountings(hub: UncheckedHub): Mounting[] {
  const { servers, extraServices } = hub
  const files = (list: readonly { name: string; path: string }[]) =>
    list.map(({ name, path }) => ({ path, what: `the file \`${name}\`` }))
  const homes = ['/home/jovyan', ...hub.environments.flatMap((each) => each.home ?? [])]
  const home = hub.home.personal === 'none' ? [] : homes.map((path) => ({ path, what: "people's home" }))
  const shm = hub.sizes.some(({ shm }) => shm !== undefined) ? [{ path: '/dev/shm', what: 'the shared memory' }] : []
  const containers = (['sidecars', 'init-containers'] as const).flatMap((kind) =>
    (kind === 'sidecars' ? servers.sidecars : servers.initContainers).map((each) => ({
      path: [kind, each.name, 'mounts'],
      mounts: each.mounts,
      privileged: each.privileges.privileged,
      taken: each.home ? home : [],
    })),
  )
  return [
    { path: ['mounts'], mounts: servers.mounts, privileged: false, taken: [...files(servers.files), ...home, ...shm] },
    ...containers,
    {
      path: ['hub', 'mounts'],
      mounts: hub.pod.mounts,
      privileged: false,
      taken: [...files(hub.pod.files), ...HUB_PLACES],
    },
    { path: ['dask', 'mounts'], mounts: hub.dask?.mounts ?? [], privileged: false, taken: [] },
    ...extraServices.flatMap(({ name, run }) =>
      run
        ? [{ path: ['services', name, 'mounts'], mounts: run.mounts, privileged: false, taken: files(run.files) }]
        : [],
    ),
  ]
}

/** What the chart puts into the hub's pod. */
const HUB_PLACES = [
  { path: '/srv/jupyterhub', what: 'the disk of the database' },
  { path: '/usr/local/etc/jupyterhub/config', what: "the chart's configuration" },
  { path: '/usr/local/etc/jupyterhub/secret', what: "the chart's configuration" },
]

/** `/etc//x/` and `/etc/./x` are `/etc/x`. */
const plain = (path: string): string =>
  `/${path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/')}`

export const mountRules: RuleSet = {
  problems,
  rules: [unknownVolume, unusedVolume, mountPlace, propagation],
}
