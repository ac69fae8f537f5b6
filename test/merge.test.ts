/** The laws of the merge, over any layers. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Origin } from '../lib/diagnostics.ts'
import { join, merge, sameValue } from '../lib/layers/merge.ts'
import { emptyMap, nodeAt, origins, toPlain, type MapNode, type Node } from '../lib/layers/tree.ts'

const KEYS = ['a', 'b', 'c']

/** Layers as parse and validate make them: under `set` always a set, elsewhere maps, scalars, lists and removals. */
function layers(file: string): fc.Arbitrary<MapNode> {
  let line = 0
  const at = (): Origin => ({ file, line: ++line, column: 1 })
  const scalar = fc
    .oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom('x', 'y'), fc.boolean())
    .map((value): Node => ({ kind: 'value', value, at: at(), lost: [] }))
  const list = fc.array(scalar, { maxLength: 2 }).map((items): Node => ({ kind: 'list', items, at: at(), lost: [] }))
  const removal = fc.constant(null).map((): Node => ({ kind: 'remove', at: at(), lost: [] }))
  const members = fc
    .uniqueArray(fc.constantFrom('p', 'q', 'r'), { maxLength: 3 })
    .map((all) => new Map(all.map((member) => [member, at()])))
  const set = fc.oneof(
    members.map((added): Node => ({
      kind: 'set',
      members: added,
      removed: new Map(),
      only: false,
      at: at(),
      lost: [],
    })),
    members.map((only): Node => ({ kind: 'set', members: only, removed: new Map(), only: true, at: at(), lost: [] })),
    members.map((removed): Node => ({ kind: 'set', members: new Map(), removed, only: false, at: at(), lost: [] })),
    removal,
  )
  const map = (depth: number): fc.Arbitrary<MapNode> =>
    fc
      .record(
        {
          ...Object.fromEntries(
            KEYS.map((key) => [
              key,
              depth === 0 ? fc.oneof(scalar, list, removal) : fc.oneof(scalar, list, removal, map(depth - 1)),
            ]),
          ),
          set,
        },
        { requiredKeys: [] },
      )
      .map((entries): MapNode => ({ ...emptyMap(at()), entries: new Map(Object.entries(entries) as [string, Node][]) }))
  return map(2)
}

const plain = (node: Node): unknown => toPlain(node)

/** Layers whose entries stand in any order. */
const shuffled = (file: string): fc.Arbitrary<MapNode> =>
  fc
    .tuple(layers(file), fc.shuffledSubarray([...KEYS, 'set'], { minLength: 4 }))
    .map(([layer, order]) => ({ ...layer, entries: inOrder(layer.entries, order) }))

const inOrder = (entries: MapNode['entries'], order: readonly string[]): MapNode['entries'] =>
  new Map(
    order.flatMap((key): [string, Node][] => {
      const entry = entries.get(key)
      if (entry === undefined) return []
      return [[key, entry.kind === 'map' ? { ...entry, entries: inOrder(entry.entries, order) } : entry]]
    }),
  )

const names = (node: Node): string[] => (node.kind === 'map' ? [...node.entries.keys()] : [])

/** The names of a map in their order, each with those below it. */
const everyOrder = (node: Node): unknown[] =>
  node.kind === 'map' ? [...node.entries].map(([name, child]) => [name, everyOrder(child)]) : []

