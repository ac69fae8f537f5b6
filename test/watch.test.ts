/**
 * `build --watch` writes once, and again after each change of an input, whatever is wrong meanwhile, until it ends. It
 * waits for other builds.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { build } from '../lib/cli/build.ts'
import type { CommandResult } from '../lib/cli/command.ts'

const root = mkdtempSync(join(tmpdir(), 'watch-'))
afterAll(() => rmSync(root, { recursive: true }))

const hub = join(root, 'communities/reef/hubs/prod.yaml')
const text = (title: string) =>
  `title: ${title}\ndomain: hub.reef.example.org\nprofile: teaching\nhome: { people: 20 }\n` +
  'auth: { github: { organizations: [lab] }, admins: [ada-example] }\n'

const program = { version: '0', profiles: 'profiles' }
const wait = { timeout: 20_000, interval: 20 }
const written = () => readFileSync(join(root, 'dist/reef/README.md'), 'utf8')

/** The results that a watch has told so far, and what ends it. */
function watching() {
  const results: CommandResult[] = []
  const stop = new AbortController()
  const onResult = (each: CommandResult) => void results.push(each)
  const ended = build.run({ program, root, words: [], flags: { watch: true }, signal: stop.signal, onResult })
  return { results, stop, ended }
}

beforeAll(() => {
  mkdirSync(join(root, 'communities/reef/hubs'), { recursive: true })
  writeFileSync(
    join(root, 'communities/reef/community.yaml'),
    'name: Reef\nurl: https://reef.example.org\ncontact: ops@reef.example.org\n',
  )
  writeFileSync(
    join(root, 'communities/reef/cluster.yaml'),
    'cloud: gcp\nregion: us-central1\naccount: reef-hubs\nnetwork: { range: 10.7.0.0/16 }\n',
  )
  writeFileSync(hub, text('Reef'))
})

it('writes each change, and what comes after an error', { timeout: 60_000 }, async () => {
  const { results, stop, ended } = watching()
  const told = (result: CommandResult | undefined) => ({ fine: result?.fine, codes: result?.diagnostics.map(codeOf) })
  const codeOf = ({ code }: { code: string }) => code
  await vi.waitFor(() => expect(told(results.at(-1))).toEqual({ fine: true, codes: [] }), wait)
  expect(written()).toContain('Reef')
  writeFileSync(hub, 'title: [\n')
  await vi.waitFor(() => expect(told(results.at(-1)).codes).toContain('yaml-syntax'), wait)
  writeFileSync(hub, text('Lagoon'))
  await vi.waitFor(() => expect(written()).toContain('Lagoon'), wait)
  stop.abort()
  await ended
  expect(told(results.at(-1))).toEqual({ fine: true, codes: [] })
})

it('sees a folder of inputs that comes later, and what is written into it then', { timeout: 60_000 }, async () => {
  const profile = join(root, 'profiles/lagoon.yaml')
  writeFileSync(hub, text('Lagoon').replace('teaching', 'lagoon'))
  const { results, stop, ended } = watching()
  const codes = () => results.at(-1)?.diagnostics.map(({ code }) => code)
  await vi.waitFor(() => expect(codes()).toContain('missing-profile'), wait)
  mkdirSync(join(root, 'profiles'))
  await setTimeout(300)
  writeFileSync(profile, 'title: Lagoon\nextends: teaching\n')
  await vi.waitFor(() => expect(codes()).not.toContain('missing-profile'), wait)
  rmSync(join(root, 'profiles'), { recursive: true })
  await vi.waitFor(() => expect(codes()).toContain('missing-profile'), wait)
  writeFileSync(hub, text('Lagoon'))
  stop.abort()
  await ended
})

it('waits for another build, which it tells once', { timeout: 60_000 }, async () => {
  const lock = join(root, 'dist/.hubloom-lock')
  writeFileSync(hub, text('Atoll'))
  writeFileSync(lock, String(process.ppid))
  const { results, stop, ended } = watching()
  await setTimeout(600)
  expect(results.map(({ data }) => data)).toEqual([{ waiting: expect.stringContaining(`process ${process.ppid}`) }])
  rmSync(lock)
  await vi.waitFor(() => expect(results).toHaveLength(2), wait)
  expect(written()).toContain('Atoll')
  stop.abort()
  await ended
})

it('ends once the build that runs has ended', { timeout: 60_000 }, async () => {
  writeFileSync(hub, text('Cay'))
  const { results, stop, ended } = watching()
  stop.abort()
  await ended
  expect(results).toHaveLength(1)
  expect(written()).toContain('Cay')
})
