/** What each release of a cluster says, and which are wanted when. */
import { describe, expect, it } from 'vitest'
import type { Release } from '../../../lib/print/helm.ts'
import type { ClusterPlan } from '../../../lib/plan/types.ts'
import type { ClusterWiring } from '../../../lib/plan/wiring.ts'
import { renderYaml } from '../../../lib/print/yaml.ts'
import { cluster, contributions, fleetOf, gpuPool, corePool, mail, services, wiring } from './fixture.ts'

const all = cluster({}, { pools: [corePool, gpuPool('gpu-g4dn-xlarge', 1), gpuPool('gpu-g4dn-xlarge-x4', 4)] })
const releasesOf = (plan: ClusterPlan, ways: ClusterWiring = wiring): Release[] =>
  [...contributions(plan, ways).values()].flatMap((c) => c.releases ?? [])
const names = (plan: ClusterPlan, ways?: ClusterWiring): string[] => [...contributions(plan, ways).keys()].sort()
const { calico: _calico, autoscaler: _autoscaler, ...managed } = wiring
const bare: ClusterWiring = { ...managed, gpuPlugin: false }

/** Every value below a key of this name, however deep. */
function deep(value: unknown, key: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => deep(item, key))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => [...(name === key ? [item] : []), ...deep(item, key)])
}

describe('which releases there are', () => {
  const everything = [
    'calico',
    'cert-manager',
    'cluster-autoscaler',
    'csi-driver-nfs',
    'external-secrets',
    'grafana',
    'nvidia-device-plugin',
    'prometheus',
    'traefik',
  ]
  const without = (...gone: string[]) => everything.filter((name) => !gone.includes(name))
  it.each<[string, ClusterPlan, ClusterWiring, string[]]>([
    ['all of them', all, wiring, everything],
    [
      "F5's controller instead of Traefik",
      cluster({ ...all.settings.values, ingress: 'nginx' }, { pools: all.pools }),
      wiring,
      [...without('traefik'), 'nginx-ingress'].sort(),
    ],
    [
      'no ingress controller: no cert-manager either',
      cluster({ ingress: 'none' }, { pools: all.pools }),
      wiring,
      without('traefik', 'cert-manager'),
    ],
    ['a cloud that does it itself', all, bare, without('calico', 'cluster-autoscaler', 'nvidia-device-plugin')],
    ['no GPU pool', cluster(), wiring, without('nvidia-device-plugin')],
    [
      'no monitoring',
      cluster({ monitoring: { prometheus: false, grafana: false } }, { pools: all.pools }),
      wiring,
      without('prometheus', 'grafana'),
    ],
    [
      'no Grafana',
      cluster({ monitoring: { prometheus: true, grafana: false } }, { pools: all.pools }),
      wiring,
      without('grafana'),
    ],
  ])('%s', (_what, plan, ways, expected) => expect(names(plan, ways)).toEqual(expected))

  it('mounts homes only where there are homes on this cluster', () => {
    expect(contributions(all, wiring, fleetOf(all, 'none')).has('csi-driver-nfs')).toBe(false)
    expect(contributions(all, wiring, fleetOf(cluster({}, { community: 'other' }))).has('csi-driver-nfs')).toBe(false)
    expect(contributions(all, wiring, fleetOf(all, 'managed')).has('csi-driver-nfs')).toBe(true)
  })
  it('never are the retired kubernetes/ingress-nginx', () => {
    expect(JSON.stringify(releasesOf(cluster({ ingress: 'nginx' })))).not.toMatch(
      /ingress-nginx|nginx\.ingress\.kubernetes\.io/,
    )
  })
})

