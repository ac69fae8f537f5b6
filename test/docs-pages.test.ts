/**
 * The pages of docs/ that say how to do things with settings: every example is built, every setting stands on the page
 * that the reference names for it, and docs/README.md is the index. `UPDATE=1 npx vitest run test/docs-pages.test.ts`
 * writes the index; then read the diff.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'
import { TOPICS } from '../lib/pages/topics.ts'
import { schemasOf } from '../lib/settings/index.ts'
import { anchor, complete, examples } from './examples.ts'
import { compileTexts, lines } from './fleet.ts'
import { GUIDES } from './guides.ts'

const PROFILES = readdirSync('docs/profiles').map((name) => name.replace('.md', ''))

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

function index(): string {
  const rows = pages.flatMap(({ page, text }) =>
    examples(text).flatMap(({ heading, files }) => keysOf(files).map((key) => ({ key, heading, page }))),
  )
  const kinds = { hub: 'A hub', community: 'A community', cluster: 'A cluster' }
  return [
    '# Documentation',
    '',
    'Pages in the order in which they are needed. The tests build their files and look up their commands.',
    '',
    ...GUIDES.map(({ page, title, about }) => `- [${title}](${page}.md): ${about}.`),
    '',
    `What each profile gives, and why: ${PROFILES.map((name) => `[${name}](profiles/${name}.md)`).join(', ')}. ` +
      'What every hub has that an expert would look for, and the test that holds it: [thirty points](thirty-points.md).',
    '',
    '## How do I …',
    '',
    'Every example is built by the tests. One that names no file belongs into a hub’s, ' +
      '`communities/<community>/hubs/<hub>.yaml`. [settings.md](settings.md) is the reference of all settings, [checks.md](checks.md) that of all problems; ' +
      '[clouds.md](clouds.md) says what each cloud makes of them, [life.md](life.md) how a hub changes and goes, ' +
      '[explain.md](explain.md) why a value is there, ' +
      '[machines.md](machines.md) what machines leave for servers.',
    ...pages.flatMap(({ page, title, text }) => [
      '',
      `### [${title}](${page}.md)`,
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
