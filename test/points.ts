/**
 * What an expert checks of a hub before people come, in what is written for it. docs/thirty-points.md has a row for
 * each. Beside the files, a point may read the settings, and never what was planned from them.
 */
import { expect } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import type { HubPlan } from '../lib/plan/types.ts'
import type { Compilation } from '../lib/compile.ts'
import { outputTexts, ownersObjects } from './fleet.ts'

/** What is read from YAML or JSON. A key that is missing is what a point is about. */
export interface Values {
  [key: string]: Values
}
export const list = (value: Values | undefined): Values[] => (value ?? []) as unknown as Values[]
const text = (value: Values | undefined): string => String(value)
const number = (value: Values | undefined): number => Number(value)

export interface Written {
  plan: HubPlan
  /** Values of the releases, by their name. */
  values: Record<string, Values>
  manifests: Values[]
  /** Terraform of the hub and of its cluster. */
  terraform: Values
  cluster: { terraform: Values; releases: Values[] }
  releases: Values[]
  makefile: string
  text: string
}

/** Every hub of a fleet with what is written for it. */
export function writtenOf({ fleet, outputs }: Pick<Compilation, 'fleet' | 'outputs'>): Written[] {
  const texts = outputTexts({ outputs })
  const output = (path: string): string => texts.get(path) ?? '{}'
  return fleet.hubs.map((plan) => {
    const folder = `${plan.community}/${plan.hub}`
    return {
      plan,
      releases: JSON.parse(output(`${folder}/releases.json`)) as Values[],
      values: Object.fromEntries(
        [...texts]
          .filter(([path]) => path.startsWith(`${folder}/`) && path.endsWith('.values.yaml'))
          .map(([path, yaml]) => [path.slice(folder.length + 1, -'.values.yaml'.length), parse(yaml) as Values]),
      ),
      manifests: [
        ...parseAllDocuments(output(`${folder}/kubernetes.yaml`)).map((document) => document.toJS() as Values),
        ...(ownersObjects(texts, plan.cluster.community, plan.namespace) as unknown as Values[]),
      ],
      terraform: JSON.parse(output(`${folder}/main.tf.json`)) as Values,
      cluster: {
        terraform: JSON.parse(output(`${plan.cluster.community}/cluster/main.tf.json`)) as Values,
        releases: JSON.parse(output(`${plan.cluster.community}/cluster/releases.json`)) as Values[],
      },
      makefile: output(`${plan.community}/Makefile`),
      text: [...texts]
        .filter(([path]) => path.startsWith(`${folder}/`))
        .map(([, content]) => content)
        .join('\n'),
    }
  })
}

export const hubOf = (hub: Written): Values => hub.values['jupyterhub']!
const configOf = (hub: Written): Values => hubOf(hub)['hub']!['config']!
const blocks = (root: Values, type: string): Values[] => Object.values(root['resource']?.[type] ?? {}) as Values[]
const isOAuth = ({
  plan: {
    settings: {
      values: { auth },
    },
  },
}: Written): boolean => Boolean(auth.github ?? auth.google ?? auth.cilogon ?? auth.oauth)

/** Every override that a choice of the hub makes, and the name of the choice. */
export function overridesOf(hub: Written): [string, Values][] {
  return list(hubOf(hub)['singleuser']!['profileList']).flatMap((profile) => [
    [text(profile['slug']), profile['kubespawner_override'] ?? {}] as [string, Values],
    ...Object.values(profile['profile_options'] ?? {}).flatMap((option) =>
      Object.entries(option['choices']!).map(([key, choice]): [string, Values] => [
        key,
        choice['kubespawner_override']!,
      ]),
    ),
  ])
}

