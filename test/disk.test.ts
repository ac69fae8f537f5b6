/**
 * Reading stays inside the root; writing leaves, at any moment, the old bundle or the new, and never touches what
 * others wrote.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build as esbuild } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compare } from '../lib/disk-compare.ts'
import { exchange, openDist, recover, stage, write } from '../lib/disk-write.ts'
import { readApplied, readInputFolder } from '../lib/disk.ts'
import { CHECKSUMS_FILE, readChecksums } from '../lib/print/checksums.ts'
import { readFolder } from './fleet.ts'
import { LEFT_TO_CI, whole } from './sampled.ts'

let home: string
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'hubloom-'))
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

let number = 0
const folder = (): string => {
  const path = join(home, String(number++))
  mkdirSync(path)
  return path
}
const put = (root: string, path: string, text: string): void => {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}
const outputs = (mark: string, communities = ['reef', 'kelp'], files = 6): Map<string, Map<string, string>> =>
  new Map(
    communities.map((name) => [
      name,
      new Map([
        ['verify.sh', `# ${mark}\n`],
        ...Array.from({ length: files - 1 }, (_, i): [string, string] => [
          `${i % 2 ? 'prod' : 'cluster'}/file-${i}-${mark}.txt`,
          `${mark} ${i}\n`.repeat(200),
        ]),
      ]),
    ]),
  )

describe('reading', () => {
  it('takes YAML below profiles/ and communities/, and folders by name', () => {
    const root = folder()
    put(root, 'profiles/base.yaml', 'a: 1')
    put(root, 'communities/reef/community.yaml', 'name: Reef')
    put(root, 'communities/reef/notes.md', 'x')
    put(root, 'secrets.yaml', 'x: 1')
    mkdirSync(join(root, 'communities/kelp'))
    const found = readInputFolder(root)
    expect([...found.texts.keys()]).toEqual(['communities/reef/community.yaml', 'profiles/base.yaml'])
    expect(found.folders).toEqual(['kelp', 'reef'])
    expect(found.diagnostics).toEqual([])
  })
  it('refuses links that lead out of the root, dead links, and links to folders', () => {
    const root = folder()
    const outside = folder()
    put(outside, 'secret.yaml', 'token: 1')
    put(root, 'communities/reef/community.yaml', 'name: Reef')
    put(root, 'communities/reef/real.yaml', 'a: 1')
    symlinkSync(join(outside, 'secret.yaml'), join(root, 'communities/reef/cluster.yaml'))
    symlinkSync(join(root, 'nowhere'), join(root, 'communities/reef/dead.yaml'))
    symlinkSync(outside, join(root, 'communities/kelp'))
    symlinkSync(join(root, 'communities/reef'), join(root, 'communities/same'))
    const found = readInputFolder(root)
    expect(found.diagnostics.map(({ code, at }) => `${code} ${at.file}`).sort()).toEqual([
      'outside-root communities/kelp',
      'outside-root communities/reef/cluster.yaml',
      'outside-root communities/reef/dead.yaml',
      'outside-root communities/same',
    ])
    expect([...found.texts.values()].join()).not.toContain('token')
  })
  it('does not read a file of 10 MB', () => {
    const root = folder()
    put(root, 'communities/reef/community.yaml', `name: ${'x'.repeat(10_000_000)}`)
    const found = readInputFolder(root)
    expect(found.diagnostics.map(({ code }) => code)).toEqual(['file-too-large'])
    expect(found.texts.size).toBe(0)
  })
})

describe('what was applied', () => {
  it('is read from real folders only, and from a bundle that a crash left between its renames', () => {
    const dist = join(folder(), 'dist')
    const outside = folder()
    for (const place of ['reef/prod', '.hubloom-old-reef/gone', '.hubloom-old-kelp/prod', '.hubloom-new-weed/prod'])
      put(dist, `${place}/applied/main.tf.json`, place)
    put(dist, 'reef/staging/main.tf.json', 'never applied')
    put(dist, 'reef/prod/applied/notes.txt', 'no part of the record')
    put(outside, 'prod/applied/main.tf.json', 'outside')
    symlinkSync(outside, join(dist, 'linked'))
    expect([...readApplied(dist)].sort()).toEqual([
      ['kelp/prod/main.tf.json', '.hubloom-old-kelp/prod'],
      ['reef/prod/main.tf.json', 'reef/prod'],
    ])
  })
})

describe('writing', () => {
  it('writes, tells what changed, and writes nothing when nothing did', () => {
    const dist = join(folder(), 'dist')
    expect(write(dist, outputs('a'), true).changes).toHaveLength(12)
    const before = statSync(join(dist, 'reef')).ino
    expect(write(dist, outputs('a'), true).changes).toEqual([])
    expect(statSync(join(dist, 'reef')).ino).toBe(before)
    expect(
      write(dist, outputs('b'), true)
        .changes.map(({ kind }) => kind)
        .sort(),
    ).toEqual([
      ...Array<string>(10).fill('added'),
      ...Array<string>(2).fill('changed'),
      ...Array<string>(10).fill('removed'),
    ])
    expect([...readFolder(join(dist, 'reef')).keys()].filter((path) => path.includes('-a'))).toEqual([])
    expect(readdirSync(dist).sort()).toEqual(['kelp', 'reef'])
  })
  it('removes a community that is no more, and leaves other bundles alone when only some are built', () => {
    const dist = join(folder(), 'dist')
    write(dist, outputs('a'), true)
    write(dist, outputs('b', ['reef']), false)
    expect(existsSync(join(dist, 'kelp/cluster/file-0-a.txt'))).toBe(true)
    write(dist, outputs('b', ['reef']), true)
    expect(existsSync(join(dist, 'kelp'))).toBe(false)
  })
  it('keeps what others wrote, in a changed bundle and in one that goes', () => {
    const dist = join(folder(), 'dist')
    write(dist, outputs('a'), true)
    put(dist, 'reef/prod/terraform.tfstate', '{"serial": 1}')
    put(dist, 'reef/prod/.terraform/providers/big', 'x')
    put(dist, 'kelp/NOTES.txt', 'mine')
    put(dist, 'elsewhere/file.txt', 'not a bundle')
    const inode = statSync(join(dist, 'reef/prod/terraform.tfstate')).ino
    write(dist, outputs('b', ['reef']), true)
    expect(statSync(join(dist, 'reef/prod/terraform.tfstate')).ino).toBe(inode)
    expect(readFileSync(join(dist, 'reef/prod/.terraform/providers/big'), 'utf8')).toBe('x')
    expect([...readFolder(join(dist, 'kelp'))]).toEqual([['NOTES.txt', 'mine']])
    expect(readFileSync(join(dist, 'elsewhere/file.txt'), 'utf8')).toBe('not a bundle')
  })
  it('overwrites no foreign file, and then writes nothing at all', () => {
    const dist = join(folder(), 'dist')
    put(dist, 'reef/prod/file-1-a.txt', 'mine')
    const { foreign } = write(dist, outputs('a'), true)
    expect(foreign).toEqual([{ path: 'reef/prod/file-1-a.txt' }])
    expect([...readFolder(dist)]).toEqual([['reef/prod/file-1-a.txt', 'mine']])
  })
  it('goes through no link', () => {
    const root = folder()
    const outside = folder()
    mkdirSync(join(root, 'dist'))
    symlinkSync(outside, join(root, 'dist/reef'))
    expect(() => write(join(root, 'dist'), outputs('a'), true)).toThrow(/link/)
    symlinkSync(outside, join(root, 'linked'))
    expect(() => write(join(root, 'linked'), outputs('a'), true)).toThrow(/link/)
    expect(readdirSync(outside)).toEqual([])
  })
  it('goes through no link inside a bundle, and takes a file for no folder', () => {
    const dist = join(folder(), 'dist')
    const outside = folder()
    write(dist, outputs('a'), true)
    rmSync(join(dist, 'reef/prod'), { recursive: true })
    symlinkSync(outside, join(dist, 'reef/prod'))
    put(outside, 'file-1-a.txt', 'mine')
    expect(write(dist, outputs('b'), true).foreign).toEqual([{ path: 'reef/prod' }])
    rmSync(join(dist, 'reef/prod'))
    writeFileSync(join(dist, 'reef/prod'), 'a note')
    expect(write(dist, outputs('b'), true).foreign).toEqual([{ path: 'reef/prod' }])
    expect(readFolder(outside)).toEqual(new Map([['file-1-a.txt', 'mine']]))
  })
  it('lists what it wrote with the sum of each, and tells where that list was changed', () => {
    const dist = join(folder(), 'dist')
    write(dist, outputs('a'), true)
    const list = readFileSync(join(dist, 'reef', CHECKSUMS_FILE), 'utf8')
    expect(spawnSync('sha256sum', ['-c', '--strict', CHECKSUMS_FILE], { cwd: join(dist, 'reef') }).status).toBe(0)
    expect(readChecksums(list)).toEqual([...outputs('a').get('reef')!.keys()].sort())
    put(dist, `reef/${CHECKSUMS_FILE}`, list.replace(/^[0-9a-f]{64}/, '0'.repeat(64)))
    put(dist, `kelp/${CHECKSUMS_FILE}`, `<<<<<<< HEAD\n${list}=======\n`)
    const changes = ['kelp', 'reef'].map((name) => ({ path: `${name}/${CHECKSUMS_FILE}`, kind: 'changed' }))
    expect(write(dist, outputs('a'), true)).toEqual({ changes, foreign: [] })
    expect(readFileSync(join(dist, 'reef', CHECKSUMS_FILE), 'utf8')).toBe(list)
  })
  it('goes by the list of a hubloom before SHA256SUMS, and removes it', () => {
    const dist = join(folder(), 'dist')
    write(dist, outputs('a'), true)
    for (const [name, texts] of outputs('a')) {
      rmSync(join(dist, name, CHECKSUMS_FILE))
      put(dist, `${name}/.hubloom.json`, JSON.stringify({ files: [...texts.keys()] }))
    }
    put(dist, 'reef/NOTES.txt', 'mine')
    expect(write(dist, outputs('b', ['reef']), true).foreign).toEqual([])
    expect(readdirSync(join(dist, 'reef')).sort()).toEqual([
      'NOTES.txt',
      CHECKSUMS_FILE,
      'cluster',
      'prod',
      'verify.sh',
    ])
    expect(existsSync(join(dist, 'kelp'))).toBe(false)
  })
  it("takes somebody else's SHA256SUMS for no list of its own", () => {
    const dist = join(folder(), 'dist')
    const sums = `${'0'.repeat(64)}  thesis.pdf\n`
    for (const name of ['reef', 'downloads']) {
      put(dist, `${name}/${CHECKSUMS_FILE}`, sums)
      put(dist, `${name}/thesis.pdf`, 'mine')
    }
    expect(write(dist, outputs('a'), true)).toMatchObject({ foreign: [{ path: `reef/${CHECKSUMS_FILE}` }] })
    expect([...readFolder(dist).values()]).toEqual([sums, 'mine', sums, 'mine'])
  })
  it('does not believe a list of files that leads out of its folder', () => {
    const root = folder()
    put(root, 'precious.txt', 'x')
    const list = ['../../precious.txt', '/etc/passwd', 'verify.sh'].map((path) => `${'0'.repeat(64)}  ${path}\n`)
    put(root, `dist/reef/${CHECKSUMS_FILE}`, list.join(''))
    expect(compare(join(root, 'dist'), new Map(), true).changes).toEqual([])
    write(join(root, 'dist'), new Map(), true)
    expect(existsSync(join(root, 'precious.txt'))).toBe(true)
  })
  it('stages beside what is there: until all is exchanged the old stands, and without that nothing is left', () => {
    const dist = join(folder(), 'dist')
    const staged = () => [...outputs('b')].map(([name, texts]) => stage(dist, { folder: name, texts }))
    const [first, second] = [openDist(dist), staged()]
    expect(readdirSync(dist).filter((name) => !name.startsWith('.hubloom'))).toEqual([])
    expect(second).toHaveLength(2)
    first()
    expect(existsSync(dist)).toBe(false)
    write(dist, outputs('a'), true)
    const close = openDist(dist)
    const parts = staged()
    expect(readFileSync(join(dist, 'reef/verify.sh'), 'utf8')).toBe('# a\n')
    put(dist, 'reef/prod/notes.txt', 'written meanwhile')
    exchange(dist, parts)
    close()
    expect(readFileSync(join(dist, 'reef/verify.sh'), 'utf8')).toBe('# b\n')
    expect(readFileSync(join(dist, 'reef/prod/notes.txt'), 'utf8')).toBe('written meanwhile')
    expect(readdirSync(dist).sort()).toEqual(['kelp', 'reef'])
  })
  it('lets one build write at a time', () => {
    const dist = join(folder(), 'dist')
    mkdirSync(dist)
    writeFileSync(join(dist, '.hubloom-lock'), String(process.ppid))
    expect(() => write(dist, outputs('a'), true)).toThrow(/another build/)
    writeFileSync(join(dist, '.hubloom-lock'), '999999999')
    expect(write(dist, outputs('a'), true).changes).not.toEqual([])
  })
})

/** `old`, `new`, or what is wrong. A bundle between its two renames counts by the folder that is kept for it. */
function stateOf(dist: string, community: string, states: Record<string, ReadonlyMap<string, string>>): string {
  const kept = join(dist, `.hubloom-old-${community}`)
  const place = existsSync(join(dist, community)) ? join(dist, community) : kept
  const files = new Map([...readFolder(place)].filter(([path]) => path !== CHECKSUMS_FILE))
  const found = Object.entries(states).find(
    ([, texts]) => texts.size === files.size && [...texts].every(([path, text]) => files.get(path) === text),
  )
  return found?.[0] ?? `mixed: ${[...files.keys()].join(' ')}`
}

