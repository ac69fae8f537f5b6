/** What services say that their pods ask of core machines is what their values and objects ask for. */
import { describe, expect, it } from 'vitest'
import { emitFleet } from '../../lib/compile-group.ts'
import { sumOf, type PodAsk } from '../../lib/plan/capacity.ts'
import { mib } from '../../lib/plan/units.ts'
import type { Manifest } from '../../lib/print/kubernetes.ts'
import { registry } from '../../lib/registry.ts'
import { CLOUDS, everything } from '../clouds/everything.ts'

/** Parts of charts whose pods do not run on core machines, or not for long. */
const ELSEWHERE = [
  'calicoNodeDaemonSet',
  'backend',
  'dockerApi',
  'node',
  'prePuller',
  'prometheus-node-exporter',
  'singleuser',
  'startupapicheck',
  'userPlaceholder',
]

interface Values {
  [key: string]: unknown
}
const isMap = (value: unknown): value is Values => typeof value === 'object' && value !== null && !Array.isArray(value)
const thousandths = (cpu: string): number => (cpu.endsWith('m') ? Number(cpu.slice(0, -1)) : Number(cpu) * 1000)

/** The sum of all requests in values: of a part with several replicas as often. */
function requested(values: unknown, times = 1): { memory: number; cpu: number } {
  const none = { memory: 0, cpu: 0 }
  const add = (a: typeof none, b: typeof none) => ({ memory: a.memory + b.memory, cpu: a.cpu + b.cpu })
  if (Array.isArray(values)) return values.map((each) => requested(each, times)).reduce(add, none)
  if (!isMap(values) || values['enabled'] === false) return none
  // the operator makes three of Typha
  const typhas = isMap(values['typhaDeployment']) ? requested(values['typhaDeployment'], 2 * times) : none
  const deployment = isMap(values['deployment']) ? values['deployment'] : {}
  const replicas = values['replicas'] ?? values['replicaCount'] ?? deployment['replicas'] ?? 1
  const many = times * Number(replicas)
  return Object.entries(values)
    .filter(([key]) => !ELSEWHERE.includes(key))
    .map(([key, value]) => {
      if (key !== 'resources' || !isMap(value) || !isMap(value['requests'])) return requested(value, many)
      const { cpu, memory } = value['requests'] as { cpu?: string; memory?: string }
      return cpu && memory ? { memory: mib(memory) * many, cpu: thousandths(cpu) * many } : none
    })
    .reduce(add, typhas)
}

/** All but what keeps room for an event, which is where servers are. */
const isCore = ({ kind, metadata }: Manifest): boolean =>
  kind === 'Deployment' && !metadata.name.startsWith('event-placeholder-')

const said = (pods: readonly PodAsk[] = []): { memory: number; cpu: number } => {
  const { memory, cpu } = sumOf(pods)
  return { memory, cpu }
}

describe.each(CLOUDS)('on %s', (cloud) => {
  const { fleet } = everything(cloud)
  const bundles = emitFleet(fleet).bundles
  it('the services of clusters', () => {
    for (const { plan, releases } of bundles.flatMap((bundle) => bundle.cluster ?? [])) {
      const wiring = registry.clouds[plan.cloud]!.clusterWiring(plan)
      for (const { service, values } of releases.filter((each) => !/^(nvidia|csi-driver-nfs)/.test(each.service))) {
        const own = registry.clusterServices.find(({ name }) => name === service)!
        expect(said(own.corePods?.(plan, wiring, fleet)), service).toEqual(requested(values))
      }
    }
  })
  it('the services of hubs, with their disks', () => {
    const hubs = bundles.flatMap((bundle) => bundle.hubs)
    expect(hubs.length).toBeGreaterThan(0)
    for (const { plan, releases, manifests } of hubs) {
      for (const { service, values } of releases) {
        const own = registry.hubServices.find(({ name }) => name === service)!
        const deployments = service === 'jupyterhub' ? manifests.filter(isCore) : []
        const asked = requested([values, ...deployments])
        expect(said(own.corePods?.(plan)), `${plan.id}: ${service}`).toEqual(asked)
      }
    }
  })
})
