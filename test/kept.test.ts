/**
 * What is kept from one build to the next changes nothing: after any edits of inputs and of `dist/`, crashes, and damage
 * to what is kept, a build says and writes what one says and writes that keeps nothing.
 */
import { createHash } from 'node:crypto'
import fc from 'fast-check'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { buildFolder } from '../lib/cli/kept-folder.ts'
import { execute } from '../lib/cli/main.ts'
import { openCache } from '../lib/disk-cache.ts'
import { listFiles } from '../lib/disk.ts'
import type { Threads } from '../lib/spread.ts'
import { readFolder } from './fleet.ts'
import { whole } from './sampled.ts'
import { severalThreads } from './threads.ts'

/** Sequences that are tried: 200 of them take five minutes. */
const RUNS_OF_CI = whole ? 30 : 5
const RUNS = process.env['LONG'] === '1' ? 200 : RUNS_OF_CI

const scratch = mkdtempSync(join(tmpdir(), 'kept-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const HUB =
  'profile: teaching\nauth: { github: { organizations: [lab] }, admins: [ada-example] }\nhome: { people: 20 }\n'
const INPUTS: Readonly<Record<string, string>> = {
  'profiles/quiet.yaml': 'about: A quiet hub\nextends: teaching\n',
  'communities/atoll/community.yaml': 'name: Atoll\nurl: https://atoll.example.org\ncontact: ops@atoll.example.org\n',
  'communities/atoll/cluster.yaml':
    'cloud: gcp\nregion: us-central1\naccount: atoll-1\ntenancy: shared\ndefault: true\nnetwork: { range: 10.7.0.0/16 }\n',
  'communities/atoll/hubs/prod.yaml': `title: Atoll\ndomain: hub.atoll.example.org\n${HUB}`,
  'communities/bay/community.yaml': 'name: Bay\nurl: https://bay.example.org\ncontact: ops@bay.example.org\n',
  'communities/bay/hubs/prod.yaml': `title: Bay\ndomain: hub.bay.example.org\n${HUB.replace('teaching', 'quiet')}`,
  'communities/cape/community.yaml': 'name: Cape\nurl: https://cape.example.org\ncontact: ops@cape.example.org\n',
  'communities/cape/cluster.yaml':
    'cloud: aws\nregion: us-west-2\naccount: "000000000012"\nnetwork: { range: 10.8.0.0/16 }\n',
  'communities/cape/hubs/prod.yaml': `title: Cape\ndomain: hub.cape.example.org\n${HUB}`,
  'communities/cape/hubs/lab.yaml': `title: Cape lab\ndomain: lab.cape.example.org\n${HUB}`,
}

/** Inputs that an edit puts in a file's place; nothing takes the file away. */
const EDITS: readonly (readonly [path: string, text: string | undefined])[] = [
  ['communities/cape/hubs/lab.yaml', undefined],
  ['communities/cape/hubs/lab.yaml', INPUTS['communities/cape/hubs/lab.yaml']],
  ['communities/cape/hubs/lab.yaml', `${INPUTS['communities/cape/hubs/lab.yaml']}memory: 4G\n`],
  ['communities/cape/hubs/lab.yaml', `title: Cape lab\ndomain: hub.atoll.example.org\n${HUB}`],
  ['communities/cape/hubs/lab.yaml', `title: Cape lab\ndomain: lab.cape.example.org\ncluster: atoll\n${HUB}`],
  ['communities/cape/hubs/new.yaml', `title: New\ndomain: new.cape.example.org\n${HUB}`],
  ['communities/cape/hubs/new.yaml', undefined],
  ['communities/cape/cluster.yaml', `${INPUTS['communities/cape/cluster.yaml']}tags: { team: sea }\n`],
  ['communities/cape/cluster.yaml', INPUTS['communities/cape/cluster.yaml']?.replace('10.8', '10.7')],
  ['communities/cape/cluster.yaml', INPUTS['communities/cape/cluster.yaml']],
  ['communities/bay/hubs/prod.yaml', INPUTS['communities/bay/hubs/prod.yaml']?.replace('Bay', 'Bight')],
  ['communities/bay/hubs/prod.yaml', INPUTS['communities/bay/hubs/prod.yaml']?.replace('quiet', 'quite')],
  ['communities/bay/hubs/prod.yaml', INPUTS['communities/bay/hubs/prod.yaml']],
  ['communities/bay/profiles/quiet.yaml', 'about: Its own\nextends: research\n'],
  ['communities/bay/profiles/quiet.yaml', undefined],
  ['communities/atoll/cluster.yaml', INPUTS['communities/atoll/cluster.yaml']?.replace('default: true\n', '')],
  ['communities/atoll/cluster.yaml', INPUTS['communities/atoll/cluster.yaml']],
  ['communities/atoll/hubs/prod.yaml', 'title: [\n'],
  ['communities/atoll/hubs/prod.yaml', INPUTS['communities/atoll/hubs/prod.yaml']],
  ['profiles/quiet.yaml', 'about: A quiet hub\nextends: teaching\nstart-timeout: 14m\n'],
  ['profiles/quiet.yaml', 'about: A quiet hub\nextends: nothing\n'],
  ['profiles/quiet.yaml', INPUTS['profiles/quiet.yaml']],
]

type Step =
  | { kind: 'edit'; edit: number }
  | { kind: 'dist' | 'cache'; how: number; which: number }
  | { kind: 'crash'; which: number }
  | { kind: 'version'; version: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('edit' as const), edit: fc.nat(EDITS.length - 1) }) },
  { weight: 2, arbitrary: damage('dist') },
  { weight: 2, arbitrary: damage('cache') },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('crash' as const), which: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('version' as const), version: fc.nat(1) }) },
)

