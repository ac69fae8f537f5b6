/** Hubs of every kind that the JupyterHub service tells apart, by what is special about each. */
import { clusterPlan, hubPlan } from '../plan.ts'
import { parseImage } from '../../../lib/plan/image.ts'
import type { EnvironmentPlan, HubPlan, Pool, SizePlan } from '../../../lib/plan/types.ts'

type Auth = HubPlan['settings']['values']['auth']
const common = { secret: 'hub-auth', 'admins-see-servers': false }

const base = clusterPlan()
const user = base.pools.find(({ name }) => name === 'user-r5-xlarge')!
const gpuPool: Pool = {
  ...user,
  name: 'gpu-g4dn-xlarge',
  labels: { 'hub.jupyter.org/node-purpose': 'user', 'hub.jupyter.org/pool-name': 'gpu-g4dn-xlarge' },
  taints: [...user.taints, { key: 'nvidia.com/gpu', value: 'present', effect: 'NoSchedule' }],
}
export const cluster = clusterPlan({
  pools: [...base.pools, gpuPool],
  owner: { name: 'Polar Data Lab', contact: 'hub-admins@polar.example.org' },
})
const owner = cluster.owner

const environment = (key: string, more: Partial<EnvironmentPlan> = {}): EnvironmentPlan => ({
  key,
  title: key[0]!.toUpperCase() + key.slice(1),
  image: `quay.io/example/${key}:2026.10.1`,
  reference: parseImage(`quay.io/example/${key}:2026.10.1`),
  url: '/lab',
  pullAlways: false,
  default: false,
  groups: [],
  variables: {},
  ...more,
})
const size = (key: string, memory: number, more: Partial<SizePlan> = {}): SizePlan => ({
  key,
  title: `${memory / 1024} GB`,
  description: `${memory / 1024} GB of memory`,
  asked: [memory],
  memory: { guarantee: memory, limit: memory },
  cpu: { guarantee: memory / 10, limit: 3650 },
  gpus: 0,
  pool: 'user-r5-xlarge',
  perNode: 8,
  default: false,
  groups: [],
  environments: [],
  ownImages: true,
  ...more,
})
export const gpu = size('t4', 14_000, {
  title: 'NVIDIA T4',
  gpus: 1,
  gpuKind: 't4',
  pool: 'gpu-g4dn-xlarge',
  perNode: 1,
  groups: ['polar-lab/gpu'],
})
export const sizes: SizePlan[] = [
  size('small', 3700, { default: true }),
  size('huge', 29_000, { groups: ['polar-lab/advanced'] }),
  size('big', 14_800),
  gpu,
]
export const environments: EnvironmentPlan[] = [
  environment('python', { default: true, description: "Pangeo's <b>packages</b> & more" }),
  environment('rstats', {
    title: 'R "and" {RStudio}',
    url: '/rstudio',
    directory: '/home/rstudio',
    pullAlways: true,
    variables: { R_LIBS: '{username} $(HOME)' },
  }),
  environment('secret', { groups: ['polar-lab/advanced'] }),
]

type Settings = Partial<HubPlan['settings']['values']>
type Plan = Omit<NonNullable<Parameters<typeof hubPlan>[0]>, 'settings'>
const hub = (settings: Settings = {}, plan: Plan = {}): HubPlan => hubPlan({ cluster, owner, ...plan, settings })
export const signingIn = (auth: Partial<Auth>, settings: Settings = {}): HubPlan =>
  hub({ ...settings, auth: { ...common, admins: ['Ada-Example'], ...auth } })
export const choosing = (settings: Settings = {}, plan: Plan = {}): HubPlan =>
  hub(settings, { hasChoices: true, environments, sizes, ...plan })
export { hub }

