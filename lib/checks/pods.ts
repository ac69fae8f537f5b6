/** Rules of what pods are made of: variables, files, volumes, mounts, and what containers may do. */
import { defineProblems, listed, type Diagnostic, type Origin } from '../diagnostics.ts'
import { nodeAt, type Path } from '../layers/tree.ts'
import type { FilePlan, MountPlan, VolumePlan } from '../plan/pods.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { similar } from '../similar.ts'
import { communitiesWithHubs, perHub, type Rule, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}
type Named = OfHub & { setting: string }

const problems = defineProblems({
  'one-source/none': {
    severity: 'error',
    message: ({ hub, setting }: Named) => `\`${setting}\` of ${hub} does not say what it is`,
    help: ({ ways }: { ways: readonly string[] }) => `Write one of ${listed(ways)}.`,
  },
  'one-source/several': {
    severity: 'error',
    message: ({ hub, setting, said }: Named & { said: readonly string[] }) =>
      `\`${setting}\` of ${hub} is ${said.length} things at once: ${listed(said)}`,
    help: ({ said }: { said: readonly string[] }) =>
      `Keep one, and write \`${said.at(-1)}: null\` where another is inherited.`,
  },
  'only-with': {
    severity: 'error',
    message: ({ hub, setting, needs }: Named & { needs: string }) =>
      `\`${setting}\` of ${hub} says nothing without \`${needs}\` beside it`,
    help: 'Remove it, or write what it goes with.',
  },
  'variable-of-itself': {
    severity: 'error',
    message: ({ hub, setting }: Named) => `\`${setting}\` of ${hub} is a copy of itself`,
    help: 'Let `same-as` end at a variable that has a value.',
  },
  'missing-file': {
    severity: 'error',
    message: ({ hub, name }: OfHub & { name: string }) =>
      `there is no file \`${name}\`, which ${hub} gives to its pods`,
    help: ({ near, community, name }: { near?: string; community: string; name: string }) =>
      near === undefined
        ? `Put it at communities/${community}/files/${name}, or take it out.`
        : `Did you mean \`${near}\`?`,
  },
  'unused-file': {
    severity: 'warning',
    message: ({ name, community }: { name: string; community: string }) =>
      `no hub of ${community} gives the file \`${name}\` to its pods`,
    help: 'Name it as `from:` of a file, or remove it.',
  },
  'unknown-variable': {
    severity: 'error',
    message: ({ hub, setting, variable }: Named & { variable: string }) =>
      `\`${setting}\` of ${hub} is a copy of \`${variable}\`, which its container has not`,
    help: ({ known }: { known: readonly string[] }) =>
      known.length === 0 ? 'Write that variable, too.' : `It has ${listed(known)}.`,
    why: "A container has its own variables only, not the server's.",
  },
  'unknown-volume': {
    severity: 'error',
    message: ({ hub, setting, volume }: Named & { volume: string }) =>
      `\`${setting}\` of ${hub} is of the volume \`${volume}\`, which there is not`,
    help: ({ known }: { known: readonly string[] }) =>
      known.length === 0 ? 'Write it below `volumes:`.' : `There are ${listed(known)}.`,
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
  'privileged-pods': {
    severity: 'warning',
    message: ({ hub, who, does }: OfHub & { who: string; does: string }) =>
      `the namespace of ${hub} takes privileged pods, since ${who} ${does}`,
    help:
      'Take it out unless you trust its image as you trust the cluster: who breaks out of such a container has its ' +
      'machine.',
    source: 'kubernetes.io/docs/concepts/security/pod-security-standards',
  },
  'container-limits': {
    severity: 'error',
    message: ({ hub, container, what }: OfHub & { container: string; what: string }) =>
      `the ${what} of the container \`${container}\` of ${hub} is limited to less than what is set aside`,
    help: 'Raise `limit`, or lower `guarantee`.',
    why: 'Kubernetes refuses a pod that may use less than is set aside for it.',
  },
  'container-name': {
    severity: 'error',
    message: ({ hub, container, what }: OfHub & { container: string; what: string }) =>
      `a container of ${hub} cannot be called \`${container}\`: so is ${what}`,
    help: 'Give it another name.',
  },
  'reserved-label': {
    severity: 'error',
    message: ({ hub, label }: OfHub & { label: string }) => `the label \`${label}\` of ${hub} is not free`,
    help: 'Choose another name, such as `project` or `example.org/project`.',
    why: 'By these labels Kubernetes, JupyterHub and clouds find pods and let them through.',
  },
})

/** A place in the settings that holds a thing said in one of several ways. */
interface Choice {
  path: Path
  /** Keys of which one has to stand there. */
  ways: readonly string[]
  /** Keys that only go with one of them. */
  only?: Readonly<Record<string, string>>
}

const VARIABLE: Omit<Choice, 'path'> = {
  ways: ['secret', 'same-as', 'field', 'chosen', 'sign-in'],
  only: { key: 'secret', as: 'sign-in' },
}
const FILE: Omit<Choice, 'path'> = { ways: ['content', 'from', 'secret'], only: { key: 'secret' } }
const VOLUME: Omit<Choice, 'path'> = {
  ways: ['secret', 'files', 'empty', 'memory', 'nfs', 'claim', 'host-path'],
  only: { version: 'nfs', options: 'nfs' },
}

const CONTAINERS = ['sidecars', 'init-containers', 'services'] as const

/** Names below a path, as merged. */
function namesAt({ settings }: UncheckedHub, path: Path): string[] {
  const node = nodeAt(settings.tree, path)
  if (node?.kind !== 'map') return []
  return [...node.entries].filter(([, each]) => each.kind !== 'remove').map(([name]) => name)
}

const dots = (path: Path): string => path.join('.')

/** Where maps of variables stand. */
const variableMaps = (hub: UncheckedHub): Path[] => [
  ['variables'],
  ['hub', 'variables'],
  ...['environments', ...CONTAINERS].flatMap((kind) => namesAt(hub, [kind]).map((name) => [kind, name, 'variables'])),
]

function choicesOf(hub: UncheckedHub): Choice[] {
  const below = (path: Path, choice: Omit<Choice, 'path'>): Choice[] =>
    namesAt(hub, path).map((name) => ({ ...choice, path: [...path, name] }))
  return [
    ...variableMaps(hub).flatMap((path) => below(path, VARIABLE)),
    ...below(['files'], FILE),
    ...below(['hub', 'files'], FILE),
    ...namesAt(hub, ['services']).flatMap((name) => below(['services', name, 'files'], FILE)),
    ...below(['volumes'], VOLUME),
  ]
}

const oneSource = perHub((hub) =>
  choicesOf(hub).flatMap(({ path, ways, only = {} }): Diagnostic[] => {
    const node = nodeAt(hub.settings.tree, path)
    if (node?.kind !== 'map') return []
    const keys = namesAt(hub, path)
    const said = keys.filter((key) => ways.includes(key))
    const args = { hub: hub.id, setting: dots(path), ways, said }
    if (said.length === 0) return [problems.raise('one-source/none', { at: node.at, args })]
    if (said.length > 1) return [problems.raise('one-source/several', { at: node.entries.get(said.at(-1)!)!.at, args })]
    return keys
      .filter((key) => only[key] !== undefined && only[key] !== said[0])
      .map((key) => {
        const setting = dots([...path, key])
        return problems.raise('only-with', {
          at: node.entries.get(key)!.at,
          args: { hub: hub.id, setting, needs: only[key]! },
        })
      })
  }),
)

const variableOfItself = perHub((hub) =>
  variableMaps(hub).flatMap((path) => {
    const copies = (name: string): string | undefined => {
      const found = nodeAt(hub.settings.tree, [...path, name, 'same-as'])
      return found?.kind === 'value' ? String(found.value) : undefined
    }
    return namesAt(hub, path).flatMap((name) => {
      const seen = new Set<string>()
      let next = copies(name)
      while (next !== undefined && !seen.has(next)) {
        seen.add(next)
        next = copies(next)
      }
      if (!seen.has(name)) return []
      const at = nodeAt(hub.settings.tree, [...path, name])!.at
      return [problems.raise('variable-of-itself', { at, args: { hub: hub.id, setting: dots([...path, name]) } })]
    })
  }),
)

const unknownVariable = perHub((hub) =>
  containersOf(hub).flatMap(({ kind, name }) => {
    const path = [kind, name, 'variables']
    const all = namesAt(hub, path)
    return all.flatMap((variable) => {
      const node = nodeAt(hub.settings.tree, [...path, variable, 'same-as'])
      if (node?.kind !== 'value' || kind === 'services' || all.includes(String(node.value))) return []
      const known = all.filter((each) => each !== variable)
      const args = { hub: hub.id, setting: dots([...path, variable]), variable: String(node.value), known }
      return [problems.raise('unknown-variable', { at: node.at, args })]
    })
  }),
)

/** Every file of a hub's settings, with where it stands. */
const filesOf = ({ servers, extraServices, pod }: UncheckedHub): { file: FilePlan; path: Path }[] => [
  ...servers.files.map((file) => ({ file, path: ['files', file.name] })),
  ...pod.files.map((file) => ({ file, path: ['hub', 'files', file.name] })),
  ...extraServices.flatMap(({ name, run }) =>
    (run?.files ?? []).map((file) => ({ file, path: ['services', name, 'files', file.name] })),
  ),
]

const missingFile = perHub((hub, { fleet }) => {
  const own = fleet.communities.find(({ name }) => name === hub.community)
  const known = (own?.attachments ?? []).filter(({ folder }) => folder === 'files').map(({ name }) => name)
  return filesOf(hub).flatMap(({ file: { from }, path }) => {
    if (from === undefined || from.file) return []
    const args = { hub: hub.id, name: from.name, community: hub.community, near: similar(from.name, known) }
    return [problems.raise('missing-file', { at: placeOf(hub, [...path, 'from']), args })]
  })
})

const unusedFile: Rule = ({ fleet }) => {
  const used = new Set(fleet.hubs.flatMap((hub) => filesOf(hub).flatMap(({ file }) => file.from?.file?.file ?? [])))
  return communitiesWithHubs(fleet)
    .flatMap(({ attachments }) => attachments)
    .filter(({ folder, file }) => folder === 'files' && !used.has(file))
    .map(({ file, name, community }) =>
      problems.raise('unused-file', { at: { file, line: 1, column: 1, community }, args: { name, community } }),
    )
}

/** What mounts something: its mounts and where they are written, and what is at a place anyway. */
interface Mounting {
  path: Path
  mounts: readonly MountPlan[]
  privileged: boolean
  taken: readonly { path: string; what: string }[]
}

/** What the chart puts into the hub's pod. */
const HUB_PLACES = [
  { path: '/srv/jupyterhub', what: 'the disk of the database' },
  { path: '/usr/local/etc/jupyterhub/config', what: "the chart's configuration" },
  { path: '/usr/local/etc/jupyterhub/secret', what: "the chart's configuration" },
]

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
    ...extraServices.flatMap(({ name, run }) =>
      run
        ? [{ path: ['services', name, 'mounts'], mounts: run.mounts, privileged: false, taken: files(run.files) }]
        : [],
    ),
  ]
}

