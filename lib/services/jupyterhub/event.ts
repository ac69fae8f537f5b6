import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'
import { extraResources } from './choices.ts'
import { chartImage } from '../chart-image.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** Machines and images that are there before people are. */
export function eventValues(hub: HubPlan): HubValues {
  const { prepull } = hub.servers
  return {
    scheduling: { userPlaceholder: placeholders(hub) },
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

/** Pods of a server's size that do nothing and give way to people, so that machines are on for those who come next. */
function placeholders(hub: HubPlan): Values {
  const { size, warm } = hub.event ?? {}
  if (!size) return { enabled: false, replicas: 0 }
  const { guarantees, limits } = extraResources(hub, size)
  return {
    enabled: true,
    replicas: warm,
    resources: {
      requests: { cpu: `${size.cpu.guarantee}m`, memory: `${size.memory.guarantee}Mi`, ...guarantees },
      limits: { cpu: `${size.cpu.limit}m`, memory: `${size.memory.limit}Mi`, ...limits },
    },
    // where people choose, the chart does not know on which machines the size runs
    extraPodSpec: hub.sizes.length > 1 ? { nodeSelector: hub.placement.sizes[size.key]!.nodeSelector } : undefined,
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
  const { special } = hub.placement
  return {
    extraImages: images.length > 0 ? Object.fromEntries(images) : undefined,
    extraTolerations: special.length > 0 ? special : undefined,
  }
}
