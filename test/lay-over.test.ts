/** How overrides are laid on what is there. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deepAdd } from '../lib/maps.ts'
import { layOver, lostItems } from '../lib/overrides/lay-over.ts'

const containers = [
  { name: 'a', image: 'a:1' },
  { name: 'b', image: 'b:1', env: [{ name: 'X', value: '1' }] },
]

describe('an override', () => {
  it.each<[string, object, object]>([
    ['replaces a list', { list: ['c'] }, { list: ['c'] }],
    ['adds to a list', { list: { add: ['c', 'a'] } }, { list: ['a', 'b', 'c'] }],
    ['takes out of a list', { list: { remove: ['a'] } }, { list: ['b'] }],
    ['does both', { list: { remove: ['a'], add: ['c'] } }, { list: ['b', 'c'] }],
  ])('%s', (_, over, wanted) => expect(layOver({ list: ['a', 'b'] }, over as never)).toEqual(wanted))

  it('changes things with names by their name, at every depth, and adds others', () => {
    const over = { containers: { b: { image: 'b:2', env: { X: { value: '2' } } }, c: { image: 'c:1' } } }
    expect(layOver({ containers }, over)).toEqual({
      containers: [
        { name: 'a', image: 'a:1' },
        { name: 'b', image: 'b:2', env: [{ name: 'X', value: '2' }] },
        { name: 'c', image: 'c:1' },
      ],
    })
    expect(layOver({ containers }, { containers: { remove: ['a'] } })).toEqual({ containers: [containers[1]] })
  })
  it('begins a list where none is, but for the capabilities of containers', () => {
    expect(layOver({}, { user: { scopes: { add: ['self'] } } })).toEqual({ user: { scopes: ['self'] } })
    const over = { capabilities: { add: ['NET_ADMIN'] } }
    expect(layOver({}, over)).toEqual(over)
  })
  it('tells what a list that is replaced loses', () => {
    expect(
      lostItems({ a: { containers, list: ['x', 'y'] } }, { a: { containers: [containers[0]], list: ['y', 'z'] } }),
    ).toEqual([
      { path: ['a', 'containers'], lost: ['b'] },
      { path: ['a', 'list'], lost: ['x'] },
    ])
    expect(lostItems({ list: ['x'] }, { list: { add: ['y'] } })).toEqual([])
  })
})

describe('the laws of laying over', () => {
  const values = fc.dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, fc.integer(), fc.array(fc.integer()), tie('map')),
      map: fc.dictionary(fc.constantFrom('x', 'y', 'z'), tie('value')),
    })).value,
  )
  it('is what Helm does where no list is changed', () =>
    fc.assert(
      fc.property(values, values, (below, over) => {
        expect(layOver(below, over)).toEqual(deepAdd(below, over))
      }),
    ))
  it('adds the same once, and takes out what it added', () =>
    fc.assert(
      fc.property(fc.uniqueArray(fc.string()), fc.uniqueArray(fc.string()), (list, add) => {
        const once = layOver({ list }, { list: { add } })
        expect(layOver(once, { list: { add } })).toEqual(once)
        const news = add.filter((item) => !list.includes(item))
        expect(layOver(once, { list: { remove: news } })).toEqual({ list })
      }),
    ))
})
