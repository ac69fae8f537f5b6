/** `{ ref: … }` in an override of Terraform: what another block of the same root tells, in place of an expression. */
import type { Diagnostic } from '../diagnostics.ts'
import { isMap, valueAt, type PlainMap } from '../maps.ts'
import { ref } from '../print/terraform.ts'
import { overrideProblems } from './problems.ts'
import type { OriginOf } from './scope.ts'

/** `aws_s3_bucket.scratch.arn`, `data.aws_partition.current.dns_suffix`: a block, and what it tells. */
const ADDRESS = /^(?:data\.)?[a-z][a-z0-9_]*\.[A-Za-z_][A-Za-z0-9_-]*(?:\.[a-z][a-z0-9_]*|\[[0-9]+\])+$/

/** No argument of the providers is called so by itself. */
export const isReference = (value: unknown): value is { ref: string } =>
  isMap(value) && Object.keys(value).length === 1 && typeof value['ref'] === 'string'

/** The same overrides with Terraform's own references in them. What is no address stays data. */
export function withReferences(value: unknown): unknown {
  if (isReference(value)) return ADDRESS.test(value.ref) ? ref(value.ref) : value.ref
  if (Array.isArray(value)) return value.map(withReferences)
  if (!isMap(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withReferences(item)]))
}

/** References to blocks that are not in the root, as it is with the overrides. */
export function danglingReferences(overrides: PlainMap, root: PlainMap, originOf: OriginOf): Diagnostic[] {
  return referencesIn(overrides, []).flatMap(({ path, to }) => {
    const at = originOf(path)
    if (!ADDRESS.test(to)) return [overrideProblems.raise('override-misfit/address', { at, args: { to } })]
    const [mode, type = '', name = ''] = to.startsWith('data.') ? to.split('.') : ['resource', ...to.split('.')]
    if (valueAt(root, [mode!, type, name]) !== undefined) return []
    return [overrideProblems.raise('override-misfit/ref', { at, args: { to, known: blocksLike(root, mode!, type) } })]
  })
}

/** The blocks of a type; of all types where it has none. */
function blocksLike(root: PlainMap, mode: string, type: string): string[] {
  const types = isMap(root[mode]) ? root[mode] : {}
  const prefix = mode === 'data' ? 'data.' : ''
  const all = Object.entries(types).flatMap(([each, blocks]) =>
    Object.keys(blocks as PlainMap).map((name) => `${prefix}${each}.${name}`),
  )
  const alike = all.filter((address) => address.startsWith(`${prefix}${type}.`))
  return (alike.length > 0 ? alike : all).slice(0, MOST_SHOWN)
}
const MOST_SHOWN = 8

function referencesIn(value: unknown, path: readonly string[]): { path: readonly string[]; to: string }[] {
  if (isReference(value)) return [{ path: [...path, 'ref'], to: value.ref }]
  if (!Array.isArray(value) && !isMap(value)) return []
  return Object.entries(value).flatMap(([key, item]) => referencesIn(item, [...path, key]))
}
