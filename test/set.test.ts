/** `hubloom set` changes one setting of one file, and nothing else of it; taken out again, the file is what it was. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { execute, type Run } from '../lib/cli/main.ts'
import { explainSetting, type SettingPath } from '../lib/explain/index.ts'
import { withoutSetting } from '../lib/layers/edit.ts'
import { registry } from '../lib/registry.ts'
import { editFor, overruledBy, WHERE, type Where } from '../lib/set.ts'
import { branches, typesOf, type JsonSchema } from '../lib/settings/json-schema.ts'
import { valueAt, type PlainMap } from '../lib/maps.ts'
import { repository } from './fleet.ts'
import { LEFT_TO_CI, sampled } from './sampled.ts'

const part = { community: 'polar-lab', folder: 'prod' }
const edit = (words: { setting: string; value?: string; where?: Where }, texts = repository.texts) =>
  editFor(
    { ...repository, texts },
    { part, setting: words.setting.split('.'), value: words.value, where: words.where ?? 'hub' },
    registry,
  )

/** Every setting that takes a scalar, with its example. */
function scalars(schema: JsonSchema, path: SettingPath = []): { setting: SettingPath; value: unknown }[] {
  return branches(schema).flatMap((branch) => [
    ...(path.length > 0 && typesOf(branch).some((type) => SCALARS.includes(type)) && schema.examples?.[0] !== undefined
      ? [{ setting: path, value: schema.examples[0] }]
      : []),
    ...Object.entries(branch.properties ?? {}).flatMap(([key, below]) => scalars(below, [...path, key])),
  ])
}
const SCALARS = ['string', 'number', 'integer', 'boolean']
const all = scalars(registry.schemas.resolved.hub)
  .filter(({ value }) => typeof value !== 'object')
  .flatMap((each) => WHERE.map((where) => ({ ...each, where, word: each.setting.join('.') })))

describe('a setting', () => {
  it('is there to be tried', () => expect(all.length).toBeGreaterThan(300))
  it.each(sampled(all, 29))(`$word goes into the file of the $where, and out of it again${LEFT_TO_CI}`, (wish) => {
    const { setting, where } = wish
    const { value: made, refusal } = editFor(repository, { part, setting, value: String(wish.value), where }, registry)
    // `dask: true` is no map that a setting below it could go into
    if (refusal !== undefined) return expect(refusal).toContain('edit it by hand')
    const before = repository.texts.get(made!.file)!
    const path = where === 'community' ? ['hubs', ...setting] : setting
    const was = parse(before) as PlainMap
    const now = parse(made!.text) as PlainMap
    expect(valueAt(now, path)).toEqual(wish.value)
    // every line stays, but the one that it is written into
    const kept = new Set(made!.text.split('\n'))
    expect(before.split('\n').filter((line) => !kept.has(line)).length).toBeLessThanOrEqual(1)
    if (valueAt(was, path) !== undefined) return
    const texts = new Map(repository.texts).set(made!.file, made!.text)
    const { value: back } = editFor({ ...repository, texts }, { part, setting, value: undefined, where }, registry)
    expect(back!.text).toBe(before)
  })
  it.each([
    ['a line of its own', 'a: 1\n# why\nb: 2 # why\nc: 3\n', ['b'], 'a: 1\n# why\nc: 3\n'],
    ['in braces', 'a: { b: 1, c: 2 } # x\n', ['a', 'b'], 'a: { c: 2 } # x\n'],
    ['the last in braces', 'a: { b: 1, c: 2 } # x\n', ['a', 'c'], 'a: { b: 1 } # x\n'],
    ['all of what holds it', 'a: { b: 1 }\nc: 3\n', ['a', 'b'], 'c: 3\n'],
    ['a block with what it holds', 'a:\n  b:\n    - 1\n    - 2\n  c: 3\n', ['a', 'b'], 'a:\n  c: 3\n'],
    ['a text of several lines', 'a: |\n  x\n  y\nb: 1\n', ['a'], 'b: 1\n'],
  ])('goes with %s', (_, text, path, after) => expect(withoutSetting(text, path)).toBe(after))
  it('leaves a thing with a name, though nothing is said of it any more', () => {
    expect(withoutSetting('buckets: { scratch: { expires: 7d } }\n', ['buckets', 'scratch', 'expires'], 2)).toBe(
      'buckets: { scratch: {} }\n',
    )
    expect(withoutSetting('sizes:\n  small:\n    memory: 1Gi\n', ['sizes', 'small', 'memory'], 2)).toBe(
      'sizes:\n  small: {}\n',
    )
  })
  it.each([
    ['auth.admins', 'zoe-example', 'auth: { admins: [zoe-example] }'],
    ['title', '2026', 'title: "2026"'],
    ['environments.r', 'null', 'environments: { r: null }'],
    ['home.disk', '{ size: 6Ti }', 'home: { quota: 35Gi, disk: { size: 6Ti }, alert: 80 }'],
    ['home.disk.size', '6Ti', 'home: { quota: 35Gi, disk: { size: 6Ti, iops: 6000, throughput: 500 }, alert: 80 }'],
  ])('%s: what is typed is written as the setting takes it', (setting, value, line) => {
    expect(edit({ setting, value }).value!.text.split('\n')).toContain(line)
  })
  it('tells the hubs that each file has a say in', () => {
    const { targets } = edit({ setting: 'cull.idle', value: '2h' }).value!
    expect(targets.map(({ where, hubs }) => [where, hubs.length])).toEqual([
      ['hub', 1],
      ['community', 2],
      ['profile', expect.any(Number)],
    ])
    expect(targets[2]!.hubs.length).toBeGreaterThan(2)
  })
  it('shows in the hub then, or it is told which line wins', () => {
    const wish = { part, setting: ['home', 'quota'], value: '36Gi', where: 'community' as const }
    const made = editFor(repository, wish, registry).value!
    expect(overruledBy(repository, { edit: made, wish }, registry)).toContain(
      'communities/polar-lab/hubs/prod.yaml:3 says',
    )
    const own = { ...wish, where: 'hub' as const }
    const mine = editFor(repository, own, registry).value!
    expect(overruledBy(repository, { edit: mine, wish: own }, registry)).toBeUndefined()
    const texts = new Map(repository.texts).set(mine.file, mine.text)
    const after = explainSetting({ ...repository, texts }, { part, setting: ['home', 'quota'] }, registry)
    expect(after.value!.value).toBe('36Gi')
  })
  it.each([
    ['singleuser.memory.guarantee', '1', 'set that'],
    ['hme.disk', '1Ti', 'did you mean home.disk?'],
    ['cull.idle', undefined, 'profiles/base.yaml:10 does'],
  ])('that cannot be is told with what can: %s', (setting, value, words) => {
    expect(edit({ setting, value }).refusal).toContain(words)
  })
})

