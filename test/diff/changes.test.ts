/** What differs between two sets of documents is found, all of it and nothing else. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileInputs } from '../../lib/compile.ts'
import { emitFleet } from '../../lib/compile-group.ts'
import { changes, parseDocuments, type Change, type Documents } from '../../lib/diff/index.ts'
import { unitsOf } from '../../lib/diff/addresses.ts'
import { documentsOf } from '../../lib/emit.ts'
import { fleet, outputTexts, repository } from '../fleet.ts'

const key = fc.constantFrom('a', 'b', 'size', '0', '__proto__', '')
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom<unknown>(0, 1, 'a', '', true, false),
    fc.array(tie('value'), { maxLength: 2 }),
    fc.dictionary(key, tie('value'), { maxKeys: 3, noNullPrototype: true }),
  ),
})).value
const map = fc.dictionary(key, value, { maxKeys: 3, noNullPrototype: true })
const type = fc.constantFrom('aws_s3_bucket', 'aws_ebs_volume')
const named = fc.dictionary(fc.constantFrom('main', 'home'), map)
const terraform = fc.record({ resource: fc.dictionary(type, named), data: fc.dictionary(type, named), output: named })
const item = (name: string) =>
  fc.record({ namespace: fc.constantFrom('reef', 'polar'), name: fc.constant(name), version: value })
const releases = fc.tuple(item('jupyterhub'), item('home-nfs')).map((items) => items as unknown[])
const objects = fc
  .record({ name: fc.constantFrom('x', 'y'), namespace: fc.constantFrom('reef', 'polar') })
  .chain((metadata) => fc.record({ kind: fc.constant('ConfigMap'), metadata: fc.constant(metadata), data: map }))
  .map((object) => [object] as unknown[])
const documents: fc.Arbitrary<Documents> = fc
  .tuple(fc.constantFrom('reef/prod', 'reef/cluster'), fc.record({ terraform, releases, objects, values: map }))
  .map(
    ([part, files]) =>
      new Map<string, unknown>([
        [`${part}/main.tf.json`, files.terraform],
        [`${part}/releases.json`, files.releases],
        [`${part}/kubernetes.yaml`, files.objects],
        [`${part}/jupyterhub.values.yaml`, files.values],
      ]),
  )

const plain = (documents: Documents): Record<string, unknown> =>
  Object.fromEntries([...unitsOf(documents)].map(([name, unit]) => [name, unit.value]))

/** What `changes` says, done to the units before. */
function apply(before: Documents, found: readonly Change[]): Record<string, unknown> {
  return found.reduce((units, { part, format, address, path, after }) => {
    return set(units, [JSON.stringify([part, format, address]), ...path], after) as Record<string, unknown>
  }, plain(before))
}

function set(target: unknown, [head, ...rest]: readonly string[], after: unknown): unknown {
  if (head === undefined) return after
  const entries = new Map(Object.entries(target as object))
  const next = set(entries.get(head), rest, after)
  if (next === undefined) entries.delete(head)
  else entries.set(head, next)
  return Object.fromEntries(entries)
}

describe('changes', () => {
  it('are none between equals, in whatever order their keys stand', () => {
    const reversed = (node: unknown): unknown => {
      if (Array.isArray(node)) return node.map(reversed)
      if (typeof node !== 'object' || node === null) return node
      return Object.fromEntries(
        Object.entries(node)
          .reverse()
          .map(([name, inner]) => [name, reversed(inner)]),
      )
    }
    fc.assert(
      fc.property(documents, (before) => {
        const after = new Map([...before].reverse().map(([path, document]) => [path, reversed(document)]))
        expect(changes(before, after)).toEqual([])
      }),
    )
  })
  it('lead from what was to what comes', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        expect(apply(before, changes(before, after))).toEqual(plain(after))
      }),
    )
  })
  it('are the same the other way round, with before and after exchanged', () => {
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        const back = changes(after, before).map((change) => ({ ...change, before: change.after, after: change.before }))
        expect(changes(before, after)).toEqual(back)
      }),
    )
  })
  it('are as small as maps allow, and sorted', () => {
    const root = (bucket: object): Documents =>
      new Map([
        ['reef/prod/main.tf.json', { resource: { aws_s3_bucket: bucket }, terraform: { backend: { local: {} } } }],
      ])
    const before = root({ b: { tags: { x: '1', y: '2' }, rules: [{ days: 7 }] }, a: { bucket: 'a' } })
    const after = root({ b: { tags: { x: '1', z: '3' }, rules: [{ days: 8 }] }, c: { bucket: 'c' } })
    const at = { part: 'reef/prod', format: 'terraform' }
    expect(changes(before, after)).toEqual([
      { ...at, address: 'aws_s3_bucket.a', path: [], before: { bucket: 'a' }, after: undefined },
      { ...at, address: 'aws_s3_bucket.b', path: ['rules'], before: [{ days: 7 }], after: [{ days: 8 }] },
      { ...at, address: 'aws_s3_bucket.b', path: ['tags', 'y'], before: '2', after: undefined },
      { ...at, address: 'aws_s3_bucket.b', path: ['tags', 'z'], before: undefined, after: '3' },
      { ...at, address: 'aws_s3_bucket.c', path: [], before: undefined, after: { bucket: 'c' } },
    ])
  })
  it('are of one object each, by the address that its tool gives it', () => {
    const path = 'reef/prod'
    const before: Documents = new Map<string, unknown>([
      [`${path}/kubernetes.yaml`, [{ kind: 'Namespace', metadata: { name: 'reef' } }]],
      [`${path}/custom-resources.yaml`, [{ kind: 'Issuer', metadata: { name: 'le', namespace: 'reef' } }]],
      [`${path}/releases.json`, [{ name: 'hub', namespace: 'reef' }]],
      [`${path}/jupyterhub.values.yaml`, { hub: 1 }],
      [`${path}/main.tf.json`, { locals: { x: 1 }, provider: { aws: {} }, data: { aws_ami: { gpu: {} } } }],
      ['reef/README.md', 'text'],
    ])
    expect(changes(before, new Map()).map(({ format, address }) => `${format} ${address}`)).toEqual([
      'helm jupyterhub',
      'kubernetes Issuer/reef/le',
      'kubernetes Namespace/reef',
      'releases reef/hub',
      'terraform data.aws_ami.gpu',
      'terraform local.x',
      'terraform provider.aws',
    ])
  })
})

describe('what is printed', () => {
  it('reads back as what was emitted', () => {
    const { bundles } = emitFleet(compileInputs(repository).fleet)
    const emitted = new Map(bundles.flatMap((bundle) => [...documentsOf(bundle)]))
    const read = parseDocuments(
      new Map([...outputTexts(fleet())].filter(([path]) => /\.(json|yaml)$|installed\.txt$/.test(path))),
    )
    expect(unitsOf(read).size).toBeGreaterThan(500)
    expect(changes(read, emitted)).toEqual([])
  })
  it('counts as empty where it is not ours to read', () => {
    expect(changes(parseDocuments(new Map([['reef/prod/main.tf.json', '{']])), new Map())).toEqual([])
  })
})
