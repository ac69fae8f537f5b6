/** Which regions have which GPUs: lists that hold together, and what is told of a region that lacks a kind. */
import { describe, expect, it } from 'vitest'
import { toJson } from '../../lib/cli/reporters/json.ts'
import { clouds } from '../../lib/clouds/index.ts'
import { compileTexts } from '../fleet.ts'

describe.each(Object.values(clouds).map(({ facts }) => [facts.name, facts] as const))('%s', (_, facts) => {
  const { kinds, known } = facts.gpuRegions!
  it('speaks of regions that there are, and of every kind that is offered', () => {
    expect(known.filter((region) => !facts.regions.includes(region))).toEqual([])
    expect(
      Object.values(kinds)
        .flat()
        .filter((region) => !known.includes(region)),
    ).toEqual([])
    expect(Object.keys(kinds).sort()).toEqual(Object.keys(facts.families.gpu).sort())
  })
})

const ACCOUNTS: Record<string, string> = {
  gcp: 'reef-lab',
  aws: '"000000000000"',
  azure: '00000000-0000-0000-0000-000000000000',
}
const told = (cloud: string, region: string, gpu: string): string[] =>
  compileTexts(
    {
      'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
      'communities/reef/cluster.yaml': `cloud: ${cloud}\nregion: ${region}\naccount: ${ACCOUNTS[cloud]}\n`,
      'communities/reef/hubs/prod.yaml':
        `domain: hub.reef.example.org\nauth: { github: { organizations: [reef] }, admins: [ada] }\nsizes:\n  ` +
        `small: { memory: 4Gi, default: true }\n  gpu: { gpu: ${gpu} }\n`,
    },
    { plansOnly: true },
  )
    .diagnostics.map(toJson)
    .filter(({ code }) => code === 'gpu-elsewhere')
    .map(({ at, help }) => `${at.line}:${at.column} ${help}`)

it.each([
  ['gcp', 'us-central1', 'l4', []],
  ['gcp', 'us-west2', 'l4', ['`t4`']],
  ['gcp', 'us-south1', 't4', ['none of any kind']],
  ['gcp', 'australia-southeast2', 't4', []],
  ['aws', 'us-west-2', 'a10g', []],
  ['aws', 'eu-west-3', 'a10g', ['`t4`']],
  ['aws', 'sa-east-1', 't4', []],
  ['azure', 'westeurope', 't4', []],
  ['azure', 'spaincentral', 't4', ['`a100`']],
  ['azure', 'belgiumcentral', 'a100', []],
])('%s %s %s', (cloud, region, gpu, wanted) => {
  const found = told(cloud, region, gpu)
  expect(found).toHaveLength(wanted.length)
  wanted.forEach((part) => expect(found[0]).toContain(part))
  if (found.length > 0) expect(found[0]).toMatch(/^5:10 /)
})