const placeOf = (hub: UncheckedHub, path: Path): Origin => nodeAt(hub.settings.tree, path)!.at

/** `/etc//x/` and `/etc/./x` are `/etc/x`. */
const plain = (path: string): string =>
  `/${path
    .split('/')
    .filter((step) => step !== '' && step !== '.')
    .join('/')}`

const unknownVolume = perHub((hub) =>
  mountings(hub).flatMap(({ path, mounts }) =>
    mounts
      .filter(({ volume }) => !hub.servers.volumes.some(({ name }) => name === volume) && !isSaid(hub, volume))
      .map((mount) => {
        const setting = dots([...path, mount.path])
        const known = hub.servers.volumes.map(({ name }: VolumePlan) => name)
        return problems.raise('unknown-volume', {
          at: placeOf(hub, [...path, mount.path]),
          args: { hub: hub.id, setting, volume: mount.volume, known },
        })
      }),
  ),
)

/** Whether the settings have the volume, though they do not say what it is: that is told of itself. */
const isSaid = (hub: UncheckedHub, volume: string): boolean => namesAt(hub, ['volumes']).includes(volume)

const mountPlace = perHub((hub) =>
  mountings(hub).flatMap(({ path, mounts, taken }) =>
    mounts.flatMap((mount, i) => {
      const at = placeOf(hub, [...path, mount.path])
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
          at: placeOf(hub, [...path, mount.path, 'propagation']),
          args: { hub: hub.id, setting: dots([...path, mount.path]) },
        }),
      ),
  ),
)

