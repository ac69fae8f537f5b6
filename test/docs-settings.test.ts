/** docs/settings.md says what each setting is. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'
import { registry } from '../lib/registry.ts'
import { factsOf } from '../lib/services/index.ts'
import { schemasOf } from '../lib/settings/index.ts'
import { branches, type JsonSchema } from '../lib/settings/json-schema.ts'

const page = readFileSync('docs/settings.md', 'utf8')

/** Every setting below a schema, names and items of lists among them. */
function settings(schema: JsonSchema, path: string): [path: string, schema: JsonSchema][] {
  return branches(schema)
    .flatMap(({ properties = {}, patternProperties = {}, items }): [string, JsonSchema][] => [
      ...Object.entries(properties),
      ...Object.values(patternProperties).map((inner): [string, JsonSchema] => ['<name>', inner]),
      ...(items?.properties ? [['[]', items] as [string, JsonSchema]] : []),
    ])
    .flatMap(([key, inner]) => [[`${path}.${key}`, inner], ...settings(inner, `${path}.${key}`)])
}

describe('every setting', () => {
  const kinds = Object.entries(schemasOf(Object.values(clouds).map(({ facts }) => facts.settings)))
  it.each(kinds)('of a %s says what it is, and shows a value where it has one', (kind, schema) => {
    const all = settings(schema as JsonSchema, kind)
    expect(all.length).toBeGreaterThan(10)
    expect(all.filter(([, { description }]) => !description).map(([path]) => path)).toEqual([])
    const values = all.filter(([, inner]) =>
      branches(inner).every(({ type }) => type !== 'object' && type !== 'boolean'),
    )
    const lists = (inner: JsonSchema): boolean => branches(inner).some(({ items }) => items?.properties)
    expect(values.filter(([, inner]) => !inner.examples && !lists(inner)).map(([path]) => path)).toEqual([])
  })
})

describe('docs/settings.md', () => {
  it('has a row for the fields of things in lists', () => {
    expect(page).toContain('| `git-pull[].folder` |')
  })
  it('names the releases that overrides may change', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `overrides.helm` |'))
    const { hubReleases, clusterReleases } = factsOf(registry.hubServices, registry.clusterServices)
    for (const [i, names] of [hubReleases, clusterReleases].entries())
      for (const name of names) expect(rows[i], name).toContain(`\`${name}\``)
  })
})
