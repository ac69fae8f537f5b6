import { sh, type Shell } from '../../print/shell.ts'

/** What restic needs for a bucket of S3 (restic.readthedocs.io, "Preparing a new repository"). */
export const moveThrough: readonly Shell[] = [
  sh`printf %s s3:s3.amazonaws.com/BUCKET > access/RESTIC_REPOSITORY`,
  sh`printf %s REGION > access/AWS_DEFAULT_REGION`,
  sh`printf %s KEY > access/AWS_ACCESS_KEY_ID`,
  sh`printf %s SECRET > access/AWS_SECRET_ACCESS_KEY`,
]
