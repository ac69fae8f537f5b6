/**
 * A name of at most `max` characters: itself where it fits, else its head, a hyphen and six digits of a hash of the
 * whole. Stable, and two long names that begin alike stay apart.
 */
export function shorten(name: string, max: number): string {
  if (name.length <= max) return name
  return `${name.slice(0, max - 7).replace(/-+$/, '')}-${hash(name)}`
}

/** Six hexadecimal digits of FNV-1a (RFC 9923), for names only: no safety hangs on it. */
export function hash(text: string): string {
  return (fnv1a(text) >>> 8).toString(16).padStart(6, '0')
}

/** FNV-1a over UTF-16 units, 32 bits. */
export function fnv1a(text: string): number {
  let state = 0x811c9dc5
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193)
  return state >>> 0
}
