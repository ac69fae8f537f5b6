import { isMap, type PlainMap } from '../../maps.ts'
import { isSecretNamed, looksSecret } from '../../secrets.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { containers } from './containers.ts'
import { gitPull, pulledIn } from './git-pull.ts'
import { duration, filled, nameOf, size, some } from '../words.ts'

/** What runs in a server: variables, files, volumes, hooks, when it stops. */
export function servers(values: Values): PlainMap {
  const command = filled(values.texts('singleuser.cmd'))
  if (command) values.said('command', 'singleuser.cmd')
  return {
    ...some({
      command,
      variables: variables(values, ['singleuser', 'extraEnv'], 'variables'),
      files: files(values),
      ...volumes(values),
      ...startUp(values),
      cull: cull(values),
      'pull-secrets': filled(pullSecrets(values)),
      sidecars: containers(values, 'extraContainers', 'sidecars'),
      'init-containers': containers(values, 'initContainers', 'init-containers'),
      pod: pod(values),
    }),
  }
}

/** Environment variables of a container: texts, and references to keys of Secrets. */
export function variables(values: Values, path: Path, setting: string): PlainMap | undefined {
  const found: Record<string, unknown> = {}
  const list = values.get(path)
  const names = Array.isArray(list)
    ? list.map((item, i) => [i, isMap(item) ? String(item['name']) : ''] as const)
    : values.keys(path).map((name) => [name, name] as const)
  for (const [key, name] of names) {
    const at = [...path, key]
    const value = variable(values.get(at), name)
    if (value === undefined) continue
    found[name] = value.value
    if (value.secret) values.note({ kind: 'secret', secret: nameOf(name) }, at)
    else values.said(`${setting}.${name}`, at)
  }
  return some(found)
}

function variable(said: unknown, name: string): { value: unknown; secret?: boolean } | undefined {
  const value = isMap(said) && 'value' in said ? said['value'] : said
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    const text = String(value)
    const secret = isSecretNamed(name, text) || looksSecret(text)
    return secret ? { value: { secret: nameOf(name) }, secret } : { value: text }
  }
  const from = isMap(value) && isMap(value['valueFrom']) ? value['valueFrom'] : {}
  const [ref, field] = [from['secretKeyRef'], from['fieldRef']]
  if (isMap(ref))
    return { value: { secret: ref['name'], ...some({ key: ref['key'] === name ? undefined : ref['key'] }) } }
  return isMap(field) ? { value: { field: field['fieldPath'] } } : undefined
}

function files(values: Values): PlainMap | undefined {
  const found = values.keys('singleuser.extraFiles').map((key): [string, PlainMap] | undefined => {
    const at = ['singleuser', 'extraFiles', key]
    const path = values.text([...at, 'mountPath'])
    const content = contentOf(values, at, path ?? '')
    if (path === undefined || content === undefined) return undefined
    const mode = values.get([...at, 'mode'])
    values.said(`files.${nameOf(key)}`, at)
    const octal = typeof mode === 'number' ? { mode: `0${mode.toString(8)}` } : {}
    return [nameOf(key), { path, content, ...octal }]
  })
  return some(Object.fromEntries(found.filter((each) => each !== undefined)))
}

/** The text of a file: as it is, or data in the format that its name asks for, as the chart makes it. */
function contentOf(values: Values, at: Path, path: string): string | undefined {
  const text = values.text([...at, 'stringData'])
  if (text !== undefined) return text
  const data = values.get([...at, 'data'])
  return data !== undefined && path.endsWith('.json') ? `${JSON.stringify(data, null, 2)}\n` : undefined
}

/** Volumes and where servers mount them. */
function volumes(values: Values): { volumes?: PlainMap; mounts?: PlainMap } {
  const storage = 'singleuser.storage'
  const listed = (key: string): { at: Path; item: PlainMap }[] => {
    const list = values.get(`${storage}.${key}`)
    // charts since 4.0 take a map by any names, in their order
    const entries = Array.isArray(list) ? [...list.entries()] : Object.entries(isMap(list) ? list : {})
    return entries.map(([i, item]) => ({ at: ['singleuser', 'storage', key, i], item: isMap(item) ? item : {} }))
  }
  const named = listed('extraVolumes').flatMap(({ at, item }) => {
    const volume = volumeOf(item)
    return volume ? [{ at, name: String(item['name']), own: nameOf(String(item['name'])), volume }] : []
  })
  const mounts = listed('extraVolumeMounts').flatMap(({ at, item }) => {
    const volume = named.find(({ name }) => name === item['name'])
    if (!volume) return []
    const { key, folder } = within(item['subPath'], volume.volume)
    values.said(`mounts.${String(item['mountPath'])}`, at)
    const mount = { volume: volume.own, ...some({ key, folder, 'read-only': item['readOnly'] === true || undefined }) }
    return [{ path: String(item['mountPath']), mount, of: volume.name }]
  })
  const used = named.filter(({ name }) => mounts.some(({ of }) => of === name))
  for (const { at, own } of used) values.said(`volumes.${own}`, at)
  return {
    ...some({
      volumes: some(Object.fromEntries(used.map(({ own, volume }) => [own, volume]))),
      mounts: some(Object.fromEntries(mounts.map(({ path, mount }) => [path, mount]))),
    }),
  }
}

