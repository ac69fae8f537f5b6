/** Rules of how a session at a hub begins, is renewed, and ends. */
import { defineProblems } from '../diagnostics.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfMethod {
  hub: string
  method: string
}

const problems = defineProblems({
  'no-refresh': {
    severity: 'error',
    message: ({ hub, method }: OfMethod) =>
      `the sign-in of ${hub}, \`${method}\`, cannot be asked again who somebody is, so \`refresh\` does nothing`,
    help: 'Take `refresh` out.',
  },
  'start-page/no-provider': {
    severity: 'error',
    message: ({ hub, method }: OfMethod) =>
      `\`${method}\` of ${hub} has no page of a provider that people could be sent to at once`,
    help: 'Take `start-at` out.',
  },
  'launch-page': {
    severity: 'warning',
    message: ({ hub }: { hub: string }) =>
      `who opens the address of ${hub} finds an error: people come there from their learning management system only`,
    help: 'Name its address, such as `start-at: https://canvas.example.edu/`.',
  },
  'start-page/nobody': {
    severity: 'error',
    message: ({ hub }: { hub: string }) => `nobody signs in to ${hub}, so there is no page to start at`,
    help: 'Take `start-at` out.',
  },
  'start-page/itself': {
    severity: 'error',
    message: ({ hub, url }: { hub: string; url: string }) =>
      `${url} is where people of ${hub} come from: they would be sent there again and again`,
    help: 'Name a page elsewhere, or write `start-at: click`.',
  },
  'sign-out-page': {
    severity: 'error',
    message: ({ hub, method }: OfMethod) => `with \`${method}\`, signing out of ${hub} leads to no other page`,
    help: 'Take `url` out.',
    why: 'Only the ways of signing in by a service elsewhere have a page after signing out.',
    source: 'oauthenticator/oauth2.py, OAuthLogoutHandler (OAuthenticator 17.4)',
  },
})

const refresh = perHub(({ id: hub, signIn, settings }) => {
  const [method] = signIn.methods
  if (signIn.refresh === undefined || signIn.hasClient || method === undefined) return []
  return [problems.raise('no-refresh', { at: settings.at(['auth', 'refresh']), args: { hub, method } })]
})

const startPage = perHub(({ id: hub, signIn, domain, settings }) => {
  const { start, methods } = signIn
  const [method] = methods
  if (method === undefined) return []
  if (start.kind === 'default')
    return method === 'lti' ? [problems.raise('launch-page', { at: settings.at(['auth', 'lti']), args: { hub } })] : []
  const at = settings.at(['auth', 'start-at'])
  if (method === 'nobody') return [problems.raise('start-page/nobody', { at, args: { hub } })]
  if (start.kind === 'elsewhere')
    return leadsBack(start.url, domain)
      ? [problems.raise('start-page/itself', { at, args: { hub, url: start.url } })]
      : []
  // where there is no provider, JupyterHub would take the empty form as a sign-in that failed
  const hasPage = method !== 'lti' && (start.kind === 'click' || !OWN_FORM.includes(method))
  return !hasPage ? [problems.raise('start-page/no-provider', { at, args: { hub, method } })] : []
})

/** Ways of signing in with a form of the hub's own. */
const OWN_FORM: readonly string[] = ['shared-password', 'native', 'ldap']

/** Whether an address is the hub's own first page. */
function leadsBack(address: string, domain: string): boolean {
  if (!URL.canParse(address)) return false
  const { hostname, pathname } = new URL(address)
  return hostname === domain && /^\/(hub\/?)?$/.test(pathname)
}

const signOutPage = perHub(({ id: hub, signIn, settings }) => {
  const [method] = signIn.methods
  if (signIn.signOut.url === undefined || signIn.hasClient || method === undefined) return []
  return [problems.raise('sign-out-page', { at: settings.at(['auth', 'sign-out', 'url']), args: { hub, method } })]
})

export const sessionRules: RuleSet = { problems, rules: [refresh, startPage, signOutPage] }
