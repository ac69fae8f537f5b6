/** Plans of small invented fleets on Google Cloud, from the texts of their files. */
import { readFileSync } from 'node:fs'
import { facts } from '../../../lib/clouds/gcp/facts.ts'
import { hasErrors } from '../../../lib/diagnostics.ts'
import { readInputs } from '../../../lib/layers/inputs.ts'
import { settle } from '../../../lib/layers/settle.ts'
import { planFleet } from '../../../lib/plan/index.ts'
import type { ClusterPlan, Fleet, HubPlan } from '../../../lib/plan/types.ts'

const BASE = readFileSync(new URL('../../../profiles/base.yaml', import.meta.url), 'utf8')

const COMMUNITY = 'name: Ice Lab\ncontact: hubs@ice.example.org\n'
const CLUSTER = 'cloud: gcp\nregion: us-central1\naccount: ice-hubs-1234\n'
const HUB = [
  'domain: hub.ice.example.org',
  'auth: { github: { organizations: [ice-lab] }, admins: [ada-example] }',
  'environments: { python: { title: Python, image: "quay.io/example/python:2026.11.1" } }',
  '',
].join('\n')

const HOME = 'home: { disk: 200Gi }'

/** More lines for a cluster's and a hub's file. */
export interface Extra {
  cluster?: string
  hub?: string
  home?: string
  hubs?: Readonly<Record<string, string>>
}

export function fleet(extra: Extra = {}): Fleet {
  const texts = new Map([
    ['profiles/base.yaml', BASE],
    ['communities/ice/community.yaml', COMMUNITY],
    ['communities/ice/cluster.yaml', CLUSTER + (extra.cluster ?? '')],
    ['communities/ice/hubs/prod.yaml', `${HUB}${extra.home ?? HOME}\n${extra.hub ?? ''}`],
    ...Object.entries(extra.hubs ?? {}).map(
      ([name, text]) =>
        [`communities/ice/hubs/${name}.yaml`, `${HUB.replace('hub.ice', `${name}.ice`)}${HOME}\n${text}`] as const,
    ),
  ])
  const inputs = readInputs(texts, ['ice'])
  const settlement = settle(inputs)
  const planned = planFleet(settlement, { gcp: facts, aws: facts, azure: facts })
  const found = [...inputs.diagnostics, ...settlement.diagnostics, ...planned.diagnostics]
  if (hasErrors(found))
    throw new Error(found.map((d) => `${d.at.file}:${d.at.line}: ${d.code}: ${d.message}`).join('\n'))
  return planned.fleet
}

export function plans(extra: Extra = {}): { cluster: ClusterPlan; hub: HubPlan; hubs: readonly HubPlan[] } {
  const { clusters, hubs } = fleet(extra)
  return { cluster: clusters[0]!, hub: hubs.find((hub) => hub.hub === 'prod')!, hubs }
}
