/**
 * The exit drill: each bundle alone in a folder, without hubloom, Node or this repository, set up by the commands of
 * its own README and by its own Makefile. Programs stand in for the clouds', for kubectl and helm (test/drill/): they
 * look whether what a step names is there or was made by an earlier step. Where a simulated AWS is at hand, the real
 * Terraform applies the roots. What is tried by stand-ins only is said.
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
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isTenant } from '../lib/plan/tenants.ts'
import { registry } from '../lib/registry.ts'
import { draftFor } from '../lib/replicate/index.ts'
import { NEW_WORLD, readWorld, writeWorld, type World } from './drill/world.ts'
import { mangled } from './drill/terraform.ts'
import { compileFolder, fleet, profiles, repository, writeFolder } from './fleet.ts'
import { sampled } from './sampled.ts'

const home = mkdtempSync(join(tmpdir(), 'hubloom-drill-'))
afterAll(() => rmSync(home, { recursive: true }))

const communities = readdirSync('dist').filter((name) => existsSync(join('dist', name, 'verify.sh')))
const STAND_INS = ['terraform', 'kubectl', 'helm', 'aws', 'gcloud', 'az', 'kubelogin', 'curl']
/** What any Linux or macOS has, and openssl and make, which the README asks for. */
const PROGRAMS = (
  'awk base64 basename bash cat chmod cksum comm cp cut date dirname echo env false find grep head id ls make mkdir ' +
  'mktemp mv openssl printf rm sed seq sh sha256sum sleep sort tail tee test touch tr true uname wc xargs'
).split(' ')

beforeAll(() => {
  const script = join(home, 'stand-in.cjs')
  buildSync({
    entryPoints: ['test/drill/stand-in.ts'],
    outfile: script,
    bundle: true,
    platform: 'node',
    banner: { js: `#!${process.execPath}` },
  })
  chmodSync(script, 0o755)
  mkdirSync(join(home, 'bin'))
  for (const name of STAND_INS) symlinkSync(script, join(home, 'bin', name))
  for (const name of PROGRAMS) {
    const path = spawnSync('bash', ['-c', `type -P ${name}`], { encoding: 'utf8' }).stdout.trim()
    if (path !== '') symlinkSync(path, join(home, 'bin', name))
  }
  writeFileSync(join(home, 'typed'), 'typed\n')
})

interface Outcome {
  status: number | null
  said: string
}

