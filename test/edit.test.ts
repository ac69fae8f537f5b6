/** One setting goes into a file; nothing else of it changes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { withSetting } from '../lib/layers/edit.ts'

const allow = { path: ['home', 'delete'], value: true }

describe('a setting', () => {
  it.each([
    ['is added at the end', 'domain: a # ours\n', 'domain: a # ours\nhome: { delete: true }\n'],
    ['after a last line without an end', 'domain: a', 'domain: a\nhome: { delete: true }\n'],
    ['in braces', 'home: { disk: 5Gi } # big\nx: 1\n', 'home: { delete: true, disk: 5Gi } # big\nx: 1\n'],
    ['in empty braces', 'home: {}\n', 'home: { delete: true }\n'],
    [
      'in a block',
      'home:\n  # a comment\n  disk: 5Gi\nx: 1\n',
      'home:\n  # a comment\n  delete: true\n  disk: 5Gi\nx: 1\n',
    ],
    ['with the ends of lines of the file', 'domain: a\r\nx: 1\r\n', 'domain: a\r\nx: 1\r\nhome: { delete: true }\r\n'],
    ['in place of another value', 'home: { delete: false, disk: 5Gi }\n', 'home: { delete: true, disk: 5Gi }\n'],
  ])('%s', (_where, text, wanted) => expect(withSetting(text, allow)).toBe(wanted))

  it.each([
    ['an alias', 'a: &a { disk: 5Gi }\nhome: *a\n'],
    ['null', 'home:\n'],
    ['a list', 'home: [a]\n'],
    ['an error', 'home: {\n'],
    ['no map at all', '- a\n'],
    ['nothing', ''],
  ])('is not set through %s', (_what, text) => expect(withSetting(text, allow)).toBeUndefined())

  it('is all that a text then says more, whatever it said', () => {
    const value = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 3 },
        fc.string(),
        fc.integer(),
        fc.constantFrom(null, true),
        fc.array(tie('tree'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('home', 'delete', 'a', 'b'), tie('tree'), { noNullPrototype: true }),
      ),
    })).tree
    const text = fc
      .tuple(fc.dictionary(fc.constantFrom('home', 'x', 'y'), value, { noNullPrototype: true }), fc.boolean())
      .map(([data, braces]) => stringify(data, { collectionStyle: braces ? 'flow' : 'any' }))
    fc.assert(
      fc.property(text, (before) => {
        const after = withSetting(before, allow)
        if (after === undefined) return
        const { home, ...rest } = parse(before) as Record<string, unknown>
        expect(parse(after)).toEqual({ ...rest, home: { ...(home as object), delete: true } })
      }),
      { numRuns: 500 },
    )
  })
})
