/** What an apply does beside what a change means: which pods start anew, and when people notice. */
import type { Leaf } from '../leaves.ts'

interface Effect {
  applies: (leaf: Leaf) => boolean
  says: string
  source: string
}

const isHelm = (leaf: Leaf, release: string, key?: string): boolean =>
  leaf.format === 'helm' && leaf.address === release && (key === undefined || leaf.path[0] === key)

/** In the order in which they are told. */
export const EFFECTS: readonly Effect[] = [
  {
    applies: (leaf) => isHelm(leaf, 'jupyterhub'),
    says: 'At apply the hub restarts: about 10 s without sign-in and starts; servers that run go on.',
    source:
      'zero-to-jupyterhub, templates/hub/deployment.yaml: checksum/secret is of all values, its strategy Recreate',
  },
  {
    applies: (leaf) => isHelm(leaf, 'jupyterhub', 'proxy'),
    says: 'The proxy starts anew where its pod changes: open connections break once.',
    source: 'zero-to-jupyterhub, templates/proxy/deployment.yaml: one replica, Recreate',
  },
  {
    applies: (leaf) => isHelm(leaf, 'jupyterhub', 'singleuser') && leaf.path[1] !== 'networkPolicy',
    says: 'Servers that run keep what they started with; new ones have it.',
    source: 'jupyterhub-kubespawner: make_pod, at each start',
  },
  {
    applies: (leaf) => isHelm(leaf, 'jupyterhub', 'singleuser') && leaf.path[1] === 'networkPolicy',
    says: 'It counts at once, for servers that run as well.',
    source: 'kubernetes.io, "Network Policies"',
  },
  {
    applies: (leaf) => isHelm(leaf, 'home-nfs'),
    says: 'Where the file server of homes starts anew, homes hang until it is back.',
    source: 'nfs(5): hard mounts retry until the server answers',
  },
  {
    applies: (leaf) => isHelm(leaf, 'dask-gateway'),
    says: 'The Dask gateway starts anew where its pod changes: Dask clusters that run go on.',
    source: 'dask-gateway, Kubernetes backend: clusters are resources of the cluster',
  },
]

/** Of releases that were there before and still are: what comes or goes as a whole restarts nothing. */
export function effectsOfLeaves(leaves: readonly Leaf[]): string[] {
  const changed = leaves.filter(({ path }) => path.length > 0)
  return EFFECTS.filter(({ applies }) => changed.some(applies)).map(({ says }) => says)
}
