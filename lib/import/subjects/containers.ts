import { isMap, type PlainMap } from '../../maps.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { between, cores, nameOf, size, some } from '../words.ts'
import { isPuller } from './git-pull.ts'
import { variables } from './servers.ts'

/** Containers beside servers or before them, of those keys that settings have words for. */
export function containers(values: Values, key: string, setting: string): PlainMap | undefined {
  const list = values.get(['singleuser', key])
  const found = (Array.isArray(list) ? list : []).flatMap((item: unknown, i): [string, PlainMap][] => {
    const at = ['singleuser', key, i]
    if (!isMap(item) || isPuller(item)) return []
    if (item['name'] === OWNERSHIP) {
      values.follows('folders belong to the user of servers by themselves', at)
      return []
    }
    const name = nameOf(String(item['name']))
    const container = containerOf(values, item, { at, setting: `${setting}.${name}` })
    return container ? [[name, container]] : []
  })
  return some(Object.fromEntries(found))
}

/** What 2i2c's hubs give folders of a new file system to the user of servers by. */
const OWNERSHIP = 'volume-mount-ownership-fix'

const KEYS = ['name', 'image', 'command', 'args', 'env', 'resources', 'ports', 'securityContext', 'volumeMounts']

function containerOf(
  values: Values,
  item: PlainMap,
  { at, setting }: { at: Path; setting: string },
): PlainMap | undefined {
  const [user, home, ports] = [userOf(item), homeOf(item), portsOf(item)]
  const isSaid = Object.keys(item).every((key) => KEYS.includes(key))
  if (!isSaid || user === undefined || home === undefined || ports === undefined) return undefined
  const own = variables(values, [...at, 'env'], `${setting}.variables`)
  const asks = (kind: string): PlainMap =>
    isMap(item['resources']) && isMap(item['resources'][kind]) ? item['resources'][kind] : {}
  const [requests, limits] = [asks('requests'), asks('limits')]
  values.said(setting, at)
  return {
    image: item['image'],
    ...some({
      command: item['command'],
      arguments: item['args'],
      variables: own,
      memory: between(size(requests['memory']), size(limits['memory'])),
      cpu: between(cores(requests['cpu']), cores(limits['cpu'])),
      ...ports,
      ...home,
      ...user,
    }),
  }
}

const many = (value: unknown): PlainMap[] => (Array.isArray(value) ? value.filter(isMap) : [])

/** Whom it runs as; undefined where more is said of that. */
function userOf({ securityContext }: PlainMap): { user?: number | 'root' } | undefined {
  if (!isMap(securityContext)) return {}
  const { runAsUser: user, runAsGroup: _, ...more } = securityContext
  if (Object.keys(more).length > 0 || typeof user !== 'number') return undefined
  return { user: user === 0 ? 'root' : user }
}

/** Whether it sees the person's home; undefined where it mounts anything else. */
function homeOf({ volumeMounts }: PlainMap): { home?: true } | undefined {
  const mounts = many(volumeMounts)
  if (mounts.length === 0) return {}
  const isHome = ({ name, mountPath, subPath }: PlainMap): boolean =>
    name === 'home' && mountPath === '/home/jovyan' && /^\{(escaped_)?user/.test(String(subPath))
  return mounts.every(isHome) ? { home: true } : undefined
}

function portsOf({ ports }: PlainMap): { ports?: PlainMap } | undefined {
  const named = many(ports).map(({ name, containerPort }): [string, unknown] => [String(name), containerPort])
  if (named.some(([name, port]) => !/^[a-z][a-z0-9-]*$/.test(name) || typeof port !== 'number')) return undefined
  return { ...some({ ports: some(Object.fromEntries(named)) }) }
}
