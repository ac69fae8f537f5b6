/** Words of Helm values in those of the settings. */
const MEBIBYTE = 1024 * 1024

/**
 * An amount of memory or storage: bytes, or with a unit. KubeSpawner's `G` is binary, as ours is (traitlets
 * ByteSpecification of kubespawner/traitlets.py: `G` is 1024 to the power of three).
 */
export function size(value: unknown): string | undefined {
  if (typeof value === 'number') return mebibytes(value)
  if (typeof value !== 'string') return undefined
  if (/^\d+$/.test(value)) return mebibytes(Number(value))
  const [, figure, unit] = /^(\d+(?:\.\d+)?)([KMGT])i?B?$/.exec(value) ?? []
  return figure === undefined ? undefined : `${figure}${unit}i`
}

function mebibytes(bytes: number): string | undefined {
  const whole = Math.floor(bytes / MEBIBYTE)
  if (whole < 1) return undefined
  return whole % 1024 === 0 ? `${whole / 1024}Gi` : `${whole}Mi`
}

/** Seconds as `1h`. */
export function duration(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number' || seconds < 1 || !Number.isInteger(seconds)) return undefined
  for (const [unit, length] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
  ] as const)
    if (seconds % length === 0) return `${seconds / length}${unit}`
  return `${seconds}s`
}

/** CPU cores: a figure, or thousandths as Kubernetes writes them. */
export function cores(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string') return undefined
  if (/^\d+m$/.test(value)) return Number(value.slice(0, -1)) / 1000
  return /^\d+(\.\d+)?$/.test(value) ? Number(value) : undefined
}

/** A name of settings made of any text, unlike those that are taken. */
export function nameOf(text: string, taken: ReadonlySet<string> = new Set()): string {
  const base =
    text
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^[^a-z]+|-+$/g, '')
      .slice(0, 24)
      .replace(/-+$/, '') || 'x'
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : `${base}-${i}`
    if (!taken.has(name)) return name
  }
}

/** `{ guarantee, limit }`, or the one figure that both are. */
export function between<T>(
  guarantee: T | undefined,
  limit: T | undefined,
): T | { guarantee?: T; limit?: T } | undefined {
  if (guarantee !== undefined && guarantee === limit) return guarantee
  return some({ guarantee, limit }) as { guarantee?: T; limit?: T } | undefined
}

/** A map without what is undefined, or undefined where nothing is left. */
export function some<T extends object>(map: T): Partial<T> | undefined {
  const entries = Object.entries(map).filter(([, value]) => value !== undefined)
  return entries.length > 0 ? (Object.fromEntries(entries) as Partial<T>) : undefined
}

/** A list, or undefined where it is empty. */
export const filled = <T>(list: readonly T[]): readonly T[] | undefined => (list.length > 0 ? list : undefined)
