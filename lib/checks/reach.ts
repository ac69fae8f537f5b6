/** Rules of what servers may reach, and of what builds images for them. */
import { overlap, parseRange } from '../plan/network.ts'
import type { Check, Finding } from './check.ts'

/**
 * Homes are served without passwords, and everything inside a cluster trusts its neighbours: servers stay outside. Only
 * the network keeps one person from another's files.
 */
export const clusterOpenToServers: Check = {
  code: 'cluster-open-to-servers',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.hubs.flatMap((hub) => {
      const inside = [hub.cluster.network.range, hub.cluster.network.pods, hub.cluster.network.services].flatMap(
        (text) => parseRange(text) ?? [],
      )
      return (hub.settings.values.network?.['allow-private'] ?? []).flatMap((text): Finding[] => {
        const range = parseRange(text)
        if (range !== undefined && !inside.some((own) => overlap(own, range))) return []
        return [
          {
            at: hub.settings.at(['network', 'allow-private', text]),
            message:
              range === undefined
                ? `\`${text}\` is no address range`
                : `\`${text}\` holds addresses of the cluster itself, where servers could read everybody's homes`,
            help:
              `Name the range of the machines that servers have to reach, outside ${hub.cluster.network.range} ` +
              `and ${hub.cluster.network.pods}, such as \`10.20.0.0/24\`.`,
          },
        ]
      })
    }),
}
