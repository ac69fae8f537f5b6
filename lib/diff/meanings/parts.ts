/** Hubs and clusters that come or go as a whole. */
import { entryRules } from '../../plan/entry.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { defineMeanings, type Meaning } from './meaning.ts'
import { plural, some } from './words.ts'

export const partMeanings = defineMeanings({
  'hub-comes': {
    harm: 'lets-in',
    what: ({ hub, domain, who, cluster }: { hub: string; domain: string; who: string; cluster: string }) =>
      `a hub comes: ${hub} at ${domain}, on the cluster ${cluster}, for ${who}`,
    covers: ['* * *'],
  },
  'hub-goes': {
    harm: 'loses-data',
    what: ({ hub, domain, homes }: { hub: string; domain: string; homes: string }) =>
      `the hub ${hub} goes: ${domain} leads nowhere${homes}`,
    covers: ['* * *'],
    source: 'terraform destroy of its root; what was applied is refused until `hubloom remove` has its steps taken',
  },
  'cluster-comes': {
    harm: 'costs',
    what: ({ name, cloud, region, pools }: { name: string; cloud: string; region: string; pools: number }) =>
      `a cluster comes: ${name} in ${region} (${cloud}), with ${plural(pools, 'pool')} of machines`,
    covers: ['* * *'],
  },
  'cluster-goes': {
    harm: 'loses-data',
    what: ({ name }: { name: string }) => `the cluster ${name} goes, with everything that runs there`,
    covers: ['* * *'],
  },
  'part-comes': {
    harm: 'visible',
    what: ({ part }: { part: string }) => `dist/${part} comes`,
    covers: ['* * *'],
  },
  'part-goes': {
    harm: 'loses-data',
    what: ({ part }: { part: string }) => `dist/${part} goes, with what it has at the cloud`,
    covers: ['* * *'],
  },
})

export function hubComes(hub: HubPlan): Meaning {
  const { id, domain, cluster } = hub
  return partMeanings.tell(
    'hub-comes',
    { hub: id, domain, who: whoEnters(hub), cluster: cluster.name },
    { settings: ['domain'] },
  )
}

export function hubGoes({ id, domain, home, buckets }: HubPlan): Meaning {
  const kept = [
    ...(home.kind === 'none' || home.kind === 'nfs' ? [] : ["people's homes"]),
    ...(buckets.length > 0 ? [plural(buckets.length, 'bucket')] : []),
  ]
  const homes = kept.length > 0 ? `, and ${kept.join(' and ')} are destroyed with it` : ''
  return partMeanings.tell('hub-goes', { hub: id, domain, homes }, { settings: ['domain'] })
}

export const clusterComes = ({ name, cloud, region, pools }: ClusterPlan): Meaning =>
  partMeanings.tell('cluster-comes', { name, cloud, region, pools: pools.length }, { settings: ['cloud'] })

export const clusterGoes = ({ name }: ClusterPlan): Meaning =>
  partMeanings.tell('cluster-goes', { name }, { settings: ['cloud'] })

/** Of a part that nothing is known of but its outputs. */
export const partChanges = (part: string, comes: boolean): Meaning =>
  partMeanings.tell(comes ? 'part-comes' : 'part-goes', { part }, { settings: [] })

function whoEnters(hub: HubPlan): string {
  if (hub.signIn.everyone) return `everyone who can sign in (${hub.signIn.title})`
  const rules = entryRules(hub).filter(({ setting }) => setting !== 'auth.admins')
  const members = rules.flatMap(({ members: found }) => found.map(({ name }) => name))
  return members.length > 0 ? `${some(members, 4)} (${hub.signIn.title})` : `its admins only (${hub.signIn.title})`
}
