import { existsSync, readFileSync } from 'node:fs'
import { Ajv, type AnySchema } from 'ajv'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { written } from '../../written.ts'
import { deepAdd } from '../../../lib/maps.ts'
import { renderYaml } from '../../../lib/print/yaml.ts'
import { parseImage } from '../../../lib/plan/image.ts'
import { CILOGON_PROVIDERS } from '../../../lib/plan/cilogon.ts'
import { homeMount } from '../../../lib/plan/home.ts'
import { html } from '../../../lib/print/html.ts'
import { regexInHtml, shellWord } from '../../../lib/services/jupyterhub/escape.ts'
import { chartImage } from '../../../lib/services/chart-image.ts'
import { jupyterhub } from '../../../lib/services/jupyterhub/index.ts'
import type { HubValues } from '../../../lib/services/jupyterhub/values.ts'
import { homeNfs } from '../../../lib/services/home-nfs/index.ts'
import type { HubPlan } from '../../../lib/plan/types.ts'
import type { Wiring } from '../../../lib/plan/wiring.ts'
import { wiring } from '../plan.ts'
import { choosing, environments, hub, hubs, signingIn, sizes } from './plans.ts'

type Values = Record<string, unknown>
const contribution = (plan: HubPlan, more: Partial<Wiring> = {}) => jupyterhub.forHub(plan, wiring(more))!
/** The release's values with what the service itself adds to its lists. */
const values = (plan: HubPlan, more: Partial<Wiring> = {}): Values => {
  const made = contribution(plan, more)
  return deepAdd(made.releases![0]!.values as Values, made.values!['jupyterhub'] as Values)
}
const at = (plan: HubPlan, path: string, more: Partial<Wiring> = {}): unknown =>
  path.split('.').reduce<unknown>((here, key) => (here as Values | undefined)?.[key], values(plan, more))
const hubOf = (name: string): HubPlan => hubs[name]!

describe('charts', () => {
  const charts = '../shared/charts/jupyterhub-4.4.0.values'
  it('have the keys that the compiler checks', () => {
    // @ts-expect-error -- misspelt: it is `concurrentSpawnLimit`
    const typo: HubValues = { hub: { concurentSpawnLimit: 1 } }
    expect(typo).toBeDefined()
  })
  it.skipIf(!existsSync(`${charts}.schema.json`))('takes the values of every kind of hub', () => {
    const validate = new Ajv({ strict: false, allErrors: true }).compile(
      JSON.parse(readFileSync(`${charts}.schema.json`, 'utf8')) as AnySchema,
    )
    const defaults = parse(readFileSync(`${charts}.yaml`, 'utf8')) as Values
    for (const [name, plan] of Object.entries(hubs)) {
      const merged = deepAdd(defaults, values(plan))
      expect(validate(merged) ? [] : validate.errors, name).toEqual([])
    }
  })
  it.each(Object.keys(hubs))('writes the same text twice, without null: %s', (name) => {
    const text = renderYaml(values(hubOf(name)))
    expect(renderYaml(values(hubOf(name)))).toBe(text)
    expect(text).not.toMatch(/: null|: ~/)
  })
})

