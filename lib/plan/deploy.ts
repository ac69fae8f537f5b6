/** What installs the charts of a cluster and of its hubs, where `make` does not. */
import type { ClusterSettings } from '../settings/index.ts'

/** Engines by their names in the settings, as people call them. */
export const ENGINES = { argocd: 'Argo CD', flux: 'Flux' } as const
export type EngineName = keyof typeof ENGINES

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

/** What only one engine reads. */
export const ONLY = { project: 'argocd', secret: 'flux' } as const satisfies Record<string, EngineName>

/** Settings below `deploy:` that nothing reads: without an engine, or those of another one. */
export function unusedOfDeploy({ deploy = 'make' }: ClusterSettings): Exclude<keyof Long, 'with'>[] {
  if (typeof deploy === 'string') return []
  const { with: engine, ...said } = deploy
  const reader = (setting: string): string => Reflect.get(ONLY, setting) ?? engine
  return (Object.keys(said) as Exclude<keyof Long, 'with'>[]).filter(
    (setting) => engine === 'make' || reader(setting) !== engine,
  )
}

type Long = Exclude<NonNullable<ClusterSettings['deploy']>, string>

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
  return { engine, title: ENGINES[engine], repository, revision, folder, namespace, project, secret }
}
