import { closest, distance } from 'fastest-levenshtein'

/**
 * What was probably meant by a word: a known one that is the same but for capitals and marks, stands in it
 * (`nvidia-t4`), or is a slip of the pen away. Names that differ in a figure are different things: `us-west-3` is no
 * slip for `us-west-1`, nor `h100` for `a100`.
 */
export function similar(word: string, known: readonly string[]): string | undefined {
  const same = known.find((each) => bare(each) === bare(word))
  if (same !== undefined) return same
  const candidates = known.filter((each) => figures(each) === figures(word))
  const slips = candidates.filter((each) => distance(word, each) <= tolerance(word, each))
  if (slips.length > 0) return closest(word, slips)
  const parts = word.toLowerCase().split(/[^a-z0-9]+/)
  const within = known.filter((each) => parts.length > 1 && each.length > 1 && parts.includes(each.toLowerCase()))
  return within.length === 1 ? within[0] : undefined
}

/** For the beginning of a help line: nothing where nothing is near. */
export function didYouMean(word: string, known: readonly string[]): string {
  const near = similar(word, known)
  return near === undefined ? '' : `Did you mean \`${near}\`? `
}

/** The known words, the most similar first: the start of a list too long to show. */
export const bySimilarity = (word: string, known: readonly string[]): string[] =>
  [...known].sort((a, b) => distance(word, a) - distance(word, b) || (a < b ? -1 : 1))

/** How many letters may differ. Two for a pair of letters in the wrong order. */
function tolerance(word: string, other: string): number {
  const letters = word.replace(/[^a-zA-Z]/g, '').length
  if (letters < 3) return 0
  if (letters < 6) return sorted(word) === sorted(other) ? 2 : 1
  return Math.max(2, Math.floor(letters / 3))
}

const bare = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '')
const figures = (word: string): string => (word.match(/\d+/g) ?? []).join(' ')
const sorted = (word: string): string => [...word].sort().join('')

/**
 * Whether a name is another one with a slip of the pen in it, on evidence that names which are meant to differ do not
 * give: in one of their parts (between marks), which has five letters or more, one letter is wrong, missing or too
 * many, or two are exchanged; or they differ in capitals and marks alone. Figures and last letters tell things apart:
 * `course-101` and `course-102`, `groupa` and `groupb`.
 */
export function isSlipOf(word: string, meant: string): boolean {
  if (word === meant || figures(word) !== figures(meant)) return false
  if (bare(word) === bare(meant)) return true
  const [parts, others] = [partsOf(word), partsOf(meant)]
  if (parts.length !== others.length) return false
  const unlike = parts.flatMap((part, i) => (part === others[i] ? [] : [[part, others[i]!] as const]))
  const [pair] = unlike
  return unlike.length === 1 && pair !== undefined && differsByALetter(...pair)
}

function differsByALetter(word: string, meant: string): boolean {
  if (Math.max(word.length, meant.length) < 5) return false
  const apart = distance(word, meant)
  if (apart === 2) return word.length === meant.length && sorted(word) === sorted(meant) && adjacentSwap(word, meant)
  return apart === 1 && (word.length !== meant.length || word.at(-1) === meant.at(-1))
}

/** Whether two neighbours have changed places, and nothing else. */
function adjacentSwap(word: string, meant: string): boolean {
  const at = [...word].findIndex((letter, i) => letter !== meant[i])
  return word.slice(at + 2) === meant.slice(at + 2)
}

const partsOf = (word: string): string[] => word.toLowerCase().split(/[^a-z0-9]+/)
