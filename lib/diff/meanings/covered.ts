/** Which changed values of the outputs a meaning tells of. */
import type { Leaf } from '../leaves.ts'
import type { Covered } from './meaning.ts'

/** Whether one of the patterns covers a leaf. */
export const isCovered = (leaf: Leaf, patterns: readonly Covered[]): boolean =>
  patterns.some((pattern) => matches(leaf, pattern))

function matches({ format, address, path }: Leaf, pattern: Covered): boolean {
  const [formats = '*', addresses = '*', below] = pattern.split(' ')
  if (!glob(formats, format) || !glob(addresses, address)) return false
  if (below === undefined || below === '*') return true
  const steps = below.split('.')
  return steps.length <= path.length && steps.every((step, i) => step === '*' || step === path[i])
}

function glob(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true
  if (!pattern.includes('*')) return false
  const [first = '', ...rest] = pattern.split('*')
  const last = rest.pop() ?? ''
  return text.startsWith(first) && text.endsWith(last) && text.length >= first.length + last.length
}
