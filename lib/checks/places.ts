/** Regions and zones that have the right form and are not there. */
import { closest } from 'fastest-levenshtein'
import type { Check, Context, Finding } from './check.ts'

export const knownRegion: Check = {
  code: 'no-such-region',
  severity: 'error',
  find: ({ fleet, clouds }: Context) =>
    fleet.clusters.flatMap(({ cloud, region, settings }): Finding[] => {
      const { forms, regions, title } = clouds[cloud]!
      if (regions.includes(region) || !forms.region.test(region)) return []
      return [
        {
          at: settings.at(['region']),
          message: `${title} has no region \`${region}\` that hubloom knows of`,
          help:
            `Did you mean \`${closest(region, [...regions])}\`? A region newer than hubloom is added in ` +
            `lib/clouds/${cloud}/regions.ts.`,
        },
      ]
    }),
}

/** Where zones are named after their region. */
export const zoneOfRegion: Check = {
  code: 'zone-elsewhere',
  severity: 'error',
  find: ({ fleet, clouds }: Context) =>
    fleet.clusters.flatMap(({ cloud, region, zones, settings }): Finding[] => {
      const { forms, defaultZones, moreZones = false } = clouds[cloud]!
      const known = defaultZones(region).map((zone) => `\`${zone}\``)
      return zones.flatMap((zone, i) =>
        !forms.zone.test(zone) || (forms.regionOfZone?.(zone) ?? region) === region
          ? []
          : [
              {
                at: settings.at(['zones', i]),
                message: `the zone \`${zone}\` is not in the region \`${region}\``,
                help: `Zones of it are ${known.join(', ')}${moreZones ? ' and so on' : ''}.`,
              },
            ],
      )
    }),
}
