/** What an operator's list of hubs and Terraform's variables say of a hub that is imported. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { afterAll, describe, expect, it } from 'vitest'
import { execute } from '../lib/cli/main.ts'
import { readTfvars } from '../lib/import/infrastructure/tfvars.ts'
import { NoValues } from '../lib/import/index.ts'
import { leavesOf, plain } from '../lib/import/source.ts'

const read = (text: string): unknown => plain(readTfvars('v.tfvars', text))

describe('variables of Terraform', () => {
  it('are literals of every kind, with the line of each', () => {
    const text = [
      '# of the cluster',
      'name = "a\\"b\\u00e9\\n" // its name',
      'seconds = 12 * 60 * 60',
      'share = -0.5',
      'on = true',
      'none = null',
      'list = ["a", 2, [],]',
      '/* two',
      'lines */ map = {',
      '  "scratch" : { delete_after : 7, },',
      '  other = { on = false }',
      '}',
      'text = <<-EOT',
      '    {',
      '      "a": 1',
      '    }',
      '  EOT',
      'last = 1',
    ].join('\n')
    expect(read(text)).toEqual({
      name: 'a"bé\n',
      seconds: 43_200,
      share: -0.5,
      on: true,
      none: null,
      list: ['a', 2, []],
      map: { scratch: { delete_after: 7 }, other: { on: false } },
      text: '{\n  "a": 1\n}\n',
      last: 1,
    })
    const lines = leavesOf(readTfvars('v.tfvars', text)).map(({ path, node }) => [path.join('.'), node.at.line])
    expect(lines).toContainEqual(['map.scratch.delete_after', 10])
    expect(lines).toContainEqual(['last', 18])
  })

  it.each([
    ['a = "x${var.b}"', /v\.tfvars:1: .*an expression in a string/],
    ['a = 1\nb = upper("x")', /v\.tfvars:2: .*a value begins here, not upper/],
    ['a = 1\na = 2', /v\.tfvars:2: .*`a` stands there twice/],
    ['a = { b = 1', /the end of the file/],
    ['a = [1 2]', /a list needs `,`/],
    ['a = "x\n"', /a string that does not end/],
    ['a = <<EOT\nx\n', /a heredoc without EOT/],
    ['{% for hub in hubs %}', /a variable begins here/],
    ['hub:\n  x: 1\n', /`hub` needs `=`/],
    [`a = ${'['.repeat(100)}`, /nested too deeply/],
    ['a = "\u0000"', /not a text/],
    [`a = "${'x'.repeat(2_000_000)}"`, /larger than 1024 kB/],
  ])('are refused with their line: %.40s', (text, message) => {
    expect(() => read(text)).toThrow(NoValues)
    expect(() => read(text)).toThrow(message)
  })
})

