import { shorten } from '../../plan/names.ts'
import type { PrepullPlan } from '../../plan/prepull.ts'
import { POOL_LABEL } from '../../plan/pools.ts'
import type { EnvironmentPlan, HubPlan } from '../../plan/types.ts'
import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { chartImage } from '../chart-image.ts'
import { resources } from '../cluster.ts'
import { LEAST, PAUSE } from './event-room.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

const RESOURCES = resources('1m', '8Mi', '32Mi')

/** Images that are there before people are, by the chart's own means. */
export function prepullValues(hub: HubPlan): HubValues {
  const prepull = hub.prepull?.pools ? undefined : hub.prepull
  return {
    prePuller: {
      resources: RESOURCES,
      // an upgrade waits until every machine has every image
      hook: { enabled: prepull?.when === 'upgrade' },
      continuous: { enabled: prepull?.when === 'always' },
      // told below under their own names: those that the chart makes up may be too long for a container
      pullProfileListImages: false,
      ...(prepull ? fetching(hub, prepull) : {}),
    },
  }
}

/** The chart puts `image-pull-` before it, and a container's name has 63 characters at most. */
const LONGEST_NAME = 50
const nameOf = ({ key }: EnvironmentPlan): string => shorten(`environment-${key}`, LONGEST_NAME)

/** Images beside the default one, which the chart fetches itself, and what keeps pods off some of the machines. */
function fetching(hub: HubPlan, { environments }: PrepullPlan): Values {
  const images = environments
    .filter((environment) => !environment.default)
    .map((environment): [string, Values] => [nameOf(environment), chartImage(environment.reference)])
  const { sizeTolerations } = hub.placement
  return {
    extraImages: images.length > 0 ? Object.fromEntries(images) : undefined,
    extraTolerations: sizeTolerations.length > 0 ? sizeTolerations : undefined,
  }
}

const NAME = 'image-puller'

/** The same on some of the machines only, which the chart's own cannot tell apart. */
export function prepullManifests(hub: HubPlan): Manifest[] {
  const { prepull, namespace, servers } = hub
  if (!prepull?.pools) return []
  const labels = { 'app.kubernetes.io/name': NAME, 'app.kubernetes.io/component': NAME }
  const pools = hub.cluster.pools.filter(({ name }) => prepull.pools!.includes(name))
  const taints = pools.flatMap((pool) => pool.taints)
  const container = { resources: RESOURCES, securityContext: LEAST }
  return [
    manifest(
      'apps/v1/DaemonSet',
      { name: NAME, namespace, labels },
      {
        spec: {
          selector: { matchLabels: labels },
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '100%' } },
          template: {
            metadata: { labels },
            spec: {
              automountServiceAccountToken: false,
              terminationGracePeriodSeconds: 0,
              affinity: { nodeAffinity: onPools(prepull.pools) },
              tolerations: distinct(taints).map(({ key, value, effect }) => ({ key, value, effect })),
              imagePullSecrets:
                servers.pullSecrets.length > 0 ? servers.pullSecrets.map((name) => ({ name })) : undefined,
              initContainers: prepull.environments.map((environment) => ({
                name: nameOf(environment),
                image: environment.image,
                command: ['/bin/sh', '-c', 'echo "Pulling complete"'],
                ...container,
              })),
              containers: [{ name: 'pause', image: PAUSE, ...container }],
            },
          },
        },
      },
    ),
  ]
}

const onPools = (pools: readonly string[]) => ({
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [{ matchExpressions: [{ key: POOL_LABEL, operator: 'In', values: [...pools] }] }],
  },
})

const distinct = <T>(things: readonly T[]): T[] => [
  ...new Map(things.map((thing) => [JSON.stringify(thing), thing])).values(),
]
