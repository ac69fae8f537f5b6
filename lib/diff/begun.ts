/** What a Terraform apply that stopped half-way has made, joined with what was applied before it. */
import { isMap } from '../maps.ts'
import { BEGUN_ROOT, BEGUN_STATE } from '../print/installed.ts'

type Documents = ReadonlyMap<string, unknown>

/**
 * Each root with the resources that the state has and only the later root says. Of resources that both say, the
 * arguments that were applied as a whole stand.
 */
export function withBegun(documents: Documents): Documents {
  const begun = [...documents.keys()].filter((path) => path.endsWith(`/${BEGUN_ROOT}`))
  if (begun.length === 0) return documents
  const joined = new Map(documents)
  for (const path of begun) {
    const folder = path.slice(0, -BEGUN_ROOT.length)
    const main = `${folder}main.tf.json`
    joined.set(main, join(documents.get(main), documents.get(path), addressesIn(documents.get(folder + BEGUN_STATE))))
    joined.delete(path)
    joined.delete(folder + BEGUN_STATE)
  }
  return joined
}

/** Without the keys of a resource that is made several times. */
const addressesIn = (lines: unknown): ReadonlySet<string> =>
  new Set(Array.isArray(lines) ? lines.map((line) => String(line).replace(/\[.*$/, '').trim()) : [])

function join(applied: unknown, begun: unknown, made: ReadonlySet<string>): unknown {
  if (!isMap(applied) || !isMap(begun) || !isMap(begun['resource'])) return applied
  const resources = isMap(applied['resource']) ? applied['resource'] : {}
  const added = Object.entries(begun['resource']).map(([type, blocks]) => {
    const known = isMap(resources[type]) ? resources[type] : {}
    const more = Object.entries(isMap(blocks) ? blocks : {}).filter(([name]) => made.has(`${type}.${name}`))
    return [type, { ...Object.fromEntries(more), ...known }] as const
  })
  const filled = added.filter(([, blocks]) => Object.keys(blocks).length > 0)
  return { ...applied, resource: { ...resources, ...Object.fromEntries(filled) } }
}
