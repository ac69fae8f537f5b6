/** Rules of who may enter for an event only. */
import { defineProblems, listed } from '../diagnostics.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type Rule, type RuleSet } from './check.ts'

type Auth = UncheckedHub['settings']['values']['auth']
type Kind = 'users' | 'teams' | 'organizations' | 'domains'

const KINDS: readonly Kind[] = ['users', 'teams', 'organizations', 'domains']

interface OfMethod {
  hub: string
  method: string
}

const problems = defineProblems({
  'event-sign-in/open': {
    severity: 'error',
    message: ({ hub, kind }: { hub: string; kind: Kind }) =>
      `everyone who can sign in may enter ${hub} already, so \`${kind}\` lets nobody else in`,
    help: 'Remove it, or say below `auth:` who may enter at other times.',
  },
  'event-sign-in/no-github': {
    severity: 'error',
    message: ({ hub, method, kind }: OfMethod & { kind: Kind }) =>
      `the sign-in of ${hub}, \`${method}\`, knows no GitHub ${kind}`,
    help: 'Name single people below `users:`.',
  },
  'event-sign-in/no-domains': {
    severity: 'error',
    message: ({ hub, method }: OfMethod) => `the sign-in of ${hub}, \`${method}\`, lets in by no e-mail domain`,
    help: 'Name single people below `users:`.',
  },
  'event-sign-in/which-provider': {
    severity: 'error',
    message: ({ hub, providers }: { hub: string; providers: readonly string[] }) =>
      `nothing says by which of its ${providers.length} identity providers people of these domains enter ${hub}`,
    help: ({ providers }: { providers: readonly string[] }) =>
      `Add the domain to one of them: \`auth: { cilogon: { providers: { ${providers[0]}: { domains: […] } } } }\`, ` +
      'or name single people below `users:`.',
  },
  'event-sign-in/open-provider': {
    severity: 'error',
    message: ({ hub, provider }: { hub: string; provider: string }) =>
      `everyone whom the provider \`${provider}\` knows may enter ${hub} already, so \`domains\` lets nobody else in`,
    help: 'Remove it.',
  },
  'event-sign-in-open': {
    severity: 'warning',
    dated: true,
    message: ({ hub, event, until, lists }: { hub: string; event: string; until: string; lists: readonly string[] }) =>
      `the event \`${event}\` of ${hub} ended on ${until}, ` +
      `and the ${listed(lists)} that were let in for it may still enter`,
    help:
      'Take the event out, or its `sign-in:`; where it is inherited, write `null` for it. ' +
      'Who stays goes below `auth:`.',
  },
})

/** The kinds of list that an event has; empty lists ask for nothing. */
function listsOf({ settings }: UncheckedHub, event: string): Kind[] {
  const extra = settings.values.events?.[event]?.['sign-in']
  return KINDS.filter((kind) => extra?.[kind]?.length)
}

/** Whether everybody who can sign in is let in already. A list of people would then keep others out, or do nothing. */
const isOpen = (auth: Auth): boolean =>
  auth.everyone === true ||
  auth.temporary !== undefined ||
  (auth['shared-password'] !== undefined && !auth.users?.length)

export const eventSignIn: Rule = perHub((hub) =>
  hub.events.flatMap(({ key }) => listsOf(hub, key).flatMap((kind) => uselessList(hub, key, kind))),
)

function uselessList({ id: hub, signIn, settings }: UncheckedHub, event: string, kind: Kind) {
  const { auth } = settings.values
  const [method] = signIn.methods
  const at = settings.at(['events', event, 'sign-in', kind])
  // Google's own domains limit even who can sign in
  if (isOpen(auth) && !(kind === 'domains' && auth.google?.domains?.length))
    return [problems.raise('event-sign-in/open', { at, args: { hub, kind } })]
  if (kind === 'users' || method === undefined) return []
  if (kind !== 'domains')
    return method === 'github' ? [] : [problems.raise('event-sign-in/no-github', { at, args: { hub, method, kind } })]
  if (method === 'google') return []
  if (method !== 'cilogon') return [problems.raise('event-sign-in/no-domains', { at, args: { hub, method } })]
  const providers = Object.entries(auth.cilogon!.providers)
  const names = providers.map(([name]) => name)
  if (names.length > 1) return [problems.raise('event-sign-in/which-provider', { at, args: { hub, providers: names } })]
  return providers
    .filter(([, { everyone }]) => everyone)
    .map(([provider]) => problems.raise('event-sign-in/open-provider', { at, args: { hub, provider } }))
}

export const eventSignInOpen: Rule = perHub((hub, { today }) =>
  hub.events.flatMap(({ key: event, until }) => {
    const lists = listsOf(hub, event)
    if (today === undefined || until >= today || lists.length === 0) return []
    const at = hub.settings.at(['events', event, 'sign-in'])
    return [problems.raise('event-sign-in-open', { at, args: { hub: hub.id, event, until, lists } })]
  }),
)

export const eventSignInRules: RuleSet = { problems, rules: [eventSignIn, eventSignInOpen] }
