import type { PlainMap } from '../../maps.ts'
import type { Values } from '../values.ts'

/** What hubloom decides by itself: where pods run, and what keeps them apart. */
export function placement(values: Values): PlainMap {
  values.follows(
    'pods run on the pools that hubloom plans',
    ...['hub', 'proxy.chp', 'proxy.traefik', 'singleuser', 'scheduling.userScheduler'].flatMap((pod) => [
      `${pod}.nodeSelector`,
      `${pod}.tolerations`,
      `${pod}.extraTolerations`,
    ]),
    'scheduling.corePods',
    'scheduling.userPods',
    'scheduling.podPriority',
  )
  values.follows('servers never reach the metadata address', 'singleuser.cloudMetadata')
  values.follows('names of objects are the release’s', 'fullnameOverride', 'nameOverride')
  const replicas = values.get('scheduling.userPlaceholder.replicas')
  const isOff = values.get('scheduling.userPlaceholder.enabled') === false
  // room that is kept is of a size, which values do not name: else it stays an override
  if (typeof replicas !== 'number' || replicas < 1 || isOff)
    values.follows('none unless `spare` says how many', 'scheduling.userPlaceholder')
  return {}
}
