/** What a change means to people: the words and the harm of each kind of change stand in tables, a file a subject. */
import { HARMS as ACCEPTABLE } from '../../layers/accepted.ts'
import type { ClusterCapacity } from '../../plan/capacity.ts'
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import type { CloudFacts } from '../../plan/cloud-facts.ts'

/** What a change does to people, the worst first. */
export const HARMS = [...ACCEPTABLE, 'none'] as const
export type HarmToPeople = (typeof HARMS)[number]

/** The worst of several; `none` where there are none. */
export const worstOf = (harms: readonly HarmToPeople[]): HarmToPeople =>
  HARMS.find((each) => harms.includes(each)) ?? 'none'

/** Whether the first harm is at least as bad as the second. */
export const isAtLeast = (harm: HarmToPeople, other: HarmToPeople): boolean =>
  HARMS.indexOf(harm) <= HARMS.indexOf(other)

/**
 * Where the outputs say what a meaning is about: `helm jupyterhub singleuser.memory`, `terraform *.homes size`. Format
 * and address may hold `*`; the path covers what lies below it, and a `*` in it is any one step.
 */
export type Covered = string

/** One kind of change. */
interface Wording {
  harm: HarmToPeople
  what: (args: never) => string
  covers: readonly Covered[]
  /** Why that is the harm: documentation, or the file of a program's source. */
  source?: string
}

export type MeaningTable = Readonly<Record<string, Wording>>

/** What one change of a hub or a cluster means. */
export interface Meaning {
  code: string
  harm: HarmToPeople
  what: string
  /** Settings that it comes of, the likeliest first; those of a hub or of a cluster. */
  settings: readonly SettingPath[]
  covers: readonly Covered[]
  /** More to know, a sentence each. */
  notes?: readonly string[]
}

/**
 * With dots: `sizes.large.memory`. All that changed below it is told by the meaning, but after a `?`: such a path is
 * only a place to look for the line.
 */
export type SettingPath = string

type ArgsOf<W extends Wording> = W['what'] extends () => string ? Record<string, never> : Parameters<W['what']>[0]

interface Occurrence {
  settings: readonly SettingPath[]
  notes?: readonly string[]
  /** Where it shows beside what the table says. */
  covers?: readonly Covered[]
}

/** The kinds of change of one subject, and the function that tells of one. */
export interface Meanings<T extends MeaningTable> {
  table: T
  tell<K extends keyof T & string>(code: K, args: ArgsOf<T[K]>, occurrence: Occurrence): Meaning
}

export function defineMeanings<T extends MeaningTable>(table: T): Meanings<T> {
  return {
    table,
    tell(code, args, { settings, notes, covers = [] }) {
      const { harm, what, covers: usual } = table[code]!
      return { code, harm, what: what(args as never), settings, notes, covers: [...usual, ...covers] }
    },
  }
}

export interface HubPair {
  before: HubPlan
  after: HubPlan
  facts: CloudFacts
}

export interface ClusterPair {
  before: ClusterPlan
  after: ClusterPlan
  capacity: { before: ClusterCapacity; after: ClusterCapacity }
  /** The hubs on it after the change. */
  hubs: readonly HubPlan[]
  facts: CloudFacts
}

export type HubRule = (pair: HubPair) => readonly Meaning[]
export type ClusterRule = (pair: ClusterPair) => readonly Meaning[]