/** How often each crash test kills: five in every run, `KILLS=25` in CI, a hundred with `LONG=1`. */
const KILLS = process.env['LONG'] === '1' ? 100 : Number(process.env['KILLS'] ?? 5)

/** Starts a program that writes `dist`; gives it once it holds the lock, or has ended. */
async function startedWriting(words: string[], dist: string): Promise<{ child: ChildProcess; running: () => boolean }> {
  const child = spawn(process.execPath, words, { stdio: 'ignore' })
  const running = (): boolean => child.exitCode === null && child.signalCode === null
  const lock = join(dist, '.hubloom-lock')
  const holds = (): boolean => existsSync(lock) && readFileSync(lock, 'utf8') === String(child.pid)
  while (running() && !holds()) await new Promise((done) => setTimeout(done, 1))
  return { child, running }
}

/**
 * Kills a program within `within` milliseconds of its first write; false where it ended before. The kills of a test
 * are spread evenly over that time, each at a random moment of its share.
 */
async function killWriting(words: string[], dist: string, aim: { kill: number; within: number }): Promise<boolean> {
  const { child, running } = await startedWriting(words, dist)
  const moment = performance.now() + (aim.within * (aim.kill + Math.random())) / KILLS
  while (running() && performance.now() < moment) await new Promise((done) => setImmediate(done))
  child.kill('SIGKILL')
  while (running()) await new Promise((done) => setTimeout(done, 1))
  return child.signalCode === 'SIGKILL'
}

