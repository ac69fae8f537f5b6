import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'
import { chartImage } from '../chart-image.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** Machines and images that are there before people are. */
export function eventValues(hub: HubPlan): HubValues {
  const { prepull } = hub.servers
  return {
    // its priority class is what the event's own placeholders have (event-room.ts)
    scheduling: { userPlaceholder: { enabled: hub.event !== undefined || hub.spare.length > 0, replicas: 0 } },
    prePuller: {
      resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '32Mi' } },
      // an upgrade would wait until every machine has every image
      hook: { enabled: false },
      continuous: { enabled: prepull },
      // told below under their own names: those that the chart makes up may be too long for a container
      pullProfileListImages: false,
      ...(prepull ? fetching(hub) : {}),
    },
  }
}

/** The chart puts `image-pull-` before it, and a container's name has 63 characters at most. */
const LONGEST_NAME = 50

/** Images beside the default one, which the chart fetches itself, and what keeps pods off some of the machines. */
function fetching(hub: HubPlan): Values {
  const images = hub.environments
    .filter((environment) => !environment.default)
    .map((environment): [string, Values] => [
      shorten(`environment-${environment.key}`, LONGEST_NAME),
      chartImage(environment.reference),
    ])
  const { sizeTolerations } = hub.placement
  return {
    extraImages: images.length > 0 ? Object.fromEntries(images) : undefined,
    extraTolerations: sizeTolerations.length > 0 ? sizeTolerations : undefined,
  }
}
