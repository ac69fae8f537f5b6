import { sh, type Shell } from '../../print/shell.ts'

/** What restic needs for a container of Blob Storage (restic.readthedocs.io, "Preparing a new repository"). */
export const moveThrough: readonly Shell[] = [
  sh`printf %s azure:CONTAINER:/ > access/RESTIC_REPOSITORY`,
  sh`printf %s ACCOUNT > access/AZURE_ACCOUNT_NAME`,
  sh`printf %s KEY > access/AZURE_ACCOUNT_KEY`,
]
