import { overlap, parseRange } from '../plan/network.ts'
import type { Check, Finding } from './check.ts'

/** Ranges that a cloud keeps for itself: clusters with them fail in the middle of an apply, or lose what lies there. */
export const reservedRanges: Check = {
  code: 'reserved-range',
  severity: 'error',
  find: ({ fleet, clouds }) =>
    fleet.clusters.flatMap(({ cloud, network, settings }) => {
      const { reservedRanges: reserved = [], title } = clouds[cloud]!
      return (['range', 'pods', 'services'] as const).flatMap((key): Finding[] => {
        const range = parseRange(network[key])
        const taken =
          settings.values.network?.[key] && range
            ? reserved.find((text) => overlap(range, parseRange(text)!))
            : undefined
        return taken === undefined
          ? []
          : [
              {
                at: settings.at(['network', key]),
                message: `${title} keeps the addresses ${taken} for itself, and \`${network[key]}\` has some of them`,
                help: 'Take a part of 10.0.0.0/8 that no other cluster of the fleet has.',
              },
            ]
      })
    }),
}
