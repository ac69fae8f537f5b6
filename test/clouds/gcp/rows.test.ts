/** What an operator would look for in review, row by row. */
import { describe, expect, test } from 'vitest'
import { gcp } from '../../../lib/clouds/gcp/index.ts'
import { capacity } from '../../../lib/clouds/gcp/homes.ts'
import { accountId, bucketName, cloudLabels, clusterName, hubName } from '../../../lib/clouds/gcp/names.ts'
import { terraformJson } from '../../../lib/print/terraform.ts'
import { plans, type Extra } from './fleet.ts'

/** What stands at a path of keys; a number finds a place in a list. */
function at(value: unknown, path: string): unknown {
  return path
    .split('/')
    .reduce<unknown>(
      (here, key) => (typeof here === 'object' && here !== null ? (here as Record<string, unknown>)[key] : undefined),
      value,
    )
}
const all = (value: unknown, path: string): Record<string, unknown> =>
  (at(value, path) ?? {}) as Record<string, unknown>

function cluster(extra: Extra = {}): Record<string, unknown> {
  const planned = plans(extra)
  return all(terraformJson(gcp.cluster(planned.cluster, planned.hubs)), 'resource')
}
const hub = (extra: Extra = {}): Record<string, unknown> => all(terraformJson(gcp.hub(plans(extra).hub)), 'resource')
const main = (extra: Extra = {}): unknown => at(cluster(extra), 'google_container_cluster/main')
const pools = (extra: Extra = {}): Record<string, unknown> => all(cluster(extra), 'google_container_node_pool')

