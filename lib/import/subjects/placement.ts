import type { PlainMap } from '../../maps.ts'
import type { Values } from '../values.ts'
import { some } from '../words.ts'

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
  values.follows(
    'one of them stays up',
    'hub.pdb',
    'proxy.chp.pdb',
    'proxy.traefik.pdb',
    'scheduling.userScheduler.pdb',
  )
  const scraped = values.keys('hub.annotations').filter((key) => key.startsWith('prometheus.io/'))
  values.follows('monitoring finds the hub by itself', ...scraped.map((key) => ['hub', 'annotations', key]))
  values.follows('servers never reach the metadata address', 'singleuser.cloudMetadata')
  values.follows('names of objects are the release’s', 'fullnameOverride', 'nameOverride')
  values.follows(
    'each version of the chart has its own',
    ...CHART_IMAGES.flatMap((pod) => ['tag', 'pullPolicy'].map((key) => `${pod}.image.${key}`)),
  )
  return { ...some({ prepull: prepull(values), spare: spare(values) }) }
}

/** Pods that no operator has an image of. */
const CHART_IMAGES = [
  ...['proxy.chp', 'proxy.traefik', 'proxy.secretSync', 'singleuser.networkTools', 'prePuller.hook'],
  ...['prePuller.pause', 'scheduling.userScheduler'],
]

/** Images that are fetched before people come; the chart does both where nothing is said. */
function prepull(values: Values): boolean | PlainMap | undefined {
  const [hook, continuous] = ['hook', 'continuous'].map((key) => values.get(`prePuller.${key}.enabled`))
  if (hook === undefined && continuous === undefined) return undefined
  values.said('prepull', 'prePuller.hook.enabled', 'prePuller.continuous.enabled')
  if (continuous !== false) return true
  return hook === false ? false : { when: 'upgrade' }
}

/** Room for so many servers of the size that every server has. Of several sizes, values do not name which. */
function spare(values: Values): PlainMap | undefined {
  const at = 'scheduling.userPlaceholder'
  const replicas = values.get(`${at}.replicas`)
  if (typeof replicas !== 'number' || replicas < 1 || values.get(`${at}.enabled`) === false) {
    values.follows('none unless `spare` says how many', at)
    return undefined
  }
  if (values.get('singleuser.profileList') !== undefined) return undefined
  values.said('spare', `${at}.enabled`, `${at}.replicas`)
  return { standard: replicas }
}
