import { statSync } from 'node:fs'
import { join } from 'node:path'
import { closest, distance } from 'fastest-levenshtein'
import { compile, type Compilation, type Request } from '../compile.ts'
import { hasErrors, sortDiagnostics } from '../diagnostics.ts'
import { readInputFolder, readRoots } from '../disk.ts'
import { report } from './report.ts'

export interface CommonOptions {
  root: string
  json: boolean
}

/** A usage that cannot be followed: exit code 2. */
export class UsageError extends Error {}

/**
 * Reads and compiles the folder. Problems are reported; the result is undefined where they are errors. `named`
 * communities have to be there.
 */
export function compileFolder(
  { root, json }: CommonOptions,
  request: Request = {},
  named: readonly string[] = [],
): Compilation | undefined {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`there is no folder ${root}`)
  if (!statSync(join(root, 'communities'), { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(
      `there is no folder communities/ in ${root}; run hubloom at the top of a fleet, or name it with --root`,
    )
  const found = readInputFolder(root)
  for (const name of named.filter((each) => !found.folders.includes(each))) {
    const near = found.folders.length > 0 ? closest(name, found.folders) : undefined
    throw new UsageError(
      'there is no community ' +
        `${name}${near && distance(name, near) <= 3 ? `; did you mean ${near}?` : `; there are ${found.folders.join(', ')}`}`,
    )
  }
  const compilation = compile(found.texts, found.folders, { ...request, previous: readRoots(join(root, 'dist')) })
  const diagnostics = sortDiagnostics([...found.diagnostics, ...compilation.diagnostics])
  const failed = hasErrors(diagnostics)
  if (diagnostics.length > 0 && (failed || !json)) report(diagnostics, json)
  return failed ? undefined : { ...compilation, diagnostics }
}
