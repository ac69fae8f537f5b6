/**
 * A fleet's life: builds, applies by the Makefile that was written (terraform, kubectl and helm are stubs that only
 * note what they are told) and edits in any order. What was applied is known, and is never forgotten.
 */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { execute, type Run } from '../lib/cli/main.ts'
import { sampled } from './sampled.ts'

const home = mkdtempSync(join(tmpdir(), 'hubloom-life-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const COMMUNITY =
  'name: Reef Lab\ncontact: ops@reef.example.org\nhubs:\n  profile: research\n  auth: { github: { ' +
  'organizations: [reef] }, admins: [ada-example] }\n'
const CLUSTER = 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n'
const HUB = 'domain: NAME.reef.example.org\nhome: { disk: 500Gi }\nbuckets: { results: {} }\n'
const file = (hub: string): string => `communities/reef/hubs/${hub}.yaml`

let number = 0
/** A fleet in a folder of its own. */
class FleetFolder {
  readonly root = join(home, String(number++))
  constructor(hubs: readonly string[] = ['prod']) {
    cpSync('profiles', join(this.root, 'profiles'), { recursive: true })
    this.write('communities/reef/community.yaml', COMMUNITY)
    this.write('communities/reef/cluster.yaml', CLUSTER)
    for (const hub of hubs) this.write(file(hub), HUB.replace('NAME', hub))
    mkdirSync(join(this.root, 'bin'))
    for (const tool of ['terraform', 'kubectl', 'helm', 'gcloud']) {
      const path = join(this.root, 'bin', tool)
      writeFileSync(path, `#!/bin/sh\n${STUB}`)
      chmodSync(path, 0o755)
    }
  }
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true })
    writeFileSync(join(this.root, path), text)
  }
  read(path: string): string {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), 'utf8') : ''
  }
  has(path: string): boolean {
    return existsSync(join(this.root, path))
  }
  edit(path: string, from: string | RegExp, to: string): void {
    const text = this.read(path)
    expect(text).toMatch(from)
    this.write(path, text.replace(from, to))
  }
  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true, force: true })
  }
  hubloom(...words: string[]): Promise<Run> {
    return execute(['--root', this.root, ...words], { version: '1.2.3' })
  }
  /** `failing` is how a command begins that fails. */
  make(words: readonly string[], { failing = '', state = '' } = {}): { status: number; out: string; log: string[] } {
    writeFileSync(join(this.root, 'log'), '')
    const bundle = join(this.root, 'dist/reef')
    const { status, stdout, stderr } = spawnSync('make', ['-C', bundle, '--no-print-directory', ...words], {
      encoding: 'utf8',
      input: '',
      env: {
        ...process.env,
        PATH: `${join(this.root, 'bin')}:${process.env['PATH'] ?? ''}`,
        LOG: join(this.root, 'log'),
        FAILING: failing,
        STATE: state,
      },
    })
    return { status: status!, out: stdout + stderr, log: this.read('log').trim().split('\n') }
  }
  record(hub = 'prod'): string {
    return this.read(`dist/reef/${hub}/applied/installed.txt`)
  }
}

const STUB = `name="\${0##*/}"
echo "$name $*" >> "$LOG"
if [ -n "$FAILING" ]; then case "$name $*" in "$FAILING"*) exit 3 ;; esac; fi
case "$name $*" in
  "kubectl config current-context") echo gke_reef-lab_us-central1_reef ;;
  # whatever machines are asked for are offered
  "gcloud compute "*"name=("*) all="$*"; names="\${all#*name=(}"; printf '%s\\n' \${names%%)*} ;;
  *" output "*) echo '{}' ;;
  *"state list") echo "$STATE" ;;
esac
`
const codes = ({ err }: Run): string[] => [...err.matchAll(/(?:error|warning)\[([a-z-]+)\]/g)].map(([, code]) => code!)

