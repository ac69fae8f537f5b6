/** Of which parts a bundle consists, and on whose clusters they are. */
import type { AccessDocs, BundleDocs, ClusterDocs, HubDocs } from './types.ts'

/** The cluster first, then the hubs: the order in which they are made. */
export const partsOf = ({ cluster, hubs }: BundleDocs): (ClusterDocs | HubDocs)[] => [
  ...(cluster ? [cluster] : []),
  ...hubs,
]

/** Hubs on a cluster that is not the bundle's own. */
export const guestsOf = ({ cluster, hubs }: BundleDocs): HubDocs[] =>
  hubs.filter(
    ({ access }) =>
      cluster === undefined || access.name !== cluster.access.name || access.community !== cluster.access.community,
  )

/** The clusters they are on, each once. */
export const accessesOf = (parts: readonly { access: AccessDocs }[]): AccessDocs[] => [
  ...new Map(
    parts.map(({ access }) => [`${access.cloud}/${access.account}/${access.region}/${access.name}`, access]),
  ).values(),
]
