/** The leaves of a part's files: every value with an address of its own, and the line on which it is printed. */
import { isMap as isYamlMap, isScalar, isSeq, LineCounter, parseAllDocuments, type Node } from 'yaml'
import { objectAddress, terraformAddress } from '../diff/index.ts'
import { isMap } from '../maps.ts'

/**
 * A key of a map, or an item of a list: its number, and what it is told by whatever comes before it (`name=hub`), so
 * that an item is the same one after another was added.
 */
export type Step = string | { index: number; id: string }

/** One value of a file that holds no other one: a scalar, an empty map or an empty list. */
export interface Leaf {
  file: string
  path: readonly Step[]
  value: unknown
}

/** Where a value is printed: lines count from 1, and `end` is the last one of a text of several. */
export interface PrintedLeaf extends Leaf {
  line: number
  end: number
}

/** The leaves of a value by key: file and path. Equal keys are the same leaf in two compilations. */
export function leavesOf(file: string, value: unknown): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  const add = (here: unknown, path: readonly Step[]): void => {
    if (here === undefined) return
    if (isMap(here) && Object.values(here).some((below) => below !== undefined)) {
      for (const key of Object.keys(here)) add(here[key], [...path, key])
    } else if (Array.isArray(here) && here.length > 0) {
      const ids = idsOf(here)
      here.forEach((item, index) => add(item, [...path, { index, id: ids[index]! }]))
    } else leaves.set(keyOf(file, path), { file, path, value: isMap(here) ? {} : here })
  }
  add(value, [])
  return leaves
}

/** What stands at a leaf's path in a file's value; undefined where nothing does. */
export function standingAt(value: unknown, path: readonly Step[]): unknown {
  return path.reduce<unknown>((here, step) => {
    if (typeof step === 'string') return isMap(here) && Object.hasOwn(here, step) ? here[step] : undefined
    if (!Array.isArray(here)) return undefined
    const ids = idsOf(here)
    // the same item mostly has the same number
    return here[ids[step.index] === step.id ? step.index : ids.indexOf(step.id)] as unknown
  }, value)
}

export const keyOf = (file: string, path: readonly Step[]): string =>
  JSON.stringify([file, ...path.map((step) => (typeof step === 'string' ? step : `[${step.id}]`))])

/** Fields that name an item among others of its list, the best first. */
const NAMES = ['slug', 'name', 'key', 'id', 'username', 'mountPath', 'claimName', 'url', 'type', 'display_name']

/** What each item of a list is told by: equal ones are numbered. */
function idsOf(items: readonly unknown[]): string[] {
  const seen = new Map<string, number>()
  return items.map((item) => {
    const id = idOf(item, items)
    const before = seen.get(id) ?? 0
    seen.set(id, before + 1)
    return before === 0 ? id : `${id}#${before + 1}`
  })
}

function idOf(item: unknown, items: readonly unknown[]): string {
  if (!isMap(item)) return Array.isArray(item) ? 'list' : `=${JSON.stringify(item)}`
  if (typeof item['kind'] === 'string' && isMap(item['metadata'])) return objectAddress(item)
  const inAll = (field: string): boolean => items.every((each) => !isMap(each) || isScalarValue(each[field]))
  const name = NAMES.find(inAll) ?? Object.keys(item).find((field) => /name$/i.test(field) && inAll(field))
  return name === undefined ? 'map' : `${name}=${String(item[name])}`
}

const isScalarValue = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

/** The leaves of a printed file in the order of their lines, and the maps and lists that begin on a line. */
export function printedLeaves(file: string, text: string): { leaves: PrintedLeaf[]; groups: PrintedLeaf[] } {
  if (file.endsWith('.txt')) return { leaves: linesOf(file, text), groups: [] }
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, { lineCounter: lines, version: '1.2' })
  const nodes = documents.map((document) => ({ node: document.contents as Node, value: document.toJS() as unknown }))
  const isList = isObjectList(file)
  const reader = new Reader(file, lines)
  if (!isList) reader.read(nodes[0]!, [])
  else {
    const ids = idsOf(nodes.map(({ value }) => value))
    nodes.forEach((each, index) => reader.read(each, [{ index, id: ids[index]! }]))
  }
  return reader
}

const isObjectList = (file: string): boolean => /(?<!\.values)\.yaml$/.test(file)

/** Of `installed.txt`, a line is a leaf. */
const linesOf = (file: string, text: string): PrintedLeaf[] =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((value, i) => ({
      file,
      path: [{ index: i, id: `=${JSON.stringify(value)}` }],
      value,
      line: i + 1,
      end: i + 1,
    }))

/** A node, and the same as plain data. */
interface Read {
  node: Node | null
  value: unknown
}

class Reader {
  readonly leaves: PrintedLeaf[] = []
  readonly groups: PrintedLeaf[] = []
  readonly #file: string
  readonly #lines: LineCounter

  constructor(file: string, lines: LineCounter) {
    this.#file = file
    this.#lines = lines
  }

  /** `from` is where its key or its dash begins. */
  read({ node, value }: Read, path: readonly Step[], from = node?.range?.[0] ?? 0): void {
    const found = { file: this.#file, path, value, line: this.#line(from), end: this.#endOf(node, from) }
    if (isYamlMap(node) && node.items.length > 0) {
      this.groups.push(found)
      for (const { key, value: below } of node.items) {
        const name = String(isScalar(key) ? key.value : key)
        const inner = (value as Record<string, unknown>)[name]
        this.read({ node: below as Node, value: inner }, [...path, name], (key as Node).range?.[0])
      }
    } else if (isSeq(node) && node.items.length > 0) {
      this.groups.push(found)
      const items = value as readonly unknown[]
      const ids = idsOf(items)
      node.items.forEach((item, index) => {
        this.read({ node: item as Node, value: items[index] }, [...path, { index, id: ids[index]! }])
      })
    } else this.leaves.push(found)
  }

  #line(offset: number): number {
    return this.#lines.linePos(offset).line
  }

  #endOf(node: Node | null, from: number): number {
    const end = node?.range?.[1] ?? from
    return this.#line(Math.max(from, end - 1))
  }
}

/** The address of a leaf as its format writes it: `aws_s3_bucket.scratch.tags.hub`, `singleuser.memory.limit`. */
export function addressOf({ file, path }: Pick<Leaf, 'file' | 'path'>): string {
  if (file.endsWith('main.tf.json')) {
    const words = path.map((step) => (typeof step === 'string' ? step : `[${step.index}]`))
    const { address, path: rest } = terraformAddress(words)
    return (
      address +
      path
        .slice(path.length - rest.length)
        .map(written)
        .join('')
    )
  }
  const [first, ...rest] = path
  if (file.endsWith('.txt') && typeof first === 'object')
    return (JSON.parse(first.id.slice(1)) as string).replaceAll(' ', '/')
  if (isObjectList(file) && typeof first === 'object') return `${first.id} ${rest.map(written).join('').slice(1)}`
  return path.map(written).join('').replace(/^\./, '')
}

const written = (step: Step): string => {
  if (typeof step !== 'string') return `[${step.index}]`
  return /^[\w-]+$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`
}
