/** The workflows of this repository and of new fleets: least rights, no secrets, nothing of a pull request in a shell. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { fleetFiles } from '../lib/start/fleet.ts'
import { workflows } from '../lib/start/workflows.ts'

interface Step {
  uses?: string
  run?: string
  with?: Record<string, unknown>
  env?: Record<string, string>
}
interface Workflow {
  on: Record<string, unknown>
  permissions: object
  jobs: Record<string, { permissions: Record<string, string>; steps: Step[] }>
}

const FOLDER = '.github/workflows'
const files = readdirSync(FOLDER)
  .filter((name) => name.startsWith('hubloom'))
  .sort()
const read = (name: string): Workflow => parse(readFileSync(join(FOLDER, name), 'utf8')) as Workflow
const steps = (name: string): Step[] => Object.values(read(name).jobs).flatMap((job) => job.steps)
if (process.env['UPDATE'] === '1') {
  mkdirSync(FOLDER, { recursive: true })
  for (const [path, text] of workflows('node bin/hubloom.js')) writeFileSync(path, text)
}

it('new fleets have the workflows of this repository', () => {
  const own = [...workflows('node bin/hubloom.js')]
  expect(own.map(([path]) => path.split('/').at(-1)).sort()).toEqual(files)
  for (const [path, text] of own) expect(readFileSync(path, 'utf8')).toBe(text)
  const begun = fleetFiles({ name: 'hubs', version: '1.0.0' })
  for (const [path, text] of workflows('npx hubloom')) expect(begun.get(path)).toBe(text)
})

describe.each([...files, 'release.yml'])('%s', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8')
  it('starts without rights, and knows no secret', () => {
    expect(read(name).permissions).toEqual({})
    expect(Object.keys(read(name).on)).not.toContain('pull_request_target')
    expect(text).not.toMatch(/secrets\./)
  })
  it('pins actions by commit, and keeps no credentials', () => {
    const actions = steps(name).flatMap(({ uses, with: options }) => (uses ? [{ uses, options }] : []))
    const checkouts = actions.filter(({ uses }) => uses.startsWith('actions/checkout'))
    expect(actions.filter(({ uses }) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40}$/.test(uses))).toEqual([])
    expect(checkouts.filter(({ options }) => options?.['persist-credentials'] !== false)).toEqual([])
  })
  it('puts nothing of an event into a shell', () => {
    for (const { run = '' } of steps(name)) {
      expect(run).not.toContain('${{')
      expect(spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' }).stderr).toBe('')
    }
  })
  it('gives a token to steps that run no code of the pull request', () => {
    const trusted = steps(name).filter(({ env = {} }) =>
      Object.values(env).some((value) => value.includes('github.token')),
    )
    expect(trusted.filter(({ run = '' }) => /npm|node|npx/.test(run))).toEqual([])
  })
})

it('only what comments may write to pull requests, and it checks nothing out', () => {
  const rights = (name: string) => Object.values(read(name).jobs).map(({ permissions }) => permissions)
  expect(rights('hubloom-comment.yml')).toEqual([{ actions: 'read', 'pull-requests': 'write' }])
  expect(steps('hubloom-comment.yml').flatMap(({ uses }) => uses ?? [])).toEqual([])
  for (const job of rights('hubloom.yml')) expect(job).not.toHaveProperty('pull-requests')
})

describe('the comment', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'hubloom-comment-'))
  afterAll(() => rmSync(scratch, { recursive: true }))
  /** `gh` that answers from files, and writes down what it is asked. */
  const GH = `#!/bin/sh
printf '%s\\n' "$*" >> log
case "$*" in
  *'/pulls'*) cat pulls.json ;;
  'run download'*) mkdir -p diff; cp given.md diff/diff.md ;;
  *PATCH*|*POST*) cp body.json sent.json ;;
  *'/comments'*) cat comments.json ;;
esac
`
  /** `shell: bash` (docs.github.com, workflow syntax). */
  const AS_GITHUB = ['--noprofile', '--norc', '-e', '-o', 'pipefail', '-c']
  const comment = (pulls: object[], comments: object[], markdown: string) => {
    rmSync(scratch, { recursive: true })
    mkdirSync(scratch)
    writeFileSync(join(scratch, 'gh'), GH, { mode: 0o755 })
    writeFileSync(join(scratch, 'pulls.json'), JSON.stringify(pulls))
    writeFileSync(join(scratch, 'comments.json'), JSON.stringify(comments))
    writeFileSync(join(scratch, 'given.md'), markdown)
    const env = {
      PATH: `${scratch}:${process.env['PATH']}`,
      REPOSITORY: 'a/hubs',
      RUN: '7',
      COMMIT: 'c0ffee',
      OWNER: 'b',
      BRANCH: 'change',
      MARK: steps('hubloom-comment.yml')[0]!.env!['MARK'],
    }
    const { status, stderr } = spawnSync('bash', [...AS_GITHUB, steps('hubloom-comment.yml')[0]!.run!], {
      cwd: scratch,
      env,
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    expect(status).toBe(0)
    return readFileSync(join(scratch, 'log'), 'utf8')
  }
  const pull = { number: 3, head: { sha: 'c0ffee' } }
  const MARK = '<!-- hubloom diff -->\n'
  const mine = { id: 11, user: { login: 'github-actions[bot]' }, body: `${MARK}old` }
  const hasJq = spawnSync('jq', ['--version']).status === 0

  it.skipIf(!hasJq)('is made once, and then kept up to date', () => {
    expect(comment([pull], [], `${MARK}new`)).toContain('POST repos/a/hubs/issues/3/comments')
    expect(JSON.parse(readFileSync(join(scratch, 'sent.json'), 'utf8'))).toEqual({ body: `${MARK}new` })
    const others = [{ ...mine, id: 9, user: { login: 'mallory' } }, mine]
    expect(comment([pull], others, `${MARK}new`)).toContain('PATCH repos/a/hubs/issues/comments/11')
  })
  it.skipIf(!hasJq)('is short, and calls nobody', () => {
    comment([pull], [], `${'→'.repeat(90_000)}@everybody`)
    const { body } = JSON.parse(readFileSync(join(scratch, 'sent.json'), 'utf8')) as { body: string }
    expect(body.length).toBeLessThan(61_000)
    comment([pull], [], 'hello @ada')
    expect(readFileSync(join(scratch, 'sent.json'), 'utf8')).not.toContain('@ada')
  })
  it.skipIf(!hasJq)('goes to the pull request of that commit, or nowhere', () => {
    expect(comment([{ number: 3, head: { sha: 'other' } }], [], MARK)).not.toContain('comments')
  })
})
