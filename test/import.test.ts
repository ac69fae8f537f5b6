/**
 * Values of hubs that exist, and the inputs that they become: a case is a folder of `test/import/` with values files
 * in Helm's order, the hub's file and the report. `UPDATE=1` writes the last two; then read the diff.
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parse } from 'yaml'
import { afterAll, describe, expect, it } from 'vitest'
import { execute } from '../lib/cli/main.ts'
import { compile } from '../lib/compile.ts'
import { importValues, NoValues } from '../lib/import/index.ts'
import { compareRendered } from '../lib/import/rendered.ts'
import { reportOf } from '../lib/import/report.ts'
import { leavesOf, readValues, layOver, shown, type SourceNode } from '../lib/import/source.ts'
import { looksSecret } from '../lib/secrets.ts'
import { textOf } from '../lib/wording.ts'
import { lines, repository } from './fleet.ts'

const FOLDER = 'test/import'
const COMMUNITY = new Map([
  ['communities/reef/community.yaml', 'name: Reef Lab\ncontact: ops@reef.example.org\n'],
  ['communities/reef/cluster.yaml', 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n'],
])
const texts = new Map([...[...repository.texts].filter(([path]) => path.startsWith('profiles/')), ...COMMUNITY])
const target = { community: 'reef', hub: 'prod', texts }
const HUB = 'communities/reef/hubs/prod.yaml'

const sourcesOf = (name: string): [string, string][] =>
  readdirSync(join(FOLDER, name))
    .filter((file) => file.endsWith('.yaml') && file !== 'hub.yaml')
    .sort()
    .map((file) => [file, readFileSync(join(FOLDER, name, file), 'utf8')])

function expectFile(path: string, text: string): void {
  if (process.env['UPDATE'] === '1') writeFileSync(path, text)
  expect(text).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '')
}

describe.each(readdirSync(FOLDER))('%s', (name) => {
  const sources = sourcesOf(name)
  const fitted = importValues(sources, target)
  const merged = sources
    .map(([file, text]) => readValues(file, text))
    .reduce<SourceNode | undefined>(layOver, undefined)!

  it('becomes the expected file and report', () => {
    expectFile(join(FOLDER, name, 'hub.yaml'), fitted.text)
    expectFile(join(FOLDER, name, 'report.md'), reportOf(fitted, target))
  })

  it('loses no leaf in silence: each has a row', () => {
    const all = leavesOf(merged).map(({ path }) => shown(path))
    expect(all.length).toBeGreaterThan(3)
    expect(fitted.leaves.map(({ leaf }) => shown(leaf.path)).sort()).toEqual(all.sort())
  })

  it('builds, but for what only a person can decide', () => {
    const { diagnostics } = compile(new Map([...texts, [HUB, fitted.text]]), ['reef'])
    const errors = diagnostics.filter(
      (each) => each.severity === 'error' && !/image` cannot be "\$\{/.test(textOf(each).message),
    )
    expect(lines(errors.filter(({ code }) => !OPEN.includes(code)))).toBe('')
  })

  it('has each override in the values that the hub gets', () => {
    const decided = fitted.text.replace(':latest', ':1').replace('auth: {}', 'auth: { native: {} }')
    const { outputs, diagnostics } = compile(new Map([...texts, [HUB, decided]]), ['reef'])
    const text = outputs.get('reef')?.get('prod/jupyterhub.values.yaml')
    const overrides = (parse(fitted.text) as { overrides?: { helm?: { jupyterhub?: object } } }).overrides?.helm
      ?.jupyterhub
    // what only a person can decide, and this test does not, keeps the hub from having any
    if (text === undefined) expect(diagnostics.map(({ severity }) => severity)).toContain('error')
    else expect(parse(text)).toMatchObject(withoutAdditions(overrides ?? {}))
  })

  it('holds no secret', () => {
    const secrets = leavesOf(merged).flatMap(({ node }) =>
      typeof node.value === 'string' && SECRETS.test(node.value) ? [node.value] : [],
    )
    for (const text of [fitted.text, reportOf(fitted, target)]) {
      expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
      expect(looksSecret(text)).toBe(false)
    }
  })
})

/** What is told and left to people: which image, which way of signing in, what brings a class, who may enter. */
const OPEN = ['floating-image', 'one-sign-in', 'sign-in-class', 'nobody-may-enter']