describe('the cluster', () => {
  test.each<[row: string, path: string, value: unknown]>([
    ['enforces network policies on every pod', 'datapath_provider', 'ADVANCED_DATAPATH'],
    ['knows workloads by their service account', 'workload_identity_config/workload_pool', 'ice-hubs-1234.svc.id.goog'],
    ['has private nodes', 'private_cluster_config/enable_private_nodes', true],
    ['has a regional control plane', 'location', 'us-central1'],
    ['has machines in one zone', 'node_locations', ['us-central1-a']],
    ['is protected from deletion', 'deletion_protection', true],
    ['packs machines tightly', 'cluster_autoscaling/autoscaling_profile', 'OPTIMIZE_UTILIZATION'],
    ['boots nothing unsigned', 'enable_shielded_nodes', true],
    ['pays for no metrics by sample', 'monitoring_config/managed_prometheus/enabled', false],
    ['shows what each namespace costs', 'cost_management_config/enabled', true],
    ['keeps no default pool', 'remove_default_node_pool', true],
    ['is upgraded in its channel', 'release_channel/channel', 'REGULAR'],
    ['is on the bill under its community', 'resource_labels/community', 'ice'],
  ])('%s', (_row, path, value) => {
    expect(at(main(), path)).toEqual(value)
  })

  test('its API answers to everybody with credentials, to some ranges, or to its network only', () => {
    expect(at(main(), 'master_authorized_networks_config')).toBeUndefined()
    expect(
      at(
        main({ cluster: 'network: { api-access: [198.51.100.0/24] }\n' }),
        'master_authorized_networks_config/cidr_blocks/0/cidr_block',
      ),
    ).toBe('198.51.100.0/24')
    const closed = main({ cluster: 'network: { private-api: true }\n' })
    expect(at(closed, 'private_cluster_config/enable_private_endpoint')).toBe(true)
    expect(at(closed, 'master_authorized_networks_config')).toEqual({ gcp_public_cidrs_access_enabled: false })
  })

  test('without a channel it and its machines are upgraded by people', () => {
    const pinned = cluster({ cluster: 'kubernetes: { channel: null }\n' })
    expect(at(pinned, 'google_container_cluster/main/release_channel/channel')).toBe('UNSPECIFIED')
    expect(at(pinned, 'google_container_node_pool/core-a/management/auto_upgrade')).toBe(false)
  })

  test.each([
    ['tuesday', 4, '2026-01-06T04:00:00Z', '2026-01-06T08:00:00Z', 'TU,TH,SA'],
    ['sunday', 22, '2026-01-11T22:00:00Z', '2026-01-12T02:00:00Z', 'SU,TU,TH'],
  ])('its maintenance window of %s at %i is long enough for GKE', (day, hour, start, end, rule) => {
    const window = at(
      main({ cluster: `maintenance: { day: ${day}, hour: ${hour} }\n` }),
      'maintenance_policy/recurring_window',
    )
    expect(window).toEqual({ start_time: start, end_time: end, recurrence: `FREQ=WEEKLY;BYDAY=${rule}` })
    // the start falls on the rule's first day, no window is shorter than four hours, and four weeks give the 48 hours
    // in 32 days that GKE asks for
    const days = rule.split(',')
    expect(new Date(start).toUTCString().slice(0, 2).toUpperCase()).toBe(days[0])
    const hours = (Date.parse(end) - Date.parse(start)) / 3_600_000
    expect(hours).toBeGreaterThanOrEqual(4)
    expect(hours * days.length * 4).toBeGreaterThanOrEqual(48)
  })

  test('its network has the planned ranges and NAT, unless one is named', () => {
    const { cluster: plan } = plans()
    expect(at(cluster(), 'google_compute_subnetwork/nodes')).toMatchObject({
      ip_cidr_range: plan.network.nodes,
      private_ip_google_access: true,
      secondary_ip_range: [
        { range_name: 'pods', ip_cidr_range: plan.network.pods },
        { range_name: 'services', ip_cidr_range: plan.network.services },
      ],
    })
    expect(at(cluster(), 'google_compute_router_nat/main/subnetwork/0')).toEqual({
      name: '${google_compute_subnetwork.nodes.id}',
      source_ip_ranges_to_nat: ['ALL_IP_RANGES'],
    })
    const joined = cluster({ cluster: 'network: { existing: { network: research, subnets: [research-us] } }\n' })
    expect(joined['google_compute_network']).toBeUndefined()
    expect(at(joined, 'google_container_cluster/main')).toMatchObject({
      network: 'research',
      subnetwork: 'research-us',
      ip_allocation_policy: { cluster_ipv4_cidr_block: plan.network.pods },
    })
  })

  test('a budget tells each address at 50, 90 and 100 %', () => {
    const extra = {
      cluster:
        'budget: { monthly: 4000 EUR, alert: [b@ice.example.org, a@ice.example.org], billing-account: ' +
        '012345-6789AB-CDEF01 }\n',
    }
    const budget = at(cluster(extra), 'google_billing_budget/main')
    expect(at(budget, 'amount/specified_amount')).toEqual({ currency_code: 'EUR', units: '4000' })
    expect(at(budget, 'threshold_rules')).toEqual([
      { threshold_percent: 0.5 },
      { threshold_percent: 0.9 },
      { threshold_percent: 1 },
    ])
    expect(at(budget, 'all_updates_rule/monitoring_notification_channels')).toHaveLength(2)
    expect(gcp.cluster(plans(extra).cluster, []).providers['google']!.config).toMatchObject({
      user_project_override: true,
      billing_project: 'ice-hubs-1234',
    })
    expect(cluster()['google_billing_budget']).toBeUndefined()
  })

  test('a deployer is one branch of one repository, and has no key', () => {
    const text = JSON.stringify(cluster({ cluster: 'deployer: { repository: ice-lab/hubs, branch: live }\n' }))
    expect(text).toContain('/subject/repo:ice-lab/hubs:ref:refs/heads/live"')
    expect(text).not.toContain('google_service_account_key')
    expect(text).not.toContain('repo:ice-lab@')
    const both = cluster({ cluster: 'deployer: { repository: ice-lab/hubs, branch: live, ids: 123/4567 }\n' })
    expect(
      Object.values(both['google_service_account_iam_member'] as Record<string, { member: string }>)
        .map(({ member }) => member.split('/subject/')[1])
        .sort(),
    ).toEqual(['repo:ice-lab/hubs:ref:refs/heads/live', 'repo:ice-lab@123/hubs@4567:ref:refs/heads/live'])
  })

  test('destroy stops before anything where it is protected, and no description makes it or a disk anew', () => {
    expect(at(main(), 'lifecycle/prevent_destroy')).toBe(true)
    expect(at(main({ cluster: 'protect: false\n' }), 'lifecycle/prevent_destroy')).toBeUndefined()
    expect(at(main(), 'lifecycle/ignore_changes')).toContain('description')
  })
})

