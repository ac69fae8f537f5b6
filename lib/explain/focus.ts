/** Of all inputs those that one hub or cluster follows from: a fleet of a thousand hubs is not read for one of them. */
import type { InputTexts } from '../compile.ts'

/** A part by its names: `polar-lab`, and `prod` or `cluster`. */
export interface PartName {
  community: string
  folder: string
}

export const CLUSTER = 'cluster'

export const idOf = ({ community, folder }: PartName): string => `${community}/${folder}`

/** The input file of a part. */
export const fileOf = ({ community, folder }: PartName): string =>
  `communities/${community}/${folder === CLUSTER ? 'cluster' : `hubs/${folder}`}.yaml`

/**
 * The texts of the part's community, of whoever may own its cluster, and of whoever may run on that; too many rather
 * than too few. Told by the texts, before anything is parsed.
 */
export function textsFor({ texts, folders }: InputTexts, { community }: PartName): InputTexts {
  const byCommunity = groups(texts)
  const shared = [...(byCommunity.get('') ?? [])]
  const owned = (name: string): boolean => texts.has(`communities/${name}/cluster.yaml`)
  const isDefault = (name: string): boolean => /\bdefault\b/.test(texts.get(`communities/${name}/cluster.yaml`) ?? '')
  const named = namesOfClusters([...shared, ...(byCommunity.get(community) ?? [])].map((path) => texts.get(path)!))
  const owners = folders.filter(
    (name) => named.has(name) || name === community || (!owned(community) && owned(name) && isDefault(name)),
  )
  const profiled = namesOfClusters(shared.map((path) => texts.get(path)!))
  const isTenant = (name: string): boolean => {
    if (!owned(name) && owners.some(isDefault)) return true
    const wanted = [...namesOfClusters((byCommunity.get(name) ?? []).map((path) => texts.get(path)!)), ...profiled]
    return wanted.some((owner) => owners.includes(owner))
  }
  const wanted = folders.filter((name) => owners.includes(name) || isTenant(name))
  const paths = [...shared, ...wanted.flatMap((name) => byCommunity.get(name) ?? [])]
  return { texts: new Map(paths.map((path) => [path, texts.get(path)!])), folders: wanted }
}

/** Paths by community; those of the fleet's profiles under `''`. */
function groups(texts: InputTexts['texts']): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const path of texts.keys()) {
    const name = /^communities\/([^/]+)\//.exec(path)?.[1] ?? ''
    const group = found.get(name)
    if (group) group.push(path)
    else found.set(name, [path])
  }
  return found
}

const namesOfClusters = (texts: readonly string[]): Set<string> =>
  new Set(
    texts.flatMap((text) =>
      [...text.matchAll(/\bcluster["']?\s*:\s*["']?([a-z][a-z0-9-]*)/g)].map(([, name]) => name!),
    ),
  )
