/** Logs of pods: what their collector asks for is what sizes are planned without. */
import { expect, it } from 'vitest'
import { clouds } from '../../lib/clouds/index.ts'
import { podLogs } from '../../lib/services/pod-logs/index.ts'
import { plansFrom } from '../plan.ts'
import { manifestFaults } from './manifests.ts'

const CLUSTER = { cloud: 'aws', region: 'us-west-2', account: '000000000000' }
const HUB = {
  domain: 'hub.reef.example.org',
  profile: 'research',
  auth: { github: { organizations: ['reef'] }, admins: ['ada-example'] },
  sizes: { small: { memory: '4Gi' } },
}
const planned = (logs?: { keep: number; servers?: boolean }) =>
  plansFrom({ cluster: { ...CLUSTER, ...(logs ? { logs } : {}) }, hubs: { prod: HUB } })
const manifestsOf = ({ cluster, hubs }: ReturnType<typeof planned>) =>
  podLogs.forCluster(cluster, clouds['aws']!.clusterWiring(cluster), { hubs, clusters: [cluster], communities: [] })
    ?.manifests ?? []

it('is on no machine where nobody wants logs kept', () => {
  expect(manifestsOf(planned())).toEqual([])
})

it('asks for what each machine is planned without, and servers of a share of it get that much less', () => {
  const [plain, kept] = [planned(), planned({ keep: 90 })]
  const set = manifestsOf(kept).find(({ kind }) => kind === 'DaemonSet')! as unknown as {
    spec: { template: { spec: { containers: { resources: { requests: { memory: string; cpu: string } } }[] } } }
  }
  expect(set.spec.template.spec.containers.map(({ resources }) => resources.requests)).toEqual([
    { memory: '100Mi', cpu: '50m' },
  ])
  for (const [i, { machine }] of kept.cluster.pools.entries()) {
    const before = plain.cluster.pools[i]!.machine
    expect(machine.type).toBe(before.type)
    expect(machine.system).toEqual({
      memory: before.system.memory + 100,
      cpu: before.system.cpu + 50,
      pods: before.system.pods + 1,
    })
    expect(machine.schedulable.memory).toBeLessThan(before.schedulable.memory - 97)
  }
  expect(kept.hub.sizes[0]!.memory.guarantee).toBeLessThan(plain.hub.sizes[0]!.memory.guarantee)
})

it('reads what servers print only where that is wanted', () => {
  const config = (servers: boolean): string =>
    JSON.stringify(manifestsOf(planned({ keep: 90, servers })).find(({ kind }) => kind === 'ConfigMap'))
  expect(config(false)).toContain('singleuser-server')
  expect(config(true)).not.toContain('singleuser-server')
})

it('is made of objects that Kubernetes takes', () => {
  expect(manifestsOf(planned({ keep: 90 })).flatMap(manifestFaults)).toEqual([])
})
