/** Where a hub or a cluster stands in its life: what the inputs say of it, and what was applied. */
import { join } from 'node:path'
import { heldResources, parseDocuments } from '../diff/index.ts'
import { isFolder, readApplied, readInputFolder, type Found } from '../disk.ts'
import { registry } from '../registry.ts'
import { UsageError } from './command.ts'

export interface Standing {
  /** `<community>/<hub>`, or `<community>/cluster`. */
  id: string
  community: string
  folder: string
  /** The file that says it. */
  file: string
  /** Its text, where it is there. */
  input?: string
  isApplied: boolean
  /** Addresses of what was applied and Terraform would refuse to destroy. */
  held: readonly string[]
  hasBundle: boolean
}

/** Throws UsageError where the word is no name of a hub or a cluster. */
export function standingOf(root: string, word: string, found: Found = readInputFolder(root)): Standing {
  const [community = '', folder = '', ...more] = word.split('/')
  if (![community, folder].every((name) => /^[a-z][a-z0-9-]*$/.test(name)) || more.length > 0)
    throw new UsageError(
      `write a hub as community/hub, or a cluster as community/cluster, not ${word}${meant(word, found)}`,
    )
  const id = `${community}/${folder}`
  const file = `communities/${community}/${folder === 'cluster' ? 'cluster' : `hubs/${folder}`}.yaml`
  const record = new Map([...readApplied(join(root, 'dist'))].filter(([path]) => path.startsWith(`${id}/`)))
  const applied = parseDocuments(record).get(`${id}/main.tf.json`)
  const clouds = Object.values(registry.clouds).map(({ resourceTypes }) => resourceTypes)
  return {
    id,
    community,
    folder,
    file,
    input: found.texts.get(file),
    isApplied: record.size > 0,
    held: heldResources(applied, clouds),
    hasBundle: isFolder(join(root, 'dist', id)),
  }
}

/** The hubs of that name, where the community was left out. */
function meant(word: string, { texts }: Found): string {
  const hubs = [...texts.keys()].flatMap((path) => HUB_FILE.exec(path)?.slice(1, 3).join('/') ?? [])
  const named = hubs.filter((id) => id.split('/')[1] === word)
  return named.length > 0 ? `: ${named.join(' or ')}` : ''
}

const HUB_FILE = /^communities\/([^/]+)\/hubs\/([^/]+)\.yaml$/

/** Whether there is neither file nor record nor bundle: it is gone, or never was. */
export const isNowhere = ({ input, isApplied, hasBundle }: Standing): boolean =>
  input === undefined && !isApplied && !hasBundle

/** Throws UsageError where there is nothing of it. */
export function refuseNowhere(standing: Standing): void {
  const { id, file } = standing
  if (isNowhere(standing)) throw new UsageError(`nothing of ${id} is left, or ever was: neither ${file} nor dist/${id}`)
}
