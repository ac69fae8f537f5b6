/**
 * Every root is in the form that the provider's newer majors take too, wherever the pinned one knows that form; where
 * it does not, the page that people read says to stay (upgrade guides of google 7 and 8, aws 6, azurerm 4 and 5).
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { blocks, views, type Data, type Root } from './views.ts'

const roots = views.flatMap((view) => [
  { id: `${view.plan.community}/cluster`, cloud: view.cloud, root: view.root, isCluster: true },
  ...view.hubs.map(({ plan, root }) => ({ id: plan.id, cloud: view.cloud, root, isCluster: false })),
])
const page = readFileSync('docs/clouds.md', 'utf8')

/** Arguments that a newer major has taken away, by kind of block: `*` is any. */
const REMOVED: Record<string, readonly string[]> = {
  google_container_cluster: [
    'enterprise_config',
    'enable_binary_authorization',
    'enable_pod_security_policy_config',
    'enable_kubernetes_alpha',
  ],
  google_container_node_pool: ['node_count'],
  google_storage_bucket: ['bucket_policy_only'],
  aws_eks_addon: ['resolve_conflicts'],
  aws_s3_bucket: [
    'acl',
    'versioning',
    'lifecycle_rule',
    'server_side_encryption_configuration',
    'request_payer',
    'policy',
    'logging',
  ],
  aws_eip: ['vpc'],
  aws_launch_template: ['elastic_gpu_specifications', 'elastic_inference_accelerator'],
  aws_flow_log: ['log_group_name'],
  azurerm_storage_share: ['storage_account_name'],
  azurerm_storage_container: ['storage_account_name'],
  azurerm_storage_account: [
    'enable_https_traffic_only',
    'allow_blob_public_access',
    'queue_properties',
    'static_website',
  ],
  azurerm_kubernetes_cluster: [
    'public_network_access_enabled',
    'api_server_authorized_ip_ranges',
    'automatic_channel_upgrade',
    'node_os_channel_upgrade',
    'custom_ca_trust_certificates_base64',
  ],
  azurerm_kubernetes_cluster_node_pool: [
    'enable_auto_scaling',
    'enable_node_public_ip',
    'enable_host_encryption',
    'node_count',
  ],
  azurerm_subnet: ['private_endpoint_network_policies_enabled', 'enforce_private_link_endpoint_network_policies'],
}

/** The form that the pinned major takes and the newer one does not, said on the page. */
const PINNED: readonly [type: string, is: (args: Data) => boolean, words: string][] = [
  ['azurerm_federated_identity_credential', (args) => args['parent_id'] !== undefined, "a credential's `parent_id`"],
  ['azurerm_subnet', (args) => args['service_endpoints'] !== undefined, "a subnet's `service_endpoints`"],
  [
    'azurerm_kubernetes_cluster',
    (args) => args['node_provisioning_profile'] === undefined,
    '`node_provisioning_profile`, which 5 demands',
  ],
  ['google_container_cluster', (args) => args['remove_default_node_pool'] !== undefined, '`remove_default_node_pool`'],
]

test.each(roots)('$id: nothing that a newer major has taken away', ({ root }) => {
  const used = Object.entries(REMOVED).flatMap(([type, gone]) =>
    Object.entries(blocks(root, type)).flatMap(([name, args]) =>
      gone.filter((key) => args[key] !== undefined).map((key) => `${type}.${name}.${key}`),
    ),
  )
  expect(used).toEqual([])
})

test('it would be seen', () => {
  const root = { resource: { azurerm_storage_share: { homes: { storage_account_name: 'x' } } } } as unknown as Root
  expect(
    REMOVED['azurerm_storage_share']!.some((key) => blocks(root, 'azurerm_storage_share')['homes']![key] !== undefined),
  ).toBe(true)
})

describe('what a newer major changes by default is said', () => {
  test.each(roots.filter(({ cloud }) => cloud === 'gcp'))('google, $id', ({ root }) => {
    const wrong = (type: string, isRight: (block: Data) => boolean): Data[] =>
      Object.values(blocks(root, type)).filter((block) => !isRight(block))
    expect(wrong('google_project_service', (it) => String(it['disable_on_destroy']) === 'false')).toEqual([])
    expect(wrong('google_container_cluster', (it) => /^(true|false)$/.test(String(it['deletion_protection'])))).toEqual(
      [],
    )
    expect(
      wrong('google_container_node_pool', (it) => Boolean(it['node_config']?.['kubelet_config']?.['cpu_cfs_quota'])),
    ).toEqual([])
  })
  test.each(roots.filter(({ cloud }) => cloud === 'aws'))('aws, $id', ({ root }) => {
    for (const [type, named] of Object.entries(root.resource as unknown as Record<string, Record<string, Data>>))
      for (const args of Object.values(named)) expect(args['region'], type).toBeUndefined()
    for (const addon of Object.values(blocks(root, 'aws_eks_addon')))
      expect(addon).toMatchObject({
        resolve_conflicts_on_create: 'OVERWRITE',
        resolve_conflicts_on_update: 'OVERWRITE',
      })
    for (const cluster of Object.values(blocks(root, 'aws_eks_cluster')))
      expect(cluster['access_config']).toMatchObject({ authentication_mode: 'API' })
  })
  test.each(roots.filter(({ cloud }) => cloud === 'azure'))('azurerm, $id', ({ root, isCluster }) => {
    const provider = root.provider['azurerm']!
    expect(provider).toMatchObject({
      resource_provider_registrations: 'none',
      subscription_id: expect.any(String) as unknown,
    })
    expect(provider['resource_providers_to_register'] !== undefined).toBe(isCluster)
    for (const cluster of Object.values(blocks(root, 'azurerm_kubernetes_cluster')))
      expect(cluster['oidc_issuer_enabled']).toBe(true)
    for (const account of Object.values(blocks(root, 'azurerm_storage_account')))
      expect(account['allow_nested_items_to_be_public']).toBe(false)
    for (const type of ['azurerm_storage_share', 'azurerm_storage_container'])
      for (const made of Object.values(blocks(root, type))) expect(made['storage_account_id']).toBeDefined()
  })
})

test.each(PINNED)('what keeps %s with the pinned major is written where people read it', (type, is, words) => {
  const uses = roots.flatMap(({ root }) => Object.values(blocks(root, type))).filter(is)
  expect(uses.length).toBeGreaterThan(0)
  expect(page).toContain(words)
})

test('the page names the versions that the roots ask for', () => {
  for (const { root } of roots) {
    const [[name, { version }]] = Object.entries(
      root.terraform['required_providers'] as unknown as Record<string, { version: string }>,
    ) as [[string, { version: string }]]
    expect(page).toContain(`| ${name} | \`${version}\` |`)
  }
})
