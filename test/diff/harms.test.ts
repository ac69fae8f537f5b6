/** Whatever stands in dist/, it is compared: files that people edited by hand, too. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clouds } from '../../lib/clouds/index.ts'
import { changes, harms, type Documents, type Harm } from '../../lib/diff/index.ts'

const found = (before: Documents, after: Documents): Harm[] =>
  harms({
    before,
    after,
    changes: changes(before, after),
    fleet: { communities: [], clusters: [], hubs: [] },
    clouds: Object.values(clouds).map(({ resourceTypes }) => resourceTypes),
  })
const documents = (root: unknown, installed: unknown = []): Documents =>
  new Map([
    ['reef/prod/main.tf.json', root],
    ['reef/prod/installed.txt', installed],
  ])

describe('harms', () => {
  it('are looked for in anything that JSON can hold', () => {
    const junk = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom<unknown>(null, 'x', 1, true),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(
          fc.constantFrom('resource', 'terraform', 'backend', 'provider', 'aws', 'output', 'aws_eks_node_group', 'a_a'),
          tie('value'),
          { maxKeys: 3, noNullPrototype: true },
        ),
      ),
    })).value
    const pool = fc.record({ users_a: junk }, { requiredKeys: [] })
    const root = fc.record(
      {
        terraform: fc.oneof(junk, fc.record({ backend: fc.oneof(junk, fc.record({ s3: junk })) })),
        provider: fc.oneof(junk, fc.record({ aws: junk })),
        resource: fc.oneof(junk, fc.record({ aws_ebs_volume: fc.record({ home: junk }), aws_eks_node_group: pool })),
        output: fc.oneof(junk, fc.record({ shared_homes: junk })),
      },
      { requiredKeys: ['terraform', 'provider', 'resource'] },
    )
    const any = fc.tuple(fc.oneof(junk, root), junk).map(([document, releases]) => documents(document, releases))
    fc.assert(
      fc.property(any, any, (before, after) => {
        expect(found(before, after)).toBeInstanceOf(Array)
      }),
      { numRuns: 1000 },
    )
  })
  it('name the changes that do them', () => {
    const disk = (size: number): object => ({
      google_compute_disk: { homes: { size, lifecycle: { prevent_destroy: true } } },
    })
    const provider = { google: { project: 'reef' } }
    const [before, after] = [500, 400].map((size) => documents({ provider, resource: disk(size) }))
    const [harm] = found(before!, after!)
    expect(harm).toMatchObject({
      code: 'would-destroy-data',
      destruction: { by: 'shrinking', before: 500, after: 400 },
    })
    const addresses = changes(before!, after!).map(({ address }) => address)
    expect(harm!.addresses).toEqual(addresses)
  })
  it('are what the provider replaces, and nothing that it changes in place', () => {
    const kept = { lifecycle: { prevent_destroy: true } }
    const azure = (addresses: string, pods: string): Documents =>
      documents({
        provider: { azurerm: {} },
        resource: {
          azurerm_virtual_network: { main: { address_space: [addresses] } },
          azurerm_kubernetes_cluster: { main: { ...kept, network_profile: { pod_cidr: pods } } },
        },
      })
    const first = azure('10.1.0.0/16', '10.64.0.0/14')
    expect(found(first, azure('10.0.0.0/15', '10.64.0.0/14'))).toEqual([])
    expect(found(first, azure('10.1.0.0/16', '10.80.0.0/14'))).toMatchObject([
      { destruction: { by: 'replacement', argument: 'network_profile.pod_cidr' } },
    ])
    const google = (range: string, description: string, lifecycle: object = kept.lifecycle): Documents =>
      documents({
        provider: { google: { project: 'reef' } },
        resource: {
          google_container_cluster: { main: { deletion_protection: true } },
          google_compute_subnetwork: { nodes: { ip_cidr_range: range } },
          google_compute_disk: { homes: { description, lifecycle } },
        },
      })
    const told = (range: string, description: string, lifecycle?: object): unknown[] =>
      found(google('10.1.0.0/20', 'Homes'), google(range, description, lifecycle)).map(
        (harm) => harm.code === 'would-destroy-data' && harm.destruction,
      )
    expect(told('10.1.0.0/16', 'Homes')).toEqual([])
    expect(told('10.2.0.0/20', 'Homes')).toMatchObject([{ by: 'replacement', argument: 'ip_cidr_range' }])
    expect(told('10.1.0.0/24', 'Homes')).toMatchObject([{ by: 'replacement', argument: 'ip_cidr_range' }])
    expect(told('10.1.0.0/20', 'Files')).toMatchObject([{ by: 'replacement', argument: 'description' }])
    expect(told('10.1.0.0/20', 'Files', { prevent_destroy: true, ignore_changes: ['description'] })).toEqual([])
  })
  it("tell people's homes from buckets, though Azure keeps both in storage accounts", () => {
    const kept = { lifecycle: { prevent_destroy: true } }
    const root = { provider: { azurerm: {} }, resource: { azurerm_storage_account: { homes: kept, buckets: kept } } }
    const lost = found(documents(root), documents({ provider: root.provider }))
    expect(lost.map((harm) => harm.code === 'would-destroy-data' && [harm.address, harm.holds])).toEqual([
      ['azurerm_storage_account.homes', 'homes'],
      ['azurerm_storage_account.buckets', 'bucket'],
    ])
  })
  it('of a folder that goes are one, not each of its pools and disks', () => {
    const root = { provider: { aws: {} }, resource: { aws_eks_node_group: { users_a: {} } } }
    const release = { kind: 'Release', name: 'hub', namespace: 'reef', data: true }
    expect(found(documents(root, [release]), new Map()).map(({ code }) => code)).toEqual(['still-applied'])
    expect(found(documents(root), documents({ provider: root.provider })).map(({ code }) => code)).toEqual([
      'pool-goes',
    ])
  })
  it('of what is removed name it, and not what only changed what is said of its data', () => {
    const root = { provider: { aws: {} } }
    const release = { kind: 'Release', name: 'hub', namespace: 'reef', data: false }
    const [gone, kept] = [
      { ...release, name: 'dask' },
      { ...release, data: true },
    ]
    expect(found(documents(root, [release, gone]), documents(root, [kept]))).toEqual([
      { code: 'would-remove', part: 'reef/prod', addresses: ['Release/reef/dask'], removed: [gone], left: undefined },
    ])
    const [moved] = found(documents(root, [release]), documents(root, [{ ...release, namespace: 'kelp' }]))
    expect(moved).toMatchObject({ code: 'would-remove', left: 'reef' })
  })
  it('are the same whatever the order of keys in a list', () => {
    const root = (network: object): object => ({
      provider: { google: { project: 'reef' } },
      resource: { google_filestore_instance: { homes: { networks: [network], deletion_protection_enabled: true } } },
    })
    const [before, other] = [
      { network: 'main', modes: ['a'] },
      { modes: ['a'], network: 'main' },
    ]
    expect(found(documents(root(before)), documents({ ...root(other), output: { new: { value: 1 } } }))).toEqual([])
    expect(found(documents(root(before)), documents(root({ ...other, network: 'b' })))).toHaveLength(1)
  })
})