let number = 0
/** A bundle alone in a folder, and a world in which nothing of it is there. */
class Leaver {
  readonly folder = join(home, String(number++))
  readonly place: string
  /** `beside` is somebody whose world it is in. */
  constructor(community: string, beside?: Leaver, bundle = join('dist', community)) {
    this.place = beside?.place ?? `${this.folder}.world`
    cpSync(bundle, this.folder, {
      recursive: true,
      filter: (path) => !/\/(applied|\.terraform(\.lock\.hcl)?)$/.test(path),
    })
    writeWorld(this.place, beside ? { ...beside.world, others: [] } : NEW_WORLD)
  }
  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8')
  }
  edit(path: string, from: string | RegExp, to: string): void {
    expect(this.read(path)).toMatch(from)
    writeFileSync(join(this.folder, path), this.read(path).replace(from, to))
  }
  get world(): World {
    return readWorld(this.place)
  }
  get parts(): string[] {
    return readdirSync(this.folder).filter((name) => existsSync(join(this.folder, name, 'main.tf.json')))
  }
  get roots(): string[] {
    return this.parts.map((name) => this.read(`${name}/main.tf.json`))
  }
  /** The commands of the sections of its README from one heading up to another, a text for each block. */
  commands(from: string, until: string): string[] {
    const page = this.read('README.md')
    const [begin, end] = [page.search(new RegExp(`^${from}`, 'm')), page.search(new RegExp(`^${until}`, 'm'))]
    expect(begin, from).toBeGreaterThan(0)
    expect(end, until).toBeGreaterThan(begin)
    return [...page.slice(begin, end).matchAll(/^```bash\n([\s\S]*?)^```/gm)].map(([, block]) => block!)
  }
  /** Runs blocks in one shell, as a person types them, who answers each question with the path of a file. */
  run(blocks: readonly string[], env: Readonly<Record<string, string>> = {}): Outcome {
    const typed = join(home, 'typed')
    const script = blocks.map((block) => `{\n${block}} < <(for i in 1 2 3 4 5 6 7 8; do echo ${typed}; done)\n`)
    const { status, stdout, stderr } = spawnSync(
      join(home, 'bin/bash'),
      ['-c', ['set -euo pipefail', ...script].join('\n')],
      {
        cwd: this.folder,
        encoding: 'utf8',
        env: {
          PATH: join(home, 'bin'),
          HOME: home,
          DRILL_WORLD: this.place,
          DRILL_ROOT: `${this.parts[0]}/main.tf.json`,
          ...env,
        },
      },
    )
    return { status, said: `${stdout}${stderr}`.trim() }
  }
  /** By hand, command by command. */
  setUp(env: Readonly<Record<string, string>> = {}): Outcome {
    return this.run([...this.commands('## Set up', '## Check'), ...this.commands('## Check', '## Change')], env)
  }
  /** By `make apply`, which stops where a Secret is missing: made as the page says, it goes on. */
  apply(): Outcome {
    const [page, blocks] = [this.read('README.md'), this.commands('## Set up', '## Check')]
    const [, step] = /once step (\d) is done/.exec(page) ?? []
    const before = [
      ...blocks.slice(
        0,
        blocks.findIndex((block) => block.includes('terraform -chdir')),
      ),
      ...(step ? this.commands(`### ${step}\\.`, `### ${Number(step) + 1}\\.`) : []),
    ]
    const made = new Set<string>()
    let result = this.run([...before, 'make apply\n'])
    while (result.status !== 0) {
      const missing = [...result.said.matchAll(/missing: Secret (\S+) in namespace (\S+)/g)]
      const next = missing
        .flatMap(([, name, namespace]) => this.linesOf(name!, namespace!))
        .filter((each) => !made.has(each))
      if (next.length === 0) return result
      for (const block of next) made.add(block)
      result = this.run([...next, 'make apply\n'])
    }
    return result
  }
  /** The lines of its README that make a Secret. */
  linesOf(secret: string, namespace: string): string[] {
    const page = this.read('README.md')
      .split(/^The Secret /m)
      .slice(1)
    const blocks = page.flatMap((text) =>
      text.startsWith(`\`${secret}\``) ? (/```bash\n([\s\S]*?)```/.exec(text)?.[1] ?? []) : [],
    )
    const own = blocks.filter((block) => block.includes(namespace))
    return own.length > 0 ? own : blocks
  }
  /** What stands in the end. */
  get result(): object {
    const { objects, secrets, store, releases, roots } = this.world
    return {
      objects: [...new Set(objects)].sort(),
      secrets,
      store: [...store].sort(),
      releases,
      roots: Object.keys(roots).sort(),
    }
  }
}

const fine = { status: 0, said: expect.any(String) as string }
const hostsOf = (community: string): string[] => {
  const { hubs } = fleet().fleet
  return [
    ...new Set(
      hubs.filter((hub) => hub.community === community && isTenant(hub)).map(({ cluster }) => cluster.community),
    ),
  ]
}

describe.each(communities)('%s', (community) => {
  const hosts = hostsOf(community)
  /** In a world where those are set up whose clusters it needs. */
  const alone = new Leaver(community)

  test('is set up by the commands of its README, each of which finds what it names', () => {
    expect(alone.run(['node --version\n']).status).toBe(127)
    expect(alone.setUp()).toEqual(fine)
    expect(alone.world.failed).toEqual([])
    const { roots, releases } = alone.world
    expect(Object.keys(roots).sort()).toEqual(alone.parts.sort())
    const listed = alone.parts.flatMap((name) => JSON.parse(alone.read(`${name}/releases.json`)) as unknown[])
    expect(Object.keys(releases)).toHaveLength(listed.length)
  })

  test('needs of others what dist/README.md says', () => {
    const row = readFileSync('dist/README.md', 'utf8')
      .split('\n')
      .find((line) => line.startsWith(`| [${community}](`))!
    const said = row.split(' | ').at(-1)!
    const clusters = alone.world.others.flatMap((what) => /^the cluster (.*)/.exec(what)?.[1] ?? [])
    expect(/^yes\b/.test(said)).toBe(alone.world.others.length === 0)
    expect([...said.matchAll(/in place of (`[^;(]*`)/g)].flatMap(([, names]) => names!.match(/[\w-]+/g) ?? [])).toEqual(
      clusters,
    )
  })

  test.skipIf(hosts.length === 0)(`needs of them no more than their cluster/: ${hosts.join(', ') || 'nobody'}`, () => {
    for (const host of hosts) {
      const owner = new Leaver(host)
      expect(owner.setUp()).toEqual(fine)
      const tenant = new Leaver(community, owner)
      expect(tenant.setUp()).toEqual(fine)
      expect([tenant.world.failed, tenant.world.others]).toEqual([[], []])
    }
  })

  test('is the same by `make apply`, once the Secrets that it asks for are made', () => {
    const leaver = new Leaver(community)
    expect(leaver.apply()).toEqual(fine)
    expect(leaver.result).toEqual(alone.result)
  })
})