function damage<K extends 'dist' | 'cache'>(kind: K) {
  return fc.record({ kind: fc.constant(kind), how: fc.nat(4), which: fc.nat(200) })
}

/** A fleet in a folder of its own; `keeps` says whether it has a cache, `threads` that several threads build it. */
class Fleet {
  version = 0
  threads: Threads | undefined
  readonly root = mkdtempSync(join(scratch, 'fleet-'))
  readonly cache = join(this.root, 'node_modules/.cache/hubloom/fleet')
  private readonly keeps: boolean
  constructor(keeps: boolean) {
    this.keeps = keeps
    for (const [path, text] of Object.entries(INPUTS)) this.put(path, text)
    if (keeps) mkdirSync(join(this.root, 'node_modules'))
  }
  put(path: string, text: string | undefined) {
    const full = join(this.root, path)
    if (text === undefined) return rmSync(full, { force: true })
    mkdirSync(join(full, '..'), { recursive: true })
    writeFileSync(full, text)
  }
  take(made: Step) {
    if (made.kind === 'edit') this.put(...(EDITS[made.edit] as [string, string | undefined]))
    if (made.kind === 'dist') harm(join(this.root, 'dist'), made)
    if (made.kind === 'cache' && this.keeps) harm(this.cache, made)
    if (made.kind === 'version') this.version = made.version
    if (made.kind === 'crash') crash(join(this.root, 'dist'), made.which)
  }
  run(command: 'build' | 'check') {
    const digest = this.keeps ? { digest: `v${this.version}` } : {}
    const threads = this.threads ? { threads: this.threads } : {}
    const program = { version: '0', profiles: 'profiles', ...digest, ...threads }
    return execute([command, '--root', this.root], program)
  }
  written() {
    return Object.fromEntries(readFolder(join(this.root, 'dist')))
  }
}

