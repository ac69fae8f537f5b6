/**
 * The texts of a bundle that people read: what they say, that their commands run, and that no text from an input
 * becomes more than text.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { BundleDocs, ClusterDocs, HubDocs, PartDocs } from '../lib/readme/types.ts'
import { renderBundleReadme, renderFleetReadme, renderMakefile } from '../lib/readme/index.ts'
import type { Release } from '../lib/print/helm.ts'
import { clouds } from '../lib/clouds/index.ts'
import { clusterName } from '../lib/clouds/gcp/names.ts'
import type { CloudName } from '../lib/clouds/index.ts'
import { md } from '../lib/print/markdown.ts'
import { sh, type Shell } from '../lib/print/shell.ts'
import { cluster } from './services/cluster/fixture.ts'
import { NASTY, pageShape, shellBlocks } from './hostile.ts'

const folder = mkdtempSync(join(tmpdir(), 'docs-'))
afterAll(() => rmSync(folder, { recursive: true }))

const release = (service: string, more: Partial<Release> = {}): Release => ({
  service,
  name: service,
  namespace: 'polar-prod',
  chart: service,
  repository: 'https://charts.example.org',
  version: '1.2.3',
  values: {},
  purpose: `the ${service}`,
  ...more,
})
const access = {
  community: 'polar',
  name: 'polar',
  cloud: 'AWS',
  region: 'us-west-2',
  account: '000000000000',
  kubernetes: '1.35',
  prerequisites: md`The AWS CLI.`,
  signIn: [sh`aws sso login`],
  credentials: [sh`aws eks update-kubeconfig --name polar`],
  context: 'arn:aws:eks:us-west-2:000000000000:cluster/polar',
  copyBucket: (from: string, to: Shell) => sh`aws s3 sync ${from} ${to}`,
  dataByHand: md`take \`prevent_destroy\` out`,
}
const part = (name: string, more: Partial<PartDocs> = {}): PartDocs => ({
  folder: name,
  hasManifests: true,
  hasCustomResources: false,
  releases: [],
  secrets: [],
  disks: [],
  takenOver: [],
  imports: [{ address: 'aws_s3_bucket.scratch', id: sh`polar-scratch` }],
  state: { where: md`in the folder itself`, onThisMachine: true, settings: 'communities/polar/cluster.yaml' },
  protected: [],
  ...more,
})
const clusterDocs: ClusterDocs = {
  ...part('cluster', {
    hasCustomResources: true,
    releases: [
      release('calico', { chart: 'tigera-operator', definitionsByHand: true, endsWithCluster: true }),
      release('cert-manager', { namespace: 'cert-manager' }),
      release('prometheus', { namespace: 'monitoring' }),
      release('grafana', { namespace: 'monitoring', repository: 'oci://ghcr.io/example' }),
    ],
    secrets: [
      {
        name: 'grafana-admin',
        namespace: 'monitoring',
        why: 'to sign in',
        keys: [
          { key: 'admin-user', from: 'ask', what: "the first admin's name" },
          { key: 'admin-password', from: 'random', what: 'password' },
        ],
      },
    ],
    protected: [{ what: 'the cluster', setting: 'protect: false', file: 'communities/polar/cluster.yaml' }],
  }),
  access,
  preflight: [{ test: sh`aws iam get-role --role-name admins`, advice: 'Make the role.' }],
  beforeApply: [sh`aws eks update-nodegroup-config`],
  tenancy: 'dedicated',
  pools: [
    { name: 'core', machine: 'r5.large', min: 2, max: 5, usdPerHour: 0.126, spot: false, hubs: [] },
    { name: 'dask', machine: 'r5.4xlarge', min: 0, max: 9, usdPerHour: 1.008, spot: true, hubs: [] },
  ],
  core: [{ what: 'pods', asked: '41', each: '22', machines: 2 }],
  disks: [
    { what: 'metrics', gib: 100 },
    { what: 'Grafana', gib: 10 },
  ],
  tenants: [],
  tenantNamespaces: [],
  domains: [
    { domain: 'grafana.polar.example.org', what: 'Grafana', address: { namespace: 'ingress', service: 'traefik' } },
  ],
  check: [sh`kubectl get nodes`],
  checkServices: [md`Grafana shows the metrics.`],
  upgrade: md`Raise \`kubernetes.version\`.`,
  destroy: md`Look for disks that are left.`,
  byHand: md`- Kubernetes: \`version\`.`,
}
const hub = (name: string, more: Partial<HubDocs> = {}): HubDocs => ({
  enter: [],
  moreDomains: [],
  existing: [],
  ...part(name, {
    releases: [release('home-nfs', { terraformOutput: 'helm_values_home_nfs' }), release('jupyterhub')],
    secrets: [
      {
        name: 'hub-auth',
        namespace: 'polar-prod',
        why: 'to sign in',
        keys: [
          { key: 'client-id', from: 'ask', what: 'client id' },
          { key: 'client.secret', from: 'ask', what: 'client secret' },
        ],
      },
      {
        name: 'registry',
        namespace: 'polar-prod',
        type: 'kubernetes.io/dockerconfigjson',
        why: 'private images',
        keys: [{ key: '.dockerconfigjson', from: 'ask', what: 'registry' }],
      },
    ],
    state: { where: md`in the S3 bucket`, place: 'polar-state', settings: 'communities/polar/cluster.yaml' },
    protected: [{ what: 'the homes', setting: 'home.delete: true', file: `communities/polar/hubs/${name}.yaml` }],
  }),
  disks: [{ what: "the hub's database", gib: 1 }],
  name,
  title: 'Polar Data Lab',
  domain: 'hub.polar.example.org',
  purpose: 'production',
  namespace: 'polar-prod',
  access,
  signIn: 'GitHub',
  callbackUrl: 'https://hub.polar.example.org/hub/oauth_callback',
  address: { namespace: 'ingress', service: 'traefik' },
  home: { kind: 'disk', personal: 'folder', gib: 500, quotaGib: 10, snapshots: 7 },
  buckets: [{ url: 's3://polar-scratch', expiresDays: 7 }],
  worldNames: ['polar-scratch'],
  edits: [md`- Who may sign in: \`hub.config\`.`],
  restore: { homes: [md`From a copy.`], database: [md`From its copy.`] },
  moving: [
    { stop: [sh`kubectl --context "$OLD" scale deployment/hub --replicas 0 --namespace "$hub"`] },
    { copy: { what: md`Homes:`, commands: [sh`copy "$OLD" "$NEW" "$hub"`] } },
  ],
  ...more,
})
const bundle: BundleDocs = {
  community: { name: 'polar', title: 'Polar Data Lab', url: 'https://polar.example.org' },
  cluster: clusterDocs,
  hubs: [hub('prod'), hub('staging')],
  events: [],
  prices: { source: 'the public list', dated: 'July 2026' },
  leaving: { quotas: [], images: [], uses: [], atWork: [], priceSources: [], through: [], borrowed: [] },
}
const { cluster: _cluster, ...tenant } = bundle

describe('README of a bundle', () => {
  const text = renderBundleReadme(bundle)
  it('has all parts of a runbook, in order', () => {
    expect([...text.matchAll(/^##+ (.*)$/gm)].map(([, title]) => title)).toEqual([
      'What is here',
      'What you fill in',
      'Set up',
      '1. Tools and sign-in',
      '2. Terraform',
      '3. Credentials for kubectl and helm',
      '4. What the cluster runs',
      '5. The hub `prod`',
      '6. The hub `staging`',
      '7. DNS',
      'Check that it works',
      'Change and upgrade',
      'Without hubloom',
      'What it costs to leave running',
      'State of Terraform',
      'Move the state',
      'Destroy',
      'Leave',
    ])
  })
  it.each([
    ['each callback address', '`https://hub.polar.example.org/hub/oauth_callback`'],
    ['a random secret', '--from-literal=admin-password="$(openssl rand -hex 32)"'],
    ['an asked one, typed unseen', "read -rs -p 'client secret: ' value2; echo"],
    [
      'what Terraform knows, kept before it is used',
      'values="$(terraform -chdir=prod output -json helm_values_home_nfs)" && printf \'%s\\n\' "$values" | ' +
        'helm upgrade --install home-nfs home-nfs --repo https://charts.example.org --version 1.2.3 --namespace ' +
        'polar-prod --values prod/home-nfs.values.yaml --values - --wait',
    ],
    ['a chart of an OCI registry', 'helm upgrade --install grafana oci://ghcr.io/example/grafana --version 1.2.3'],
    ['the price of what is always on', 'about **184 USD a month**'],
    ['when the prices are from', 'July 2026'],
    [
      'the disks',
      "metrics 100 GiB, Grafana 10 GiB, homes of prod 500 GiB, the hub's database of prod 1 GiB, homes of " +
        "staging 500 GiB, the hub's database of staging 1 GiB",
    ],
    [
      'what refuses to be destroyed',
      '| `prod/` | the homes | `home.delete: true` in `communities/polar/hubs/prod.yaml` |',
    ],
    ['where the state is', '- `prod/`, `staging/`: in the S3 bucket `polar-state`.'],
    [
      'what Helm does not upgrade',
      'helm show crds tigera-operator --repo https://charts.example.org --version 1.2.3 | kubectl apply ' +
        '--server-side --force-conflicts -f -',
    ],
    ['the lock file', '`.terraform.lock.hcl`: commit it'],
  ])('tells %s', (_what, words) => expect(text).toContain(words))

  it('applies custom resources after the releases that define them', () => {
    expect(text.indexOf('cluster/kubernetes.yaml')).toBeLessThan(text.indexOf('helm upgrade --install cert-manager'))
    expect(text.indexOf('helm upgrade --install cert-manager')).toBeLessThan(
      text.indexOf('cluster/custom-resources.yaml'),
    )
  })
  it('has only shell that bash can read', () => {
    const all = [...shellBlocks(text), ...shellBlocks(renderBundleReadme(tenant))]
    expect(all.length).toBeGreaterThan(10)
    for (const block of all) expect(execFileSync('bash', ['-n'], { input: block, encoding: 'utf8' })).toBe('')
  })
  it('makes a Secret of what is typed, whatever that is, and none where nothing is', () => {
    const block = shellBlocks(text).find((body) => body.includes('create secret generic hub-auth'))!
    // the stub kubectl shows its arguments, one a line
    const type = (typed: string[]) =>
      spawnSync('bash', ['-c', `kubectl() { printf '%s\\n' "$@"; }\n${block}`], {
        encoding: 'utf8',
        input: `${typed.join('\n')}\n`,
      })
    const typed = ['$(touch x) "\'', 'a`b\\c d']
    const { stdout, stderr } = type(typed)
    expect(stderr).toBe('')
    expect(stdout).toContain(`--from-literal=client-id=${typed[0]}\n`)
    expect(stdout).toContain(`--from-literal=client.secret=${typed[1]}\n`)
    expect(type(['an id', '']).stdout).not.toContain('--from-literal')
    expect(type(['an id', '']).stderr).toContain('nothing was typed')
  })
  it.each(['hub-auth', 'registry'])('makes the Secret %s when its block is pasted into a terminal', (name) => {
    const block = shellBlocks(text).find((body) => body.includes(`create secret generic ${name}`))!
    const answers = name === 'hub-auth' ? ['an id', 'a secret'] : ['quay.io', 'ada', 'a secret']
    const { stdout, stderr } = spawnSync('python3', ['test/paste.py', JSON.stringify({ block, answers })], {
      encoding: 'utf8',
    })
    expect(stderr).toBe('')
    const made = stdout.replace(/\r/g, '')
    if (name === 'hub-auth') {
      expect(made).toContain('<--from-literal=client-id=an id>')
      expect(made).toContain('<--from-literal=client.secret=a secret>')
    } else expect(made).toContain(`{"auth":"${Buffer.from('ada:a secret').toString('base64')}"}}}>`)
    expect(made).toContain('STILL HERE')
  })
  it('tells hubs of one title apart', () => {
    for (const name of ['prod', 'staging']) {
      expect(text).toContain(
        `| Polar Data Lab (\`${name}/\`) | GitHub | \`https://hub.polar.example.org/hub/oauth_callback\` |`,
      )
      expect(text).toContain(`| \`hub.polar.example.org\` | Polar Data Lab (\`${name}/\`) |`)
    }
  })
  it('says what services say of themselves, where one sees that all works', () =>
    expect(text.slice(text.indexOf('## Check'), text.indexOf('## Change'))).toContain('Grafana shows the metrics.'))
  it('has the edits for whoever has no settings any more', () => {
    expect(text).toContain(
      'While hubloom writes this folder, change those, not the files here; afterwards, see [Without ' +
        'hubloom](#without-hubloom).',
    )
    const section = text.slice(text.indexOf('### Without hubloom'), text.indexOf('## What it costs'))
    expect(section).toContain(clusterDocs.byHand.source)
    expect(section).toContain(access.dataByHand.source)
    expect(section).toContain('values.yaml')
  })
  it('says how a Secret is changed', () =>
    expect(text).toContain('kubectl delete secret <name> --namespace <namespace>'))
  it('says nothing twice', () => {
    const sentences = text
      .replace(/```[\s\S]*?```/g, '')
      .split('\n')
      .filter((line) => !/^[|#`-]/.test(line))
      .flatMap((line) => line.split(/(?<=[.:]) /))
      .map((words) => words.replace(/[.:]$/, ''))
      .filter((words) => words.length > 25)
    expect(
      sentences.filter(
        (words, i) =>
          sentences.indexOf(words) !== i &&
          !words.startsWith('The releases, in this order') &&
          !words.startsWith('The Secret'),
      ),
    ).toEqual([])
  })
  it('says of an owner who else depends on the cluster', () => {
    const shared = renderBundleReadme({ ...bundle, cluster: { ...clusterDocs, tenants: ['river/north'] } })
    expect(shared.slice(shared.indexOf('## Destroy'), shared.indexOf('## Leave'))).toContain('`river/north`')
  })
  it('of a tenant says whose the machines are', () => {
    const own = renderBundleReadme(tenant)
    expect(own).toContain('Each hub; its cluster is there already.')
    expect(own).toContain('shared cluster')
    expect(
      renderBundleReadme({
        ...tenant,
        hubs: tenant.hubs.map((each) => ({ ...each, access: { ...access, community: 'commons' } })),
      }),
    ).toContain('Ask `commons` to apply their `cluster/` first')
    expect(own).not.toContain('to apply their')
    expect(own).not.toContain('-chdir=cluster')
  })
})

describe('Makefile', () => {
  const stubs = (failing = '', of = bundle): NodeJS.ProcessEnv => {
    for (const tool of ['terraform', 'kubectl', 'helm', 'aws']) {
      writeFileSync(
        join(folder, tool),
        `#!/bin/bash
echo "${tool} $*" >> "${join(folder, 'log')}"
${failing ? `case "${tool} $*" in "${failing}"*) exit 3 ;; esac` : ''}
case "${tool} $*" in "kubectl config current-context") echo "\${CURRENT-arn:aws:eks:us-west-2:000000000000:cluster/polar}" ;; *" output "*) echo '{"a":1}' ;; "kubectl get \${LEFT-none} "*) echo other-hub something ;; esac
case "${tool} $*" in "aws sts "*) echo "\${CALLER-}" ;; esac
[ "${tool}" != helm ] || [ -t 0 ] || cat >> "${join(folder, 'log')}"
`,
      )
      chmodSync(join(folder, tool), 0o755)
    }
    writeFileSync(join(folder, 'Makefile'), renderMakefile(of))
    for (const name of ['cluster', 'prod', 'staging']) {
      rmSync(join(folder, name), { recursive: true, force: true })
      mkdirSync(join(folder, name))
      for (const file of ['main.tf.json', 'installed.txt', 'kubernetes.yaml'])
        writeFileSync(join(folder, name, file), '')
    }
    writeFileSync(join(folder, 'log'), '')
    return { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}` }
  }
  const run = (words: string[], more: NodeJS.ProcessEnv = {}, { failing = '', of = bundle } = {}) => {
    // at level 1 bash takes a socket on its input for a remote shell, and reads start-up files (bash(1), INVOCATION)
    const env = { ...stubs(failing, of), ...more, SHLVL: '2' }
    const { status, stdout, stderr } = spawnSync('make', ['-C', folder, '--no-print-directory', ...words], {
      encoding: 'utf8',
      env,
      input: '',
    })
    return { status, stdout, stderr, log: readFileSync(join(folder, 'log'), 'utf8').trim().split('\n') }
  }
  const targets = [...renderMakefile(bundle).matchAll(/^([a-z0-9-]+):/gm)].map(([, name]) => name!)

  it('lists every target with what it does, when asked for nothing', () => {
    const { stdout, status } = run([])
    expect(status).toBe(0)
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(targets)
    expect(targets).toEqual(
      expect.arrayContaining([
        'plan',
        'apply',
        'diff',
        'destroy',
        'credentials',
        'secrets-check',
        'apply-prod',
        'plan-cluster',
        'destroy-staging',
      ]),
    )
  })
  it.each(targets)('%s is a recipe that make can read', (target) => {
    const { status, stderr } = run(['-n', target, 'CONFIRM=polar'])
    expect(stderr).toBe('')
    expect(status).toBe(0)
  })
  it('makes a hub in order: Terraform, objects, Secrets, releases with what Terraform knows', () => {
    const { status, log } = run(['apply-prod'])
    expect(status).toBe(0)
    const order = [
      'terraform -chdir=prod apply',
      'kubectl apply --server-side -f prod/kubernetes.yaml',
      'kubectl get secret hub-auth',
      'helm upgrade --install home-nfs',
      '{"a":1}',
      'helm upgrade --install jupyterhub',
    ]
    const found = order.map((start) => log.findIndex((line) => line.startsWith(start)))
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expect(found.every((place) => place >= 0)).toBe(true)
  })
  it.each([
    ['the role', 'arn:aws:sts::000000000000:assumed-role/hub-admins/ada', true],
    ['a user', 'arn:aws:iam::000000000000:user/staff/grace', true],
    ['another role', 'arn:aws:sts::000000000000:assumed-role/hub-admins-not/ada', false],
  ])('makes a cluster for an admin of it and for nobody else: %s', (_who, caller, may) => {
    const admins = ['arn:aws:iam::000000000000:role/ops/hub-admins', 'arn:aws:iam::000000000000:user/grace']
    const { isAdmin } = clouds.aws.runbook(cluster({ admins }))
    const own = { ...bundle, cluster: { ...clusterDocs, access: { ...access, isAdmin: isAdmin! } } }
    const { status, stderr, log } = run(['apply-cluster'], { CALLER: caller }, { of: own })
    expect(status === 0, stderr).toBe(may)
    expect(stderr.includes('You are not signed in as one of `admins:`')).toBe(!may)
    expect(log.some((line) => line.startsWith('terraform'))).toBe(may)
  })
  it('makes the cluster first, and its custom resources last', () => {
    const { log } = run(['apply'])
    expect(log.findIndex((line) => line.startsWith('terraform -chdir=cluster'))).toBeLessThan(
      log.findIndex((line) => line.startsWith('terraform -chdir=prod')),
    )
    expect(log.findIndex((line) => line.includes('install grafana'))).toBeLessThan(
      log.findIndex((line) => line.includes('cluster/custom-resources.yaml')),
    )
  })
  it('stops before the releases where a Secret is missing, and says which', () => {
    const { status, stdout, log } = run(['kubernetes-prod'], {}, { failing: 'kubectl get secret hub-auth' })
    expect(status).not.toBe(0)
    expect(stdout).toContain('missing: Secret hub-auth in namespace polar-prod')
    expect(log.some((line) => line.startsWith('helm'))).toBe(false)
  })
  it('never installs a release without the values that Terraform did not give', () => {
    const { status, log } = run(['kubernetes-prod'], {}, { failing: 'terraform -chdir=prod output' })
    expect(status).not.toBe(0)
    expect(log.some((line) => line.startsWith('helm'))).toBe(false)
  })
  it('touches no other cluster than its own', () => {
    const others = [
      'somebody-elses',
      'polar',
      'arn:aws:eks:us-west-2:000000000000:cluster/polar-2',
      'arn:aws:eks:us-east-1:000000000000:cluster/polar',
      'gke_polar_us-west-2_other',
      '',
    ]
    for (const CURRENT of others) {
      for (const target of ['kubernetes-prod', 'diff-cluster', 'destroy-prod', 'destroy-cluster', 'secrets-check']) {
        const { status, stderr, log } = run([target, `CONFIRM=${target.replace('destroy-', '')}`], { CURRENT })
        expect(status, target).not.toBe(0)
        expect(stderr).toContain(
          `kubectl is set to ${CURRENT}, another cluster than arn:aws:eks:us-west-2:000000000000:cluster/polar.`,
        )
        expect(log.every((line) => line === 'kubectl config current-context')).toBe(true)
      }
    }
  })
  it('takes another name of its own cluster only when told so, word for word', () => {
    expect(run(['kubernetes-prod', 'CONTEXT=renamed'], { CURRENT: 'renamed' }).status).toBe(0)
    expect(run(['secrets-check', 'CONTEXT=renamed'], { CURRENT: 'renamed' }).status).toBe(0)
    expect(run(['kubernetes-prod', 'CONTEXT=renamed'], { CURRENT: 'renamed-2' }).status).not.toBe(0)
    // what another program left in the environment says nothing
    expect(run(['kubernetes-prod'], { CURRENT: 'renamed', CONTEXT: 'renamed' }).status).not.toBe(0)
    expect(run(['kubernetes-prod'], { CONTEXT: 'renamed' }).status).toBe(0)
  })
  it('removes the cluster only when no hub has disks or addresses there, and once its own are gone', () => {
    const { status, log } = run(['destroy-cluster', 'CONFIRM=cluster'])
    expect(status).toBe(0)
    const order = [
      'kubectl config current-context',
      'terraform -chdir=cluster plan -destroy',
      'kubectl get persistentvolumeclaims',
      'kubectl get services',
      'helm uninstall',
      'kubectl delete --ignore-not-found -f cluster/kubernetes.yaml',
      'kubectl wait --for=delete persistentvolumes --all',
      'terraform -chdir=cluster destroy',
    ]
    const found = order.map((start) => log.findIndex((line) => line.startsWith(start)))
    expect(
      found.every((place) => place >= 0),
      JSON.stringify(found),
    ).toBe(true)
    expect(found).toEqual([...found].sort((a, b) => a - b))
    for (const kind of ['persistentvolumeclaims', 'services']) {
      const refused = run(['destroy-cluster', 'CONFIRM=cluster'], { LEFT: kind })
      expect(refused.status, kind).not.toBe(0)
      expect(refused.stderr).toContain('Destroy the hubs')
      expect(refused.log.some((line) => /uninstall|delete| destroy$/.test(line))).toBe(false)
      // to see nothing because one may not look is no reason to go on
      expect(
        run(['destroy-cluster', 'CONFIRM=cluster'], {}, { failing: `kubectl get ${kind}` }).log.some((line) =>
          /uninstall|delete| destroy$/.test(line),
        ),
        kind,
      ).toBe(false)
    }
  })
  it('deletes nothing across all namespaces', () =>
    expect(`${renderMakefile(bundle)}${renderBundleReadme(bundle)}`).not.toMatch(
      /kubectl\)? delete .*--all-namespaces/,
    ))
  it.each([
    ['destroy-prod', ''],
    ['destroy-prod', 'CONFIRM=staging'],
    ['destroy', 'CONFIRM=yes'],
    ['destroy', 'CONFIRM=prod'],
  ])('%s does nothing with "%s"', (target, word) => {
    const { status, log } = run([target, ...(word ? [word] : [])])
    expect(status).not.toBe(0)
    expect(log.filter((line) => line && line !== 'kubectl config current-context')).toEqual([])
  })
  it('asks Terraform before it removes anything, and removes hubs before the cluster', () => {
    const refused = run(['destroy-prod', 'CONFIRM=prod'], {}, { failing: 'terraform -chdir=prod plan -destroy' })
    expect(refused.status).not.toBe(0)
    expect(refused.log.some((line) => /uninstall|delete/.test(line))).toBe(false)
    const { status, log } = run(['destroy', 'CONFIRM=polar'])
    expect(status).toBe(0)
    expect(log.filter((line) => line.startsWith('terraform') && line.endsWith(' destroy'))).toEqual(
      ['staging', 'prod', 'cluster'].map((name) => `terraform -chdir=${name} destroy`),
    )
    expect(
      log
        .filter((line) => line.startsWith('helm uninstall'))
        .slice(-3)
        .map((line) => line.split(' ')[2]),
    ).toEqual(['grafana', 'prometheus', 'cert-manager'])
    // it ends with the cluster: uninstalled first, it would wait for itself
    expect(log.join('\n')).not.toContain('uninstall calico')
  })
  it('asks the cloud for what an apply takes for granted, and goes no further without it', () => {
    const { status, log } = run(['apply-cluster'])
    expect(status).toBe(0)
    const found = ['aws iam get-role', 'aws eks update-nodegroup-config', 'terraform -chdir=cluster apply'].map(
      (start) => log.findIndex((line) => line.startsWith(start)),
    )
    expect(found).toEqual([...found].sort((a, b) => a - b))
    expect(found[0]).toBeGreaterThanOrEqual(0)
    const refused = run(['apply-cluster'], {}, { failing: 'aws iam get-role' })
    expect(refused.status).not.toBe(0)
    expect(refused.stderr).toContain('Make the role.')
    expect(refused.log.some((line) => line.startsWith('terraform'))).toBe(false)
    expect(run(['apply-prod']).log.join('\n')).not.toContain('get-role')
  })
  it('takes a difference for an answer, not for a failure, and a failure for one', () => {
    expect(run(['diff-prod']).status).toBe(0)
    expect(run(['diff-prod'], {}, { failing: 'kubectl diff' }).status).not.toBe(0)
  })
  it('works with another Terraform', () => {
    expect(run(['-n', 'plan-prod', 'TERRAFORM=tofu']).stdout).toContain('tofu -chdir=prod plan')
  })
})

describe("the name that a cloud's tools give to a cluster in kubectl's configuration", () => {
  it.each<[CloudName, string, string, string, string]>([
    ['gcp', 'us-central1', 'commons-hubs', 'commons', 'gke_commons-hubs_us-central1_commons'],
    [
      'gcp',
      'us-central1',
      'commons-hubs',
      '7commons',
      `gke_commons-hubs_us-central1_${clusterName(cluster({}, { name: '7commons' }))}`,
    ],
    ['aws', 'us-west-2', '000000000000', 'polar', 'arn:aws:eks:us-west-2:000000000000:cluster/polar'],
    ['aws', 'us-gov-west-1', '000000000000', 'polar', 'arn:aws-us-gov:eks:us-gov-west-1:000000000000:cluster/polar'],
    ['aws', 'cn-north-1', '000000000000', 'polar', 'arn:aws-cn:eks:cn-north-1:000000000000:cluster/polar'],
    ['azure', 'westeurope', '22222222-2222-2222-2222-222222222222', 'atlas', 'atlas'],
  ])('%s, %s', (cloud, region, account, name, expected) => {
    const book = clouds[cloud].runbook(cluster({ cloud, region, account }, { cloud, region, account, name }))
    expect(book.context).toBe(expected)
    expect(book.destroy?.source).not.toMatch(/kubectl delete|Hubs first|each hub first/)
    expect(String(book.copyBucket('OLD', sh`NEW`))).toMatch(/ OLD NEW/)
    expect(book.byHand.data.source).toContain('prevent_destroy')
  })
})

describe('text from an input', () => {
  it('does not change how many rows, sections and blocks a page has', () => {
    const with_ = (words: string): BundleDocs => ({
      ...bundle,
      community: { ...bundle.community, title: words },
      hubs: [
        hub('prod', {
          title: words,
          signIn: words,
          purpose: words,
          buckets: [{ url: words }],
          secrets: [{ name: 's', namespace: 'n', why: words, keys: [{ key: 'k', from: 'ask', what: words }] }],
        }),
      ],
    })
    for (const words of NASTY) {
      const text = renderBundleReadme(with_(words))
      expect(pageShape(text), words).toEqual(pageShape(renderBundleReadme(with_('plain'))))
      for (const block of shellBlocks(text))
        expect(execFileSync('bash', ['-n'], { input: block, encoding: 'utf8' })).toBe('')
    }
  })
})

describe('README of the fleet', () => {
  const row = { name: 'core', machine: 'r5.large', min: 1, max: 5, usdPerHour: 0.1, spot: false, hubs: [] }
  it('shows communities, hubs and clusters, and counts what is overridden', () => {
    const text = renderFleetReadme({
      portability: [],
      communities: [{ name: 'polar', title: 'Polar | Lab', hosts: ['reef'], borrowed: 1 }],
      hubs: [
        {
          community: 'polar',
          name: 'prod',
          title: 'Polar',
          domain: 'hub.polar.example.org',
          purpose: 'production',
          profiles: ['geoscience', 'gpu'],
          cluster: 'polar',
          cloud: 'AWS',
          overrides: 2,
        },
      ],
      clusters: [
        {
          community: 'polar',
          name: 'polar',
          cloud: 'AWS',
          region: 'us-west-2',
          tenancy: 'dedicated',
          pools: [row, { ...row, name: 'dask', spot: true }],
          hubs: 1,
          overrides: 1,
        },
      ],
    })
    expect(text).toContain('1 community, 1 hub, 1 cluster, 3 values set through `overrides`.')
    expect(text).toContain('| [polar](polar/README.md) | Polar \\| Lab | 1 | yes |')
    expect(text).toContain(
      '| `polar/prod` | Polar | [hub.polar.example.org](<https://hub.polar.example.org>) | production | ' +
        'geoscience, gpu | polar | AWS | 2 |',
    )
    expect(text).toContain('`core`: r5.large, 1 to 5<br>`dask`: r5.large, 1 to 5, spot')
  })
})
