/** What installs the charts of a cluster and of its hubs, where `make` does not. */
import type { ClusterSettings } from '../settings/index.ts'

/** What people call each engine, by its name in the settings. */
const TITLES = { argocd: 'Argo CD', flux: 'Flux' } as const
export type EngineName = keyof typeof TITLES

const NAMESPACES: Readonly<Record<EngineName, string>> = { argocd: 'argocd', flux: 'flux-system' }

export interface DeployPlan {
  engine: EngineName
  title: string
  /** Address of the Git repository that holds `dist/`; none where nothing says it, which is an error. */
  repository?: string
  /** Its branch. */
  revision: string
  /** Where `dist/` is in it. */
  folder: string
  /** Where the engine runs in the cluster. */
  namespace: string
  /** Settings of one engine only. */
  project?: string
  secret?: string
}

type Long = Exclude<NonNullable<ClusterSettings['deploy']>, string>
/** A setting below `deploy:`, other than `with`. */
export type DeploySetting = Exclude<keyof Long, 'with'>

/** Settings that one engine only reads. */
const READER: Partial<Record<DeploySetting, EngineName>> = { project: 'argocd', secret: 'flux' }

/** Settings below `deploy:` that nothing reads: without an engine, or those of another one. */
export function unusedOfDeploy({ deploy = 'make' }: ClusterSettings): DeploySetting[] {
  if (typeof deploy === 'string') return []
  const { with: engine, ...said } = deploy
  return (Object.keys(said) as DeploySetting[]).filter(
    (setting) => engine === 'make' || (READER[setting] ?? engine) !== engine,
  )
}

/** `undefined`: with `make`. */
export function planDeploy({ deploy = 'make', deployer }: ClusterSettings): DeployPlan | undefined {
  const { with: engine, ...said }: Long = typeof deploy === 'string' ? { with: deploy } : deploy
  if (engine === 'make') return undefined
  const {
    repository = deployer && `https://github.com/${deployer.repository}.git`,
    revision = deployer?.branch ?? 'main',
    folder = 'dist',
    namespace = NAMESPACES[engine],
    project,
    secret,
  } = said
  return { engine, title: TITLES[engine], repository, revision, folder, namespace, project, secret }
}
