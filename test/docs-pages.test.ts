/**
 * The pages of docs/ that say how to do things with settings: every example is built, every setting stands on the page
 * that the reference names for it, and docs/README.md is the index. `UPDATE=1 npx vitest run test/docs-pages.test.ts`
 * writes the index; then read the diff.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'
import { TOPICS } from '../lib/pages/topics.ts'
import { schemasOf } from '../lib/settings/index.ts'
import { compileTexts, lines } from './fleet.ts'

/** What an example that names no file of its own stands beside. */
const COMMUNITY = 'communities/reef-lab/community.yaml'
const HUB = 'communities/reef-lab/hubs/prod.yaml'
const CLUSTER = 'communities/reef-lab/cluster.yaml'
const REST: Readonly<Record<string, readonly string[]>> = {
  [COMMUNITY]: ['name: Reef Lab', 'contact: ops@reef.example.org'],
  [HUB]: [
    'domain: hub.reef.example.org',
    'profile: research',
    'auth: { github: { teams: [reef-lab/members, reef-lab/advanced] }, admins: [ada-example] }',
  ],
  [CLUSTER]: ['cloud: aws', 'region: us-west-2', 'account: "000000000000"'],
}

interface Example {
  /** The task that it is an example of. */
  heading: string
  files: ReadonlyMap<string, string>
}

