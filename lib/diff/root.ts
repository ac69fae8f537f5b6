/** A Terraform root as whoever compares two of them sees it. */
import { isMap, sortKeys } from '../maps.ts'
import { importBlocks } from '../print/terraform-imports.ts'
import { argumentAt, type ResourceTypes } from '../clouds/resource-types.ts'

type PlainMap = Readonly<Record<string, unknown>>

export interface ReadRoot {
  /** Arguments by address: `aws_s3_bucket.scratch`. */
  resources: ReadonlyMap<string, PlainMap>
  /** Ids of what it takes over, by address. */
  imports: ReadonlyMap<string, string>
  /** What its types mean: of the cloud whose provider it names. */
  types: ResourceTypes
  /** Where its provider makes everything. */
  account?: string
  region?: string
  outputs: PlainMap
  /** Where its state is kept: a kind with its configuration. */
  backend?: PlainMap
}

/** Of a root that is missing or of no known provider. */
const NO_TYPES: ResourceTypes = {
  provider: { name: '', account: '' },
  cluster: '',
  version: '',
  pool: { type: '', disk: '' },
  replacedBy: {},
  ground: [],
  buckets: [],
  settings: {},
}

/** What `main.tf.json` holds; anything else counts as an empty root. `clouds` are the tables of all clouds. */
export function readRoot(document: unknown, clouds: readonly ResourceTypes[]): ReadRoot {
  const blocks = (name: string): PlainMap => {
    const found = isMap(document) ? document[name] : undefined
    return isMap(found) ? found : {}
  }
  const provider = blocks('provider')
  const types = clouds.find((each) => each.provider.name in provider) ?? NO_TYPES
  const config = provider[types.provider.name]
  const backend = blocks('terraform')['backend']
  return {
    resources: new Map(
      Object.entries(blocks('resource')).flatMap(([type, named]) =>
        Object.entries(isMap(named) ? named : {}).flatMap(([name, args]): [string, PlainMap][] =>
          isMap(args) ? [[`${type}.${name}`, args]] : [],
        ),
      ),
    ),
    imports: isMap(document) ? importBlocks(document) : new Map(),
    types,
    account: textAt(config, types.provider.account),
    region: types.provider.region === undefined ? undefined : textAt(config, types.provider.region),
    outputs: Object.fromEntries(
      Object.entries(blocks('output')).map(([name, output]) => [name, isMap(output) ? output['value'] : undefined]),
    ),
    backend: isMap(backend) ? backend : undefined,
  }
}

function textAt(value: unknown, path: string): string | undefined {
  const found = argumentAt(value, path)
  return typeof found === 'string' ? found : undefined
}

/** The type in a resource's address. */
export const typeOf = (address: string): string => address.split('.')[0]!

/**
 * An argument with what it refers to in the same root put in its place, as text:
 * `${azurerm_resource_group.main.location}` is `westeurope`.
 */
export function resolved(value: unknown, root: ReadRoot, depth = 4): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(sortKeys(value)) ?? '')
  if (depth === 0) return text
  return text.replace(
    /\$\{([a-z0-9_]+\.[A-Za-z0-9_-]+)\.([a-z0-9_]+)\}/g,
    (whole, address: string, argument: string) => {
      const found = root.resources.get(address)?.[argument]
      return found === undefined ? whole : resolved(found, root, depth - 1)
    },
  )
}
