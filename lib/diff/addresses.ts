/** Documents of a bundle, taken apart into what has an address of its own: a resource, a release, an object. */
import { parseAllDocuments } from 'yaml'
import { isMap } from '../maps.ts'
import { BEGUN_STATE, INSTALLED_FILE, installedAddress, parseInstalled, type Installed } from '../print/installed.ts'
import { withBegun } from './begun.ts'

/** What the files of `dist/` hold, as plain data by `<community>/<folder>/<file>`. */
export type Documents = ReadonlyMap<string, unknown>

type Format = 'terraform' | 'helm' | 'kubernetes' | 'releases' | 'installed'

/**
 * | format | address |
 * |---|---|
 * | terraform | `aws_s3_bucket.scratch`, `data.…`, `output.…`, `local.…`, `provider.…`, `terraform` |
 * | helm | the service that wrote the values: `jupyterhub` |
 * | kubernetes | `<kind>/<namespace>/<name>`, or `<kind>/<name>` without a namespace |
 * | releases | `<namespace>/<name>` |
 * | installed | `<kind>/<namespace>/<name>`: releases and objects alike |
 */
export interface Unit {
  /** `<community>/<folder>`. */
  part: string
  format: Format
  address: string
  value: unknown
}

/** Where a value is: its path leads to it from the unit at the address. */
export interface Location extends Omit<Unit, 'value'> {
  path: readonly string[]
}

/** Reads texts of `dist/`, or of the record of it. One that is not ours to read counts as empty. */
export function parseDocuments(texts: ReadonlyMap<string, string>): Documents {
  return withBegun(new Map([...texts].map(([path, text]) => [path, parse(path, text)])))
}

function parse(path: string, text: string): unknown {
  try {
    if (path.endsWith(`/${INSTALLED_FILE}`)) return parseInstalled(text)
    if (path.endsWith(`/${BEGUN_STATE}`)) return text.split('\n')
    if (path.endsWith('.json')) return JSON.parse(text) as unknown
    const documents = parseAllDocuments(text).map((document) => document.toJS() as unknown)
    return path.endsWith('.values.yaml') ? documents[0] : documents
  } catch {
    return undefined
  }
}

/** Units by a key of part, format and address. */
export function unitsOf(documents: Documents): Map<string, Unit> {
  const units = new Map<string, Unit>()
  for (const [path, document] of documents) {
    const [community, folder, file = ''] = path.split('/')
    const format = formatOf(file)
    if (!format) continue
    for (const [address, value] of addressed(format, file, document)) {
      const unit = { part: `${community}/${folder}`, format, address, value }
      units.set(JSON.stringify([unit.part, format, address]), unit)
    }
  }
  return units
}

function formatOf(file: string): Format | undefined {
  if (file === 'main.tf.json') return 'terraform'
  if (file === 'releases.json') return 'releases'
  if (file === INSTALLED_FILE) return 'installed'
  if (file === 'kubernetes.yaml' || file === 'custom-resources.yaml') return 'kubernetes'
  return file.endsWith(VALUES) ? 'helm' : undefined
}

const VALUES = '.values.yaml'

function addressed(format: Format, file: string, document: unknown): [address: string, value: unknown][] {
  switch (format) {
    case 'terraform':
      return Object.entries(isMap(document) ? document : {}).flatMap(([block, value]) =>
        split(value, BLOCKS[block] ?? { prefix: [block], depth: 0 }),
      )
    case 'helm':
      return [[file.slice(0, -VALUES.length), document]]
    case 'kubernetes':
      return itemsOf(document).map((object) => [objectAddress(object), object])
    case 'installed':
      return itemsOf(document).map((each) => [installedAddress(each as unknown as Installed), each])
    case 'releases':
      return itemsOf(document).map((release) => [`${String(release['namespace'])}/${String(release['name'])}`, release])
  }
}

const itemsOf = (document: unknown): Record<string, unknown>[] =>
  Array.isArray(document) ? document.filter(isMap) : []

/** How an address begins for what stands in a block of that name, and how many keys it takes. */
const BLOCKS: Readonly<Record<string, { prefix: readonly string[]; depth: number } | undefined>> = {
  resource: { prefix: [], depth: 2 },
  data: { prefix: ['data'], depth: 2 },
  output: { prefix: ['output'], depth: 1 },
  locals: { prefix: ['local'], depth: 1 },
  provider: { prefix: ['provider'], depth: 1 },
}

function split(value: unknown, { prefix, depth }: { prefix: readonly string[]; depth: number }): [string, unknown][] {
  if (depth === 0 || !isMap(value)) return [[prefix.join('.'), value]]
  return Object.entries(value).flatMap(([key, item]) => split(item, { prefix: [...prefix, key], depth: depth - 1 }))
}

/** The address of what a path into `main.tf.json` leads to, and the rest of the path. */
export function terraformAddress([block = '', ...rest]: readonly string[]): Pick<Location, 'address' | 'path'> {
  const { prefix, depth } = BLOCKS[block] ?? { prefix: [block], depth: 0 }
  return { address: [...prefix, ...rest.slice(0, depth)].join('.'), path: rest.slice(depth) }
}

/** The address of a Kubernetes object. */
export function objectAddress(object: Readonly<Record<string, unknown>>): string {
  const { namespace, name } = (isMap(object['metadata']) ? object['metadata'] : {}) as Record<string, unknown>
  return [object['kind'], namespace, name].filter((each) => each !== undefined).join('/')
}
