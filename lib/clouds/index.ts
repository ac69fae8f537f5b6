import type { CloudName } from '../plan/types.ts'
import { aws } from './aws/index.ts'
import { azure } from './azure/index.ts'
import type { Cloud } from './cloud.ts'
import { gcp } from './gcp/index.ts'

export const clouds: Readonly<Record<CloudName, Cloud>> = { aws, azure, gcp }
