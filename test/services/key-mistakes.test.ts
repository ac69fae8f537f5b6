/**
 * Three mistakes with every key of every chart and with every trait of every class: misspelt, one level off, of
 * a wrong type. The tables are derived anew from what the projects publish in keys.test.ts.
 */
import { readFileSync } from 'node:fs'
import { globSync } from 'glob'
import { describe, expect, it } from 'vitest'
import { keyFaults, type KeyFault } from '../../lib/overrides/chart-keys.ts'
import type { ChartKeys, ClassTable, KeyTable, Release } from '../../lib/print/helm.ts'

const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'))
const charts = globSync('lib/services/*/keys.json')
  .sort()
  .map((file) => [file.split('/')[2]!, read(file) as ChartKeys] as const)
const table = read('lib/services/jupyterhub/classes.json') as ClassTable
const CLASSES_AT = ['hub', 'config']

/** What is found of one value at a path of a chart. */
function found(keys: ChartKeys, path: readonly string[], value: unknown): KeyFault['fault'] | undefined {
  const over = path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as Record<string, unknown>
  const release = { service: keys.chart, version: keys.version, values: {}, keys } as unknown as Release
  return keyFaults(over, release, [release])[0]?.fault
}

interface Key {
  path: readonly string[]
  kinds: KeyTable
  /** The keys beside it; undefined where any other may stand there, too. */
  siblings: readonly string[] | undefined
}

/** Every key at every depth, names of one's own choice aside. */
function keysOf(level: KeyTable, above: readonly string[] = []): Key[] {
  if (typeof level === 'string') return []
  const siblings = Object.hasOwn(level, '*') ? undefined : Object.keys(level)
  return Object.entries(level).flatMap(([key, kinds]) => [
    ...(key === '*' ? [] : [{ path: [...above, key], kinds, siblings }]),
    ...keysOf(kinds, [...above, key === '*' ? 'any-name' : key]),
  ])
}

/** Two letters exchanged, or one more: a slip that is no key itself. */
function misspelt(key: string, known: readonly string[]): string {
  const middle = Math.floor(key.length / 2)
  const slips = [
    key.slice(0, middle - 1) + key[middle] + key[middle - 1] + key.slice(middle + 1),
    `${key}${key.at(-1)}`,
  ]
  return slips.find((slip) => slip !== key && !known.includes(slip))!
}

/** A value of a kind that a table does not name, or undefined where it takes any. */
function wrongValue(kinds: KeyTable): unknown {
  if (typeof kinds !== 'string') return 'a text'
  const [named] = kinds.split(' ') as [string]
  if (named === 'any' || named === 'function') return undefined
  if (named === 'bytes') return '14.87Gi'
  if (named.startsWith('=')) return 'none-of-them'
  const values: [string, unknown][] = [
    ['number', 7],
    ['text', 'some'],
    ['bool', true],
    ['list', ['some']],
    ['map', { some: 'thing' }],
  ]
  return values.find(([kind]) => !named.split('|').includes(kind))?.[1]
}

