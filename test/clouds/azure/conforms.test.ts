import { expect, test } from 'vitest'
import { conforms, slice } from '../../providers.ts'
import { roots } from './fleet.ts'
import { shapes } from './shapes.ts'

const types = slice('azurerm-4.73.0.json')

for (const [name, extra] of Object.entries(shapes)) {
  test.skipIf(!types)(`${name}: only arguments that azurerm 4.73 takes`, () => {
    const { cluster, hub } = roots(extra)
    expect(conforms(cluster.whole, types!)).toEqual([])
    expect(conforms(hub.whole, types!)).toEqual([])
  })
}

test.skipIf(!types)('an argument that nobody knows, one of a wrong type and a missing one are seen', () => {
  const { cluster } = roots()
  const main = cluster.resource['azurerm_kubernetes_cluster']!['main']!
  const { location: _location, ...rest } = main
  const broken = {
    ...cluster.whole,
    resource: { azurerm_kubernetes_cluster: { main: { ...rest, sku: 'Free', tags: 'none' } } },
  }
  expect(conforms(broken, types!).sort()).toEqual([
    'azurerm_kubernetes_cluster.main.location: required and missing',
    'azurerm_kubernetes_cluster.main.sku: unknown',
    'azurerm_kubernetes_cluster.main.tags: map<string> is wanted, "none" is there',
  ])
})

test.skipIf(!types).each(['', '  existing: { network: network-team/research, subnets: [machines] }\n'])(
  'flow logs: a type that the slice does not list, and the bindings do%s',
  (existing) => {
    const { cluster } = roots({ cluster: `network:\n  flow-logs: true\n${existing}` })
    expect(conforms(cluster.whole, types!)).toEqual(['resource azurerm_network_watcher_flow_log: not in the slice'])
    expect(cluster.resource['azurerm_network_watcher_flow_log']!['main']).toMatchObject({
      enabled: true,
      retention_policy: { enabled: true, days: 90 },
    })
  },
)

/**
 * What version 5 took away (its upgrade guide), beside the three things that pin the provider to version 4
 * (lib/clouds/azure/root.ts).
 */
const GONE_IN_5 = [
  'storage_account_name',
  'resource_manager_id',
  'container_log_max_line',
  'transparent_huge_page_enabled',
  'managed_hsm_key_id',
  'queue_properties',
  'static_website',
  'private_dns_zone_name',
  'network_security_group_id',
]

test('nothing else that version 5 took away is used', () => {
  for (const extra of Object.values(shapes)) {
    for (const { resource, data } of Object.values(roots(extra))) {
      const text = JSON.stringify({ resource, data })
      expect(GONE_IN_5.filter((argument) => text.includes(`"${argument}":`))).toEqual([])
    }
  }
})
