/** Rules of folders by name: where they are found, and of which hub they are. */
import { defineProblems, listed, type Diagnostic } from '../diagnostics.ts'
import type { FolderPlan } from '../plan/folders.ts'
import { HOME } from '../plan/home.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfFolder {
  hub: string
  folder: string
}

const problems = defineProblems({
  'folder-path-taken': {
    severity: 'error',
    message: ({ hub, folder, other, path }: OfFolder & { other: string; path: string }) =>
      `people of ${hub} would find both \`${other}\` and \`${folder}\` at ${path}`,
    help: 'Give one of them another `path:`.',
  },
  'folder-path-taken/home': {
    severity: 'error',
    message: ({ hub, folder, path }: OfFolder & { path: string }) =>
      `\`${folder}\` of ${hub} would lie over people's homes, at ${path}`,
    help: 'Name a path below the home, or outside of it, such as `/data`.',
  },
  'folder-of-other-hub/itself': {
    severity: 'error',
    message: ({ hub, folder }: OfFolder) => `\`${folder}\` of ${hub} would be a folder of ${hub} itself`,
    help: 'Name another hub, or leave `from:` out.',
  },
  'folder-of-other-hub/no-such-hub': {
    severity: 'error',
    message: ({ hub, folder, source, community }: OfFolder & { source: string; community: string }) =>
      `\`${folder}\` of ${hub} would come from \`${source}\`, which is no hub of ${community}`,
    help: ({ hubs }: { hubs: readonly string[] }) => `Hubs there are: ${listed(hubs)}.`,
  },
  'folder-of-other-hub/other-cluster': {
    severity: 'error',
    message: ({ hub, folder, source }: OfFolder & { source: string }) =>
      `\`${folder}\` of ${hub} would come from \`${source}\`, which runs on another cluster, where nobody reaches it`,
    help: 'Put both hubs on one cluster, or leave `from:` out.',
  },
  'folder-of-other-hub/no-such-folder': {
    severity: 'error',
    message: ({ hub, folder, source, name }: OfFolder & { source: string; name: string }) =>
      `\`${folder}\` of ${hub} would be \`${name}\` of \`${source}\`, which has no folder of its own of that name`,
    help: ({ source, community }: { source: string; community: string }) =>
      `Name it below \`folders:\` in communities/${community}/hubs/${source}.yaml.`,
  },
})

/** Where folders by name lie; those of groups and the usual ones have rules of their own. */
const paths = perHub((hub) => {
  const placed = hub.folders.map((folder) => ({ folder, path: folder.path ?? `${HOME}/${folder.name}` }))
  return placed.flatMap(({ folder, path }, i) => {
    if (!folder.named) return []
    const at = hub.settings.nearest(['folders', folder.name])
    const args = { hub: hub.id, folder: folder.name, path }
    if (/^\/home(\/[^/]+)?$/.test(path)) return [problems.raise('folder-path-taken/home', { at, args })]
    const other = placed.find((each, j) => each.path === path && (j < i || !each.folder.named))
    if (!other || other.folder === folder) return []
    return [problems.raise('folder-path-taken', { at, args: { ...args, other: other.folder.name } })]
  })
})

const sources = perHub((hub, { fleet }) =>
  hub.folders.flatMap((folder) => (folder.from === undefined || folder.of ? [] : [missing(hub, folder, fleet.hubs)])),
)

function missing(hub: UncheckedHub, { name: folder, from }: FolderPlan, hubs: readonly UncheckedHub[]): Diagnostic {
  const [source = '', name = ''] = from!.split('/')
  const { id, community } = hub
  const at = hub.settings.nearest(['folders', folder])
  const args = { hub: id, folder, source, name, community }
  const siblings = hubs.filter((other) => other.community === community && other.id !== id)
  const other = siblings.find((each) => each.hub === source)
  if (source === hub.hub) return problems.raise('folder-of-other-hub/itself', { at, args })
  if (!other) {
    return problems.raise('folder-of-other-hub/no-such-hub', {
      at,
      args: { ...args, hubs: siblings.map((each) => each.hub) },
    })
  }
  if (other.cluster !== hub.cluster) return problems.raise('folder-of-other-hub/other-cluster', { at, args })
  return problems.raise('folder-of-other-hub/no-such-folder', { at, args })
}

export const folderRules: RuleSet = { problems, rules: [paths, sources] }
