import type { PlainMap } from '../../maps.ts'
import type { Values } from '../values.ts'
import { filled, some } from '../words.ts'
import { generic } from './sign-in.ts'

const SECRET = { kind: 'secret', secret: 'hub-auth' } as const

/**
 * `auth:` of charts before 1.0, in whose place `hub.config` came (z2jh.jupyter.org/en/stable/changelog.html, 1.0.0):
 * the way of signing in is a type, and whoever may enter a white list.
 */
export function oldSignIn(values: Values): PlainMap {
  // it may stand in a file of secrets
  const type =
    values.text('auth.type') ?? ['github', 'google', 'dummy'].find((name) => values.keys(`auth.${name}`).length > 0)
  const way = WAYS[type ?? '']?.(values) ?? custom(values)
  values.said(`auth.${Object.keys(way)[0] ?? 'admins'}`, 'auth.type', 'auth.custom.className')
  values.said('auth.admins', 'auth.admin.users')
  values.said('auth.users', 'auth.whitelist.users')
  values.follows('admins are by role', 'auth.admin.access')
  values.follows('kept where it is needed', 'auth.state.enabled')
  values.note({ kind: 'secret', secret: 'made by the chart' }, 'auth.state.cryptoKey')
  const names = (path: string): string[] => [...new Set(values.texts(path))]
  const all = { users: filled(names('auth.whitelist.users')), admins: filled(names('auth.admin.users')) }
  return { ...way, ...some(all) }
}

const WAYS: Readonly<Record<string, (values: Values) => PlainMap>> = {
  github: (values) => {
    const places = ['auth.github.orgWhitelist', 'auth.github.org_whitelist']
    oauth(values, 'auth.github')
    values.said('auth.github', ...places, 'auth.scopes')
    return { github: { ...some({ organizations: filled(places.flatMap((path) => values.texts(path))) }) } }
  },
  google: (values) => {
    oauth(values, 'auth.google')
    values.said('auth.google.domains', 'auth.google.hostedDomain')
    values.follows('what the button says is made from the way of signing in', 'auth.google.loginService')
    return { google: { ...some({ domains: filled(values.texts('auth.google.hostedDomain')) }) } }
  },
  dummy: (values) => {
    values.note({ kind: 'secret', secret: 'hub-shared-password' }, 'auth.dummy.password')
    return { 'shared-password': { secret: 'hub-shared-password' } }
  },
  tmp: () => ({ temporary: {} }),
}

/** A class by its name; of the generic one, addresses and claims are known. */
function custom(values: Values): PlainMap {
  oauth(values, 'auth.custom.config')
  const name = values.text('auth.custom.className') ?? ''
  if (!name.endsWith('GenericOAuthenticator')) return name === '' ? {} : { class: { class: name } }
  values.follows('GET is usual', 'auth.custom.config.userdata_method')
  return generic(values, 'auth.custom.config')
}

/** What every application of OAuth has. */
function oauth(values: Values, at: string): void {
  values.note(SECRET, ...['clientId', 'clientSecret', 'client_id', 'client_secret'].map((key) => `${at}.${key}`))
  values.follows('made from `domain`', `${at}.callbackUrl`, `${at}.oauth_callback_url`)
}