/** Those of the cases. */
const SECRETS = /^(GOCSPX-|[0-9a-f]{32}|correct-horse)/

/** Overrides without lists that add to others. */
const withoutAdditions = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).flatMap(([key, child]: [string, unknown]) => {
      if (typeof child !== 'object' || child === null || Array.isArray(child)) return [[key, child]]
      return 'add' in child ? [] : [[key, withoutAdditions(child)]]
    }),
  )

describe('what is none of JupyterHub’s values', () => {
  it.each([
    ['replicas: 2\n', /no values of JupyterHub/],
    ['- hub\n', /no map of values/],
    ['hub: {{ .Values.hub }}\nsingleuser: {{ toYaml . }}\n', /v\.yaml:1: .*it is a template: import what it gives/s],
    ['hub: {}\nhub: {}\n', /v\.yaml:2: Map keys must be unique/],
    ['hub: { x: !ENV "${X}" }\n', /the tag !ENV is read by another program than Helm/],
    ['hub: \u0000 {{ x }}\n', /not a text$/],
    ['hub: {}\n---\nhub: {}\n', /v\.yaml:2: several documents; values are one/],
    ['hub:\n  a: &x { b: *x }\n', /nested too deeply, perhaps by an alias within itself/],
    [`hub: { x: "${'a'.repeat(2_000_000)}" }\n`, /larger than 1024 kB/],
    ['hub: { x: "ENC[AES256_GCM,data:abc]" }\nsops:\n  mac: x\n', /encrypted with SOPS: leave it out/],
  ])('is refused: %.40s', (text, message) => {
    expect(() => importValues([['v.yaml', text]], target)).toThrow(NoValues)
    expect(() => importValues([['v.yaml', text]], target)).toThrow(message)
  })

  it('goes through aliases and merges', () => {
    const text = 'x: &image { name: quay.io/example/lab, tag: "1" }\nsingleuser: { image: { <<: *image, tag: "2" } }\n'
    expect(importValues([['v.yaml', text]], target).text).toContain('image: quay.io/example/lab:2\n')
  })
})

describe('what a chart makes of both', () => {
  const fitted = importValues(sourcesOf('z2jh'), target)
  const secret = (values: object): string =>
    `kind: Secret\nmetadata: { name: hub }\ndata: { values.yaml: ${Buffer.from(JSON.stringify(values)).toString('base64')} }\n`
  const objects = (memory: string, more: string): string =>
    `kind: Deployment\nmetadata: { name: hub, namespace: ${more} }\nspec: { memory: ${memory} }\n---\nkind: Service\n` +
    `metadata: { name: hub, annotations: { checksum/config: ${memory} } }\n---\nkind: Role\nmetadata: { name: ${more} }\n---\n`
  const source = objects('1Gi', 'a') + secret({ singleuser: { defaultUrl: '/lab', cpu: { limit: 2 }, strange: 1 } })
  const own =
    objects('2Gi', 'b') + secret({ singleuser: { defaultUrl: '/x', cpu: { limit: 2 }, storage: { type: 'y' } } })

  it('is held side by side: objects by name, and what the hub reads with the reason for each difference', () => {
    expect(compareRendered(source, own, fitted)).toEqual({
      same: 2,
      objects: [
        { object: 'Deployment hub', how: ['spec.memory'] },
        { object: 'Role a', how: 'only in the source' },
        { object: 'Role b', how: 'only in the hub' },
      ],
      configuration: [
        { path: 'singleuser.defaultUrl', why: 'said by `opens`' },
        { path: 'singleuser.storage.type', why: 'hubloom sets it' },
        { path: 'singleuser.strange', why: '' },
      ],
    })
  })

  it('stands in the report', () => {
    const report = reportOf(fitted, target, compareRendered(source, own, fitted))
    expect(report).toContain('differs in 3 values, 1 of them without a reason above')
    expect(report).toContain('| `singleuser.strange` | unknown |')
  })
})

