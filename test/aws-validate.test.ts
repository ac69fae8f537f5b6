/**
 * The real `terraform validate` with the real AWS provider, of every AWS root of the fleet and of one with every
 * setting. The roots are modules of one, so that the provider is started once. Only the pinned version gives way to
 * that of the mirror that is at hand.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { everything } from './clouds/everything.ts'
import { fleet, outputTexts, writeFolder } from './fleet.ts'
import { whole } from './sampled.ts'

interface Found {
  severity: string
  summary: string
  detail: string
  address?: string
  range?: { filename: string }
}

const mirror = whole ? pluginFolder() : undefined
const why = reason(mirror)
if (why) console.warn(`SKIPPED: Terraform of AWS is not validated by the provider${why}`)

const roots = new Map(
  [
    ['fleet', fleet()],
    ['open', everything('aws', 'open')],
    ['closed', everything('aws', 'closed')],
  ].flatMap(([name, compilation]) =>
    [...outputTexts(compilation as ReturnType<typeof fleet>)]
      .filter(
        ([path, text]) =>
          path.endsWith('/main.tf.json') && 'aws' in (JSON.parse(text) as { provider: object }).provider,
      )
      .map(([path, text]): [string, string] => [
        `${name as string}_${path.replace('/main.tf.json', '').replace(/[^A-Za-z0-9]/g, '_')}`,
        text,
      ]),
  ),
)

/** Why it is not run, for the names of the tests. */
function reason(folder: string | undefined): string {
  if (!whole) return ' (NOT RUN: left to CI and to LONG=1, since it takes ten seconds)'
  if (folder !== undefined) return ''
  return ' (NOT RUN: no terraform, or no mirror of its AWS provider: ../shared/tools/terraform-plugin-dir)'
}

/** A root with others as its modules; `change` makes a mistake in one of them. */
function validate(
  change: (name: string, root: Record<string, Record<string, unknown>>) => void = () => {},
  only: (name: string) => boolean = () => true,
): Found[] {
  const folder = mkdtempSync(join(tmpdir(), 'hubloom-validate-'))
  try {
    const mine = [...roots].filter(([name]) => only(name))
    const files = new Map(
      mine.map(([name, text]) => {
        const root = JSON.parse(text) as Record<string, Record<string, unknown>>
        delete root['terraform']!['backend']
        delete root['terraform']!['required_version']
        ;(root['terraform']!['required_providers'] as Record<string, { version: string }>)['aws']!.version =
          `= ${versionOf(mirror!)}`
        change(name, root)
        return [`${name}/main.tf.json`, JSON.stringify(root)]
      }),
    )
    writeFolder(
      folder,
      new Map([
        ...files,
        [
          'main.tf.json',
          JSON.stringify({ module: Object.fromEntries(mine.map(([name]) => [name, { source: `./${name}` }])) }),
        ],
      ]),
    )
    const run = (...args: string[]) =>
      spawnSync('terraform', args, {
        cwd: folder,
        encoding: 'utf8',
        env: { ...process.env, TF_IN_AUTOMATION: '1', TF_CLI_CONFIG_FILE: join(folder, 'none') },
      })
    const init = run('init', '-input=false', '-no-color', '-backend=false', `-plugin-dir=${mirror}`)
    if (init.status !== 0) throw new Error(init.stdout + init.stderr)
    return (JSON.parse(run('validate', '-json').stdout) as { diagnostics: Found[] }).diagnostics
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe.skipIf(mirror === undefined)(`terraform validate${why}`, () => {
  let found: Found[] = []
  beforeAll(() => {
    found = validate()
  }, 240_000)

  test.each([...roots.keys()])('%s', (name) => {
    expect(
      found
        .filter(({ severity, range }) => severity === 'error' && range?.filename.startsWith(`${name}/`))
        .map(({ summary, detail, address }) => `${address}: ${summary}: ${detail}`),
    ).toEqual([])
  })
  test('nothing else is said either', () => {
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(roots.size).toBeGreaterThan(8)
  })
  test('a mistake would be', () => {
    const broken = validate(
      (_name, root) => {
        ;(root['resource']!['aws_eks_cluster'] as Record<string, Record<string, unknown>>)['main']!['versoin'] = '1.35'
      },
      (name) => name === 'fleet_polar_lab_cluster',
    )
    expect(broken.map(({ summary, detail }) => `${summary} ${detail}`).join()).toMatch(/versoin/)
  }, 120_000)
})

/** The folder with the mirror that a tool beside the repository knows of, where it and terraform are there. */
function pluginFolder(): string | undefined {
  const tool = join('..', 'shared', 'tools', 'terraform-plugin-dir')
  if (!existsSync(tool) || spawnSync('terraform', ['version']).status !== 0) return undefined
  try {
    return execFileSync(tool, { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
}

function versionOf(folder: string): string {
  return readdirSync(join(folder, 'registry.terraform.io', 'hashicorp', 'aws'))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1)!
}