const privilegedPods = perHub((hub) =>
  hub.privileged.map(({ who, does, path }) => {
    const named = nodeAt(hub.settings.tree, path) ?? nodeAt(hub.settings.tree, path.slice(0, -1))
    return problems.raise('privileged-pods', { at: named!.at, args: { hub: hub.id, who, does } })
  }),
)

const containersOf = ({ servers, extraServices }: UncheckedHub) => [
  ...extraServices.flatMap(({ name, run }) =>
    run ? [{ name, memory: run.memory, cpu: run.cpu, kind: 'services' as const }] : [],
  ),
  ...servers.sidecars.map((each) => ({ ...each, kind: 'sidecars' as const })),
  ...servers.initContainers.map((each) => ({ ...each, kind: 'init-containers' as const })),
]

const containerLimits = perHub((hub) =>
  containersOf(hub).flatMap(({ kind, name, memory, cpu }) =>
    [
      { key: 'memory', what: 'memory', ...memory },
      { key: 'cpu', what: 'CPU', ...cpu },
    ]
      .filter(({ guarantee, limit }) => limit < guarantee)
      .map(({ key, what }) =>
        problems.raise('container-limits', {
          at: placeOf(hub, [kind, name, key]),
          args: { hub: hub.id, container: name, what },
        }),
      ),
  ),
)

