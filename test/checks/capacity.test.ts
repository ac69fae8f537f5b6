/** What many hubs ask of one cluster, on each cloud: planned so that it fits, or refused with the figure and the line. */
import { describe, expect, it } from 'vitest'
import { capacityOf } from '../../lib/capacity.ts'
import { toJson } from '../../lib/cli/reporters/json.ts'
import { registry } from '../../lib/registry.ts'
import { compileTexts } from '../fleet.ts'

const CLUSTERS = {
  gcp: 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n',
  aws: 'cloud: aws\nregion: us-east-1\naccount: "000000000000"\n',
  azure:
    'cloud: azure\nregion: eastus\naccount: 00000000-0000-0000-0000-000000000000\n' +
    'admins: [11111111-1111-1111-1111-111111111111]\n',
}
const HUB = 'profile: teaching\nauth: { github: { organizations: [reef] }, admins: [ada] }\nhome: { people: 100 }\n'

/** So many teaching hubs on one shared cluster of a cloud. */
function compiled(cloud: keyof typeof CLUSTERS, { hubs = 60, more = '', hub = '' } = {}) {
  const { fleet, diagnostics } = compileTexts(
    {
      'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
      'communities/reef/cluster.yaml': `${CLUSTERS[cloud]}tenancy: shared\n${more}`,
      ...Object.fromEntries(
        Array.from({ length: hubs }, (_, i) => [
          `communities/reef/hubs/h${i}.yaml`,
          `domain: h${i}.reef.example.org\n${HUB}${hub}`,
        ]),
      ),
    },
    { plansOnly: true },
  )
  const told = diagnostics.map(toJson).filter(({ code }) => code.startsWith('capacity'))
  return { fleet, told, others: diagnostics.filter(({ code }) => !code.startsWith('capacity')) }
}

describe.each(Object.keys(CLUSTERS) as (keyof typeof CLUSTERS)[])('60 teaching hubs on one cluster of %s', (cloud) => {
  it('are refused once, with the figure and the line', () => {
    const { told, others } = compiled(cloud)
    expect(others).toEqual([])
    expect(told).toHaveLength(1)
    expect(told[0]).toMatchObject({
      code: 'capacity',
      severity: 'error',
      at: { file: 'communities/reef/cluster.yaml' },
    })
    expect(told[0]!.message).toMatch(/ask for .* on core machines, and 5 of .* have .*: \d+ would be needed/)
    expect(told[0]!.help).toMatch(/`core: \{ nodes: \d+ \}`/)
  })
  it('fit when what is told is done', () => {
    const [more] = /core: \{ nodes: \d+ \}/.exec(compiled(cloud).told[0]!.help!)!
    const { told, fleet } = compiled(cloud, { more: `${more}\n` })
    expect(told.filter(({ severity }) => severity === 'error')).toEqual([])
    for (const { pool, rest, most, needs } of capacityOf(fleet.clusters[0]!, fleet, registry).pools) {
      expect(rest, pool.name).toBeLessThanOrEqual(most)
      for (const { asked, each } of Object.values(needs)) expect(asked).toBeLessThanOrEqual(each * most)
    }
  })
  it('are told when they fit only just, once for each dimension', () => {
    const [more] = /core: \{ nodes: \d+ \}/.exec(compiled(cloud).told[0]!.help!)!
    const { told } = compiled(cloud, { more: `${more}\n` })
    expect(told.length).toBeGreaterThanOrEqual(1)
    expect(new Set(told.map(({ message }) => message)).size).toBe(told.length)
    expect(told.every(({ severity }) => severity === 'warning')).toBe(true)
  })
})