/** A file is changed, also to one of the same size and time, cut off, taken away, or exchanged for another. */
function harm(folder: string, { how, which }: { how: number; which: number }) {
  const files = existsSync(folder) ? listFiles(folder)! : []
  const [one, other] = [which, which + 7].map((i) => join(folder, files[i % files.length] ?? ''))
  if (files.length < 2 || !one || !other || one === other) return
  const { atime, mtime } = statSync(one)
  const text = readFileSync(one)
  if (how === 0) rmSync(one)
  if (how === 1) writeFileSync(one, text.subarray(0, text.length / 2))
  if (how === 2)
    writeFileSync(one, Buffer.concat([text.subarray(0, -2), Buffer.from([text.at(-2)! ^ 1, text.at(-1)!])]))
  if (how === 3) cpSync(other, one)
  if (how === 4) writeFileSync(one, text.toString().replaceAll('a', 'b'))
  if (how === 2 || how === 4) utimesSync(one, atime, mtime)
}

/** What is kept is another thing, and whole. */
function changeIndex<T>({ cache }: Fleet, change: (index: T) => void) {
  const path = join(
    cache,
    readdirSync(cache).find((name) => /^[0-9a-f]{16}\.json$/.test(name))!,
  )
  const index = JSON.parse(readFileSync(path, 'utf8').slice(65)) as T
  change(index)
  const body = JSON.stringify(index)
  writeFileSync(path, `${createHash('sha256').update(body).digest('hex')}\n${body}`)
}

/** A bundle stands between its two renames, as after a kill. */
function crash(dist: string, which: number) {
  const bundles = existsSync(dist) ? readdirSync(dist).filter((name) => existsSync(join(dist, name, 'Makefile'))) : []
  const name = bundles[which % bundles.length]
  if (name !== undefined) renameSync(join(dist, name), join(dist, `.hubloom-old-${name}`))
}

