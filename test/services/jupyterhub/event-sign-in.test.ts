/** Who may enter for an event only. */
import { describe, expect, it } from 'vitest'
import { googleNames } from '../../../lib/checks/auth.ts'
import { nobodyMayEnter } from '../../../lib/checks/admission.ts'
import { eventSignIn, eventSignInOpen } from '../../../lib/checks/event-sign-in.ts'
import type { HubPlan } from '../../../lib/plan/types.ts'
import { authValues } from '../../../lib/services/jupyterhub/auth.ts'
import { findings } from '../../plan.ts'
import { signingIn } from './plans.ts'

type Settings = HubPlan['settings']['values']
type Extra = NonNullable<NonNullable<Settings['events']>[string]['sign-in']>
const days = { users: 40, from: '2027-01-18', until: '2027-01-22' }
const during = (auth: Partial<Settings['auth']>, extra: Extra): HubPlan =>
  signingIn(auth, { events: { school: { ...days, 'sign-in': extra } } })
const config = (plan: HubPlan) =>
  (authValues(plan) as { hub: { config: Record<string, Record<string, unknown>> } }).hub.config
const oauth = { title: 'x', 'authorize-url': 'https://a.org/', 'token-url': 'https://a.org/', username: 'email' }
const school = { id: 'https://a.org/', domains: ['a.org'] }

it.each<[string, HubPlan, Record<string, unknown>]>([
  [
    'GitHub',
    during(
      { github: { teams: ['reef/members'] } },
      { teams: ['school/students'], organizations: ['guests'], users: ['Grace'] },
    ),
    {
      GitHubOAuthenticator: { allowed_organizations: ['guests', 'reef:members', 'school:students'] },
      Authenticator: { allowed_users: ['ada-example', 'grace'] },
    },
  ],
  [
    'Google',
    during({ google: { domains: ['a.org'] }, admins: ['ada@a.org'] }, { domains: ['B.org'] }),
    { GoogleOAuthenticator: { hosted_domain: ['a.org', 'b.org'] }, Authenticator: { allow_all: true } },
  ],
  [
    'one provider of CILogon',
    during({ cilogon: { providers: { school } } }, { domains: ['b.org'] }),
    { CILogonOAuthenticator: { idps: { 'https://a.org/': { allowed_domains: ['a.org', 'b.org'] } } } },
  ],
  [
    'OAuth',
    during({ oauth, users: ['x'] }, { users: ['y'] }),
    { Authenticator: { allow_all: false, allowed_users: ['ada-example', 'x', 'y'] } },
  ],
  [
    'a shared password for some',
    during({ 'shared-password': { secret: 's' }, users: ['x'], admins: [] }, { users: ['y'] }),
    { Authenticator: { allow_all: false, allowed_users: ['x', 'y'] } },
  ],
])('adds to who may enter: %s', (_, plan, wanted) => {
  expect(config(plan)).toMatchObject(wanted)
  expect(findings([eventSignIn], [plan])).toEqual([])
})

it('and is gone with the setting', () => {
  const auth = { github: { teams: ['reef/members'] } }
  expect(config(signingIn(auth, { events: { school: days } }))).toEqual(config(signingIn(auth)))
  expect(config(during(auth, {}))).toEqual(config(signingIn(auth)))
})

describe('is told', () => {
  const find = (plan: HubPlan, today?: string): string[] => {
    const rules = [eventSignIn, eventSignInOpen, googleNames, nobodyMayEnter]
    return findings(rules, [plan], { today }).map(({ code, at }) => `${code} ${at.file}`)
  }
  it.each<[string, HubPlan, string[]]>([
    [
      'teams without GitHub',
      during({ google: { domains: ['a.org'] }, admins: [] }, { teams: ['a/b'], organizations: ['c'] }),
      ['event-sign-in events.school.sign-in.teams', 'event-sign-in events.school.sign-in.organizations'],
    ],
    [
      'domains of GitHub',
      during({ github: { teams: ['a/b'] } }, { domains: ['a.org'] }),
      ['event-sign-in events.school.sign-in.domains'],
    ],
    [
      'domains of one of two providers',
      during({ cilogon: { providers: { school, google: { domains: ['a.org'] } } } }, { domains: ['b.org'] }),
      ['event-sign-in events.school.sign-in.domains'],
    ],
    [
      'domains of a provider that lets all in',
      during({ cilogon: { providers: { school: { id: 'https://a.org/', everyone: true } } } }, { domains: ['b.org'] }),
      ['event-sign-in events.school.sign-in.domains'],
    ],
    [
      'people where all may enter',
      during({ github: {}, everyone: true }, { users: ['x'] }),
      ['event-sign-in events.school.sign-in.users'],
    ],
    [
      'people who would lock all others out',
      during({ 'shared-password': { secret: 's' } }, { users: ['x'] }),
      ['event-sign-in events.school.sign-in.users'],
    ],
    [
      'domains beside a domain of everyone',
      during({ google: { domains: ['a.org'] }, everyone: true, admins: [] }, { domains: ['b.org'] }),
      [],
    ],
    [
      'people whom Google does not know',
      during({ google: { domains: ['a.org'] }, admins: [] }, { users: ['x'] }),
      ['google-name events.school.sign-in.users.x'],
    ],
    ['people of another domain', during({ google: { domains: ['a.org'] }, admins: [] }, { users: ['x@b.org'] }), []],
    ['only guests', during({ github: {} }, { teams: ['a/b'] }), []],
    ['nobody', during({ github: {} }, { teams: [] }), ['nobody-may-enter auth.users']],
  ])('%s', (_, plan, wanted) => expect(find(plan)).toEqual(wanted))

  it('that the door is still open, on the day after the last', () => {
    const plan = during({ github: { teams: ['a/b'] } }, { teams: ['c/d'] })
    expect([undefined, '2027-01-22', '2027-01-23'].map((today) => find(plan, today))).toEqual([
      [],
      [],
      ['event-sign-in-open events.school.sign-in'],
    ])
  })
})
