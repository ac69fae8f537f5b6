/** Changed values of the outputs as lines for who wants to see them. */
import type { Leaf } from '../leaves.ts'

/** The file of a part that a value stands in. */
export function fileOf({ format, address }: Leaf): string {
  return format === 'helm' ? `${address}.values.yaml` : FILES[format]
}

const FILES = {
  terraform: 'main.tf.json',
  kubernetes: 'kubernetes.yaml',
  releases: 'releases.json',
  installed: 'installed.txt',
} as const

/** A line a value; equal ones of several parts once. */
export function leafLines(leaves: readonly Leaf[]): string[] {
  const parts = new Map<string, Set<string>>()
  for (const leaf of leaves) {
    const text = `${fileOf(leaf)}: ${describe(leaf)}`
    parts.set(text, (parts.get(text) ?? new Set()).add(leaf.part))
  }
  return [...parts].map(([text, found]) => {
    const [first] = found
    return found.size === 1 ? `dist/${first}/${text}` : `${text} (${found.size} folders)`
  })
}

function describe({ format, address, path, before, after }: Leaf): string {
  const place = [...(format === 'helm' ? [] : [address]), ...(path.length > 0 ? [path.join('.')] : [])].join(' ')
  if (before === undefined) return path.length === 0 ? `${place} comes` : `${place}: ${shown(after)} comes`
  if (after === undefined) return path.length === 0 ? `${place} goes` : `${place}: ${shown(before)} goes`
  return `${place}: ${shown(before)} → ${shown(after)}`
}

function shown(value: unknown): string {
  if (typeof value === 'string' && value.includes('\n')) return `a text of ${value.split('\n').length} lines`
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > 70 ? `${text.slice(0, 69)}…` : text
}
