import { build } from './build.ts'
import { check } from './check.ts'
import type { Command } from './command.ts'
import { list } from './list.ts'
import { remove } from './remove.ts'
import { rename } from './rename.ts'
import { schema } from './schema.ts'

/** Every command of the command line. */
export const commands: readonly Command[] = [build, check, list, remove, rename, schema]
