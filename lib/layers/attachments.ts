/** What a community keeps beside its YAML for its hubs to name: code, and whatever comes to be read as text. */
import type { Diagnostic, Origin } from '../diagnostics.ts'
import { isSecretNamed, looksSecret } from '../secrets.ts'
import { deceptive } from './parse.ts'
import { inputProblems } from './problems.ts'
import { readPython, type PythonFunction } from './python.ts'

/** One such file. */
export interface Attachment {
  community: string
  /** The folder of the community in which it lies: `code`. */
  folder: AttachmentFolder
  /** What hubs call it: its path below that folder, of code without `.py`. */
  name: string
  /** Its path in the fleet. */
  file: string
  text: string
  /** The functions at the top level of code that can be read. */
  functions?: readonly PythonFunction[] | undefined
}

interface Kind {
  /** Which paths below the folder are read; the first group is the name. */
  path: RegExp
  /** Most characters of one file: a Secret or ConfigMap holds 1 MiB of all of them (kubernetes.io, "Secrets"). */
  most: number
}

const KINDS = {
  code: { path: /^([A-Za-z0-9][A-Za-z0-9_-]{0,62})\.py$/, most: 100 * 1024 },
  files: { path: /^([A-Za-z0-9][A-Za-z0-9._-]{0,62})$/, most: 100 * 1024 },
} as const satisfies Record<string, Kind>

export type AttachmentFolder = keyof typeof KINDS

interface AttachmentPlace extends Pick<Attachment, 'community' | 'folder' | 'name' | 'file'> {
  most: number
}

/** Where a path belongs, if hubloom reads it as such a file. */
export function attachmentPlace(file: string): AttachmentPlace | undefined {
  const [, community, folder, path] = /^communities\/([^/]+)\/([^/]+)\/(.+)$/.exec(file) ?? []
  if (folder === undefined || !isFolder(folder)) return undefined
  const { path: pattern, most } = KINDS[folder]
  const name = pattern.exec(path!)?.[1]
  return name === undefined ? undefined : { community: community!, folder, name, file, most }
}

const isFolder = (name: string): name is AttachmentFolder => Object.hasOwn(KINDS, name)

/** A file with what is wrong in it; one that is too large, or shows something else than it holds, is not read. */
export function readAttachment(
  { most, ...place }: AttachmentPlace,
  written: string,
): { attachment: Attachment; diagnostics: readonly Diagnostic[] } {
  const { community, file } = place
  // a byte order mark means nothing in UTF-8, and lines end alike wherever somebody wrote them
  const text = written.replace(/^\uFEFF/, '').replace(/\r\n/g, '\n')
  const at: Origin = { file, line: 1, column: 1, community }
  const args = { kilobytes: Math.ceil(text.length / 1024), most: most / 1024 }
  const refusal =
    text.length > most ? inputProblems.raise('file-too-large', { at, args }) : (deceptive(at, text) ?? undefined)
  if (refusal) return { attachment: { ...place, text: '' }, diagnostics: [refusal] }
  if (place.folder !== 'code') return { attachment: { ...place, text }, diagnostics: secretsIn(text, at, secretInFile) }
  const { value: functions, diagnostics } = readPython(text, at)
  return {
    attachment: { ...place, text, functions },
    diagnostics: [...diagnostics, ...secretsIn(text, at, secretInCode)],
  }
}

/** Each line that holds what looks like a secret. */
const secretsIn = (text: string, at: Origin, raise: (at: Origin) => Diagnostic): Diagnostic[] =>
  text
    .split('\n')
    .flatMap((words, i) =>
      looksSecret(words) || isSecretNamed('', `\n${words}\n.`) ? [raise({ ...at, line: i + 1 })] : [],
    )

const secretInCode = (at: Origin) => inputProblems.raise('secret-in-input/code', { at })
const secretInFile = (at: Origin) => inputProblems.raise('secret-in-input/file', { at })