describe('merge', () => {
  it('has the empty map as neutral element', () => {
    const empty = emptyMap({ file: 'empty', line: 1, column: 1 })
    fc.assert(
      fc.property(layers('one'), (layer) => {
        expect(plain(merge(empty, layer))).toEqual(plain(layer))
        expect(plain(merge(layer, empty))).toEqual(plain(layer))
      }),
    )
  })

  it('changes nothing when a layer is laid on itself', () => {
    fc.assert(
      fc.property(layers('one'), (layer) => {
        const twice = merge(layer, layer)
        expect(plain(twice)).toEqual(plain(layer))
        expect(sameValue(twice, layer)).toBe(true)
      }),
    )
  })

  it('does not depend on grouping', () => {
    fc.assert(
      fc.property(layers('one'), layers('two'), layers('three'), (a, b, c) => {
        const left = merge(merge(a, b), c)
        const right = merge(a, merge(b, c))
        expect(plain(left)).toEqual(plain(right))
      }),
      { numRuns: 500 },
    )
  })

  it('lets the later layer stand: every scalar of it is in the result, from its own line', () => {
    fc.assert(
      fc.property(layers('one'), layers('two'), (a, b) => {
        const result = merge(a, b)
        const walk = (node: Node, path: string[]): void => {
          if (node.kind === 'map') for (const [key, child] of node.entries) walk(child, [...path, key])
          if (node.kind !== 'value' && node.kind !== 'list') return
          const found = nodeAt(result, path)!
          expect(plain(found)).toEqual(plain(node))
          expect(found.at).toEqual(node.at)
        }
        walk(b, [])
      }),
    )
  })

  it('keeps the order as written: what overrides keeps its place, what is new comes last, in every grouping', () => {
    fc.assert(
      fc.property(shuffled('one'), shuffled('two'), shuffled('three'), (a, b, c) => {
        const added = names(b).filter((name) => !names(a).includes(name))
        expect(names(merge(a, b))).toEqual([...names(a), ...added])
        expect(names(merge(a, a))).toEqual(names(a))
        expect(everyOrder(merge(merge(a, b), c))).toEqual(everyOrder(merge(a, merge(b, c))))
      }),
      { numRuns: 500 },
    )
  })

  it('of what was taken out and is added again keeps the place of the entry, and starts its own order anew', () => {
    const below = merge(node({ a: { x: 1, y: 1 }, b: 1 }, 'one'), node({ a: null }, 'two'))
    const result = merge(below, node({ a: { y: 2, x: 2 } }, 'three'))
    expect(everyOrder(result)).toEqual([
      [
        'a',
        [
          ['y', []],
          ['x', []],
        ],
      ],
      ['b', []],
    ])
  })

  it('remembers what lost', () => {
    const value = (file: string, text: string): MapNode => ({
      ...emptyMap({ file, line: 1, column: 1 }),
      entries: new Map([['k', { kind: 'value', value: text, at: { file, line: 2, column: 1 }, lost: [] }]]),
    })
    const result = nodeAt(merge(merge(value('a', '1'), value('b', '2')), value('c', '3')), ['k'])!
    expect(result).toMatchObject({ value: '3', at: { file: 'c' }, lost: [{ file: 'b' }, { file: 'a' }] })
  })

  it('never lets a null out', () => {
    fc.assert(
      fc.property(layers('one'), layers('two'), (a, b) => {
        expect(JSON.stringify(plain(merge(a, b)))).not.toContain('null')
      }),
    )
  })

  it('changes neither argument', () => {
    fc.assert(
      fc.property(layers('one'), layers('two'), (a, b) => {
        const before = [plain(a), plain(b)]
        merge(a, b)
        expect([plain(a), plain(b)]).toEqual(before)
      }),
    )
  })
})

