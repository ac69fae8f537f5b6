import { join } from 'node:path'
import { sortDiagnostics, hasErrors } from '../diagnostics.ts'
import { openCache } from '../disk-cache.ts'
import { STANDS, type Difference, type Outputs } from '../disk-compare.ts'
import { compileKept, NOTHING_KNOWN, type KeptCompilation } from '../kept.ts'
import type { InputTexts, Request } from '../compile.ts'
import type { Options } from './command.ts'
import { readFleet } from './compile-folder.ts'

/** A fleet's folder, compiled as far as it is not known from an earlier build. */
export interface KeptFolder extends Pick<KeptCompilation, 'diagnostics' | 'accepted' | 'failed' | 'hubs' | 'textsOf'> {
  inputs: InputTexts
  /** Folders of `dist/`, all or those named, with their texts; of those that are known to hold them already, that. */
  outputs: (folders?: readonly string[]) => Outputs
  /** Keeps what is new, and that the folders in which nothing differs stand as they should. */
  keep: (difference: Difference) => void
}

/** The same as compileFolder does, of what has to be done anew. */
export function compileKeptFolder(
  options: Pick<Options, 'root' | 'program'>,
  request: Omit<Request, 'applied' | 'registry'>,
  named: readonly string[] = [],
): KeptFolder {
  const { root, program } = options
  const { texts, folders, applied, diagnostics: found } = readFleet(options, named)
  const cache = program.digest === undefined ? undefined : openCache(root)
  const inputs = { texts, folders }
  const compiled = compileKept(inputs, { ...request, applied, version: program.digest ?? '' }, cache ?? NOTHING_KNOWN)
  const diagnostics = sortDiagnostics([...found, ...compiled.diagnostics])
  const failed = hasErrors(diagnostics)
  const dist = join(root, 'dist')
  const standing = cache?.standing(dist, compiled.outputs) ?? new Set()
  const looked = new Set<string>()
  if (failed) cache?.save()
  return {
    ...compiled,
    diagnostics,
    failed,
    inputs,
    outputs(names = Object.keys(compiled.outputs)) {
      for (const name of names) if (!standing.has(name)) looked.add(name)
      return new Map(names.map((name) => [name, standing.has(name) ? STANDS : compiled.textsOf(name)]))
    },
    keep({ changes, foreign }) {
      const other = new Set([...changes, ...foreign].map(({ path }) => folderOf(path, compiled.outputs)))
      const same = [...looked].filter((name) => !other.has(name))
      cache?.stands(dist, Object.fromEntries(same.map((name) => [name, compiled.outputs[name]!])), (name) =>
        compiled.textsOf(name).keys(),
      )
      cache?.save()
    },
  }
}

/** The folder of `dist/` that a path is in: that of a community, or the top. */
function folderOf(path: string, outputs: KeptCompilation['outputs']): string {
  const [first = ''] = path.split('/')
  return first in outputs ? first : ''
}
