/** What is said of a word that is no setting: what was meant, or what a computed value follows from. */
import { branches, childOf, type JsonSchema } from '../settings/json-schema.ts'
import { similar } from '../similar.ts'
import { placesOf } from './changes.ts'
import { CLUSTER, idOf } from './focus.ts'
import { addressOf, type Leaf } from './leaves.ts'
import { causesOf, watchLeaf } from './search.ts'
import { writeSetting, type SettingPath } from './settings.ts'
import { leavesOfPart, type Compiled, type World } from './world.ts'

/** Why a path is no setting of the part, and what to say instead; undefined where it is one. */
export function refusalOf(path: SettingPath, { world, base }: { world: World; base: Compiled }): string | undefined {
  const { schemas } = world.registry
  const isCluster = world.part.folder === CLUSTER
  const mine = schemas.resolved[isCluster ? 'cluster' : 'hub']
  const unknown = firstUnknown(mine, path)
  if (unknown === undefined) return undefined
  const word = writeSetting(path)
  const elsewhere = schemas.resolved[isCluster ? 'hub' : 'cluster']
  const computed = computedFrom(word, { world, base })
  if (computed !== undefined) return computed
  if (firstUnknown(elsewhere, path) === undefined) return `${word} is a setting of ${otherPart(base, isCluster)}`
  return `${word} is no setting of a ${isCluster ? 'cluster' : 'hub'}; ${meant(mine, path, unknown)}`
}

function otherPart({ plan }: Compiled, isCluster: boolean): string {
  if (isCluster || !('hub' in plan)) return 'hubs, not of a cluster'
  return `its cluster: ${plan.cluster.community}/${CLUSTER}`
}

/** How many keys of the path the schema knows before the first that it does not. */
function firstUnknown(schema: JsonSchema, path: SettingPath): number | undefined {
  let here: JsonSchema | undefined = schema
  for (const [i, key] of path.entries()) {
    if (here && branches(here).some((branch) => branch['x-free'] || branch['x-set'])) return undefined
    here = here && childOf(here, key)
    if (!here) return i
  }
  return undefined
}

/** The nearest setting: another key beside the unknown one, or a setting of that name elsewhere. */
function meant(schema: JsonSchema, path: SettingPath, unknown: number): string {
  const known = path.slice(0, unknown)
  const word = path[unknown]!
  let here: JsonSchema | undefined = schema
  for (const key of known) here = here && childOf(here, key)
  const keys = here ? keysOf(here) : []
  const near = similar(word, keys)
  if (near !== undefined) return `did you mean ${writeSetting([...known, near, ...path.slice(unknown + 1)])}?`
  const named = allPaths(schema).filter((each) => each.at(-1) === word || each.at(-1) === path.at(-1))
  if (named.length > 0) return `did you mean ${named.slice(0, 3).map(writeSetting).join(' or ')}?`
  return known.length > 0
    ? `${writeSetting(known)} has ${keys.length > 0 ? keys.sort().join(', ') : 'no settings below it'}`
    : 'docs/settings.md lists all'
}

const keysOf = (schema: JsonSchema): string[] =>
  branches(schema).flatMap(({ properties = {} }) => Object.keys(properties))

/** Every path of properties of the schema, without names of one's own choice. */
function allPaths(schema: JsonSchema, path: SettingPath = []): SettingPath[] {
  return branches(schema).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([key, below]) => [[...path, key], ...allPaths(below, [...path, key])]),
  )
}

/** What a value of an output follows from: a value that nobody sets as such. */
function computedFrom(word: string, { world, base }: { world: World; base: Compiled }): string | undefined {
  const leaf = [...leavesOfPart(base).values()].find((each) => isAddressed(each, word))
  if (!leaf) return undefined
  const causes = causesOf(world, placesOf(world), watchLeaf(leaf)).filter(({ setting }) => setting.length > 0)
  const where = `${word} is no setting but a value of dist/${idOf(world.part)}/${leaf.file}`
  if (causes.length === 0) return `${where} that no setting changes; overrides can`
  const named = causes.filter(({ setting }) => !['profile', 'extends'].includes(setting.at(-1)!))
  const told = (named.length > 0 ? named : causes)
    .slice(-3)
    .map(({ at, setting }) => `${writeSetting(setting)} (${at.file}:${at.line})`)
  return `${where}; it follows from ${told.reverse().join(', ')}: set that`
}

/** Whether it has that address, or one that begins or ends so: `singleuser.memory`, `memory.guarantee`. */
function isAddressed(leaf: Leaf, word: string): boolean {
  const address = addressOf(leaf)
  return word.includes('.') && (address === word || address.startsWith(`${word}.`) || address.endsWith(`.${word}`))
}
