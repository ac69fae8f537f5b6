/** Where values come from: what is named as a cause is one, and every value of every output has one. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isSeq, parseDocument, type Document } from 'yaml'
import type { InputTexts } from '../lib/compile.ts'
import { changed, placesOf, type Place } from '../lib/explain/changes.ts'
import { explainLine, explainPart, explainSetting, idOf, type PartName } from '../lib/explain/index.ts'
import { keyOf, printedLeaves, type Leaf } from '../lib/explain/leaves.ts'
import { makersOf } from '../lib/explain/makers.ts'
import { causesOf, movedBy, watchLeaf } from '../lib/explain/search.ts'
import { compileWorld, leavesOfPart, sameValue, worldOf, type Compiled, type World } from '../lib/explain/world.ts'
import { printPart } from '../lib/emit.ts'
import { readInputs } from '../lib/layers/inputs.ts'
import { registry } from '../lib/registry.ts'
import { fleet, outputTexts, repository } from './fleet.ts'
import { LEFT_TO_CI, sampled, whole } from './sampled.ts'

const { hubs, clusters } = fleet().fleet
const parts: PartName[] = [
  ...hubs.map(({ community, hub }) => ({ community, folder: hub })),
  ...clusters.map(({ community }) => ({ community, folder: 'cluster' })),
]
const known = (part: PartName): { world: World; base: Compiled } => {
  const { world, base } = worldOf(repository, part, registry)
  return { world: world!, base: base! }
}
const prod = { community: 'polar-lab', folder: 'prod' }
const north = { community: 'river-college', folder: 'north' }
const said = ({ at, setting }: Place): string => `${at.file}:${at.line} ${setting.join('.')}`

describe('a part on its own', () => {
  it('is what the whole fleet gives', () => {
    const outputs = outputTexts(fleet())
    for (const part of parts)
      for (const [file, text] of Object.entries(printPart(known(part).base.part)))
        expect(text === outputs.get(`${idOf(part)}/${file}`), `${idOf(part)}/${file}`).toBe(true)
  })
  it(`has every leaf on a line of its files, and no other${LEFT_TO_CI}`, () => {
    for (const part of sampled(parts, 4)) {
      const { base } = known(part)
      const printed = Object.entries(printPart(base.part))
        .filter(([file]) => base.files.has(file))
        .flatMap(([file, text]) => printedLeaves(file, text).leaves)
      const leaves = leavesOfPart(base)
      expect(new Set(printed.map(({ file, path }) => keyOf(file, path)))).toEqual(new Set(leaves.keys()))
      for (const { file, path, value } of printed)
        expect(sameValue(value, leaves.get(keyOf(file, path))!.value), keyOf(file, path)).toBe(true)
    }
  })
})

describe('every leaf of every output', () => {
  it('has a maker: a folder or a file of lib/, and hardly any is what only joins the others', () => {
    for (const part of parts) {
      const { base } = known(part)
      const makerOf = makersOf(base, registry)
      for (const leaf of leavesOfPart(base).values()) {
        const by = makerOf(leaf)
        expect(existsSync(join('lib', by)) || existsSync(join('lib', `${by}.ts`)), by).toBe(true)
        if (by === 'emit') expect(leaf.path.includes('hubloom/part'), JSON.stringify(leaf)).toBe(true)
      }
    }
  })
  it.each((whole ? parts : [north]).map((part) => [idOf(part), part] as const))(
    `of %s has a cause that moves it, or none that does${whole ? '' : LEFT_TO_CI}`,
    (_, part) => {
      const { world, base } = known(part)
      const { causes, leaves } = traced(world, base)
      const constant = [...leaves].filter(([key]) => !causes.has(key))
      expect(constant.length).toBeLessThan(leaves.size / 2)
      // what bears the hub's or the community's name is no constant
      const names = new RegExp(`\\b${part.community}\\b`)
      const named = constant.filter(([, { value }]) => typeof value === 'string' && names.test(value))
      // said twice, so that neither line alone moves it
      for (const [, leaf] of named) expect(causesOf(world, placesOf(world), watchLeaf(leaf)).length).toBeGreaterThan(1)
      for (const [key, leaf] of sampledOf(leaves)) agree(world, leaf, causes.get(key) ?? [])
    },
  )
})

/** The causes of each leaf of a part, found one by one. */
function traced(world: World, base: Compiled): { leaves: ReadonlyMap<string, Leaf>; causes: Map<string, Place[]> } {
  const leaves = leavesOfPart(base)
  const causes = new Map<string, Place[]>()
  for (const place of placesOf(world))
    for (const key of movedBy(world, base, place).keys()) causes.set(key, [...(causes.get(key) ?? []), place])
  return { leaves, causes }
}

