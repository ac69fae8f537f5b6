/** The repository itself is one more case: what it holds is what its inputs give, and what others accept. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { Ajv } from 'ajv'
import { globSync } from 'glob'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { CHECKSUMS_FILE, readChecksums } from '../lib/print/checksums.ts'
import type { Manifest } from '../lib/print/kubernetes.ts'
import { clouds } from '../lib/clouds/index.ts'
import { registry } from '../lib/registry.ts'
import { machinesPage } from '../lib/pages/machines.ts'
import { settingsPage } from '../lib/pages/settings.ts'
import { readInputs } from '../lib/layers/inputs.ts'
import { anchor } from './examples.ts'
import { compileTexts, fleet, lines, outputTexts, readFolder, repository } from './fleet.ts'
import { conforms, slice } from './providers.ts'
import { manifestFaults } from './services/manifests.ts'

const outputs = outputTexts(fleet())
const CHARTS = join('..', 'shared', 'charts')
const haveCharts = existsSync(CHARTS)

describe('the fleet', () => {
  it('has no problems', () => {
    expect(lines(fleet().diagnostics)).toBe('')
  })
  it('covers what it is there to show', () => {
    const { hubs, clusters, communities } = fleet().fleet
    expect(communities.length).toBeGreaterThanOrEqual(8)
    expect(hubs.length).toBeGreaterThanOrEqual(16)
    expect(clusters.length).toBeGreaterThanOrEqual(5)
    for (const cloud of ['gcp', 'aws', 'azure'])
      expect(
        clusters.some((cluster) => cluster.cloud === cloud && cluster.tenancy === 'dedicated'),
        cloud,
      ).toBe(true)
    const shared = clusters.find((cluster) => cluster.cloud === 'gcp' && cluster.tenancy === 'shared')!
    expect(new Set(shared.hubs.map((id) => id.split('/')[0])).size).toBeGreaterThanOrEqual(3)
  })
  it("is written in short files: a hub's has at most 20 lines", () => {
    for (const [path, text] of repository.texts)
      if (/\/hubs\//.test(path)) expect(text.trim().split('\n').length, path).toBeLessThanOrEqual(20)
  })
  it('names its schema in the first line of every input, for editors', () => {
    for (const [path, text] of repository.texts) {
      if (!path.endsWith('.yaml')) continue
      const kind = path.startsWith('profiles/')
        ? 'profile'
        : /\/(hub|community|cluster)s?[/.]/.exec(path.replace(/^communities/, ''))![1]
      const up = '../'.repeat(path.split('/').length - 1)
      expect(text.split('\n')[0], path).toBe(`# yaml-language-server: $schema=${up}dist/schema/${kind}.json`)
    }
  })
})

describe('dist/', () => {
  it('is what the inputs give; if not, run `npm run build` and commit', () => {
    const there = new Map([...readFolder('dist')].filter(([path]) => outputs.has(path)))
    expect([...there.keys()].sort()).toEqual([...outputs.keys()].sort())
    expect([...outputs].filter(([path, text]) => there.get(path) !== text).map(([path]) => path)).toEqual([])
  })
  it('holds nothing that is not listed as written', () => {
    const there = readFolder('dist')
    const listed = [...there]
      .filter(([path]) => path.endsWith(CHECKSUMS_FILE))
      .flatMap(([path, text]) => [path, ...readChecksums(text).map((file) => join(path, '..', file))])
    expect([...there.keys()].filter((path) => !path.endsWith('.terraform.lock.hcl')).sort()).toEqual(listed.sort())
  })
  it('holds neither JavaScript, nor a path of a machine, nor a null', () => {
    for (const [path, text] of outputs) {
      expect(path).not.toMatch(/\.[cm]?[jt]s$/)
      for (const place of [process.cwd(), homedir()])
        expect(text.includes(`${place}/`), `${path} names ${place}`).toBe(false)
      if (path.endsWith('.yaml')) expect(text, path).not.toMatch(/: null$/m)
      if (path.endsWith('.tf.json')) expect(text, path).not.toMatch(/: null,?$/m)
    }
  })
})

describe('the pages for people', () => {
  it('link to nothing that is not there', () => {
    for (const page of ['README.md', 'ARCHITECTURE.md', ...globSync('docs/**/*.md')])
      expect(
        linksOf(page).filter(({ target }) => !existsSync(target)),
        page,
      ).toEqual([])
  })

  it('link to headings that are there', () => {
    for (const page of ['README.md', ...globSync('docs/**/*.md')])
      expect(
        linksOf(page).filter(({ target, heading }) => heading !== '' && !anchorsOf(target).includes(heading)),
        page,
      ).toEqual([])
  })

  it('link, as far as the package has them, to what it has', () => {
    const { files } = JSON.parse(readFileSync('package.json', 'utf8')) as { files: string[] }
    for (const page of ['README.md', ...globSync('docs/**/*.md')])
      expect(
        linksOf(page).filter(
          ({ target }) => ![...files, 'README.md', 'LICENSE'].some((each) => `${target}/`.startsWith(`${each}/`)),
        ),
        page,
      ).toEqual([])
  })
})

