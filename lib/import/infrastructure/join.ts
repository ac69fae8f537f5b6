/** Settings that values give, with those of the files beside them. */
import { isMap, type PlainMap } from '../../maps.ts'
import type { Values } from '../values.ts'
import { some } from '../words.ts'
import type { Infrastructure } from './index.ts'

/** `source` are the values that the settings are of: what is said twice is noted there. */
export function joined(settings: PlainMap, { hub, values }: Infrastructure, source: Values): PlainMap {
  const { buckets, home, data, ...rest } = hub
  const { variables, ...said } = settings
  const fault = homeFault(settings['home'], home)
  if (fault !== undefined) for (const each of values) each.takeBack(['home'], fault)
  const withHome = fault === undefined ? homeOf(settings['home'], home) : settings['home']
  return {
    ...rest,
    ...said,
    ...some({ home: withHome, data }),
    ...withBuckets(isMap(variables) ? variables : {}, isMap(buckets) ? buckets : {}, source),
  }
}

/** Why a disk is not the one of the homes. */
function homeFault(said: unknown, found: unknown): string | undefined {
  if (!isMap(found)) return undefined
  if (!isMap(said) || said['kind'] !== 'disk') return 'homes are no disk of the hub'
  const [quota, size] = [gibibytes(said['quota']), gibibytes(sizeOf(found['disk']))]
  return quota > size ? 'one person may keep more than the disk has' : undefined
}

const sizeOf = (disk: unknown): unknown => (isMap(disk) ? disk['size'] : disk)
const gibibytes = (size: unknown): number => (/^\d+Gi$/.test(String(size)) ? parseInt(String(size), 10) : Number.NaN)

/** The size is known: nothing is planned from a number of people. */
function homeOf(said: unknown, found: unknown): unknown {
  if (!isMap(said) || !isMap(found)) return said
  const { people: _, ...home } = said
  return { ...home, ...found }
}

/** What servers get in the address of a bucket where it is a folder for each person. */
const FOLDER = '/$(JUPYTERHUB_USER)'

/** Variables that hold the address of a bucket are the bucket's. */
function withBuckets(said: PlainMap, buckets: PlainMap, source: Values): PlainMap {
  const variables = { ...said }
  const named = Object.entries(buckets as Record<string, PlainMap>).map(([name, bucket]): [string, PlainMap] => {
    const folder = ['scratch', 'persistent'].includes(name) ? FOLDER : ''
    const [variable] = Object.keys(variables).filter((key) =>
      isAddress(variables[key], `${String(bucket['existing'])}${folder}`),
    )
    if (variable === undefined) return [name, bucket]
    delete variables[variable]
    source.retell(`variables.${variable}`, `buckets.${name}.variable`)
    const usual = `${name.toUpperCase().replaceAll('-', '_')}_BUCKET`
    return [name, { ...bucket, ...some({ variable: variable === usual ? undefined : variable }) }]
  })
  return { ...some({ variables: some(variables), buckets: some(Object.fromEntries(named)) }) }
}

const isAddress = (value: unknown, bucket: string): boolean =>
  typeof value === 'string' && value.replace(/^[a-z0-9]+:\/\//, '').replace(/\/$/, '') === bucket