describe('sign-in', () => {
  it.each<[string, string, Values]>([
    ['github teams', 'github', { allow_all: false, manage_groups: true, enable_auth_state: true }],
    ['plain', 'github', { allow_all: false, allow_existing_users: false }],
    ['google', 'google', { allow_all: true }],
    ['cilogon', 'cilogon', { allow_all: false, allowed_users: ['ada-example', 'grace@example.org'] }],
    ['oauth', 'generic-oauth', { allow_all: false, manage_groups: true }],
    ['shared password', 'shared-password', { allow_all: true, allow_existing_users: false }],
    ['temporary', 'tmp', { allow_all: true }],
  ])('%s', (name, authenticator, rules) => {
    expect(at(hubOf(name), 'hub.config.JupyterHub.authenticator_class')).toBe(authenticator)
    expect(at(hubOf(name), 'hub.config.Authenticator')).toMatchObject(rules)
  })

  it('asks GitHub for teams in its own words, and for memberships that are not public', () => {
    expect(at(hubOf('github teams'), 'hub.config.GitHubOAuthenticator')).toEqual({
      oauth_callback_url: 'https://hub.polar.example.org/hub/oauth_callback',
      allowed_organizations: ['other-lab', 'polar-lab:members'],
      scope: ['read:org'],
      populate_teams_in_auth_state: true,
    })
  })
  it('keeps names of Google whole, so that a second domain renames nobody', () => {
    expect(at(hubOf('google'), 'hub.config.GoogleOAuthenticator')).toMatchObject({
      strip_domain: false,
      hosted_domain: ['polar.example.org'],
    })
  })
  it('compares domains with a claim that has one', () => {
    expect(at(hubOf('cilogon'), 'hub.config.CILogonOAuthenticator')).toMatchObject({
      idps: {
        [CILOGON_PROVIDERS['google']!]: { default: true, allowed_domains: ['polar.example.org'] },
        [CILOGON_PROVIDERS['orcid']!]: {
          allowed_domains_claim: 'email',
          username_derivation: { username_claim: 'oidc' },
        },
        'https://idp.example.edu/shibboleth': {
          allow_all: true,
          username_derivation: { username_claim: 'eppn', action: 'strip_idp_domain', domain: 'example.edu' },
        },
      },
    })
  })
  it('lets only the named in with a shared password where people are named, admins among them', () => {
    const named = signingIn({ 'shared-password': { secret: 'p' }, users: ['Grace'], 'admins-see-servers': true })
    expect(at(named, 'hub.config.Authenticator')).toMatchObject({
      allow_all: false,
      allowed_users: ['ada-example', 'grace'],
    })
  })
  it('gives admins a role that opens no servers, unless they may', () => {
    const role = at(hubOf('plain'), 'hub.loadRoles.hub-admin') as { scopes: string[]; users: string[] }
    expect(role.users).toEqual(['ada-example'])
    for (const scope of ['access:servers', 'admin:users', 'admin:auth_state', 'tokens', 'admin:servers'])
      expect(role.scopes).not.toContain(scope)
    expect(at(hubOf('plain'), 'hub.config.Authenticator')).toMatchObject({ allowed_users: ['ada-example'] })
    expect(written(at(hubOf('plain'), 'hub.config.Authenticator'))).not.toHaveProperty('admin_users')
    expect(at(hubOf('oauth'), 'hub.loadRoles.hub-admin')).toMatchObject({ groups: ['hub-admins'] })
    expect(at(hubOf('oauth'), 'hub.config.GenericOAuthenticator')).toMatchObject({
      allowed_groups: ['hub-admins', 'hub-users'],
    })
    expect(written(at(hubOf('full admins'), 'hub.loadRoles'))).toEqual({
      admin: { users: ['ada-example'] },
      'hub-admin': expect.objectContaining({ users: [], groups: ['hub-admins'] }),
    })
    expect(at(hubOf('full admins'), 'hub.loadRoles.hub-admin.scopes')).toContain('access:servers')
    expect(at(hubOf('full admins'), 'hub.config.GenericOAuthenticator')).toMatchObject({
      allowed_groups: ['hub-admins', 'hub-users'],
      auth_state_groups_key: 'oauth_user.groups',
      userdata_url: 'https://login.example.edu/me',
    })
  })
  it('takes the rights of an admin from whom the settings no longer name', () => {
    for (const name of ['plain', 'oauth', 'temporary']) expect(at(hubOf(name), 'hub.loadRoles.admin.users')).toEqual([])
  })
  it('lets no admin add people to groups that may do more', () => {
    expect((at(hubOf('plain'), 'hub.loadRoles.hub-admin') as { scopes: string[] }).scopes).not.toContain('groups')
  })
  it('refers to secrets and says how each is made', () => {
    expect(at(hubOf('plain'), 'hub.extraEnv')).toEqual({
      OAUTH_CLIENT_ID: { valueFrom: { secretKeyRef: { name: 'hub-auth', key: 'client-id' } } },
      OAUTH_CLIENT_SECRET: { valueFrom: { secretKeyRef: { name: 'hub-auth', key: 'client-secret' } } },
    })
    expect(
      contribution(hubOf('everything')).secrets!.map(({ name, keys }) => [name, keys.map(({ key }) => key)]),
    ).toEqual([
      ['hub-auth', ['client-id', 'client-secret']],
      ['hub-database', ['password']],
      ['registry-polar', ['.dockerconfigjson']],
    ])
    expect(contribution(hubOf('temporary')).secrets).toEqual([])
  })
})

