/**
 * LEAVING.md of every bundle, and of a community with all settings on each cloud: its commands are shell, and what it
 * lists is what the bundle holds.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Manifest } from '../lib/print/kubernetes.ts'
import { CLOUDS, everything } from './clouds/everything.ts'
import { manifestFaults } from './services/manifests.ts'
import { compileFolder, fleet, outputTexts } from './fleet.ts'

/** Of each community, its page and its other files. */
const bundlesOf = (texts: ReadonlyMap<string, string>): (readonly [string, ReadonlyMap<string, string>])[] =>
  [...texts.keys()]
    .filter((path) => path.endsWith('/LEAVING.md'))
    .map((path) => {
      const community = path.split('/')[0]!
      const own = [...texts].filter(([name]) => name.startsWith(`${community}/`))
      return [community, new Map(own.map(([name, text]) => [name.slice(community.length + 1), text]))] as const
    })

const bundles = [
  ...bundlesOf(outputTexts(fleet())),
  ...CLOUDS.flatMap((cloud) =>
    (['open', 'closed'] as const).flatMap((how) =>
      bundlesOf(outputTexts(everything(cloud, how))).map(
        ([name, files]) => [`${name} on ${cloud}, ${how}`, files] as const,
      ),
    ),
  ),
]
const blocks = (page: string): string[] => [...page.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block]) => block!)
const section = (page: string, title: string): string =>
  page.split(/^## /m).find((text) => text.startsWith(`${title}\n`)) ?? ''

describe.each(bundles)('LEAVING.md of %s', (_name, files) => {
  const page = files.get('LEAVING.md')!
  const yaml = [...files].filter(([path]) => path.endsWith('.yaml')).map(([, text]) => text)

  it('has only shell that bash can read', () => {
    expect(blocks(page).length).toBeGreaterThan(3)
    for (const block of blocks(page)) {
      const { stderr, status } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' })
      expect([stderr, status], block).toEqual(['', 0])
    }
  })
  it('lists every Secret that README makes', () => {
    const made = [
      ...files.get('README.md')!.matchAll(/kubectl create secret generic (\S+) --namespace ([a-z0-9-]+)(?![^\n`]*`)/g),
    ]
    const listed = section(page, 'Secrets')
    expect(
      made
        .filter(([, name, namespace]) => !listed.includes(`| \`${namespace}\` | \`${name}\` |`))
        .map(([line]) => line),
    ).toEqual([])
  })
  it('lists every image that values and objects name, and no other', () => {
    const listed = [...section(page, 'Images').matchAll(/^\| `([^`]+)` \|/gm)].map(([, image]) => image!)
    const named = yaml.flatMap((text) =>
      [...text.matchAll(/^ *-? *image: "?([a-z0-9.-]+\.[a-z0-9.-]+\/[^\s"{}]+:[^\s"{}]+)"?$/gm)].map(
        ([, image]) => image!,
      ),
    )
    expect(named.filter((image) => !listed.includes(image))).toEqual([])
    const parts = (image: string): string[] => /^(.*?)(?::([^:/]+))?$/.exec(image)!.slice(1).filter(Boolean)
    expect(listed.filter((image) => !yaml.some((text) => parts(image).every((word) => text.includes(word))))).toEqual(
      [],
    )
  })
  it('has sections in this order, and says nothing twice', () => {
    expect([...page.matchAll(/^## (.*)$/gm)].map(([, title]) => title)).toEqual([
      'What would stop',
      'What to have',
      'Secrets',
      'Sign-in and names',
      'Images',
      'Data',
      'What it costs a month',
      'The way',
    ])
    const sentences = page
      .replace(/```[\s\S]*?```/g, '')
      .split('\n')
      .filter((line) => !/^[|#`-]/.test(line))
      .flatMap((line) => line.split(/(?<=[.:]) /))
      .filter((words) => words.length > 25)
    expect(sentences.filter((words, i) => sentences.indexOf(words) !== i)).toEqual([])
  })
})

