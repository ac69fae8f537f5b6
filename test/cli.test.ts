/** The command line: what it prints, where, and the code it ends with. */
import { isAscii } from 'node:buffer'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { globSync } from 'glob'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execute, type Run } from '../lib/cli/main.ts'

let root: string
const VERSION = '1.2.3'
/** The command line in this process: nothing is printed. */
const run = (...words: string[]): Promise<Run> => execute(['--root', root, ...words], { version: VERSION })
/** The program itself. */
const start = (program: string, ...words: string[]): Run => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...words], { cwd: root, encoding: 'utf8' })
  return { code: status!, out: stdout, err: stderr }
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hubloom-cli-'))
  cpSync('profiles', join(root, 'profiles'), { recursive: true })
  for (const name of ['commons', 'river-college'])
    cpSync(`communities/${name}`, join(root, 'communities', name), { recursive: true })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('hubloom', () => {
  it('tells what is stale, builds, and then finds nothing stale', async () => {
    const before = await run('check')
    expect([before.code, before.err]).toEqual([
      1,
      expect.stringContaining('dist/commons/README.md:1:1: error[stale]: would be added'),
    ])
    const built = await run('build')
    expect([built.code, built.err]).toEqual([0, ''])
    const hubs = globSync('communities/*/hubs/*.yaml', { cwd: root }).length
    expect(built.out).toMatch(
      /^\d+ hubs of 2 communities: \d+ files of dist\/ written\n {2}added {3}dist\/README\.md\n/,
    )
    expect((await run('build')).out).toBe(`${hubs} hubs of 2 communities: dist/ is up to date\n`)
    expect(await run('check')).toEqual({
      code: 0,
      out: `${hubs} hubs: no problems, and dist/ is up to date\n`,
      err: '',
    })
  })
  it('lists the fleet, as a table and as data', async () => {
    const { out } = await run('list')
    expect(out.split('\n')[0]).toMatch(/^hub +domain +profile/)
    expect(out).toMatch(/^river-college\/south +south\.rivercolleges\.example\.org +teaching/m)
    expect((JSON.parse((await run('list', '--json')).out) as { hub: string }[]).map(({ hub }) => hub)).toContain(
      'commons/demo',
    )
  })
  it('lists what is asked of machines, and what they have', async () => {
    const { out } = await run('list', '--capacity')
    expect(out).toMatch(/ memory, MiB .*\n.* CPU, thousandths of a core /)
    expect(out.split('\n')[0]).toMatch(/^cluster +pool +machine +of +asked +each +most +machines +machines at most/)
    expect(out).toMatch(/^commons +core +n2-highmem-2 +pods +\d+ +100 +\d+ +1 +\d+$/m)
    const rows = JSON.parse((await run('list', '--capacity', '--json')).out) as { of: string; asked: number }[]
    expect(new Set(rows.map((row) => row.of))).toEqual(new Set(['memory', 'cpu', 'pods', 'disks', 'addresses']))
  })
  it('gives the schemas', async () => {
    expect(JSON.parse((await run('schema', 'hub')).out)).toMatchObject({
      properties: { domain: { description: expect.stringContaining('Where people find the hub') } },
    })
    expect(Object.keys(JSON.parse((await run('schema')).out) as object).sort()).toEqual([
      'cluster',
      'community',
      'hub',
      'profile',
    ])
  })
  it('reports problems of all files at once, on standard error, and writes nothing', async () => {
    writeFileSync(
      join(root, 'communities/river-college/hubs/new.yaml'),
      'domian: new.example.org\nhome: { quota: 5GB }\n',
    )
    mkdirSync(join(root, 'communities/empty'))
    const { code, out, err } = await run('build')
    expect([code, out]).toEqual([1, ''])
    for (const line of err
      .trim()
      .split('\n')
      .slice(0, -1)
      .filter((_, i) => i % 2 === 0))
      expect(line).toMatch(/^[\w./-]+:\d+:\d+: error\[[a-z-]+\]: .+/)
    expect(err).toContain(
      'communities/river-college/hubs/new.yaml:1:1: error[unknown-key]: there is no setting `domian`\n  help: ' +
        'Did you mean `domain`?\n',
    )
    expect(err).toContain('communities/empty/community.yaml:1:1: error[missing-community-file]')
    expect(existsSync(join(root, 'dist/river-college/new'))).toBe(false)
    const { diagnostics } = JSON.parse((await run('build', '--json')).out) as { diagnostics: Record<string, unknown>[] }
    expect(diagnostics[0]).toEqual({
      code: expect.any(String),
      severity: 'error',
      message: expect.any(String),
      help: expect.any(String),
      at: { file: expect.any(String), line: 1, column: 1, layer: 'community', community: 'empty' },
      related: [],
      args: { community: 'empty' },
      docs: `docs/checks.md#${String(diagnostics[0]!['code'])}`,
    })
    const sarif = await run('check', '--sarif')
    expect([sarif.code, sarif.err]).toEqual([1, ''])
    const log = JSON.parse(sarif.out) as { version: string; runs: { results: object[]; tool: object }[] }
    expect(log.version).toBe('2.1.0')
    const linked = JSON.parse(
      (await run('check', '--sarif', '--docs', 'https://fleet.example.org/docs/')).out,
    ) as typeof log
    expect(linked.runs[0]!.tool).toMatchObject({
      driver: {
        rules: expect.arrayContaining([
          {
            id: 'unknown-key',
            help: { text: 'docs/checks.md#unknown-key explains it.' },
            helpUri: 'https://fleet.example.org/docs/checks.md#unknown-key',
          },
        ]) as unknown,
      },
    })
    expect(log.runs[0]!.results).toContainEqual({
      ruleId: 'unknown-key',
      level: 'error',
      message: { text: 'there is no setting `domian`\nDid you mean `domain`?' },
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'communities/river-college/hubs/new.yaml' },
            region: { startLine: 1, startColumn: 1 },
          },
        },
      ],
      relatedLocations: [],
    })
    rmSync(join(root, 'communities/river-college/hubs/new.yaml'))
    rmSync(join(root, 'communities/empty'), { recursive: true })
  })
  it('builds one community alone, judges all, and tells what is stale beside it', async () => {
    writeFileSync(
      join(root, 'profiles/teaching.yaml'),
      readFileSync(join(root, 'profiles/teaching.yaml'), 'utf8').replace('guarantee: 512Mi', 'guarantee: 768Mi'),
    )
    const { code, out, err } = await run('build', 'commons')
    expect([code, err]).toEqual([0, ''])
    expect(out).toMatch(/changed dist\/commons\/demo\/jupyterhub\.values\.yaml\n/)
    expect(out).toMatch(/still stale: dist\/river-college; npm run build writes all\n$/)
    expect((await run('check')).code).toBe(1)
  })
  it('does not write through a link, and says what to do', async () => {
    rmSync(join(root, 'dist'), { recursive: true })
    mkdirSync(join(root, 'elsewhere'))
    symlinkSync(join(root, 'elsewhere'), join(root, 'dist'))
    expect(await run('build')).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^error: .*dist is a link; hubloom writes only into folders of its own/),
    })
  })
  it.each([
    [['nonsense'], /unknown command/],
    [['build', 'nobody'], /there is no community nobody/],
    [['build', '--root', 'nowhere'], /there is no folder nowhere/],
    [['build', '--root', 'profiles'], /no folder communities/],
    [['build', 'comons'], /did you mean commons/],
    [['check', '--date', 'tomorrow'], /--date takes a day/],
    [['schema', 'nothing'], /there is no schema nothing/],
    [[], /Usage/],
  ])('ends with 2 on wrong usage: %s', async (words, message) => {
    const { code, err } = await run(...words)
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  })
})

