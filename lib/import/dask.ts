/** Dask of a hub, by the values of dask-gateway's chart. */
import type { PlainMap } from '../maps.ts'
import type { Values } from './values.ts'
import { between, cores, size, some } from './words.ts'

const PLACES = ['nodeSelector', 'affinity', 'tolerations']
const PODS = ['gateway', 'controller', 'traefik', 'gateway.backend.worker', 'gateway.backend.scheduler']

/** `dask: true`, or with what each scheduler has. */
export function dask(chart: Values): PlainMap | true {
  chart.said('dask', 'enabled')
  chart.follows(
    'pods run on the pools that hubloom plans',
    ...PODS.flatMap((pod) => PLACES.flatMap((key) => [`${pod}.${key}`, `${pod}.extraPodConfig.${key}`])),
  )
  chart.note({ kind: 'secret', secret: 'made by the chart' }, 'gateway.auth.jupyterhub.apiToken')
  chart.follows('made with the hub', 'gateway.auth', 'gateway.prefix', 'traefik.service.type')
  const at = (amount: string): [unknown, unknown] => [
    chart.get(`gateway.backend.scheduler.${amount}.request`),
    chart.get(`gateway.backend.scheduler.${amount}.limit`),
  ]
  const [request, limit] = at('memory')
  const [least, most] = at('cores')
  const scheduler = some({ memory: between(size(request), size(limit)), cpu: between(cores(least), cores(most)) })
  if (!scheduler) return true
  for (const amount of ['cores', 'memory'])
    chart.said(
      'dask.scheduler',
      `gateway.backend.scheduler.${amount}.request`,
      `gateway.backend.scheduler.${amount}.limit`,
    )
  return { scheduler }
}