describe('LEAVING.md', () => {
  const pages = new Map(bundles.map(([name, files]) => [name, files.get('LEAVING.md')!]))

  it('tells an owner who else depends on the cluster', () => {
    expect(pages.get('commons')).toContain('of other communities run on the cluster and depend on whoever runs it:')
    expect(pages.get('polar-lab')).not.toContain('depend')
  })
  it('tells a tenant what is not theirs, and the way out in order', () => {
    const page = section(pages.get('river-college')!, 'The way')
    const order = [
      'To `commons` belong',
      '1. Ask `commons` for three things',
      '2. Copy this folder',
      '3. Name your account',
      'grep -rnF -e commons-hubs -e commons cluster east harbor',
      '4. Make the cluster',
      'kubectl config rename-context gke_commons-hubs_us-central1_commons old',
      '5. Copy.',
      'OLD=old',
      'create secret generic move-homes',
      'restic backup .',
      'a copy of each hub',
      'scale deployment/hub --replicas 0 --namespace "$hub"',
      '6. Point DNS',
    ]
    const found = order.map((words) => page.indexOf(words))
    expect(
      found.every((place) => place > 0),
      JSON.stringify(found),
    ).toBe(true)
    expect(found).toEqual([...found].sort((a, b) => a - b))
  })
  it('says quotas in figures, by the names of each cloud', () => {
    expect(pages.get('polar-lab')).toMatch(/^\| Running On-Demand G and VT instances \(L-DB2E81BA\) \| \d+ \|$/m)
    expect(pages.get('delta-hydrology')).toMatch(/^\| N2\\_CPUS \| \d+ \|$/m)
    expect(pages.get('genome-atlas')).toMatch(/^\| standardESv5Family \| \d+ \|$/m)
    expect(pages.get('genome-atlas')).toMatch(/^\| cores \| \d+ \|$/m)
  })
  it('adds up what the use costs that it states', () => {
    // fifty people, ten at once, nine to a machine of 0.252 USD an hour: two machines, 168 hours; nobody at staging
    expect(pages.get('polar-lab')).toContain('| r5.xlarge | `prod/` | 2 | 0 | 85 |')
    expect(Math.round(2 * 0.252 * 8 * 21)).toBe(85)
  })
  it('counts machines of a pool for all hubs together, and those that are always on once', () => {
    // 160 people and two spare places, 55 to a machine: three, of which one is always on
    expect(pages.get('meadow-stats')).toContain('| Standard\\_E4s\\_v5 | `r/` | 3 | 1 | 85 |')
    // 140 at 1/51 and 20 at 1/67 of a machine: 3.04; of another's cluster, none is always on
    const folders = ['east', 'harbor', 'hillside', 'north', 'south', 'west'].map((name) => `\`${name}/\``).join(', ')
    expect(pages.get('river-college')).toContain(`| n2-highmem-4 | ${folders} | 4 | 0 | 176 |`)
    expect(Math.round(4 * 0.262 * 8 * 21)).toBe(176)
    expect(pages.get('commons')).toContain('| n2-highmem-4 | `api/`, `binder/`, `demo/` | 1 | 1 | 0 |')
  })
  it.each([
    // gp3 at 0.08, Cloud NAT of three machines and an address, pd-balanced at 0.10, a Premium SSD has no price here
    ['polar-lab', ['the load balancer | 16', 'the disk of homes of prod/, 5600 GiB | 448', 'about **850 USD']],
    ['delta-hydrology', ['the network address translation | 6', 'the disk of homes of prod/, 3000 GiB | 300']],
    ['genome-atlas', ['2 load balancers | 26', 'homes of prod/, 3000 GiB | not known here', 'more than **413 USD']],
    [
      'river-college',
      ['homes of east/, 250 GiB | 25', 'before core machines and a load balancer', 'for us-central1, 2023'],
    ],
  ])('says what is there whether anybody comes or not, in %s', (name, words) => {
    const page = section(pages.get(name)!, 'What it costs a month')
    expect(words.filter((each) => !page.includes(each))).toEqual([])
  })
  it('adds to what it says together', () => {
    for (const page of pages.values()) {
      const [text, together] = [section(page, 'What it costs a month'), /\*\*(\d+) USD a month\*\*/]
      const figures = [...text.matchAll(/\| (\d+) \|$/gm)].map(([, usd]) => Number(usd))
      const sum = figures.reduce((all, usd) => all + usd, 0)
      expect(sum).toBe(Number(together.exec(text)![1]))
    }
  })
})

/** The version of restic that is at hand, as a number: 17 is 0.17. */
const restic = Number(
  /restic 0\.([0-9]+)/.exec(spawnSync('restic', ['version'], { encoding: 'utf8' }).stdout ?? '')?.[1],
)

const words = ['', ' (second pass from anew: restic before 0.18)', ' (NOT RUN: no restic)']
const RESTIC_WORDS = words[Number(!(restic >= 18)) + Number(!(restic > 0))]

