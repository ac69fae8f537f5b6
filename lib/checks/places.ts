/** Regions and zones: their form, and whether they are there. */
import { defineProblems, listed } from '../diagnostics.ts'
import { bySimilarity, similar } from '../similar.ts'
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
    help: ({ near, some, cloud }: { near?: string; some: readonly string[]; cloud: string }) =>
      `${near === undefined ? `There are ${listed(some)} and more.` : `Did you mean \`${near}\`?`} A region newer ` +
      `than hubloom is added in lib/clouds/${cloud}/regions.ts.`,
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
  // `us-west-3` is no slip for `eu-west-3`: another part of the world is nobody's intention
  const around = regions.filter((each) => each.split('-')[0] === region.split('-')[0])
  const known = around.length > 0 ? around : regions
  const args = { title, region, near: similar(region, known), some: bySimilarity(region, known).slice(0, 5), cloud }
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