describe('every release', () => {
  it.each(releasesOf(all).map((release) => [release.service, release] as const))(
    '%s has a fixed version of a published chart',
    (_name, release) => {
      expect(release.version).toMatch(/^v?\d+\.\d+\.\d+$/)
      expect(`${release.repository}/`).toMatch(/^(https|oci):\/\/[a-z0-9.-]+\.(io|com)\//)
      expect(() => renderYaml(release.values)).not.toThrow()
    },
  )
  it.each(services.flatMap(({ releases }) => releases.map((name) => [name] as const)))(
    '%s takes its version from the settings',
    (name) => {
      const plan = cluster(
        { releases: { [name]: { version: '9.8.7' } }, ingress: name === 'nginx-ingress' ? 'nginx' : 'traefik' },
        { pools: all.pools },
      )
      const versions = contributions(plan)
        .get(name)!
        .releases!.map(({ version }) => version)
      expect(new Set(versions)).toEqual(new Set(['9.8.7']))
    },
  )
  it('says no secret and no null', () => {
    const text = JSON.stringify([...contributions(all).values()], (key, value: unknown) =>
      key === 'keys' ? {} : value,
    )
    expect(text).not.toMatch(/null|"adminPassword"/)
  })
  it.each<[string, string[][]]>([
    ['cert-manager', [[], ['webhook'], ['cainjector'], ['startupapicheck']]],
    ['cluster-autoscaler', [[]]],
    ['csi-driver-nfs', [['controller']]],
    ['grafana', [[]]],
    ['nginx-ingress', [['controller']]],
    ['prometheus', [['server'], ['kube-state-metrics']]],
    ['traefik', [[]]],
  ])('%s goes to the core pool with each of its parts, past its taints', (service, places) => {
    const plan = cluster({ ingress: service === 'nginx-ingress' ? 'nginx' : 'traefik' }, { pools: all.pools })
    const { values } = releasesOf(plan).find((release) => release.service === service)!
    for (const place of places) {
      const at = place.reduce<unknown>((here, step) => (here as Record<string, unknown>)[step], values)
      expect(at, place.join('.')).toMatchObject({
        nodeSelector: { 'hub.jupyter.org/node-purpose': 'core' },
        tolerations: [{ key: 'hub.jupyter.org/dedicated', operator: 'Equal', value: 'core', effect: 'NoSchedule' }],
      })
    }
  })
  it('of Calico goes there with what is not on every machine', () => {
    const { values } = releasesOf(all).find(({ service }) => service === 'calico')!
    expect(values).toMatchObject({
      nodeSelector: { 'hub.jupyter.org/node-purpose': 'core' },
      installation: {
        kubernetesProvider: 'EKS',
        controlPlaneNodeSelector: { 'hub.jupyter.org/node-purpose': 'core' },
        controlPlaneTolerations: [{ key: 'hub.jupyter.org/dedicated' }],
      },
    })
  })
  it('asks for memory', () => {
    for (const release of releasesOf(all))
      expect(deep(release.values, 'requests').length, release.service).toBeGreaterThan(0)
  })
})

describe('agents of every machine', () => {
  const values = (service: string): Record<string, unknown> =>
    releasesOf(all).find((release) => release.service === service)!.values as Record<string, unknown>
  it('go past all taints', () => {
    expect(values('csi-driver-nfs')['node']).toMatchObject({ tolerations: [{ operator: 'Exists' }] })
    expect(values('prometheus')['prometheus-node-exporter']).toMatchObject({ tolerations: [{ operator: 'Exists' }] })
  })
  it('of GPUs are on the pools with that many shares, and nowhere else', () => {
    for (const [service, pools] of [
      ['nvidia-device-plugin', ['gpu-g4dn-xlarge']],
      ['nvidia-device-plugin-x4', ['gpu-g4dn-xlarge-x4']],
    ] as const) {
      expect(deep(values(service), 'matchExpressions')).toEqual([
        [{ key: 'hub.jupyter.org/pool-name', operator: 'In', values: pools }],
      ])
    }
    expect(values('nvidia-device-plugin')['config']).toBeUndefined()
    expect(JSON.stringify(values('nvidia-device-plugin-x4')['config'])).toContain('replicas: 4')
  })
})

describe('web traffic', () => {
  it.each(['traefik', 'nginx'] as const)('%s is announced to the cloud, and survives one machine', (ingress) => {
    const release = releasesOf(cluster({ ingress })).find(({ namespace }) => namespace === 'ingress')!
    expect(deep(release.values, 'annotations')).toContainEqual(wiring.loadBalancer)
    expect([...deep(release.values, 'replicas'), ...deep(release.values, 'replicaCount')]).toEqual([2])
    expect(deep(release.values, 'podDisruptionBudget')).toEqual([{ enabled: true, maxUnavailable: 1 }])
  })
  it("leaves Dask's own routes to Dask's proxy", () => {
    expect(releasesOf(all).find(({ service }) => service === 'traefik')!.values).toMatchObject({
      providers: { kubernetesCRD: { enabled: false } },
    })
  })
})

describe('certificates', () => {
  const issuer = (more: Parameters<typeof cluster>[0], plan: Partial<ClusterPlan> = {}) =>
    contributions(cluster(more, plan)).get('cert-manager')?.customResources?.[0]
  it("come from Let's Encrypt through the ingress controller", () => {
    expect(issuer({ ingress: 'nginx' })).toMatchObject({
      kind: 'ClusterIssuer',
      metadata: { name: 'letsencrypt' },
      spec: {
        acme: {
          email: 'hub-admins@polar.example.org',
          server: expect.stringMatching(/^https:\/\/acme-v02/),
          solvers: [{ http01: { ingress: { ingressClassName: 'nginx' } } }],
        },
      },
    })
  })
  it('or from its test service, with an account of its own', () => {
    const live = issuer({}),
      staging = issuer({ certificates: { email: 'a@b.example', staging: true } })
    expect(deep(staging, 'server')[0]).toMatch(/staging/)
    expect(deep(staging, 'privateKeySecretRef')).not.toEqual(deep(live, 'privateKeySecretRef'))
  })
  it("are announced to the owner's contact where nobody else is named", () => {
    expect(
      deep(issuer({ certificates: {} }, { owner: { name: 'Polar', contact: 'lab@polar.example.org' } }), 'email'),
    ).toEqual(['lab@polar.example.org'])
  })
  it('wait for their kind to be known: the issuer is not among the first manifests', () => {
    expect([...contributions(all).values()].flatMap((c) => c.manifests ?? []).map(({ kind }) => kind)).not.toContain(
      'ClusterIssuer',
    )
  })
})

describe('monitoring', () => {
  const prometheus = releasesOf(all).find(({ service }) => service === 'prometheus')!
  const grafana = contributions(all).get('grafana')!
  it('keeps metrics as long, and on a disk as large, as the settings say', () => {
    expect(prometheus.values).toMatchObject({
      server: { retention: '90d', retentionSize: '170GB', persistentVolume: { size: '200Gi', storageClass: 'gp3' } },
    })
  })
  it('warns of full homes, failing servers and waiting pods', () => {
    const alerts = deep(prometheus.values, 'alert')
    expect(alerts).toEqual(expect.arrayContaining(['HomesNearlyFull', 'ServersFailToStart', 'PodsPending']))
  })
  it('writes to nobody unless somebody is named', () => {
    expect(prometheus.values).toMatchObject({ alertmanager: { enabled: false } })
    expect(contributions(all).get('prometheus')!.secrets).toBeUndefined()
  })
  it('writes to everybody who is named, with a password that only the Secret knows', () => {
    const { releases, secrets } = contributions(
      cluster({ monitoring: { prometheus: true, alert: ['b@polar.example.org', 'a@polar.example.org'], mail } }),
    ).get('prometheus')!
    expect(secrets).toEqual([
      expect.objectContaining({
        name: 'alert-mail',
        namespace: 'monitoring',
        keys: [expect.objectContaining({ key: 'password', from: 'ask' })],
      }),
    ])
    const values = releases![0]!.values['alertmanager'] as Record<string, unknown>
    expect(values).toMatchObject({
      enabled: true,
      nodeSelector: { 'hub.jupyter.org/node-purpose': 'core' },
      persistence: { storageClass: 'gp3' },
      extraVolumes: [{ name: 'mail', secret: { secretName: 'alert-mail' } }],
      extraVolumeMounts: [{ name: 'mail', mountPath: '/etc/alert-mail' }],
      config: {
        global: {
          smtp_smarthost: 'smtp.example.org:587',
          smtp_from: 'alerts@polar.example.org',
          smtp_auth_username: 'alerts',
          smtp_auth_password_file: '/etc/alert-mail/password',
          smtp_require_tls: true,
        },
        receivers: [
          {
            name: 'mail',
            email_configs: [
              { to: 'a@polar.example.org', send_resolved: true },
              { to: 'b@polar.example.org', send_resolved: true },
            ],
          },
        ],
      },
    })
    // every way ends at a receiver that there is
    expect(new Set(deep(values['config'], 'receiver'))).toEqual(new Set(['mail']))
    expect(deep(values, 'smtp_auth_password')).toEqual([])
  })
  const expressionOf = (name: string): string => {
    const rules = deep(prometheus.values, 'rules').flat() as { alert: string; expr: string }[]
    return rules.find(({ alert }) => alert === name)?.expr ?? ''
  }
  it.each([
    ['a hub, its proxy, and what answers for its certificate', 'HubIsDown', ['hub', 'proxy', 'autohttps']],
    ['the server of homes', 'HomesAreDown', ['home-nfs']],
  ])('tells that %s is down by what outlives its pods', (_what, alert, deployments) => {
    const [, names] = /^kube_deployment_status_replicas_available\{deployment=~"([^"]+)"\} == 0$/.exec(
      expressionOf(alert),
    )!
    expect(names!.split('|')).toEqual(deployments)
    // deployments are among what kube-state-metrics watches
    expect(deep(prometheus.values, 'collectorsExclude').flat()).not.toContain('deployments')
  })
  it('tells when it can tell nothing', () =>
    expect(expressionOf('MetricsMissing')).toBe('absent(kube_deployment_status_replicas_available)'))
  it('counts pods that wait by the age of each, so that a busy hub raises no alarm', () =>
    expect(expressionOf('PodsPending')).toContain('kube_pod_created > 1200'))
  it('asks the server of homes, which is there when no server is, and else the kubelet', () => {
    expect(expressionOf('HomesNearlyFull')).toMatch(
      /node_filesystem_avail_bytes\{mountpoint="\/shared-volume"\}.* or .*kubelet_volume_stats/,
    )
  })
  it('asks of the kubelet only the series that an alert or a dashboard reads', () => {
    const used = new Set(
      [
        ...`${JSON.stringify(prometheus.values)}${JSON.stringify(grafana.manifests)}`.matchAll(
          /\b((?:kubelet|container)_[a-z_]+(?:_bytes|_total))\b/g,
        ),
      ].map(([, name]) => name!),
    )
    const kept = deep(prometheus.values, 'metric_relabel_configs')
      .flat()
      .flatMap((rule) => deep(rule, 'regex')) as string[]
    for (const metric of used)
      expect(
        kept.some((regex) => new RegExp(`^(?:${regex})$`).test(metric)),
        metric,
      ).toBe(true)
  })
  it('signs in with a Secret', () => {
    expect(grafana.secrets).toEqual([expect.objectContaining({ name: 'grafana-admin', namespace: 'monitoring' })])
    expect(grafana.releases![0]!.values).toMatchObject({
      admin: { existingSecret: 'grafana-admin', userKey: 'admin-user', passwordKey: 'admin-password' },
    })
    expect(grafana.secrets![0]!.keys.map(({ key }) => key)).toEqual(['admin-user', 'admin-password'])
  })
  it('brings dashboards that are JSON, with panels that do not overlap', () => {
    const data = grafana.manifests![0]!['data'] as Record<string, string>
    expect(Object.keys(data).sort()).toEqual(['cluster.json', 'hubs.json'])
    for (const text of Object.values(data)) {
      const places = (JSON.parse(text) as { panels: { gridPos: { x: number; y: number } }[] }).panels.map(
        ({ gridPos }) => `${gridPos.x},${gridPos.y}`,
      )
      expect(new Set(places).size).toBe(places.length)
    }
  })
  it('is open to the ingress controller only where Grafana has a name', () => {
    const policies = (domain?: string) =>
      contributions(cluster({ monitoring: { prometheus: true, grafana: true, ...(domain ? { domain } : {}) } }))
        .get('prometheus')!
        .manifests!.map(({ metadata }) => metadata.name)
    expect(policies('g.polar.example.org')).toContain('grafana')
    expect(policies()).not.toContain('grafana')
  })
})