describe(`the Jobs that copy homes${RESTIC_WORDS}`, () => {
  const page = bundles.find(([name]) => name === 'polar-lab')![1].get('LEAVING.md')!
  const jobs = jobsOf(page)

  it('are objects that Kubernetes takes', () => {
    expect(jobs).toHaveLength(2)
    for (const job of jobs) expect(manifestFaults(job)).toEqual([])
  })
  it.runIf(restic > 0)('keep owners, rights, times, links, holes and any name, in one pass and in the next', () => {
    const [save, fetch] = jobs.map((job) => inPlaceOf(job.spec as JobSpec))
    const script = `
      set -e
      cd "$(mktemp -d)"; mkdir from to; top=$PWD
      export RESTIC_REPOSITORY=$top/bucket RESTIC_PASSWORD=secret HUB=polar-lab-prod RESTIC_CACHE_DIR=$top/cache
      pass() { (cd from && ${save}) >out 2>&1 || cat out; (cd to && ${fetch}) >out 2>&1 || cat out; }
      list() { (cd "$1" && find . -mindepth 1 -printf '%p %y %m %U:%G %Ts %n %l %s\\n' | sort); }
      sums() { (cd "$1" && find . -type f -print0 | sort -z | xargs -0 md5sum); }
      same() { diff <(list from) <(list to); diff <(sums from) <(sums to); }
      mkdir -p from/ada/.config from/ada/empty from/_shared from/zoë/'Dateien ä 日本' from/ben
      echo x > from/ada/.config/secret; chmod 600 from/ada/.config/secret
      printf '#!/bin/sh' > from/ada/run; touch -d 2020-01-02 from/ada/run
      ln -s ../_shared from/ada/shared; ln -s /nowhere from/ada/dangling; ln from/ada/run from/ada/hard
      ln -s '../zoë/Dateien ä 日本' from/ben/'link mit ü'; mkfifo from/ben/fifo
      echo 'a b' > "from/ada/sp ace \\$(id)"; echo nl > from/ben/$'new\\nline'; echo 1 > from/ben/$'latin \\xe9'
      truncate -s 50M from/ben/sparse; chmod 2775 from/_shared
      test "$(id -u)" != 0 || chown -hR 1000:100 from/ada
      chmod 4755 from/ada/run
      pass; same
      test ${Number(restic >= 18)} = 0 || test "$(du -k to/ben/sparse | cut -f1)" -lt 1000
      echo more >> from/ada/run; echo new > from/ada/new; rm -r from/zoë from/ada/dangling from/ada/shared from/ben/fifo
      mkdir from/ada/dangling; echo f > from/ada/shared; rmdir from/ada/empty; ln -s /etc from/ada/empty
      ${restic >= 18 ? 'mkdir to/ben/stale' : '# links that are there are errors before 0.17\n      rm -rf to; mkdir to'}
      echo z > to/only-here; test ${Number(restic >= 18)} = 1 || rm to/only-here
      pass; same; echo same
    `
    expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' })).toBe('same\n')
  })
})

const jobsOf = (page: string): Manifest[] =>
  [...page.matchAll(/<<'END'\n([\s\S]*?)\nEND\n/g)]
    .flatMap(([, text]) => parseAllDocuments(text!))
    .map((document) => document.toJS() as Manifest)
    .filter(({ kind }) => kind === 'Job')

describe('the Jobs of every bundle run where they are put:', () => {
  const all = bundles.filter(([, files]) => jobsOf(files.get('LEAVING.md')!).length > 0)

  it.each(all)('%s', (_name, files) => {
    const page = files.get('LEAVING.md')!
    const loops = [
      ...page.matchAll(/^for hub in (.*); do\n {2}kubectl --context "\${OLD:\?}" .* delete job\/move-homes/gm),
    ]
    const namespaces = loops.flatMap(([, names]) => names!.split(' '))
    const objects = [...files]
      .filter(([path]) => path.endsWith('/kubernetes.yaml'))
      .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as Manifest))
    const inNamespace = (kind: string, namespace: string): Manifest[] =>
      objects.filter((each) => each.kind === kind && each.metadata.namespace === namespace)
    expect(namespaces.length).toBeGreaterThan(0)
    for (const namespace of namespaces) {
      const space = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace)
      // a tenant's namespace is its owner's to write
      if (space) expect(space.metadata.labels).not.toHaveProperty(['pod-security.kubernetes.io/enforce'], 'restricted')
      expect(inNamespace('PersistentVolumeClaim', namespace).map(({ metadata }) => metadata.name)).toContain('home')
      const policies = inNamespace('NetworkPolicy', namespace).map(({ spec }) => spec as PolicySpec)
      const ofAll = policies.filter(({ podSelector }) => Object.keys(podSelector).length === 0)
      expect(ofAll.flatMap(({ policyTypes }) => policyTypes)).not.toContain('Egress')
      expect(page).toMatch(new RegExp(`for hub in .*\\b${namespace}\\b.*\\n.* create secret generic move-homes `))
    }
    const machines = files.get('cluster/main.tf.json')
    for (const { spec } of jobsOf(page)) {
      const { nodeSelector, containers, volumes, ...rest } = (spec as { template: { spec: PodSpec } }).template.spec
      for (const [label, value] of machines ? Object.entries(nodeSelector) : [])
        expect(machines).toContain(`"${label}": "${value}"`)
      // the baseline level: no share of the machine, nothing privileged
      expect(Object.keys(rest).sort()).toEqual(['automountServiceAccountToken', 'restartPolicy', 'tolerations'])
      expect(volumes.flatMap((each) => Object.keys(each))).not.toContain('hostPath')
      // a quota on requests refuses pods without any
      for (const { securityContext, resources } of containers) {
        expect(securityContext).toBeUndefined()
        expect(Object.keys(resources.requests)).toEqual(['cpu', 'memory'])
      }
    }
  })
})

