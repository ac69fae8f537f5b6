/** Plans of a small invented fleet on Azure, from the texts of its files. */
import { compileTexts } from '../../fleet.ts'
import { azure } from '../../../lib/clouds/azure/index.ts'
import { terraformJson } from '../../../lib/print/terraform.ts'
import { readFileSync } from 'node:fs'
import { readInputs } from '../../../lib/layers/inputs.ts'
import { settle } from '../../../lib/layers/settle.ts'
import { planFleet } from '../../../lib/plan/index.ts'
import type { ClusterPlan, HubPlan } from '../../../lib/plan/types.ts'

export const SUBSCRIPTION = '12345678-90ab-cdef-1234-567890abcdef'

/** More lines of the cluster's and the hub's file. */
export interface Extra {
  region?: string
  cluster?: string
  hub?: string
  home?: string
}

/** The texts of a community with a cluster on Azure and a hub on it. */
const texts = (extra: Extra): Record<string, string> => ({
  'communities/soil/community.yaml': 'name: Soil Lab\ncontact: hubs@soil.example.org\n',
  'communities/soil/cluster.yaml': `cloud: azure\nregion: ${extra.region ?? 'westeurope'}\naccount: ${SUBSCRIPTION}\n${extra.cluster ?? ''}`,
  'communities/soil/hubs/prod.yaml': [
    'domain: hub.soil.example.org',
    'auth: { github: { organizations: [soil-lab] }, admins: [ada-example] }',
    'environments: { python: { title: Python, image: "quay.io/example/python:2026.11.1" } }',
    extra.home ?? 'home: { disk: 200Gi }',
    extra.hub ?? '',
  ].join('\n'),
})

/** The plans, past every rule that is not planning's own: what Terraform is made of. */
export function plans(extra: Extra = {}): { cluster: ClusterPlan; hub: HubPlan } {
  const base = readFileSync(new URL('../../../profiles/base.yaml', import.meta.url), 'utf8')
  const settlement = settle(
    readInputs(new Map([['profiles/base.yaml', base], ...Object.entries(texts(extra))]), ['soil']),
  )
  const { fleet, diagnostics } = planFleet(settlement, { azure: azure.facts, aws: azure.facts, gcp: azure.facts })
  const [problem] = [...settlement.diagnostics, ...diagnostics]
  if (problem || !fleet.clusters[0] || !fleet.hubs[0]) throw new Error(JSON.stringify(problem ?? 'no plan'))
  return { cluster: fleet.clusters[0], hub: fleet.hubs[0] }
}

/** The codes that the whole compiler finds, by file and line. */
export const codes = (extra: Extra): string[] =>
  compileTexts(texts(extra)).diagnostics.map(({ code, at }) => `${at.file.split('/').pop()}:${at.line} ${code}`)

type Blocks = Record<string, Record<string, Record<string, unknown>>>
export interface Json {
  resource: Blocks
  data: Blocks
  output: Record<string, { value: unknown }>
  whole: Record<string, unknown>
}

/** The roots of a fleet as plain data. */
export function roots(extra: Extra = {}): { cluster: Json; hub: Json } {
  const { cluster, hub } = plans(extra)
  const json = (whole: Record<string, unknown>): Json =>
    ({ resource: {}, data: {}, output: {}, ...whole, whole }) as Json
  return { cluster: json(terraformJson(azure.cluster(cluster, [hub]))), hub: json(terraformJson(azure.hub(hub))) }
}
