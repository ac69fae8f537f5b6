import { aws } from './aws/index.ts'
import { azure } from './azure/index.ts'
import type { Cloud } from './cloud.ts'
import { gcp } from './gcp/index.ts'

/** The clouds there are. In this order the schema names them. */
export const clouds = { gcp, aws, azure } satisfies Readonly<Record<string, Cloud>>

export type CloudName = keyof typeof clouds