describe('a crash', () => {
  it('while an exchanged bundle is removed does not bring its files back as foreign ones', () => {
    const dist = join(folder(), 'dist')
    write(dist, outputs('a'), true)
    cpSync(join(dist, 'reef'), join(dist, '.hubloom-old-reef'), { recursive: true })
    write(dist, outputs('b'), true)
    const first = readdirSync(join(dist, 'reef')).sort()
    cpSync(join(dist, 'reef'), join(dist, '.hubloom-old-kelp'), { recursive: true })
    // half removed: some files are gone, its list is still there
    rmSync(join(dist, '.hubloom-old-kelp/cluster'), { recursive: true })
    recover(dist)
    expect(readdirSync(join(dist, 'reef')).sort()).toEqual(first)
    expect([...readFolder(join(dist, 'kelp')).keys()].filter((path) => path !== CHECKSUMS_FILE)).toEqual(
      [...outputs('b').get('kelp')!.keys()].sort(),
    )
  })

  it('of the writer at random moments leaves each bundle old or new', async () => {
    const root = folder()
    const dist = join(root, 'dist')
    const communities = Array.from({ length: 8 }, (_, i) => `c${i}`)
    const script = join(root, 'writer.mjs')
    await esbuild({
      stdin: {
        contents:
          `import { write } from './lib/disk-write.ts'; import { readFileSync } from 'node:fs'; const [dist, ` +
          `data] = process.argv.slice(2); const states = JSON.parse(readFileSync(data, 'utf8')).map((folders) => ` +
          'new Map(folders.map(([name, files]) => [name, new Map(files)]))); for (;;) for (const state of ' +
          'states) write(dist, state, true)',
        resolveDir: resolve('.'),
      },
      bundle: true,
      platform: 'node',
      format: 'esm',
      outfile: script,
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      logLevel: 'error',
    })
    const states = { old: outputs('a', communities, 20), new: outputs('b', communities, 20) }
    const data = join(root, 'data.json')
    writeFileSync(
      data,
      JSON.stringify(Object.values(states).map((folders) => [...folders].map(([name, files]) => [name, [...files]]))),
    )
    write(dist, states.old, true)
    const seen = new Set<string>()
    // on a busy machine the first moments come before anything new is written: later ones follow until both are seen
    for (let kill = 0; kill < KILLS || (seen.size < 2 && kill < 10 * KILLS); kill++) {
      expect(await killWriting([script, dist, data], dist, { kill, within: 120 })).toBe(true)
      for (const name of communities) {
        const state = stateOf(dist, name, { old: states.old.get(name)!, new: states.new.get(name)! })
        expect(['old', 'new']).toContain(state)
        seen.add(state)
      }
      if (kill % 10 === 0) {
        recover(dist)
        expect(readdirSync(dist).filter((name) => name.startsWith('.hubloom') && name !== '.hubloom-lock')).toEqual([])
      }
    }
    expect([...seen].sort()).toEqual(['new', 'old'])
  })

  it.skipIf(!whole)(
    `of \`build\` while it writes does, too, and the next build puts all right${LEFT_TO_CI}`,
    async () => {
      const root = folder()
      cpSync('profiles', join(root, 'profiles'), { recursive: true })
      for (const name of ['commons', 'river-college', 'coral-school'])
        cpSync(`communities/${name}`, join(root, 'communities', name), { recursive: true })
      const build = [resolve('bin/hubloom.js'), 'build', '--root', root]
      const dist = join(root, 'dist')
      const run = (): void => {
        const { status, stderr } = spawnSync(process.execPath, build, { encoding: 'utf8' })
        expect([status, stderr]).toEqual([0, ''])
      }
      const bundles = (): Record<string, Map<string, string>> =>
        Object.fromEntries(
          ['commons', 'river-college', 'coral-school'].map((name) => [
            name,
            new Map([...readFolder(join(dist, name))].filter(([path]) => path !== CHECKSUMS_FILE)),
          ]),
        )
      const base = readFileSync(join(root, 'profiles/base.yaml'), 'utf8')
      const inputs = [
        base,
        base.replace('idle: 1h', 'idle: 2h').replace('kubernetes: { version: "1.35"', 'kubernetes: { version: "1.34"'),
      ]
      writeFileSync(join(root, 'profiles/base.yaml'), inputs[1]!)
      run()
      const next = bundles()
      writeFileSync(join(root, 'profiles/base.yaml'), inputs[0]!)
      const { running } = await startedWriting(build, dist)
      const begun = performance.now()
      while (running()) await new Promise((done) => setTimeout(done, 1))
      const within = performance.now() - begun
      const old = bundles()
      expect(old).not.toEqual(next)
      let killed = 0
      for (let kill = 0; kill < KILLS; kill++) {
        writeFileSync(join(root, 'profiles/base.yaml'), inputs[(kill + 1) % 2]!)
        if (await killWriting(build, dist, { kill, within })) killed++
        for (const name of Object.keys(old))
          expect(['old', 'new']).toContain(stateOf(dist, name, { old: old[name]!, new: next[name]! }))
      }
      expect(killed).toBeGreaterThan(KILLS / 4)
      writeFileSync(join(root, 'profiles/base.yaml'), inputs[0]!)
      run()
      expect(bundles()).toEqual(old)
      expect(readdirSync(dist).filter((name) => /^\.hubloom-(new|old|lock)/.test(name))).toEqual([])
    },
  )
})

