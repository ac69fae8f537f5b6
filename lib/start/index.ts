import { cluster } from './cluster.ts'
import { community } from './community.ts'
import { hub } from './hub.ts'
import type { Kind } from './kind.ts'
import { profile } from './profile.ts'

/** Everything that `hubloom new` writes. */
export const kinds: readonly Kind[] = [community, cluster, hub, profile]