describe('machines', () => {
  const shapes: Extra = {
    cluster: 'machines: { generation: b, replacing: a, min: 2 }\nkubernetes: { channel: regular }\n',
    hub:
      'sizes: { small: { memory: 4Gi, default: true }, gpu: { gpu: t4, gpu-shares: 2 }, whole: { gpu: l4 }, n4: ' +
      '{ memory: 10Gi, machine: { gcp: n4-standard-16 } } }\ndask: true\n',
  }

  test('every planned pool is there once for each generation, with its labels, taints and limits', () => {
    const { cluster: plan } = plans(shapes)
    const made = pools(shapes)
    expect(Object.keys(made).sort()).toEqual(plan.pools.flatMap((pool) => [`${pool.name}-a`, `${pool.name}-b`]).sort())
    for (const pool of plan.pools) {
      expect(made[`${pool.name}-b`]).toMatchObject({
        autoscaling: { total_min_node_count: pool.min, total_max_node_count: pool.max },
        node_config: {
          labels: pool.labels,
          taint: pool.taints.map(({ key, value }) => ({ key, value, effect: 'NO_SCHEDULE' })),
          spot: pool.spot,
          machine_type: pool.machine.type,
        },
      })
    }
  })

  test('all of them hide their own account from pods, hold CPU limits, and lie in the zone of the homes', () => {
    for (const pool of Object.values(pools(shapes))) {
      expect(pool).toMatchObject({
        node_config: {
          workload_metadata_config: { mode: 'GKE_METADATA' },
          kubelet_config: { cpu_cfs_quota: true },
          service_account: '${google_service_account.nodes.email}',
        },
        node_locations: [at(hub(), 'google_compute_disk/homes/zone')],
        management: { auto_upgrade: true },
      })
    }
  })

  test('a shared GPU is shared by that many, another by nobody, and drivers come with it', () => {
    const made = pools(shapes)
    expect(at(made, 'gpu-n1-standard-8-t4-x2-a/node_config/guest_accelerator/0')).toMatchObject({
      type: 'nvidia-tesla-t4',
      count: 1,
      gpu_driver_installation_config: { gpu_driver_version: 'DEFAULT' },
      gpu_sharing_config: { gpu_sharing_strategy: 'TIME_SHARING', max_shared_clients_per_gpu: 2 },
    })
    expect(at(made, 'gpu-g2-standard-4-l4-a/node_config/guest_accelerator')).toEqual([
      { type: 'nvidia-l4', count: 1, gpu_driver_installation_config: { gpu_driver_version: 'DEFAULT' } },
    ])
  })

  test('boot from a disk that the machine takes', () => {
    const made = pools(shapes)
    expect(at(made, 'user-n4-standard-16-a/node_config/disk_type')).toBe('hyperdisk-balanced')
    expect(at(made, 'user-n2-highmem-4-a/node_config/disk_type')).toBe('pd-balanced')
  })

  test('have an account that only writes logs and metrics and reads images', () => {
    const roles = Object.values(all(cluster(), 'google_project_iam_member')).map((member) => at(member, 'role'))
    expect(roles.sort()).toEqual(['roles/artifactregistry.reader', 'roles/container.defaultNodeServiceAccount'])
  })
})