const sampledOf = (leaves: ReadonlyMap<string, Leaf>): [string, Leaf][] =>
  [...leaves].filter((_, i) => i % (whole ? 100 : 300) === 7)

/** The quick search finds what changing every place in turn does; every line it names moves the leaf as a text, too. */
function agree(world: World, leaf: Leaf, slow: readonly Place[]): void {
  const found = causesOf(world, placesOf(world), watchLeaf(leaf))
  const all = new Set(slow.map(said))
  // those that change it only together
  const more = found.filter((each) => !all.has(said(each)))
  if (more.length > 0)
    expect(movesTogether(world, leaf, more), `${keyOf(leaf.file, leaf.path)} ${more.map(said).join()}`).toBe(true)
  const isAbove = (a: Place, b: Place): boolean =>
    a.at.file === b.at.file && b.setting.length > a.setting.length && a.setting.every((key, i) => b.setting[i] === key)
  const missing = slow.filter((each) => !found.some((other) => said(other) === said(each) || isAbove(each, other)))
  expect(missing.map(said), keyOf(leaf.file, leaf.path)).toEqual([])
  for (const place of found)
    if (place.setting.length > 0 && all.has(said(place)))
      expect(movesAsText(world, leaf, place), said(place)).toBe(true)
}

const itemsAt = (node: unknown): number[] => (isSeq(node) ? node.items.map((_, i) => i) : [])

function movesTogether(world: World, leaf: Leaf, places: readonly Place[]): boolean {
  const ways = Math.max(...places.map(({ changes }) => changes.length))
  return Array.from({ length: ways }).some((_, way) => {
    const after = compileWorld(
      changed(
        world,
        places.map(({ changes }) => changes[way] ?? changes.at(-1)!),
      ),
    )
    return places.length > 1 && after !== undefined && !watchLeaf(leaf)(after)
  })
}

/** Whether some other text on the line moves the leaf. */
function movesAsText(world: World, leaf: Leaf, { at, path, values = [] }: Place): boolean {
  const text = repository.texts.get(at.file)!
  const edits = [
    ...values.map((each) => (copy: Document) => copy.setIn(path, each)),
    (copy: Document) => void copy.deleteIn(path),
    // members of a set, in each of the ways to write one
    ...[[], ['only'], ['add'], ['remove']].flatMap((way) =>
      itemsAt(parseDocument(text).getIn([...path, ...way])).map(
        (i) => (copy: Document) => void copy.deleteIn([...path, ...way, i]),
      ),
    ),
  ]
  return edits.some((edit) => {
    const copy = parseDocument(text)
    edit(copy)
    const texts = new Map(repository.texts).set(at.file, String(copy))
    const { layers } = readInputs(texts, repository.folders, registry)
    const files = new Set(world.layers.map(({ file }) => file))
    const after = compileWorld({ ...world, layers: layers.filter(({ file }) => files.has(file)) })
    return after !== undefined && !watchLeaf(leaf)(after)
  })
}

