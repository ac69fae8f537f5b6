/** What installs the charts of a cluster and of the hubs on it. */
import type { ClusterPlan } from '../../plan/types.ts'
import { defineMeanings, type ClusterRule, type HubRule, type Meaning } from './meaning.ts'

interface Both {
  before: string
  after: string
}

export const deployMeanings = defineMeanings({
  'engine-changes': {
    harm: 'visible',
    what: ({ before, after }: Both) =>
      `the charts of the cluster and of the hubs on it are installed by ${after} from now on, by ${before} before`,
    // in which wave Argo CD applies an object
    covers: ['kubernetes * metadata.annotations'],
  },
  'engine-reads-elsewhere': {
    harm: 'visible',
    what: ({ before, after }: Both) =>
      `the charts of the cluster and of the hubs on it are installed from ${after} from now on, from ${before} before`,
    covers: [],
  },
})

export const deployOfCluster: ClusterRule = ({ before, after }) => told(before, after, ['deploy', '?deployer'])
export const deployOfHub: HubRule = ({ before, after }) => told(before.cluster, after.cluster, ['?cluster'])

function told({ deploy: before }: ClusterPlan, { deploy: after }: ClusterPlan, settings: readonly string[]): Meaning[] {
  const { tell } = deployMeanings
  const [then, now] = [before, after].map((deploy) => deploy?.title ?? 'make') as [string, string]
  if (then !== now) return [tell('engine-changes', { before: then, after: now }, { settings })]
  const [old, young] = [before, after].map((deploy) => deploy && placeOf(deploy)) as [string, string]
  return old === young ? [] : [tell('engine-reads-elsewhere', { before: old, after: young }, { settings })]
}

const placeOf = ({ repository = '', revision, folder }: NonNullable<ClusterPlan['deploy']>): string =>
  `${repository} (${folder} of ${revision})`
