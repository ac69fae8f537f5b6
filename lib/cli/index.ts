import { build } from './build.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { diff } from './diff.ts'
import { explain } from './explain.ts'
import { importCommand } from './import.ts'
import { init } from './init.ts'
import { list } from './list.ts'
import { start } from './new.ts'
import { profiles } from './profiles.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'
import { replicateCommand } from './replicate.ts'
import { schema } from './schema.ts'
import { set } from './set.ts'
import { site } from './site.ts'

/** Every command of the command line. */
export const commands: readonly Command[] = [
  init,
  start,
  importCommand,
  build,
  check,
  diff,
  explain,
  list,
  profiles,
  remove,
  rename,
  replicateCommand,
  schema,
  set,
  site,
]
