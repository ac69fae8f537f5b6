import { join } from 'node:path'
import { compile, type Compilation, type InputTexts, type Request } from '../compile.ts'
import { hasErrors, sortDiagnostics } from '../diagnostics.ts'
import { isFolder, readInputFolder, readApplied, type Found } from '../disk.ts'
import { similar } from '../similar.ts'
import { UsageError, type Options } from './command.ts'

export interface CompiledFolder extends Compilation {
  inputs: InputTexts
  /** Whether there are errors: then nothing may be made of it. */
  failed: boolean
}

/** The fleet's folder, and hubloom with the profiles that come with it. */
export interface FleetFolder extends Pick<Options, 'root' | 'program'> {
  /** Inputs that are not written yet, by path: what would be if they were. */
  draft?: ReadonlyMap<string, string>
}

/** Reads and compiles a fleet's folder. Throws UsageError where it is none, or lacks one of the `named` communities. */
export function compileFolder(
  folder: FleetFolder,
  request: Request = {},
  named: readonly string[] = [],
): CompiledFolder {
  const { texts, folders, applied, diagnostics: found } = readFleet(folder, named)
  const compilation = compile(texts, folders, { applied, ...request })
  const diagnostics = sortDiagnostics([...found, ...compilation.diagnostics])
  return { ...compilation, inputs: { texts, folders }, diagnostics, failed: hasErrors(diagnostics) }
}

/** Reads a fleet's inputs, and what was applied of it. Throws UsageError as compileFolder does. */
export function readFleet(
  { root, program, draft = new Map() }: FleetFolder,
  named: readonly string[] = [],
): Found & { applied: ReadonlyMap<string, string> } {
  if (!isFolder(root)) throw new UsageError(`there is no folder ${root}`)
  if (!isFolder(join(root, 'communities')))
    throw new UsageError(
      `there is no folder communities/ in ${root}; run hubloom at the top of a fleet, or name it with --root`,
    )
  const found = readInputFolder(root, program.profiles)
  const missing = named.find((name) => !found.folders.includes(name))
  if (missing !== undefined) throw new UsageError(noCommunity(missing, found.folders))
  return { ...found, texts: new Map([...found.texts, ...draft]), applied: readApplied(join(root, 'dist')) }
}

function noCommunity(name: string, folders: readonly string[]): string {
  const near = similar(name, folders)
  const hint = near !== undefined ? `did you mean ${near}?` : `there are ${folders.join(', ')}`
  return `there is no community ${name}; ${hint}`
}
