import { expect } from 'vitest'
import { blocks, type Row, type View } from './views.ts'

const gke = ({ root }: View) => root.resource['google_container_cluster']!['main']!
const eks = ({ root }: View) => root.resource['aws_eks_cluster']!['main']!
const aks = ({ root }: View) => root.resource['azurerm_kubernetes_cluster']!['main']!
const settings = ({ plan }: View) => plan.settings.values
const existing = (view: View) => settings(view).network?.existing
const LABELS = (view: View) => ({
  community: view.plan.community,
  hub: 'cluster',
  purpose: 'jupyterhub',
  environment: 'production',
})

export const clusterRows: Record<string, Row> = {
  Network: {
    gcp: (view) => {
      if (existing(view))
        return expect([gke(view)['network'], blocks(view.root, 'google_compute_network')]).toEqual([
          existing(view)!.network,
          {},
        ])
      expect(blocks(view.root, 'google_compute_network')['main']).toMatchObject({ auto_create_subnetworks: false })
      expect(blocks(view.root, 'google_compute_subnetwork')['nodes']).toMatchObject({
        ip_cidr_range: view.plan.network.nodes,
        private_ip_google_access: true,
        secondary_ip_range: [{ ip_cidr_range: view.plan.network.pods }, { ip_cidr_range: view.plan.network.services }],
      })
    },
    aws: (view) => {
      if (existing(view))
        return expect([
          blocks(view.root, 'aws_vpc'),
          Object.keys(blocks(view.root, 'aws_subnet', 'data')).length,
        ]).toEqual([{}, existing(view)!.subnets.length])
      expect(Object.keys(blocks(view.root, 'aws_vpc'))).toEqual(['main'])
      expect(Object.keys(blocks(view.root, 'aws_subnet')).sort()).toEqual(
        view.plan.zones
          .flatMap((zone) => ['private', 'public'].map((kind) => `${kind}_${zone.replaceAll('-', '_')}`))
          .sort(),
      )
      expect(eks(view)['kubernetes_network_config']).toEqual({ service_ipv4_cidr: view.plan.network.services })
    },
    azure: (view) => {
      if (existing(view))
        return expect([
          blocks(view.root, 'azurerm_virtual_network'),
          Object.keys(blocks(view.root, 'azurerm_subnet', 'data')),
        ]).toEqual([{}, ['nodes']])
      expect(blocks(view.root, 'azurerm_virtual_network')['main']!['address_space']).toEqual([view.plan.network.nodes])
      expect(aks(view)['network_profile']).toMatchObject({
        pod_cidr: view.plan.network.pods,
        service_cidr: view.plan.network.services,
      })
    },
  },
  'Way out': {
    gcp: (view) =>
      existing(view)
        ? expect(blocks(view.root, 'google_compute_router_nat')).toEqual({})
        : expect(blocks(view.root, 'google_compute_router_nat')['main']).toMatchObject({
            enable_dynamic_port_allocation: true,
            min_ports_per_vm: 256,
          }),
    aws: (view) => {
      expect(Object.keys(blocks(view.root, 'aws_nat_gateway'))).toEqual(existing(view) ? [] : ['main'])
      if (!existing(view))
        expect(blocks(view.root, 'aws_vpc_endpoint')['s3']).toMatchObject({ vpc_endpoint_type: 'Gateway' })
    },
    azure: (view) => {
      expect((aks(view)['network_profile'] as unknown as Record<string, string>)['outbound_type']).toBe(
        existing(view) ? 'loadBalancer' : 'userAssignedNATGateway',
      )
      if (!existing(view))
        expect(blocks(view.root, 'azurerm_subnet')['nodes']).toMatchObject({ service_endpoints: ['Microsoft.Storage'] })
    },
  },
  'Machines without public addresses': {
    gcp: (view) => expect(gke(view)['private_cluster_config']).toMatchObject({ enable_private_nodes: true }),
    aws: (view) => {
      for (const subnet of Object.values(blocks(view.root, 'aws_subnet')))
        expect(subnet['map_public_ip_on_launch'] ?? false).toBe(false)
      expect(blocks(view.root, 'aws_eks_node_group')).not.toEqual({})
      for (const group of Object.values(blocks(view.root, 'aws_eks_node_group')))
        expect(JSON.stringify(group['subnet_ids'])).not.toContain('public')
    },
    azure: (view) => {
      expect(view.text).not.toContain('node_public_ip')
      if (!existing(view))
        expect(blocks(view.root, 'azurerm_subnet')['nodes']).toMatchObject({ default_outbound_access_enabled: false })
    },
  },
  'Who reaches the Kubernetes API': {
    gcp: (view) => {
      const { 'api-access': ranges = [], 'private-api': isPrivate = false } = settings(view).network ?? {}
      expect(
        (gke(view)['private_cluster_config'] as unknown as Record<string, boolean>)['enable_private_endpoint'],
      ).toBe(isPrivate)
      const limit = gke(view)['master_authorized_networks_config']
      if (ranges.length === 0 && !isPrivate) return expect(limit).toBeUndefined()
      expect(limit).toMatchObject({
        gcp_public_cidrs_access_enabled: false,
        ...(ranges.length > 0 ? { cidr_blocks: ranges.map((cidr_block) => ({ cidr_block })) } : {}),
      })
    },
    aws: (view) => {
      const { 'api-access': ranges, 'private-api': isPrivate = false } = settings(view).network ?? {}
      expect(eks(view)['vpc_config']).toMatchObject({
        endpoint_private_access: true,
        endpoint_public_access: !isPrivate,
        ...(ranges && !isPrivate ? { public_access_cidrs: ranges } : {}),
      })
    },
    azure: (view) => {
      const { 'api-access': ranges, 'private-api': isPrivate = false } = settings(view).network ?? {}
      expect([aks(view)['private_cluster_enabled'], aks(view)['run_command_enabled']]).toEqual([isPrivate, isPrivate])
      if (ranges)
        expect(aks(view)['api_server_access_profile']).toMatchObject({
          authorized_ip_ranges: expect.arrayContaining(ranges) as unknown,
        })
    },
  },
  'Version and upgrades': {
    gcp: (view) =>
      expect(gke(view)).toMatchObject({
        min_master_version: settings(view).kubernetes.version,
        release_channel: { channel: settings(view).kubernetes.channel?.toUpperCase() ?? 'UNSPECIFIED' },
      }),
    aws: (view) =>
      expect(eks(view)).toMatchObject({
        version: settings(view).kubernetes.version,
        upgrade_policy: { support_type: 'STANDARD' },
      }),
    azure: (view) => {
      const { version, channel } = settings(view).kubernetes
      expect(aks(view)).toMatchObject({ kubernetes_version: version, sku_tier: 'Standard' })
      expect(aks(view)['automatic_upgrade_channel']).toBe(channel && (channel === 'rapid' ? 'rapid' : 'stable'))
    },
  },
  'Workload identity': {
    gcp: (view) =>
      expect(gke(view)['workload_identity_config']).toEqual({ workload_pool: `${view.plan.account}.svc.id.goog` }),
    aws: (view) => {
      expect(Object.values(blocks(view.root, 'aws_eks_addon')).map((addon) => addon['addon_name'])).toContain(
        'eks-pod-identity-agent',
      )
      expect(blocks(view.root, 'aws_iam_openid_connect_provider')['cluster']).toBeDefined()
    },
    azure: (view) => expect(aks(view)).toMatchObject({ oidc_issuer_enabled: true, workload_identity_enabled: true }),
  },
  'Network policies': {
    gcp: (view) =>
      expect([gke(view)['datapath_provider'], view.releases.includes('calico')]).toEqual(['ADVANCED_DATAPATH', false]),
    aws: (view) => expect(view.releases).toContain('calico'),
    azure: (view) => {
      expect(aks(view)['network_profile']).toMatchObject({ network_data_plane: 'cilium', network_policy: 'cilium' })
      expect(view.releases).not.toContain('calico')
    },
  },
  Logs: {
    gcp: (view) => {
      expect(gke(view)['logging_config']).toEqual({ enable_components: ['SYSTEM_COMPONENTS', 'WORKLOADS'] })
      expect(blocks(view.root, 'google_logging_project_exclusion')['user_servers']!['filter']).toContain(
        'singleuser-server',
      )
    },
    aws: (view) => {
      expect(eks(view)['enabled_cluster_log_types']).toEqual(['api', 'audit', 'authenticator'])
      expect(blocks(view.root, 'aws_cloudwatch_log_group')['cluster']).toMatchObject({
        name: `/aws/eks/${view.plan.name}/cluster`,
        retention_in_days: 90,
      })
    },
    azure: (view) => expect(view.text).not.toMatch(/oms_agent|diagnostic_setting|log_analytics/),
  },
  'Flow logs, as a setting': {
    gcp: (view) => {
      if (!existing(view))
        expect(blocks(view.root, 'google_compute_subnetwork')['nodes']!['log_config'] !== undefined).toBe(
          settings(view).network?.['flow-logs'] ?? false,
        )
    },
    aws: (view) =>
      expect(blocks(view.root, 'aws_flow_log')['main'] !== undefined).toBe(
        settings(view).network?.['flow-logs'] ?? false,
      ),
    azure: (view) =>
      expect(blocks(view.root, 'azurerm_network_watcher_flow_log')['main'] !== undefined).toBe(
        settings(view).network?.['flow-logs'] ?? false,
      ),
  },
  Metrics: {
    gcp: (view) => {
      expect(gke(view)['monitoring_config']).toEqual({
        enable_components: ['SYSTEM_COMPONENTS'],
        managed_prometheus: { enabled: false },
      })
      expect(view.releases).toEqual(expect.arrayContaining(['prometheus', 'grafana']))
    },
    aws: (view) => {
      expect(view.releases).toEqual(expect.arrayContaining(['prometheus', 'grafana']))
      expect(view.text).not.toContain('amazon-cloudwatch-observability')
    },
    azure: (view) => {
      expect(view.releases).toEqual(expect.arrayContaining(['prometheus', 'grafana']))
      expect(aks(view)['monitor_metrics']).toBeUndefined()
    },
  },
  'Maintenance window': {
    gcp: (view) => expect(gke(view)['maintenance_policy'] !== undefined).toBe(settings(view).maintenance !== undefined),
    aws: (view) => expect(view.text).not.toContain('maintenance'),
    azure: (view) =>
      expect(
        (aks(view)['maintenance_window_node_os'] as unknown as Record<string, string> | undefined)?.[
          'day_of_week'
        ]?.toLowerCase(),
      ).toBe(settings(view).maintenance?.day),
  },
  'Protection from deletion': {
    gcp: (view) => expect(gke(view)['deletion_protection']).toBe(settings(view).protect),
    aws: (view) => expect(eks(view)['lifecycle']?.['prevent_destroy']).toBe(settings(view).protect ? true : undefined),
    azure: (view) =>
      expect(aks(view)['lifecycle']?.['prevent_destroy']).toBe(settings(view).protect ? true : undefined),
  },
  Encryption: {
    gcp: (view) => {
      expect(gke(view)).toMatchObject({ enable_shielded_nodes: true })
      expect(view.text).not.toContain('google_kms')
    },
    aws: (view) => {
      expect(eks(view)['encryption_config']).toMatchObject({ resources: ['secrets'] })
      expect(blocks(view.root, 'aws_kms_key')['secrets']).toMatchObject({ enable_key_rotation: true })
      for (const template of Object.values(blocks(view.root, 'aws_launch_template')))
        expect(template['block_device_mappings']).toMatchObject([{ ebs: { encrypted: 'true' } }])
    },
    azure: (view) => expect(view.text).not.toMatch(/disk_encryption_set|host_encryption/),
  },
  Admins: {
    gcp: (view) =>
      expect(
        Object.entries(blocks(view.root, 'google_project_iam_member'))
          .filter(([name]) => name.startsWith('admin_'))
          .map(([, { member, role }]) => [member, role]),
      ).toEqual((settings(view).admins ?? []).map((member) => [member, 'roles/container.admin'])),
    aws: (view) => {
      const admins = settings(view).admins ?? []
      expect(eks(view)['access_config']).toMatchObject({
        authentication_mode: 'API',
        bootstrap_cluster_creator_admin_permissions: admins.length === 0,
      })
      expect(Object.values(blocks(view.root, 'aws_eks_access_entry')).map((entry) => entry['principal_arn'])).toEqual(
        expect.arrayContaining(admins),
      )
    },
    azure: (view) => {
      const admins = settings(view).admins
      if (!admins) return expect(aks(view)['local_account_disabled']).toBeUndefined()
      expect(aks(view)).toMatchObject({
        local_account_disabled: true,
        azure_active_directory_role_based_access_control: { azure_rbac_enabled: true, admin_group_object_ids: admins },
      })
    },
  },
  'Deploying from CI': {
    gcp: (view) =>
      deployer(view, JSON.stringify(blocks(view.root, 'google_service_account_iam_member')['deployer'] ?? {})),
    aws: (view) => deployer(view, JSON.stringify(blocks(view.root, 'aws_iam_role')['deployer'] ?? {})),
    azure: (view) =>
      deployer(view, JSON.stringify(blocks(view.root, 'azurerm_federated_identity_credential')['deployer'] ?? {})),
  },
  Budget: {
    gcp: (view) => {
      const made = blocks(view.root, 'google_billing_budget')['main']
      expect(made !== undefined).toBe(settings(view).budget !== undefined)
      if (made)
        expect(
          (made['threshold_rules'] as unknown as { threshold_percent: number }[]).map((rule) => rule.threshold_percent),
        ).toEqual([0.5, 0.9, 1])
    },
    aws: (view) => {
      const made = blocks(view.root, 'aws_budgets_budget')['monthly']
      expect(made !== undefined).toBe(settings(view).budget !== undefined)
      if (made)
        expect(
          (made['notification'] as unknown as { threshold: number; subscriber_email_addresses: string[] }[]).map(
            (each) => [each.threshold, each.subscriber_email_addresses],
          ),
        ).toEqual([50, 90, 100, 100].map((share) => [share, settings(view).budget!.alert]))
    },
    azure: (view) => {
      const made = blocks(view.root, 'azurerm_consumption_budget_subscription')['main']
      expect(made !== undefined).toBe(settings(view).budget !== undefined)
      if (made)
        expect(
          (made['notification'] as unknown as { threshold: number; contact_emails: string[] }[]).map((each) => [
            each.threshold,
            each.contact_emails,
          ]),
        ).toEqual([50, 90, 100].map((share) => [share, settings(view).budget!.alert]))
    },
  },
  'Labels on the bill': {
    gcp: (view) => {
      expect(gke(view)).toMatchObject({ resource_labels: LABELS(view), cost_management_config: { enabled: true } })
      for (const pool of Object.values(blocks(view.root, 'google_container_node_pool')))
        expect(pool['node_config']!['resource_labels']).toMatchObject(LABELS(view))
    },
    aws: (view) => {
      expect(view.root.provider['aws']!['default_tags']).toEqual({ tags: LABELS(view) })
      for (const template of Object.values(blocks(view.root, 'aws_launch_template')))
        expect(template['tag_specifications']).toMatchObject(
          ['instance', 'volume', 'network-interface'].map((resource_type) => ({ resource_type, tags: LABELS(view) })),
        )
    },
    azure: (view) => {
      expect(aks(view)).toMatchObject({ tags: LABELS(view), cost_analysis_enabled: true })
      for (const pool of Object.values(blocks(view.root, 'azurerm_kubernetes_cluster_node_pool')))
        expect(pool['tags']).toMatchObject(LABELS(view))
    },
  },
  State: {
    gcp: state,
    aws: state,
    azure: state,
  },
  Provider: {
    gcp: (view) =>
      expect(view.root.terraform['required_providers']).toEqual({
        google: { source: 'hashicorp/google', version: '~> 6.50' },
      }),
    aws: (view) => {
      expect(view.root.terraform['required_providers']).toEqual({ aws: { source: 'hashicorp/aws', version: '~> 6.0' } })
      expect(view.root.provider['aws']!['allowed_account_ids']).toEqual([view.plan.account])
    },
    azure: (view) =>
      expect(view.root.terraform['required_providers']).toEqual({
        azurerm: { source: 'hashicorp/azurerm', version: '~> 4.55' },
      }),
  },
  'What the cluster runs': { gcp: releases([]), aws: releases(['calico', 'cluster-autoscaler']), azure: releases([]) },
  'Address of the web traffic': {
    gcp: (view) =>
      expect(blocks(view.root, 'google_compute_address')['ingress'] !== undefined).toBe(
        settings(view).ingress !== 'none',
      ),
    aws: (view) => {
      if (settings(view).ingress !== 'none')
        expect(JSON.stringify(view.values)).toContain('"service.beta.kubernetes.io/aws-load-balancer-type":"nlb"')
    },
    azure: (view) => {
      if (settings(view).ingress !== 'none')
        expect(JSON.stringify(view.values)).toContain(
          '"service.beta.kubernetes.io/azure-load-balancer-health-probe-protocol":"tcp"',
        )
    },
  },
  'Small disks': {
    gcp: (view) =>
      expect(view.objects.find(({ kind }) => (kind as unknown) === 'StorageClass')).toMatchObject({
        provisioner: 'pd.csi.storage.gke.io',
        volumeBindingMode: 'WaitForFirstConsumer',
        allowVolumeExpansion: true,
      }),
    aws: (view) =>
      expect(view.objects.find(({ kind }) => (kind as unknown) === 'StorageClass')).toMatchObject({
        provisioner: 'ebs.csi.aws.com',
        parameters: { type: 'gp3', encrypted: 'true' },
        volumeBindingMode: 'WaitForFirstConsumer',
      }),
    azure: (view) => {
      for (const hub of view.hubs)
        expect(hub.values['jupyterhub']!['hub']!['db']!['pvc']!['storageClassName']).toBe('managed-csi')
    },
  },
}

