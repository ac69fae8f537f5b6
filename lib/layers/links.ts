/** What an input file says of other files: the profiles and clusters that it names. */
import type { Layer } from './inputs.ts'
import { nodeAt, type Node, type Path } from './tree.ts'

export interface Links {
  profiles: readonly string[]
  /** By the communities that own them. */
  clusters: readonly string[]
  /** A cluster calls itself the fleet's default, or a profile all of them. */
  isDefault: boolean
  /** Whether it can be read without an error. */
  sound: boolean
}

/** What the rest of the fleet has that a message about one group may offer. */
export interface Elsewhere {
  /** Profiles that belong to no community, but base. */
  profiles: readonly string[]
  /** Communities with a cluster. */
  clusters: readonly string[]
}

const NONE: Links = { profiles: [], clusters: [], isDefault: false, sound: false }

/** All that may be meant counts, where a file has errors. */
export function linksOf(layer: Layer | undefined): Links {
  if (!layer) return NONE
  const texts = (...paths: Path[]): string[] => [
    ...new Set([layer.node, layer.guessed].flatMap((node) => paths.flatMap((path) => textsIn(nodeAt(node, path))))),
  ]
  const sound = !layer.broken
  switch (layer.kind) {
    case 'hub':
      return { ...NONE, profiles: texts(['profile']), clusters: texts(['cluster']), sound }
    case 'profile':
      return {
        profiles: texts(['extends']),
        clusters: texts(['cluster']),
        isDefault: isSaid(texts(['clusters', 'default'])),
        sound,
      }
    case 'community':
      return {
        ...NONE,
        profiles: texts(['hubs', 'profile']),
        clusters: texts(['cluster'], ['hubs', 'cluster']),
        sound,
      }
    case 'cluster':
      return { ...NONE, isDefault: isSaid(texts(['default'])), sound }
  }
}

const isSaid = (texts: readonly string[]): boolean => texts.some((text) => text !== 'false')

function textsIn(node: Node | undefined): string[] {
  if (node?.kind === 'value') return [String(node.value)]
  if (node?.kind === 'list') return node.items.flatMap(textsIn)
  return node?.kind === 'conflict' ? node.sides.flatMap(textsIn) : []
}
