/** What people see on a terminal: colours, the line of a problem with a caret, texts that fit; elsewhere none of it. */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execute, type Run } from '../lib/cli/main.ts'
import { excerpt, painted, terminalOf, wrapped } from '../lib/cli/reporters/terminal.ts'

const tty = { isTTY: true, columns: 80 }
const bare = (text: string): string => text.replace(/\u001B\[\d+m/g, '')

describe('a terminal', () => {
  it.each([
    ['has colours', tty, {}, true, 80],
    ['has none with NO_COLOR', tty, { NO_COLOR: '1', FORCE_COLOR: '1' }, false, 80],
    ['has them with an empty NO_COLOR', tty, { NO_COLOR: '' }, true, 80],
    ['has none where it is dumb', tty, { TERM: 'dumb' }, false, 80],
    ['is no file', {}, {}, false, undefined],
    ['is a file with FORCE_COLOR', {}, { FORCE_COLOR: '1' }, true, undefined],
    ['has no width where it is very narrow', { isTTY: true, columns: 20 }, {}, true, undefined],
  ])('%s', (_, stream, env, colour, width) => expect(terminalOf(stream, env)).toEqual({ colour, width }))
  it('wraps between words', () => {
    const text = wrapped(
      'a list of words that is longer than a line',
      { colour: false, width: 20 },
      { used: 10, indent: 4 },
    )
    expect(text.split('\n')).toEqual(['a list of', '    words that is', '    longer than a', '    line'])
    expect(wrapped('a b', { colour: false }, { used: 10, indent: 4 })).toBe('a b')
  })
})

describe('the line of a problem', () => {
  const at = { file: 'a.yaml', line: 2, column: 9 }
  const shown = (line: string, column = 9, width = 80): string[] =>
    excerpt({ ...at, column }, { colour: false, width, lineOf: (_, number) => (number === 2 ? line : undefined) })

  it('has a caret below the word', () => {
    expect(shown('home: { dsk: 5Gi }')).toEqual([' 2 | home: { dsk: 5Gi }', '   |         ^^^'])
  })
  it('is cut to the width, around the word', () => {
    const [line, caret] = shown(`${'a: 1, '.repeat(40)}dsk: 5Gi }`, 241, 60)
    expect(line!.length).toBeLessThanOrEqual(60)
    expect(line!.slice(caret!.indexOf('^'), caret!.indexOf('^') + 3)).toBe('dsk')
  })
  it.each([
    ['a name of a secret', 'x: 1, y: { password: hunter22222 }'],
    ['the shape of one', 'image: ghp_abcdefghijklmnopqrstuvwxyz'],
    ['what steers a terminal', 'title: \u001B[2J'],
    ['nothing', ''],
  ])('is not shown where it has %s', (_, line) => expect(shown(line)).toEqual([]))
  it('is not shown where nobody looks', () => expect(excerpt(at, { colour: false })).toEqual([]))
})

describe('hubloom on a terminal', () => {
  let root: string
  const hub = 'communities/river-college/hubs/north.yaml'
  const screen = { colour: true, width: 80 }
  const run = (...words: string[]): Promise<Run> =>
    execute(['--root', root, ...words], { version: '1.2.3' }, { out: screen, err: screen })
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'hubloom-terminal-'))
    for (const name of ['profiles', 'communities/commons', 'communities/river-college'])
      cpSync(name, join(root, name), { recursive: true })
  })
  afterAll(() => rmSync(root, { recursive: true, force: true }))

  it('shows what comes in green, the line of an error with a caret, and nothing wider than it is', async () => {
    expect((await run('build')).out).toContain('  \u001B[32madded\u001B[39m   dist/')
    writeFileSync(join(root, hub), 'domain: north.example.org\nhme: { disk: 5Gi }\n')
    const { code, err } = await run('check')
    expect(code).toBe(1)
    expect(err).toContain('\u001B[31merror[')
    expect(bare(err)).toContain(' 2 | hme: { disk: 5Gi }\n   | ^^^\n')
    const wide = bare(err)
      .split('\n')
      .filter((line) => line.length > 80 && line.trim().includes(' '))
    expect(wide.filter((line) => !line.startsWith('communities/'))).toEqual([])
  })
  it('shows neither with --json', async () => {
    const { out, err } = await run('check', '--json')
    expect([err, out.includes('\u001B')]).toEqual(['', false])
  })
  it('tells its version', async () => expect((await run('--version')).out).toBe('1.2.3\n'))
})

it('only words at the beginning of a line are painted, and the text stays', () => {
  const text = '  added   dist/a\nnothing added here\ndist/a:1:1: error[stale]: would be removed\ncosts     more\n'
  expect(bare(painted(text, { colour: true }))).toBe(text)
  expect(painted(text, { colour: true }).split('\n')[1]).toBe('nothing added here')
  expect(painted(text, { colour: false })).toBe(text)
})
