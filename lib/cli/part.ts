/** A hub or a cluster as the command line names it. */
import { isFolder, readInputFolder, type Found } from '../disk.ts'
import { join } from 'node:path'
import { CLUSTER, fileOf, type PartName } from '../explain/index.ts'
import { similar } from '../similar.ts'
import { UsageError, type Options } from './command.ts'

/** Reads a fleet's folder. Throws UsageError where it is none. */
export function readFleet({ root, program }: Pick<Options, 'root' | 'program'>): Found {
  if (!isFolder(root)) throw new UsageError(`there is no folder ${root}`)
  if (!isFolder(join(root, 'communities')))
    throw new UsageError(
      `there is no folder communities/ in ${root}; run hubloom at the top of a fleet, or name it with --root`,
    )
  return readInputFolder(root, program.profiles)
}

/** `polar-lab/prod`, or `polar-lab/cluster`. Throws UsageError where the fleet has none of that name. */
export function partOf(word: string, { texts }: Found): PartName {
  const known = [...texts.keys()].flatMap((path) => {
    const [, community, hub, cluster] = /^communities\/([^/]+)\/(?:hubs\/([^/]+)|(cluster))\.yaml$/.exec(path) ?? []
    return community === undefined ? [] : [`${community}/${hub ?? cluster ?? ''}`]
  })
  const [community = '', folder = ''] = word.split('/')
  if (known.includes(word) && texts.has(fileOf({ community, folder }))) return { community, folder }
  const named = known.filter((id) => id.split('/')[1] === word && word !== CLUSTER)
  const near = named.length > 0 ? named.slice(0, 3).join(' or ') : similar(word, known)
  const hint = near === undefined ? 'npx hubloom list has all' : `did you mean ${near}?`
  throw new UsageError(`there is no hub or cluster ${word}; ${hint}`)
}
