/** Plans of a small invented fleet on Azure, from the texts of its files. */
import { compileTexts } from '../../fleet.ts'
import { azure } from '../../../lib/clouds/azure/index.ts'
import { terraformJson } from '../../../lib/print/terraform.ts'
import type { ClusterPlan, HubPlan } from '../../../lib/plan/types.ts'
import { plansFrom, textsOf, type Files } from '../../plan.ts'

export const SUBSCRIPTION = '12345678-90ab-cdef-1234-567890abcdef'

/** More lines of the cluster's and the hub's file. */
export interface Extra {
  region?: string
  cluster?: string
  hub?: string
  home?: string
}

const files = (extra: Extra): Files => ({
  name: 'soil',
  community: 'name: Soil Lab\ncontact: hubs@soil.example.org\n',
  cluster: `cloud: azure\nregion: ${extra.region ?? 'westeurope'}\naccount: ${SUBSCRIPTION}\n${extra.cluster ?? ''}`,
  hubs: {
    prod: [
      'domain: hub.soil.example.org',
      'auth: { github: { organizations: [soil-lab] }, admins: [ada-example] }',
      'environments: { python: { title: Python, image: "quay.io/example/python:2026.11.1" } }',
      extra.home ?? 'home: { disk: 200Gi }',
      extra.hub ?? '',
    ].join('\n'),
  },
})

/** The plans, past every rule that is not planning's own: what Terraform is made of. */
export const plans = (extra: Extra = {}): { cluster: ClusterPlan; hub: HubPlan } => plansFrom(files(extra))

/** The codes that the whole compiler finds, by file and line. */
export const codes = (extra: Extra): string[] =>
  compileTexts(textsOf(files(extra))).diagnostics.map(
    ({ code, at }) => `${at.file.split('/').pop()}:${at.line} ${code}`,
  )

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
