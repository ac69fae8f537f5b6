import type { PlainMap } from '../../maps.ts'
import type { Beside } from '../beside.ts'
import type { Values } from '../values.ts'
import { cores, nameOf, size, some } from '../words.ts'
import { JUPYTERHUB_CHART } from '../../services/jupyterhub/index.ts'
import { opensOf, titleOf } from './choice.ts'
import { ofProfiles } from './profile-list.ts'

/** What people choose: `profileList`, or the one image and the one size of the hub. */
export function form(values: Values, beside: Beside): PlainMap {
  const entries = values.get('singleuser.profileList')
  const hub = { ...hubImage(values), ...hubSize(values), ...hubOpens(values) }
  const length = Array.isArray(entries) ? entries.length : 0
  if (length === 0) return noted(values, hub, hub)
  return noted(values, hub, ofProfiles(values, { hub, builds: 'image-building' in beside.settings, length }))
}

/** Notes what of the hub's own image and size is left beside the choices. */
function noted(values: Values, hub: PlainMap, whole: PlainMap): PlainMap {
  const named = (key: string): string[] => Object.keys((whole[key] ?? {}) as PlainMap)
  const [own] = Object.keys(hub['environments'] as PlainMap)
  const image = ['name', 'tag', 'pullPolicy'].map((key) => `singleuser.image.${key}`)
  if (named('environments').includes(own!)) values.said(`environments.${own}`, ...image)
  else values.follows('each choice has an image of its own', ...image)
  for (const amount of ['memory', 'cpu'].filter((key) => key in hub)) {
    if (amount in whole) values.said(amount, `singleuser.${amount}`)
    else if (named('sizes').includes('standard')) values.said(`sizes.standard.${amount}`, `singleuser.${amount}`)
    else values.follows('each choice has a size of its own', `singleuser.${amount}`)
  }
  return whole
}

/** The image of servers where values name none: that of the chart, whose tag is its own version. */
const CHARTS_IMAGE = {
  title: "The chart's sample",
  image: `quay.io/jupyterhub/k8s-singleuser-sample:${JUPYTERHUB_CHART}`,
}

function hubImage(values: Values): PlainMap {
  const [name, tag] = [values.text('singleuser.image.name'), values.text('singleuser.image.tag')]
  if (name === undefined || tag === undefined) return { environments: { sample: CHARTS_IMAGE } }
  const pull = values.get('singleuser.image.pullPolicy') === 'Always' ? 'always' : undefined
  const image = `${name}:${tag}`
  const own = nameOf(titleOf(image))
  return { environments: { [own]: { title: titleOf(image), image, default: true, ...some({ pull }) } } }
}

function hubSize(values: Values): PlainMap {
  const memory = amounts(values, 'singleuser.memory', size)
  const cpu = amounts(values, 'singleuser.cpu', cores)
  return { ...some({ memory, cpu }) }
}

function amounts(values: Values, path: string, read: (value: unknown) => unknown): PlainMap | undefined {
  return some({ guarantee: read(values.get(`${path}.guarantee`)), limit: read(values.get(`${path}.limit`)) })
}

function hubOpens(values: Values): PlainMap {
  const opens = opensOf(values.text('singleuser.defaultUrl'))
  if (opens !== undefined) values.said('opens', 'singleuser.defaultUrl')
  return { ...some({ opens }) }
}
