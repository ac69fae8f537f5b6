/** A target of the Makefile, and what recipes have in common. */
import { program, sh, type Shell } from '../../print/shell.ts'
import { customResourcesFile, kubernetesFile, terraform } from '../commands.ts'
import type { PartDocs } from '../types.ts'

export interface Target {
  name: string
  /** What `make help` says of it. */
  about: string
  /** Targets that are made before it. */
  needs?: readonly string[]
  commands: readonly Shell[]
}

/** Makes another target. */
export const submake = (name: string): Shell => sh`${program('make', 'MAKE')} ${name}`

/** A line that make does not show. */
export const quietly = (command: Shell): Shell => sh`@${command}`

export const init = (part: PartDocs): Shell => terraform(part, sh`init -input=false`)

export const isCluster = (part: PartDocs): boolean => part.folder === 'cluster'

/** Files of objects, those that the folder has. */
export const manifests = (part: PartDocs): string[] => (part.hasManifests ? [kubernetesFile(part)] : [])
export const customResources = (part: PartDocs): string[] =>
  part.hasCustomResources ? [customResourcesFile(part)] : []
