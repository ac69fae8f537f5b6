/** A hub's file while it is made: what the inputs with it give, and what rules refuse of it. */
import { parse } from 'yaml'
import { compile } from '../compile.ts'
import type { Diagnostic } from '../diagnostics.ts'
import { isMap, type PlainMap } from '../maps.ts'
import { hubText } from './hub-file.ts'
import { some } from './words.ts'

export interface Target {
  community: string
  hub: string
  /** Every input that the hub stands on, by path: profiles, its community, its cluster. */
  texts: ReadonlyMap<string, string>
  /** The profile to start from; undefined: the one that leaves the least to say. */
  profile?: string
  /** Values that JupyterHub's chart has by itself, where it is at hand. */
  chart?: unknown
}

/** Settings and overrides of a hub, as they stand in its file. */
export interface Draft {
  /** Nobody but its admins may enter: who else may is in no file that was imported. */
  isClosed?: boolean
  profile: string | undefined
  settings: PlainMap
  overrides: PlainMap
}

/** Where the values name no address, what a person then replaces. */
export const PLACEHOLDER = 'hub.example.org'

export const fileOf = ({ community, hub }: Target): string => `communities/${community}/hubs/${hub}.yaml`

/** A way of signing in that knows any group, where the values have none of their own. */
const STAND_IN: PlainMap = {
  title: 'Any',
  'authorize-url': 'https://login.example.org/authorize',
  'token-url': 'https://login.example.org/token',
  'userdata-url': 'https://login.example.org/userinfo',
  username: 'sub',
  'groups-claim': 'groups',
}

/** Ways of signing in that are judged as they are written. */
const SIGN_INS = ['github', 'google', 'cilogon', 'oauth', 'lti', 'native', 'ldap', 'shared-password', 'temporary']

/**
 * The inputs with a draft, as it might be once somebody has decided what is left open in its file: an image of the tag
 * `latest` is pinned, where no way of signing in was found there is one, a class of one's own is in the image, and
 * somebody may enter.
 */
export function textsWith(draft: Draft, target: Target): Map<string, string> {
  const { auth, ...rest } = draft.settings
  const { class: _, ...said } = isMap(auth) ? auth : {}
  const { oauth } = said
  const own = isMap(oauth) ? { ...said, oauth: decidedOAuth(oauth) } : said
  const decided = SIGN_INS.some((way) => way in own) ? own : { ...own, oauth: STAND_IN }
  const text = hubText({
    ...draft,
    settings: {
      ...rest,
      ...some({ environments: decidedEnvironments(rest['environments']) }),
      auth: { ...decided, ...(draft.isClosed ? { everyone: true } : {}) },
    },
  })
  return new Map([...target.texts, [fileOf(target), text]])
}

/**
 * Addresses that are missing, or none, such as `https://${host}/token` of a template, are written by a person.
 */
function decidedOAuth(oauth: PlainMap): PlainMap {
  const { title: _, 'groups-claim': __, ...needed } = STAND_IN
  const isNone = (key: string): boolean => key.endsWith('-url') && !/^https:\/\/[\w.:/-]+$/.test(String(oauth[key]))
  return Object.fromEntries(
    Object.keys({ ...oauth, ...needed }).map((key) => [key, key in oauth && !isNone(key) ? oauth[key] : STAND_IN[key]]),
  )
}

/** A tag that stays; what is no image, such as `${image}` of a template, is one. */
function decidedImage(image: unknown): unknown {
  if (typeof image !== 'string') return image
  if (!ANY_IMAGE.test(image)) return 'quay.io/example/undecided:pinned'
  return /@|:[^/]+$/.test(image) ? image.replace(/:latest$/, ':pinned') : `${image}:pinned`
}

const ANY_IMAGE = /^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(\/[a-z0-9._-]+)+([:@][A-Za-z0-9_:.-]+)?$/

/** Environments of which each has an image that stays. */
function decidedEnvironments(environments: unknown): PlainMap | undefined {
  if (!isMap(environments)) return undefined
  return Object.fromEntries(
    Object.entries(environments).map(([name, each]) => [
      name,
      isMap(each) && 'image' in each ? { ...each, image: decidedImage(each['image']) } : each,
    ]),
  )
}

/** Errors in the hub's file, and the file that they are in. */
export function errorsOf(draft: Draft, target: Target): { text: string; errors: Diagnostic[] } {
  const texts = textsWith(draft, target)
  const { diagnostics } = compile(texts, [target.community])
  const file = fileOf(target)
  return {
    text: texts.get(file)!,
    errors: diagnostics.filter(({ severity, at }) => severity === 'error' && at.file === file),
  }
}

/** Values of each release that the draft gives, without overrides. */
export function compiledValues(draft: Draft, target: Target): Map<string, unknown> {
  const { outputs } = compile(textsWith(draft, target), [target.community])
  const texts = outputs.get(target.community) ?? new Map<string, string>()
  return new Map(
    [...texts].flatMap(([path, text]): [string, unknown][] => {
      const [, release] = new RegExp(`^${target.hub}/(.+)\\.values\\.yaml$`).exec(path) ?? []
      return release === undefined ? [] : [[release, parse(text) as unknown]]
    }),
  )
}