/** Links of a page to files beside it, and the heading in it that each names. */
const linksOf = (page: string): { target: string; heading: string }[] =>
  [...readFileSync(page, 'utf8').matchAll(/\]\(<?(?!https?:)([^)#>]*)#?([^)>]*)/g)].map(([, target, heading]) => ({
    target: target === '' ? page : join(dirname(page), target!),
    heading: heading!,
  }))

const anchorsOf = (page: string): string[] =>
  [...readFileSync(page, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchor(heading!))

describe('manifests', () => {
  it('are what Kubernetes knows, by the schemas of kubernetes-models', () => {
    const manifests = [...outputs]
      .filter(([path]) => path.endsWith('/kubernetes.yaml'))
      .flatMap(([path, text]) =>
        parseAllDocuments(text).map((document) => [path, document.toJS() as Manifest] as const),
      )
    expect(manifests.length).toBeGreaterThan(100)
    expect(
      manifests.flatMap(([path, manifest]) => manifestFaults(manifest).map((fault) => `${path}: ${fault}`)),
    ).toEqual([])
    expect(
      manifestFaults({ ...manifests[0]![1], metadata: { name: 'x', labels: { a: 1 as unknown as string } } }),
    ).not.toEqual([])
  })
})

describe('releases', () => {
  it('have names of their own in each namespace of each cluster: a second would replace the first', () => {
    const seen = new Map<string, string>()
    for (const [path, text] of outputs) {
      if (!path.endsWith('/releases.json')) continue
      const [community, folder] = path.split('/') as [string, string]
      const cluster =
        fleet().fleet.hubs.find((hub) => hub.community === community && hub.hub === folder)?.cluster.community ??
        community
      for (const { name, namespace } of JSON.parse(text) as { name: string; namespace: string }[]) {
        const key = `${cluster} ${namespace} ${name}`
        expect(seen.get(key), key).toBeUndefined()
        seen.set(key, path)
      }
    }
    expect(seen.size).toBeGreaterThan(40)
  })
})

describe('docs/', () => {
  it("machines.md is what the clouds' tables give; if not, run `npm run docs`", () => {
    expect(readFileSync('docs/machines.md', 'utf8')).toBe(
      machinesPage(Object.values(clouds).map((cloud) => cloud.facts)),
    )
  })
  it('settings.md is what the schema and the profiles give; if not, run `npm run docs`', () => {
    const profiles = readInputs(repository.texts, repository.folders, registry).layers.filter(
      (layer) => layer.kind === 'profile' && !layer.community,
    )
    expect(readFileSync('docs/settings.md', 'utf8')).toBe(
      settingsPage(
        profiles,
        Object.values(clouds).map(({ facts }) => facts.settings),
      ),
    )
  })
})

/** Lays values on the chart's defaults as Helm does, without its `null`s. */
function onDefaults(defaults: unknown, over: unknown): unknown {
  if (!isMap(defaults) || !isMap(over)) return over
  const out: Record<string, unknown> = { ...defaults }
  for (const [key, value] of Object.entries(over)) out[key] = key in out ? onDefaults(out[key], value) : value
  return out
}
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const SCHEMAS: Record<string, string> = { jupyterhub: 'jupyterhub-4.4.0', 'dask-gateway': 'dask-gateway-2026.3.0' }

describe.skipIf(!haveCharts)(
  `values against the charts' schemas${haveCharts ? '' : ' (NOT RUN: ../shared/charts is not there)'}`,
  () => {
    for (const [service, chart] of Object.entries(SCHEMAS)) {
      const values = [...outputs].filter(([path]) => path.endsWith(`/${service}.values.yaml`))
      it(`${values.length} of ${service} are accepted`, () => {
        const schema = JSON.parse(readFileSync(join(CHARTS, `${chart}.values.schema.json`), 'utf8')) as Record<
          string,
          unknown
        >
        // dask-gateway's schema names its dialect with a stray quotation mark
        const { $schema: _dialect, '$schema"': _stray, ...rest } = schema
        const validate = new Ajv({ strict: false, allErrors: true, logger: false }).compile(rest)
        const defaults = parse(readFileSync(join(CHARTS, `${chart}.values.yaml`), 'utf8')) as unknown
        expect(values.length).toBeGreaterThan(0)
        for (const [path, text] of values) {
          validate(onDefaults(defaults, parse(text)))
          expect(
            (validate.errors ?? []).map(
              (error) => `${path} ${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`,
            ),
          ).toEqual([])
        }
        expect(validate(onDefaults(defaults, { noSuchKey: true }))).toBe(false)
      })
    }
    it("keys of home-nfs stand in the chart's defaults", () => {
      const defaults = parse(readFileSync(join(CHARTS, 'jupyterhub-home-nfs-1.2.0.values.yaml'), 'utf8')) as Record<
        string,
        unknown
      >
      for (const [path, text] of outputs) {
        if (path.endsWith('/home-nfs.values.yaml'))
          expect(
            Object.keys(parse(text) as object).filter((key) => !(key in defaults)),
            path,
          ).toEqual([])
      }
    })
  },
)

describe('Terraform against what the providers take', () => {
  const roots = [...outputs]
    .filter(([path]) => path.endsWith('main.tf.json'))
    .map(([path, text]): [string, Record<string, unknown>] => [path, JSON.parse(text) as Record<string, unknown>])
  for (const [provider, file] of [
    ['google', 'google-6.50.0.json'],
    ['aws', 'aws-6.66.0.json'],
    ['azurerm', 'azurerm-4.73.0.json'],
  ] as const) {
    const types = slice(file)
    it.skipIf(!types)(
      `${file}: only known arguments, with the required ` +
        `ones${types ? '' : ' (NOT RUN: ../shared/providers is not there)'}`,
      () => {
        const mine = roots.filter(([, root]) => provider in (root['provider'] as object))
        expect(mine.length).toBeGreaterThan(0)
        for (const [path, root] of mine) expect(conforms(root, types!), path).toEqual([])
      },
    )
  }
  it('declares a relative or remote backend in every root', () => {
    for (const [path, root] of roots) {
      const {
        backend,
        required_providers: providers,
        required_version: version,
      } = root['terraform'] as Record<string, Record<string, unknown>>
      expect(Object.keys(backend!), path).toHaveLength(1)
      expect(JSON.stringify(backend), path).not.toMatch(/"path":"\//)
      expect(version, path).toBeTruthy()
      for (const one of Object.values(providers!) as { version: string }[]) expect(one.version, path).toMatch(/^~> \d/)
    }
  })
})

it('the README names targets of make that a hub has', () => {
  const targets = [...readFileSync('README.md', 'utf8').matchAll(/`make ([a-z-]+-)<hub>`/g)].map(([, name]) => name!)
  expect(targets).toContain('kubernetes-')
  for (const target of targets) expect(outputs.get('river-college/Makefile')).toContain(`\n${target}north:`)
})

describe('the first change of the README', () => {
  const page = readFileSync('README.md', 'utf8')
  const file = 'communities/river-college/hubs/north.yaml'
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, block]) => block!)
  it('quotes the file that it is in', () => expect(blocks[0]).toBe(readFileSync(file, 'utf8')))
  it('changes what the page says that it changes, and nothing else', () => {
    const texts = new Map(repository.texts).set(file, blocks.slice(0, 2).join(''))
    const after = outputTexts(compileTexts(texts))
    expect([...after].filter(([path, text]) => outputs.get(path) !== text).map(([path]) => path)).toEqual([
      'river-college/LEAVING.md',
      'river-college/north/jupyterhub.values.yaml',
    ])
    const lists = [outputs, after].map((each) => each.get('river-college/north/jupyterhub.values.yaml')!.split('\n'))
    const changed = lists[1]!.filter((line) => !lists[0]!.includes(line)).map((line) => line.trim().split(':')[0])
    expect([...new Set(changed)].sort()).toEqual(['ephemeral-storage', 'guarantee', 'limit'])
  })
})