const PLACES = {
  gcp: { cloud: 'gcp', region: 'us-central1', account: 'hubs-123456' },
  aws: { cloud: 'aws', region: 'us-west-2', account: '222222222222' },
  azure: { cloud: 'azure', region: 'westeurope', account: '99999999-0000-0000-0000-000000000000' },
}
const replicas = communities.flatMap((community) => Object.values(PLACES).map((place) => ({ community, ...place })))

describe.each(sampled(replicas, 5))('$community, replicated to $cloud', (wish) => {
  test('is set up by the commands of its README, and needs nothing of others', () => {
    const shipped = new Map(profiles.map(([path, text]) => [`hubloom/${path}`, text]))
    const source = { inputs: repository, fleet: fleet().fleet, shipped, registry }
    const { draft, known } = draftFor(source, wish)
    const bundle = join(home, `${wish.community}-on-${wish.cloud}`)
    writeFolder(bundle, known.judge(draft.texts).outputs.get(wish.community)!)
    const leaver = new Leaver(wish.community, undefined, bundle)
    expect(leaver.setUp()).toEqual(fine)
    expect([leaver.world.failed, leaver.world.others]).toEqual([[], []])
  })
})

describe.each(['argocd', 'flux'])('with `deploy: %s`', (engine) => {
  const { outputs } = compileFolder(join('test/cases', `deploy-${engine}`))
  for (const [community, texts] of outputs) if (community !== '') writeFolder(join(home, engine, community), texts)
  const begun = (community: string, beside?: Leaver): Leaver =>
    new Leaver(community, beside, join(home, engine, community))
  const owner = begun('reef')

  test('a bundle is set up by the commands of its README: the engine finds what it reads', () => {
    expect(owner.setUp()).toEqual(fine)
    expect([owner.world.failed, owner.world.others]).toEqual([[], []])
    const listed = owner.parts.flatMap((name) => JSON.parse(owner.read(`${name}/releases.json`)) as unknown[])
    expect(Object.keys(owner.world.releases)).toHaveLength(listed.length)
    expect(owner.world.calls.some((call) => call.startsWith('helm'))).toBe(false)
    expect(JSON.parse(owner.read('prod/home-nfs.known.yaml'))).toBeDefined()
  })

  test('a tenant needs of the owner no more than their cluster/', () => {
    const host = begun('reef')
    expect(host.setUp()).toEqual(fine)
    const tenant = begun('tide', host)
    expect(tenant.setUp()).toEqual(fine)
    expect([tenant.world.failed, tenant.world.others]).toEqual([[], []])
  })

  test('`make apply` goes as far as the Secrets; the engine does the rest, or helm without it', () => {
    const byMake = begun('reef')
    expect(byMake.apply()).toEqual(fine)
    expect(byMake.world.releases).toEqual({})
    expect(byMake.run(['make deploy-cluster\n', 'make deploy-prod\n', 'make record\n'])).toEqual(fine)
    expect(byMake.result).toEqual(owner.result)
    const byHelm = begun('reef')
    expect(byHelm.apply()).toEqual(fine)
    expect(byHelm.run(['make kubernetes-cluster\n', 'make kubernetes-prod\n'])).toEqual(fine)
    expect(byHelm.world.releases).toEqual(owner.world.releases)
  })

  test('is told what is missing where nothing is applied, or what only Terraform knows is not committed', () => {
    const early = begun('reef')
    expect(early.run(['make known-values-prod\n'])).toEqual({
      status: 2,
      said: expect.stringMatching(/no helm_values_home_nfs for prod yet: make apply-prod first/) as string,
    })
    expect(existsSync(join(early.folder, 'prod/home-nfs.known.yaml'))).toBe(false)
    early.edit('README.md', /^values=.*\n/m, 'true\n')
    early.setUp()
    expect(early.world.failed.join('\n')).toMatch(/no file prod\/home-nfs\.known\.yaml/)
  })
})

