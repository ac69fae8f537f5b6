/** `verify.sh` of a bundle, run by the shells that are here, with programs that stand in for those that are not. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { write } from '../lib/disk-write.ts'
import { oneLine } from '../lib/print/plain-text.ts'
import { renderVerify } from '../lib/readme/index.ts'
import type { BundleDocs } from '../lib/readme/types.ts'
import { fleet } from './fleet.ts'
import { NASTY } from './hostile.ts'

const home = mkdtempSync(join(tmpdir(), 'hubloom-verify-'))
afterAll(() => rmSync(home, { recursive: true }))

const SHELLS = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([shell]) => spawnSync(shell!, ['-c', 'exit'], { stdio: 'ignore' }).error === undefined,
)
/** What POSIX has and the script uses; what makes sums comes beside it. */
const POSIX = 'cat cp cut dirname find grep head mkdir mktemp mv rm sed sort tr'.split(' ')

const bundle = (): string => join(home, 'dist', 'aurora-observatory')
beforeEach(() => {
  rmSync(home, { recursive: true, force: true })
  write(join(home, 'dist'), new Map([['aurora-observatory', fleet().outputs.get('aurora-observatory')!]]), true)
})

/** A PATH with these programs only, and stand-ins as shell scripts. */
function pathOf(programs: readonly string[], standIns: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(home, 'bin-'))
  for (const name of programs) symlinkSync(real(name), join(folder, name))
  for (const [name, text] of Object.entries(standIns)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`)
    chmodSync(join(folder, name), 0o755)
  }
  return folder
}

const real = (name: string): string => spawnSync('bash', ['-c', `type -P ${name}`], { encoding: 'utf8' }).stdout.trim()

interface Ran {
  out: string
  err: string
  status: number | null
}

function verify(options: {
  shell?: readonly string[]
  words?: readonly string[]
  path: string
  env?: Record<string, string>
}): Ran {
  const { shell: [shell, ...more] = SHELLS[0]!, words = [], path, env = {} } = options
  const { stdout, stderr, status } = spawnSync(real(shell!), [...more, join(bundle(), 'verify.sh'), ...words], {
    cwd: home,
    encoding: 'utf8',
    env: { PATH: path, HOME: home, ...env },
  })
  return { out: stdout, err: stderr, status }
}

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(bundle(), path)), { recursive: true })
  writeFileSync(join(bundle(), path), text)
}

describe.each(SHELLS.map((shell) => [shell.join(' '), shell] as const))('%s', (_, shell) => {
  test('says that all is as it was written, and what it could not run', () => {
    const { out, err, status } = verify({ shell, path: pathOf([...POSIX, 'sha256sum']) })
    expect([err, status]).toEqual(['', 0])
    expect(out).toMatch(/^ok {7}every file is as it was written$/m)
    expect(out).toMatch(/^not run {2}terraform validate: cluster: neither terraform nor tofu here$/m)
    expect(out).toMatch(/^not run {2}kubectl reads live\/kubernetes\.yaml: no kubectl here$/m)
    expect(out).toMatch(/^not run {2}helm template: live\/jupyterhub\.values\.yaml: no helm here$/m)
    expect(out).toMatch(/\n1 passed, 0 failed, 15 not run here\n$/)
  })

  test('names each file that was changed, that is missing, and that is more', () => {
    put('live/jupyterhub.values.yaml', '{}\n')
    rmSync(join(bundle(), 'Makefile'))
    for (const mine of ['live/extra.tf', 'NOTES of mine.txt', 'live/applied/main.tf.json', 'live/terraform.tfstate'])
      put(mine, 'mine')
    put('live/.terraform/modules/x', 'mine')
    const path = pathOf([...POSIX, 'sha256sum'])
    const { out, err, status } = verify({ shell, path })
    expect([err, status]).toEqual(['', 1])
    expect(out.split('\n').filter((line) => !line.startsWith('not run'))).toEqual([
      'FAILED   Makefile: missing',
      'FAILED   live/jupyterhub.values.yaml: not as it was written',
      'more     NOTES of mine.txt: not of this list',
      'more     live/extra.tf: not of this list, and Terraform reads it',
      '0 passed, 2 failed, 15 not run here',
      '',
    ])
    expect(verify({ shell, path, words: ['--accept'] })).toEqual({ out: '', err: '', status: 0 })
    expect(verify({ shell, path }).out).toContain('ok       every file is as it was written')
    expect(readdirSync(bundle())).not.toContain('SHA256SUMS.new')
  })

  test.each([['shasum', 'perl'], ['openssl'], ['openssl', 'shasum', 'perl']])('makes sums with %s', (...programs) => {
    put('README.md', 'mine')
    const { out } = verify({ shell, path: pathOf([...POSIX, ...programs]), words: ['--offline'] })
    expect(out).toMatch(/^FAILED {3}README\.md: not as it was written\n(not run.*\n)+0 passed, 1 failed/)
  })

  test('without any of these, says that it made no sums', () => {
    const { out, status } = verify({ shell, path: pathOf(POSIX) })
    expect(out).toContain('not run  sums of the files: neither sha256sum nor shasum nor openssl here')
    expect(status).toBe(0)
  })

  test('has the programs read each folder, each file of objects and each release', () => {
    const record = 'printf "%s\\n" "$*" >> "$CALLS"'
    const path = pathOf([...POSIX, 'sha256sum'], { terraform: record, helm: record, kubectl: record })
    const calls = join(home, 'calls')
    const { out, status } = verify({ shell, path, env: { CALLS: calls } })
    expect(out).toMatch(/\n16 passed, 0 failed, 0 not run here\n$/)
    expect(status).toBe(0)
    const made = readFileSync(calls, 'utf8').replaceAll(/-chdir=\S*\/(\w+) /g, '-chdir=$1 ')
    expect(made).toContain('-chdir=live init -backend=false -input=false -no-color\n-chdir=live validate -no-color\n')
    expect(made).toContain('label --local --overwrite -f live/kubernetes.yaml verified=yes -o name\n')
    expect(made).toContain(
      'template aurora-observatory-live jupyterhub --repo https://hub.jupyter.org/helm-chart/ --version 4.4.0 ' +
        '--namespace aurora-observatory-live --kube-version 1.35.0 --values live/jupyterhub.values.yaml\n',
    )
    expect(readdirSync(join(bundle(), 'live')).filter((name) => name.startsWith('.'))).toEqual([])
  })

  test('tells what cannot be had from what is refused', () => {
    const says = (text: string): string => `echo "${text}" >&2; exit 1`
    const programs = (terraform: string, helm: string): string =>
      pathOf([...POSIX, 'sha256sum'], { terraform: says(terraform), helm: says(helm), kubectl: says('no objects') })
    const away = verify({ shell, path: programs('Error: failed to query available provider', 'no such host') })
    expect(away.out).toContain(
      'not run  terraform validate: live: its providers cannot be had: Error: failed to query available provider',
    )
    expect(away.out).toContain(
      'not run  helm template: live/jupyterhub.values.yaml: the chart cannot be had: no such host',
    )
    expect(away.out).toContain('FAILED   kubectl reads live/kubernetes.yaml: no objects')
    const refused = verify({ shell, path: programs('Error: Invalid JSON', 'values do not meet the schema') })
    expect(refused.out).toContain('FAILED   terraform validate: live: Error: Invalid JSON')
    expect(refused.out).toContain('FAILED   helm template: live/jupyterhub.values.yaml: values do not meet the schema')
    expect(refused.status).toBe(1)
  })

  test('with --offline goes by what is here: charts that were pulled, providers where init was run', () => {
    mkdirSync(join(bundle(), 'live/.terraform/providers'), { recursive: true })
    const charts = join(home, 'charts')
    mkdirSync(join(charts, 'jupyterhub'), { recursive: true })
    writeFileSync(join(charts, 'cert-manager-v1.21.1.tgz'), '')
    const record = 'printf "%s\\n" "$*" >> "$CALLS"'
    const path = pathOf([...POSIX, 'sha256sum'], { terraform: record, helm: record })
    const env = { CALLS: join(home, 'calls'), CHARTS: charts }
    const { out } = verify({ shell, path, env, words: ['--offline'] })
    expect(out).toContain('ok       terraform validate: live\n')
    expect(out).toContain('not run  terraform validate: cluster: its providers are not here\n')
    expect(out).toContain(
      'not run  helm template: cluster/grafana.values.yaml: the chart grafana 12.11.1 is not here\n',
    )
    const made = readFileSync(env.CALLS, 'utf8').split('\n')
    expect(made.filter((call) => / init /.test(call) || call.includes('--repo'))).toEqual([])
    expect(made.filter((call) => call.startsWith('template')).map((call) => call.split(' ')[2])).toEqual([
      join(charts, 'cert-manager-v1.21.1.tgz'),
      join(charts, 'jupyterhub'),
    ])
  })

  test('refuses other words', () => {
    expect(verify({ shell, path: pathOf(POSIX), words: ['--all'] }).status).toBe(2)
  })
})

test.each(NASTY)('%j in the name of a release is one word of the call', (name) => {
  const release = { name, namespace: name, service: 'hub', chart: 'c', version: '1', repository: 'https://x.org' }
  const hub = { folder: 'live', releases: [release], access: { kubernetes: '1.35' } }
  put('verify.sh', renderVerify({ hubs: [hub] } as unknown as BundleDocs))
  const path = pathOf([...POSIX, 'sha256sum'], { helm: 'printf "%s\\n" "$2" "$9" > "$CALLS"' })
  verify({ path, env: { CALLS: join(home, 'calls') } })
  const line = oneLine(name)
  expect(readFileSync(join(home, 'calls'), 'utf8')).toBe(`${line}\n${line}\n`)
})

const kubectl = real('kubectl') !== ''
test.skipIf(!kubectl)(`the real kubectl reads what is written${kubectl ? '' : ' (NOT RUN: no kubectl here)'}`, () => {
  const path = pathOf([...POSIX, 'sha256sum', 'kubectl'])
  expect(verify({ path }).out).toContain('ok       kubectl reads cluster/custom-resources.yaml\n')
  put('live/kubernetes.yaml', '"kind": [')
  expect(verify({ path }).out).toMatch(/^FAILED {3}kubectl reads live\/kubernetes\.yaml: .*yaml/m)
})