describe('the lines that run them', () => {
  const page = bundles.find(([name]) => name === 'polar-lab')![1].get('LEAVING.md')!
  const block = blocks(page).find((each) => each.includes('restic backup'))!
  /** What a kubectl is told that finds each Job with this condition, and what the lines say. */
  const run = (condition: string, before: string): string => {
    const kubectl = `kubectl() {
      case "$*" in
        *'get job/'*) echo ${condition} ;;
        *' apply '*) echo "$* <-" $(grep -c 'value: .*polar-lab-[a-z]') ;;
        *) echo "$*" ;;
      esac
    }`
    const { stdout, stderr } = spawnSync('bash', ['-c', `${kubectl}\n${before}\n${block}`], { encoding: 'utf8' })
    return stdout + stderr
  }

  it('save at the old hub and fetch at the new one, one hub after the other', () => {
    const told = run('SuccessCriteriaMet Complete', 'OLD=old NEW=new')
    const applied = [...told.matchAll(/^--context (\w+) --namespace (\S+) apply .* <- (\d)$/gm)]
    expect(applied.map(([, ...words]) => words.join(' '))).toEqual([
      'old polar-lab-staging 1',
      'new polar-lab-staging 1',
      'old polar-lab-prod 1',
      'new polar-lab-prod 1',
    ])
    expect(told).not.toContain('not copied')
  })
  it('stop where a Job fails, before anything is fetched', () => {
    const told = run('FailureTarget Failed', 'OLD=old NEW=new')
    expect(told).toContain('--context old --namespace polar-lab-staging logs job/move-homes --tail 5\n')
    expect(told).toMatch(/polar-lab-staging: not copied\n$/)
    expect(told).not.toContain('--context new')
  })
  it('copy each bucket to the one that takes its place, though all lines are pasted at once', () => {
    const buckets = blocks(page).find((each) => each.includes('aws s3 sync'))!
    const script = `aws() { echo "$*"; }\n${buckets}`
    const told = spawnSync('bash', ['-c', script], { input: 's3://one\ns3://two\n', encoding: 'utf8' }).stdout
    expect(told).toBe(
      's3 sync s3://polar-lab-staging-persistent-000000000000 s3://one\n' +
        's3 sync s3://polar-lab-prod-persistent-000000000000 s3://two\n',
    )
    expect(spawnSync('bash', ['-c', script], { input: 's3://one\n', encoding: 'utf8' }).stdout).toBe('')
  })
  it('touch no cluster that is not named', () => {
    expect(run('Complete', 'OLD=old')).not.toContain('--context new')
    expect(run('Complete', 'OLD=old')).toContain('NEW: parameter null or not set')
  })
})

interface PolicySpec {
  podSelector: object
  policyTypes: string[]
}

interface PodSpec {
  nodeSelector: Record<string, string>
  containers: { securityContext?: object; resources: { requests: object } }[]
  volumes: object[]
}

interface JobSpec {
  template: { spec: { containers: { command: string[] }[] } }
}

/** What a Job runs, without what a restic older than that of its image does not know. */
function inPlaceOf({ template }: JobSpec): string {
  const command = template.spec.containers[0]!.command[2]!
  return restic >= 18 ? command : command.replace(/ --delete.*/, '')
}

it('keeps text of inputs text', () => {
  const page = outputTexts(compileFolder('test/cases/hostile-text')).get('reef/LEAVING.md')!
  expect(page).toContain('# Leaving: Reef')
  expect(page).not.toContain('<script>')
  for (const block of blocks(page)) expect(spawnSync('bash', ['-n'], { input: block }).status).toBe(0)
})
