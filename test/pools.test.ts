/** Which machines a cluster has, from what its hubs need. */
import { describe, expect, it } from 'vitest'
import { compileTexts } from './fleet.ts'

const COMMUNITY =
  'name: Reef\ncontact: ops@reef.example.org\nhubs: { auth: { github: { organizations: [reef] }, admins: [ada] } }\n'
const pools = (cluster: string, hubs: Record<string, string>) => {
  const { fleet, diagnostics } = compileTexts({
    'communities/reef/community.yaml': COMMUNITY,
    'communities/reef/cluster.yaml': `cloud: gcp\nregion: us-central1\naccount: reef-lab\n${cluster}`,
    ...Object.fromEntries(
      Object.entries(hubs).map(([name, text]) => [
        `communities/reef/hubs/${name}.yaml`,
        `domain: ${name}.reef.example.org\n${text}`,
      ]),
    ),
  })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  return fleet.clusters[0]!.pools.map(({ name, min, max, gpuShares, spot }) => ({ name, min, max, gpuShares, spot }))
}

describe('pools', () => {
  it('are one for each kind of machine, shared by the hubs of a cluster', () => {
    const found = pools('', { prod: 'profile: research\n', staging: 'profile: research\npurpose: staging\n' })
    expect(found.map(({ name }) => name)).toEqual(['core', 'user-n2-highmem-16', 'user-n2-highmem-4'])
  })
  it('keep machines on for everybody, whatever an event has for itself', () => {
    const found = pools('machines: { min: 2 }\n', {
      prod: 'profile: teaching\nmemory: { guarantee: 40Gi, limit: 40Gi }\n',
      event:
        'profile: teaching\nevents: { exams: { users: 20, from: 2027-01-18, until: 2027-01-22, own-machines: true } }\n',
    })
    expect(found.find(({ name }) => name === 'user-n2-highmem-16')!.min).toBe(2)
    expect(found.find(({ name }) => name.startsWith('reef-event-'))!.min).toBe(0)
  })
  it('share GPUs by turns only where there are some', () => {
    const found = pools('', {
      prod: 'profile: research\nsizes: { small: { gpu-shares: 4 }, gpu: { gpu: t4, gpu-shares: 2 } }\n',
    })
    expect(found.filter(({ gpuShares }) => gpuShares > 1).map(({ name }) => name)).toEqual(['gpu-n1-standard-8-t4-x2'])
  })
  it('of Dask workers add up what each hub may have, apart by whether the cloud may take them back', () => {
    const found = pools('', {
      a: 'profile: research\ndask: { nodes: 5 }\n',
      b: 'profile: research\ndask: { nodes: 7 }\n',
      c: 'profile: research\ndask: { nodes: 3, spot: false }\n',
    })
    expect(found.filter(({ name }) => name.startsWith('dask'))).toEqual([
      { name: 'dask-n2-highmem-16', min: 0, max: 12, gpuShares: 1, spot: true },
      { name: 'dask-steady-n2-highmem-16', min: 0, max: 3, gpuShares: 1, spot: false },
    ])
  })
})
