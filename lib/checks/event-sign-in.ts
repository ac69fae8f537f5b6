/** Rules of who may enter for an event only. */
import type { HubPlan } from '../plan/types.ts'
import type { Check, Finding } from './check.ts'

type Auth = HubPlan['settings']['values']['auth']
type Kind = 'users' | 'teams' | 'organizations' | 'domains'

const KINDS: readonly Kind[] = ['users', 'teams', 'organizations', 'domains']
const METHODS = ['github', 'google', 'cilogon', 'oauth', 'shared-password', 'temporary', 'nobody'] as const

/** The kinds of list that a way of signing in has; empty lists ask for nothing. */
function listsOf(hub: HubPlan): Kind[] {
  const extra = hub.settings.values.event?.['sign-in']
  return KINDS.filter((kind) => extra?.[kind]?.length)
}

/** Whether everybody who can sign in is let in already. A list of people would then keep others out, or do nothing. */
const isOpen = (auth: Auth): boolean =>
  auth.everyone === true ||
  auth.temporary !== undefined ||
  (auth['shared-password'] !== undefined && !auth.users?.length)

export const eventSignIn: Check = {
  code: 'event-sign-in',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const { auth } = hub.settings.values
      const method = METHODS.find((name) => auth[name] !== undefined)
      return listsOf(hub).flatMap((kind): Finding[] => {
        const found = (message: string, help: string): Finding[] => [
          { at: hub.settings.at(['event', 'sign-in', kind]), message, help },
        ]
        // Google's own domains limit even who can sign in
        if (isOpen(auth) && !(kind === 'domains' && auth.google?.domains?.length))
          return found(
            `everyone who can sign in may enter ${hub.id} already, so \`${kind}\` lets nobody else in`,
            'Remove it, or say below `auth:` who may enter at other times.',
          )
        if (kind === 'users' || method === undefined) return []
        if (kind !== 'domains')
          return method === 'github'
            ? []
            : found(
                `the sign-in of ${hub.id}, \`${method}\`, knows no GitHub ${kind}`,
                'Name single people below `users:`.',
              )
        if (method === 'google') return []
        if (method !== 'cilogon')
          return found(
            `the sign-in of ${hub.id}, \`${method}\`, lets in by no e-mail domain`,
            'Name single people below `users:`.',
          )
        const providers = Object.entries(auth.cilogon!.providers)
        if (providers.length > 1)
          return found(
            `nothing says by which of its ${providers.length} identity providers people of these domains enter ` +
              `${hub.id}`,
            `Add the domain to one of them: \`auth: { cilogon: { providers: { ${providers[0]![0]}: { domains: ` +
              '[…] } } } }`, or name single people below `users:`.',
          )
        return providers[0]?.[1].everyone
          ? found(
              `everyone whom the provider \`${providers[0][0]}\` knows may enter ${hub.id} already, so ` +
                '`domains` lets nobody else in',
              'Remove it.',
            )
          : []
      })
    }),
}

export const eventSignInOpen: Check = {
  code: 'event-sign-in-open',
  severity: 'warning',
  find: ({ fleet, today }) =>
    fleet.hubs.flatMap((hub) => {
      const { event } = hub.settings.values
      const lists = listsOf(hub)
      return event && today !== undefined && event.until < today && lists.length > 0
        ? [
            {
              at: hub.settings.at(['event', 'sign-in']),
              message:
                `the event of ${hub.id} ended on ${event.until}, and the \`${lists.join('`, `')}\` that were let ` +
                'in for it may still enter',
              help: 'Write `event: null`, or `sign-in: null` below it. Who stays goes below `auth:`.',
            },
          ]
        : []
    }),
}
