/** An adopter's path, with the package as it is published: pack, install, init, new, build, check, change, remove. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cluster } from '../lib/start/cluster.ts'
import { hub } from '../lib/start/hub.ts'
import type { Question } from '../lib/start/question.ts'
import { packInto, run, type Ended } from './packed.ts'

const MEGABYTE = 1024 * 1024
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hubloom-adopter-')))
const fleet = join(folder, 'hubs')
const HUB_X = ['new', 'hub', 'reef/x', '--domain', 'x.reef.example.org', '--admins', 'ada', '--sign-in']
const FIRST = [
  ['community', 'reef'],
  ['title', 'Reef: "the" Lab'],
  ['contact', 'hub@reef.example.org'],
  ['cloud', 'aws'],
  ['account', '111111111111'],
  ['domain', 'hub.reef.example.org'],
  ['sign-in', 'github'],
  ['allow', 'reef-lab, reef-lab/students'],
  ['admins', 'ada-example'],
].flatMap(([name, answer]) => [`--${name}`, answer!])

const hubloom = (...words: string[]): Ended => run(process.execPath, [program, ...words], fleet)
const installed = join(folder, 'node_modules', 'hubloom')
const program = join(installed, 'bin', 'hubloom.js')
const read = (path: string): string => readFileSync(join(fleet, path), 'utf8')

let tarball = ''

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe("an adopter's path", () => {
  beforeAll(() => {
    tarball = packInto(folder)
    writeFileSync(join(folder, 'package.json'), '{ "private": true }')
    expect(run('npm', ['install', '--offline', '--no-audit', tarball], folder)).toMatchObject({ code: 0 })
  })

  it('installs little: no dependencies, no sources, nothing to build', () => {
    const files = readdirSync(installed, { recursive: true }).map(String)
    const size = files.reduce((sum, name) => sum + statSync(join(installed, name)).size, 0)
    expect(size).toBeGreaterThan(MEGABYTE)
    expect(size).toBeLessThan(15 * MEGABYTE)
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['hubloom'])
    expect(files).toContain('bin/packed/LICENSES.txt')
    expect(files.filter((name) => name.endsWith('.ts'))).toEqual([])
  })

  it('begins a fleet that passes check', () => {
    expect(run(process.execPath, [program, 'init', 'hubs', ...FIRST], folder)).toEqual({
      code: 0,
      out: expect.stringContaining('wrote communities/reef/hubs/prod.yaml\nnext  cd hubs\n'),
    })
    expect(hubloom('build')).toMatchObject({ code: 0, out: expect.stringMatching(/^1 hub of 1 community: /) })
    expect(hubloom('check')).toEqual({ code: 0, out: '1 hub: no problems, and dist/ is up to date\n' })
    expect(read('dist/reef/prod/jupyterhub.values.yaml')).toContain('reef-lab:students')
    const { scripts, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>
    expect(scripts).toEqual({ build: 'hubloom build', test: 'hubloom check' })
    expect(devDependencies!['hubloom']).toBe(`^${JSON.parse(readFileSync('package.json', 'utf8')).version}`)
  })

  it('adds a community on the cluster of the first, and its hub', () => {
    expect(hubloom('new', 'community', 'bay', '--contact', 'it@bay.example.org', '--cluster', 'reef').code).toBe(0)
    writeFileSync(
      join(fleet, 'communities/reef/cluster.yaml'),
      read('communities/reef/cluster.yaml') + 'tenancy: shared\n',
    )
    const words = ['--domain', 'hub.bay.example.org', '--sign-in', 'google', '--allow', 'bay.example.org']
    expect(hubloom('new', 'hub', 'bay/course', ...words, '--admins', 'eve@bay.example.org')).toEqual({
      code: 0,
      out: expect.stringContaining('wrote communities/bay/hubs/course.yaml\nnext  npm run build\n'),
    })
    expect(hubloom('build')).toMatchObject({ code: 0, out: expect.stringMatching(/^2 hubs of 2 communities: /) })
  })

  it("lays a profile of its own over hubloom's, or copies one, and is told how they differ", () => {
    expect(hubloom('new', 'profile', 'teaching', '--about', 'Courses here.', '--extends', 'teaching').code).toBe(0)
    writeFileSync(join(fleet, 'profiles/teaching.yaml'), read('profiles/teaching.yaml') + 'home: { quota: 7Gi }\n')
    expect(hubloom('build').code).toBe(0)
    expect(read('dist/reef/prod/home-nfs.values.yaml')).toContain('hard_quota: 7\n')
    expect(read('dist/reef/prod/jupyterhub.values.yaml')).toContain('datascience-notebook')
    expect(hubloom('profiles', '--copy', 'gpu').out).toMatch(/^wrote profiles\/gpu\.yaml\n/)
    writeFileSync(join(fleet, 'profiles/gpu.yaml'), read('profiles/gpu.yaml').replace('gpu: t4', 'gpu: a10g'))
    expect(hubloom('profiles').out).toContain('sizes.gpu.gpu: "a10g"; hubloom: "t4"\n')
    expect(hubloom('profiles').out).toContain("teaching  (the fleet, over hubloom's)  Courses here.\n")
  })

  it('changes a hub, and takes one out', () => {
    writeFileSync(
      join(fleet, 'communities/bay/hubs/course.yaml'),
      read('communities/bay/hubs/course.yaml') + 'cull: { idle: 30m }\n',
    )
    expect(hubloom('check')).toMatchObject({ code: 1, out: expect.stringContaining('would be changed') })
    expect(hubloom('build').code).toBe(0)
    expect(hubloom('remove', 'bay/course').out).toContain('communities/bay/hubs/course.yaml')
    rmSync(join(fleet, 'communities/bay'), { recursive: true })
    expect(hubloom('build').code).toBe(0)
    expect(hubloom('check').code).toBe(0)
    expect(
      readdirSync(join(fleet, 'dist'))
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual(['README.md', 'SHA256SUMS', 'reef', 'schema'])
  })

  it('works as docs/start.md says, command by command', () => {
    const blocks = [...readFileSync('docs/start.md', 'utf8').matchAll(/^```sh\n([^]*?)^```$/gm)].map(
      ([, body]) => body!,
    )
    expect(blocks.length).toBeGreaterThan(5)
    const shared = 'echo "tenancy: shared" >> communities/reef/cluster.yaml\n'
    const text = blocks.map((block) => block.replace('npx hubloom new community bay', `${shared}$&`)).join('\n')
    // npx and npm as they are where the package can be had from a registry
    const shims = [
      'npx() { shift; node "$HUBLOOM" "$@"; }',
      'npm() { case "$1" in install) command npm install --offline --no-audit "$TARBALL";; *) command npm "$@";; esac; }',
      'export GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@example.org',
    ]
    const script = join(folder, 'start.sh')
    writeFileSync(script, ['set -euo pipefail', ...shims, text, 'npm run build', 'npm test', ''].join('\n'))
    const env = { ...process.env, HUBLOOM: program, TARBALL: join(folder, tarball) }
    const { status, stdout, stderr } = spawnSync('bash', [script], { cwd: folder, env, encoding: 'utf8' })
    expect([status, stderr]).toEqual([0, expect.not.stringMatching(/error/)])
    expect(stdout).toContain(' dist/reef/course/jupyterhub.values.yaml ')
    expect(stdout).toMatch(/3 hubs: no problems, and dist\/ is up to date\n$/)
  })

  it.each([
    [['init', '.'], /is not empty \(README\.md|is not empty/],
    [['new', 'hub', 'reef/prod', ...FIRST.slice(-8)], /prod\.yaml is there already/],
    [['new', 'hub', 'reef'], /written as community\/hub/],
    [['new', 'hubb', 'reef/x'], /did you mean hub\?/],
    [['new', 'community', 'x', '--domain', 'a.example.org'], /new community takes no --domain/],
    [[...HUB_X, 'canvas', '--allow', 'canvas'], /--allow needs the address of your Canvas, such as/],
    [[...HUB_X, 'ldap'], /--allow needs an answer/],
    [['new', 'hub', 'reef/x'], /--domain needs an answer\n.*--sign-in needs an answer/],
    [
      ['new', 'hub', 'reef/x', '--domain', 'no domain', ...FIRST.slice(-6)],
      /--domain needs a domain .*, not no domain/,
    ],
    [
      ['new', 'cluster', 'bay', '--cloud', 'gpc', '--account', 'x', '--yes'],
      /--cloud needs one of gcp, aws, azure, not gpc/,
    ],
    [['profiles', '--copy', 'techng'], /did you mean teaching\?/],
  ])('refuses %s, and writes nothing', (words, message) => {
    const before = readdirSync(fleet, { recursive: true }).sort()
    const { code, out } = hubloom(...words)
    expect(out).toMatch(message)
    expect(code).toBeGreaterThan(0)
    expect(readdirSync(fleet, { recursive: true }).sort()).toEqual(before)
  })

  it('tells what is wrong with an answer where it would stand, and writes nothing', () => {
    const words = FIRST.map((word) => (word === '111111111111' ? 'p-1' : word))
    const { code, out } = run(process.execPath, [program, 'init', 'other', ...words], folder)
    expect([code, out]).toEqual([1, expect.stringContaining('communities/reef/cluster.yaml:4:1: error[wrong-value]')])
    expect(readdirSync(folder)).not.toContain('other')
  })
})

it.each([
  [{ cloud: 'aws', 'sign-in': 'github' }, ['AWS account number, such as', 'organizations, and teams']],
  [{ cloud: 'azure', 'sign-in': 'google' }, ['Azure subscription id, such as', 'domains of its accounts']],
  [{ cloud: 'none', 'sign-in': 'none' }, ['such as', 'several with commas']],
])('says what is asked for by what was said before: %s', (answers, words) => {
  const whyOf = ({ why }: Question): string => (typeof why === 'string' ? why : why(answers))
  const said = [...cluster.questions, ...hub.questions].map(whyOf)
  for (const each of words)
    expect(
      said.some((text) => text.includes(each)),
      each,
    ).toBe(true)
})
