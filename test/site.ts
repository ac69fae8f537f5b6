/** The site of a fleet, as tests make it. */
import type { Compilation } from '../lib/compile.ts'
import { readInputs } from '../lib/layers/inputs.ts'
import { registry } from '../lib/registry.ts'
import { siteOf, type SiteGiven } from '../lib/site/index.ts'
import { outputTexts } from './fleet.ts'

/** The pages by path. */
export function siteTexts(
  compilation: Compilation,
  texts: ReadonlyMap<string, string>,
  more: Partial<SiteGiven> = {},
): Map<string, string> {
  const folders = [...new Set([...texts.keys()].flatMap((path) => /^communities\/([^/]+)\//.exec(path)?.[1] ?? []))]
  const { layers } = readInputs(texts, folders.sort(), registry)
  const given = { compilation, layers, texts, registry, version: '1.2.3', title: 'Hubs of ours', named: true, ...more }
  return outputTexts({ outputs: siteOf(given) })
}