describe('a hub', () => {
  test('its homes are protected and kept for as many days as are set', () => {
    const resource = hub({ home: 'home: { disk: 200Gi, speed: fast, backup: { keep: 9 } }' })
    expect(at(resource, 'google_compute_disk/homes')).toMatchObject({
      size: 200,
      type: 'pd-ssd',
      lifecycle: { prevent_destroy: true },
    })
    expect(
      at(resource, 'google_compute_resource_policy/homes/snapshot_schedule_policy/retention_policy/max_retention_days'),
    ).toBe(9)
    expect(at(resource, 'google_compute_disk_resource_policy_attachment/homes/disk')).toBe(
      '${google_compute_disk.homes.name}',
    )
    const loose = hub({ home: 'home: { disk: 200Gi, delete: true, backup: { keep: 0 } }' })
    expect(at(loose, 'google_compute_disk/homes/lifecycle/prevent_destroy')).toBe(false)
    expect(loose['google_compute_resource_policy']).toBeUndefined()
  })

  test('the volume that Kubernetes is told of is the disk that Terraform makes', () => {
    const { project, zone, name } = all(hub(), 'google_compute_disk/homes') as {
      project: string
      zone: string
      name: string
    }
    expect(gcp.wiring(plans().hub).homeDisk).toEqual({
      driver: 'pd.csi.storage.gke.io',
      handle: `projects/${project}/zones/${zone}/disks/${name}`,
    })
  })

  test('managed homes are found by a name that Terraform gives them', () => {
    const extra = { home: 'home: { kind: managed, disk: 100Gi, backup: { keep: 0 } }' }
    const resource = hub(extra)
    const { homeShare } = gcp.wiring(plans(extra).hub)
    expect(`${homeShare!.server}.`).toBe(at(resource, 'google_dns_record_set/homes/name'))
    expect(homeShare!.path).toBe(`/${String(at(resource, 'google_filestore_instance/homes/file_shares/name'))}`)
    expect(at(resource, 'google_filestore_instance/homes')).toMatchObject({
      lifecycle: { prevent_destroy: true },
      file_shares: { capacity_gb: 1024 },
    })
  })

  const data: Extra = {
    hub:
      'buckets: { scratch: { expires: 7d, delete: true }, persistent: { versions: true, requester-pays: true }, ' +
      '2020-data: { expires: 30d, versions: true } }\ndata: { read: { sentinel: "gs://others-data/2026" }, ' +
      'write: { results: "gs://others-results" } }\n',
  }

  test('no bucket can become public, and each keeps what its settings say', () => {
    const buckets = all(hub(data), 'google_storage_bucket')
    for (const bucket of Object.values(buckets))
      expect(bucket).toMatchObject({ public_access_prevention: 'enforced', uniform_bucket_level_access: true })
    expect(buckets['scratch']).toMatchObject({
      force_destroy: true,
      lifecycle: { prevent_destroy: false },
      soft_delete_policy: { retention_duration_seconds: 0 },
    })
    expect(at(buckets, 'scratch/lifecycle_rule/1')).toEqual({
      action: { type: 'Delete' },
      condition: { age: 7, with_state: 'ANY' },
    })
    expect(buckets['persistent']).toMatchObject({
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
      versioning: { enabled: true },
      requester_pays: true,
    })
    // an object that expires still has its thirty days as an older version
    expect([1, 2].map((i) => at(buckets, `_2020-data/lifecycle_rule/${i}/condition/with_state`))).toEqual([
      'LIVE',
      'ARCHIVED',
    ])
  })

  test('its identity writes its own buckets, is trusted from one service account, and has no rights beyond', () => {
    const resource = hub(data)
    const { hub: plan } = plans(data)
    const grants = Object.values(all(resource, 'google_storage_bucket_iam_member'))
    expect(grants.map((grant) => at(grant, 'bucket')).sort()).toEqual([
      '${google_storage_bucket._2020-data.name}',
      '${google_storage_bucket.persistent.name}',
      '${google_storage_bucket.scratch.name}',
    ])
    expect(new Set(grants.map((grant) => at(grant, 'role')))).toEqual(new Set(['roles/storage.objectUser']))
    expect(Object.keys(all(resource, 'google_service_account_iam_member'))).toEqual([plan.serviceAccount])
    expect(at(resource, `google_service_account_iam_member/${plan.serviceAccount}/member`)).toMatch(
      new RegExp(`\\[${plan.namespace}/${plan.serviceAccount}\\]$`),
    )
    expect(Object.keys(all(resource, 'google_project_iam_member'))).toEqual(['requester_pays'])
    const email = `${String(at(resource, 'google_service_account/hub/account_id'))}@ice-hubs-1234.iam.gserviceaccount.com`
    expect(gcp.wiring(plan).serviceAccountAnnotations).toEqual({ 'iam.gke.io/gcp-service-account': email })
    expect(gcp.hub(plan).outputs['ask_bucket_owners']?.value).toEqual({
      results:
        `gcloud storage buckets add-iam-policy-binding gs://others-results --member=serviceAccount:${email} ` +
        '--role=roles/storage.objectUser',
      sentinel:
        `gcloud storage buckets add-iam-policy-binding gs://others-data --member=serviceAccount:${email} ` +
        '--role=roles/storage.objectViewer',
    })
  })

  test('without data of its own it has no identity', () => {
    expect(hub()['google_service_account']).toBeUndefined()
    expect(gcp.wiring(plans().hub).serviceAccountAnnotations).toEqual({})
  })

  test('servers reach the metadata service, which workload identity needs, and know their project', () => {
    expect(gcp.wiring(plans().hub)).toMatchObject({
      blockMetadata: false,
      allowMetadata: true,
      environment: { GOOGLE_CLOUD_PROJECT: 'ice-hubs-1234' },
      identityEnvironment: {},
    })
  })

  test('an address that its DNS record points to outlives the load balancer', () => {
    const { cluster: plan } = plans()
    expect(gcp.clusterWiring(plan).loadBalancer['networking.gke.io/load-balancer-ip-addresses']).toBe(
      at(cluster(), 'google_compute_address/ingress/name'),
    )
    const none = { cluster: 'ingress: none\n' }
    expect(cluster(none)['google_compute_address']).toBeUndefined()
    expect(gcp.clusterWiring(plans(none).cluster).loadBalancer).toEqual({})
  })

  test('its small disks use the class that the cluster defines', () => {
    const { cluster: plan, hub: one } = plans()
    const [storageClass] = gcp.clusterManifests(plan)
    expect(gcp.wiring(one).storageClass).toBe(storageClass!.metadata.name)
    expect(gcp.clusterWiring(plan).storageClass).toBe(storageClass!.metadata.name)
    expect(storageClass!['parameters']).toEqual({
      type: 'pd-balanced',
      labels: 'community=ice,environment=production,hub=cluster,purpose=jupyterhub',
    })
  })

  test('another hub changes nothing in its root', () => {
    expect(hub({ hubs: { staging: 'buckets: { scratch: { expires: 1d } }\n' } })).toEqual(hub())
  })
})

