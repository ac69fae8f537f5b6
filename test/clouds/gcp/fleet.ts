/** Plans of small invented fleets on Google Cloud, from the texts of their files. */
import type { ClusterPlan, Fleet, HubPlan } from '../../../lib/plan/types.ts'
import { fleetFrom } from '../../plan.ts'

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

export const fleet = (extra: Extra = {}): Fleet =>
  fleetFrom({
    name: 'ice',
    community: 'name: Ice Lab\ncontact: hubs@ice.example.org\n',
    cluster: CLUSTER + (extra.cluster ?? ''),
    hubs: {
      prod: `${HUB}${extra.home ?? HOME}\n${extra.hub ?? ''}`,
      ...Object.fromEntries(
        Object.entries(extra.hubs ?? {}).map(([name, text]) => [
          name,
          `${HUB.replace('hub.ice', `${name}.ice`)}${HOME}\n${text}`,
        ]),
      ),
    },
  })

export function plans(extra: Extra = {}): { cluster: ClusterPlan; hub: HubPlan; hubs: readonly HubPlan[] } {
  const { clusters, hubs } = fleet(extra)
  return { cluster: clusters[0]!, hub: hubs.find((hub) => hub.hub === 'prod')!, hubs }
}