/** One branch of one repository, by OpenID Connect, and no key anywhere. */
function deployer(view: View, trust: string): void {
  const wanted = settings(view).deployer
  if (!wanted) return expect(trust).toBe('{}')
  const branch = wanted.branch ?? 'main'
  expect(trust).toContain(`repo:${wanted.repository}:ref:refs/heads/${branch}`)
  const [name, ids] = [wanted.repository.split('/'), wanted.ids?.split('/') ?? []]
  if (wanted.ids) expect(view.text).toContain(`repo:${name[0]}@${ids[0]}/${name[1]}@${ids[1]}:ref:refs/heads/${branch}`)
  expect(view.text).not.toMatch(/google_service_account_key|aws_iam_access_key|application_password/)
}

/** One key for each root, and of nobody but the settings' bucket. */
function state(view: View): void {
  const wanted = settings(view).state
  const keys = [view, ...view.hubs]
    .map(({ root }) => {
      expect(Object.keys(root.terraform['backend']!)).toEqual([wanted.kind])
      const backend = root.terraform['backend']![wanted.kind] as unknown as Record<string, string>
      if (wanted.bucket) expect([backend['bucket'], backend['container_name']]).toContain(wanted.bucket)
      return backend['path'] === undefined ? JSON.stringify(backend) : undefined
    })
    .filter((key) => key !== undefined)
  expect(new Set(keys).size).toBe(keys.length)
}

function releases(own: readonly string[]) {
  return (view: View): void => {
    const { ingress, monitoring } = settings(view)
    const gpus =
      view.plan.pools.some(({ machine }) => machine.gpu) && view.cloud !== 'gcp' ? ['nvidia-device-plugin'] : []
    const web = ingress === 'none' ? [] : [ingress === 'nginx' ? 'nginx-ingress' : 'traefik', 'cert-manager']
    expect(view.releases).toEqual(
      expect.arrayContaining([
        ...own,
        ...gpus,
        ...web,
        ...(monitoring?.prometheus ? ['prometheus'] : []),
        ...(monitoring?.grafana ? ['grafana'] : []),
      ]),
    )
    for (const other of ['calico', 'cluster-autoscaler', 'nvidia-device-plugin', 'ingress-nginx'])
      if (![...own, ...gpus].includes(other)) expect(view.releases).not.toContain(other)
  }
}
