import type { Cloud } from '../cloud.ts'
import { cluster } from './cluster.ts'
import { facts } from './facts.ts'
import { hub } from './hub.ts'
import { resources } from './resources.ts'
import { runbook } from './runbook.ts'
import { clusterManifests, clusterWiring, wiring } from './wiring.ts'

/** Amazon Web Services: EKS. */
export const aws: Cloud = { facts, resources, cluster, hub, wiring, clusterWiring, clusterManifests, runbook }
