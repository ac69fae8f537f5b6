/** What `build --watch` tells against HEAD is what `diff` tells, whatever it knows from what it told before. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it, vi } from 'vitest'
import { build } from '../lib/cli/build.ts'
import type { CommandResult } from '../lib/cli/command.ts'
import { diff } from '../lib/cli/diff.ts'

const root = mkdtempSync(join(tmpdir(), 'since-head-'))
afterAll(() => rmSync(root, { recursive: true }))

const program = { version: '0', profiles: 'profiles', digest: 'v0' }
const options = { program, root, words: [], flags: {} }

const git = (...words: string[]) =>
  execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
    stdio: 'ignore',
  })

const put = (path: string, text: string) => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}
const edit = (path: string, from: RegExp, to: string) => {
  const text = readFileSync(join(root, path), 'utf8')
  expect(text).toMatch(from)
  put(path, text.replace(from, to))
}

const HUB = 'profile: quiet\nauth: { github: { organizations: [lab] }, admins: [ada-example] }\nhome: { people: 20 }\n'

it('tells what diff tells', { timeout: 120_000 }, async () => {
  for (const [i, name] of ['atoll', 'bay', 'cape'].entries()) {
    const network = `network: { range: 10.${i}.0.0/16 }\n`
    put(
      `communities/${name}/community.yaml`,
      `name: ${name}\nurl: https://${name}.example.org\ncontact: a@example.org\n`,
    )
    put(`communities/${name}/cluster.yaml`, `cloud: gcp\nregion: us-central1\naccount: ${name}-hubs\n${network}`)
    put(`communities/${name}/hubs/prod.yaml`, `title: ${name}\ndomain: hub.${name}.example.org\n${HUB}`)
  }
  put('profiles/quiet.yaml', 'about: A quiet hub\nextends: teaching\n')
  mkdirSync(join(root, 'node_modules'))
  put('.gitignore', 'node_modules\n')
  await build.run(options)
  git('init')
  git('add', '--all')
  git('commit', '--message', 'all')

  const results: CommandResult[] = []
  const stop = new AbortController()
  const onResult = (each: CommandResult) => void results.push(each)
  const ended = build.run({ ...options, flags: { watch: true }, signal: stop.signal, onResult })
  const wait = { timeout: 20_000, interval: 20 }
  const told = async (change: () => void) => {
    const before = results.length
    change()
    const meaningOf = ({ data }: CommandResult) => (data as { meaning?: unknown }).meaning
    // a late word of the change before finds nothing to write, and tells no meaning
    const meaning = await vi.waitUntil(() => results.slice(before).map(meaningOf).find(Boolean), wait)
    const { changes } = (await diff.run({ ...options, flags: { against: 'HEAD' } })).data as { changes: unknown }
    expect(meaning).toEqual(changes)
    return (meaning as unknown[]).length
  }
  await vi.waitFor(() => expect(results).toHaveLength(1), wait)
  const [atoll, bay] = ['communities/atoll/hubs/prod.yaml', 'communities/bay/hubs/prod.yaml']
  const first = await told(() => edit(atoll, /title: .*/, 'title: Ring'))
  expect(first).toBeGreaterThan(0)
  expect(await told(() => edit(atoll, /title: .*/, 'title: Rings'))).toBe(first)
  expect(await told(() => edit(bay, /title: .*/, 'title: Head'))).toBe(2 * first)
  expect(await told(() => edit(atoll, /title: .*/, 'title: atoll'))).toBe(first)
  git('commit', '--all', '--message', 'a title')
  expect(await told(() => edit(atoll, /people: 20/, 'people: 30'))).toBeGreaterThan(0)
  expect(await told(() => edit(bay, /people: 20/, 'people: 30'))).toBeGreaterThan(0)
  expect(await told(() => edit('profiles/quiet.yaml', /$/, 'start-timeout: 14m\n'))).toBeGreaterThan(1)
  expect(await told(() => edit('profiles/quiet.yaml', /start-timeout: 14m\n/, ''))).toBeGreaterThan(0)
  expect(await told(() => rmSync(join(root, 'communities/cape'), { recursive: true }))).toBeGreaterThan(1)
  stop.abort()
  await ended
})
