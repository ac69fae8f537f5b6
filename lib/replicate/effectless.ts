/** What says something where the hubs ran, and nothing on the new cloud: it goes, and is told. */
import { partWorlds, type PartWorld } from '../explain/effects.ts'
import { CLUSTER } from '../explain/index.ts'
import type { Draft, Originals } from './draft.ts'
import { standingAt, removed } from './draft.ts'
import type { Source, Wish } from './index.ts'
import type { ClusterPlan } from '../plan/types.ts'
import { remembered } from '../remembered.ts'
import type { Path } from './paths.ts'

interface Known {
  from: Originals
  source: Source
  wish: Wish
  cluster: ClusterPlan
  standIns: (texts: Draft['texts']) => Draft['texts']
}

/** The draft without settings of which no change changes anything any more, though it did. */
export function withoutEffectless(draft: Draft, { from, source, wish, cluster, standIns }: Known): Draft {
  const { community } = wish
  const { registry, inputs, shipped, fleet } = source
  const hubs = fleet.hubs.filter((hub) => hub.community === community).map(({ hub }) => hub)
  const parts = (owner: string) => [
    ...hubs.map((hub) => ({ community, folder: hub })),
    { community: owner, folder: CLUSTER },
  ]
  const texts = new Map([...shipped, ...standIns(draft.texts)])
  const after = partWorlds({ texts, folders: [community] }, parts(community), registry)
  // most of what says nothing now has always said nothing, and is looked up where it ran only then
  const before = remembered((owner: string) => partWorlds(inputs, parts(owner), registry))
  const title = registry.clouds[wish.cloud]!.facts.title
  const told = { fate: 'lost', why: `${title} does nothing with it`, from } as const
  return [...draft.texts.keys()].reduce((so, file) => {
    const silent = withoutEffect(after, file).filter((path) => hasEffect(before(cluster.community), file, path))
    // the last ones first: items of lists keep their numbers so
    return silent.reduceRight(
      (each, path) => removed(each, { file, path: numbered(each.texts.get(file)!, path) }, told) ?? each,
      so,
    )
  }, draft)
}

/** Settings of a file that no part depends on. */
function withoutEffect(worlds: readonly PartWorld[], file: string): Path[] {
  const paths = new Map(worlds.flatMap((world) => world.paths(file).map((path) => [JSON.stringify(path), path])))
  return [...paths.values()].filter((path) => !hasEffect(worlds, file, path))
}

const hasEffect = (worlds: readonly PartWorld[], file: string, path: Path): boolean =>
  worlds.some((world) => world.moves(file, path))

/** With items of lists as numbers. */
const numbered = (text: string, path: Path): Path =>
  path.map((step, i) => (Array.isArray(standingAt(text, path.slice(0, i))) ? Number(step) : step))
