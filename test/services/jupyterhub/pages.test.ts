import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { templateFaults } from '../../../lib/layers/jinja.ts'
import { FETCH_ONCE } from '../../../lib/services/jupyterhub/pages.ts'

let folder: string
const git = (...words: string[]) => execFileSync('git', ['-C', join(folder, 'theirs'), ...words], { stdio: 'pipe' })
const write = (path: string, text: string) => writeFileSync(join(folder, 'theirs', path), text)
const commit = (message: string): void => {
  git('add', '--all')
  git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '--message', message)
}
const fetchPages = (branch = 'main', files = 'static') =>
  execFileSync('sh', ['-c', FETCH_ONCE, 'pages', join(folder, 'theirs'), branch, files, join(folder, 'ours')], {
    stdio: 'pipe',
  })
const read = (path: string): string => readFileSync(join(folder, 'ours', path), 'utf8')

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hubloom-pages-'))
  mkdirSync(join(folder, 'theirs/static'), { recursive: true })
  git('init', '--quiet', '--initial-branch=main')
  write('page.html', 'one')
  write('static/a.css', 'one')
  commit('one')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('pages are fetched, and again when they change; where they cannot be, those that are there stay', () => {
  fetchPages('nowhere')
  fetchPages()
  expect([read('repository/page.html'), read('static/a.css')]).toEqual(['one', 'one'])
  write('page.html', 'two')
  write('static/a.css', 'two')
  commit('two')
  fetchPages()
  expect([read('repository/page.html'), read('static/a.css')]).toEqual(['two', 'two'])
  fetchPages('nowhere')
  fetchPages('main', '')
  expect([read('repository/page.html'), read('static/a.css')]).toEqual(['two', 'two'])
})

it.each([
  ['{% extends "page.html" %}{% block a %}{{ super() }}{% endblock a %}', undefined],
  ['{% raw %}{% if %}{% endraw %}{# {% for #}{%- set x -%}1{%- endset -%}{% set y = 1 %}', undefined],
  ['a\n{% if x %}\n{% else %}', '2:1'],
  ['{% for a in b %}{% endif %}', '1:17'],
  ['{% endblock %}', '1:1'],
  ['x {{ y', '1:3'],
])('the blocks of a template open and close: %s', (text, place) => {
  const [first] = templateFaults(text, { file: 'x.html', line: 1, column: 1 })
  expect(first && `${first.at.line}:${first.at.column}`).toBe(place)
})