describe('the drill fails', () => {
  const cases: readonly [what: string, change: (leaver: Leaver) => void, says: RegExp][] = [
    [
      'without a file',
      (it) => rmSync(join(it.folder, 'live/home-nfs.values.yaml')),
      /no file live\/home-nfs\.values\.yaml/,
    ],
    [
      'without the lines of a Secret',
      (it) => it.edit('README.md', /The Secret `grafana-admin`[\s\S]*?^```bash\n[\s\S]*?^```/m, ''),
      /no Secret monitoring\/grafana-admin/,
    ],
    [
      'where a Secret has another key',
      (it) => it.edit('README.md', '--from-literal=admin-user', '--from-literal=user'),
      /monitoring\/grafana-admin has no key admin-user/,
    ],
    [
      'where the store has another entry',
      (it) => it.edit('README.md', 'hub-auth/client-id', 'hub-auth/id'),
      /waits for .*hub-auth\/client-id/,
    ],
    [
      'without an output',
      (it) => it.edit('live/main.tf.json', '"helm_values_home_nfs"', '"another"'),
      /no output helm_values_home_nfs/,
    ],
    [
      'where a root is not applied',
      (it) => it.edit('README.md', 'terraform -chdir=live apply plan.tfplan\n', ''),
      /live tells no outputs/,
    ],
    [
      'where a release comes without what Terraform knows',
      (it) => it.edit('README.md', ' --values - ', ' '),
      /takes what Terraform knows/,
    ],
    [
      'where a chart is of another version',
      (it) => it.edit('README.md', '--version 4.4.0', '--version 4.3.0'),
      /another version of aurora-observatory-live/,
    ],
    ['without credentials', (it) => it.edit('README.md', /^aws eks update-kubeconfig.*\n/m, ''), /set to no cluster/],
    [
      'without a claim that is named',
      (it) => it.edit('live/jupyterhub.values.yaml', 'singleuser:\n', 'singleuser:\n  existingClaim: gone\n'),
      /no PersistentVolumeClaim gone/,
    ],
  ]
  test.each(cases)('%s', (_, change, says) => {
    const leaver = new Leaver('aurora-observatory')
    change(leaver)
    leaver.setUp()
    expect(leaver.world.failed.join('\n')).toMatch(says)
  })
  test('to find a namespace, a definition and the place of the state, which then are of others', () => {
    const leaver = new Leaver('aurora-observatory')
    leaver.edit('live/kubernetes.yaml', /^kind: Namespace$/m, 'kind: ConfigMap')
    leaver.edit('README.md', /^aws s3api create-bucket.*\n/m, '')
    leaver.edit('README.md', /^helm upgrade --install cert-manager .*\n/m, '')
    leaver.setUp()
    expect(leaver.world.others).toEqual(
      expect.arrayContaining([
        'the place of the state aurora-terraform-state',
        'the namespace aurora-observatory-live',
        'the release cert-manager',
      ]),
    )
  })
})

/** Applies real roots with the real Terraform to a simulated AWS, where it is at hand beside the repository. */
const TOOL = join('..', 'shared', 'tools', 'aws-apply')
const isWanted = process.env['LONG'] === '1'
const NOT_RUN = isWanted
  ? ' (NOT RUN: no simulated AWS here)'
  : ' (NOT RUN: left to LONG=1, since it takes six minutes a community)'
const isRun = isWanted && existsSync(TOOL)

describe.skipIf(!isRun)(
  `the real Terraform applies the README's roots at a simulated AWS${isRun ? '' : NOT_RUN}`,
  () => {
    const onAws = communities.filter((name) => {
      const [root] = new Leaver(name).roots
      return root !== undefined && 'aws' in (JSON.parse(root) as { provider: object }).provider
    })
    test.each(onAws)(
      '%s, and its releases get what it tells',
      (community) => {
        const leaver = new Leaver(community)
        const order = leaver
          .commands('## Set up', '## Check')
          .flatMap((block) => [...block.matchAll(/^terraform -chdir=(\S+) apply/gm)].map(([, root]) => root!))
        const roots = order.map((root) => join(leaver.folder, root))
        const { stdout, stderr, status } = spawnSync(TOOL, roots, {
          encoding: 'utf8',
          env: { ...process.env, KEEP: '1' },
        })
        expect([status, stdout + stderr]).toEqual([0, expect.stringContaining(' ok ')])
        const work = /^kept: (\S+)$/m.exec(stdout)![1]!
        try {
          const DRILL_STATES = `${work}/${mangled(`${leaver.folder}/`)}`
          const DRILL_TERRAFORM = spawnSync('bash', ['-c', 'type -P terraform'], { encoding: 'utf8' }).stdout.trim()
          expect(leaver.setUp({ DRILL_STATES, DRILL_TERRAFORM })).toEqual(fine)
          expect(leaver.world.failed).toEqual([])
        } finally {
          rmSync(work, { recursive: true, force: true })
        }
      },
      900_000,
    )
  },
)

test('what nobody can run here is said', () => {
  console.warn(
    'TRIED BY STAND-INS ONLY: applies at Google Cloud and Azure, and what kubectl, helm, Argo CD and Flux do in a ' +
      'cluster (test/drill/).',
  )
  expect(STAND_INS).toEqual(expect.arrayContaining(['kubectl', 'helm', 'gcloud', 'az']))
})