describe.each(charts)('the chart of %s', (_, keys) => {
  const all = keysOf(keys.keys)
  const told = all.filter(({ siblings }) => siblings !== undefined)
  const undetected = (mistakes: readonly (readonly [path: readonly string[], value: unknown, kind: string])[]) =>
    mistakes.filter(([path, value, kind]) => found(keys, path, value)?.kind !== kind).map(([path]) => path.join('.'))

  it('is told of each key that is misspelt, and most often which is meant', () => {
    const mistakes = told.map(({ path, siblings }) => [...path.slice(0, -1), misspelt(path.at(-1)!, siblings!)])
    expect(mistakes.length).toBeGreaterThan(10)
    expect(undetected(mistakes.map((path) => [path, {}, 'unknown']))).toEqual([])
    const meant = mistakes.filter((path, i) => {
      const fault = found(keys, path, {})
      if (fault?.kind !== 'unknown') return false
      return fault.hint.kind === 'similar' && fault.hint.key === told[i]!.path.at(-1)
    })
    expect(meant.length / mistakes.length).toBeGreaterThan(0.8)
  })
  it('is told of each key that stands one level too high', () => {
    const mistakes = all.flatMap(({ path }) => {
      const [above, key] = [path.slice(0, -2), path.at(-1)!]
      const level = all.find(
        (each) => each.path.length === above.length + 1 && each.path.join('.') === path.slice(0, -1).join('.'),
      )
      return path.length < 2 || !level?.siblings || level.siblings.includes(key) ? [] : [[...above, key]]
    })
    expect(mistakes.length).toBeGreaterThan(0)
    expect(undetected(mistakes.map((path) => [path, {}, 'unknown']))).toEqual([])
  })
  it('is told of each first key that stands one level too low', () => {
    const below = all.filter(({ path, siblings }) => path.length === 2 && siblings !== undefined)
    const mistakes = Object.keys(keys.keys)
      .filter((key) => key !== '*')
      .flatMap((key) => {
        const there = below.find(({ path, siblings }) => path[0] !== key && !siblings!.includes(key))
        return there ? [[there.path[0]!, key]] : []
      })
    expect(mistakes.length).toBeGreaterThan(0)
    expect(undetected(mistakes.map((path) => [path, {}, 'unknown']))).toEqual([])
  })
  it('is told of each value of a wrong type', () => {
    const mistakes = all.flatMap(({ path, kinds }) => {
      const value = wrongValue(kinds)
      return value === undefined ? [] : [[path, value, kinds === 'bytes' ? 'bytes' : 'type'] as const]
    })
    expect(mistakes.length).toBeGreaterThan(10)
    expect(undetected(mistakes)).toEqual([])
  })
})

describe('the classes', () => {
  it('are those that hubs configure, most of them with traits', () => {
    expect(Object.keys(table).length).toBeGreaterThanOrEqual(50)
    expect(Object.values(table).filter(({ traits }) => Object.keys(traits).length > 0).length).toBeGreaterThan(25)
  })
})

describe.each(Object.keys(table).sort())('the class %s', (name) => {
  const [, chart] = charts.find(([service]) => service === 'jupyterhub')!
  const keys: ChartKeys = { ...chart, classes: { at: CLASSES_AT, table } }
  const traits = Object.assign({}, ...[...table[name]!.parents, name].map((each) => table[each]?.traits)) as Record<
    string,
    string
  >
  const at = (trait: string): string[] => [...CLASSES_AT, name, trait]

  it('is told of each trait that is misspelt', () => {
    const known = Object.keys(traits)
    const slips = known.map((trait) => misspelt(trait, known))
    expect(slips.filter((slip) => found(keys, at(slip), 1)?.kind !== 'unknown')).toEqual([])
  })
  it('is told of each trait that stands one level off, or at a class that has none of that name', () => {
    for (const trait of Object.keys(traits)) {
      expect(found(keys, [...CLASSES_AT, trait], 1), `${CLASSES_AT.join('.')}.${trait}`).toBeDefined()
      expect(found(keys, ['hub', trait], 1), `hub.${trait}`).toBeDefined()
    }
    const strange = Object.keys(table).flatMap((each) => Object.keys(table[each]!.traits))
    for (const trait of new Set(strange.filter((each) => !Object.hasOwn(traits, each))))
      expect(found(keys, at(trait), 1)?.kind, `${name}.${trait}`).toBe('unknown')
  })
  it('is told of each value of a wrong type', () => {
    const kindOf = (trait: string, value: unknown): string => found(keys, at(trait), value)?.kind ?? 'none'
    const all = Object.entries(traits)
    const functions = all.filter(([, kinds]) => kinds.startsWith('function')).map(([trait]) => trait)
    const others = all.filter(([, kinds]) => wrongValue(kinds) !== undefined)
    expect(functions.filter((trait) => kindOf(trait, 'some') !== 'function')).toEqual([])
    const told = others.map(([trait, kinds]) => kindOf(trait, wrongValue(kinds)))
    expect(told.filter((kind) => kind !== 'type' && kind !== 'bytes')).toEqual([])
  })
})