describe('the record', () => {
  it('is made by an apply, is no business of build and check, and goes with what it records', async () => {
    const fleet = new FleetFolder()
    expect((await fleet.hubloom('build')).code).toBe(0)
    expect(fleet.make(['apply']).status).toBe(0)
    expect(readdirSync(join(fleet.root, 'dist/reef/prod/applied')).sort()).toEqual([
      'files.cksum',
      'installed.txt',
      'main.tf.json',
    ])
    for (const name of ['installed.txt', 'main.tf.json'])
      expect(fleet.read(`dist/reef/prod/applied/${name}`)).toBe(fleet.read(`dist/reef/prod/${name}`))
    expect(await fleet.hubloom('check')).toMatchObject({ code: 0, err: '' })
    fleet.edit(file('prod'), 'results: {}', 'results: {}, more: {}')
    expect((await fleet.hubloom('build')).code).toBe(0)
    expect(fleet.read('dist/reef/prod/applied/main.tf.json')).not.toBe(fleet.read('dist/reef/prod/main.tf.json'))
    expect(fleet.make(['destroy-prod', 'CONFIRM=prod']).status).toBe(0)
    expect(fleet.has('dist/reef/prod/applied')).toBe(false)
    expect(fleet.has('dist/reef/cluster/applied')).toBe(true)
  })
  it('is left by one command where others apply', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    const { status, log } = fleet.make(['record'])
    expect([status, log]).toEqual([0, ['']])
    expect(fleet.record()).toBe(fleet.read('dist/reef/prod/installed.txt'))
  })
  it('is made by a first apply that fails once something is there, and not by one that made nothing', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    expect(fleet.make(['apply-prod'], { failing: 'terraform -chdir=prod apply' }).status).not.toBe(0)
    expect(fleet.has('dist/reef/prod/applied')).toBe(false)
    fleet.make(['apply-prod'], { failing: 'terraform -chdir=prod apply', state: 'google_compute_disk.home' })
    expect(fleet.has('dist/reef/prod/applied/main.tf.json')).toBe(true)
    // declined, or failed: what was applied before still is
    fleet.edit(file('prod'), 'results: {}', 'results: {}, more: {}')
    await fleet.hubloom('build')
    fleet.make(['apply-prod'], { failing: 'terraform -chdir=prod apply', state: 'google_compute_disk.home' })
    expect(fleet.read('dist/reef/prod/applied/main.tf.json')).not.toContain('more')
  })
  it('names what a release that fails leaves: those before it and itself, not those after it', async () => {
    const fleet = new FleetFolder()
    fleet.edit(file('prod'), /$/, 'dask: true\n')
    await fleet.hubloom('build')
    const order = fleet
      .make(['apply-prod'])
      .log.flatMap((line) => /^helm upgrade --install (\S+)/.exec(line)?.[1] ?? [])
    expect(order).toEqual(['reef-prod-nfs', 'reef-prod', 'dask-gateway'])
    fleet.remove('dist/reef/prod/applied')
    const recorded = (): string[] => [...fleet.record().matchAll(/^Release \S+ (\S+)/gm)].map(([, name]) => name!)
    for (const [i, name] of order.entries()) {
      expect(fleet.make(['apply-prod'], { failing: `helm upgrade --install ${name} ` }).status).not.toBe(0)
      expect(recorded()).toEqual(order.slice(0, i + 1))
      expect(fleet.record()).toMatch(/^Namespace - reef-prod data$/m)
    }
    const objects = fleet.record().split('\n').slice(0, -1)
    expect(objects).toEqual([...new Set(objects)])
    fleet.remove('dist/reef/prod/applied')
    expect(fleet.make(['kubernetes-prod'], { failing: 'kubectl apply' }).status).not.toBe(0)
    expect(recorded()).toEqual([])
    expect(fleet.record()).toMatch(/^Namespace - reef-prod data$/m)
  })
  it('names what an update that fails half-way has made, and what was there before', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    fleet.make(['apply'])
    fleet.edit(file('prod'), 'results: {}', 'results: {}, more: {}, third: {}')
    await fleet.hubloom('build')
    const terraform = 'terraform -chdir=prod apply'
    fleet.make(['apply-prod'], {
      failing: terraform,
      state: 'google_storage_bucket.results\ngoogle_storage_bucket.more',
    })
    fleet.edit(file('prod'), ', third: {}', '')
    expect(codes(await fleet.hubloom('build'))).toEqual([])
    fleet.edit(file('prod'), ', more: {}', '')
    expect((await fleet.hubloom('build')).err).toMatch(/would-destroy-data\]: google_storage_bucket.more of reef\/prod/)
    // an apply that comes through leaves nothing of it
    fleet.edit(file('prod'), 'results: {}', 'results: {}, more: { delete: true }')
    await fleet.hubloom('build')
    fleet.make(['apply-prod'])
    expect(readdirSync(join(fleet.root, 'dist/reef/prod/applied')).sort()).toEqual([
      'files.cksum',
      'installed.txt',
      'main.tf.json',
    ])
    fleet.edit(file('prod'), ', more: { delete: true }', '')
    expect(codes(await fleet.hubloom('build'))).toEqual([])
  })
  it('is what it was where an apply is declined', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    fleet.make(['apply'])
    fleet.edit(file('prod'), 'results: {}', 'results: {}, more: {}')
    await fleet.hubloom('build')
    fleet.make(['apply-prod'], { failing: 'terraform -chdir=prod apply', state: 'google_storage_bucket.results' })
    fleet.edit(file('prod'), ', more: {}', '')
    expect(codes(await fleet.hubloom('build'))).toEqual([])
  })
  it('is kept by a destroy that fails', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    fleet.make(['apply-prod'])
    for (const failing of ['terraform -chdir=prod plan -destroy', 'helm uninstall', 'terraform -chdir=prod destroy']) {
      expect(fleet.make(['destroy-prod', 'CONFIRM=prod'], { failing }).status).not.toBe(0)
      expect(fleet.has('dist/reef/prod/applied/main.tf.json')).toBe(true)
    }
  })
})

