import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'
import { splitImage } from './image.ts'
import { eventSize, poolOf, specialTaints, tolerate } from './placement.ts'

type Values = Record<string, unknown>

/** Machines and images that are there before people are. */
export function eventValues(hub: HubPlan): Values {
  const { event, prepull } = hub.settings.values
  return {
    scheduling: { userPlaceholder: placeholders(hub) },
    prePuller: {
      resources: { requests: { cpu: '1m', memory: '8Mi' }, limits: { memory: '32Mi' } },
      // an upgrade would wait until every machine has every image
      hook: { enabled: false },
      continuous: { enabled: prepull === true || event !== undefined },
      // told below under their own names: those that the chart makes up may be too long for a container
      pullProfileListImages: false,
      ...(prepull || event ? fetching(hub) : {}),
    },
  }
}

/** Pods of a server's size that do nothing and give way to people, so that machines are on for those who come next. */
function placeholders(hub: HubPlan): Values {
  const { event } = hub.settings.values
  if (!event) return { enabled: false, replicas: 0 }
  const size = eventSize(hub)
  const gpu = size.gpus > 0 ? { 'nvidia.com/gpu': String(size.gpus) } : {}
  return {
    enabled: true,
    replicas: event.warm ?? event.users,
    resources: {
      requests: { cpu: `${size.cpu.guarantee}m`, memory: `${size.memory.guarantee}Mi`, ...gpu },
      limits: { cpu: `${size.cpu.limit}m`, memory: `${size.memory.limit}Mi`, ...gpu },
    },
    // where people choose, the chart does not know on which machines the size runs
    extraPodSpec: hub.sizes.length > 1 ? { nodeSelector: { ...poolOf(hub, size).labels } } : undefined,
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
      splitImage(environment.image),
    ])
  const taints = specialTaints(hub)
  return {
    extraImages: images.length > 0 ? Object.fromEntries(images) : undefined,
    extraTolerations: taints.length > 0 ? taints.map(tolerate) : undefined,
  }
}
