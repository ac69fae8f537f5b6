/** The hub's Python, run by a real Python with stand-ins for JupyterHub. */
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { jupyterhub } from '../../../lib/services/jupyterhub/index.ts'
import type { HubPlan } from '../../../lib/plan/types.ts'
import { wiring } from '../plan.ts'
import { PYTHON } from '../python.ts'
import { choosing, environments, gpu, hubs, signingIn, sizes } from './plans.ts'

const values = (hub: HubPlan): Readonly<Record<string, unknown>> =>
  jupyterhub.forHub(hub, wiring())!.releases![0]!.values

function ask(
  hub: HubPlan,
  questions: readonly Record<string, unknown>[],
  environment: Record<string, string> = {},
): unknown[] {
  const input = JSON.stringify({
    values: values(hub),
    questions,
    environment: { DATABASE_PASSWORD: 'p%w', SHARED_PASSWORD: 'eight-letters', ...environment },
  })
  return JSON.parse(
    execFileSync(PYTHON, ['-I', '-S', join(import.meta.dirname, 'run_extra_config.py')], { input, encoding: 'utf8' }),
  ) as unknown[]
}

const one = (hub: HubPlan, question: Record<string, unknown>, environment: Record<string, string> = {}): unknown =>
  ask(hub, [question], environment)[0]

describe('choices by group', () => {
  const hub = hubs['github teams']!
  const offers = (groups: string[]): unknown => (one(hub, { ask: 'choices', groups }) as { offered: unknown }).offered

  it('keeps the order of the settings, and leaves out what a group has to itself', () => {
    expect(offers([])).toEqual([
      [
        'cpu',
        [
          ['environment', ['python', 'rstats']],
          ['size', ['small', 'big']],
        ],
      ],
    ])
  })
  it('adds what the group of a choice may have', () => {
    expect(offers(['polar-lab/advanced'])).toEqual([
      [
        'cpu',
        [
          ['environment', ['python', 'rstats', 'secret']],
          ['size', ['small', 'huge', 'big']],
        ],
      ],
    ])
  })
  it('adds a profile whose only size is for the group', () => {
    expect(offers(['polar-lab/gpu'])).toEqual([
      [
        'cpu',
        [
          ['environment', ['python', 'rstats']],
          ['size', ['small', 'big']],
        ],
      ],
      ['gpu-t4', [['environment', ['python', 'rstats']]]],
    ])
  })
  it('is no substring match', () => {
    expect(offers(['polar-lab/advanced-not', 'olar-lab/gpu'])).toEqual(offers([]))
  })
  it('says above the fields what there is to say of the choices that are offered, and of no others', () => {
    const said = (of: HubPlan, groups: string[]): unknown =>
      (one(of, { ask: 'choices', groups }) as { said: Record<string, unknown> }).said['cpu']
    const huge = String(hub.sizes.find(({ key }) => key === 'huge')!.description)
    expect(said(hub, [])).toContain('<strong>Python</strong>: Pangeo&#39;s &lt;b&gt;packages&lt;/b&gt; &amp; more')
    expect(said(hub, [])).not.toContain(huge)
    expect(said(hub, ['polar-lab/advanced'])).toContain(huge)
  })
  it('names the profile where a request leaves it out, so that KubeSpawner checks the rest', () => {
    expect(one(hub, { ask: 'choices', options: { size: 'huge' } })).toMatchObject({
      options: { size: 'huge', profile: 'cpu' },
    })
    expect(one(hub, { ask: 'choices', options: {} })).toMatchObject({ options: {} })
  })
  it('refuses whoever may have nothing, instead of a server that nobody chose', () => {
    const closed = choosing({}, { sizes: [gpu] })
    expect(one(closed, { ask: 'choices' })).toBe('HTTP 403')
    expect(one(closed, { ask: 'choices', groups: ['polar-lab/gpu'] })).toMatchObject({
      offered: [['server', expect.anything()]],
    })
  })
  it('limits a hub without any choice too', () => {
    const limited = choosing(
      {},
      {
        hasChoices: false,
        environments: [{ ...environments[0]!, groups: ['a'] }],
        sizes: [{ ...sizes[0]!, groups: ['b'] }],
      },
    )
    expect(one(limited, { ask: 'choices', groups: ['a'] })).toBe('HTTP 403')
    expect(one(limited, { ask: 'choices', groups: ['b'] })).toBe('HTTP 403')
    expect(one(limited, { ask: 'choices', groups: ['a', 'b'] })).toMatchObject({ offered: [['server', []]] })
  })
})