describe('the guards', () => {
  it('say nothing of what was never applied: a rename, a smaller disk, samples that are deleted', async () => {
    const fleet = new FleetFolder(['prod', 'sample'])
    await fleet.hubloom('build')
    renameSync(join(fleet.root, file('prod')), join(fleet.root, file('main')))
    fleet.edit(file('main'), '500Gi', '100Gi')
    fleet.remove(file('sample'))
    const built = await fleet.hubloom('build')
    expect([built.code, built.err]).toEqual([0, ''])
    expect(['cluster', 'main', 'prod', 'sample'].filter((name) => fleet.has(`dist/reef/${name}`))).toEqual([
      'cluster',
      'main',
    ])
  })
  it('refuse to forget what was never destroyed, and let it go then', async () => {
    const fleet = new FleetFolder(['prod', 'staging'])
    await fleet.hubloom('build')
    fleet.make(['apply'])
    fleet.remove(file('prod'))
    for (const command of ['build', 'check']) {
      const refused = await fleet.hubloom(command)
      expect([refused.code, codes(refused)]).toEqual([1, ['still-applied', ...codes(refused).slice(1)]])
      expect(refused.err).toContain(`${file('prod')}:1:1: error[still-applied]: reef/prod was applied`)
    }
    expect(fleet.read('dist/reef/Makefile')).toContain('destroy-prod:')
    expect(fleet.make(['destroy-prod', 'CONFIRM=prod']).status).toBe(0)
    expect((await fleet.hubloom('build')).code).toBe(0)
    expect(fleet.has('dist/reef/prod')).toBe(false)
  })
})