/** The account and the right of each binding of a hub: verbs, resources and the names of objects. */
const rightsIn = ({ manifests }: Written): [string, string][] =>
  manifests
    .filter(({ kind }) => /RoleBinding$/.test(text(kind)))
    .flatMap(({ subjects, roleRef }) => {
      const role = manifests.find(
        ({ kind, metadata }) => text(kind) === text(roleRef!['kind']) && metadata!['name'] === roleRef!['name'],
      )
      const rights = list(role!['rules']).map(({ verbs, resources, resourceNames }) =>
        [verbs, resources, resourceNames ?? ['any']].map(String).join(' '),
      )
      return list(subjects).map(({ name }): [string, string] => [text(name), rights.join('; ')])
    })

const CLASSES = [
  ...['github', 'google', 'cilogon', 'generic-oauth', 'shared-password', 'tmp', 'null'],
  'ldapauthenticator.LDAPAuthenticator',
  'ltiauthenticator.lti11.auth.LTI11Authenticator',
  'ltiauthenticator.lti13.auth.LTI13Authenticator',
  'nativeauthenticator.NativeAuthenticator',
  'oauthenticator.globus.GlobusOAuthenticator',
]
const FIXED = /^[a-z0-9][a-z0-9./:_-]*(:(?!latest$)[A-Za-z0-9_][A-Za-z0-9_.-]*|@sha256:[a-f0-9]{64})$/
/** Lowest Kubernetes of the charts that name one, at the versions that are emitted (`kubeVersion` of Chart.yaml). */
const LOWEST_KUBERNETES: Record<string, number> = { 'jupyterhub 4.4.0': 28, 'dask-gateway 2026.3.0': 30 }

