/** The script that fetches repositories, run by a real shell and Git on a home of its own. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { folderOf } from '../../../lib/plan/servers.ts'
import { GIT_PULL } from '../../../lib/services/jupyterhub/git-pull.ts'

let folder: string
const git = (where: string, ...words: string[]): string =>
  execFileSync('git', ['-C', join(folder, where), ...words], { encoding: 'utf8', env: ENVIRONMENT })
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  GIT_AUTHOR_NAME: 'x',
  GIT_AUTHOR_EMAIL: 'x@x',
  GIT_COMMITTER_NAME: 'x',
  GIT_COMMITTER_EMAIL: 'x@x',
  GIT_CONFIG_NOSYSTEM: '1',
  HOME: '/nowhere',
}
const pull = (repository = join(folder, 'upstream'), name = 'course'): void => {
  execFileSync('sh', ['-c', GIT_PULL, 'git-pull', join(folder, 'home'), repository, 'main', name], {
    env: ENVIRONMENT,
    stdio: 'pipe',
  })
}
const write = (path: string, text: string): void => writeFileSync(join(folder, path), text)
const read = (path: string): string => readFileSync(join(folder, path), 'utf8')
const publish = (files: Record<string, string>): void => {
  for (const [name, text] of Object.entries(files)) write(`upstream/${name}`, text)
  git('upstream', 'add', '--all')
  git('upstream', 'commit', '--quiet', '--message', 'more')
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-pull-'))
  execFileSync('git', ['init', '--quiet', '--initial-branch', 'main', join(folder, 'upstream')])
  execFileSync('mkdir', [join(folder, 'home')])
  publish({ 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'b\n' })
})
afterEach(() => rmSync(folder, { recursive: true }))

it('fetches, and fetches what is new', () => {
  pull()
  publish({ 'b.txt': 'new\n' })
  pull()
  expect(read('home/course/b.txt')).toBe('new\n')
})

it('keeps what people changed where both did, and takes the rest', () => {
  pull()
  write('home/course/a.txt', 'mine\ntwo\nthree\n')
  publish({ 'a.txt': 'theirs\ntwo\nthree\n', 'b.txt': 'new\n' })
  pull()
  expect(read('home/course/a.txt')).toBe('mine\ntwo\nthree\n')
  expect(read('home/course/b.txt')).toBe('new\n')
})

it('sets a file aside that people made under a name that comes new', () => {
  pull()
  write("home/course/it's $(new).txt", 'mine\n')
  publish({ "it's $(new).txt": 'theirs\n' })
  pull()
  expect(read("home/course/it's $(new).txt")).toBe('theirs\n')
  expect(read("home/course/it's $(new).txt.mine")).toBe('mine\n')
})

it('brings back what people deleted, and leaves their own files alone', () => {
  pull()
  rmSync(join(folder, 'home/course/a.txt'))
  write('home/course/own.txt', 'mine\n')
  publish({ 'a.txt': 'changed\n' })
  pull()
  expect(read('home/course/a.txt')).toBe('changed\n')
  expect(read('home/course/own.txt')).toBe('mine\n')
})

describe('new material arrives in every state of the folder', () => {
  const arrives = (): void => {
    publish({ 'later.txt': 'later\n' })
    pull()
    expect(read('home/course/later.txt')).toBe('later\n')
  }

  it('what was removed there and changed here stays', () => {
    pull()
    write('home/course/a.txt', 'mine\n')
    git('upstream', 'rm', '--quiet', 'a.txt')
    git('upstream', 'commit', '--quiet', '--message', 'gone')
    pull()
    expect(read('home/course/a.txt')).toBe('mine\n')
    arrives()
  })

  it('a lock of a server that was killed goes', () => {
    pull()
    write('home/course/.git/index.lock', '')
    const before = new Date(Date.now() - 120_000)
    utimesSync(join(folder, 'home/course/.git/index.lock'), before, before)
    arrives()
  })

  it('a rewritten history is taken, and what people changed lies beside it', () => {
    pull()
    write('home/course/a.txt', 'mine\n')
    pull()
    git('upstream', 'checkout', '--quiet', '--orphan', 'again')
    publish({ 'a.txt': 'rewritten\n', 'b.txt': 'rewritten\n' })
    git('upstream', 'branch', '--quiet', '--force', 'main', 'again')
    git('upstream', 'checkout', '--quiet', 'main')
    write('home/course/own.txt', 'own\n')
    pull()
    expect(read('home/course/a.txt')).toBe('rewritten\n')
    expect(read('home/course/a.txt.mine')).toBe('mine\n')
    expect(read('home/course/b.txt')).toBe('rewritten\n')
    expect(existsSync(join(folder, 'home/course/b.txt.mine'))).toBe(false)
    expect(read('home/course/own.txt')).toBe('own\n')
    arrives()
  })

  it('a folder where a file has to be, and a file where a folder has to be, are set aside', () => {
    pull()
    mkdirSync(join(folder, 'home/course/later.txt'))
    write('home/course/later.txt/note', 'mine\n')
    arrives()
    expect(read('home/course/later.txt.mine/note')).toBe('mine\n')
    write('home/course/data', 'mine\n')
    mkdirSync(join(folder, 'upstream/data'))
    publish({ 'data/x.csv': 'x\n' })
    pull()
    expect(read('home/course/data/x.csv')).toBe('x\n')
    expect(read('home/course/data.mine')).toBe('mine\n')
  })

  it('what was set aside before is never overwritten', () => {
    pull()
    write('home/course/later.txt.mine', 'first\n')
    write('home/course/later.txt', 'second\n')
    arrives()
    expect(read('home/course/later.txt.mine')).toBe('first\n')
    expect(read('home/course/later.txt.mine.2')).toBe('second\n')
  })

  it('a broken index is made anew, and a merge that was cut short is taken up again', () => {
    pull()
    write('home/course/.git/index', 'broken')
    arrives()
    write('home/course/.git/MERGE_HEAD', git('upstream', 'rev-parse', 'HEAD'))
    publish({ 'b.txt': 'newer\n' })
    pull()
    expect(read('home/course/b.txt')).toBe('newer\n')
  })

  it("a folder of people's own, and a first copy that was cut short, are set aside", () => {
    mkdirSync(join(folder, 'home/course'))
    write('home/course/own.txt', 'own\n')
    arrives()
    expect(read('home/course.mine/own.txt')).toBe('own\n')
    rmSync(join(folder, 'home/course/.git/HEAD'))
    pull()
    expect(read('home/course/later.txt')).toBe('later\n')
  })
})

it('never keeps a server from starting', () => {
  pull(join(folder, 'there is none'))
  pull(join(folder, 'upstream'), '$(touch x)')
  expect(existsSync(join(folder, 'home/$(touch x)/a.txt'))).toBe(true)
  expect(existsSync(join(folder, 'home/x'))).toBe(false)
})

it('calls the folder as Git does', () => {
  expect(['https://a.org/x/course', 'https://a.org/x/course.git', 'https://a.org/course/'].map(folderOf)).toEqual([
    'course',
    'course',
    'course',
  ])
})
