/** What stays as it is, though it speaks of where the hubs ran before. */
import type { CloudFacts } from '../plan/cloud-facts.ts'
import type { ClusterPlan } from '../plan/types.ts'
import type { Registry } from '../registry.ts'
import { standingAt, withRow, type Draft, type Originals } from './draft.ts'
import type { Wish } from './index.ts'
import { kindOf, type Path } from './paths.ts'

interface Known {
  from: Originals
  wish: Wish
  cluster: ClusterPlan
  registry: Registry
}

/** The draft with a row for each text that is in the old cloud's words, or names the old account. */
export function withForeignWords(draft: Draft, { from, wish, cluster, registry }: Known): Draft {
  const { title, words, forms } = registry.clouds[cluster.cloud]!.facts
  const isForeign =
    wish.cloud === cluster.cloud
      ? (text: string) => cluster.account !== wish.account && names(text, cluster.account, forms)
      : (text: string) => words.test(text)
  const why = wish.cloud === cluster.cloud ? `names the account ${cluster.account}` : `reads like something of ${title}`
  return [...draft.texts.keys()]
    .filter((file) => kindOf(file) !== undefined)
    .flatMap((file) => leaves(standingAt(draft.texts.get(file)!, []), []).map((leaf) => ({ file, ...leaf })))
    .filter(({ text }) => isForeign(text))
    .reduce((so, place) => withRow(so, place, { fate: 'kept', why, from }), draft)
}

/** Whether an address says that it is of an account: a word alone may be anything. */
const names = (text: string, account: string, { accountNamed, accountOfRegistry }: CloudFacts['forms']): boolean =>
  accountNamed?.(text) === account || accountOfRegistry?.(text) === account

/** Keys and texts with their place. */
function leaves(value: unknown, path: Path): { path: Path; text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (Array.isArray(value)) return value.flatMap((item, i) => leaves(item, [...path, i]))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, below]) => {
    const here = [...path, key]
    // names of one's own may say a cloud's name and mean nothing by it
    const isOwn = path.includes('overrides') && /[./]/.test(key)
    return [...(isOwn ? [{ path: here, text: key }] : []), ...leaves(below, here)]
  })
}
