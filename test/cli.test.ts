/** The command line: what it prints, where, and the code it ends with. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let root: string
const run = (...words: string[]): { code: number | null; out: string; err: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [resolve('bin/hubloom.js'), ...words], { cwd: root, encoding: 'utf8' })
  return { code: status, out: stdout, err: stderr }
}

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'hubloom-cli-'))
  cpSync('profiles', join(root, 'profiles'), { recursive: true })
  for (const name of ['commons', 'river-college']) cpSync(`communities/${name}`, join(root, 'communities', name), { recursive: true })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('hubloom', () => {
  it('tells what is stale, builds, and then finds nothing stale', () => {
    const before = run('check')
    expect([before.code, before.err]).toEqual([1, expect.stringContaining('dist/commons/README.md:1:1: error[stale]: would be added')])
    const built = run('build')
    expect([built.code, built.err]).toEqual([0, ''])
    expect(built.out).toMatch(/^7 hubs of 2 communities: \d+ files of dist\/ written\n {2}added {3}dist\/README\.md\n/)
    expect(run('build').out).toBe('7 hubs of 2 communities: dist/ is up to date\n')
    expect(run('check')).toEqual({ code: 0, out: '7 hubs: no problems, and dist/ is up to date\n', err: '' })
  })
  it('lists the fleet, as a table and as data', () => {
    const { out } = run('list')
    expect(out.split('\n')[0]).toMatch(/^hub +domain +profile/)
    expect(out).toMatch(/^river-college\/south +south\.rivercolleges\.example\.org +teaching/m)
    expect((JSON.parse(run('list', '--json').out) as { hub: string }[]).map(({ hub }) => hub)).toContain('commons/demo')
  })
  it('gives the schemas', () => {
    expect(JSON.parse(run('schema', 'hub').out)).toMatchObject({ properties: { domain: { description: expect.stringContaining('Where people find the hub') } } })
    expect(Object.keys(JSON.parse(run('schema').out) as object).sort()).toEqual(['cluster', 'community', 'hub', 'profile'])
  })
  it('reports problems of all files at once, on standard error, and writes nothing', () => {
    writeFileSync(join(root, 'communities/river-college/hubs/new.yaml'), 'domian: new.example.org\nhome: { quota: 5GB }\n')
    mkdirSync(join(root, 'communities/empty'))
    const { code, out, err } = run('build')
    expect([code, out]).toEqual([1, ''])
    for (const line of err.trim().split('\n').slice(0, -1).filter((_, i) => i % 2 === 0)) expect(line).toMatch(/^[\w./-]+:\d+:\d+: error\[[a-z-]+\]: .+/)
    expect(err).toContain('communities/river-college/hubs/new.yaml:1:1: error[unknown-key]: there is no setting `domian`\n  help: Did you mean `domain`?\n')
    expect(err).toContain('communities/empty/community.yaml:1:1: error[missing-community-file]')
    expect(existsSync(join(root, 'dist/river-college/new'))).toBe(false)
    const { diagnostics } = JSON.parse(run('build', '--json').out) as { diagnostics: Record<string, unknown>[] }
    expect(diagnostics[0]).toEqual({ code: expect.any(String), severity: 'error', message: expect.any(String), help: expect.any(String), at: { file: expect.any(String), line: 1, column: 1 } })
    rmSync(join(root, 'communities/river-college/hubs/new.yaml'))
    rmSync(join(root, 'communities/empty'), { recursive: true })
  })
  it('builds one community alone, and judges all', () => {
    writeFileSync(join(root, 'communities/river-college/community.yaml'), 'name: River\ncontact: a@example.org\ncluster: commons\nhubs: { profile: teaching, auth: { google: { domains: [example.org] }, admins: [a@example.org], cilogon: null } }\n')
    rmSync(join(root, 'communities/river-college/hubs'), { recursive: true })
    cpSync('communities/river-college/hubs/hillside.yaml', join(root, 'communities/river-college/hubs/hillside.yaml'))
    const { code, err } = run('build', 'commons')
    expect([code, err]).toEqual([0, ''])
    expect(existsSync(join(root, 'dist/river-college/north'))).toBe(true)
    expect(run('check').code).toBe(1)
  })
  it.each([
    [['nonsense'], /unknown command/],
    [['build', 'nobody'], /there is no community nobody/],
    [['build', '--root', 'nowhere'], /no folder communities/],
    [['check', '--date', 'tomorrow'], /--date takes a day/],
    [['schema', 'nothing'], /there is no schema nothing/],
    [[], /Usage/],
  ])('ends with 2 on wrong usage: %s', (words, message) => {
    const { code, err } = run(...words)
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  })
})
