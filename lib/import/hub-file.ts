/** The file of an imported hub: settings in the order of the reference, overrides last. */
import { Document, LineCounter, isMap as isYamlMap, isPair, isScalar, isSeq, parseDocument, visit } from 'yaml'
import type { Origin } from '../diagnostics.ts'
import type { PlainMap } from '../maps.ts'

interface HubFile {
  profile: string | undefined
  settings: PlainMap
  overrides: PlainMap
}

interface Comment {
  path: readonly string[]
  text: string
}

const FIRST = ['title', 'description', 'domain', 'more-domains', 'profile', 'auth', 'groups', 'roles']
const HEAD = '# yaml-language-server: $schema=../../../dist/schema/hub.json\n'

export function hubText({ profile, settings, overrides }: HubFile, comments: readonly Comment[] = []): string {
  const all: PlainMap = { ...settings, ...(profile === undefined ? {} : { profile }) }
  const keys = [...FIRST.filter((key) => key in all), ...Object.keys(all).filter((key) => !FIRST.includes(key))]
  const ordered = Object.fromEntries(keys.map((key) => [key, all[key]]))
  const whole = Object.keys(overrides).length > 0 ? { ...ordered, overrides: { helm: overrides } } : ordered
  const document = new Document(whole, { aliasDuplicateObjects: false })
  for (const { path, text } of comments) comment(document, path, text)
  // a short list of plain words stays on its line
  visit(document, {
    Seq: (_, node) => {
      if (
        node.items.every(
          (item) => isScalar(item) && String(item.value).length < 40 && !String(item.value).includes('\n'),
        )
      )
        node.flow = true
    },
  })
  return HEAD + document.toString({ lineWidth: 0, flowCollectionPadding: true })
}

function comment(document: Document, path: readonly string[], text: string): void {
  let here: unknown = document.contents
  for (const [i, key] of path.entries()) {
    if (!isYamlMap(here)) return
    const pair = here.items.find((item) => isScalar(item.key) && String(item.key.value) === key)
    if (!isPair(pair)) return
    const last = i === path.length - 1 || isSeq(pair.value)
    if (last && isScalar(pair.key)) {
      pair.key.commentBefore = text
        .split('\n')
        .map((line) => ` ${line}`)
        .join('\n')
      return
    }
    here = pair.value
  }
}

/** The keys that lead to what stands at a place of the file; undefined where nothing does. */
export function settingAt(text: string, { line, column }: Pick<Origin, 'line' | 'column'>): string[] | undefined {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const offset = (lines.lineStarts[line - 1] ?? 0) + column - 1
  let node: unknown = document.contents
  const keys: string[] = []
  while (isYamlMap(node)) {
    const pair = node.items.find(({ key, value }) => {
      const start = isScalar(key) ? (key.range?.[0] ?? 0) : 0
      return start <= offset && offset < ((value as { range?: number[] } | null)?.range?.[1] ?? start + 1)
    })
    if (!pair || !isScalar(pair.key)) break
    keys.push(String(pair.key.value))
    node = pair.value
  }
  return keys.length > 0 && line > 1 ? keys : undefined
}