describe('what is no longer written', () => {
  const DASK = `${HUB.replace('NAME', 'prod')}dask: true\n`
  const begin = async (hub: string): Promise<FleetFolder> => {
    const fleet = new FleetFolder()
    fleet.write(file('prod'), hub)
    expect((await fleet.hubloom('build')).code).toBe(0)
    expect(fleet.make(['apply']).status).toBe(0)
    return fleet
  }
  it('is told by the build, shown by the plan, and removed by the apply: exactly that, once', async () => {
    const fleet = await begin(DASK)
    fleet.edit(file('prod'), 'dask: true\n', '')
    const built = await fleet.hubloom('build')
    expect(codes(built)).toContain('would-remove')
    const planned = fleet.make(['plan-prod'])
    expect(planned.out).toMatch(/No longer written.*\n(.*\n)*Release reef-prod dask-gateway\n/)
    expect(planned.log.filter((line) => /delete|uninstall/.test(line))).toEqual([])
    const { status, log, out } = fleet.make(['apply-prod'])
    expect(status).toBe(0)
    expect(out).toContain('No longer written')
    const removed = log.filter((line) => /delete|uninstall/.test(line))
    expect(removed[0]).toBe('helm uninstall dask-gateway --namespace reef-prod --ignore-not-found --wait')
    expect(removed.slice(1)).toContain(
      'kubectl delete NetworkPolicy.networking.k8s.io --namespace reef-prod --selector hubloom/part=reef.prod ' +
        '--field-selector metadata.name=dask-gateway --timeout 15m',
    )
    expect(removed.slice(1).every((line) => /--selector hubloom\/part=reef\.prod .*=dask-/.test(line))).toBe(true)
    expect(fleet.record()).toBe(fleet.read('dist/reef/prod/installed.txt'))
    expect(fleet.make(['apply-prod']).log.filter((line) => /delete|uninstall/.test(line))).toEqual([])
    expect(codes(await fleet.hubloom('build'))).not.toContain('would-remove')
  })
  it('is an extra service that the inputs no longer say', async () => {
    const service = 'services: { board: { image: "quay.io/example/board:1", port: 8080 } }\n'
    const fleet = await begin(`${HUB.replace('NAME', 'prod')}${service}`)
    fleet.edit(file('prod'), service, '')
    expect((await fleet.hubloom('build')).err).toMatch(/warning\[would-remove\].*Deployment `[a-z-]*board`/)
    expect(fleet.make(['apply-prod']).log.join('\n')).toMatch(
      /kubectl delete Deployment\.apps --namespace reef-prod --selector hubloom\/part=reef\.prod .*name=[a-z-]*board/,
    )
  })
  it('is removed by a later apply where one stopped half-way', async () => {
    const fleet = await begin(HUB.replace('NAME', 'prod'))
    fleet.write(file('prod'), DASK)
    await fleet.hubloom('build')
    expect(fleet.make(['apply-prod'], { failing: 'helm upgrade --install dask' }).status).not.toBe(0)
    fleet.write(file('prod'), HUB.replace('NAME', 'prod'))
    await fleet.hubloom('build')
    const { log } = fleet.make(['apply-prod'])
    expect(log).toContain('helm uninstall dask-gateway --namespace reef-prod --ignore-not-found --wait')
  })
  it('stays while it holds data and nobody says the word', async () => {
    const fleet = await begin(HUB.replace('NAME', 'prod'))
    fleet.write(file('prod'), `${HUB.replace('NAME', 'prod')}namespace: reef\n`)
    expect(codes(await fleet.hubloom('build'))).toContain('would-remove')
    const removals = (words: string[]): string[] =>
      fleet.make(words).log.filter((line) => /delete|uninstall/.test(line) && / reef-prod|=reef-prod/.test(line))
    const kept = /Namespace|PersistentVolume|uninstall reef-prod /
    const first = removals(['apply-prod'])
    expect(first.length).toBeGreaterThan(0)
    expect(first.filter((line) => kept.test(line))).toEqual([])
    expect(fleet.record()).toMatch(/^Namespace - reef-prod data$/m)
    expect(removals(['apply-prod', 'PRUNE_DATA=no'])).toEqual([])
    const all = removals(['apply-prod', 'PRUNE_DATA=yes'])
    expect(all.some((line) => line.startsWith('helm uninstall reef-prod --namespace reef-prod'))).toBe(true)
    expect(all.some((line) => line.startsWith('kubectl delete Namespace '))).toBe(true)
    expect(fleet.record()).toBe(fleet.read('dist/reef/prod/installed.txt'))
  })
  it('is destroyed with its folder, though its data was kept', async () => {
    const fleet = await begin(HUB.replace('NAME', 'prod'))
    fleet.write(file('prod'), `${HUB.replace('NAME', 'prod')}namespace: reef\n`)
    await fleet.hubloom('build')
    fleet.make(['apply-prod'])
    const { log } = fleet.make(['destroy-prod', 'CONFIRM=prod'])
    expect(log.some((line) => /^kubectl delete Namespace .*metadata\.name=reef-prod/.test(line))).toBe(true)
  })
})