describe('choices', () => {
  type Profile = {
    slug: string
    default?: true
    display_name: string
    kubespawner_override?: Values
    profile_options?: Record<
      string,
      {
        choices: Record<
          string,
          { default?: true; display_name: string; description?: string; kubespawner_override: Values }
        >
        unlisted_choice?: Values
        dynamic_image_building?: Values
      }
    >
  }
  const list = (plan: HubPlan): Profile[] => at(plan, 'singleuser.profileList') as Profile[]

  it('offers nothing where there is nothing to choose', () => {
    expect(list(hubOf('plain'))).toBeUndefined()
    expect(at(hubOf('plain'), 'singleuser')).toMatchObject({
      image: { name: 'quay.io/pangeo/pangeo-notebook', tag: '2026.10.1' },
      memory: { guarantee: 4212 * 1048576, limit: 4212 * 1048576 },
      cpu: { guarantee: 0.51, limit: 3.6 },
      nodeSelector: { 'hub.jupyter.org/node-purpose': 'user', 'hub.jupyter.org/pool-name': 'user-r5-xlarge' },
      defaultUrl: '/lab',
    })
  })
  it('has exactly one default in each place, and none inside an override', () => {
    for (const plan of [
      hubOf('github teams'),
      hubOf('everything'),
      choosing({}, { sizes: sizes.map((size) => ({ ...size, environments: size.key === 'big' ? ['rstats'] : [] })) }),
    ]) {
      expect(list(plan).filter((profile) => profile.default)).toHaveLength(1)
      for (const { profile_options: options = {} } of list(plan)) {
        for (const { choices } of Object.values(options))
          expect(Object.values(choices).filter((choice) => choice.default)).toHaveLength(1)
      }
      expect(JSON.stringify(list(plan))).not.toMatch(/"kubespawner_override":\{[^}]*"default":/)
    }
  })
  it('never drops containers or volumes of the chart', () => {
    expect(JSON.stringify(list(hubOf('everything')))).not.toMatch(
      /"(init_containers|extra_containers|volumes|volume_mounts)"/,
    )
  })
  it('gives memory in bytes, CPU in cores, and every toleration where one is special', () => {
    const [cpu, gpu] = list(hubOf('github teams'))
    expect(cpu!.profile_options!['size']!.choices['small']!.kubespawner_override).toEqual({
      mem_guarantee: 3879731200,
      mem_limit: 3879731200,
      cpu_guarantee: 0.37,
      cpu_limit: 3.65,
      extra_resource_guarantees: { 'ephemeral-storage': '1Gi' },
      extra_resource_limits: { 'ephemeral-storage': '10Gi' },
      node_selector: { 'hub.jupyter.org/node-purpose': 'user', 'hub.jupyter.org/pool-name': 'user-r5-xlarge' },
    })
    expect(gpu).toMatchObject({
      slug: 'gpu-t4',
      kubespawner_override: {
        extra_resource_limits: { 'nvidia.com/gpu': '1' },
        environment: { NVIDIA_DRIVER_CAPABILITIES: 'compute,utility' },
        node_selector: { 'hub.jupyter.org/pool-name': 'gpu-g4dn-xlarge' },
      },
    })
    expect((gpu!.kubespawner_override!['tolerations'] as Values[]).map(({ key }) => key)).toEqual([
      'hub.jupyter.org/dedicated',
      'hub.jupyter.org_dedicated',
      'nvidia.com/gpu',
    ])
  })
  it('makes a profile of sizes that go with some environments only', () => {
    const plan = choosing(
      { 'bring-your-own-image': true },
      { sizes: [sizes[0]!, { ...sizes[2]!, environments: ['rstats'], ownImages: false }] },
    )
    expect(list(plan).map(({ slug, profile_options: options = {} }) => [slug, Object.keys(options)])).toEqual([
      ['cpu', ['environment']],
      ['for-rstats', []],
    ])
    expect(list(plan)[1]!.kubespawner_override).toMatchObject({
      image: 'quay.io/example/rstats:2026.10.1',
      mem_limit: 14_800 * 1048576,
    })
  })
  it('holds images of their own to the whole pattern', () => {
    const unlisted = list(hubOf('everything'))[0]!.profile_options!['environment']!.unlisted_choice!
    const pattern = new RegExp(unlisted['validation_regex'] as string)
    for (const good of ['quay.io/polar-lab/x:1', 'us-docker.pkg.dev/example/polar/x:1']) expect(good).toMatch(pattern)
    for (const bad of [
      'quay.io/polar-lab/x',
      'evil.org/quay.io/polar-lab/x:1',
      'quay-io/polar-lab/x:1',
      'us-docker.pkgxdev/example/polar/x:1',
    ])
      expect(bad).not.toMatch(pattern)
    const any = list(hubOf('images of their own'))[0]!.profile_options!['environment']!.unlisted_choice!
    expect('quay.io/a/b').not.toMatch(new RegExp(any['validation_regex'] as string))
    expect(`ghcr.io/a/b@sha256:${'a'.repeat(64)}`).toMatch(new RegExp(any['validation_regex'] as string))
  })
  it("is HTML in KubeSpawner's own form and plain text in fancy-profiles", () => {
    const said = (name: string): string | undefined =>
      list(hubOf(name))[0]!.profile_options!['environment']!.choices['python']!.description
    expect(said('github teams')).toBe('Pangeo&#39;s &lt;b&gt;packages&lt;/b&gt; &amp; more')
    expect(said('everything')).toBe("Pangeo's <b>packages</b> & more")
  })
  it('gives an environment its interface, folder, pull policy and variables', () => {
    expect(
      list(hubOf('github teams'))[0]!.profile_options!['environment']!.choices['rstats']!.kubespawner_override,
    ).toEqual({
      image: 'quay.io/example/rstats:2026.10.1',
      default_url: '/rstudio',
      working_dir: '/home/rstudio',
      image_pull_policy: 'Always',
      environment: { R_LIBS: '{{username}} $$(HOME)' },
    })
    const sole = hub({}, { environments: [environments[1]!] })
    expect(at(sole, 'hub.config.KubeSpawner.working_dir')).toBe('/home/rstudio')
    expect(at(sole, 'singleuser')).toMatchObject({
      defaultUrl: '/rstudio',
      image: { pullPolicy: 'Always' },
      extraEnv: { R_LIBS: '{{username}} $$(HOME)' },
    })
  })
})

