/** Which profile leaves a hub the least to say of its settings. */
import { isDeepStrictEqual } from 'node:util'
import { compileInputs } from '../compile.ts'
import { isMap, type PlainMap } from '../maps.ts'
import { PLACEHOLDER, textsWith, type Draft, type Target } from './draft.ts'

/** The draft over the profile with which it says the least. */
export function bestProfile(settings: PlainMap, target: Target): Draft {
  const names = [...target.texts.keys()].flatMap((path) => /(?:^|\/)profiles\/([^/]+)\.yaml$/.exec(path)?.[1] ?? [])
  const candidates = target.profile
    ? [target.profile]
    : [undefined, ...new Set(names.filter((name) => name !== 'base'))]
  const base = givenBy(undefined, target)
  const drafts = candidates.map((profile): Draft => {
    const given = profile === undefined ? base : givenBy(profile, target)
    return { profile, settings: difference(settings, given, base), overrides: {} }
  })
  const sizes = drafts.map((draft) => countLeaves(draft.settings) + (draft.profile === undefined ? 0 : 1))
  return drafts[sizes.indexOf(Math.min(...sizes))]!
}

/** What a hub has that says nothing beside its profile. */
function givenBy(profile: string | undefined, target: Target): PlainMap {
  const bare: Draft = { profile, settings: { domain: PLACEHOLDER, auth: { temporary: {} } }, overrides: {} }
  const { fleet } = compileInputs({ texts: textsWith(bare, target), folders: [target.community] })
  const { domain: _, auth, title: __, ...given } = (fleet.hubs[0]?.settings ?? {}) as PlainMap
  const { temporary: ___, ...rest } = isMap(auth) ? auth : {}
  return { ...given, auth: rest }
}

/** What settings say otherwise than the profile, which gives more than base where it is taken out. */
function difference(settings: PlainMap, given: PlainMap, base: PlainMap): PlainMap {
  const own = Object.entries(settings).flatMap(([key, value]): [string, unknown][] => {
    const below = given[key]
    if (isDeepStrictEqual(value, below)) return []
    if (!isMap(value) || !isMap(below)) return [[key, value]]
    const inner = difference(value, below, isMap(base[key]) ? base[key] : {})
    return Object.keys(inner).length > 0 ? [[key, inner]] : []
  })
  const gone = Object.keys(given).filter((key) => !(key in settings) && !(key in base) && given[key] !== undefined)
  return Object.fromEntries([...own, ...gone.map((key): [string, unknown] => [key, null])])
}

const countLeaves = (value: unknown): number =>
  isMap(value) ? Object.values(value).reduce<number>((sum, child) => sum + countLeaves(child), 0) : 1
