import { md } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { StateBackend } from '../cloud.ts'

export const state: StateBackend = {
  config: ({ bucket }, key) => ({ bucket, prefix: key }),
  where: md`in the Google Cloud Storage bucket`,
  create({ bucket = '' }, here) {
    const project = here ? sh` --project ${here.account}` : sh``
    return [
      sh`gcloud storage buckets create gs://${bucket}${project} --location ${here?.region ?? sh`"$PLACE"`}
        --uniform-bucket-level-access --public-access-prevention`,
      sh`gcloud storage buckets update gs://${bucket} --versioning`,
    ]
  },
}
