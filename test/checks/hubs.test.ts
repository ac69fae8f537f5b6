/** Each rule of a hub: what breaks it, and that hubs which are fine break none. */
import { describe, expect, it } from 'vitest'
import { ruleSets } from '../../lib/checks/index.ts'
import type { HubPlan } from '../../lib/plan/types.ts'
import { findings } from '../plan.ts'
import { clusterPlan } from '../services/plan.ts'
import { choosing, environments, gpu, hub, hubs, signingIn, sizes } from '../services/jupyterhub/plans.ts'

const checks = ruleSets.flatMap(({ rules }) => rules)
const find = (plan: HubPlan, today?: string): string[] =>
  findings(checks, [plan], { today }).map(({ code, at, help }) => {
    expect(help.length).toBeGreaterThan(10)
    return `${code} ${at.file}`
  })

const provider = { username: 'email' as const, domains: ['example.edu'] }
const oauth = { title: 'x', 'authorize-url': 'https://a.org/', 'token-url': 'https://a.org/', username: 'email' }
const event = { users: 40, from: '2027-01-18', until: '2027-01-22' }
const image = 'quay.io/example/x:1'
const withoutIngress = clusterPlan({ settings: { ingress: 'none' } })

describe('rules of a hub', () => {
  it.each<[string, HubPlan, string[]]>([
    ['no sign-in', signingIn({}), ['one-sign-in auth.github']],
    [
      'two sign-ins',
      signingIn({ github: { teams: ['a/b'] }, google: { domains: ['x.org'] }, admins: ['ada'] }),
      ['one-sign-in auth.google'],
    ],
    ['nobody', signingIn({ github: {} }), ['nobody-may-enter auth.users']],
    [
      'nobody but a list that is empty',
      signingIn({ google: { domains: [] }, admins: ['a@x.org'] }),
      ['nobody-may-enter auth.users'],
    ],
    [
      'everyone beside a list',
      signingIn({ github: { teams: ['a/b'] }, everyone: true }),
      ['everyone-beside-list auth.everyone'],
    ],
    [
      'everyone beside domains',
      signingIn({ cilogon: { providers: { google: { ...provider, everyone: true } } }, admins: ['ada@x.org'] }),
      ['everyone-beside-list auth.cilogon.providers.google'],
    ],
    ['no admins', signingIn({ github: { teams: ['a/b'] }, admins: [] }), ['no-admins auth.admins']],
    [
      'a name without its domain',
      signingIn({ google: { domains: ['x.org'] }, users: ['b'], admins: ['a@X.org', 'c@y.org'] }),
      ['google-name auth.users.b'],
    ],
    [
      'a domain to drop that nobody has',
      signingIn({ google: { domains: ['x.org'], 'strip-domain': 'y.org' }, users: ['b'] }),
      ['google-name auth.google.strip-domain'],
    ],
    [
      'an unknown provider',
      signingIn({ cilogon: { providers: { uni: provider } }, admins: ['ada@x.org'] }),
      ['cilogon-provider auth.cilogon.providers.uni'],
    ],
    [
      'a provider twice',
      signingIn({
        admins: ['ada@example.edu'],
        cilogon: { providers: { a: { ...provider, id: 'https://a.org/' }, b: { ...provider, id: 'https://a.org/' } } },
      }),
      ['cilogon-provider auth.cilogon.providers.b'],
    ],
    [
      'a provider for nobody',
      signingIn({
        admins: ['ada@example.edu'],
        cilogon: { providers: { google: provider, orcid: { username: 'oidc' } } },
      }),
      ['cilogon-provider auth.cilogon.providers.orcid'],
    ],
    [
      'names that two people may have',
      signingIn({
        cilogon: {
          providers: {
            google: { ...provider, 'strip-domain': 'example.edu' },
            github: { ...provider, username: 'preferred_username' },
          },
        },
      }),
      ['same-names auth.cilogon.providers.github'],
    ],
    [
      'a group nobody is in',
      choosing(
        { auth: { secret: 's', 'admins-see-servers': false, google: { domains: ['x.org'] }, admins: ['a@x.org'] } },
        { environments: [environments[0]!], sizes: [sizes[0]!, gpu] },
      ),
      ['group-without-source sizes.t4.for.polar-lab/gpu'],
    ],
    [
      'members beside teams',
      signingIn(
        { github: { teams: ['a/b'] } },
        { groups: { 'a/b': { folder: 'b' }, own: { members: ['x'], folder: 'own' } } },
      ),
      ['members-beside-sign-in groups.own.members'],
    ],
    [
      'members beside claims',
      signingIn(
        { oauth: { ...oauth, 'groups-claim': 'groups', groups: ['a'] } },
        { groups: { own: { members: ['x'], folder: 'own' } } },
      ),
      ['members-beside-sign-in groups.own.members'],
    ],
    [
      'members alone',
      signingIn({ github: { teams: ['a/b'] } }, { groups: { own: { members: ['x'], folder: 'own' } } }),
      [],
    ],
    [
      'no team',
      signingIn({ github: { teams: ['a/b'] } }, { groups: { staff: { folder: 'staff' } } }),
      ['github-group-form groups.staff'],
    ],
    [
      'tokens of a password',
      signingIn(
        { 'shared-password': { secret: 's' }, 'admins-see-servers': true },
        { variables: { X: { 'sign-in': 'access_token' } } },
      ),
      ['no-tokens variables'],
    ],
    [
      'admins by a password',
      signingIn({ 'shared-password': { secret: 's' } }),
      ['admins-see-servers auth.admins-see-servers'],
    ],
    [
      'no id token',
      signingIn({ oauth: { ...oauth, scopes: ['email'] }, users: ['x'] }),
      ['oauth-claims auth.oauth.scopes'],
    ],
    ['groups without a claim', signingIn({ oauth: { ...oauth, groups: ['x'] } }), ['oauth-claims auth.oauth.groups']],
    ['homes of strangers', signingIn({ temporary: {} }), ['temporary-home auth.temporary']],
    [
      'two defaults',
      choosing({ environments: { a: { title: 'A', image, default: true }, b: { title: 'B', image, default: true } } }),
      // found in the tree: its line is held by the cases
      ['one-default communities/polar/hubs/prod.yaml'],
    ],
    [
      'a default for some',
      choosing({}, { sizes: [{ ...sizes[0]!, groups: ['polar-lab/b'] }, sizes[2]!] }),
      ['limited-default sizes.small'],
    ],
    [
      'a GPU by default',
      choosing({}, { sizes: [{ ...gpu, groups: [], default: true }, sizes[2]!] }),
      ['default-with-gpu sizes.t4.default'],
    ],
    [
      'an environment there is not',
      choosing({}, { sizes: [sizes[0]!, { ...sizes[2]!, environments: ['none'] }] }),
      ['unknown-environment sizes.big.environments.none'],
    ],
    [
      'an environment without a size',
      choosing({}, { sizes: [{ ...sizes[0]!, environments: ['python', 'secret'] }] }),
      ['environment-without-size environments.rstats'],
    ],
    [
      'a broken pattern',
      choosing({ 'bring-your-own-image': { pattern: 'quay.io/(x' } }),
      ['image-pattern bring-your-own-image.pattern'],
    ],
    [
      'a pattern that Python reads otherwise',
      choosing({ 'bring-your-own-image': { pattern: 'quay.io/\\p{L}+:.+' } }),
      ['image-pattern bring-your-own-image.pattern'],
    ],
    [
      'latest',
      hub({ environments: { a: { title: 'A', image: 'quay.io/example/x:latest' } } }),
      ['floating-image environments.a.image'],
    ],
    ['no tag', hub({ sidecars: { a: { image: 'host:5000/example/x' } } }), ['floating-image sidecars.a.image']],
    ['a digest', hub({ sidecars: { a: { image: `quay.io/example/x@sha256:${'a'.repeat(64)}` } } }), []],
    [
      'an event before it begins',
      hub({ events: { exams: { ...event, until: '2027-01-01' } } }),
      ['event-dates events.exams.until'],
    ],
    [
      'an event of an unknown size',
      hub({ events: { exams: { ...event, size: 'vast' } } }),
      ['event-size events.exams.size'],
    ],
    ['an event without room', hub({ events: { exams: { ...event, users: 141 } } }), ['event-room events.exams.users']],
    [
      'an event of more people than servers may run',
      hub({ events: { exams: event }, limits: { servers: 39 }, hub: { 'active-servers': 60 } }),
      ['event-limit events.exams.users'],
    ],
    [
      'an event of as many people as servers may run',
      hub({ events: { exams: event }, limits: { servers: 40 }, hub: { 'active-servers': 0 } }),
      [],
    ],
    ['an event with just enough room', hub({ events: { exams: { ...event, users: 140 } } }), []],
    ['a certificate for nobody', hub({ tls: 'letsencrypt' }, { owner: { name: 'x' } }), ['certificate-contact tls']],
    [
      'cert-manager without ingress',
      hub({ tls: 'cert-manager' }, { cluster: withoutIngress }),
      ['tls-without-ingress tls'],
    ],
    [
      'a file twice',
      hub({ files: { a: { path: '/etc/motd', content: '' }, b: { path: '/etc/motd', content: '' } } }),
      ['file-path-taken files.b.path'],
    ],
    [
      "hubloom's own file",
      hub({ files: { a: { path: '/usr/local/etc/jupyter/jupyter_server_config.json', content: '' } } }),
      ['file-path-taken files.a.path'],
    ],
    [
      'memory by group among sizes',
      choosing({ groups: { 'polar-lab/b': { memory: '4Gi' } } }),
      ['group-memory groups.polar-lab/b.memory'],
    ],
    [
      'a service in two places',
      hub({ services: { x: { url: 'http://x.org', image } } }),
      ['service-address services.x.url'],
    ],
    [
      'a service that nothing runs',
      hub({ services: { x: { url: 'http://x.org', port: 80 } } }),
      ['service-address services.x'],
    ],
    [
      'repositories without homes',
      hub(
        { 'git-pull': [{ repository: 'https://x.org/y' }] },
        {
          home: {
            kind: 'none',
            personal: 'none',
            person: '',
            unused: [],
            sized: false,
            drive: {},
            disk: 0,
            fast: false,
            snapshots: 0,
            mayDestroy: false,
          },
        },
      ),
      ['git-pull-without-home git-pull'],
    ],
    [
      'buckets behind a closed door',
      hub(
        { network: { outbound: 'closed' } },
        {
          buckets: [
            {
              key: 'scratch',
              fullName: 'x',
              url: 's3://x',
              variable: 'X',
              personal: true,
              versions: false,
              requesterPays: false,
              mayDestroy: false,
              readOnly: false,
              writers: [],
              readers: [],
              public: false,
              accessLogs: false,
            },
          ],
        },
      ),
      ['closed-network network.outbound'],
    ],
  ])('%s', (_, plan, wanted) => expect(find(plan)).toEqual(wanted))

  it.each(Object.keys(hubs))('has nothing to say of: %s', (name) => expect(find(hubs[name]!)).toEqual([]))

  it('knows when an event is over only where it is told the date', () => {
    const plan = hub({ events: { exams: event } })
    expect(find(plan)).toEqual([])
    expect(find(plan, '2027-01-22')).toEqual([])
    expect(find(plan, '2027-01-23')).toEqual(['event-over events.exams'])
  })
})
