/** Values files of Helm as one tree, in which every leaf knows its line. */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument, type Document, type Node } from 'yaml'
import type { Origin } from '../diagnostics.ts'

/** A node of values: a map, a list or a scalar, and where it stands. */
export interface SourceNode {
  at: Origin
  /** The comment above it or behind it, without its marks. */
  comment?: string
  map?: ReadonlyMap<string, SourceNode>
  list?: readonly SourceNode[]
  value?: string | number | boolean | null
}

export type Path = readonly (string | number)[]

/** A scalar, or an empty map or list. */
export interface Leaf {
  path: Path
  node: SourceNode
}

/** A file that cannot be read as values, with what to do. */
export class NoValues extends Error {}

/** The most that is read of one file: values files of real hubs have at most some hundred kB. */
const MAX_CHARACTERS = 1024 * 1024
/** A file may repeat itself by aliases without end. */
const MAX_NODES = 100_000
const MAX_DEPTH = 100

/** Reads one values file. Throws NoValues where it is none. */
export function readValues(file: string, text: string): SourceNode {
  const isTemplate = /\{\{|\{%/.test(text) && !text.includes('\u0000')
  const hint = isTemplate
    ? '; it is a template: import what it gives, by `helm get values` or `helmfile write-values`'
    : ''
  const refuse = (why: string, line?: number): never => {
    throw new NoValues(`${file}${line === undefined ? '' : `:${line}`}: ${why}${hint}`)
  }
  if (text.length > MAX_CHARACTERS) refuse(`larger than ${MAX_CHARACTERS / 1024} kB, which no values file is`)
  if (text.includes('\u0000')) refuse('not a text')
  const lines = new LineCounter()
  const document = parseDocument(text, {
    version: '1.1',
    merge: true,
    uniqueKeys: true,
    prettyErrors: false,
    lineCounter: lines,
    logLevel: 'error',
  })
  const lineOf = (offset: number): number => Math.max(1, lines.linePos(offset).line)
  const [fault] = document.errors
  if (fault?.code === 'MULTIPLE_DOCS') refuse('several documents; values are one', lineOf(fault.pos[0]))
  if (fault) refuse(fault.message.split('\n')[0]!, lineOf(fault.pos[0]))
  if (/^sops:\s*$/m.test(text) && /ENC\[/.test(text))
    refuse('encrypted with SOPS: leave it out; its Secrets are made by commands of the README')
  if (!isMap(document.contents)) refuse('no map of values')
  return new Reader(
    document,
    (offset) => ({ file, line: lineOf(offset), column: lines.linePos(offset).col }),
    refuse,
  ).read(document.contents)
}

class Reader {
  private count = 0
  private depth = 0
  private readonly document: Document
  private readonly position: (offset: number) => Origin
  private readonly refuse: (why: string, line?: number) => never

  constructor(document: Document, position: (offset: number) => Origin, refuse: (why: string, line?: number) => never) {
    this.document = document
    this.position = position
    this.refuse = refuse
  }

  read(node: Node | null, key?: Node): SourceNode {
    if (this.depth > MAX_DEPTH) this.refuse('nested too deeply, perhaps by an alias within itself')
    this.depth++
    const read = this.readHere(node, key)
    this.depth--
    return read
  }

  private readHere(node: Node | null, key?: Node): SourceNode {
    const real = isAlias(node) ? (node.resolve(this.document) ?? null) : node
    const at = this.position((key ?? node)?.range?.[0] ?? 0)
    if (++this.count > MAX_NODES) this.refuse('too large', at.line)
    const comment = commentOf(key, real)
    const said = comment === undefined ? {} : { comment }
    if (isMap(real)) return { at, ...said, map: this.entries(real, at) }
    if (isSeq(real)) return { at, ...said, list: real.items.map((item) => this.read(item as Node)) }
    if (!isScalar(real)) return { at, ...said, value: null }
    if (real.tag?.startsWith('!') && !real.tag.startsWith('tag:yaml.org'))
      this.refuse(`the tag ${real.tag} is read by another program than Helm`, at.line)
    const { value } = real
    return { at, ...said, value: isPlain(value) ? value : String(value) }
  }

  private entries(node: { items: { key: unknown; value: unknown }[] }, at: Origin): Map<string, SourceNode> {
    const entries = new Map<string, SourceNode>()
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? nameOf(key.value) : undefined
      if (name === undefined) this.refuse('a key that is no text', at.line)
      if (name === '<<') {
        const merged = this.read(value as Node)
        for (const each of merged.list ?? [merged])
          each.map?.forEach((child, k) => entries.has(k) || entries.set(k, child))
      } else entries.set(name!, this.read(value as Node, key as Node))
    }
    return entries
  }
}

/** The key `<<`, which merges, is a symbol to the parser. */
const nameOf = (key: unknown): string => (typeof key === 'symbol' ? '<<' : String(key))

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value)

function commentOf(key: Node | undefined, node: Node | null): string | undefined {
  const lines = [key?.commentBefore, node?.comment].filter((text) => text !== undefined && text !== null)
  const text = lines
    .flatMap((line) => line!.split('\n'))
    .map((line) => line.trim())
    .filter(Boolean)
    .join('\n')
  return text === '' ? undefined : text
}

/** Lays one file on another as Helm does: maps merge, all else replaces; a null takes out what the chart has. */
export function layOver(below: SourceNode | undefined, above: SourceNode): SourceNode {
  if (!below?.map || !above.map) return above
  const map = new Map(below.map)
  for (const [key, node] of above.map) map.set(key, layOver(map.get(key), node))
  return { ...above, map }
}

/** The node at a path; undefined where there is none. */
export const nodeAt = (node: SourceNode | undefined, path: Path): SourceNode | undefined =>
  path.reduce<SourceNode | undefined>(
    (here, key) => (typeof key === 'number' ? here?.list?.[key] : here?.map?.get(key)),
    node,
  )

/** Every leaf below a node. */
export function leavesOf(node: SourceNode, path: Path = []): Leaf[] {
  const children: [string | number, SourceNode][] = node.map ? [...node.map] : [...(node.list ?? []).entries()]
  if (children.length > 0) return children.flatMap(([key, child]) => leavesOf(child, [...path, key]))
  return [{ path, node }]
}

/** As plain data. */
export function plain(node: SourceNode | undefined): unknown {
  if (node?.map) return Object.fromEntries([...node.map].map(([key, child]) => [key, plain(child)]))
  if (node?.list) return node.list.map(plain)
  return node?.value
}

/** `singleuser.profileList[0].slug`. */
export const shown = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`
    const word = /^[\w-]+$/.test(key) ? key : JSON.stringify(key)
    return text === '' ? word : `${text}.${word}`
  }, '')
