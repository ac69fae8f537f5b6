/** Versions of charts that the settings name, of a hub or of a cluster. */
import { defineMeanings, type Meaning } from './meaning.ts'
import { matched } from './words.ts'

type Versions = Readonly<Record<string, string>>

export const chartMeanings = defineMeanings({
  'chart-changes': {
    harm: 'interrupts',
    what: ({ chart, before, after }: { chart: string; before: string; after: string }) =>
      `${chart} ${before} → ${after}: its pods start anew`,
    covers: ['releases * version', 'installed * *'],
    source: 'helm.sh/docs, helm upgrade; the notes of the release say what else it changes',
  },
})

export function chartChanges(before: Versions, after: Versions): Meaning[] {
  return matched(Object.entries(before), Object.entries(after), ([name]) => name)
    .filter(({ before: old, after: young }) => old?.[1] !== young?.[1])
    .map(({ key, before: old, after: young }) =>
      chartMeanings.tell(
        'chart-changes',
        { chart: key, before: old?.[1] ?? OWN, after: young?.[1] ?? OWN },
        { settings: [`releases.${key}`, '?releases'] },
      ),
    )
}

/** The version of a chart that no setting names. */
const OWN = "hubloom's own"
