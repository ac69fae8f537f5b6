import { describe, expect, test } from 'vitest'
import { nodePoolName } from '../../../lib/clouds/azure/names.ts'
import { plans, roots, SUBSCRIPTION, type Json } from './fleet.ts'
import { shapes } from './shapes.ts'

const all = Object.entries(shapes).map(([name, extra]) => [name, extra] as const)
const everyBlock = (root: Json): [string, Record<string, unknown>][] =>
  Object.entries(root.resource).flatMap(([type, blocks]) =>
    Object.entries(blocks).map(([name, args]) => [`${type}.${name}`, args] as [string, Record<string, unknown>]),
  )
const main = (root: Json): Record<string, unknown> => root.resource['azurerm_kubernetes_cluster']!['main']!

describe.each(all)('%s', (_name, extra) => {
  const { cluster, hub } = roots(extra)
  const { cluster: plan, hub: hubPlan } = plans(extra)

  test('what an expert looks for in a cluster', () => {
    expect(main(cluster)).toMatchObject({
      oidc_issuer_enabled: true,
      workload_identity_enabled: true,
      role_based_access_control_enabled: true,
      azure_policy_enabled: false,
      sku_tier: 'Standard',
      network_profile: {
        network_plugin: 'azure',
        network_plugin_mode: 'overlay',
        network_data_plane: 'cilium',
        network_policy: 'cilium',
        pod_cidr: plan.network.pods,
        service_cidr: plan.network.services,
      },
      identity: { type: 'UserAssigned' },
    })
    expect((main(cluster)['lifecycle'] as { prevent_destroy?: boolean }).prevent_destroy).toBe(
      plan.settings.values.protect ? true : undefined,
    )
  })

  test('labels on everything that takes tags', () => {
    const untagged =
      /role_assignment|federated|subnet|association|_policy|_instance|container\.|share\.|flow_log|consumption|node_pool/
    for (const [address, args] of [...everyBlock(cluster), ...everyBlock(hub)]) {
      if (untagged.test(address)) continue
      expect(args['tags'], address).toMatchObject({ community: 'soil', purpose: 'jupyterhub' })
    }
  })

  test('a pool for each of the plan and each generation, with its labels, taints, size and zone', () => {
    const pools = cluster.resource['azurerm_kubernetes_cluster_node_pool'] ?? {}
    const wanted = plan.pools.filter(({ purpose }) => purpose !== 'core')
    expect(
      Object.values(pools)
        .map((pool) => pool['name'])
        .sort(),
    ).toEqual(
      wanted.flatMap((pool) => pool.generations.map((generation) => nodePoolName(pool.name, generation))).sort(),
    )
    for (const pool of wanted) {
      for (const generation of pool.generations) {
        const block = pools[`${pool.name}-${generation}`]!
        expect(block).toMatchObject({
          vm_size: pool.machine.type,
          max_pods: pool.machine.maxPods,
          max_count: pool.max,
          min_count: pool.min,
          os_disk_size_gb: pool.disk,
          node_labels: pool.labels,
          zones: ['1'],
          tags: { pool: pool.name },
        })
        expect(block['node_taints']).toEqual(
          expect.arrayContaining(pool.taints.map(({ key, value, effect }) => `${key}=${value}:${effect}`)),
        )
        expect(block['priority']).toBe(pool.spot ? 'Spot' : undefined)
        if (pool.spot)
          expect([
            block['eviction_policy'],
            block['spot_max_price'],
            block['upgrade_settings'],
            block['node_taints'],
          ]).toEqual([
            'Delete',
            -1,
            undefined,
            expect.arrayContaining(['kubernetes.azure.com/scalesetpriority=spot:NoSchedule']),
          ])
        expect(block['gpu_driver']).toBe(pool.machine.gpu ? 'Install' : undefined)
      }
    }
  })

  test('names at Azure are within its limits and apart', () => {
    const pools = Object.values(cluster.resource['azurerm_kubernetes_cluster_node_pool'] ?? {}).map(
      (pool) => pool['name'] as string,
    )
    for (const name of pools) expect(name).toMatch(/^[a-z][a-z0-9]{0,11}$/)
    expect(new Set(pools).size).toBe(pools.length)
    for (const { name } of Object.values(hub.resource['azurerm_storage_account'] ?? {}))
      expect(name).toMatch(/^[a-z0-9]{3,24}$/)
    for (const [address] of [...everyBlock(cluster), ...everyBlock(hub)])
      expect(address.split('.')[1]).toMatch(/^[a-z_][a-zA-Z0-9_-]*$/)
  })

  test("what holds people's data is kept unless the settings say otherwise", () => {
    const kept = (type: string, name: string): unknown =>
      (hub.resource[type]?.[name]?.['lifecycle'] as { prevent_destroy?: boolean } | undefined)?.prevent_destroy
    if (hubPlan.home.kind === 'disk')
      expect(kept('azurerm_managed_disk', 'homes')).toBe(hubPlan.home.mayDestroy ? undefined : true)
    if (hubPlan.home.kind === 'managed')
      expect([kept('azurerm_storage_account', 'homes'), kept('azurerm_storage_share', 'homes')]).toEqual([true, true])
    for (const bucket of hubPlan.buckets)
      expect(kept('azurerm_storage_container', `bucket_${bucket.key}`), bucket.key).toBe(
        bucket.mayDestroy ? undefined : true,
      )
  })

  test('storage takes tokens only, encrypted, and shows nothing to the public', () => {
    const accounts = Object.entries(hub.resource['azurerm_storage_account'] ?? {})
    expect(accounts.length).toBeGreaterThanOrEqual('azurerm_storage_container' in hub.resource ? 1 : 0)
    for (const [name, account] of accounts) {
      expect(account, name).toMatchObject({
        shared_access_key_enabled: false,
        allow_nested_items_to_be_public: false,
        min_tls_version: 'TLS1_2',
        local_user_enabled: false,
        cross_tenant_replication_enabled: false,
      })
    }
  })

  test("the identity is trusted for the servers' account of its namespace, and may use its own containers only", () => {
    const trusts = Object.values(hub.resource['azurerm_federated_identity_credential'] ?? {}).map(
      ({ subject }) => subject,
    )
    if (hubPlan.identity === undefined) return expect(trusts).toEqual([])
    expect(trusts).toContain(`system:serviceaccount:${hubPlan.namespace}:${hubPlan.serviceAccount}`)
    const rights = Object.values(hub.resource['azurerm_role_assignment'] ?? {}).filter(({ principal_id }) =>
      String(principal_id).includes('.servers.'),
    )
    expect(rights.map(({ role_definition_name }) => role_definition_name)).toEqual(
      hubPlan.buckets.map(() => 'Storage Blob Data Contributor'),
    )
    for (const { scope } of rights) expect(scope).toMatch(/\/blobServices\/default\/containers\//)
  })

  test('no reference leads nowhere', () => {
    for (const root of [cluster, hub]) {
      for (const [, path] of JSON.stringify(root.whole).matchAll(
        /\$\{(data\.azurerm_\w+\.[\w-]+|azurerm_\w+\.[\w-]+)[.[]/g,
      )) {
        const [mode, type, name] = path!.startsWith('data.')
          ? (path!.split('.') as [string, string, string])
          : (['resource', ...path!.split('.')] as [string, string, string])
        expect((root.whole[mode] as Record<string, Record<string, unknown>>)?.[type]?.[name], path).toBeDefined()
      }
    }
  })
})

describe('single settings', () => {
  const clusterOf = (cluster: string): Record<string, unknown> => main(roots({ cluster }).cluster)

  test('own network: private machines behind NAT in their zone', () => {
    const { resource } = roots().cluster
    expect(resource['azurerm_subnet']!['nodes']).toMatchObject({
      default_outbound_access_enabled: false,
      service_endpoints: ['Microsoft.Storage'],
    })
    expect(resource['azurerm_nat_gateway']!['main']!['zones']).toEqual(['1'])
    expect(main(roots().cluster)).toMatchObject({
      network_profile: { outbound_type: 'userAssignedNATGateway' },
      depends_on: expect.arrayContaining(['azurerm_subnet_nat_gateway_association.nodes']),
    })
    expect(resource['azurerm_virtual_network']!['main']!['address_space']).toEqual([plans().cluster.network.nodes])
  })

  test('existing network: found, and left as it is', () => {
    const { resource, data } = roots(shapes['a network that is there']).cluster
    expect(data['azurerm_subnet']!['nodes']).toEqual({
      name: 'machines',
      resource_group_name: 'network-team',
      virtual_network_name: 'research',
    })
    expect([
      resource['azurerm_virtual_network'],
      resource['azurerm_nat_gateway'],
      resource['azurerm_public_ip'],
    ]).toEqual([undefined, undefined, undefined])
  })

  test.each([
    ['westeurope', '', '1'],
    ['westeurope', 'zones: ["2"]\n', '2'],
    ['westus', '', undefined],
  ])('in %s %s everything is in zone %s', (region, cluster, zone) => {
    const made = roots({ region, cluster })
    const zones = [...JSON.stringify(made.cluster.whole).matchAll(/"zones":\["(.)"\]/g)].map(([, one]) => one)
    expect(new Set(zones)).toEqual(new Set(zone === undefined ? [] : [zone]))
    expect(made.hub.resource['azurerm_managed_disk']!['homes']!['zone']).toBe(zone)
  })

  test('admins come in by Entra, and nobody by certificate', () => {
    expect(clusterOf('admins: [11111111-1111-1111-1111-111111111111]\n')).toMatchObject({
      local_account_disabled: true,
      azure_active_directory_role_based_access_control: {
        azure_rbac_enabled: true,
        admin_group_object_ids: ['11111111-1111-1111-1111-111111111111'],
      },
    })
    expect(clusterOf('')['local_account_disabled']).toBeUndefined()
  })

  test("the nodes' own way out may reach the API beside the ranges that are named", () => {
    expect(clusterOf('network: { api-access: [198.51.100.0/24] }\n')['api_server_access_profile']).toEqual({
      authorized_ip_ranges: ['198.51.100.0/24', '${azurerm_public_ip.nat.ip_address}/32'],
    })
    expect(clusterOf('network: { private-api: true }\n')).toMatchObject({
      private_cluster_enabled: true,
      run_command_enabled: true,
    })
  })

  test('what Azure upgrades by itself, Terraform does not take back', () => {
    expect(clusterOf('kubernetes: { channel: rapid }\n')).toMatchObject({
      automatic_upgrade_channel: 'rapid',
      lifecycle: { ignore_changes: ['kubernetes_version'] },
    })
    // pools that come later begin with the version that the cluster has by then
    expect(JSON.stringify(roots({ cluster: 'kubernetes: { channel: rapid }\n' }).cluster)).not.toContain(
      'orchestrator_version',
    )
    expect(JSON.stringify(roots({ cluster: 'kubernetes: { channel: null }\n' }).cluster)).toContain(
      'orchestrator_version',
    )
    const still = clusterOf('kubernetes: { channel: null }\nmaintenance: null\n')
    expect([
      still['automatic_upgrade_channel'],
      still['node_os_upgrade_channel'],
      still['maintenance_window_node_os'],
    ]).toEqual([undefined, 'Unmanaged', undefined])
  })

  test("the budget covers the machines' group and the hubs', and begins in the month it is made", () => {
    const { resource } = roots({ cluster: 'budget: { monthly: 1500 EUR, alert: [hubs@soil.example.org] }\n' }).cluster
    expect(resource['azurerm_consumption_budget_subscription']!['main']).toMatchObject({
      subscription_id: `/subscriptions/${SUBSCRIPTION}`,
      amount: 1500,
      filter: { dimension: [{ name: 'ResourceGroupName', values: ['soil', 'soil.nodes', 'soil_soil-prod'] }] },
      notification: [50, 90, 100].map((threshold) =>
        expect.objectContaining({ threshold, contact_emails: ['hubs@soil.example.org'] }),
      ),
      lifecycle: { ignore_changes: ['time_period'] },
    })
  })

  test('flow logs have the resource provider that they need', () => {
    const registered = (flows: string): string[] =>
      (roots({ cluster: flows }).cluster as unknown as { provider: { azurerm: Record<string, string[]> } }).provider
        .azurerm['resource_providers_to_register']!
    expect(registered('network: { flow-logs: true }\n')).toContain('microsoft.insights')
    expect(registered('')).not.toContain('microsoft.insights')
  })

  test('pools keep what the provider could only change by taking their machines away', () => {
    const pools = Object.values(
      roots({ cluster: 'machines: { disk: 200Gi }\n' }).cluster.resource['azurerm_kubernetes_cluster_node_pool']!,
    )
    expect(pools.length).toBeGreaterThan(0)
    for (const pool of pools)
      expect(pool).toMatchObject({ lifecycle: { ignore_changes: ['os_disk_size_gb', 'zones', 'max_pods'] } })
  })

  test("a repository's numbers are trusted beside its name", () => {
    const { resource } = roots({ cluster: 'deployer: { repository: soil-lab/hubs, ids: 123/4567 }\n' }).cluster
    const trusted = Object.values(resource['azurerm_federated_identity_credential']!)
    expect(trusted.map(({ subject }) => subject).sort()).toEqual([
      'repo:soil-lab/hubs:ref:refs/heads/main',
      'repo:soil-lab@123/hubs@4567:ref:refs/heads/main',
    ])
    expect(new Set(trusted.map(({ name }) => name)).size).toBe(2)
  })

  test('a deployer for one branch of one repository, without a key', () => {
    const { resource } = roots({ cluster: 'deployer: { repository: soil-lab/hubs }\n' }).cluster
    expect(resource['azurerm_federated_identity_credential']!['deployer']).toMatchObject({
      subject: 'repo:soil-lab/hubs:ref:refs/heads/main',
      issuer: 'https://token.actions.githubusercontent.com',
      audience: ['api://AzureADTokenExchange'],
    })
  })

  test('daily snapshots, as many as the settings say; none where they say none', () => {
    const { resource } = roots({ home: 'home: { disk: 200Gi, backup: { keep: 30 } }' }).hub
    expect(resource['azurerm_data_protection_backup_policy_disk']!['homes']).toMatchObject({
      name: 'daily-keep-30',
      default_retention_duration: 'P30D',
      backup_repeating_time_intervals: [expect.stringMatching(/\/P1D$/)],
    })
    expect(
      roots({ home: 'home: { disk: 200Gi, backup: { keep: 0 } }' }).hub.resource[
        'azurerm_data_protection_backup_vault'
      ],
    ).toBeUndefined()
  })

  test('buckets empty themselves, and older versions go', () => {
    const rules = (hub: string): unknown =>
      roots({ hub }).hub.resource['azurerm_storage_management_policy']?.['buckets']?.['rule']
    expect(rules('buckets: { scratch: { expires: 7d } }')).toEqual([
      expect.objectContaining({
        actions: { base_blob: { delete_after_days_since_modification_greater_than: 7 } },
        filters: { blob_types: ['blockBlob', 'appendBlob'], prefix_match: ['scratch/'] },
      }),
    ])
    expect(rules('buckets: { results: { versions: true }, scratch: { expires: 7d } }')).toEqual([
      expect.objectContaining({ actions: { version: { delete_after_days_since_creation: 30 } } }),
      expect.objectContaining({
        actions: {
          base_blob: { delete_after_days_since_modification_greater_than: 7 },
          version: { delete_after_days_since_creation: 1 },
        },
      }),
    ])
    expect(rules('buckets: { results: {} }')).toBeUndefined()
  })

  test('text of an input stays text', () => {
    const { hub } = roots({
      cluster: 'state: { kind: http, url: "https://state.example.org/soil" }\n',
      hub: 'buckets: { scratch: { name: soil-scratch-1 } }',
    })
    expect(JSON.stringify(hub.whole)).not.toMatch(/\$\{(?!data\.azurerm_|azurerm_)/)
  })
})