describe('the rest', () => {
  it.each<[string, string, unknown]>([
    ['plain', 'proxy.service.type', 'ClusterIP'],
    ['plain', 'ingress.ingressClassName', 'traefik'],
    ['plain', 'ingress.hosts', ['hub.polar.example.org']],
    [
      'nginx',
      'ingress.annotations',
      expect.objectContaining({
        'cert-manager.io/cluster-issuer': 'letsencrypt',
        'nginx.org/websocket-services': 'proxy-public',
      }),
    ],
    [
      'everything',
      'proxy.https',
      {
        enabled: true,
        type: 'letsencrypt',
        hosts: ['hub.polar.example.org'],
        letsencrypt: { contactEmail: 'hub-admins@polar.example.org' },
      },
    ],
    ['everything', 'ingress.enabled', false],
    [
      'plain',
      'singleuser.networkPolicy.egressAllowRules',
      { cloudMetadataServer: false, nonPrivateIPs: false, privateIPs: false },
    ],
    [
      'plain',
      'singleuser.networkPolicy.egress.1',
      {
        to: [
          {
            ipBlock: {
              cidr: '0.0.0.0/0',
              except: ['10.0.0.0/8', '100.64.0.0/10', '172.16.0.0/12', '192.168.0.0/16', '169.254.169.254/32'],
            },
          },
        ],
      },
    ],
    ['plain', 'scheduling.corePods.nodeAffinity.matchNodePurpose', 'require'],
    ['plain', 'scheduling.userPods.nodeAffinity.matchNodePurpose', 'require'],
    ['plain', 'scheduling.podPriority.enabled', true],
    ['plain', 'scheduling.userPlaceholder', { enabled: false, replicas: 0 }],
    ['plain', 'hub.db', { type: 'sqlite-pvc', pvc: { storage: '1Gi', storageClassName: 'gp3' } }],
    ['plain', 'prePuller.hook.enabled', false],
    ['plain', 'singleuser.startTimeout', 600],
    ['plain', 'cull', { enabled: true, timeout: 3600, every: 600, maxAge: 604_800, users: false, adminUsers: true }],
    ['temporary', 'cull.users', true],
    ['plain', 'hub.networkPolicy.egressAllowRules', { cloudMetadataServer: false }],
    ['plain', 'proxy.chp.networkPolicy.egressAllowRules', { cloudMetadataServer: false }],
    ['everything', 'hub.activeServerLimit', 200],
    ['everything', 'hub.namedServerLimitPerUser', 3],
    ['everything', 'hub.authenticatePrometheus', false],
    [
      'everything',
      'hub.db',
      { type: 'postgres', url: 'postgresql+psycopg2://hub@db.example.svc:5432/hub', upgrade: true },
    ],
    ['everything', 'singleuser.extraEnv.NOTE', 'braces {{username}} and $$(HOME) are text'],
    [
      'everything',
      'singleuser.extraFiles.motd',
      { mountPath: '/etc/motd', stringData: 'Hello {{ .Values.hub }} {username}\n', mode: 0o755 },
    ],
    ['everything', 'imagePullSecrets', [{ name: 'registry-polar' }]],
    ['shared password', 'scheduling.userPlaceholder', { enabled: true, replicas: 0 }],
    ['shared password', 'hub.loadRoles.helpers.users', ['ada-example']],
    ['shared password', 'hub.loadRoles.tutors.users', ['bo']],
    ['shared password', 'hub.loadRoles.tutors.scopes.4', 'access:servers!user=x'],
    [
      'shared password',
      'hub.config.JupyterHub.load_groups',
      { staff: { users: ['ada-example'] }, 'team b': { users: ['x'] } },
    ],
    [
      'event among choices',
      'prePuller.extraImages',
      {
        'environment-rstats': { name: 'quay.io/example/rstats', tag: '2026.10.1' },
        'environment-secret': { name: 'quay.io/example/secret', tag: '2026.10.1' },
      },
    ],
  ])('%s: %s', (name, path, wanted) => expect(at(hubOf(name), path)).toEqual(wanted))

  it("opens the metadata service only where the cloud's identity answers there", () => {
    expect(at(hubOf('plain'), 'singleuser.cloudMetadata.blockWithIptables', { blockMetadata: false })).toBe(false)
    expect(
      at(hubOf('plain'), 'singleuser.networkPolicy.egressAllowRules.cloudMetadataServer', { allowMetadata: true }),
    ).toBe(true)
  })
  it('stops notebooks that nobody uses, and keeps databases off NFS', () => {
    const files = at(hubOf('everything'), 'singleuser.extraFiles') as Record<string, { stringData: string }>
    expect(JSON.parse(files['jupyter_server_config.json']!.stringData)).toMatchObject({
      MappingKernelManager: { cull_idle_timeout: 1800, cull_connected: true },
      SQLiteYStore: { db_path: '/tmp/ystore.db' },
    })
    expect(JSON.parse(files['ipython_kernel_config.json']!.stringData)).toEqual({ HistoryManager: { enabled: false } })
  })
  it('gives who is in two groups the larger memory', () => {
    const keys = Object.keys(at(hubOf('shared password'), 'hub.config.Spawner.group_overrides') as Values).sort()
    expect(keys).toEqual(['memory-000002048-team b', 'memory-000004096-staff'])
  })
  it('runs start hooks in order, each word as it is', () => {
    expect(at(hubOf('everything'), 'singleuser.lifecycleHooks.postStart.exec.command')).toEqual([
      'sh',
      '-c',
      "mkdir -p /home/jovyan/data || echo 'the start hook a failed' >&2\necho 'it'\\''s $(here)' || echo 'the " +
        "start hook b failed' >&2",
    ])
  })
  it("adds containers beside the chart's own, apart from the release so that homes come first", () => {
    expect(written(contribution(hubOf('everything')).releases![0]!.values)).not.toHaveProperty(
      'singleuser.initContainers',
    )
    expect(
      (at(hubOf('everything'), 'singleuser.initContainers') as { name: string }[]).map(({ name }) => name),
    ).toEqual(['git-pull-1', 'git-pull-2', 'prepare'])
    expect(at(hubOf('everything'), 'singleuser.extraContainers')).toMatchObject([
      { name: 'sync', command: ['sync', '{{x}}', '$$(HOME)'], volumeMounts: [homeMount(hubOf('everything'))] },
    ])
  })
  it('mounts the home as home-nfs does', () => {
    const storage = (
      (homeNfs.forHub(hubOf('plain'), wiring())!.values!['jupyterhub'] as Values)['singleuser'] as { storage: Values }
    ).storage
    expect(storage).toMatchObject({
      homeMountPath: homeMount(hubOf('plain')).mountPath,
      static: { subPath: homeMount(hubOf('plain')).subPath },
    })
  })
  it('runs services that have an image, open to the proxy and the hub alone', () => {
    const manifests = contribution(hubOf('everything')).manifests!
    expect(manifests.map(({ kind, metadata }) => `${kind}/${metadata.name}`)).toEqual([
      'Deployment/service-grader',
      'Service/service-grader',
      'NetworkPolicy/service-grader',
    ])
    expect(JSON.stringify(manifests[0])).toContain('{"name":"hub","key":"hub.services.grader.apiToken"}')
    expect(at(hubOf('everything'), 'hub.loadRoles')).toMatchObject({
      'service-grader': { scopes: ['list:users'], services: ['grader'] },
      user: { scopes: ['self', 'access:services!service=grader'] },
    })
  })
  it("names releases apart on one cluster, within Helm's limit", () => {
    expect(contribution(hub({}, { namespace: 'a'.repeat(63) })).releases![0]!.name).toHaveLength(53)
    expect(contribution(hubOf('plain')).releases![0]).toMatchObject({
      name: 'polar-prod',
      namespace: 'polar-prod',
      version: '4.4.0',
    })
  })
})

describe('text', () => {
  it.each([
    ['quay.io/a/b:1', { name: 'quay.io/a/b', tag: '1' }],
    ['host:5000/a/b:1', { name: 'host:5000/a/b', tag: '1' }],
    ['a/b@sha256:ff', { name: 'a/b@sha256', tag: 'ff' }],
    ['host:5000/a/b:1@sha256:ff', { name: 'host:5000/a/b:1@sha256', tag: 'ff' }],
  ])('splits %s', (image, parts) => expect(chartImage(parseImage(image))).toEqual(parts))
  it('stays text', () => {
    expect(html('<a href="x">\'&</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&#39;&amp;&lt;/a&gt;')
    expect(regexInHtml('"a\\"&\\.\\\\"')).toBe('\\x22a\\x22\\x26\\.\\\\\\x22')
    expect(['plain', "it's", '', '$(x)', '*'].map(shellWord)).toEqual(['plain', "'it'\\''s'", "''", "'$(x)'", "'*'"])
  })
})
