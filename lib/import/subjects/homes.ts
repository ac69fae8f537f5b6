import { isMap, type PlainMap } from '../../maps.ts'
import type { Beside } from '../beside.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { size, some } from '../words.ts'

const AT = 'singleuser.storage'

/** Where people's files are kept, and folders that they share. */
export function homes(values: Values, beside: Beside): PlainMap {
  const type = values.text(`${AT}.type`) ?? (beside.hasShare ? 'static' : 'dynamic')
  if (type === 'none') {
    values.said('home.kind', `${AT}.type`)
    return { home: { kind: 'none' } }
  }
  const quota = size(values.get(`${AT}.capacity`))
  values.follows('people find their home where images have it', `${AT}.homeMountPath`)
  if (type === 'dynamic') {
    values.said('home', `${AT}.type`, `${AT}.capacity`)
    values.follows('a disk for each person', `${AT}.dynamic`)
    // 10Gi is what the chart takes where nothing is said; snapshots of such disks are made on AWS only
    return { home: { kind: 'volume-each', quota: quota ?? '10Gi', backup: { keep: 0 } } }
  }
  values.follows(
    'a folder for each person on the file system of the hub',
    ...['type', 'static', 'capacity'].map((key) => `${AT}.${key}`),
  )
  return { home: beside.home ?? { kind: 'disk', people: 100 }, ...some({ folders: folders(values) }) }
}

/** Folders beside people's homes, as 2i2c's hubs name them. */
const FOLDERS: Readonly<Record<string, string>> = { _shared: 'shared', '_shared-public': 'public' }

/** Mounts of the file system of homes, in lists or by name, at the hub and for admins. */
function folders(values: Values): PlainMap | undefined {
  const found: Record<string, boolean> = {}
  const places: Path[] = [
    ['singleuser', 'storage', 'extraVolumeMounts'],
    ['custom', 'singleuserAdmin', 'extraVolumeMounts'],
    ['custom', 'singleuser', 'extraVolumeMounts'],
  ]
  for (const place of places) {
    const mounts = values.get(place)
    const entries = Array.isArray(mounts) ? [...mounts.entries()] : Object.entries(isMap(mounts) ? mounts : {})
    for (const [key, mount] of entries) {
      if (!isMap(mount) || !['home', 'home-nfs'].includes(String(mount['name']))) continue
      const folder = String(mount['subPath'] ?? '')
        .split('/')
        .pop()!
      const name = /allusers/.test(String(mount['mountPath'])) ? 'everyone' : FOLDERS[folder]
      if (name === undefined) continue
      found[name] = true
      values.said(`folders.${name}`, [...place, key])
    }
  }
  return some(found)
}
