/** What charts beside JupyterHub's say of a hub: its file service, a share of others, Dask. */
import { isMap, type PlainMap } from '../maps.ts'
import { FANCY_HUB } from '../settings/environments.ts'
import type { Part } from './charts.ts'
import { dask } from './dask.ts'
import { Values } from './values.ts'
import { some } from './words.ts'

export interface Beside {
  /** Homes lie on a share, whatever JupyterHub's own values say. */
  hasShare: boolean
  /** Settings of homes that these charts give. */
  home?: PlainMap
  /** Settings beside. */
  settings: PlainMap
}

/** Reads them, and notes what becomes of what it read in the values of each. */
export function beside(parts: readonly Part[], values: ReadonlyMap<Part, Values>): Beside {
  const of = (name: string): Values | undefined => {
    const part = parts.find(
      ({ release, path }) => release === name || (release === undefined && path[path.length - 1] === name),
    )
    return part && values.get(part)
  }
  const [files, share, gateway, builder] = [of('home-nfs'), of('nfs'), of('dask-gateway'), of('image-building')]
  const isOn = (chart: Values | undefined, key = 'enabled'): boolean =>
    chart !== undefined &&
    Object.keys(isMap(chart.get([])) ? (chart.get([]) as object) : {}).length > 0 &&
    chart.get(key) !== false
  const mounted = shareOf(share)
  const home = isOn(files) ? fileService(files!) : mounted
  return {
    hasShare: home !== undefined || isOn(share),
    ...(home ? { home } : {}),
    settings: {
      ...some({
        dask: isOn(gateway) ? dask(gateway!) : undefined,
        'image-building': isOn(builder) ? building(builder!, of('jupyterhub')) : undefined,
      }),
    },
  }
}

/** The file service of 2i2c, jupyterhub-home-nfs: the disk is new, and its size is planned from people and quota. */
function fileService(chart: Values): PlainMap {
  const quota = chart.get('quotaEnforcer.config.QuotaManager.hard_quota') ?? chart.get('quotaEnforcer.hardQuota')
  chart.said('home.quota', 'quotaEnforcer.config.QuotaManager.hard_quota', 'quotaEnforcer.hardQuota')
  const here = { kind: 'not-carried', why: '`home.existing` takes the disk over, where the hub is to keep it' } as const
  chart.note(here, 'eks.volumeId', 'gke.volumeId', 'azure.volumeId')
  chart.follows('the hub has a disk of its own', 'enabled', 'quotaEnforcer', 'eks', 'gke', 'azure', 'nfsServer')
  return { kind: 'disk', people: 100, ...some({ quota: typeof quota === 'number' ? `${quota}Gi` : undefined }) }
}

/** A share that is there already, by the address that 2i2c's parent chart mounts. */
function shareOf(chart: Values | undefined): PlainMap | undefined {
  const [server, path] = [chart?.text('pv.serverIP'), chart?.text('pv.baseShareName')]
  chart?.follows('the file system of the hub', 'enabled', 'pv', 'dirsizeReporter', 'shareCreator')
  if (server === undefined) return undefined
  chart?.said('home.server', 'pv.serverIP', 'pv.baseShareName')
  return { kind: 'nfs', server: `${server}:${path ?? '/'}` }
}

/** The builder of images, binderhub-service; undefined where nothing says where its images go. */
function building(chart: Values, hub: Values | undefined): PlainMap | undefined {
  const registry = chart.text('config.BinderHub.image_prefix')
  if (registry === undefined) return undefined
  chart.said('image-building.registry', 'config.BinderHub.image_prefix')
  chart.note({ kind: 'secret', secret: 'image-push' }, 'config.DockerRegistry', 'buildPodsRegistryCredentials')
  chart.follows('made with the hub', 'enabled', 'networkPolicy.enabled', 'config.BinderHub.auth_enabled', 'extraEnv')
  const [name, tag] = [hub?.text('hub.image.name'), hub?.text('hub.image.tag')]
  const own = name !== undefined && tag !== undefined ? `${name}:${tag}` : undefined
  // parents of charts bring one of this kind by themselves
  return { registry, secret: 'image-push', 'hub-image': own ?? FANCY_HUB }
}