const LIST = `name: reef
provider: aws
aws: { account: 12345678901, region: us-west-2, key: enc-deployer.secret.json }
hubs:
- name: staging
  domain: staging.reef.example.org
  helm_chart: basehub
  helm_chart_values_files: [common.values.yaml, staging.values.yaml]
- name: prod
  display_name: Reef Lab
  domain: hub.reef.example.org
  helm_chart: basehub
  helm_chart_values_files: [common.values.yaml, enc-prod.secret.values.yaml, prod.values.yaml]
`
const COMMON = `jupyterhub:
  hub: { config: { JupyterHub: { authenticator_class: github }, GitHubOAuthenticator: { allowed_organizations: [reef] } } }
  singleuser:
    image: { name: quay.io/example/lab, tag: "1" }
    extraEnv: { SCRATCH_BUCKET: s3://reef-scratch/$(JUPYTERHUB_USER) }
jupyterhub-home-nfs:
  quotaEnforcer: { config: { QuotaManager: { hard_quota: 20 } } }
`
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: ['s3:GetObject'], Resource: ['arn:aws:s3:::archive', 'arn:aws:s3:::archive/*'] },
    { Effect: 'Allow', Action: ['s3:PutObject', 's3:CreateBucket'], Resource: 'arn:aws:s3:::results/*' },
  ],
})
const TFVARS = `region = "us-west-2"
cluster_name = "reef"
cluster_nodes_location = "us-west-2b"
user_buckets = {
  "scratch-staging" : { "delete_after" : 7 },
  "scratch" : { "delete_after" : 14, "tags" : { "hub" : "prod" } },
}
hub_cloud_permissions = {
  "staging" : { bucket_admin_access : ["scratch-staging"] },
  "prod" : {
    bucket_admin_access : ["scratch"],
    max_session_duration : 12 * 60 * 60,
    extra_iam_policy : <<-EOT
      ${POLICY}
    EOT
  },
}
ebs_volumes = {
  "prod" = { size = 300, type = "gp3", throughput = 250, name_suffix = "prod" }
}
default_tags = { "2i2c.org/cluster-name" : "reef", "cost centre" : "4711" }
budget_alerts = { "all" : { time_period : "MONTHLY", emails : ["it@reef.example.org"], max_cost : 500.5 } }
enable_nfs_backup = true
something_new = 1
`
const GCP = `prefix = "reef"
project_id = "reef-hubs"
region = "us-central1"
zone = "us-central1-c"
core_node_machine_type = "n2-highmem-4"
user_buckets = { "scratch" : { "delete_after" : 7, "extra_admin_members" : ["group:a@example.org"] } }
hub_cloud_permissions = { "prod" : { bucket_admin_access : ["scratch"] } }
persistent_disks = { "prod" = { size = 500, name_suffix = "prod", max_retention_days = 3 } }
notebook_nodes = {
  "n2-highmem-4" : { min : 0, max : 50, machine_type : "n2-highmem-4" },
  "n2-highmem-16" : { min : 1, max : 50, machine_type : "n2-highmem-16", zones : ["us-central1-c"] },
}
`