function volumeOf(item: PlainMap): PlainMap | undefined {
  const of = (key: string): PlainMap | undefined => (isMap(item[key]) ? item[key] : undefined)
  const nfs = of('nfs')
  if (nfs) return { nfs: `${String(nfs['server'])}:${String(nfs['path'])}`, ...some({ 'read-only': nfs['readOnly'] }) }
  const secret = of('secret')
  if (secret && !('items' in secret)) return { secret: secret['secretName'] }
  const claim = of('persistentVolumeClaim')
  if (claim) return { claim: claim['claimName'], ...some({ 'read-only': claim['readOnly'] }) }
  const host = of('hostPath')
  if (host) return { 'host-path': host['path'] }
  const empty = of('emptyDir')
  const room = size(empty?.['sizeLimit'])
  if (room === undefined) return undefined
  return empty!['medium'] === 'Memory' ? { memory: room } : { empty: room }
}

/** A part of a volume: one file of a Secret, else a folder. */
function within(part: unknown, volume: PlainMap): { key?: string; folder?: string } {
  if (typeof part !== 'string') return {}
  return 'secret' in volume ? { key: part } : { folder: part }
}

/** What servers run when they start, and how long that may take. */
function startUp(values: Values): PlainMap {
  const timeout = duration(values.get('singleuser.startTimeout'))
  if (timeout !== undefined) values.said('start-timeout', 'singleuser.startTimeout')
  const at = 'singleuser.lifecycleHooks.postStart.exec.command'
  const command = values.texts(at)
  const pull = gitPull(command)
  if (command.length > 0) values.said(pull ? 'git-pull' : 'start-hooks.import', at)
  const pulls = [...(pull ?? []), ...pulledIn(values, ['singleuser', 'initContainers'])]
  const hooks = !pull && command.length > 0 ? { import: command } : undefined
  return { ...some({ 'start-timeout': timeout, 'git-pull': filled(pulls), 'start-hooks': hooks }) }
}

function pod(values: Values): PlainMap | undefined {
  const labels = Object.fromEntries(
    values
      .keys('singleuser.extraLabels')
      .filter((name) => !name.startsWith('hub.jupyter.org/'))
      .map((name) => [name, values.text(['singleuser', 'extraLabels', name])]),
  )
  for (const name of Object.keys(labels)) values.said('pod.labels', ['singleuser', 'extraLabels', name])
  values.follows('servers reach the hub by themselves', 'singleuser.extraLabels')
  const template = values.text('hub.config.KubeSpawner.pod_name_template')
  const name = template?.replaceAll('{username}', '{user}')
  if (name !== undefined) values.said('pod.name', 'hub.config.KubeSpawner.pod_name_template')
  return some({ labels: some(labels), name })
}

function cull(values: Values): PlainMap | undefined {
  if (values.get('cull.enabled') === false) return undefined
  const idle = duration(values.get('cull.timeout'))
  const every = duration(values.get('cull.every'))
  const age = duration(values.get('cull.maxAge'))
  const users = values.get('cull.users') === true ? true : undefined
  if (idle !== undefined) values.said('cull.idle', 'cull.timeout')
  if (every !== undefined) values.said('cull.every', 'cull.every')
  if (age !== undefined) values.said('cull.max-age', 'cull.maxAge')
  if (users) values.said('cull.users', 'cull.users')
  const admins = values.get('cull.adminUsers') === false ? false : undefined
  if (admins === false) values.said('cull.admins', 'cull.adminUsers')
  return some({ idle, every, 'max-age': age, users, admins })
}

/** Names of the Secrets by which private images are pulled. */
function pullSecrets(values: Values): string[] {
  return ['imagePullSecrets', 'singleuser.image.pullSecrets'].flatMap((path) => {
    const list = values.get(path)
    const names = Array.isArray(list) ? list.map((item) => (isMap(item) ? item['name'] : item)) : []
    const texts = names.filter((name) => typeof name === 'string')
    if (texts.length > 0) values.said('pull-secrets', path)
    return texts
  })
}
