/** What a community keeps beside its YAML for its hubs to name: code, and whatever comes to be read as text. */
import type { Diagnostic, Origin } from '../diagnostics.ts'
import { isSecretNamed, looksSecret } from '../secrets.ts'
import { templateFaults } from './jinja.ts'
import { deceptive } from './parse.ts'
import { inputProblems } from './problems.ts'
import { fileProblems } from './file-problems.ts'
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
  /** Whether the text is base64 of what is no text. */
  binary?: boolean
  /** The functions at the top level of code that can be read. */
  functions?: readonly PythonFunction[] | undefined
}

interface Kind {
  /** Which paths below the folder are read; the first group is the name. */
  path: RegExp
  /** Most characters of one file: a Secret or ConfigMap holds 1 MiB of all of them (kubernetes.io, "Secrets"). */
  most: number
  /** Which of them are no text. */
  binary?: RegExp
}

const SEGMENT = '[A-Za-z0-9][A-Za-z0-9._-]{0,59}'

const KINDS = {
  pages: {
    path: new RegExp(
      `^(?!.*\\.\\.)(${SEGMENT}/(?:templates/[A-Za-z0-9_-]{1,60}\\.html|static/(?:${SEGMENT}/){0,5}${SEGMENT}))$`,
    ),
    most: 200 * 1024,
    binary: /\.(png|jpe?g|gif|ico|webp|woff2?|ttf)$/i,
  },
  code: { path: /^([A-Za-z0-9][A-Za-z0-9_-]{0,62})\.py$/, most: 100 * 1024 },
  files: { path: /^([A-Za-z0-9][A-Za-z0-9._-]{0,62})$/, most: 100 * 1024 },
} as const satisfies Record<string, Kind>

export type AttachmentFolder = keyof typeof KINDS

interface AttachmentPlace extends Pick<Attachment, 'community' | 'folder' | 'name' | 'file' | 'binary'> {
  most: number
}

/** Where a path belongs, if hubloom reads it as such a file. */
export function attachmentPlace(file: string): AttachmentPlace | undefined {
  const [, community, folder, path] = /^communities\/([^/]+)\/([^/]+)\/(.+)$/.exec(file) ?? []
  if (folder === undefined || !isFolder(folder)) return undefined
  const { path: pattern, most, binary }: Kind = KINDS[folder]
  const name = pattern.exec(path!)?.[1]
  if (name === undefined) return undefined
  return { community: community!, folder, name, file, most, binary: binary?.test(name) }
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
  const size = place.binary ? (text.length / 4) * 3 : text.length
  const args = { kilobytes: Math.ceil(size / 1024), most: most / 1024 }
  const shown = place.binary ? undefined : deceptive(at, text)
  const refusal = size > most ? fileProblems.raise('file-too-large', { at, args }) : shown
  if (refusal) return { attachment: { ...place, text: '' }, diagnostics: [refusal] }
  if (place.folder !== 'code')
    return { attachment: { ...place, text }, diagnostics: place.binary ? [] : textFaults(place.name, text, at) }
  const { value: functions, diagnostics } = readPython(text, at)
  return {
    attachment: { ...place, text, functions },
    diagnostics: [...diagnostics, ...secretsIn(text, at, secretInCode)],
  }
}

const textFaults = (name: string, text: string, at: Origin): Diagnostic[] => [
  ...(name.includes('/templates/') ? templateFaults(text, at) : []),
  ...secretsIn(text, at, secretInFile),
]

/** Each line that holds what looks like a secret. */
const secretsIn = (text: string, at: Origin, raise: (at: Origin) => Diagnostic): Diagnostic[] =>
  text
    .split('\n')
    .flatMap((words, i) =>
      looksSecret(words) || isSecretNamed('', `\n${words}\n.`) ? [raise({ ...at, line: i + 1 })] : [],
    )

const secretInCode = (at: Origin) => inputProblems.raise('secret-in-input/code', { at })
const secretInFile = (at: Origin) => inputProblems.raise('secret-in-input/file', { at })