describe('what does not fit is refused, or told where it fits only just', () => {
  const told = (cloud: keyof typeof CLUSTERS, options: Parameters<typeof compiled>[1]) =>
    compiled(cloud, options).told.map(({ severity, message, at }) => `${severity} ${at.line}: ${message}`)
  const helm = (of: string): string => `overrides: { helm: { ${of} } }\n`
  const event = 'events: { exams: { users: 100, from: 2027-01-18, until: 2027-01-22 } }\n'

  it('a small cluster is told nothing', () => {
    for (const cloud of Object.keys(CLUSTERS) as (keyof typeof CLUSTERS)[])
      expect(told(cloud, { hubs: 2, hub: event })).toEqual([])
  })
  it('events that fit alone, and not together', () => {
    expect(told('gcp', { hubs: 3, hub: event, more: 'machines: { max: 5 }\n' })).toEqual([
      expect.stringMatching(/^error 5: the events of reef\/h0, reef\/h1, reef\/h2 keep \d+ machines of .* may be 5$/),
    ])
  })
  it('pods that fetch images, where there are few pods on a machine', () => {
    const more = 'core: { nodes: 50 }\n'
    expect(told('aws', { hubs: 52, hub: 'prepull: true\n', more })).toContainEqual(
      expect.stringMatching(/^error .*52 hubs fetch images on every machine of `user-r5-xlarge`, which leaves none/),
    )
    expect(told('aws', { hubs: 40, hub: 'prepull: true\n', more })).toContainEqual(
      expect.stringMatching(/^warning .*40 hubs fetch images .* leaves room for 11 servers where \d+ would fit$/),
    )
  })
  it('addresses: those that machines always take, and those that pools may grow to', () => {
    const range = (bits: number) => `network: { range: 10.40.0.0/18, pods: 100.64.0.0/${bits} }\n`
    expect(told('gcp', { hubs: 2, more: range(24) })).toEqual([
      expect.stringMatching(/^error 5: the machines that reef always has take \d+ addresses, and the range has 256$/),
    ])
    expect(told('gcp', { hubs: 2, more: range(18) })).toEqual([
      expect.stringMatching(/^warning 5: the pools of reef may grow until they take \d+ addresses, .* has 16384$/),
    ])
    expect(told('gcp', { hubs: 2, more: range(14) })).toEqual([])
  })
  it('the quota of a namespace, of which its own pods take a part', () => {
    expect(told('gcp', { hubs: 1, hub: 'limits: { memory: 3Gi }\nmemory: { guarantee: 1Gi, limit: 2Gi }\n' })).toEqual([
      expect.stringMatching(/^error \d+: the namespace of reef\/h0 may ask for 3Gi of memory, and its own pods/),
    ])
    expect(told('gcp', { hubs: 1, hub: 'limits: { memory: 30Gi }\nmemory: { guarantee: 1Gi, limit: 2Gi }\n' })).toEqual(
      [],
    )
  })
  it('the quota of a namespace, against what overrides ask for and what builds of images take', () => {
    const quota = 'limits: { memory: 4Gi }\nmemory: { guarantee: 1Gi, limit: 2Gi }\n'
    const server = (memory: string) => helm(`jupyterhub: { singleuser: { memory: { guarantee: ${memory} } } }`)
    const refused = expect.stringMatching(/^error 5: the namespace of reef\/h0 may ask for 4Gi of memory/)
    expect(told('gcp', { hubs: 1, hub: quota })).toEqual([])
    expect(told('gcp', { hubs: 1, hub: `${quota}${server('3G')}` })).toEqual([refused])
    const building = 'image-building: { registry: quay.io/reef/a-, secret: registry, hub-image: quay.io/reef/hub:1 }\n'
    expect(told('gcp', { hubs: 1, hub: `${quota.replace('4Gi', '4000Mi')}` })).toEqual([])
    expect(told('gcp', { hubs: 1, hub: `${quota.replace('4Gi', '4000Mi')}${building}` })).toEqual([
      expect.stringMatching(/^error 5: the namespace of reef\/h0 may ask for 3.9Gi of memory/),
    ])
  })
  it('Docker daemons of builds beside servers that take a whole machine', () => {
    const hub =
      'memory: { guarantee: 25900Mi, limit: 25900Mi }\nbinder: { registry: quay.io/reef/a-, secret: registry }\n'
    const more = 'core: { nodes: 20 }\n'
    expect(told('gcp', { hubs: 1, hub, more })).toEqual([])
    expect(told('gcp', { hubs: 6, hub, more })).toEqual([
      expect.stringMatching(/^error \d+: the Docker daemons of `reef\/h0`, .* leave too little memory for a server/),
    ])
    const builds = `${more}pools: { builds: { machines: [n2-standard-4], purpose: builds } }\n`
    expect(told('gcp', { hubs: 6, hub, more: builds })).toEqual([])
  })
  it('one pod that is larger than a core machine', () => {
    expect(told('gcp', { hubs: 1, more: 'monitoring: { memory: 30Gi }\n' })).toEqual([
      expect.stringMatching(/^error \d+: Prometheus on reef asks for 30Gi of memory and .* has 11.4Gi of memory/),
    ])
  })
  it('what overrides make of the hub, of what runs beside it, and of services of the cluster', () => {
    const hub = 'jupyterhub: { hub: { resources: { requests: { memory: 20Gi } } } }'
    expect(told('gcp', { hubs: 1, hub: helm(hub) })).toEqual([
      expect.stringMatching(
        /^error \d+: `jupyterhub.hub.resources` of reef\/h0 on reef asks for 20Gi of memory and 0.1/,
      ),
    ])
    const traefik = 'traefik: { deployment: { replicas: 100 }, resources: { requests: { cpu: 1 } } }'
    expect(told('gcp', { hubs: 1, more: helm(traefik) })).toEqual([
      expect.stringMatching(/^error \d+: the hubs and services on reef ask for 101\.\d CPU cores on core machines/),
    ])
    const grader =
      'overrides: { kubernetes: { grader: { apiVersion: apps/v1, kind: Deployment, metadata: { name: grader }, spec: ' +
      '{ replicas: 30, template: { spec: { containers: [{ name: a, resources: { limits: { memory: 10G } } }] } } } } } }\n'
    expect(told('gcp', { hubs: 1, hub: grader })).toEqual([
      expect.stringMatching(
        /^error \d+: the hubs and services on reef ask for 28\d\.?\d?Gi of memory on core machines/,
      ),
    ])
  })
  it('less where overrides ask for less, and nothing of what they do not touch', () => {
    const asked = (hub: string): number => {
      const { fleet } = compiled('gcp', { hubs: 1, hub })
      const { pools } = capacityOf(fleet.clusters[0]!, fleet, registry)
      return pools.find(({ pool }) => pool.purpose === 'core')!.needs.memory.asked
    }
    const before = asked('')
    expect(asked(helm('jupyterhub: { hub: { resources: { requests: { memory: 256Mi } } } }'))).toBe(before - 256)
    expect(asked(helm('jupyterhub: { hub: { extraEnv: { A: b } } }'))).toBe(before)
    expect(asked(helm('jupyterhub: { singleuser: { memory: { guarantee: 2G } } }'))).toBe(before)
  })
  it('servers that an override makes larger than their machine', () => {
    const server = (memory: string) => helm(`jupyterhub: { singleuser: { memory: { guarantee: ${memory} } } }`)
    expect(told('gcp', { hubs: 1, hub: server('400G') })).toEqual([
      expect.stringMatching(
        /^error 5: a server of reef\/h0 is to have 400Gi of memory .* by an override, and its machine/,
      ),
    ])
    expect(told('gcp', { hubs: 1, hub: server('2G') })).toEqual([])
  })
})