describe('hubloom import --cluster-file --tfvars', () => {
  const root = mkdtempSync(join(tmpdir(), 'hubloom-infrastructure-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const source = join(root, 'source')
  mkdirSync(source)
  const files = { 'cluster.yaml': LIST, 'common.values.yaml': COMMON, 'aws.tfvars': TFVARS, 'gcp.tfvars': GCP }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(source, name), text)
  writeFileSync(join(source, 'prod.values.yaml'), 'jupyterhub: { cull: { timeout: 7200 } }\n')
  const run = (fleet: string, ...words: string[]) => {
    mkdirSync(join(root, fleet), { recursive: true })
    return execute(['--root', join(root, fleet), 'import', ...words], {
      version: '1.2.3',
      profiles: resolve('profiles'),
    })
  }
  const names = ['--community', 'reef', '--hub', 'prod', '--contact', 'it@reef.example.org']
  const list = ['--cluster-file', join(source, 'cluster.yaml')]
  const yaml = (path: string): unknown => parse(readFileSync(join(root, path), 'utf8'))

  it('finds the values files, and writes where the cluster is, buckets, rights and the disk of homes', async () => {
    expect(await run('aws', ...list, '--tfvars', join(source, 'aws.tfvars'), ...names)).toMatchObject({ code: 0 })
    expect(yaml('aws/communities/reef/cluster.yaml')).toEqual({
      cloud: 'aws',
      region: 'us-west-2',
      // a number in YAML, which has lost its zero
      account: '012345678901',
      zones: ['us-west-2b', 'us-west-2a'],
      tags: { 'cost-centre': '4711' },
      budget: { monthly: '501 USD', alert: ['it@reef.example.org'] },
    })
    const hub = yaml('aws/communities/reef/hubs/prod.yaml') as Record<string, unknown>
    expect(hub).toMatchObject({
      title: 'Reef Lab',
      domain: 'hub.reef.example.org',
      cull: { idle: '2h' },
      home: { kind: 'disk', quota: '20Gi', disk: { size: '300Gi', kind: 'gp3', throughput: 250 } },
      buckets: { scratch: { existing: 'reef-scratch', expires: '14d' } },
      data: {
        read: { archive: 's3://archive' },
        write: { results: 's3://results' },
        credentials: '12h',
      },
    })
    expect(hub['variables']).toBeUndefined()
  })

  it('has a row for each leaf of them', () => {
    const report = readFileSync(join(root, 'aws/reef-prod-import.md'), 'utf8')
    const became = (leaf: string): string | undefined =>
      report.split('\n').find((line) => line.includes(`| \`${leaf}\` |`))
    expect(became('hubs[0].domain')).toContain('| not carried | of another hub |')
    expect(became('hubs[1].helm_chart_values_files[1]')).toContain('| secret, not carried |')
    expect(became('user_buckets.scratch.delete_after')).toContain('| setting | `buckets.scratch.expires` |')
    expect(became('hub_cloud_permissions.prod.extra_iam_policy')).toContain(
      '`data.read and data.write`, without `s3:CreateBucket`',
    )
    expect(became('jupyterhub.singleuser.extraEnv.SCRATCH_BUCKET')).toContain('`buckets.scratch.variable`')
    expect(became('something_new')).toContain('| not carried | no setting has it |')
    for (const leaf of leavesOf(readTfvars('v', TFVARS))) expect(report).toContain(`aws.tfvars:${leaf.node.at.line} |`)
  })

  it('names pools of which machines are always on, and the cloud by its variables', async () => {
    const values = join(source, 'common.values.yaml')
    expect(await run('gcp', values, '--tfvars', join(source, 'gcp.tfvars'), ...names)).toMatchObject({ code: 0 })
    expect(yaml('gcp/communities/reef/cluster.yaml')).toEqual({
      cloud: 'gcp',
      region: 'us-central1',
      account: 'reef-hubs',
      zones: ['us-central1-c'],
      core: { machine: 'n2-highmem-4' },
      machines: { max: 50 },
      pools: { 'n2-highmem-16': { machines: ['n2-highmem-16'], min: 1, max: 50, purpose: 'users' } },
    })
    expect(yaml('gcp/communities/reef/hubs/prod.yaml')).toMatchObject({
      buckets: { scratch: { existing: 'reef-scratch', writers: ['group:a@example.org'] } },
      home: { disk: '500Gi', backup: { keep: 3 } },
    })
    const program = { version: '1.2.3', profiles: resolve('profiles') }
    expect(await execute(['--root', join(root, 'gcp'), 'build'], program)).toMatchObject({ code: 0 })
  })

  it('leaves a cluster as it is that is there already', async () => {
    const staging = ['--community', 'reef', '--hub', 'staging', '--report', 'second.md']
    writeFileSync(join(source, 'staging.values.yaml'), 'jupyterhub: { cull: { timeout: 3600 } }\n')
    const before = readFileSync(join(root, 'aws/communities/reef/cluster.yaml'), 'utf8')
    expect(await run('aws', ...list, '--tfvars', join(source, 'aws.tfvars'), ...staging)).toMatchObject({ code: 0 })
    expect(readFileSync(join(root, 'aws/communities/reef/cluster.yaml'), 'utf8')).toBe(before)
    expect(readFileSync(join(root, 'aws/second.md'), 'utf8')).toMatch(
      /`cluster_nodes_location` \| not carried \| the cluster is there already/,
    )
  })

  it.each([
    [[...list, ...names.slice(0, 3), 'exam'], /there is no hub exam; --hub takes one of staging, prod/],
    [['--cluster-file', join(source, 'common.values.yaml'), ...names], /no list of hubs/],
    [['--tfvars', join(source, 'aws.tfvars'), '--account', '012345678901', ...names], /import needs values files, or/],
    [[...list, '--tfvars', join(source, 'cluster.yaml'), ...names], /cluster\.yaml:1: no variables of Terraform/],
  ])('refuses %s', async (words, message) => {
    const { code, err } = await run('refused', ...words)
    expect([code, err]).toEqual([2, expect.stringMatching(message)])
  })
})
