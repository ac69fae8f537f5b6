/** Hours of an average month. */
export const HOURS_A_MONTH = 730

const FACTORS: Record<string, number> = { Mi: 1, Gi: 1024, Ti: 1024 * 1024 }
const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** `1.5Gi` as MiB, rounded down. The schema has made sure of its form. */
export function mib(size: string): number {
  return Math.floor(Number(size.slice(0, -2)) * FACTORS[size.slice(-2)]!)
}

/** `500Gi` as GiB, rounded up: disks are sold in whole ones. */
export const gib = (size: string): number => Math.ceil(mib(size) / 1024)

/** `12h` as seconds. */
export function seconds(span: string): number {
  return Number(span.slice(0, -1)) * SECONDS[span.slice(-1)]!
}

/** MiB for people, in the units that settings have: `16 GiB`, `512 MiB`, `1.5 GiB`. */
export function inWords(memory: number): string {
  return memory < 1024 ? `${memory} MiB` : `${Math.round((memory / 1024) * 10) / 10} GiB`
}

/** MiB as settings have it, rounded down, so that what a message says can be typed: `115.6Gi`, `512Mi`. */
export function asWritten(memory: number): string {
  return memory < 1024 ? `${Math.floor(memory)}Mi` : `${Math.floor((memory / 1024) * 10) / 10}Gi`
}
