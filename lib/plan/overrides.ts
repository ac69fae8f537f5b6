/** How many values an escape hatch sets: what many override should become a setting. */
export function countOverrides(value: unknown): number {
  if (value === undefined) return 0
  if (typeof value !== 'object' || value === null) return 1
  return Object.values(value).reduce<number>((sum, item) => sum + countOverrides(item), 0)
}
