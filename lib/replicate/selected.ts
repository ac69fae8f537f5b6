/** Of a fleet's inputs those that one community's hubs follow from. */
import type { Source, Wish } from './index.ts'
import { standingAt, removed, type Draft, type Originals } from './draft.ts'
import { kindOf, type Path } from './paths.ts'
import { readInputs } from '../layers/inputs.ts'
import { resolve } from '../layers/resolve.ts'

/** Lines that `profiles --copy` adds. */
const COPIED = /\n# copied from hubloom .*\n$/

/**
 * The community's own files, and of the fleet's profiles those that its hubs stand on and that say something else than
 * hubloom's own. Where its hubs run is no longer said, nor what is there already.
 */
export function selected({ inputs, shipped, registry }: Source, { community }: Wish): Draft {
  const read = readInputs(inputs.texts, inputs.folders, registry)
  const { hubs, clusters } = resolve(read, registry)
  const used = new Set(
    [...hubs, ...clusters].filter((each) => each.community === community).flatMap(({ files }) => files),
  )
  const differs = (path: string): boolean => {
    const own = inputs.texts.get(path)!.replace(COPIED, '')
    return own !== shipped.get(`hubloom/${path}`)?.replace(COPIED, '')
  }
  const texts = [...inputs.texts].filter(
    ([path]) =>
      (path.startsWith(`communities/${community}/`) && !path.endsWith('/cluster.yaml')) ||
      (path.startsWith('profiles/') && used.has(path) && differs(path)),
  )
  const from: Originals = { texts: inputs.texts, registry }
  return texts.reduce<Draft>((draft, [file, text]) => withoutOldPlace(draft, { file, text, from }), {
    texts: new Map(texts),
    rows: [],
  })
}

/** Without settings that name a cluster or something in the account where the hubs run now. */
function withoutOldPlace(draft: Draft, { file, text, from }: { file: string; text: string; from: Originals }): Draft {
  const own = CLUSTER_KEYS.filter(([kind]) => kind === kindOf(file)).map(([, path]) => path)
  const data = kindOf(file) === undefined ? undefined : standingAt(text, [])
  const drop = (so: Draft, path: Path, why: string): Draft =>
    removed(so, { file, path }, { fate: 'changed', why, from }) ?? so
  const apart = own.reduce((so, path) => drop(so, path, 'its hubs run on its own cluster'), draft)
  return existingPaths(data, []).reduce(
    (so, path) => drop(so, path, 'the old account has it; what the new one makes in its place gets a copy of the data'),
    apart,
  )
}

/** Settings that take over what is at the cloud already. */
function existingPaths(value: unknown, path: Path): Path[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
  return Object.entries(value).flatMap(([key, below]): Path[] => {
    const here = [...path, key]
    if (key === 'overrides') return []
    const isIt = key === 'existing' || (key === 'identity' && path.at(-1) === 'data')
    return isIt && typeof below === 'string' ? [here] : existingPaths(below, here)
  })
}

/** Settings that name the cluster of hubs, by kind of file. */
const CLUSTER_KEYS = [
  ['community', ['cluster']],
  ['community', ['hubs', 'cluster']],
  ['hub', ['cluster']],
  ['profile', ['cluster']],
] as const