describe('a setting', () => {
  const explain = (setting: string, part = prod, inputs: InputTexts = repository) =>
    explainSetting(inputs, { part, setting: setting.split('.') }, registry)

  it('has its value, its line, what lost, and the lines that it became', () => {
    const texts = new Map(repository.texts).set(
      'communities/polar-lab/hubs/prod.yaml',
      `${repository.texts.get('communities/polar-lab/hubs/prod.yaml')}cull: { idle: 2h }\n`,
    )
    const { value } = explain('cull.idle', prod, { ...repository, texts })
    const end = texts.get('communities/polar-lab/hubs/prod.yaml')!.trimEnd().split('\n').length
    expect(value).toMatchObject({
      value: '2h',
      at: { file: 'communities/polar-lab/hubs/prod.yaml', line: end, column: 9 },
      lost: [{ file: 'profiles/base.yaml', value: '1h' }],
      outputs: [{ file: 'dist/polar-lab/prod/jupyterhub.values.yaml', address: 'cull.timeout', value: 7200 }],
    })
  })
  it('of a hub that its cluster follows from shows what became of it there', () => {
    const { value } = explain('environments')
    expect(value!.members!.length).toBeGreaterThan(1)
    const sizes = explain('sizes.gpu').value!.outputs
    expect(sizes.some(({ file }) => file.startsWith('dist/polar-lab/cluster/'))).toBe(true)
    expect(sizes.some(({ file }) => file.startsWith('dist/polar-lab/prod/'))).toBe(true)
  })
  it.each([
    ['hme.disk', 'did you mean home.disk?'],
    ['disk', 'did you mean'],
    ['region', 'its cluster: polar-lab/cluster'],
    ['singleuser.memory.guarantee', 'sizes.small.memory (profiles/research.yaml:'],
    ['aws_ebs_volume.home.size', 'home.disk.size (communities/polar-lab/hubs/prod.yaml:'],
  ])('that is none is told with what is: %s', (setting, words) => {
    expect(explain(setting).refusal).toContain(words)
  })
  it('that nobody sets is none that holds', () => {
    expect(explain('events').value).toMatchObject({ value: null, at: null, lost: [], outputs: [] })
  })
})

it('a whole hub has every setting once, with a line', () => {
  const { value } = explainPart(repository, prod, registry)
  expect(new Set(value!.map(({ path }) => path.join('.'))).size).toBe(value!.length)
  expect(value!.every(({ setting }) => setting.at !== null)).toBe(true)
})

describe('a line of dist/', () => {
  const file = 'jupyterhub.values.yaml'
  const text = outputTexts(fleet()).get(`polar-lab/prod/${file}`)!
  const explain = (line: number, there: string | undefined = text, name = file) =>
    explainLine(repository, { part: prod, file: name, line, there }, registry)
  const lineWith = (words: string): number => text.split('\n').findIndex((each) => each.includes(words)) + 1

  it('has its leaf, the lines it depends on, and its maker', () => {
    const { value } = explain(lineWith('guarantee: 3'))
    expect(value!.causes.map(({ setting }) => setting)).toEqual(expect.arrayContaining(['hubs.profile']))
    expect(value).toMatchObject({ by: 'services/jupyterhub', isStale: false })
  })
  it('of a text of several lines is that one line', () => {
    const first = explain(lineWith('extraConfig:') + 1).value!
    const later = explain(lineWith('extraConfig:') + 3).value!
    expect(later.address).toBe(first.address)
    expect(text.split('\n')[lineWith('extraConfig:') + 2]).toContain(later.value)
  })
  it('of a file edited by hand is the same line of what the inputs give', () => {
    const edited = `# mine\n${text}`
    const { value } = explain(lineWith('authenticator_class') + 1, edited)
    expect(value).toMatchObject({ isStale: true, line: lineWith('authenticator_class') })
  })
  it.each([
    [100_000, file, 'has no line 100000'],
    [1, 'README.md', 'explain answers for'],
    [0, file, 'has no line 0'],
  ])('that holds no value is told with what does: %i of %s', (line, name, words) => {
    expect(explain(line, text, name).refusal).toContain(words)
  })
})