/** Number, name, and what holds of each hub. */
export const POINTS: [number, string, (hub: Written) => void][] = [
  [
    1,
    'sign-in is a real one, never the dummy',
    (hub) => {
      expect(CLASSES).toContain(configOf(hub)['JupyterHub']!['authenticator_class'])
    },
  ],
  [
    2,
    'who may enter is said, and nobody by accident',
    (hub) => {
      const { Authenticator: common, ...sections } = configOf(hub)
      expect(common!['allow_existing_users']).toBe(false)
      expect(typeof common!['allow_all']).toBe('boolean')
      const { auth } = hub.plan.settings.values
      const rules =
        JSON.stringify(sections).match(
          /allowed_(organizations|groups|domains|scopes)|hosted_domain|"allow_all":true/g,
        ) ?? []
      if (
        !auth.everyone &&
        !auth['shared-password'] &&
        !auth.temporary &&
        !auth.nobody &&
        !auth.google?.domains?.length
      ) {
        expect(common!['allow_all']).toBe(false)
        expect(rules.length + (common!['allowed_users'] ? 1 : 0)).toBeGreaterThan(0)
      }
      for (const list of JSON.stringify(configOf(hub)).matchAll(/"allowed_[a-z]+":\[([^\]]*)\]/g))
        expect(list[1]).not.toMatch(/\*|^$/)
    },
  ],
  [
    3,
    'the callback is explicit and https, and the client secret comes from a Secret',
    (hub) => {
      if (!isOAuth(hub)) return
      const section = Object.entries(configOf(hub)).find(([name]) => name.endsWith('OAuthenticator'))![1]
      expect(section['oauth_callback_url']).toBe(`https://${hub.plan.domain}/hub/oauth_callback`)
      expect(JSON.stringify(section)).not.toMatch(/client_(id|secret)/)
      for (const variable of ['OAUTH_CLIENT_ID', 'OAUTH_CLIENT_SECRET'])
        expect(hubOf(hub)['hub']!['extraEnv']![variable]).toEqual({
          valueFrom: {
            secretKeyRef: {
              name: hub.plan.settings.values.auth.secret,
              key: expect.stringMatching(/^client-/) as string,
            },
          },
        })
    },
  ],
  [
    4,
    "admins enter other people's servers only where the settings say so",
    (hub) => {
      const { auth } = hub.plan.settings.values
      const full = list(hubOf(hub)['hub']!['loadRoles']?.['admin']?.['users']).length > 0
      expect(full).toBe(auth['admins-see-servers'] && Boolean(auth.admins?.length))
      if (auth['admins-see-servers']) return
      const scopes = list(hubOf(hub)['hub']!['loadRoles']?.['hub-admin']?.['scopes']).map(text)
      expect(
        scopes.filter((scope) => /^(access:servers|admin:users|admin:auth_state|admin:servers|tokens)/.test(scope)),
      ).toEqual([])
    },
  ],
  [
    5,
    'somebody is admin',
    (hub) => {
      const { auth } = hub.plan.settings.values
      if (auth.temporary || auth.nobody) return
      const { admin, 'hub-admin': limited } = hubOf(hub)['hub']!['loadRoles']!
      const named = [admin, limited].flatMap((role) => [...list(role?.['users']), ...list(role?.['groups'])])
      expect(named.length).toBeGreaterThan(0)
      for (const admin of auth.admins ?? []) expect(named).toContain(admin.toLowerCase())
    },
  ],
  [
    6,
    'secrets stay the same from upgrade to upgrade, and none is written',
    (hub) => {
      const values = hubOf(hub)
      expect(values['proxy']!['secretToken']).toBeUndefined()
      expect(values['hub']!['cookieSecret']).toBeUndefined()
      expect(configOf(hub)['CryptKeeper']).toBeUndefined()
      expect(hub.text).not.toMatch(
        /apiToken: |clientSecret|client_secret:|password: "|BEGIN [A-Z ]*PRIVATE KEY|AKIA[A-Z0-9]{16}/,
      )
      // the chart keeps what it made by looking it up, which only an upgrade does
      expect(hub.makefile).toMatch(/helm\)? upgrade|upgrade --install/)
      expect(hub.makefile).not.toMatch(/template[^\n]*\| *\$?\(?kubectl/)
      for (const manifest of hub.manifests) expect(manifest['kind']).not.toBe('Secret')
    },
  ],
  [
    7,
    'people reach the hub by https alone',
    (hub) => {
      const { proxy, ingress } = hubOf(hub)
      if (ingress!['enabled']) {
        expect(ingress!['tls']).toEqual([{ hosts: [hub.plan.domain], secretName: expect.any(String) as string }])
        const { certificate } = hub.plan.settings.values
        if (certificate?.secret) expect(ingress!['tls']).toMatchObject([{ secretName: certificate.secret }])
        else expect(ingress!['annotations']!['cert-manager.io/cluster-issuer']).toBeTruthy()
      } else {
        expect(proxy!['https']).toMatchObject({
          enabled: true,
          type: 'letsencrypt',
          hosts: [hub.plan.domain],
          letsencrypt: { contactEmail: expect.stringContaining('@') as string },
        })
      }
    },
  ],
  [
    8,
    'one way in: an ingress, or an address of its own, never both',
    (hub) => {
      const { proxy, ingress } = hubOf(hub)
      expect(proxy!['https']!['enabled']).toBe(!ingress!['enabled'])
      expect(proxy!['service']!['type']).toBe(ingress!['enabled'] ? 'ClusterIP' : 'LoadBalancer')
      const { ingress: controller } = hub.plan.cluster.settings.values
      const own = controller === 'none' || hub.plan.settings.values.tls === 'letsencrypt'
      expect(ingress!['enabled']).toBe(!own)
    },
  ],
  [
    9,
    'unused servers stop, and unused notebooks so that they count as unused',
    (hub) => {
      const { cull, singleuser } = hubOf(hub)
      expect(cull!['enabled']).toBe(true)
      expect(cull!['timeout']).toBeGreaterThanOrEqual(600)
      expect(cull!['timeout']).toBeLessThanOrEqual(12 * 3600)
      expect(cull!['maxAge']).toBeGreaterThan(number(cull!['timeout']))
      expect(cull!['maxAge']).toBeLessThanOrEqual(7 * 86_400)
      const server = JSON.parse(text(singleuser!['extraFiles']!['jupyter_server_config.json']!['stringData'])) as Values
      expect(server['MappingKernelManager']).toMatchObject({
        cull_connected: true,
        cull_idle_timeout: expect.any(Number) as number,
      })
      expect(server['MappingKernelManager']!['cull_idle_timeout']).toBeLessThanOrEqual(number(cull!['timeout']))
    },
  ],
  [
    10,
    'network policies are there, and something enforces them',
    (hub) => {
      const { hub: own, proxy, singleuser } = hubOf(hub)
      for (const policy of [own!['networkPolicy'], proxy!['chp']!['networkPolicy'], singleuser!['networkPolicy']])
        expect(policy!['enabled']).toBe(true)
      expect(
        hub.manifests.some(
          ({ kind, metadata, spec }) =>
            text(kind) === 'NetworkPolicy' &&
            text(metadata!['name']) === 'deny-ingress' &&
            JSON.stringify(spec!['podSelector']) === '{}',
        ),
      ).toBe(true)
      const { terraform, releases } = hub.cluster
      if (hub.plan.cluster.cloud === 'aws') expect(releases.map(({ name }) => text(name))).toContain('calico')
      if (hub.plan.cluster.cloud === 'gcp')
        expect(blocks(terraform, 'google_container_cluster')[0]!['datapath_provider']).toBe('ADVANCED_DATAPATH')
      if (hub.plan.cluster.cloud === 'azure')
        expect(blocks(terraform, 'azurerm_kubernetes_cluster')[0]!['network_profile']!['network_policy']).toMatch(
          /cilium|calico/,
        )
    },
  ],
  [
    11,
    'the metadata service is closed to servers, except where it is safe and identity needs it',
    (hub) => {
      const { cloudMetadata, networkPolicy } = hubOf(hub)['singleuser']!
      const google = hub.plan.cluster.cloud === 'gcp'
      expect(cloudMetadata!['blockWithIptables']).toBe(!google)
      expect(networkPolicy!['egressAllowRules']!['cloudMetadataServer']).toBe(google)
      if (google)
        for (const pool of blocks(hub.cluster.terraform, 'google_container_node_pool'))
          expect(pool['node_config']!['workload_metadata_config']).toEqual({ mode: 'GKE_METADATA' })
      for (const template of blocks(hub.cluster.terraform, 'aws_launch_template'))
        expect(template['metadata_options']).toMatchObject({ http_tokens: 'required', http_put_response_hop_limit: 1 })
    },
  ],
  [
    12,
    'servers run on machines for servers, and nothing else does',
    (hub) => {
      const { userPods, corePods } = hubOf(hub)['scheduling']!
      for (const pods of [userPods, corePods]) expect(pods!['nodeAffinity']!['matchNodePurpose']).toBe('require')
      for (const size of hub.plan.sizes) {
        const pool = hub.plan.cluster.pools.find(({ name }) => name === size.pool)!
        expect(pool.labels['hub.jupyter.org/node-purpose']).toBe('user')
        for (const key of ['hub.jupyter.org/dedicated', 'hub.jupyter.org_dedicated'])
          expect(pool.taints).toContainEqual({ key, value: 'user', effect: 'NoSchedule' })
      }
      const selectors = overridesOf(hub).flatMap(([, override]) => override['node_selector'] ?? [])
      for (const selector of [
        ...selectors,
        ...(hubOf(hub)['singleuser']!['nodeSelector'] ? [hubOf(hub)['singleuser']!['nodeSelector']!] : []),
      ]) {
        expect(
          hub.plan.cluster.pools.filter((pool) =>
            Object.entries(selector).every(([key, value]) => pool.labels[key] === text(value)),
          ).length,
        ).toBe(1)
      }
      expect(selectors.length + (hubOf(hub)['singleuser']!['nodeSelector'] ? 1 : 0)).toBeGreaterThan(0)
    },
  ],
  [
    13,
    'machines are filled one after the other, so that empty ones go away',
    (hub) => {
      expect(hubOf(hub)['scheduling']!['userScheduler']).toMatchObject({
        enabled: true,
        replicas: 2,
        pdb: { enabled: true },
      })
      for (const cluster of blocks(hub.cluster.terraform, 'google_container_cluster'))
        expect(cluster['cluster_autoscaling']!['autoscaling_profile']).toBe('OPTIMIZE_UTILIZATION')
    },
  ],
  [
    14,
    'people go before placeholders',
    (hub) => {
      const { podPriority, userPlaceholder } = hubOf(hub)['scheduling']!
      expect(podPriority!['enabled']).toBe(true)
      const { events = {}, spare } = hub.plan.settings.values
      // the chart's own would run from the first apply on; its priority class is all that is wanted of it
      expect(userPlaceholder!['replicas']).toBe(0)
      expect(userPlaceholder!['enabled']).toBe(Object.keys(events).length > 0 || spare !== undefined)
      const found = hub.manifests.filter(
        ({ kind, metadata }) =>
          text(kind) === 'Deployment' && /^(event|spare)-placeholder-/.test(text(metadata!['name'])),
      )
      expect(found).toHaveLength(Object.keys(events).length + Object.keys(spare ?? {}).length)
      for (const { spec } of found)
        expect(spec!['template']!['spec']!['priorityClassName']).toMatch(/-user-placeholder-priority$/)
    },
  ],
  [
    15,
    'an upgrade waits for no image',
    (hub) => {
      const { prePuller } = hubOf(hub)
      const { prepull, events } = hub.plan.settings.values
      expect(prePuller!['hook']!['enabled']).toBe(false)
      expect(prePuller!['continuous']!['enabled']).toBe(Boolean(prepull ?? events))
      if (prePuller!['continuous']!['enabled'] && hub.plan.environments.length > 1)
        expect(Object.keys(prePuller!['extraImages']!).length).toBe(hub.plan.environments.length - 1)
    },
  ],
  [
    16,
    'the database is on a disk of its own, never on NFS, or elsewhere',
    (hub) => {
      const { db } = hubOf(hub)['hub']!
      if (hub.plan.settings.values.hub?.database) expect(db!['type']).toMatch(/postgres|mysql/)
      else
        expect(db).toMatchObject({
          type: 'sqlite-pvc',
          pvc: { storageClassName: expect.not.stringMatching(/nfs|efs|file/) as string },
        })
    },
  ],
  [
    17,
    'every part of the hub says what it needs',
    (hub) => {
      const { hub: own, proxy, scheduling, prePuller, singleuser } = hubOf(hub)
      for (const part of [own, proxy!['chp'], scheduling!['userScheduler'], prePuller, singleuser!['networkTools']]) {
        expect(part!['resources']!['requests']).toMatchObject({
          cpu: expect.any(String) as string,
          memory: expect.any(String) as string,
        })
        expect(part!['resources']!['limits']!['memory']).toBeTruthy()
      }
    },
  ],
  [
    18,
    'each server has memory with a limit, and some CPU set aside',
    (hub) => {
      const { memory, cpu } = hubOf(hub)['singleuser']!
      const servers = [
        {
          mem_guarantee: memory!['guarantee'],
          mem_limit: memory!['limit'],
          cpu_guarantee: cpu!['guarantee'],
          cpu_limit: cpu!['limit'],
        } as unknown as Values,
        ...overridesOf(hub)
          .map(([, override]) => override)
          .filter((override) => 'mem_limit' in override),
      ]
      for (const server of servers) {
        for (const key of ['mem_guarantee', 'mem_limit', 'cpu_guarantee', 'cpu_limit'])
          expect(server[key], key).toBeTypeOf('number')
        expect(server['mem_guarantee']).toBeGreaterThanOrEqual(256 * 2 ** 20)
        expect(server['mem_limit']).toBeGreaterThanOrEqual(number(server['mem_guarantee']))
        expect(server['cpu_guarantee']).toBeGreaterThanOrEqual(0.01)
        expect(server['cpu_limit']).toBeGreaterThanOrEqual(number(server['cpu_guarantee']))
      }
      // what is guaranteed is there: the servers of one machine never ask for more than it has
      for (const { pool, perNode, memory: planned } of hub.plan.sizes)
        expect(perNode * planned.guarantee).toBeLessThanOrEqual(
          hub.plan.cluster.pools.find(({ name }) => name === pool)!.machine.schedulable.memory,
        )
    },
  ],
  [
    19,
    'homes are folders of one disk for all, each by a name that is safe',
    (hub) => {
      const { storage } = hubOf(hub)['singleuser']!
      if (hub.plan.settings.values.home.kind === 'volume-each') {
        // asked for: one by a safe name for each person
        expect(storage).toMatchObject({
          type: 'dynamic',
          dynamic: { pvcNameTemplate: expect.stringMatching(/^[a-z-]*\{user_server\}$/) as string },
          homeMountPath: '/home/jovyan',
        })
        return
      }
      if (hub.plan.home.kind === 'none') {
        expect(storage!['type']).toBe('none')
        return
      }
      expect(storage).toMatchObject({
        type: 'static',
        static: { pvcName: 'home', subPath: '{escaped_username}' },
        homeMountPath: '/home/jovyan',
      })
      const claim = hub.manifests.find(({ kind }) => text(kind) === 'PersistentVolumeClaim')!
      expect(claim['spec']).toMatchObject({ accessModes: ['ReadWriteMany'], storageClassName: '' })
      const volume = hub.manifests.find(
        ({ kind, metadata }) =>
          text(kind) === 'PersistentVolume' && text(metadata!['name']) === text(claim['spec']!['volumeName']),
      )!
      expect(volume['metadata']!['name']).toContain(hub.plan.namespace)
      const { quota, kind } = hub.plan.settings.values.home
      if (quota && kind === 'disk')
        expect(hub.values['home-nfs']!['quotaEnforcer']!['config']!['QuotaManager']!['hard_quota']).toBe(
          Number.parseFloat(quota) * (quota.endsWith('Ti') ? 1024 : 1),
        )
    },
  ],
  [
    20,
    'a server has time to start on a machine that starts first',
    (hub) => {
      expect(hubOf(hub)['singleuser']!['startTimeout']).toBeGreaterThanOrEqual(600)
      expect(configOf(hub)['KubeSpawner']!['http_timeout']).toBeGreaterThanOrEqual(120)
    },
  ],
  [
    21,
    'images have fixed tags, and open where people expect',
    (hub) => {
      const { image, defaultUrl } = hubOf(hub)['singleuser']!
      for (const name of [
        `${text(image!['name'])}:${text(image!['tag'])}`,
        ...overridesOf(hub).flatMap(([, override]) => (override['image'] ? [text(override['image'])] : [])),
      ])
        expect(name).toMatch(FIXED)
      const wanted = Object.values(hub.plan.settings.values.environments!).map((environment) => environment.image)
      expect(wanted).toContain(`${text(image!['name'])}:${text(image!['tag'])}`)
      expect(defaultUrl).toMatch(/^\//)
      expect(hub.text).not.toMatch(/image:.*(:latest|k8s-singleuser-sample)/)
    },
  ],
  [
    22,
    'not too many servers start at once',
    (hub) => {
      const own = hubOf(hub)['hub']!
      expect(own['concurrentSpawnLimit']).toBeLessThanOrEqual(200)
      expect(own['concurrentSpawnLimit']).toBeGreaterThanOrEqual(10)
      // with 5, the chart's own, one person stops the hub for all by five starts that fail
      expect(own['consecutiveFailureLimit']).toBe(0)
      const most = [hub.plan.settings.values.limits?.servers, hub.plan.settings.values.hub?.['active-servers']].filter(
        (limit) => limit,
      )
      if (most.length > 0) expect(own['activeServerLimit']).toBe(Math.min(...(most as number[])))
    },
  ],
  [
    23,
    "Prometheus, and nobody else in the cluster, reads the hub's metrics",
    (hub) => {
      const { metrics } = hub.plan.settings.values
      if (!metrics) return
      const own = hubOf(hub)['hub']!
      expect(own['authenticatePrometheus']).toBe(false)
      expect(own['networkPolicy']!['ingress']).toEqual([
        {
          from: ['monitoring', ...(typeof metrics === 'object' ? (metrics.namespaces ?? []) : [])].map((name) => ({
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
          })),
          ports: [{ port: 'http', protocol: 'TCP' }],
        },
      ])
    },
  ],
  [
    24,
    'the hub runs on machines that stay',
    (hub) => {
      expect(hubOf(hub)['hub']!['pdb']!['enabled']).toBe(false)
      const core = hub.plan.cluster.pools.find(({ purpose }) => purpose === 'core')!
      expect(core.spot).toBe(false)
      expect(core.min).toBeGreaterThanOrEqual(1)
      const window = JSON.stringify(hub.cluster.terraform)
      if (hub.plan.cluster.cloud !== 'aws') expect(window).toMatch(/maintenance_policy|maintenance_window_auto_upgrade/)
      else expect(JSON.stringify(blocks(hub.cluster.terraform, 'aws_eks_cluster'))).toMatch(/"version":/)
    },
  ],
  [
    25,
    'servers have an account without rights, and no token of it',
    (hub) => {
      expect(hubOf(hub)['singleuser']!['serviceAccountName']).toBe('user')
      expect(configOf(hub)['KubeSpawner']!['automount_service_account_token']).toBe(false)
      expect(
        hub.manifests.find(
          ({ kind, metadata }) => text(kind) === 'ServiceAccount' && text(metadata!['name']) === 'user',
        ),
      ).toMatchObject({ automountServiceAccountToken: false })
      // an event's job and the file keeper that reads quotas have one right each, by accounts that servers do not have
      const { events = {}, home } = hub.plan.settings.values
      const named = Object.keys(events).map((name) => `event-placeholder-${name}`)
      const wanted: [string, RegExp][] = [
        ...(named.length > 0
          ? [['event-placeholder', new RegExp(`^patch deployments/scale ${named.join()}$`)] as [string, RegExp]]
          : []),
        ...(home['quotas-from'] ? [['default', /^get (secrets|configmaps) \S+$/] as [string, RegExp]] : []),
      ]
      const rights = rightsIn(hub)
      expect(rights.map(([account]) => account)).toEqual(wanted.map(([account]) => account))
      wanted.forEach(([, right], i) => expect(rights[i]![1]).toMatch(right))
      for (const [name, override] of overridesOf(hub))
        expect(
          Object.keys(override).filter((key) => key.startsWith('service_account')),
          name,
        ).toEqual([])
    },
  ],
  [
    26,
    'nobody becomes root in a server',
    (hub) => {
      // but where people are to have `sudo`, which a warning tells: there the server starts as root, and nothing else
      const sudo = hub.plan.settings.values.sudo ?? false
      const user = { allowPrivilegeEscalation: sudo, uid: sudo ? 0 : 1000, fsGid: 100 }
      expect(hubOf(hub)['singleuser']).toMatchObject(user)
      for (const container of ['extraContainers', 'initContainers'].flatMap((key) =>
        list(hubOf(hub)['singleuser']![key]),
      )) {
        expect(container['securityContext']?.['allowPrivilegeEscalation'], text(container['name'])).toBe(false)
      }
    },
  ],
  [
    27,
    'no database of Jupyter lies on NFS',
    (hub) => {
      const files = hubOf(hub)['singleuser']!['extraFiles']!
      const server = JSON.parse(text(files['jupyter_server_config.json']!['stringData'])) as Values
      expect(server['SQLiteYStore']!['db_path']).toMatch(/^\/tmp\//)
      expect(server['BaseFileIdManager']!['db_path']).toMatch(/^\/tmp\//)
      expect(JSON.parse(text(files['ipython_kernel_config.json']!['stringData']))).toEqual({
        HistoryManager: { enabled: false },
      })
    },
  ],
  [
    28,
    'homes have backups, and Terraform destroys them for nobody',
    (hub) => {
      if (hub.plan.home.kind !== 'disk') return
      const [disk] = ['google_compute_disk', 'aws_ebs_volume', 'azurerm_managed_disk'].flatMap((type) =>
        blocks(hub.terraform, type),
      )
      expect(disk!['lifecycle']).toMatchObject({ prevent_destroy: true })
      const backups = [
        'google_compute_disk_resource_policy_attachment',
        'aws_dlm_lifecycle_policy',
        'azurerm_data_protection_backup_instance_disk',
      ].filter((type) => blocks(hub.terraform, type).length > 0)
      expect(backups.length).toBe(hub.plan.home.snapshots > 0 ? 1 : 0)
      if (hub.plan.home.snapshots > 0)
        expect(JSON.stringify(hub.terraform)).toMatch(
          new RegExp(
            `"max_retention_days":${hub.plan.home.snapshots}\\b|"count":${hub.plan.home.snapshots}\\b|"P${hub.plan.home.snapshots}D"`,
          ),
        )
      // only a hub that ends may do without
      if (hub.plan.purpose !== 'event') expect(hub.plan.home.snapshots).toBeGreaterThan(0)
    },
  ],
  [
    29,
    'what it costs is told by hub, and somebody hears of too much',
    (hub) => {
      const { community, hub: name, cluster } = hub.plan
      expect(hub.manifests.find(({ kind }) => text(kind) === 'Namespace')!['metadata']!['labels']).toMatchObject({
        community,
        hub: name,
      })
      const labels = { google_compute_disk: 'labels', google_storage_bucket: 'labels', azurerm_managed_disk: 'tags' }
      for (const [type, key] of Object.entries(labels))
        for (const block of blocks(hub.terraform, type)) expect(block[key]).toMatchObject({ community, hub: name })
      if (cluster.cloud === 'aws')
        expect(hub.terraform['provider']!['aws']!['default_tags']!['tags']).toMatchObject({ community, hub: name })
      const { budget } = cluster.settings.values
      const alerts = [
        'google_billing_budget',
        'aws_budgets_budget',
        'azurerm_consumption_budget_subscription',
        'azurerm_consumption_budget_resource_group',
      ].flatMap((type) => blocks(hub.cluster.terraform, type))
      expect(alerts.length > 0).toBe(budget !== undefined)
    },
  ],
  [
    30,
    'charts and Kubernetes are pinned, and go together',
    (hub) => {
      const minor = Number(hub.plan.cluster.settings.values.kubernetes.version.split('.')[1])
      for (const release of hub.releases) {
        expect(release['version']).toMatch(/^v?[0-9]+\.[0-9]+\.[0-9]/)
        const lowest = LOWEST_KUBERNETES[`${text(release['chart'])} ${text(release['version'])}`]
        if (lowest !== undefined) expect(minor).toBeGreaterThanOrEqual(lowest)
      }
      expect(
        hub.releases.some(
          ({ chart, version }) =>
            text(chart) === 'jupyterhub' && LOWEST_KUBERNETES[`jupyterhub ${text(version)}`] !== undefined,
        ),
      ).toBe(true)
      expect(JSON.stringify(hub.cluster.terraform)).toContain(`"1.${minor}"`)
    },
  ],
]

export const nameOf = ([place, name]: (typeof POINTS)[number]): string => `${place}. ${name}`

/** Which points do not hold of a fleet's hubs, with the hub. */
export const brokenPoints = (compilation: Pick<Compilation, 'fleet' | 'outputs'>): string[] =>
  writtenOf(compilation).flatMap((hub) =>
    POINTS.flatMap((point) => {
      try {
        point[2](hub)
        return []
      } catch (error) {
        return [`${hub.plan.id}: point ${nameOf(point)}: ${error instanceof Error ? error.message : String(error)}`]
      }
    }),
  )
