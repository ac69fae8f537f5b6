/**
 * How a root whose state is lost takes in what is there: the id by which `terraform import` finds each resource. What
 * the root says is put in; what only the cloud knows is asked by a command, or left to be filled in.
 */
import { isMap } from '../maps.ts'
import { joinShell, word, type Shell } from './shell.ts'
import { address as addressOf, escape, type Block } from './terraform.ts'

/** Texts, and shell that asks for one: side by side they are an id. */
export type ImportId = readonly (string | Shell)[]

/** Pieces side by side. */
export function joined(...pieces: readonly (string | Shell | ImportId)[]): ImportId {
  const id: (string | Shell)[] = []
  for (const piece of pieces) {
    if (piece instanceof Array) id.push(...piece)
    else if (piece !== '') id.push(piece as string | Shell)
  }
  return id
}

/** An id as one word of shell. */
export function wordOf(id: ImportId): Shell {
  const pieces: Shell[] = []
  let text = ''
  for (const piece of id) {
    if (typeof piece === 'string') {
      text += piece
      continue
    }
    if (text !== '') pieces.push(word(text))
    pieces.push(piece)
    text = ''
  }
  if (text !== '' || pieces.length === 0) pieces.push(word(text))
  return joinShell(pieces, '')
}

/** A resource whose id is wanted. */
export interface Imported {
  /** As Terraform writes it: `aws_s3_bucket.scratch`. */
  address: string
  /** An argument, with what it refers to put in its place. */
  at(argument: string): ImportId
  /** Whether the root says it. */
  has(argument: string): boolean
}

/** What a cloud knows of the ids of its resources. Plain functions, one table a cloud. */
export interface ImportIds {
  /** By type. */
  ids: Readonly<Record<string, (resource: Imported) => ImportId>>
  /** By `<type>.<attribute>`: attributes that no argument says, other than `id`. */
  attributes: Readonly<Record<string, (resource: Imported) => ImportId>>
}

export interface Import {
  address: string
  /** One word of shell. */
  id: Shell
}

type Root = Readonly<Record<string, unknown>>

/**
 * A root with the `import` blocks of what its blocks take over. Once it is in the state, they do nothing
 * (developer.hashicorp.com/terraform/language/import).
 */
export function withImports(root: Root, blocks: readonly Block[], table: ImportIds): Root {
  const taken = blocks.flatMap((block) => {
    const { existing } = block
    if (existing === undefined) return []
    const to = addressOf(block)
    return [{ to, id: escape(existing === true ? textOf(idOf(to, root, table), to) : existing) }]
  })
  return taken.length === 0 ? root : { ...root, import: taken.sort((a, b) => (a.to < b.to ? -1 : 1)) }
}

function textOf(id: ImportId, of: string): string {
  const texts = id.filter((piece) => typeof piece === 'string')
  if (texts.length < id.length) throw new Error(`the root does not say the id of ${of}, which is there already`)
  return texts.join('')
}

/** What `import` blocks of a root say, by address. */
export function importBlocks(root: Root): Map<string, string> {
  const blocks = Array.isArray(root['import']) ? root['import'].filter(isMap) : []
  return new Map(blocks.map(({ to, id }) => [String(to), String(id)]))
}

/** Each resource of a root, as `main.tf.json` holds it, in the order of the addresses. */
export function importsOf(root: Root, table: ImportIds): Import[] {
  const given = importBlocks(root)
  const addresses = Object.entries(mapAt(root, 'resource')).flatMap(([type, named]) =>
    Object.keys(isMap(named) ? named : {}).map((name) => `${type}.${name}`),
  )
  return addresses.sort().map((address) => {
    const id = given.get(address)
    return { address, id: wordOf(id === undefined ? idOf(address, root, table) : [unescaped(id)]) }
  })
}

const unescaped = (text: string): string => (text.includes('{') ? text.replace(/([$%])\1\{/g, '$1{') : text)

/** Something that nobody knows before it is looked up. */
const unknown = (what: string): ImportId => [`<${what}>`]

const REFERENCE = /\$\{((?:data\.)?[a-z0-9_]+\.[A-Za-z0-9_-]+)\.([A-Za-z0-9_.[\]]+)\}/

function idOf(address: string, root: Root, table: ImportIds): ImportId {
  const [type = ''] = address.split('.')
  return table.ids[type]?.(imported(address, root, table)) ?? unknown(`id of ${address}`)
}

function imported(address: string, root: Root, table: ImportIds): Imported {
  const args = argumentsOf(address, root)
  return {
    address,
    at: (argument) => {
      const value = argument.includes('.') ? valueBelow(args, argument) : args[argument]
      return value === undefined ? unknown(`${argument} of ${address}`) : piecesOf(String(value), root, table)
    },
    has: (argument) => args[argument] !== undefined,
  }
}

const valueBelow = (args: unknown, path: string): unknown =>
  path.split('.').reduce((here, key) => (isMap(here) || Array.isArray(here) ? Reflect.get(here, key) : undefined), args)

/** A text of a root with what it refers to. */
function piecesOf(text: string, root: Root, table: ImportIds): ImportId {
  const found = text.includes('${') ? REFERENCE.exec(text) : null
  if (!found) return [unescaped(text)]
  const [whole, address = '', attribute = ''] = found
  const after = text.slice(found.index + whole.length)
  return joined(
    text.slice(0, found.index),
    attributeOf(address, attribute, { root, table }),
    after === '' ? [] : piecesOf(after, root, table),
  )
}

function attributeOf(address: string, attribute: string, { root, table }: { root: Root; table: ImportIds }): ImportId {
  const resource = imported(address, root, table)
  const type = address.replace(/\.[^.]*$/, '')
  const known = table.attributes[`${type}.${attribute}`]
  if (known) return known(resource)
  if (resource.has(attribute)) return resource.at(attribute)
  return attribute === 'id' ? idOf(address, root, table) : unknown(`${attribute} of ${address}`)
}

function argumentsOf(address: string, root: Root): Readonly<Record<string, unknown>> {
  const isData = address.startsWith('data.')
  const [type = '', name = ''] = (isData ? address.slice('data.'.length) : address).split('.')
  return mapAt(mapAt(mapAt(root, isData ? 'data' : 'resource'), type), name)
}

function mapAt(map: Readonly<Record<string, unknown>>, key: string): Readonly<Record<string, unknown>> {
  const found = map[key]
  return isMap(found) ? found : {}
}