test.each([
  [100, 1024],
  [1025, 1280],
  [9984, 9984],
  [9985, 10_240],
  [10_241, 12_800],
])('managed homes of %i GiB are an instance of %i GiB', (asked, made) => {
  expect(capacity(asked)).toBe(made)
})

describe('names', () => {
  const long = 'a-community-with-a-very-long-name'
  test.each([
    ['a service account', accountId('a-b'), /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/],
    ['one that begins with a digit', accountId('2i2c-prod'), /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/],
    ['a long one', accountId(`${long}-${long}`), /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/],
    [
      'a cluster',
      clusterName({ community: '2i2c', name: '2i2c', cloud: 'gcp', region: 'us-central1', account: 'x' }),
      /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/,
    ],
    ['a disk', hubName({ community: long, hub: long, namespace: 'x' }, 'homes'), /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/],
    [
      'a bucket',
      bucketName(
        { community: long, hub: long, namespace: 'x' },
        { community: 'x', name: 'x', cloud: 'gcp', region: 'us-central1', account: 'ice-hubs-1234' },
        'persistent',
      ),
      /^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$/,
    ],
  ])('%s has the form that Google asks for', (_what, name, form) => {
    expect(name).toMatch(form)
  })
  test('long names that begin alike stay apart', () => {
    expect(accountId(`${long}-${long}-a`)).not.toBe(accountId(`${long}-${long}-b`))
  })
  test('labels have the characters that Google takes', () => {
    expect(cloudLabels({ Community: 'Ice/Lab ä' })).toEqual({ community: 'ice-lab-' })
  })
})

test('text of an input is data in Terraform', () => {
  const text = JSON.stringify(cluster({ cluster: 'admins: ["user:${file(1)}@ice.example.org"]\n' }))
  expect(text).toContain('user:$${file(1)}@')
})
