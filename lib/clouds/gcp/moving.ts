import { sh, type Shell } from '../../print/shell.ts'

/** What restic needs for a bucket of Cloud Storage (restic.readthedocs.io, "Preparing a new repository"). */
export const moveThrough: readonly Shell[] = [
  sh`printf %s gs:BUCKET:/ > access/RESTIC_REPOSITORY`,
  sh`printf %s PROJECT > access/GOOGLE_PROJECT_ID`,
  sh`printf %s /access/key.json > access/GOOGLE_APPLICATION_CREDENTIALS`,
  sh`cp KEY.json access/key.json`,
]