/** Containers that hubloom and the chart have in the pods of servers. */
const OURS = /^(notebook|block-cloud-metadata|home-owner|git-pull-[0-9]+)$/

const containerName = perHub((hub) =>
  containersOf(hub).flatMap(({ kind, name }) => {
    if (kind === 'services') return []
    const twin = kind === 'init-containers' && hub.servers.sidecars.some((each) => each.name === name)
    if (!twin && !OURS.test(name)) return []
    const what = twin ? 'one of `sidecars`' : 'one that servers have anyway'
    return [
      problems.raise('container-name', {
        at: placeOf(hub, [kind, name]),
        args: { hub: hub.id, container: name, what },
      }),
    ]
  }),
)

/** Labels of JupyterHub, KubeSpawner and clouds: selectors, policies and identities read them. */
const RESERVED =
  /^(app|component|release|chart|heritage)$|(^|\.)(jupyter\.org|kubernetes\.io|k8s\.io|identity)\/|^hubloom\//

const reservedLabel = perHub((hub) =>
  Object.keys(hub.servers.pod.labels)
    .filter((label) => RESERVED.test(label))
    .map((label) =>
      problems.raise('reserved-label', { at: hub.settings.at(['pod', 'labels', label]), args: { hub: hub.id, label } }),
    ),
)

export const podRules: RuleSet = {
  problems,
  rules: [
    oneSource,
    variableOfItself,
    unknownVariable,
    missingFile,
    unusedFile,
    unknownVolume,
    mountPlace,
    propagation,
    privilegedPods,
    containerLimits,
    containerName,
    reservedLabel,
  ],
}
