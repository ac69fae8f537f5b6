/** Plans of small invented fleets on AWS, from the texts of their files. */
import { readFileSync } from 'node:fs'
import { checks } from '../../../lib/checks/index.ts'
import { facts } from '../../../lib/clouds/aws/facts.ts'
import { hasErrors } from '../../../lib/diagnostics.ts'
import { readInputs } from '../../../lib/layers/inputs.ts'
import { settle } from '../../../lib/layers/settle.ts'
import { planFleet } from '../../../lib/plan/index.ts'
import type { ClusterPlan, Fleet, HubPlan } from '../../../lib/plan/types.ts'

const BASE = readFileSync(new URL('../../../profiles/base.yaml', import.meta.url), 'utf8')
const COMMUNITY = 'name: Ice Lab\ncontact: hubs@ice.example.org\n'
const HUB = [
  'domain: hub.ice.example.org',
  'auth: { github: { organizations: [ice-lab] }, admins: [ada-example] }',
  'environments: { python: { title: Python, image: "quay.io/example/python:2026.11.1" } }',
  '',
].join('\n')

/**
 * More lines for a cluster's and a hub's file. `place` and `home` stand for the lines of that kind that are there
 * without.
 */
export interface Extra {
  place?: string
  cluster?: string
  home?: string
  hub?: string
}

const clouds = { gcp: facts, aws: facts, azure: facts }

export function fleet({
  place = 'region: us-west-2\naccount: "000000000000"\n',
  cluster = '',
  home = 'home: { disk: 200Gi }',
  hub = '',
}: Extra = {}): Fleet {
  const inputs = readInputs(
    new Map([
      ['profiles/base.yaml', BASE],
      ['communities/ice/community.yaml', COMMUNITY],
      ['communities/ice/cluster.yaml', `cloud: aws\n${place}${cluster}`],
      ['communities/ice/hubs/prod.yaml', `${HUB}${home}\n${hub}`],
    ]),
    ['ice'],
  )
  const settlement = settle(inputs)
  const planned = planFleet(settlement, clouds)
  const found = [...inputs.diagnostics, ...settlement.diagnostics, ...planned.diagnostics]
  if (hasErrors(found))
    throw new Error(found.map((d) => `${d.at.file}:${d.at.line}: ${d.code}: ${d.message}`).join('\n'))
  return planned.fleet
}

export function plans(extra: Extra = {}): { cluster: ClusterPlan; hub: HubPlan } {
  const { clusters, hubs } = fleet(extra)
  return { cluster: clusters[0]!, hub: hubs[0]! }
}

/** What the checks say, as `code line: message`. */
export function said(extra: Extra): string[] {
  const context = { fleet: fleet(extra), clouds }
  return checks.flatMap((check) =>
    check
      .find(context)
      .map((finding) => `${check.code} ${finding.at.file.split('/').at(-1)}:${finding.at.line}: ${finding.message}`),
  )
}