describe('a build that keeps what it knows', () => {
  it('says and writes what one does that keeps nothing, after any edits and damage', { timeout: 900_000 }, async () => {
    const threads = await severalThreads()
    const sequence = fc.array(step, { minLength: 3, maxLength: 9 })
    const property = fc.asyncProperty(sequence, fc.nat(3), async (steps, quarter) => {
      const [kept, clean] = [new Fleet(true), new Fleet(false)]
      if (quarter === 0) kept.threads = threads
      for (const each of [undefined, ...steps]) {
        for (const fleet of [kept, clean]) if (each) fleet.take(each)
        expect(await kept.run('check')).toEqual(await clean.run('check'))
        expect(await kept.run('build')).toEqual(await clean.run('build'))
        expect(kept.written()).toEqual(clean.written())
      }
      for (const fleet of [kept, clean]) rmSync(fleet.root, { recursive: true })
    })
    const found: Step[] = [
      { kind: 'dist', how: 1, which: 76 },
      { kind: 'edit', edit: 0 },
    ]
    await fc.assert(property, { numRuns: RUNS, examples: [[found, 0]] })
  })
  it('says and writes the same with a cache that stays open, as a watch has it', { timeout: 900_000 }, async () => {
    const property = fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 9 }), async (steps) => {
      const [kept, clean] = [new Fleet(true), new Fleet(false)]
      const cache = openCache(kept.root, 'v0')
      const build = async ({ root }: Fleet, digest?: string) => {
        const program = { version: '0', profiles: 'profiles', ...(digest !== undefined && { digest }) }
        const built = await buildFolder(
          { root, program },
          { writes: 'all', cache: digest === undefined ? undefined : cache },
        )
        built.keep()
        const { diagnostics, accepted, hubs, failed, written, left } = built
        return { diagnostics, accepted, hubs, failed, written, left }
      }
      for (const each of [undefined, ...steps]) {
        for (const fleet of [kept, clean]) if (each) fleet.take(each)
        expect(await build(kept, 'v0')).toEqual(await build(clean))
        expect(kept.written()).toEqual(clean.written())
      }
      for (const fleet of [kept, clean]) rmSync(fleet.root, { recursive: true })
    })
    await fc.assert(property, { numRuns: RUNS })
  })
  it('keeps something: without a change nothing is compiled, and the next build knows it', async () => {
    const fleet = new Fleet(true)
    await fleet.run('build')
    const before = readdirSync(fleet.cache).map((name) => `${name} ${statSync(join(fleet.cache, name)).mtimeMs}`)
    expect(before.length).toBeGreaterThan(4)
    const program = { version: '0', profiles: 'profiles', digest: 'v0' }
    await execute(['check', '--root', fleet.root], program)
    const after = readdirSync(fleet.cache).map((name) => `${name} ${statSync(join(fleet.cache, name)).mtimeMs}`)
    expect(after).toEqual(before)
  })
  it('keeps what the last builds asked for: the rest goes, and what others have there stays', async () => {
    const fleet = new Fleet(true)
    const hub = (title: number) => `title: Cape ${title}\ndomain: hub.cape.example.org\n${HUB}`
    const records = () => readdirSync(fleet.cache).filter((name) => /^[0-9a-f]{40}\.json/.test(name))
    const build = async (title: number) => {
      fleet.put('communities/cape/hubs/prod.yaml', hub(title))
      await fleet.run('build')
      return new Set(records())
    }
    const first = await build(0)
    const others = ['0'.repeat(40), '1'.repeat(40)].map((name) => join(fleet.cache, `${name}.json`))
    for (const path of others) writeFileSync(path, 'of another fleet')
    const days = (number: number) => new Date(Date.now() - number * 86_400_000)
    utimesSync(others[0]!, days(40), days(40))
    utimesSync(others[1]!, days(20), days(20))
    for (let title = 1; title < 12; title++) await build(title)
    expect(others.map((path) => existsSync(path))).toEqual([false, true])
    // five times a group and the fleet, and what did not change
    const now = records()
    expect(now.length).toBe(1 + 5 * 2 + first.size - 2)
    expect(now.filter((name) => first.has(name)).length).toBe(first.size - 2)
    const times = () => records().map((name) => `${name} ${statSync(join(fleet.cache, name)).mtimeMs}`)
    const before = times()
    await build(9)
    // one goes back: nothing is made anew, and the fifth before goes
    expect(times().filter((each) => !before.includes(each))).toEqual([])
    expect(times().length).toBe(before.length - 2)
  })
  it('reads anew what another hubloom has read of the files', async () => {
    const fleet = new Fleet(true)
    await fleet.run('build')
    const before = await fleet.run('check')
    const none = { profiles: [], clusters: [], isDefault: false, sound: false }
    changeIndex<{ links: Record<string, [string, unknown]> }>(fleet, ({ links }) => {
      for (const file of Object.keys(links)) links[file] = [links[file]![0], none]
    })
    expect(await fleet.run('check')).not.toEqual(before)
    fleet.version = 1
    expect(await fleet.run('check')).toEqual(before)
  })
  it('looks for anew what rules of another hubloom found, or where a summary changed', async () => {
    const fleet = new Fleet(true)
    fleet.put('communities/cape/cluster.yaml', INPUTS['communities/cape/cluster.yaml']?.replace('10.8', '10.7'))
    const before = await fleet.run('build')
    expect(before.err).toContain('overlap')
    const title = (words: string) =>
      fleet.put('communities/bay/hubs/prod.yaml', INPUTS['communities/bay/hubs/prod.yaml']?.replace('Bay', words))
    title('Bight')
    expect(await fleet.run('build')).toEqual(before)
    changeIndex<{ common: { found: unknown[] } }>(fleet, ({ common }) => common.found.pop())
    title('Cove')
    expect((await fleet.run('build')).err).not.toContain('overlap')
    fleet.version = 1
    expect(await fleet.run('build')).toEqual(before)
    fleet.put('communities/cape/cluster.yaml', INPUTS['communities/cape/cluster.yaml'])
    expect((await fleet.run('build')).err).not.toContain('overlap')
  })
  it('keeps nothing in a fleet without node_modules, nor in its own files', async () => {
    const fleet = new Fleet(true)
    rmSync(join(fleet.root, 'node_modules'), { recursive: true })
    await fleet.run('build')
    expect(readdirSync(fleet.root).sort()).toEqual(['communities', 'dist', 'profiles'])
  })
})
