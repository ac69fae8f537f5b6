import { describe, expect, test } from 'vitest'
import { written } from '../../written.ts'
import { azure } from '../../../lib/clouds/azure/index.ts'
import { plans, roots, SUBSCRIPTION } from './fleet.ts'
import { shapes } from './shapes.ts'

describe.each(Object.entries(shapes))('%s', (_name, extra) => {
  const { hub, cluster } = plans(extra)
  const { hub: root } = roots(extra)
  const wiring = azure.wiring(hub)

  test('Helm is given the disk, share and identity that Terraform makes', () => {
    const disk = root.resource['azurerm_managed_disk']?.['homes']
    const group = root.resource['azurerm_resource_group']!['main']!['name']
    expect(wiring.homeDisk?.handle).toBe(
      disk &&
        `/subscriptions/${SUBSCRIPTION}/resourceGroups/${group}/providers/Microsoft.Compute/disks/${disk['name']}`,
    )
    const account = root.resource['azurerm_storage_account']?.['homes']?.['name']
    const share = root.resource['azurerm_storage_share']?.['homes']?.['name']
    expect(wiring.homeShare && [wiring.homeShare.server, wiring.homeShare.path]).toEqual(
      account && [`${account}.file.core.windows.net`, `/${account}/${share}`],
    )
    const identity = root.resource['azurerm_user_assigned_identity']?.['servers']
    expect(written(wiring.identityEnvironment)).toEqual(
      identity ? { AZURE_CLIENT_ID: { source: 'azurerm_user_assigned_identity.servers.client_id' } } : {},
    )
  })

  test('buckets in the environment are containers that Terraform makes', () => {
    const account = root.resource['azurerm_storage_account']?.['buckets']?.['name']
    const made = Object.values(root.resource['azurerm_storage_container'] ?? {}).map(
      ({ name }) => `abfs://${name}@${account}.dfs.core.windows.net`,
    )
    expect(hub.buckets.map(({ url }) => url).sort()).toEqual(made.sort())
  })

  test('servers with an identity carry the label by which the webhook finds them, and nothing else does', () => {
    expect(wiring.podLabels).toEqual(hub.identity === undefined ? {} : { 'azure.workload.identity/use': 'true' })
    expect([wiring.blockMetadata, wiring.allowMetadata]).toEqual([true, false])
  })

  test('the runbook speaks of this cluster', () => {
    const book = azure.runbook(cluster)
    for (const lines of [book.credentials, book.check]) expect(lines.join('\n')).toContain('--resource-group soil')
    expect([book.prerequisites, book.upgrade, book.destroy].map((text) => text?.source).join('\n')).not.toMatch(
      /undefined|\[object/,
    )
  })
})

test('owners of outside data are told container, account, role and whom to let in', () => {
  expect(roots(shapes['every kind of data']).hub.output['outside_data']!.value).toEqual({
    sentinel: {
      container: 'data',
      account: 'others',
      role: 'Storage Blob Data Reader',
      principal_id: '${azurerm_user_assigned_identity.servers.principal_id}',
    },
    results: {
      container: 'results',
      account: 'others',
      role: 'Storage Blob Data Contributor',
      principal_id: '${azurerm_user_assigned_identity.servers.principal_id}',
    },
  })
})

test("the cluster brings its own scaling and policies, and not the GPUs' device plugin", () => {
  expect(azure.clusterWiring(plans().cluster)).toEqual(expect.objectContaining({ gpuPlugin: true }))
  expect(written(azure.clusterWiring(plans().cluster))).not.toHaveProperty('calico')
  expect(written(azure.clusterWiring(plans().cluster))).not.toHaveProperty('autoscaler')
})
