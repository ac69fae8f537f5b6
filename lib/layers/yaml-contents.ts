import {
  COLLECTION_STYLE,
  EVENT_ID,
  NOT_RESOLVED,
  SCALAR_STYLE,
  boolCoreTag,
  floatCoreTag,
  getScalarValue,
  intCoreTag,
  nullCoreTag,
  parseEvents,
  type Event,
  type MappingEvent,
  type ScalarEvent,
} from 'js-yaml'
import { Pair, Scalar, YAMLMap, YAMLSeq, isScalar, type Node } from 'yaml'

/**
 * What a document of `yaml` has as contents, made of the events of js-yaml: in a third of the time, a fifteenth of a
 * first build. Undefined where js-yaml refuses the text, and where events do not tell a place or a meaning: `yaml`
 * reads that, goes on after an error, and tells all.
 */
export function contentsOf(text: string): YAMLMap | undefined {
  if (RARE.test(text)) return undefined
  const events = eventsOf(text)
  const [document, map] = events
  if (document?.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) return undefined
  if (map?.type !== EVENT_ID.MAPPING || !events.every(isOrdinary)) return undefined
  return new Composer(text, events).contents(map)
}

/** Tabs, blocks of text with `+` or their indentation, and keys after `?`: the two differ in what they take. */
const RARE = /\t|[|>](?:\+|-?\d)|(?:^|[\s?:-])\?(?:\s|$)/

function eventsOf(text: string): Event[] {
  try {
    return parseEvents(text, {})
  } catch {
    // not of YAMLException alone, as js-yaml says of texts that are not trusted
    return []
  }
}

/** Whether an event is of one document, without anchors, aliases and tags. */
function isOrdinary(event: Event, index: number): boolean {
  if (event.type === EVENT_ID.DOCUMENT) return index === 0
  if (event.type === EVENT_ID.POP) return true
  return event.type !== EVENT_ID.ALIAS && event.anchorStart === ABSENT && event.tagStart === ABSENT
}

/** What events have where nothing stands in the text. */
const ABSENT = -1

/** Makes nodes of events, in their order. */
class Composer {
  readonly #text: string
  readonly #events: readonly Event[]
  #next = 1
  #isUnclear = false

  constructor(text: string, events: readonly Event[]) {
    this.#text = text
    this.#events = events
  }

  contents(event: MappingEvent): YAMLMap | undefined {
    const map = this.#map(event)
    return this.#isUnclear ? undefined : map
  }

  #map({ start, style }: MappingEvent): YAMLMap {
    const map = new YAMLMap()
    this.#next++
    while (this.#isWithin()) {
      const key = this.#placed()
      // js-yaml takes what follows an item of a list on its line for a key of the map around the list
      const isBeside =
        style === COLLECTION_STYLE.BLOCK && this.#column(key?.range?.[0] ?? start) !== this.#column(start)
      if (isBeside || !isScalar(key)) this.#isUnclear = true
      map.items.push(new Pair(key, this.#node()))
    }
    this.#next++
    return map
  }

  #list(): YAMLSeq {
    const list = new YAMLSeq()
    this.#next++
    while (this.#isWithin()) list.items.push(this.#placed())
    this.#next++
    return list
  }

  /** A key or an item, whose place counts: events do not tell that of nothing, nor of a block of text. */
  #placed(): Node | null {
    const node = this.#node()
    if (!node?.range) this.#isUnclear = true
    return node
  }

  /** Null where nothing stands. */
  #node(): Node | null {
    const event = this.#events[this.#next]!
    if (event.type === EVENT_ID.MAPPING) return at(this.#map(event), event.start)
    if (event.type === EVENT_ID.SEQUENCE) return at(this.#list(), event.start)
    this.#next++
    return event.type === EVENT_ID.SCALAR && event.valueStart !== ABSENT ? this.#scalar(event) : null
  }

  #scalar(event: ScalarEvent): Scalar {
    const { PLAIN, LITERAL_BLOCK, FOLDED_BLOCK } = SCALAR_STYLE
    const source = getScalarValue(this.#text, event)
    if (event.style === LITERAL_BLOCK || event.style === FOLDED_BLOCK) return new Scalar(source)
    if (event.style !== PLAIN) return at(new Scalar(source), event.valueStart - 1)
    const value = plainValue(source)
    // a number that is too large is text to js-yaml
    if (typeof value === 'string' && !Number.isNaN(Number(source))) this.#isUnclear = true
    const scalar = new Scalar(value)
    scalar.source = source
    return at(scalar, event.valueStart)
  }

  #column(offset: number): number {
    return offset - this.#text.lastIndexOf('\n', offset - 1)
  }

  #isWithin(): boolean {
    return this.#events[this.#next]!.type !== EVENT_ID.POP
  }
}

function at<T extends Node>(node: T, start: number): T {
  node.range = [start, start, start]
  return node
}

/** What a text without quotes says in the core schema of YAML 1.2. */
function plainValue(source: string): string | number | boolean | null {
  const first = source.charAt(0)
  for (const tag of [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag]) {
    if (tag.implicitFirstChars?.includes(first) === false) continue
    const value = tag.resolve(source, false, tag.tagName)
    if (value !== NOT_RESOLVED) return value
  }
  return source
}