describe('namespaces', () => {
  it('of releases are made once, and closed to others', () => {
    const manifests = [...contributions(all).values()].flatMap((c) => c.manifests ?? [])
    const made = manifests
      .filter(({ kind }) => kind === 'Namespace')
      .map(({ metadata }) => metadata.name)
      .sort()
    expect(made).toEqual(['cert-manager', 'external-secrets', 'ingress', 'monitoring', 'tigera-operator'])
    expect(new Set(releasesOf(all).map(({ namespace }) => namespace))).toEqual(new Set([...made, 'kube-system']))
    for (const name of ['cert-manager', 'external-secrets', 'ingress', 'monitoring']) {
      expect(
        manifests.find(
          ({ kind, metadata }) =>
            kind === 'NetworkPolicy' && metadata.namespace === name && metadata.name === 'own-namespace-only',
        ),
      ).toMatchObject({ spec: { podSelector: {} } })
    }
    const keys = manifests.map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
})

describe('the autoscaler', () => {
  it.each([
    ['1.34', 'v1.34.5'],
    ['1.35', 'v1.35.2'],
    ['1.40', 'v1.40.0'],
  ])('fits Kubernetes %s', (version, tag) => {
    const release = releasesOf(cluster({ kubernetes: { version } })).find(
      ({ service }) => service === 'cluster-autoscaler',
    )!
    expect(release.values).toMatchObject({ image: { tag }, autoDiscovery: { clusterName: 'polar' } })
  })
})
