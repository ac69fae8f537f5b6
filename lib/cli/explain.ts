import { readText, type Found } from '../disk.ts'
import { hasErrors } from '../diagnostics.ts'
import {
  explainLine,
  explainPart,
  explainSetting,
  parseSetting,
  writeSetting,
  type Answer,
  type ExplainedLine,
  type ExplainedSetting,
  type InputLine,
  type SaidLine,
  type Setting,
  type SettingPath,
} from '../explain/index.ts'
import { registry } from '../registry.ts'
import { isMap } from '../maps.ts'
import { renderYaml } from '../print/yaml.ts'
import { UsageError, count, type Command, type CommandResult, type Options, type Said } from './command.ts'
import { partOf, readFleet } from './part.ts'

/** All settings of a part, each by its path. */
interface ExplainedPart {
  part: string
  settings: readonly ({ setting: string } & Setting)[]
}

type Explained = ExplainedPart | ExplainedSetting | ExplainedLine

export const explain: Command<Explained> = {
  name: 'explain',
  words: '<hub|dist/file:line> [setting]',
  description: 'where a value comes from: of a hub, of one setting, or of a line of dist/',
  run,
  text: (data) => ({ ...textOf(data) }),
}

function run({ root, program, words: [word = '', setting] }: Options): CommandResult<Explained> {
  const found = readFleet({ root, program })
  if (hasErrors(found.diagnostics)) return { diagnostics: found.diagnostics, fine: false }
  if (/^(\.\/)?dist\//.test(word)) return line(root, word.replace(/^\.\//, ''), found)
  const part = partOf(word, found)
  if (setting !== undefined) return result(explainSetting(found, { part, setting: parseSetting(setting) }, registry))
  const answer = explainPart(found, part, registry)
  const { value: all } = answer
  const settings = all?.map(({ path, setting: each }) => ({ setting: writeSetting(path), ...each }))
  return result({ ...answer, value: settings && { part: word, settings } })
}

/** Throws UsageError where there is no answer. */
function result<T extends Explained>({ value, refusal, diagnostics }: Answer<T>): CommandResult<Explained> {
  if (refusal !== undefined) throw new UsageError(refusal)
  return { diagnostics: diagnostics.filter((each) => hasErrors([each])), data: value, fine: value !== undefined }
}

function line(root: string, word: string, found: Found): CommandResult<Explained> {
  const [, path, number] = /^(.*?):(\d+)(?::\d+)?$/.exec(word) ?? []
  if (path === undefined) throw new UsageError(`name a line of the file, as ${word}:1`)
  const [, community = '', folder = '', ...rest] = path.split('/')
  const file = rest.join('/')
  if (file === '') throw new UsageError(`explain answers for files of hubs and clusters, not for ${path}`)
  const part = partOf(`${community}/${folder}`, found)
  const there = readText(root, path)
  const answer = explainLine(found, { part, file, line: Number(number), there }, registry)
  const { value } = answer
  if (!value?.isStale) return result({ ...answer, value: value && withoutMark(value) })
  const note = there === undefined ? 'is not there' : 'is edited by hand or stale, not what the inputs give'
  const stale = `dist/${community}/${folder}/${file} ${note}: this is line ${value.line} of what they give`
  return { ...result({ ...answer, value: { ...withoutMark(value), note: stale } }) }
}

const withoutMark = ({ isStale: _, ...value }: ExplainedLine & { isStale: boolean }): ExplainedLine => value

function textOf(data: Explained): Said {
  if ('settings' in data) return { out: textOfPart(data) }
  if ('causes' in data) return { out: textOfLine(data), err: noteOf(data) }
  return { out: textOfSetting(data) }
}

const noteOf = (data: object): string => ('note' in data ? `note: ${String(data.note)}\n` : '')

const place = ({ file, line, column }: InputLine): string => `${file}:${line}:${column}`
const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 200 ? `${text.slice(0, 199)}…` : text
}

const rows = (title: string, lines: readonly string[]): string =>
  lines.map((each, i) => `${(i === 0 ? title : '').padEnd(6)} ${each}\n`).join('')

/** At most this many lines of outputs are listed. */
const LISTED = 20

function textOfSetting({ value, at, lost, members = [], outputs }: ExplainedSetting): string {
  const became = outputs
    .slice(0, LISTED)
    .map((each) => `${each.file}:${each.line} ${each.address} = ${shown(each.value)}`)
  if (outputs.length > LISTED) became.push(`and ${count(outputs.length - LISTED, 'more line')}: --json has all`)
  return [
    rows('value', [value === null && at === null ? 'not set' : shown(value)]),
    rows('set at', at && members.length === 0 ? [place(at)] : []),
    rows(
      'set at',
      members.map(
        (each) => `${place(each)} ${each.setting === undefined ? '' : `${each.setting} = `}${shown(each.value)}`,
      ),
    ),
    rows(
      'lost',
      lost.map((each) => `${place(each)} ${shown(each.value)}`),
    ),
    rows('became', became.length > 0 ? became : ['nothing that is applied']),
  ].join('')
}

function textOfLine({ file, line: number, address, value, causes, by }: ExplainedLine): string {
  const names = causes.map((each) => `${place(each)}${each.setting && ` ${each.setting}`}`)
  return [
    rows('line', [`${file}:${number}`]),
    rows('value', [`${address} = ${shown(value)}`]),
    rows('from', names.length > 0 ? names : [`no input: a constant of lib/${by}`]),
    rows('by', names.length > 0 ? [`lib/${by}`] : []),
  ].join('')
}

/** All settings as YAML, each with its line behind it. */
function textOfPart({ part, settings }: ExplainedPart): string {
  let out = `# ${part}: every setting, with the line that sets it and those that lost to it\n`
  let before: readonly string[] = []
  for (const { setting, ...each } of settings) {
    const path = parseSetting(setting)
    const shared = path.findIndex((key, i) => before[i] !== key)
    const from = shared < 0 ? path.length - 1 : shared
    for (let depth = from; depth < path.length - 1; depth++) out += `${indent(depth)}${keyText(path[depth]!)}:\n`
    out += leafText(path, each)
    before = path.slice(0, -1)
  }
  return out
}

const indent = (depth: number): string => '  '.repeat(depth)
const keyText = (key: string): string => renderYaml(key).trim()

function leafText(path: SettingPath, { value, at, lost, members }: Setting): string {
  const pad = indent(path.length - 1)
  const key = `${pad}${keyText(path.at(-1)!)}:`
  if (members && members.length > 0)
    return `${key}\n${members.map((each) => `${pad}  - ${renderYaml(each.value).trim()}${comment(each)}\n`).join('')}`
  const said = comment(at, lost)
  if (value === null) return `${key} null${said}\n`
  const [first = '', ...more] = renderYaml(value).replace(/\n$/, '').split('\n')
  return [`${key}${first}${said}`, ...more.map((each) => `${pad}${isMap(value) ? '  ' : ''}${each}`)].join('\n') + '\n'
}

function comment(at: InputLine | null, lost: readonly SaidLine[] = []): string {
  if (!at) return ''
  const others = lost.map((each) => `${shown(each.value)} of ${each.file}:${each.line}`)
  return `  # ${at.file}:${at.line}${others.length > 0 ? `, over ${others.join(', ')}` : ''}`
}
