import { nodeAt, toPlain, type MapNode, type Path } from '../layers/tree.ts'
import {
  blocks,
  code,
  codeList,
  joinMarkdown,
  link,
  md,
  prose,
  renderMarkdown,
  table,
  type Markdown,
} from '../print/markdown.ts'
import type { CloudSettings } from '../settings/clouds.ts'
import { schemasOf } from '../settings/index.ts'
import { branches, typesOf, type JsonSchema } from '../settings/json-schema.ts'
import { TOPICS } from './topics.ts'

/** What profiles say, with the names they go by. */
type Profiles = readonly { name: string; node: MapNode }[]

/** docs/settings.md: every setting with its meaning, unit, default by profile and an example. */
export function settingsPage(profiles: Profiles, clouds: readonly CloudSettings[]): string {
  const schemas = schemasOf(clouds)
  const order = [...profiles].sort(
    (a, b) => Number(b.name === 'base') - Number(a.name === 'base') || (a.name < b.name ? -1 : 1),
  )
  const base = order.filter((profile) => profile.name === 'base')
  return renderMarkdown(
    blocks([
      md`# Settings`,
      md`Made from the schema by \`npm run docs\`; do not edit it. A hub's settings may stand in a profile, below
        \`hubs:\` in \`community.yaml\`, or in the hub's own file; the later one wins. Maps merge; \`null\` takes out
        what is inherited; a *set* adds up, \`{only: […]}\` replaces it, \`{remove: […]}\` takes out of it. Sizes are
        \`16Gi\` or \`512Mi\`, time spans \`30m\`, \`12h\` or \`7d\`, dates \`2027-01-18\`. \`<name>\` is a name of your
        choice.`,
      md`This is the reference; ${link('the other pages', 'README.md')} say what one does with them.`,
      md`## Settings of a hub`,
      ...tables('hub', { schema: schemas.hub, profiles: order, prefix: [] }),
      md`## A community: \`community.yaml\``,
      ...tables('community', { schema: withoutHubs(schemas.community), profiles: [], prefix: [] }),
      md`## A cluster: \`cluster.yaml\``,
      ...tables('cluster', { schema: schemas.cluster, profiles: base, prefix: ['clusters'] }),
    ]),
  )
}

/** Its `hubs:` are the settings of a hub once more. */
function withoutHubs({ properties = {} }: JsonSchema): JsonSchema {
  return { properties: Object.fromEntries(Object.entries(properties).filter(([key]) => key !== 'hubs')) }
}

interface Section {
  schema: JsonSchema
  profiles: Profiles
  /** Where its settings stand in a profile. */
  prefix: Path
}

/** A table for each topic, below a link to the page that explains it; what no topic has comes last. */
function tables(kind: 'hub' | 'community' | 'cluster', section: Section): Markdown[] {
  const { properties = {} } = section.schema
  const only = (keys: readonly string[]): Section => ({
    ...section,
    schema: {
      properties: Object.fromEntries(keys.flatMap((key) => (properties[key] ? [[key, properties[key]]] : []))),
      required: section.schema.required,
    },
  })
  const told = TOPICS.flatMap((topic) => topic[kind] ?? [])
  const rest = Object.keys(properties).filter((key) => !told.includes(key))
  return [
    ...TOPICS.flatMap(({ page, title, [kind]: keys = [] }) =>
      keys.length === 0 ? [] : [md`How to use them: ${link(title, `${page}.md`)}.`, settingsTable(only(keys))],
    ),
    ...(rest.length === 0 ? [] : [settingsTable(only(rest))]),
  ]
}

const settingsTable = ({ schema, profiles, prefix }: Section): Markdown =>
  table(
    ['setting', 'what it is', 'kind', 'default', 'example'],
    settings(schema, []).map((row) => {
      const usual = defaults(profiles, [...prefix, ...row.path])
      return [
        code`${row.path.join('.').replaceAll('.[]', '[]')}`,
        prose(row.schema.description ?? ''),
        md`${row.required && usual.length === 0 ? md`**required**, ` : ''}${kind(row.schema)}`,
        joinMarkdown(usual, '; '),
        example(row),
      ]
    }),
  )

function example({ parent, schema }: Row): Markdown {
  const { examples } = schema
  return parent || !examples ? md`` : code`${JSON.stringify(examples[0])}`
}

interface Row {
  path: string[]
  schema: JsonSchema
  parent: boolean
  required: boolean
}

function settings(schema: JsonSchema, path: string[]): Row[] {
  return branches(schema)
    .flatMap((branch) => [
      ...Object.entries(branch.properties ?? {}).map(([key, inner]) => ({
        key,
        inner,
        required: branch.required?.includes(key) ?? false,
      })),
      ...Object.values(branch.patternProperties ?? {}).map((inner) => ({
        key: '<name>',
        inner,
        required: false,
      })),
      // of a list of texts there is nothing more to say
      ...(branch.items?.properties ? [{ key: '[]', inner: branch.items, required: false }] : []),
    ])
    .flatMap(({ key, inner, required }) => {
      const below = settings(inner, [...path, key])
      return [{ path: [...path, key], schema: inner, parent: below.length > 0, required }, ...below]
    })
}

function kind(schema: JsonSchema): Markdown {
  if (schema['x-set']) return md`set`
  if (schema['x-free']) return md`free`
  const words = branches(schema).map(kindOfBranch)
  return joinMarkdown(
    words.filter((word, i) => words.findIndex(({ source }) => source === word.source) === i),
    ' or ',
  )
}

function kindOfBranch(branch: JsonSchema): Markdown {
  if (branch.enum) return codeList(branch.enum.map(String))
  return prose(
    branch['x-kind'] ??
      typesOf(branch)
        .map((type) => TYPES[type] ?? '')
        .join(' or '),
  )
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
  object: 'map',
  array: 'list',
}

/** The default of base, and of each profile that says otherwise. */
function defaults(profiles: Profiles, path: Path): Markdown[] {
  if (path.includes('<name>')) return []
  return profiles.flatMap(({ name, node }) => {
    const found = nodeAt(node, path)
    const plain = found && toPlain(found)
    if (plain === undefined || plain === null) return []
    // of a map, the names in it; its settings have rows of their own
    const text =
      typeof plain === 'object' && !Array.isArray(plain) ? Object.keys(plain).join(', ') : JSON.stringify(plain)
    const short = code`${text.length > 60 ? `${text.slice(0, 57)}…` : text}`
    return [name === 'base' ? short : md`${name}: ${short}`]
  })
}