describe('hubloom import', () => {
  const root = mkdtempSync(join(tmpdir(), 'hubloom-import-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const source = resolve(FOLDER, 'z2jh/values.yaml')
  const run = (...words: string[]) =>
    execute(['--root', root, 'import', ...words], { version: '1.2.3', profiles: resolve('profiles') })
  const AWS = ['--cloud', 'aws', '--region', 'us-west-2', '--account', '000000000000', '--contact', 'it@example.edu']
  // any folder with values
  const CHART = resolve(FOLDER, 'other-charts')
  const REEF = ['--community', 'reef', '--hub', 'prod']

  it.each([
    [[source], /import needs --community and --hub/],
    [[source, ...REEF], /needs --cluster of another, or --cloud/],
    [[source, ...REEF, '--cloud', 'aws', '--contact', 'a@example.org'], /--cloud needs --account and --region/],
    [[source, ...REEF, '--cluster', 'bay', '--contact', 'a@example.org'], /bay has no cluster\.yaml/],
    [[source, ...REEF, ...AWS.slice(2), '--cloud', 'gpc'], /--cloud needs one of gcp, aws, azure, not gpc/],
    [[source, ...REEF, ...AWS, '--contact', 'it'], /--contact needs an e-mail address, not it/],
    [[source, ...REEF, ...AWS, '--report', '../report.md'], /--report takes a path in the fleet's folder/],
    [[source, '--community', 'Reef', '--hub', 'prod', ...AWS], /--community needs small letters/],
    [['nowhere.yaml', ...REEF, ...AWS], /no such file/],
    [[source, ...REEF, ...AWS, '--verify'], /--verify needs --chart/],
    [[source, ...REEF, ...AWS, '--chart', 'lib'], /--chart: there is no lib\/values\.yaml/],
    [[source, ...REEF, ...AWS, '--verify', '--chart', CHART, '--helm', 'no-helm'], /no-helm cannot be started/],
    [[resolve('package.json'), ...REEF, ...AWS], /no values of JupyterHub/],
  ])('refuses %s, and writes nothing', async (words, message) => {
    const { code, err } = await run(...words)
    expect([code, err]).toEqual([expect.any(Number), expect.stringMatching(message)])
    expect(code).toBeGreaterThan(0)
    expect(readdirSync(root)).toEqual([])
  })

  it('writes the hub, its community, its cluster and the report, and the fleet builds', async () => {
    expect(await run(source, ...REEF, ...AWS)).toMatchObject({ code: 0, out: expect.stringContaining('60 values: ') })
    expect(readdirSync(root).sort()).toEqual(['communities', 'reef-prod-import.md'])
    const program = { version: '1.2.3', profiles: resolve('profiles') }
    expect(await execute(['--root', root, 'build'], program)).toMatchObject({ code: 0 })
    // on the cluster of another, for a new community and for one that is there
    const read = (path: string): string => readFileSync(join(root, 'communities', path), 'utf8')
    writeFileSync(join(root, 'communities/reef/cluster.yaml'), `${read('reef/cluster.yaml')}tenancy: shared\n`)
    const onReef = (community: string, hub: string, ...more: string[]) =>
      run(source, '--community', community, '--hub', hub, '--cluster', 'reef', ...more)
    expect(await onReef('bay', 'prod', '--contact', 'it@example.edu')).toMatchObject({ code: 0, err: '' })
    expect(read('bay/community.yaml')).toMatch(/^cluster: reef$/m)
    expect(read('bay/hubs/prod.yaml')).not.toContain('cluster:')
    writeFileSync(join(root, 'communities/bay/community.yaml'), 'name: Bay\ncontact: it@example.edu\n')
    rmSync(join(root, 'communities/bay/hubs/prod.yaml'))
    rmSync(join(root, 'bay-prod-import.md'))
    expect(await onReef('bay', 'prod')).toMatchObject({ code: 0, err: '' })
    expect(read('bay/hubs/prod.yaml')).toMatch(/^cluster: reef$/m)
    const { code, err } = await run(source, ...REEF, ...AWS)
    expect([code, err]).toEqual([2, expect.stringContaining('hubs/prod.yaml is there already')])
  })
})
