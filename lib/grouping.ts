/**
 * Which communities are compiled together. A group is communities that share clusters: whatever is planned or written
 * of one of them follows from their files and the profiles that these reach, and from nothing else in the fleet.
 */
import { linksOf, type Elsewhere, type Links } from './layers/links.ts'
import { layerIn } from './layers/inputs.ts'
import type { InputRules } from './settings/ajv.ts'
import { grouped } from './maps.ts'

/** Inputs that are compiled together, and what of the fleet beside them a message may offer. */
export interface Group {
  /** None for the group of what no community has: profiles, and files that nobody reads. */
  communities: readonly string[]
  texts: ReadonlyMap<string, string>
  folders: readonly string[]
  /** Profiles that a community of the group would stand on, and the fleet lacks. */
  missing: readonly string[]
  elsewhere: Elsewhere
}

interface Inputs {
  texts: ReadonlyMap<string, string>
  folders: readonly string[]
  /** Communities of which something was applied, though they may have no files any more. */
  applied?: readonly string[]
}

/** What a file says of others; kept from one build to the next by its text. */
export type LinksOf = (file: string, text: string) => Links

/** The groups of a fleet, in the order of their first communities; that of the profiles first. */
export function groupsOf({ texts, folders, applied = [] }: Inputs, linksIn: LinksOf): Group[] {
  const files = [...texts.keys()].sort()
  const owned = grouped(files, (file) => communityOf(file) ?? '')
  const names = [...new Set([...folders, ...owned.keys(), ...applied])].filter((name) => name !== '').sort()
  const links = new Map(files.map((file) => [file, linksIn(file, texts.get(file)!)]))
  const profiles = (owned.get('') ?? []).filter(isProfile)
  const elsewhere = {
    profiles: profiles.filter((file) => !BASES.includes(file)).map(nameOf),
    clusters: names.filter((name) => links.get(clusterFile(name))?.sound === true),
  }
  const reached = new Map(names.map((name) => [name, reachOf(name, owned.get(name) ?? [], links)]))
  const found = together(names, (name) => neighbours(name, { files: owned.get(name) ?? [], links, reached, names }))
  const ofFiles = (paths: readonly string[]) => new Map(paths.map((path) => [path, texts.get(path)!]))
  return [
    { communities: [], texts: ofFiles(owned.get('') ?? []), folders: [], missing: [], elsewhere },
    ...found.map((communities) => {
      const wanted = [...new Set(communities.flatMap((name) => [...reached.get(name)!]))].sort()
      const own = communities.flatMap((name) => owned.get(name) ?? [])
      return {
        communities,
        texts: ofFiles([...own, ...wanted.filter((path) => texts.has(path) && communityOf(path) === undefined)].sort()),
        folders: communities.filter((name) => folders.includes(name)),
        missing: wanted.filter((path) => !texts.has(path)),
        elsewhere,
      }
    }),
  ]
}

/** What a file says of others, read from it. */
export const readLinks =
  (rules: InputRules): LinksOf =>
  (file, text) =>
    linksOf(layerIn(file, text, rules))

const BASES = ['profiles/base.yaml', 'hubloom/profiles/base.yaml']

const communityOf = (file: string): string | undefined => /^communities\/([^/]+)\//.exec(file)?.[1]
const isProfile = (file: string): boolean => /^(hubloom\/)?profiles\/[^/]+\.yaml$/.test(file)
const nameOf = (file: string): string => file.slice(file.lastIndexOf('/') + 1).replace(/\.yaml$/, '')
const clusterFile = (community: string): string => `communities/${community}/cluster.yaml`

/** Every profile that a community's hubs may stand on, there or not: each name in each place where it may be. */
function reachOf(community: string, files: readonly string[], links: ReadonlyMap<string, Links>): ReadonlySet<string> {
  const reached = new Set<string>(BASES)
  const visit = (file: string): void => {
    for (const name of links.get(file)?.profiles ?? [])
      for (const folder of [`communities/${community}/profiles`, 'profiles', 'hubloom/profiles']) {
        const path = `${folder}/${name}.yaml`
        if (reached.has(path)) continue
        reached.add(path)
        visit(path)
      }
  }
  for (const file of [...BASES, ...files]) visit(file)
  return reached
}

interface Around {
  files: readonly string[]
  links: ReadonlyMap<string, Links>
  reached: ReadonlyMap<string, ReadonlySet<string>>
  names: readonly string[]
}

/** The communities whose clusters one names, or may fall back to. */
function neighbours(name: string, { files, links, reached, names }: Around): readonly string[] {
  const named = [...files, ...reached.get(name)!].flatMap((file) => links.get(file)?.clusters ?? [])
  if (links.has(clusterFile(name))) return named
  const all = BASES.some((file) => links.get(file)?.isDefault)
  // one that cannot be read may be the default
  const mayBeMeant = (each: Links | undefined): boolean => each !== undefined && (all || each.isDefault || !each.sound)
  return [...named, ...names.filter((each) => mayBeMeant(links.get(clusterFile(each))))]
}

/** The names in groups that are connected, each sorted. */
function together(names: readonly string[], neighboursOf: (name: string) => readonly string[]): string[][] {
  const parents = new Map(names.map((name) => [name, name]))
  const rootOf = (name: string): string => {
    let root = name
    while (parents.get(root) !== root) root = parents.get(root)!
    parents.set(name, root)
    return root
  }
  for (const name of names)
    for (const other of neighboursOf(name)) if (parents.has(other)) parents.set(rootOf(other), rootOf(name))
  return [...grouped(names, rootOf).values()]
}
