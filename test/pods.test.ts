/** What pods are made of: what containers beside servers take of a machine, and which Secrets people are asked for. */
import { describe, expect, it } from 'vitest'
import { planCapacity } from '../lib/plan/capacity.ts'
import { joinNeeds, secretNeeds, variableList } from '../lib/services/pod-parts.ts'
import { plansFrom } from './plan.ts'

const CLOUDS = [
  { cloud: 'gcp', region: 'us-central1', account: 'reef-lab' },
  { cloud: 'aws', region: 'us-west-2', account: '123456789012' },
  { cloud: 'azure', region: 'westeurope', account: '00000000-0000-0000-0000-000000000001' },
]
const hub = {
  domain: 'hub.reef.example.org',
  profile: 'research',
  auth: { github: { organizations: ['reef'] }, admins: ['ada-example'] },
  sizes: { only: { memory: { guarantee: '4Gi', limit: '4Gi' } } },
  events: { exams: { users: 40, from: '2027-01-18', until: '2027-01-22', size: 'only' } },
}

describe.each(CLOUDS)('what a sidecar is guaranteed, on $cloud', (cluster) => {
  const plans = plansFrom({
    cluster,
    hubs: { prod: { ...hub, sidecars: { big: { image: 'quay.io/example/big:1', memory: { guarantee: '3Gi' } } } } },
  })
  const only = plans.hub.sizes.find(({ key }) => key === 'only')!
  const pool = plans.cluster.pools.find(({ name }) => name === only.pool)!

  it('counts beside each server of a machine', () => {
    expect(only.perNode * (only.memory.guarantee + 3072)).toBeLessThanOrEqual(pool.machine.schedulable.memory)
  })
  it('counts in the room that an event keeps', () => {
    const capacity = planCapacity({ cluster: plans.cluster, hubs: plans.hubs, corePods: [], podRange: true })
    const { needs } = capacity.pools.find((each) => each.pool === pool)!
    expect(needs.memory.asked).toBe(40 * (only.memory.guarantee + 3072))
  })
})

describe('variables of a container', () => {
  it('stand after those that they copy', () => {
    const variables = {
      A: { from: 'variable', name: 'B' },
      B: { from: 'variable', name: 'C' },
      C: { from: 'secret', secret: 's', key: 'k' },
      D: 'x $(A)',
    } as const
    const list = variableList(variables, (text) => text.replaceAll('$', '$$$$'))
    expect(list.map(({ name }) => name)).toEqual(['C', 'D', 'B', 'A'])
    expect(list.find(({ name }) => name === 'D')).toEqual({ name: 'D', value: 'x $$(A)' })
  })
})

it('one Secret that many read is asked for once, with all of its keys', () => {
  const server = secretNeeds('ns', 'servers', { variables: { A: { from: 'secret', secret: 's', key: 'one' } } })
  const file = { name: 'f', path: '/f', content: '', secret: { name: 's', key: 'two' } }
  const service = secretNeeds('ns', 'the service x', { files: [file] })
  expect(joinNeeds([...server, ...service, ...server])).toEqual([
    {
      name: 's',
      namespace: 'ns',
      why: 'the variable A of servers; the file f of the service x',
      keys: [
        { key: 'one', from: 'ask', what: 'one' },
        { key: 'two', from: 'ask', what: 'two' },
      ],
    },
  ])
})