describe('sign-in', () => {
  it('makes groups of GitHub teams, in the spelling of the settings', () => {
    const team = (login: string, slug: string) => ({ organization: { login }, slug })
    expect(
      ask(hubs['github teams']!, [
        { ask: 'github groups', state: { teams: [team('Polar-Lab', 'Advanced'), team('other', 'team')] } },
        { ask: 'github groups', state: {} },
      ]),
    ).toEqual([['polar-lab/advanced', 'other/team'], []])
  })
  it('finds claims below other claims, and claims with dots in their name', () => {
    const user = { preferred_username: 'ada', realm_access: { roles: ['hub-users'] } }
    expect(
      ask(hubs['oauth']!, [
        { ask: 'username', user },
        { ask: 'groups', user },
        { ask: 'groups', user: { realm_access: 'x' } },
      ]),
    ).toEqual(['ada', ['hub-users'], []])
    const url = signingIn({
      oauth: {
        title: 'x',
        'authorize-url': 'https://a.org/',
        'token-url': 'https://a.org/',
        username: 'https://a.org/name',
        'groups-claim': 'groups',
      },
    })
    expect(one(url, { ask: 'username', user: { 'https://a.org/name': 'ada' } })).toBe('ada')
  })
  it('hands on tokens as text, whatever is in them', () => {
    expect(
      ask(hubs['github teams']!, [
        { ask: 'tokens', state: { access_token: 'a{b}$(c)' } },
        { ask: 'tokens', state: null },
        { ask: 'tokens', state: { access_token: { not: 'text' } } },
      ]),
    ).toEqual([{ GITHUB_TOKEN: 'a{{b}}$$(c)' }, {}, { GITHUB_TOKEN: '{{"not": "text"}}' }])
  })
  it('takes shared passwords from the environment', () => {
    expect(one(hubs['shared password']!, { ask: 'passwords' }, { SHARED_ADMIN_PASSWORD: 'long' })).toEqual([
      'eight-letters',
      'long',
    ])
  })
  it('adds the password of the database', () => {
    expect(one(hubs['everything']!, { ask: 'database' })).toBe('postgresql+psycopg2://hub:p%w@db.example.svc:5432/hub')
  })
})

describe('people who are taken out of the settings', () => {
  const hub = choosing(
    {
      auth: { secret: 's', 'admins-see-servers': false, google: { domains: ['x.org'] } },
      groups: { course: { members: ['Ada'], memory: '2Gi' }, lab: { members: ['grace'], memory: '3Gi' } },
    },
    { environments: [...environments, { ...environments[0]!, key: 'course', groups: ['course'] }] },
  )
  const offered = (name: string, groups: string[]): string => JSON.stringify(one(hub, { ask: 'choices', name, groups }))

  it('are in no group that the settings list, whatever JupyterHub still has', () => {
    expect(offered('ada', ['course'])).toContain('"course"')
    expect(offered('ada', [])).toContain('"course"')
    expect(offered('grace', ['course'])).not.toContain('"course"')
  })
  it('lose the memory of the group, and keep that of groups which list them', () => {
    const memory = (name: string): string =>
      JSON.stringify(one(hub, { ask: 'memory', name, groups: ['course', 'lab'] }))
    expect(memory('ada')).toContain('course')
    expect(memory('grace')).not.toContain('course')
    expect(memory('grace')).toContain('lab')
  })
})

describe('names', () => {
  const CAMPUS = 'https://idp.example.edu/shibboleth'
  const GOOGLE = 'http://google.com/accounts/o8/id'
  const hub = signingIn({
    cilogon: {
      providers: {
        campus: { id: CAMPUS, domains: ['example.edu'] },
        google: { everyone: true, users: ['ada@gmail.com'] },
      },
    },
    admins: ['prof@example.edu', 'ada@gmail.com'],
  })
  const enter = (name: string, provider = CAMPUS): unknown => one(hub, { ask: 'account', name, provider })

  it('enter through the provider that they belong to, and through no other', () => {
    expect([enter('prof@example.edu'), enter('prof@example.edu', GOOGLE)]).toEqual(['prof@example.edu', 'HTTP 403'])
    expect([enter('ada@gmail.com', GOOGLE), enter('ada@gmail.com')]).toEqual(['ada@gmail.com', 'HTTP 403'])
    expect([enter('new@example.edu'), enter('new@example.edu', GOOGLE)]).toEqual(['new@example.edu', 'HTTP 403'])
    expect(enter('somebody@gmail.com', GOOGLE)).toBe('somebody@gmail.com')
  })
  it('that no folder can have are turned away', () => {
    const refused = ['.', '..', 'é'.repeat(43), `a${'-'.repeat(85)}`, 'a\u0000b', 'a\u202eb']
    const fine = ['a'.repeat(255), 'é'.repeat(42), '佐藤', '..a']
    const entered = ask(
      hub,
      [...refused, ...fine].map((name) => ({ ask: 'account', name, provider: GOOGLE })),
    )
    expect(entered).toEqual([...refused.map(() => 'HTTP 403'), ...fine])
  })
})

it('holds no text of an input', () => {
  const texts = (hub: HubPlan): string[] =>
    Object.values((values(hub)['hub'] as { extraConfig: Record<string, string> }).extraConfig)
  const marked = choosing(
    {
      auth: {
        secret: 's',
        'admins-see-servers': false,
        github: { teams: ['marker/marker'] },
      },
      variables: { MARKER: { 'sign-in': 'marker' } },
    },
    {
      environments: environments.map((environment) => ({ ...environment, title: 'marker', groups: ['marker/marker'] })),
    },
  )
  expect(texts(marked).length).toBe(4)
  for (const text of texts(marked)) expect(text.toLowerCase()).not.toContain('marker')
})