it('production asks for staging first, until that was applied as it is written', async () => {
  const fleet = new FleetFolder(['prod', 'staging'])
  fleet.edit(file('staging'), /$/, 'purpose: staging\n')
  expect((await fleet.hubloom('build')).err).toBe('')
  const asks = (): boolean => fleet.make(['apply-prod']).out.includes('make apply-staging tries there')
  expect(asks()).toBe(true)
  fleet.make(['apply-staging'])
  expect(asks()).toBe(false)
  fleet.edit(file('staging'), /$/, 'named-servers: 2\n')
  await fleet.hubloom('build')
  expect(asks()).toBe(true)
})

describe('remove', () => {
  const next = ({ out }: Run): string =>
    /^next {2}\d\. .*\n((?: {11}.*\n)*)/m.exec(out)![1]!.trim().replace(/\n +/g, '\n')
  it('leads, step by step, to a hub of which nothing is left', async () => {
    const fleet = new FleetFolder(['prod', 'staging'])
    fleet.edit(file('prod'), 'home: { disk: 500Gi }', 'home:\n  disk: 500Gi # what we could pay')
    await fleet.hubloom('build')
    fleet.make(['apply'])

    const first = await fleet.hubloom('remove', 'reef/prod')
    expect([first.code, first.err]).toEqual([0, ''])
    expect(first.out).toMatch(/^wrote into communities\/reef\/hubs\/prod\.yaml: home: \{ delete: true \}; buckets: /)
    expect(fleet.read(file('prod'))).toContain('home:\n  delete: true\n  disk: 500Gi # what we could pay\n')
    expect(next(first)).toBe('npx hubloom build && make -C dist/reef apply-prod')
    // what was said once is not written again
    const text = fleet.read(file('prod'))
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toBe(next(first))
    expect(fleet.read(file('prod'))).toBe(text)

    expect((await fleet.hubloom('build')).code).toBe(0)
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toBe(next(first))
    fleet.make(['apply-prod'])
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toBe('make -C dist/reef destroy-prod CONFIRM=prod')
    fleet.make(['destroy-prod', 'CONFIRM=prod'])
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toBe(
      'rm communities/reef/hubs/prod.yaml\nnpx hubloom build',
    )
    fleet.remove(file('prod'))
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toBe('npx hubloom build')
    expect((await fleet.hubloom('build')).code).toBe(0)
    expect(await fleet.hubloom('remove', 'reef/prod')).toMatchObject({
      code: 2,
      err: expect.stringContaining('nothing of reef/prod is left'),
    })
  })
  it('asks for the file back where it went too early, and goes on without it where nothing is protected', async () => {
    const fleet = new FleetFolder(['prod', 'staging'])
    await fleet.hubloom('build')
    fleet.make(['apply'])
    const text = fleet.read(file('prod'))
    fleet.remove(file('prod'))
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toContain(`git checkout HEAD -- ${file('prod')}`)
    fleet.write(file('prod'), text)
    await fleet.hubloom('remove', 'reef/prod')
    await fleet.hubloom('build')
    fleet.make(['apply-prod'])
    fleet.remove(file('prod'))
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toBe('make -C dist/reef destroy-prod CONFIRM=prod')
  })
  it('says what to write where a file cannot be edited', async () => {
    const fleet = new FleetFolder()
    fleet.edit(file('prod'), 'home: { disk: 500Gi }', 'home: &home { disk: 500Gi }')
    fleet.edit(file('prod'), 'buckets: { results: {} }', 'buckets: { results: &r {}, more: *r }')
    await fleet.hubloom('build')
    fleet.make(['apply'])
    const text = fleet.read(file('prod'))
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toContain(
      `in ${file('prod')}: buckets: { more: { delete: true } }`,
    )
    expect(fleet.read(file('prod'))).toBe(text)
  })
  it('of a cluster waits for its hubs', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    fleet.make(['apply'])
    expect(next(await fleet.hubloom('remove', 'reef/cluster'))).toBe('npx hubloom remove reef/prod')
    expect(fleet.read('communities/reef/cluster.yaml')).toBe(CLUSTER)
  })
  it('of a hub waits for those that have its folders', async () => {
    const fleet = new FleetFolder(['prod', 'staging'])
    fleet.edit(file('staging'), /$/, 'folders: { theirs: { from: prod/shared } }\n')
    await fleet.hubloom('build')
    fleet.make(['apply'])
    expect(next(await fleet.hubloom('remove', 'reef/prod'))).toContain('npx hubloom remove reef/staging')
  })
  it('of what was never applied is to remove the file, unless it was applied by other means', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    const { out } = await fleet.hubloom('remove', 'reef/prod')
    expect(out).toMatch(/^ +rm communities\/reef\/hubs\/prod\.yaml$/m)
    expect(out.match(/^\w+(?= +\d)/gm)).toEqual(['skip', 'skip', 'skip', 'skip', 'next'])
    expect(out).toContain('the steps marked `skip` are not needed')
    expect(out).toContain('make -C dist/reef record-prod')
  })
  it("of a tenant's hub leaves its namespace and volumes to the cluster's owner", async () => {
    const fleet = new FleetFolder([])
    fleet.edit('communities/reef/cluster.yaml', /$/, 'tenancy: shared\n')
    fleet.write('communities/kelp/community.yaml', COMMUNITY.replace('  profile', '  cluster: reef\n  profile'))
    fleet.write('communities/kelp/hubs/prod.yaml', HUB.replace('NAME', 'kelp'))
    expect((await fleet.hubloom('build')).code).toBe(0)
    const { out } = await fleet.hubloom('remove', 'kelp/prod')
    expect(out).toContain('destroy it: releases, disks, buckets')
    expect(
      next({ out } as Run)
        .split('\n')
        .at(-1),
    ).toMatch(/^make -C dist\/reef apply-cluster PRUNE_DATA=yes /)
  })
  it('names the hub that was meant, where the community is left out', async () => {
    expect((await new FleetFolder().hubloom('remove', 'prod')).err).toContain('not prod: reef/prod')
  })
  it.each([['prod'], ['reef/prod/x'], ['reef/'], ['../reef/prod'], ['reef/nobody']])('refuses %s', async (word) => {
    expect((await new FleetFolder().hubloom('remove', word)).code).toBe(2)
  })
})

