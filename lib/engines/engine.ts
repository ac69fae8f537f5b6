/**
 * What an engine is: something in the cluster that installs what a Git repository holds. Each is a file here, and a
 * line of index.ts.
 */
import type { DeployPlan } from '../plan/deploy.ts'
import type { HubPlan } from '../plan/types.ts'
import type { Release } from '../print/helm.ts'
import type { Manifest } from '../print/kubernetes.ts'
import type { DeployDocs } from '../readme/types.ts'

/** A folder of a bundle, of a cluster or of a hub, as an engine sees it: final, overrides and all. */
export interface DeployedPart {
  deploy: DeployPlan
  community: string
  folder: string
  /** Who owns the cluster. */
  owner: string
  /** Of a cluster: hubs of others on it. */
  tenants: readonly Pick<HubPlan, 'community' | 'namespace'>[]
  releases: readonly Release[]
  manifests: readonly Manifest[]
  customResources: readonly Manifest[]
}

/** What README and Makefile speak of. */
export type InstalledPart = Omit<DeployedPart, 'tenants' | 'manifests' | 'owner'>

/** What each engine has words of its own for. */
export type EngineDocs = Omit<DeployDocs, 'title' | 'repository' | 'revision' | 'path'>

export interface Engine {
  /** Documents of each file that it wants in the folder, by the file's name. `begin` of `docs` is one of them. */
  files(part: DeployedPart): Readonly<Record<string, readonly unknown[]>>
  /** The folder's own objects, with what the engine has to know of each. */
  objects?(part: DeployedPart): readonly Manifest[]
  docs(part: InstalledPart): EngineDocs
}

/** Where the folder is in the repository. */
export const pathOf = ({ deploy, community, folder }: Pick<DeployedPart, 'deploy' | 'community' | 'folder'>): string =>
  `${deploy.folder}/${community}/${folder}`
