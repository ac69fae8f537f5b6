/** A file imports only from its own stage or an earlier one, and never from a sibling extension. */
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { globSync } from 'glob'
import { describe, expect, it } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'

/** The stages in order; a path belongs to the first entry that it begins with. */
const STAGES = [
  'diagnostics.ts|causes.ts|maps.ts|requests.ts|expression.ts|secrets.ts|similar.ts|remembered.ts',
  'settings/',
  'layers/',
  'plan/',
  'print/',
  'readme/|pages/',
  'checks/|merged/',
  'clouds/|services/|engines/',
  'schemas.ts|validators.ts|registry.ts',
  'diff/',
  'overrides/|state.ts|tenants.ts|late-values.ts|capacity.ts|ingredients.ts|emit.ts|describe.ts|describe-costs.ts|describe-leaving.ts|beside-errors.ts|overridden-asks.ts|acceptance.ts|debt.ts',
  'wording.ts',
  'portability.ts',
  'compile-group.ts|grouping.ts',
  'compile.ts',
  'kept.ts',
  'compare.ts',
  'explain/',
  'set.ts',
  'disk.ts',
  'disk-compare.ts',
  'disk-write.ts',
  'spread.ts',
  'disk-cache.ts',
  'start/|import/',
  'replicate/',
  'site/',
  'cli/',
]
const files = globSync('lib/**/*.{ts,tsx}')
  .map((file) => file.replace(/^lib\//, ''))
  .sort()
const stage = (file: string): number =>
  STAGES.findIndex((names) => names.split('|').some((name) => file.startsWith(name)))

function importsOf(file: string): string[] {
  const text = readFileSync(join('lib', file), 'utf8')
  return [...text.matchAll(/(?:from |import |import\()'(\.[^']+)'/g)].map(([, path]) =>
    normalize(join(dirname(file), path!)),
  )
}

/**
 * Folders of which each member, a file or a folder, stands alone: it knows the contract beside it, never another
 * member. The registry, `index.ts`, names them all: what it imports as a value.
 */
const SIBLINGS = ['clouds', 'services', 'cli', 'checks', 'merged']
const members = new Map(
  SIBLINGS.map((folder) => [
    folder,
    [...readFileSync(join('lib', folder, 'index.ts'), 'utf8').matchAll(/^import (?!type )[^;]*?from '\.\/([^']+)'/gm)]
      .map(([, path]) => path!)
      .map((path) => `${folder}/${path.includes('/') ? `${path.split('/')[0]}/` : path}`),
  ]),
)
/** The member that a file is, or belongs to. */
const memberOf = (file: string): string | undefined =>
  [...members.values()].flat().find((member) => file === member || (member.endsWith('/') && file.startsWith(member)))

/** Why an import is not allowed, or undefined. */
function fault(from: string, to: string): string | undefined {
  if (stage(to) > stage(from)) return `${from} imports ${to}, of a later stage`
  const [own, other] = [memberOf(from), memberOf(to)]
  if (own && other && own !== other && own.split('/')[0] === other.split('/')[0])
    return `${from} imports its sibling ${to}`
  if ((/^clouds\//.test(from) && /^services\//.test(to)) || (/^services\//.test(from) && /^clouds\//.test(to)))
    return `${from} imports ${to}: clouds and services meet in lib/ingredients.ts only`
  return undefined
}

describe('the stages', () => {
  it('have a place for every file', () => {
    expect(files.filter((file) => stage(file) < 0)).toEqual([])
    expect(files.length).toBeGreaterThan(30)
  })
  it('are imported in one direction', () => {
    expect(files.flatMap((file) => importsOf(file).flatMap((to) => fault(file, to) ?? []))).toEqual([])
  })
  it('have members that their registries name', () => {
    expect(
      [...members].map(([folder, names]) => [folder, names.length > 2 && !names.some((name) => !memberOf(name))]),
    ).toEqual(SIBLINGS.map((folder) => [folder, true]))
  })
  it('leave no file out: a service, a check or a command that no registry names does nothing', () => {
    const seen = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      importsOf(file).forEach(visit)
    }
    visit('cli/main.ts')
    expect(files.filter((file) => !seen.has(file))).toEqual([])
  })
  it('are told apart by this test', () => {
    expect(fault('plan/hub.ts', 'clouds/aws/index.ts')).toMatch(/later stage/)
    expect(fault('clouds/aws/index.ts', 'clouds/gcp/facts.ts')).toMatch(/sibling/)
    expect(fault('services/jupyterhub/index.ts', 'clouds/cloud.ts')).toMatch(/ingredients/)
    expect(fault('cli/check.ts', 'cli/build.ts')).toMatch(/sibling/)
    expect(fault('checks/dask.ts', 'checks/auth.ts')).toMatch(/sibling/)
    expect(fault('clouds/index.ts', 'clouds/gcp/index.ts')).toBeUndefined()
    expect(fault('cli/check.ts', 'cli/compile-folder.ts')).toBeUndefined()
  })
})

/**
 * Words that only clouds have: their names, schemes and backends, the types of their resources, their Kubernetes. In
 * lower case, as code writes them: texts for people say AWS and Google Cloud.
 */
const CLOUD_WORDS = [
  ...Object.values(clouds).flatMap(({ facts }) => [facts.name, facts.scheme, facts.settings.state?.kind ?? facts.name]),
  ...Object.values(clouds).map(({ resourceTypes }) => `${resourceTypes.provider.name}_[a-z]\\w*`),
  'eks|gke|aks',
]
/** Where such a word is no cloud's name, and why. */
const NO_CLOUD: Readonly<Record<string, string>> = {
  'import/beside.ts': 'the chart of homes names its blocks so, in values of hubs that exist',
  'import/infrastructure/cluster-file.ts': 'keys of the list of hubs of 2i2c-org/infrastructure',
  'import/infrastructure/policy.ts': 'the language of IAM policies',
  'import/infrastructure/resources.ts': 'which cloud the variables of 2i2c-org/infrastructure are of',
  'services/home-nfs/index.ts': 'the chart of homes names its blocks so; they are chosen by CSI driver',
}

describe('clouds', () => {
  const word = new RegExp(`\\b(${CLOUD_WORDS.join('|')})\\b`)
  const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
  const named = (text: string): string[] =>
    withoutComments(text)
      .split('\n')
      .filter((line) => word.test(line))

  it('are known by name in their own folder only, and in the registry', () => {
    const others = files.filter((file) => !file.startsWith('clouds/'))
    const found = others.filter((file) => named(readFileSync(join('lib', file), 'utf8')).length > 0)
    expect(found).toEqual(Object.keys(NO_CLOUD))
    expect(Object.keys(NO_CLOUD).every((file) => existsSync(join('lib', file)))).toBe(true)
  })
  it('are told apart from texts by this test', () => {
    expect(
      named("if (cluster.cloud === 'aws') return\n// aws\n/** s3 */\nconst help = 'On AWS'\nurl: `gs://a`"),
    ).toEqual(["if (cluster.cloud === 'aws') return", 'url: `gs://a`'])
    expect(named("const CLUSTERS = ['google_container_cluster']\nauth.google")).toHaveLength(1)
  })
})

/** How often files outside of plan/ read what people wrote in place of what was planned from it. It may only fall. */
const READS_OF_SETTINGS = 22

describe('facts', () => {
  const reads = (text: string): number => text.match(/\b(settings|resolved)\.values\b/g)?.length ?? 0
  const readers = files.filter(
    (file) => !file.startsWith('plan/') && reads(readFileSync(join('lib', file), 'utf8')) > 0,
  )

  it('are planned once: clouds and services read plans only', () => {
    expect(readers.filter((file) => /^(clouds|services|readme|pages|print)\//.test(file))).toEqual([])
  })
  it('are planned once: fewer and fewer files read settings again', () => {
    const count = readers.reduce((sum, file) => sum + reads(readFileSync(join('lib', file), 'utf8')), 0)
    expect(count).toBeLessThanOrEqual(READS_OF_SETTINGS)
    expect(reads('const { auth } = hub.settings.values; resolved.values.home')).toBe(2)
  })
})

describe('run time', () => {
  it('loads a few small packages, which the published one is bundled with: bindings are types only', () => {
    const loaded = files.flatMap((file) =>
      [
        ...readFileSync(join('lib', file), 'utf8').matchAll(
          /(?:^import (?!type )[^;']*?from |import\()'([^.'][^']*)'/gm,
        ),
      ].map(([, name]) => name!),
    )
    const names = new Set(
      loaded
        .filter((name) => !name.startsWith('node:'))
        .map((name) =>
          name
            .split('/')
            .slice(0, name.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
    )
    expect([...names].sort()).toEqual([
      '@clack/prompts',
      '@dagrejs/dagre',
      '@sinclair/typebox',
      'ajv',
      'cli-progress',
      'commander',
      'd3-hierarchy',
      'fastest-levenshtein',
      'js-yaml',
      'picocolors',
      'preact-render-to-string',
      'py-ast',
      'yaml',
    ])
  })
  it('reads and writes the disk in a few files only, and the comparison with `dist/` writes nothing', () => {
    const users = files.filter((file) =>
      /from '(node:)?fs(\/promises)?'|from 'glob'/.test(readFileSync(join('lib', file), 'utf8')),
    )
    expect(users.sort()).toEqual(['disk-cache.ts', 'disk-compare.ts', 'disk-write.ts', 'disk.ts'])
    const compare = readFileSync('lib/disk-compare.ts', 'utf8')
    expect(/import \{([^}]+)\} from 'node:fs'/.exec(compare)?.[1]?.trim().split(', ')).toEqual([
      'existsSync',
      'lstatSync',
      'readFileSync',
    ])
  })
  it('uses neither clock, chance, environment nor network in the pipeline', () => {
    const pipeline = files.filter((file) => stage(file) <= stage('compile.ts'))
    expect(
      pipeline.filter((file) =>
        /\bDate\.|new Date|Math\.random|process\.|fetch\(|node:(http|net|dns|os)/.test(
          readFileSync(join('lib', file), 'utf8'),
        ),
      ),
    ).toEqual([])
  })
})

it('no line is wider than 120 columns, but an import that the formatter does not break', () => {
  const sources = globSync('{lib,bin,bench}/**/*.{ts,tsx,js}').sort()
  const wide = sources.filter((file) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => line.length > 120 && !line.startsWith('import ')),
  )
  expect(wide).toEqual([])
})

it('ARCHITECTURE.md has a place for every file and folder of lib/', () => {
  const page = readFileSync('ARCHITECTURE.md', 'utf8')
  const entries = [...new Set(files.map((file) => (file.includes('/') ? `${file.split('/')[0]}/` : file)))]
  expect(entries.filter((entry) => !page.includes(`\`${entry}`) && !page.includes(`\`lib/${entry}`))).toEqual([])
})

it.each(['ARCHITECTURE.md', 'CONTRIBUTING.md'])('%s names files that are there', (page) => {
  const named = [...readFileSync(page, 'utf8').matchAll(/`((?:test|lib|bin|docs|profiles|\.ci)\/[\w./-]*\w)`/g)]
  const examples = ['lib/checks/titles.ts', 'lib/services/metrics-server/index.ts', 'test/cases/warning-titles']
  const gone = named.map(([, path]) => path!).filter((path) => !existsSync(path) && !examples.includes(path))
  expect(named.length).toBeGreaterThan(3)
  expect(gone).toEqual([])
})
