/** Folders as the tests see them: the inputs of this repository, of a case, or of text in a test. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import type { Manifest } from '../lib/print/kubernetes.ts'
import { compile, type Compilation, type Request } from '../lib/compile.ts'
import { listFiles, readApplied, readInputFolder } from '../lib/disk.ts'
import { format } from '../lib/cli/reporters/text.ts'
import type { Diagnostic } from '../lib/diagnostics.ts'

export const repository = readInputFolder('.')

/** The profiles of this repository, under a case's own files. */
export const profiles = [...repository.texts].filter(([path]) => path.startsWith('profiles/'))

export function compileTexts(
  files: Readonly<Record<string, string>> | ReadonlyMap<string, string>,
  request: Request = {},
): Compilation {
  const own = files instanceof Map ? (files as ReadonlyMap<string, string>) : new Map(Object.entries(files))
  const texts = new Map([...profiles, ...own])
  const folders = [
    ...new Set([...own.keys()].flatMap((path) => /^communities\/([^/]+)\//.exec(path)?.[1] ?? [])),
  ].sort()
  return compile(texts, folders, request)
}

export function compileFolder(
  folder: string,
  request: Request = {},
): Compilation & { diagnostics: readonly Diagnostic[] } {
  const found = readInputFolder(folder)
  const texts = new Map([...profiles, ...found.texts])
  const compilation = compile(texts, found.folders, { applied: readApplied(join(folder, 'before')), ...request })
  return { ...compilation, diagnostics: [...found.diagnostics, ...compilation.diagnostics] }
}

export const lines = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics.map((each) => `${format(each)}\n`).join('')

/** The outputs as one map by path below `dist/`. */
export function outputTexts({ outputs }: Pick<Compilation, 'outputs'>): Map<string, string> {
  return new Map(
    [...outputs].flatMap(([folder, texts]) =>
      [...texts].map(([path, text]) => [folder === '' ? path : `${folder}/${path}`, text] as const),
    ),
  )
}

let compiled: Compilation | undefined
/** This repository's fleet, compiled once a test file. */
export const fleet = (): Compilation => (compiled ??= compile(repository.texts, repository.folders))

export function readFolder(folder: string): Map<string, string> {
  return new Map((listFiles(folder) ?? []).map((path) => [path, readFileSync(join(folder, path), 'utf8')]))
}

export function writeFolder(folder: string, files: ReadonlyMap<string, string>): void {
  if (existsSync(folder)) rmSync(folder, { recursive: true })
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

/**
 * The objects of a hub that the owner of its cluster writes, but for who may deploy it: none where that is the hub's own
 * community.
 */
export function ownersObjects(texts: ReadonlyMap<string, string>, cluster: string, namespace: string): Manifest[] {
  return parseAllDocuments(texts.get(`${cluster}/cluster/kubernetes.yaml`) ?? '')
    .map((document) => document.toJS() as Manifest & { spec?: { claimRef?: { namespace: string } } })
    .filter(
      ({ kind, metadata, spec }) =>
        (metadata.namespace === namespace && !kind.startsWith('Role')) ||
        (kind === 'Namespace' && metadata.name === namespace) ||
        spec?.claimRef?.namespace === namespace,
    )
}