describe('rename', () => {
  it('is a new hub beside the old one, until that is removed', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    fleet.make(['apply'])
    expect((await fleet.hubloom('rename', 'reef/prod', 'main')).out).toMatch(/^next {2}1\. write/m)
    expect(fleet.has(file('main'))).toBe(false)
    const made = await fleet.hubloom('rename', 'reef/prod', 'main', '--domain', 'new.reef.example.org')
    expect([made.code, made.err]).toEqual([0, ''])
    expect(made.out).toMatch(/^next {2}2\. build and apply it beside the old one/m)
    expect(fleet.read(file('main'))).toBe(fleet.read(file('prod')).replace('prod.reef', 'new.reef'))
    expect((await fleet.hubloom('build')).code).toBe(0)
    fleet.make(['apply-main'])
    const move = (await fleet.hubloom('rename', 'reef/prod', 'main')).out
    expect(move).toContain('hub=reef-prod new_hub=reef-main')
    expect(move).toMatch(
      /scale deployment\/hub --replicas 0[^]*restic backup[^]*restic restore[^]*gs:\/\/reef-lab-reef-prod-results/,
    )
    // from the old hub's namespace into the new one's, by the name of the old one
    const [save, fetch] = [...move.matchAll(/sed "s#OF-HUB#\$hub#" \| kubectl (.*) apply/g)].map(([, to]) => to)
    expect([save, fetch]).toEqual([
      '--context "${OLD:?}" --namespace "$hub"',
      '--context "${NEW:?}" --namespace "${new_hub:-$hub}"',
    ])
    expect(move).toContain('npx hubloom remove reef/prod')
    fleet.make(['destroy-prod', 'CONFIRM=prod'])
    fleet.remove(file('prod'))
    expect((await fleet.hubloom('build')).code).toBe(0)
    expect((await fleet.hubloom('rename', 'reef/prod', 'main')).out).toMatch(
      /^next {2}4\. nothing is left of the old one/m,
    )
  })
  it('leaves what was there before the hub to the old one, and removal says how it is kept', async () => {
    const fleet = new FleetFolder()
    const taking = HUB.replace('NAME', 'prod')
      .replace('disk: 500Gi', 'disk: 500Gi, existing: projects/reef-lab/zones/us-central1-a/disks/old')
      .replace('results: {}', 'results: { existing: reef-results }')
    fleet.write(file('prod'), taking)
    expect((await fleet.hubloom('build')).code).toBe(0)
    fleet.make(['apply'])
    const made = await fleet.hubloom('rename', 'reef/prod', 'main', '--domain', 'new.reef.example.org')
    expect(made.out).toContain('and without `buckets.results.existing`, `home.existing`')
    expect(fleet.read(file('main'))).toBe(HUB.replace('NAME', 'new'))
    expect((await fleet.hubloom('build')).code).toBe(0)
    expect((await fleet.hubloom('remove', 'reef/prod')).out).toContain('`reef-results`, `projects/reef-lab')
  })
  it('of what was never applied is a file of another name', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    expect((await fleet.hubloom('rename', 'reef/prod', 'main')).out).toContain(
      `git mv ${file('prod')} ${file('main')} && npx hubloom build`,
    )
  })
  it('writes no file with which the fleet would have errors', async () => {
    const fleet = new FleetFolder()
    await fleet.hubloom('build')
    fleet.make(['apply'])
    const refused = await fleet.hubloom('rename', 'reef/prod', 'main', '--domain', 'prod.reef.example.org')
    expect([refused.code, codes(refused)]).toEqual([1, ['duplicate-domain']])
    expect(fleet.has(file('main'))).toBe(false)
    expect((await fleet.hubloom('rename', 'reef/cluster', 'main')).code).toBe(2)
  })
})

