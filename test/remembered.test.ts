/** What is remembered is what would be made anew: the printers give the same with it and without. */
import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { remembered, rememberedUpTo } from '../lib/remembered.ts'
import { NASTY } from './hostile.ts'

const printers = async () => {
  vi.resetModules()
  const { renderYaml } = await import('../lib/print/yaml.ts')
  const { sh } = await import('../lib/print/shell.ts')
  const { make, recipe, renderMake } = await import('../lib/print/make.ts')
  const { code, md, renderMarkdown, table } = await import('../lib/print/markdown.ts')
  return (text: string): string[] => {
    const command = sh`run ${text} --a=${text} "in ${text}" '${text}' $(echo ${text}) # ${text}`
    const page = md`${text}, ${code`${text}`}, ${command}`
    return [
      renderYaml({ [text]: [text, { a: text }] }),
      String(command),
      renderMake([make`# ${text}`, recipe(command)]),
      renderMarkdown(page),
      renderMarkdown(table(['a'], [[page]])),
    ]
  }
}

it('prints texts as without remembering them, however often and in whatever order', async () => {
  const withIt = await printers()
  const anew = <K, T>(make: (key: K) => T) => make
  const upTo = <T>(_: number, make: (text: string) => T) => make
  vi.doMock('../lib/remembered.ts', () => ({ remembered: anew, rememberedOf: anew, rememberedUpTo: upTo }))
  const without = await printers()
  const text = fc.oneof(fc.constantFrom(...NASTY, '__proto__', '', 'a'), fc.string({ unit: 'grapheme' }))
  fc.assert(
    fc.property(fc.array(text), (texts) => {
      const twice = [...texts, ...texts]
      expect(twice.map(withIt)).toEqual(twice.map(without))
    }),
  )
})

it('makes a thing once for each key, undefined and empty keys included', () => {
  const make = vi.fn((key: string | undefined) => ({ key }))
  const of = remembered(make)
  for (const key of ['', 'a', undefined, '__proto__', 'a', '', undefined]) expect(of(key)).toEqual({ key })
  expect(make).toHaveBeenCalledTimes(4)
  expect(of('a')).toBe(of('a'))
})

it('forgets all where there would be more than it may keep', () => {
  const make = vi.fn((text: string) => text.length)
  const of = rememberedUpTo(2, make)
  expect(['a', 'b', 'a', 'b'].map(of)).toEqual([1, 1, 1, 1])
  expect(make).toHaveBeenCalledTimes(2)
  expect(['c', 'c', 'a', 'b'].map(of)).toEqual([1, 1, 1, 1])
  expect(make).toHaveBeenCalledTimes(5)
})

it('makes undefined once as well', () => {
  const make = vi.fn(() => undefined)
  const of = remembered(make)
  expect([of('a'), of('a')]).toEqual([undefined, undefined])
  expect(make).toHaveBeenCalledTimes(1)
})