/** base, over, expected: the merge as a table. `[…]` below `set` is a set. */
const TABLE: [string, unknown, unknown, unknown][] = [
  ['maps merge key by key', { a: { x: 1 } }, { a: { y: 2 } }, { a: { x: 1, y: 2 } }],
  ['a scalar replaces', { a: 1 }, { a: 2 }, { a: 2 }],
  ['a list replaces', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['a map replaces a scalar', { a: 1 }, { a: { x: 1 } }, { a: { x: 1 } }],
  ['a scalar replaces a map', { a: { x: 1 } }, { a: 1 }, { a: 1 }],
  ['null removes', { a: { x: 1 }, b: 1 }, { a: null }, { b: 1 }],
  ['null removes deeply', { a: { x: 1, y: 2 } }, { a: { x: null } }, { a: { y: 2 } }],
  ['sets add up', { set: ['p'] }, { set: ['q'] }, { set: ['p', 'q'] }],
  ['only replaces a set', { set: ['p'] }, { set: { only: ['q'] } }, { set: ['q'] }],
  ['remove takes out of a set', { set: ['p', 'q'] }, { set: { remove: ['p'] } }, { set: ['q'] }],
  ['null empties a set', { set: ['p'] }, { set: null }, {}],
]

function node(data: unknown, file: string, key = ''): Node {
  const at = { file, line: 1, column: 1 }
  const set = (list: unknown): Map<string, Origin> => new Map(((list ?? []) as string[]).map((member) => [member, at]))
  if (data === null) return { kind: 'remove', at, lost: [] }
  if (key === 'set') {
    const { only, remove, add } = Array.isArray(data)
      ? { only: undefined, remove: undefined, add: data }
      : (data as Record<string, unknown>)
    return { kind: 'set', members: set(only ?? add), removed: set(remove), only: only !== undefined, at, lost: [] }
  }
  if (Array.isArray(data)) return { kind: 'list', items: data.map((item) => node(item, file)), at, lost: [] }
  if (typeof data === 'object')
    return { ...emptyMap(at), entries: new Map(Object.entries(data as object).map(([k, v]) => [k, node(v, file, k)])) }
  return { kind: 'value', value: data as string, at, lost: [] }
}

describe('the merge as a table', () => {
  it.each(TABLE)('%s', (_title, base, over, expected) => {
    expect(plain(merge(node(base, 'base'), node(over, 'over')))).toEqual(expected)
  })

  it('starts anew after null', () => {
    const result = merge(merge(node({ a: { x: 1 } }, 'one'), node({ a: null }, 'two')), node({ a: { y: 2 } }, 'three'))
    expect(plain(result)).toEqual({ a: { y: 2 } })
  })
})

describe('join', () => {
  const side = (file: string, data: unknown): Node => node(data, file)

  it('is a conflict where two profiles of one rank disagree, and names both', () => {
    const result = nodeAt(join(side('a', { k: 1, same: 1 }), side('b', { k: 2, same: 1 })), ['k'])!
    expect(result.kind).toBe('conflict')
    expect(result.kind === 'conflict' && result.sides.map((each) => each.at.file)).toEqual(['a', 'b'])
  })

  it('is decided by a later layer', () => {
    const joined = join(side('a', { k: 1 }), side('b', { k: 2 }))
    expect(plain(merge(joined, node({ k: 3 }, 'hub')))).toEqual({ k: 3 })
  })

  it('lets the one win that overrode the parent both share', () => {
    const parent = node({ k: 1 }, 'parent')
    const child = merge(parent, node({ k: 2 }, 'child'))
    expect(plain(join(child, parent))).toEqual({ k: 2 })
    expect(plain(join(parent, child))).toEqual({ k: 2 })
  })

  it('has the entries of the first profile first', () => {
    const joined = join(side('a', { z: 1, b: 1 }), side('b', { a: 1, z: 1 }))
    expect(names(joined)).toEqual(['z', 'b', 'a'])
  })

  it('gives the same whichever comes first', () => {
    fc.assert(
      fc.property(layers('one'), layers('two'), (a, b) => {
        expect(plain(join(a, b))).toEqual(plain(join(b, a)))
      }),
    )
  })

  it('of three with a shared parent is in dispute in every order, until all but one are overridden', () => {
    const parent = node({ k: 2 }, 'parent')
    const three = [node({ k: 1 }, 'a'), merge(parent, node({}, 'b')), merge(parent, node({ k: 3 }, 'c'))]
    for (const order of [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]) {
      const result = nodeAt(order.map((i) => three[i]!).reduce(join), ['k'])!
      expect(result.kind === 'conflict' && result.sides.map((side) => side.at.file).sort()).toEqual(['a', 'c'])
    }
    const agreeing = [parent, merge(parent, node({ k: 3 }, 'c')), merge(parent, node({ k: 3 }, 'd'))]
    expect(plain(agreeing.reduce(join))).toEqual({ k: 3 })
  })
  it('of sets in dispute is not decided by adding to them, but by `only`', () => {
    const parent = node({ set: ['p', 'q'] }, 'parent')
    const joined = join(
      merge(parent, node({ set: { remove: ['p'] } }, 'a')),
      merge(parent, node({ set: ['p', 'r'] }, 'b')),
    )
    expect(nodeAt(joined, ['set'])!.kind).toBe('conflict')
    expect(nodeAt(merge(joined, node({ set: ['x'] }, 'hub')), ['set'])!.kind).toBe('conflict')
    expect(plain(merge(joined, node({ set: { only: ['x'] } }, 'hub')))).toEqual({ set: ['x'] })
  })

  it('keeps the place of every value', () => {
    fc.assert(
      fc.property(layers('one'), layers('two'), (a, b) => {
        for (const origin of origins(join(a, b))) expect(['one', 'two']).toContain(origin.file)
      }),
    )
  })
})
