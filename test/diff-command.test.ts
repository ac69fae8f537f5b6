/** `hubloom diff` in a repository of its own: which version it compares with, and what it says where there is none. */
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { diffSummary } from '../lib/cli/diff-words.ts'
import { execute, type Run } from '../lib/cli/main.ts'
import type { FleetChange } from '../lib/diff/index.ts'

const program = { version: '1.2.3' }

const scratch = mkdtempSync(join(tmpdir(), 'hubloom-diff-'))
const root = join(scratch, 'fleet')
const hub = join(root, 'communities/reef/hubs/prod.yaml')
const path = process.env['PATH']

const git = (...words: string[]): string =>
  execFileSync('git', ['-C', root, '-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
const run = (...words: string[]): Promise<Run> => execute(['--root', root, ...words], program)
const edit = (file: string, from: string, to: string): void => {
  const text = readFileSync(file, 'utf8')
  expect(text).toContain(from)
  writeFileSync(file, text.replace(from, to))
}

beforeAll(async () => {
  cpSync('test/meanings/fleet', root, { recursive: true })
  cpSync('profiles', join(root, 'profiles'), { recursive: true })
  expect(await run('build')).toMatchObject({ code: 0 })
  git('init', '--initial-branch', 'main')
  git('add', '--all')
  git('commit', '--message', 'all')
}, 60_000)
afterEach(() => {
  process.env['PATH'] = path
  git('checkout', '--', '.')
})
afterAll(() => rmSync(scratch, { recursive: true }))

describe('hubloom diff', () => {
  it('says that nothing changes', async () => {
    expect(await run('diff')).toEqual({ code: 0, out: 'nothing changes against HEAD\n', err: '' })
  })
  it('tells at the end of a build of no file that stayed as it was', async () => {
    edit(join(root, 'dist/reef/LEAVING.md'), '# Leaving', '# Gone')
    git('commit', '--all', '--message', 'another page')
    const { out } = await run('build')
    git('reset', '--hard', 'HEAD~1')
    expect(out).toMatch(/files for people and editors change: dist\/reef\/LEAVING\.md \(/)
  })
  it.each([
    [['a/x', 'b/cluster', 'c/cluster'], '(b/cluster, c/cluster, a/x)'],
    [
      ['a/cluster', 'b/cluster', 'c/cluster', 'd/cluster', 'a/x'],
      '(4 clusters: a/cluster, b/cluster, c/cluster and 1 more, a/x)',
    ],
    [['a/1', 'a/2', 'a/3', 'a/4', 'a/cluster'], '(a/cluster, 4 hubs: a/1, a/2, a/3 and 1 more)'],
  ])('names some of %j, and how many more there are', (hubs, words) => {
    const change = { harm: 'none', what: 'x', hubs } as unknown as FleetChange
    expect(diffSummary([change], 1)).toContain(words)
  })
  it('gives data of the promised form', async () => {
    edit(hub, 'users: [mira-example]', 'users: [mira-example, tom-example]')
    const { out } = await run('--json', 'diff')
    expect(JSON.parse(out)).toMatchObject({
      changes: [
        {
          harm: 'lets-in',
          what: '1 more person may enter: tom-example',
          hubs: ['reef/prod'],
          cause: { file: 'communities/reef/hubs/prod.yaml', line: 4, column: 25 },
        },
      ],
      worst: 'lets-in',
    })
    const [change] = (JSON.parse(out) as { changes: object[] }).changes
    expect(Object.keys(change!)).toEqual(['harm', 'what', 'hubs', 'cause', 'details'])
  })
  it('compares with a branch, a folder, and a dist/ of its own', async () => {
    cpSync(join(root, 'dist'), join(scratch, 'dist'), { recursive: true })
    edit(hub, 'memory: 8Gi', 'memory: 12Gi')
    const texts = await Promise.all(
      ['main', scratch, join(scratch, 'dist')].map(async (against) => (await run('diff', '--against', against)).out),
    )
    expect(texts[0]).toContain('Large: memory 9.6 → 14.4 GiB')
    // without the inputs of before only values can be told
    for (const text of texts.slice(1))
      expect(text).toContain('changes in jupyterhub.values.yaml: singleuser.profileList')
  })
  it('fails from a harm on that no comment accepts', async () => {
    edit(hub, 'memory: 8Gi', 'memory: 12Gi')
    expect(await run('diff', '--exit-code', 'costs')).toMatchObject({ code: 1 })
    expect(await run('diff', '--exit-code', 'lets-in')).toMatchObject({ code: 0 })
    edit(hub, 'memory: 12Gi }', 'memory: 12Gi } # accept costs: the lab pays for it')
    expect(await run('diff', '--exit-code', 'costs')).toMatchObject({ code: 0 })
    edit(hub, '# accept costs: the lab pays for it', '# accept costs:')
    expect(await run('diff', '--exit-code', 'costs')).toMatchObject({ code: 1 })
  })
  it('names a file of dist/ that somebody edited, and what goes by that', async () => {
    edit(join(root, 'dist/reef/prod/jupyterhub.values.yaml'), 'startTimeout: 600', 'startTimeout: 900')
    git('commit', '--all', '--message', 'by hand')
    const { out, err } = await run('diff')
    git('reset', '--hard', 'HEAD^')
    expect(err).toBe(
      'note: dist/reef/prod/jupyterhub.values.yaml of HEAD is not what its inputs give: edited by hand, or written by ' +
        'another version of hubloom\n',
    )
    expect(out).toContain('not from the inputs, but by hand or by another version of hubloom: changes in')
    expect(out).toContain('singleuser.startTimeout')
  })
  it('refuses what it cannot compare with, and says what to do', async () => {
    const refusals = [
      [['--against', 'mian'], 'there is neither a ref nor a folder mian; did you mean main?'],
      [['--against', '--output=x'], 'there is neither a ref nor a folder --output=x'],
      [['--against', 'communities'], 'communities has no dist/, and is none: there is nothing to compare with'],
      [['--exit-code', 'cost'], 'did you mean costs?'],
    ] as const
    for (const [words, message] of refusals) {
      const { code, err } = await run('diff', ...words)
      expect(err).toContain(message)
      expect(code).toBe(2)
    }
    git('rm', '-r', '--cached', 'dist')
    git('commit', '--message', 'no dist')
    expect((await run('diff')).err).toBe('error: HEAD has no dist/: there is nothing to compare with\n')
    git('reset', '--hard', 'HEAD^')
  })
  it('says that there is no git, or no repository', async () => {
    process.env['PATH'] = join(scratch, 'nothing')
    expect((await run('diff')).err).toBe(
      'error: there is no git on this machine; name a folder to compare with: --against FOLDER\n',
    )
    process.env['PATH'] = path
    const bare = join(scratch, 'bare')
    mkdirSync(bare)
    cpSync(join(root, 'communities'), join(bare, 'communities'), { recursive: true })
    cpSync('profiles', join(bare, 'profiles'), { recursive: true })
    expect((await execute(['--root', bare, 'diff'], program)).err).toContain('is in no Git repository')
  })
  it('tells a loss that a build would refuse', async () => {
    edit(hub, 'disk: 500Gi', 'disk: 400Gi')
    expect((await run('diff')).out).toMatch(/^loses-data {2}aws_ebs_volume.home shrinks from 500 to 400 GiB/)
  })
})