/** Fenced examples of a page. One begins with a comment that names its file; else it belongs into a hub's file. */
function examples(page: string): Example[] {
  const found: Example[] = []
  let heading = ''
  for (const [block, title, body] of page.matchAll(/^## (.+)$|^```(?:yaml|python|html)\n([^]*?)^```$/gm)) {
    if (title !== undefined) heading = title
    else {
      const own = filesOf(body!)
      const extra = block.startsWith('```yaml') ? undefined : found.pop()
      found.push({ heading, files: new Map([...(extra?.files ?? []), ...own]) })
    }
  }
  return found
}

/** The files of one block, each after a comment with its path. */
function filesOf(body: string): Map<string, string> {
  const parts = body.split(/^(?:#|<!--) ((?:communities|profiles)\/[^ \n]+|cluster\.yaml)(?: -->)?\n/m)
  const files = new Map<string, string>()
  if (parts[0]!.trim() !== '') files.set(HUB, parts[0]!)
  for (let i = 1; i < parts.length; i += 2) files.set(parts[i] === 'cluster.yaml' ? CLUSTER : parts[i]!, parts[i + 1]!)
  return files
}

/** With what every community says, but for the keys that the example says itself. */
function complete(files: ReadonlyMap<string, string>): Map<string, string> {
  const all = new Map(files)
  const alone = [...files.keys()].every((path) => !path.endsWith('/community.yaml'))
  if (!alone) return all
  for (const [path, rest] of Object.entries(REST)) {
    const own = all.get(path) ?? ''
    const said = new Set(Object.keys((parse(own) as object | null) ?? {}))
    all.set(path, own + rest.filter((line) => !said.has(line.split(':')[0]!)).join('\n') + '\n')
  }
  return all
}

/** First keys of hubs, communities and clusters that an example says. */
function keysOf(files: ReadonlyMap<string, string>): string[] {
  return [...files].flatMap(([path, text]) => {
    if (!path.endsWith('.yaml')) return []
    const data = (parse(text) ?? {}) as Record<string, unknown>
    if (path.endsWith('/cluster.yaml')) return Object.keys(data).map((key) => `cluster:${key}`)
    const hub = (more: object): string[] => Object.keys(more).map((key) => `hub:${key}`)
    if (!path.endsWith('/community.yaml')) return hub(data)
    const common = (data['hubs'] ?? {}) as object
    return [...Object.keys(data).map((key) => `community:${key}`), ...hub(common)]
  })
}

const pages = TOPICS.map((topic) => ({ ...topic, text: readFileSync(`docs/${topic.page}.md`, 'utf8') }))
const schemas = schemasOf(Object.values(clouds).map(({ facts }) => facts.settings))

describe.each(pages.map((page) => [page.page, page] as const))('docs/%s.md', (_, { text, title, ...topic }) => {
  const all = examples(text)
  it('has the title that the reference names', () => expect(text.split('\n')[0]).toBe(`# ${title}`))
  it.each(all.map(({ heading, files }, i) => [`${i + 1}: ${heading}`, files] as const))(
    'builds example %s',
    (_, files) => {
      const { diagnostics } = compileTexts(complete(files))
      expect(lines(diagnostics.filter(({ severity }) => severity === 'error'))).toBe('')
    },
  )
  it('shows every setting that belongs here', () => {
    const shown = all.flatMap(({ files }) => keysOf(files))
    const own = (['hub', 'community', 'cluster'] as const).flatMap((kind) =>
      (topic[kind] ?? []).map((key) => `${kind}:${key}`),
    )
    expect(own.filter((key) => !shown.includes(key))).toEqual([])
  })
})

describe('the topics', () => {
  it.each(['hub', 'community', 'cluster'] as const)('have every setting of a %s once', (kind) => {
    const keys = Object.keys(schemas[kind].properties).filter((key) => kind !== 'community' || key !== 'hubs')
    expect(TOPICS.flatMap((topic) => topic[kind] ?? []).sort()).toEqual(keys.sort())
  })
})

describe('docs/README.md', () => {
  it('is the index of the pages', () => {
    const want = index()
    if (process.env['UPDATE'] === '1') writeFileSync('docs/README.md', want)
    expect(readFileSync('docs/README.md', 'utf8')).toBe(want)
  })
})

/** As GitHub makes anchors of headings. */
const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\- ]/gu, '')
    .replaceAll(' ', '-')

function index(): string {
  const rows = pages.flatMap(({ page, text }) =>
    examples(text).flatMap(({ heading, files }) => keysOf(files).map((key) => ({ key, heading, page }))),
  )
  const kinds = { hub: 'A hub', community: 'A community', cluster: 'A cluster' }
  return [
    '# How do I …',
    '',
    'New here? [Start: a first hub in ten minutes](start.md). With a hub that exists: [moving in](moving-in.md).',
    '',
    'Every example is built by the tests. One that names no file belongs into a hub’s, ' +
      '`communities/<community>/hubs/<hub>.yaml`. [settings.md](settings.md) is the reference of all settings, [checks.md](checks.md) that of all problems; ' +
      '[clouds.md](clouds.md) says what each cloud makes of them, [life.md](life.md) how a hub changes and goes, ' +
      '[explain.md](explain.md) why a value is there, ' +
      '[machines.md](machines.md) what machines leave for servers.',
    ...pages.flatMap(({ page, title, text }) => [
      '',
      `## [${title}](${page}.md)`,
      '',
      ...[...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => `- [${heading}](${page}.md#${anchor(heading!)})`),
    ]),
    ...Object.entries(kinds).flatMap(([kind, title]) => {
      const keys = [...new Set(rows.filter(({ key }) => key.startsWith(`${kind}:`)).map(({ key }) => key))].sort()
      return [
        '',
        `## ${title}: by setting`,
        '',
        ...keys.map((key) => {
          const places = rows.filter((row) => row.key === key)
          const home = TOPICS.find((topic) => topic[kind as keyof typeof kinds]?.includes(key.split(':')[1]!))?.page
          const links = [...new Map(places.map((row) => [`${row.page}.md#${anchor(row.heading)}`, row])).entries()]
            .sort(([, a], [, b]) => Number(b.page === home) - Number(a.page === home))
            .slice(0, 4)
            .map(([address, row]) => `[${row.heading}](${address})`)
          return `- \`${key.split(':')[1]}\`: ${links.join(' · ')}`
        }),
      ]
    }),
    '',
  ].join('\n')
}