export const hubs: Record<string, HubPlan> = {
  plain: hub(),
  'github teams': choosing({
    auth: {
      ...common,
      github: { organizations: ['other-lab'], teams: ['polar-lab/members'] },
      admins: ['ada-example'],
    },
    variables: { GITHUB_TOKEN: { 'sign-in': 'access_token' } },
  }),
  google: signingIn({ google: { domains: ['polar.example.org'] }, admins: ['ada@polar.example.org'] }),
  cilogon: signingIn({
    cilogon: {
      providers: {
        google: { username: 'email', domains: ['polar.example.org'], users: ['Grace@Example.org'] },
        university: {
          id: 'https://idp.example.edu/shibboleth',
          username: 'eppn',
          everyone: true,
          'strip-domain': 'example.edu',
        },
        orcid: { username: 'oidc', domains: ['polar.example.org'] },
      },
    },
    users: ['Grace@Example.org'],
  }),
  oauth: signingIn({
    oauth: {
      title: 'Keycloak',
      'authorize-url': 'https://login.example.edu/auth',
      'token-url': 'https://login.example.edu/token',
      username: 'preferred_username',
      'groups-claim': 'realm_access.roles',
      groups: ['hub-users'],
      'admin-groups': ['hub-admins'],
    },
  }),
  'shared password': signingIn(
    { 'shared-password': { secret: 'hub-password' }, 'admins-see-servers': true },
    {
      purpose: 'event',
      events: { exams: { users: 40, from: '2027-01-18', until: '2027-01-22', warm: 10 } },
      prepull: true,
      groups: {
        staff: { members: ['Ada-Example'], memory: '4Gi' },
        'team b': { members: ['x'], memory: '2Gi' },
      },
      roles: { helpers: { 'staff-of': 'everyone', for: ['staff'] }, tutors: { 'staff-of': 'team b', users: ['Bo'] } },
    },
  ),
  temporary: hub(
    { auth: { ...common, temporary: {} }, home: { kind: 'none' }, cull: { idle: '30m', every: '5m', users: true } },
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
  'event among choices': choosing({
    events: { exams: { users: 20, from: '2027-01-18', until: '2027-01-22', size: 't4' } },
    prepull: true,
  }),
  'images of their own': choosing(
    { 'bring-your-own-image': true },
    { sizes: [sizes[0]!], environments: [environments[0]!] },
  ),
  everything: choosing({
    'bring-your-own-image': { pattern: 'quay\\.io/polar-lab/.+:.+', title: 'Our <own>' },
    'image-building': {
      registry: 'us-docker.pkg.dev/example/polar/',
      secret: 'image-push',
      'hub-image': 'quay.io/example/hub:1.0',
    },
    homepage: {
      announcement: 'Down for "<1 h" {{ 7 * 7 }}',
      links: { handbook: 'https://docs.example.org' },
      logo: 'https://polar.example.org/logo.svg',
      starting: 'Up to *ten* minutes',
      'funded-by': { 'Fund & Co': {}, Council: { url: 'https://c.example.org', logo: 'https://c.example.org/l.svg' } },
    },
    description: 'For the poles.',
    'named-servers': 3,
    metrics: true,
    variables: { NOTE: 'braces {username} and $(HOME) are text' },
    files: { motd: { path: '/etc/motd', content: 'Hello {{ .Values.hub }} {username}\n', mode: '0755' } },
    sidecars: {
      sync: {
        image: 'quay.io/example/sync:1.0',
        command: ['sync', '{x}', '$(HOME)'],
        variables: { A: '1' },
        home: true,
      },
    },
    'init-containers': { prepare: { image: 'quay.io/example/prepare:1.0' } },
    'start-hooks': { b: ['echo', "it's $(here)"], a: ['mkdir', '-p', '/home/jovyan/data'] },
    services: {
      grader: { image: 'quay.io/example/grader:1.0', scopes: ['list:users'], display: true },
      far: { url: 'http://far.example.svc:9000', users: false },
    },
    'git-pull': [
      { repository: 'https://github.com/example/course' },
      { repository: 'https://github.com/example/two.git', branch: 'x', folder: 'second' },
    ],
    'pull-secrets': ['registry-polar'],
    network: { 'allow-private': ['10.20.0.0/16'], outbound: 'web-only' },
    hub: {
      memory: '1Gi',
      cpu: 0.5,
      database: { type: 'postgres', url: 'postgresql+psycopg2://hub@db.example.svc:5432/hub', secret: 'hub-database' },
      'active-servers': 500,
      proxy: { memory: { guarantee: '256Mi' }, cpu: { limit: 0.03 } },
      scheduler: { memory: '1Gi', cpu: 0.25 },
    },
    limits: { servers: 200 },
    tls: 'letsencrypt',
    cull: { idle: '1h', every: '10m', kernels: '30m', 'max-age': '7d' },
  }),
  'a hub of its own making': hub({
    volumes: { keys: { secret: 'hub-keys' } },
    hub: {
      image: 'quay.io/example/hub:4.4.0',
      packages: ['jupyterhub-example==1.4.0'],
      disk: { size: '10Gi', class: 'premium-rwo' },
      command: ['example-hub', '{{ .Values.hub }}'],
      'log-level': 'debug',
      variables: { A: '{x} $(HOME)', B: { secret: 'hub-extra', key: 'b' }, C: { 'same-as': 'B' } },
      files: { a: { path: '/etc/hub/a', content: ' a' }, b: { path: '/etc/hub/b', secret: 'hub-extra' } },
      mounts: { '/etc/hub/keys': { volume: 'keys', 'read-only': true } },
      'log-file': '/srv/jupyterhub/hub.log',
      'failing-starts': 20,
      'list-page': { size: 100, limit: 500 },
      'disruption-budget': true,
      scheduler: false,
      proxy: { sysctls: { 'net.ipv4.ip_local_port_range': '1024 65535' } },
    },
  }),
  'full admins': signingIn({
    oauth: {
      title: 'Canvas',
      'authorize-url': 'https://login.example.edu/auth',
      'token-url': 'https://login.example.edu/token',
      'userdata-url': 'https://login.example.edu/me',
      username: 'email',
      'groups-claim': 'groups',
      groups: ['hub-users'],
      'admin-groups': ['hub-admins'],
    },
    'admins-see-servers': true,
  }),
  nginx: hub({}, { cluster: clusterPlan({ pools: cluster.pools, owner, settings: { ingress: 'nginx' } }) }),
}
