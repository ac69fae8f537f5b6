/** A cloud is a folder and a line: an invented one gets a cluster and a hub without a change in lib. */
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { describeProblem } from '../lib/diagnostics.ts'
import { registry as standard, type Registry } from '../lib/registry.ts'
import { inputSchemas } from '../lib/settings/index.ts'
import { makeValidators } from '../lib/settings/ajv.ts'
import { compileTexts, lines, outputTexts } from './fleet.ts'
import { fjord } from './fourth-cloud/index.ts'

const clouds = { ...standard.clouds, fjord }
const schemas = inputSchemas(Object.values(clouds).map(({ facts }) => facts.settings))
const registry: Registry = { ...standard, clouds, schemas, validators: makeValidators(schemas) }

const CLUSTER = 'cloud: fjord\nregion: bergen\naccount: fjord-123456\n'
const STATE = 'state: { kind: fjordstate, bucket: reef-state, vault: deep }\n'
const HUB = `domain: hub.reef.example.org
auth: { github: { organizations: [reef-lab] }, admins: [ada-example] }
environments: { python: { title: Python, image: "quay.io/example/python:2026.11.1" } }
sizes: { small: { memory: 4Gi }, large: { memory: 16Gi, machine: { fjord: tide.16 } } }
home: { kind: disk, disk: 200Gi, backup: { keep: 0 } }
buckets: { scratch: { expires: 7d } }
data: { read: { sentinel: "fj://sentinel" } }
`

const compileReef = ({ cluster = CLUSTER + STATE, hub = HUB, previous = new Map<string, string>() } = {}) =>
  compileTexts(
    {
      'communities/reef/community.yaml': 'name: Reef Lab\ncontact: ops@reef.example.org\n',
      'communities/reef/cluster.yaml': cluster,
      'communities/reef/hubs/prod.yaml': hub,
    },
    { registry, applied: previous },
  )

const compiled = compileReef()
const texts = outputTexts(compiled)
const json = (path: string) => JSON.parse(texts.get(path)!)
const yaml = (path: string) => parse(texts.get(path)!)

describe('an invented fourth cloud', () => {
  it('compiles a cluster and a hub', () => {
    expect(lines(compiled.diagnostics)).toBe('')
    expect(texts.has('reef/README.md')).toBe(true)
  })
  it('has its provider, its cluster, its pools and its state in Terraform', () => {
    const root = json('reef/cluster/main.tf.json')
    expect(root.provider).toEqual({ fjord: { region: 'bergen', tenant: 'fjord-123456' } })
    expect(root.terraform.required_providers.fjord.source).toBe('example/fjord')
    expect(root.terraform.backend).toEqual({ fjordstate: { bucket: 'reef-state', key: 'reef/cluster', vault: 'deep' } })
    expect(json('reef/prod/main.tf.json').terraform.backend.fjordstate.key).toBe('reef/prod')
    expect(Object.keys(root.resource.fjord_pool)).toEqual(['core-a', 'user-tide-16-a', 'user-tide-4-a'])
    expect(root.resource.fjord_pool['user-tide-16-a'].flavour).toBe('tide.16')
  })
  it('has servers on its machines, by the label that its pools have', () => {
    const profiles = yaml('reef/prod/jupyterhub.values.yaml').singleuser.profileList
    const selectors = JSON.stringify(profiles).match(/"node_selector":\{[^}]*\}/g)!
    const labels = Object.values<{ labels: Record<string, string> }>(
      json('reef/cluster/main.tf.json').resource.fjord_pool,
    ).flatMap((pool) => Object.entries(pool.labels).map(([key, value]) => `"${key}":"${value}"`))
    expect(selectors.length).toBeGreaterThan(1)
    for (const selector of selectors) expect(labels.some((label) => selector.includes(label), selector)).toBe(true)
  })
  it('has its storage class, its disk and its variables in Kubernetes', () => {
    const values = yaml('reef/prod/jupyterhub.values.yaml')
    expect(values.hub.db.pvc.storageClassName).toBe('fjord-block')
    expect(values.singleuser.extraEnv).toMatchObject({ FJORD_REGION: 'bergen' })
    expect(texts.get('reef/prod/main.tf.json')! + texts.get('reef/prod/kubernetes.yaml')!).toContain(
      'csi.fjord.example',
    )
    expect(json('reef/prod/main.tf.json').resource.fjord_disk.homes).toMatchObject({ size_gib: 200, zone: 'bergen-1' })
  })
  it('has buckets at addresses of its own scheme', () => {
    const address = 'fj://fjord-123456-reef-prod-scratch'
    expect(texts.get('reef/prod/jupyterhub.values.yaml')).toContain(address)
    expect(json('reef/prod/main.tf.json').resource.fjord_bucket.scratch.name).toBe('fjord-123456-reef-prod-scratch')
    expect(compileReef({ hub: HUB.replace('fj://', 's3://') }).diagnostics.map(({ code }) => code)).toEqual([
      'foreign-data',
    ])
  })
  it('has its words in the README, its commands in the Makefile, its settings in the schema', () => {
    expect(texts.get('reef/README.md')).toContain('Fjord Cloud')
    expect(texts.get('reef/README.md')).toContain('in the Fjord bucket `reef-state`')
    expect(texts.get('reef/README.md')).toContain('fjord bucket create reef-state --region bergen')
    expect(texts.get('reef/Makefile')).toContain('fjord_bergen_reef')
    expect(json('schema/cluster.json').properties.cloud.enum).toEqual(['gcp', 'aws', 'azure', 'fjord', null])
    expect(json('schema/cluster.json').properties.state.properties.kind.enum).toContain('fjordstate')
  })
  it('has its own check', () => {
    const [found, ...others] = compileReef({ cluster: `${CLUSTER}network: { private-api: true }\n` }).diagnostics
    expect(others).toEqual([])
    expect(`${found!.code} ${found!.at.file}:${found!.at.line}`).toBe(
      'fjord-public-api communities/reef/cluster.yaml:4',
    )
    expect(describeProblem(fjord.rules.problems.wording, found!).message).toContain('the cluster reef')
  })
  it('is held to what every cloud is', () => {
    const codes = (changed: Parameters<typeof compileReef>[0]) =>
      compileReef(changed).diagnostics.map(({ code }) => code)
    expect(codes({ cluster: CLUSTER.replace('bergen', 'oslo') })).toEqual(['no-such-region'])
    expect(codes({ cluster: CLUSTER.replace('fjord-123456', 'fjord-1') })).toEqual(['not-a-place'])
    expect(codes({ cluster: `${CLUSTER}zones: [tromso-1]\n` })).toEqual(['zone-elsewhere'])
    expect(codes({ cluster: `${CLUSTER}state: { kind: fjordstate, bucket: reef-state }\n` })).toEqual([
      'backend-incomplete',
    ])
    expect(codes({ hub: HUB.replace('kind: disk', 'kind: managed') })).toContain('managed-home-unavailable')
    expect(codes({ hub: `${HUB}variables: { OLD_BUCKET: "fj://lost" }\n` })).toEqual(['bucket-never-made'])
  })
  it('is guarded against loss by its own table of resources', () => {
    const previous = new Map([...texts].filter(([path]) => path.endsWith('main.tf.json')))
    const smaller = compileReef({ hub: HUB.replace('200Gi', '100Gi'), previous }).diagnostics
    expect(smaller.map(({ code }) => code)).toContain('would-destroy-data')
  })
})
