/** Regions and zones: their form, and whether they are there. */
import { closest } from 'fastest-levenshtein'
import { defineProblems, listed } from '../diagnostics.ts'
import { perCluster, type RuleSet } from './check.ts'

const problems = defineProblems({
  'not-a-place': {
    severity: 'error',
    message: ({ value, what, title }: { value: string; what: string; title: string }) =>
      `\`${value}\` is not ${what} of ${title}`,
    help: ({ title, example }: { title: string; example: string }) => `${title}'s look like \`${example}\`.`,
  },
  'no-such-region': {
    severity: 'error',
    message: ({ title, region }: { title: string; region: string }) =>
      `${title} has no region \`${region}\` that hubloom knows of`,
    help: ({ near, cloud }: { near: string; cloud: string }) =>
      `Did you mean \`${near}\`? A region newer than hubloom is added in lib/clouds/${cloud}/regions.ts.`,
  },
  'zone-elsewhere': {
    severity: 'error',
    message: ({ zone, region }: { zone: string; region: string }) =>
      `the zone \`${zone}\` is not in the region \`${region}\``,
    help: ({ known, more }: { known: readonly string[]; more: boolean }) =>
      `Zones of it are ${listed(known)}${more ? ' and so on' : ''}.`,
  },
})

/** Regions, zones and accounts have the form that their cloud gives them. */
const placeForms = perCluster(({ cloud, region, account, settings }, { clouds }) => {
  const { forms, title } = clouds[cloud]!
  const { examples } = forms
  const wrong = [
    ...(forms.region.test(region)
      ? []
      : [{ at: settings.at(['region']), value: region, what: 'a region', example: examples.region }]),
    ...(forms.account.test(account)
      ? []
      : [{ at: settings.at(['account']), value: account, what: forms.accountWord, example: examples.account }]),
    ...(settings.values.zones ?? []).flatMap((zone, i) =>
      forms.zone.test(zone)
        ? []
        : [{ at: settings.at(['zones', i]), value: zone, what: 'a zone', example: examples.zone }],
    ),
  ]
  return wrong.map(({ at, ...args }) => problems.raise('not-a-place', { at, args: { ...args, title } }))
})

const knownRegion = perCluster(({ cloud, region, settings }, { clouds }) => {
  const { forms, regions, title } = clouds[cloud]!
  if (regions.includes(region) || !forms.region.test(region)) return []
  const args = { title, region, near: closest(region, [...regions]), cloud }
  return [problems.raise('no-such-region', { at: settings.at(['region']), args })]
})

/** Where zones are named after their region. */
const zoneOfRegion = perCluster(({ cloud, region, zones, settings }, { clouds }) => {
  const { forms, defaultZones, moreZones: more = false } = clouds[cloud]!
  return zones.flatMap((zone, i) =>
    !forms.zone.test(zone) || (forms.regionOfZone?.(zone) ?? region) === region
      ? []
      : [
          problems.raise('zone-elsewhere', {
            at: settings.nearest(['zones', i]),
            args: { zone, region, known: defaultZones(region), more },
          }),
        ],
  )
})

export const placeRules: RuleSet = { problems, rules: [placeForms, knownRegion, zoneOfRegion] }