it('no sequence of edits, builds, applies and destructions removes a folder that has a record', async () => {
  const names = ['ant', 'bee']
  const steps: Record<string, (fleet: FleetFolder, hub: string) => unknown> = {
    write: (fleet, hub) => fleet.write(file(hub), HUB.replace('NAME', hub)),
    dask: (fleet, hub) => fleet.write(file(hub), `${HUB.replace('NAME', hub)}dask: true\n`),
    remove: (fleet, hub) => fleet.remove(file(hub)),
    build: (fleet) => fleet.hubloom('build'),
    apply: (fleet, hub) => fleet.make([`apply-${hub}`]),
    'stopped apply': (fleet, hub) => fleet.make([`apply-${hub}`], { failing: 'helm upgrade', state: 'a.b' }),
    destroy: (fleet, hub) => fleet.make([`destroy-${hub}`, `CONFIRM=${hub}`]),
  }
  const step = fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.constantFrom(...names))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (sequence) => {
      const fleet = new FleetFolder(names)
      await fleet.hubloom('build')
      for (const [name, hub] of sequence) {
        const recorded = names.filter((each) => fleet.has(`dist/reef/${each}/applied`))
        await steps[name]!(fleet, hub)
        for (const each of recorded.filter((other) => name !== 'destroy' || other !== hub)) {
          expect(fleet.has(`dist/reef/${each}/applied/main.tf.json`)).toBe(true)
          expect(fleet.has(`dist/reef/${each}/main.tf.json`)).toBe(true)
          expect(fleet.read('dist/reef/Makefile')).toContain(`\ndestroy-${each}:`)
        }
      }
    }),
    { numRuns: sampled([...Array(15).keys()], 4).length },
  )
}, 120_000)
