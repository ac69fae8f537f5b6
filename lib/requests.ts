/** What values of charts and objects ask for: the `resources` of each container, as Kubernetes reads them. */
import { isMap } from './maps.ts'

/** MiB and thousandths of a core of one container, and how many there are of it. */
export interface Request {
  memory: number
  cpu: number
  count: number
  path: readonly string[]
}

/** Parts of charts whose pods do not run on core machines, or not for long. */
const ELSEWHERE = [
  'calicoNodeDaemonSet',
  'backend',
  'dockerApi',
  'node',
  'prePuller',
  'prometheus-node-exporter',
  'singleuser',
  'startupapicheck',
  'userPlaceholder',
]

/** The operator makes three pods of Typha. */
const TIMES: Readonly<Record<string, number | undefined>> = { typhaDeployment: 3 }

/** By the path of each `resources` of what runs on core machines. A part with several replicas counts as often. */
export function requestsIn(value: unknown, path: readonly string[] = [], times = 1): Map<string, Request> {
  if (Array.isArray(value)) return merged(value.map((each, i) => requestsIn(each, [...path, String(i)], times)))
  if (!isMap(value) || value['enabled'] === false) return new Map()
  const count = times * replicasOf(value)
  return merged(
    Object.entries(value)
      .filter(([key]) => !ELSEWHERE.includes(key))
      .map(([key, item]) => {
        const asked = key === 'resources' ? askOf(item) : undefined
        const at = [...path, key]
        if (asked) return new Map([[at.join('.'), { ...asked, count, path: at }]])
        return requestsIn(item, at, count * (TIMES[key] ?? 1))
      }),
  )
}

const merged = (maps: readonly ReadonlyMap<string, Request>[]): Map<string, Request> =>
  new Map(maps.flatMap((map) => [...map]))

function replicasOf(values: Readonly<Record<string, unknown>>): number {
  const deployment = isMap(values['deployment']) ? values['deployment'] : {}
  const replicas = Number(values['replicas'] ?? values['replicaCount'] ?? deployment['replicas'] ?? 1)
  return Number.isFinite(replicas) ? replicas : 1
}

/** Who has a limit and no request asks for the limit (Kubernetes, "Resource Management for Pods and Containers"). */
function askOf(resources: unknown): Pick<Request, 'memory' | 'cpu'> | undefined {
  if (!isMap(resources)) return undefined
  const limits = isMap(resources['limits']) ? resources['limits'] : {}
  const requests = { ...limits, ...(isMap(resources['requests']) ? resources['requests'] : {}) }
  const [memory, cpu] = [quantity(requests['memory']), quantity(requests['cpu'])]
  if (memory === undefined && cpu === undefined) return undefined
  return { memory: Math.ceil((memory ?? 0) / 2 ** 20), cpu: Math.ceil((cpu ?? 0) * 1000) }
}

const SUFFIXES: Readonly<Record<string, number>> = {
  '': 1,
  m: 1e-3,
  k: 1e3,
  K: 2 ** 10,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
}

/** A quantity of Kubernetes, or JupyterHub's `8G`, as a number: bytes, or cores. Undefined where it is none. */
export function quantity(value: unknown): number | undefined {
  const [, number, suffix = ''] = /^([0-9.]+(?:e[0-9]+)?)([kKMGT]i?|m)?$/.exec(String(value)) ?? []
  const factor = SUFFIXES[suffix]
  return number === undefined || factor === undefined ? undefined : Number(number) * factor
}
