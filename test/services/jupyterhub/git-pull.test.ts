/** The script that fetches repositories, run by a real shell and Git on a home of its own. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { GIT_PULL, folderOf } from '../../../lib/services/jupyterhub/git-pull.ts'

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
