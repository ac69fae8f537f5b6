/** Where the Terraform state of each root is kept: in its folder, at an address, or in a bucket at a cloud. */
import type { Cloud, StateBackend } from './clouds/cloud.ts'
import type { ClusterPlan } from './plan/types.ts'
import { md } from './print/markdown.ts'
import type { Root } from './print/terraform.ts'
import type { StateDocs } from './readme/index.ts'

type Clouds = Readonly<Record<string, Cloud>>

/** Places that belong to no cloud. */
const GENERAL: Readonly<Record<string, StateBackend>> = {
  local: {
    config: () => ({ path: 'terraform.tfstate' }),
    where: md`in the folder itself, as \`terraform.tfstate\`: keep it safe and never in Git, since it may hold secrets;
      only one person can work with it`,
    create: () => [],
  },
  http: {
    config: ({ url }, key) => ({ address: `${url?.replace(/\/+$/, '')}/${key}` }),
    where: md`at the address`,
    create: () => [],
  },
}

/**
 * The backend of a root of this cluster or of a hub on it: `key` is `<community>/<folder>`. Always explicit, relative
 * to the root, and apart from every other root's.
 */
export function backend({ state }: ClusterPlan, key: string, clouds: Clouds): Root['backend'] {
  return { kind: state.kind, config: backendOf(state.kind, clouds).config(state, key) }
}

/** What the README says of it, with the commands that make the bucket. */
export function stateDocs(cluster: ClusterPlan, clouds: Clouds): StateDocs {
  const { state } = cluster
  const { where, create } = backendOf(state.kind, clouds)
  const here = clouds[cluster.cloud]!.facts.settings.state?.kind === state.kind ? cluster : undefined
  return {
    where,
    place: state.bucket ?? state['url'],
    create: create(state, here),
    onThisMachine: state.kind === 'local',
    settings: `communities/${cluster.community}/cluster.yaml`,
  }
}

function backendOf(kind: string, clouds: Clouds): StateBackend {
  const cloud = Object.values(clouds).find(({ facts }) => facts.settings.state?.kind === kind)
  const found = cloud ? cloud.state : GENERAL[kind]
  if (!found) throw new Error(`no cloud keeps state in ${kind}, though the schema takes it`)
  return found
}
