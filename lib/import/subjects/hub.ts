import { isMap, type PlainMap } from '../../maps.ts'
import type { Values } from '../values.ts'
import { cores, size, some } from '../words.ts'
import { variables } from './servers.ts'
import { groupOf } from './sign-in.ts'

/** The hub's own pods. */
export function hub(values: Values): PlainMap {
  const image = imageOf(values)
  const disk = size(values.get('hub.db.pvc.storage'))
  if (disk !== undefined) values.said('hub.disk', 'hub.db.pvc.storage')
  const whole = (path: string, setting: string): number | undefined => {
    const value = values.get(path)
    if (typeof value !== 'number') return undefined
    values.said(setting, path)
    return value
  }
  const settings = some({
    image,
    disk,
    ...asks(values, 'hub', 'hub'),
    variables: variables(values, ['hub', 'extraEnv'], 'hub.variables'),
    'concurrent-spawns': whole('hub.concurrentSpawnLimit', 'hub.concurrent-spawns'),
    'active-servers': whole('hub.activeServerLimit', 'hub.active-servers'),
    'failing-starts': whole('hub.consecutiveFailureLimit', 'hub.failing-starts'),
    proxy: some(asks(values, 'proxy.chp', 'hub.proxy')),
    scheduler: scheduler(values),
  })
  return { ...some({ hub: settings, 'named-servers': namedServers(values), roles: roles(values) }) }
}

function imageOf(values: Values): string | undefined {
  const [name, tag] = [values.text('hub.image.name'), values.text('hub.image.tag')]
  if (name === undefined || tag === undefined) return undefined
  values.said('hub.image', 'hub.image.name', 'hub.image.tag')
  return `${name}:${tag}`
}

/** Memory and CPU of one of the hub's pods. */
function asks(values: Values, path: string, setting: string): { memory?: PlainMap; cpu?: PlainMap } {
  const at = (kind: string, of: string): string => `${path}.resources.${kind}.${of}`
  const memory = some({
    guarantee: size(values.get(at('requests', 'memory'))),
    limit: size(values.get(at('limits', 'memory'))),
  })
  const cpu = some({
    guarantee: cores(values.get(at('requests', 'cpu'))),
    limit: cores(values.get(at('limits', 'cpu'))),
  })
  if (memory) values.said(`${setting}.memory`, at('requests', 'memory'), at('limits', 'memory'))
  if (cpu) values.said(`${setting}.cpu`, at('requests', 'cpu'), at('limits', 'cpu'))
  return { ...some({ memory, cpu }) }
}

function scheduler(values: Values): PlainMap | boolean | undefined {
  const enabled = values.get('scheduling.userScheduler.enabled')
  const own = some(asks(values, 'scheduling.userScheduler', 'hub.scheduler'))
  if (enabled !== undefined) values.said('hub.scheduler', 'scheduling.userScheduler.enabled')
  if (enabled === true) return own ?? true
  return enabled === false ? false : own
}

function namedServers(values: Values): number | undefined {
  const limit = values.get('hub.namedServerLimitPerUser')
  if (values.get('hub.allowNamedServers') !== true) {
    values.follows('none unless `named-servers` says how many', 'hub.allowNamedServers', 'hub.namedServerLimitPerUser')
    return undefined
  }
  values.said('named-servers', 'hub.allowNamedServers', 'hub.namedServerLimitPerUser')
  return typeof limit === 'number' && limit > 0 ? limit : undefined
}

/** Roles that give scopes to people, groups or services. Those of JupyterHub's own names stay overrides. */
function roles(values: Values): PlainMap | undefined {
  const found = values.keys('hub.loadRoles').flatMap((name): [string, PlainMap][] => {
    const at = ['hub', 'loadRoles', name]
    const said = values.get(at)
    if (!isMap(said) || ['user', 'admin', 'server', 'token'].includes(String(said['name'] ?? name))) return []
    const { scopes, users, groups, services, name: _, description: __, ...more } = said
    if (Object.keys(more).length > 0 || !Array.isArray(scopes)) return []
    values.said(`roles.${name}`, at)
    return [
      [
        name.toLowerCase(),
        {
          scopes,
          ...some({
            users,
            for: Array.isArray(groups) ? groups.map((each) => groupOf(values, String(each))) : undefined,
            services,
          }),
        },
      ],
    ]
  })
  return some(Object.fromEntries(found))
}