describe('hubloom set', () => {
  let root: string
  const run = (...words: string[]): Promise<Run> => execute(['--root', root, 'set', ...words], { version: '1.2.3' })
  const hub = 'communities/polar-lab/hubs/prod.yaml'
  const text = (): string => readFileSync(join(root, hub), 'utf8')
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'hubloom-set-'))
    cpSync('profiles', join(root, 'profiles'), { recursive: true })
    cpSync('communities/polar-lab', join(root, 'communities/polar-lab'), { recursive: true })
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it('writes the file, and tells what changes and whose files could say it', async () => {
    const before = text()
    const { code, out, err } = await run('polar-lab/prod', 'start-timeout', '15m')
    expect([code, err]).toEqual([0, ''])
    expect(text()).toBe(`${before}start-timeout: 15m\n`)
    expect(out).toContain(`wrote ${hub}: 1 hub\n`)
    expect(out).toContain('--where community is communities/polar-lab/community.yaml: 2 hubs')
    expect(out).toContain('15 minutes of starting, 10 minutes before (polar-lab/prod)')
    expect((await run('polar-lab/prod', 'start-timeout', '--remove')).code).toBe(0)
    expect(text()).toBe(before)
  })
  it('refuses what check refuses, and writes nothing', async () => {
    const before = text()
    const { code, err } = await run('polar-lab/prod', 'sizes.small.memory', '4000Gi')
    expect([code, text()]).toEqual([1, before])
    expect(err).toContain('error[size-fits-no-machine]')
    expect(err.endsWith('nothing was written: mend the errors above, or give a value that makes none\n')).toBe(true)
  })
  it('writes nothing where another hub has an error, and says so', async () => {
    const other = join(root, 'communities/polar-lab/hubs/staging.yaml')
    const [before, was] = [text(), readFileSync(other, 'utf8')]
    writeFileSync(other, `${was}nonsense: 1\n`)
    const { code, err } = await run('polar-lab/prod', 'start-timeout', '15m')
    const json = await run('--json', 'polar-lab/prod', 'start-timeout', '15m')
    writeFileSync(other, was)
    expect([code, text()]).toEqual([1, before])
    expect(err).toMatch(/error\[unknown-key\][^]*nothing was written/)
    expect(JSON.parse(json.out)).toMatchObject({ isWritten: false })
  })
  it.each([
    [['polar-lab/prod', 'start-timeout'], 'what to?'],
    [['polar-lab/prod', 'start-timeout', '1m', '--remove'], '--remove takes no value'],
    [['polar-lab/prod', 'start-timeout', '1m', '--where', 'fleet'], '--where takes hub, community, profile'],
    [['polar-lab/prd', 'start-timeout', '1m'], 'did you mean polar-lab/prod?'],
  ])('%s is wrong usage', async (words, said) => {
    const { code, err } = await run(...words)
    expect([code, err]).toEqual([2, expect.stringContaining(said)])
  })
})
