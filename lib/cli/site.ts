import { resolve, sep } from 'node:path'
import { compareFleets } from '../compare.ts'
import { write } from '../disk-write.ts'
import { listFiles, readText } from '../disk.ts'
import { readInputs } from '../layers/inputs.ts'
import { CHECKSUMS_FILE, readChecksums, SITE_MARK } from '../print/checksums.ts'
import { registry } from '../registry.ts'
import { UsageError, count, type Command, type CommandResult, type Options } from './command.ts'
import { compileFolder, type CompiledFolder } from './compile-folder.ts'
import { earlierOf } from './earlier.ts'

interface Written {
  out: string
  pages: number
  changed: number
  /** Files in the way that are not the site's. */
  foreign: readonly string[]
}

export const site: Command<Written> = {
  name: 'site',
  description: 'the fleet as a web site: every hub as its people see it, machines, prices',
  options: [
    { flags: '--out <folder>', description: 'where it is written: a folder that is new, or has an earlier site' },
    { flags: '--against <ref|folder>', description: 'with a page of what changes against that' },
    { flags: '--title <text>', description: 'what the site is called: JupyterHubs where left out' },
    { flags: '--public', description: 'for pages that anybody may read: single people are counted, not named' },
  ],
  run,
  text: ({ out, pages, changed, foreign }) =>
    foreign.length > 0
      ? { err: foreign.map((path) => `${path} is not the site's, and a page belongs there\n`).join('') }
      : { out: `${out}/index.html: ${count(pages, 'page')}, ${changed} written\n` },
}

async function run(options: Options): Promise<CommandResult<Written>> {
  const { root, flags, program, onProgress } = options
  const out = outOf(root, flags['out'])
  // texts of dist/ are for the comparison alone
  const compiled = compileFolder({ root, program }, { onProgress, bundlesOnly: flags['against'] === undefined })
  if (compiled.failed) return { diagnostics: compiled.diagnostics, fine: false }
  const { siteOf } = await import('../site/index.ts')
  const texts = siteOf({
    compilation: compiled,
    layers: readInputs(compiled.inputs.texts, compiled.inputs.folders, registry).layers,
    texts: compiled.inputs.texts,
    registry,
    version: program.version,
    title: String(flags['title'] ?? 'JupyterHubs'),
    named: flags['public'] !== true,
    compared: comparedWith(root, flags['against'], compiled),
  })
  const { changes, foreign } = write(out, texts, true)
  const pages = [...texts.values()].flatMap((folder) => [...folder.keys()]).filter((path) => path.endsWith('.html'))
  return {
    diagnostics: [],
    data: {
      out,
      pages: pages.length,
      changed: foreign.length > 0 ? 0 : changes.length,
      foreign: foreign.map(({ path }) => `${out}/${path}`),
    },
    fine: foreign.length === 0,
  }
}

/** Folders of a fleet in which no site is written. */
const KEPT = ['communities', 'profiles', 'dist']

/** Throws UsageError for a folder that holds something else: its files would be mixed with the site's. */
function outOf(root: string, flag: string | boolean | undefined): string {
  if (typeof flag !== 'string') throw new UsageError('site needs --out, the folder that it is written to')
  const isWithin = (inner: string, outer: string): boolean => `${inner}${sep}`.startsWith(`${outer}${sep}`)
  const [out, home] = [resolve(flag), resolve(root)]
  if (isWithin(home, out) || KEPT.some((name) => isWithin(out, resolve(home, name))))
    throw new UsageError(`--out takes a folder of its own, not ${flag}, which is the fleet's`)
  const isSite = readChecksums(readText(out, CHECKSUMS_FILE) ?? '').includes(SITE_MARK)
  if (!isSite && (listFiles(out) ?? []).length > 0)
    throw new UsageError(`${flag} has files, and no earlier site; name a folder that is new or empty`)
  return flag
}

function comparedWith(root: string, flag: string | boolean | undefined, compiled: CompiledFolder) {
  if (typeof flag !== 'string') return undefined
  const { changes } = compareFleets(earlierOf(root, flag, compiled.inputs), compiled)
  return { against: flag, changes }
}
