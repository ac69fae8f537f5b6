import type { Cloud } from '../cloud.ts'
import resourceArguments from './arguments.json' with { type: 'json' }
import { cluster } from './cluster.ts'
import { facts } from './facts.ts'
import { hub } from './hub.ts'
import { imports } from './imports.ts'
import { moveThrough } from './moving.ts'
import { quotaOf } from './quotas.ts'
import { resourceTypes } from './resource-types.ts'
import { homeCopies } from './restore.ts'
import { rights } from './rights.ts'
import { rules } from './rules.ts'
import { runbook } from './runbook.ts'
import { state } from './state.ts'
import { takesOver } from './takes-over.ts'
import { clusterManifests, clusterWiring, wiring } from './wiring.ts'

/** Amazon Web Services: EKS. */
export const aws: Cloud = {
  facts,
  resourceTypes,
  resourceArguments,
  rules,
  state,
  cluster,
  hub,
  wiring,
  clusterWiring,
  clusterManifests,
  runbook,
  homeCopies,
  takesOver,
  rights,
  quotaOf,
  worldNames: { aws_s3_bucket: 'bucket' },
  moveThrough,
  imports,
}