describe('the same inputs', () => {
  it('give the same bytes in another folder, time zone, language and order of files', () => {
    const [one, two] = [folder(), join(folder(), 'deeper')]
    cpSync('profiles', join(one, 'profiles'), { recursive: true })
    cpSync('communities', join(one, 'communities'), { recursive: true })
    for (const name of readdirSync('communities').reverse())
      cpSync(join('communities', name), join(two, 'communities', name), { recursive: true })
    cpSync('profiles', join(two, 'profiles'), { recursive: true })
    const run = (root: string, env: Record<string, string>): void => {
      const { status, stderr } = spawnSync(process.execPath, [resolve('bin/hubloom.js'), 'build', '--root', '.'], {
        cwd: root,
        env: { ...process.env, ...env },
        encoding: 'utf8',
      })
      expect(stderr).toBe('')
      expect(status).toBe(0)
    }
    run(one, { TZ: 'Pacific/Kiritimati', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' })
    run(two, { TZ: 'America/St_Johns', LANG: 'C', LC_ALL: 'C' })
    const differing = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] =>
      [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path))
    expect(differing(readFolder(join(one, 'dist')), readFolder(join(two, 'dist')))).toEqual([])
    const committed = new Map([...readFolder('dist')].filter(([path]) => !path.endsWith('.terraform.lock.hcl')))
    expect(differing(readFolder(join(one, 'dist')), committed)).toEqual([])
  })
})
