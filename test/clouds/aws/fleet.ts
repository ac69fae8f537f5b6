/** Plans of small invented fleets on AWS, from the texts of their files. */
import type { ClusterPlan, HubPlan } from '../../../lib/plan/types.ts'
import { fleetFrom, plansFrom, said as saidOf, type Files } from '../../plan.ts'

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

const files = ({
  place = 'region: us-west-2\naccount: "000000000000"\n',
  cluster = '',
  home = 'home: { disk: 200Gi }',
  hub = '',
}: Extra): Files => ({
  name: 'ice',
  community: 'name: Ice Lab\ncontact: hubs@ice.example.org\n',
  cluster: `cloud: aws\n${place}${cluster}`,
  hubs: { prod: `${HUB}${home}\n${hub}` },
})

export const plans = (extra: Extra = {}): { cluster: ClusterPlan; hub: HubPlan } => plansFrom(files(extra))

/** What the checks say, as `code line: message`. */
export const said = (extra: Extra): string[] => saidOf(fleetFrom(files(extra)))
