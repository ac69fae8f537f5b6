/**
 * The table of Kubernetes' kinds, against kubernetes-models.
 * `UPDATE=1 npx vitest run test/kinds.test.ts` writes it anew; then read the diff.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { globSync } from 'glob'
import { expect, it } from 'vitest'

const MODELS = 'node_modules/kubernetes-models'

it('the table of kinds is that of kubernetes-models', () => {
  const found: Record<string, string[]> = {}
  for (const file of globSync(`${MODELS}/**/*.js`, { ignore: `${MODELS}/_schemas/**` }).sort()) {
    const [, api, kind] = /\b\w+\.apiVersion="([^"]+)",\w+\.kind="([^"]+)"/.exec(readFileSync(file, 'utf8')) ?? []
    if (api && kind && !kind.endsWith('List')) (found[api] ??= []).push(kind)
  }
  // what has left beta is served there no longer (kubernetes.io, "Deprecated API Migration Guide")
  const isBeta = (api: string): boolean => /alpha|beta/.test(api)
  const whole = new Set(Object.entries(found).flatMap(([api, kinds]) => (isBeta(api) ? [] : kinds)))
  const table = Object.fromEntries(
    Object.entries(found)
      .map(([api, kinds]) => [api, kinds.filter((kind) => !isBeta(api) || !whole.has(kind))] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  )
  const rows = Object.entries(table).map(([api, kinds]) => `  "${api}": ${JSON.stringify(kinds)}`)
  if (process.env['UPDATE'] === '1') writeFileSync('lib/merged/kinds.json', `{\n${rows.join(',\n')}\n}\n`)
  expect(table['apps/v1']).toContain('Deployment')
  expect(JSON.parse(readFileSync('lib/merged/kinds.json', 'utf8'))).toEqual(table)
})
