/**
 * The world in which a bundle is tried: what stands at the cloud, in the cluster and in its store of secrets, as the
 * stand-ins of programs have been told so far. A file, since each call of a stand-in is a process of its own.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'

export interface World {
  /** Every call of a stand-in, in order. */
  calls: string[]
  /** Those that lacked something, with what it was. */
  failed: string[]
  /** What was needed, and neither the bundle nor an earlier step has made: the cluster of another community. */
  others: string[]
  /** What kubectl is set to. */
  context?: string
  roots: Record<string, { planned?: string; applied?: true }>
  /** `Kind namespace/name`; of the whole cluster, `Kind name`. */
  objects: string[]
  /** The keys of each Secret, by `namespace/name`. */
  secrets: Record<string, string[]>
  /** Secrets that are made from the cloud's store, by `namespace/name`: the entry of each key. */
  fetched: Record<string, Record<string, string>>
  /** Entries of the cloud's store of secrets. */
  store: string[]
  /** The chart of each release, by `namespace/name`. */
  releases: Record<string, string>
}

export const NEW_WORLD: World = {
  calls: [],
  failed: [],
  others: [],
  roots: {},
  objects: ['default', 'kube-system', 'kube-public', 'kube-node-lease'].map((name) => `Namespace ${name}`),
  secrets: {},
  fetched: {},
  store: [],
  releases: {},
}

/** What a step lacks: the stand-in says so and fails. */
export class Missing extends Error {}

export const readWorld = (path: string): World => JSON.parse(readFileSync(path, 'utf8')) as World
export const writeWorld = (path: string, world: World): void => writeFileSync(path, JSON.stringify(world, null, 1))

/** The text of a file that a step names. Throws Missing where the bundle has none. */
export function fileOf(path: string): string {
  if (!existsSync(path)) throw new Missing(`there is no file ${path}`)
  return readFileSync(path, 'utf8')
}

/** Notes that somebody else has to give it, once. */
export function ofOthers(world: World, what: string): void {
  if (!world.others.includes(what)) world.others.push(what)
}

/** A place in a cluster, as `objects` has it. */
export const objectKey = (kind: string, name: string, namespace?: string): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`

/** The values of `--flag value` and `--flag=value`, in order. */
export const flags = (words: readonly string[], flag: string): string[] =>
  words.flatMap((word, i) => {
    if (word === flag) return words[i + 1] ?? []
    return word.startsWith(`${flag}=`) ? word.slice(flag.length + 1) : []
  })

/** The value of a flag that the call must have. */
export function flag(words: readonly string[], name: string): string {
  const value = flags(words, name)[0]
  if (value === undefined || value === '') throw new Missing(`${words.join(' ')} lacks ${name}`)
  return value
}