describe('the program', () => {
  it('prints what the command says, and ends with its code', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }
    expect(start(resolve('bin/hubloom.js'), '--version')).toEqual({ code: 0, out: `${version}\n`, err: '' })
    expect(start(resolve('bin/hubloom.js'), 'list', '--root', 'nowhere')).toEqual({
      code: 2,
      out: '',
      err: 'error: there is no folder nowhere\n',
    })
  })

  it('asks for a report of a fault of its own, with its place, and ends with 70', () => {
    const copy = join(root, 'copy')
    for (const part of ['bin', 'lib', 'package.json']) cpSync(part, join(copy, part), { recursive: true })
    symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
    const source = join(copy, 'lib/plan/index.ts')
    const text = readFileSync(source, 'utf8').replace(
      /(export function planFleet\([^{]*\{ fleet[^{]*\{)/,
      "$1\n  throw new TypeError('provoked')",
    )
    writeFileSync(source, text)
    const line = text.slice(0, text.indexOf('throw new TypeError')).split('\n').length
    const { code, out, err } = start(join(copy, 'bin/hubloom.js'), 'list')
    expect([code, out]).toEqual([70, ''])
    expect(err).toContain('error: hubloom failed where it should not: TypeError: provoked\n')
    expect(err).toContain(`    at lib/plan/index.ts:${line}:`)
    expect(err).toContain('Please report it')
    expect(err.length).toBeLessThan(2000)
  })

  it('starts from what V8 compiled before, or without it where that is torn or changed', () => {
    const copy = join(root, 'cached')
    for (const part of ['bin', 'lib', 'package.json']) cpSync(part, join(copy, part), { recursive: true })
    mkdirSync(join(copy, 'node_modules'))
    for (const name of readdirSync('node_modules').filter((each) => each !== '.cache'))
      symlinkSync(resolve('node_modules', name), join(copy, 'node_modules', name))
    const words = ['list', '--root', resolve('.')] as const
    const program = join(copy, 'bin/hubloom.js')
    const first = start(program, ...words)
    expect(first.code).toBe(0)
    const cache = join(copy, 'node_modules/.cache/hubloom')
    const compiled = join(
      cache,
      readdirSync(cache).find((name) => name.includes('.v8-'))!,
    )
    // V8 keeps a source with any other letter in two bytes a letter, and loads it in twice the time
    const bundle = readdirSync(cache).find((name) => name.endsWith('.cjs'))!
    expect(isAscii(readFileSync(join(cache, bundle)))).toBe(true)
    const whole = readFileSync(compiled)
    const flipped = Buffer.from(whole)
    flipped[flipped.length >> 1]! ^= 1
    for (const broken of [flipped, whole.subarray(0, whole.length >> 1), Buffer.alloc(0)]) {
      writeFileSync(compiled, broken)
      expect(start(program, ...words)).toEqual(first)
      expect(readFileSync(compiled).length).toBeGreaterThan(100_000)
    }
    writeFileSync(compiled, whole)
    expect(start(program, ...words)).toEqual(first)
    expect(readFileSync(compiled).equals(whole)).toBe(true)
    // a first build of a fleet runs more, and what it leaves is preferred from then on
    const fleet = join(root, 'first')
    for (const part of ['profiles', 'communities']) cpSync(part, join(fleet, part), { recursive: true })
    start(program, 'build', '--root', fleet)
    const most = readFileSync(`${compiled}-first`)
    expect(most.length).toBeGreaterThan(whole.length * 1.2)
    writeFileSync(compiled, 'torn')
    expect(start(program, ...words)).toEqual(first)
    expect(readFileSync(compiled, 'utf8')).toBe('torn')
    expect(readFileSync(`${compiled}-first`).equals(most)).toBe(true)
  })
})
