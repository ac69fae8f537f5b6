import type { TSchema } from '@sinclair/typebox'
import { nodeAt, toPlain, type MapNode, type Path } from '../layers/tree.ts'
import { clusterSchema, communitySchema, hubSchema } from '../settings/index.ts'

type Json = Record<string, unknown>

/** docs/settings.md: every setting with its meaning, unit, default by profile and an example. */
export function settingsPage(profiles: readonly { name: string; node: MapNode }[]): string {
  const order = [...profiles].sort(
    (a, b) => Number(b.name === 'base') - Number(a.name === 'base') || (a.name < b.name ? -1 : 1),
  )
  const community = {
    properties: Object.fromEntries(
      Object.entries((communitySchema as unknown as Json)['properties'] as Json).filter(([key]) => key !== 'hubs'),
    ),
  }
  return [
    '# Settings',
    '',
    "Made from the schema by `npm run docs`; do not edit it. A hub's settings may stand in a profile, below " +
      "`hubs:` in `community.yaml`, or in the hub's own file; the later one wins. Maps merge; `null` takes out " +
      'what is inherited; a *set* adds up, `{only: […]}` replaces it, `{remove: […]}` takes out of it. Sizes are ' +
      '`16Gi` or `512Mi`, time spans `30m`, `12h` or `7d`, dates `2027-01-18`. `<name>` is a name of your choice.',
    '',
    'A community that begins needs two files, and a third only for a cluster of its own:',
    '',
    '```yaml',
    '# communities/reef-lab/community.yaml',
    'name: Reef Lab',
    'contact: ops@reef.example.org',
    '',
    '# communities/reef-lab/hubs/prod.yaml',
    'domain: hub.reef.example.org',
    'profile: research',
    'auth: { github: { organizations: [reef-lab] }, admins: [ada-example] }',
    '',
    '# communities/reef-lab/cluster.yaml',
    'cloud: gcp',
    'region: us-central1',
    'account: reef-lab-hubs',
    '```',
    '',
    ...section('Settings of a hub', hubSchema, order, []),
    ...section('A community: `community.yaml`', community as unknown as TSchema, [], []),
    ...section(
      'A cluster: `cluster.yaml`',
      clusterSchema,
      order.filter((profile) => profile.name === 'base'),
      ['clusters'],
    ),
  ].join('\n')
}

function section(
  title: string,
  schema: TSchema,
  profiles: readonly { name: string; node: MapNode }[],
  prefix: Path,
): string[] {
  const rows = settings(schema as unknown as Json, [])
  return [
    `## ${title}`,
    '',
    `| setting | what it is | kind | default | example |`,
    `|---|---|---|---|---|`,
    ...rows.map(({ path, schema: setting, parent, required }) => {
      const described = String(setting['description'] ?? '')
      const example = parent || !Array.isArray(setting['examples']) ? '' : code(JSON.stringify(setting['examples'][0]))
      const usual = defaults(profiles, [...prefix, ...path])
      return (
        `| \`${path.join('.')}\` | ${cell(described)} | ` +
        `${required && usual === '' ? '**required**, ' : ''}${kind(setting)} | ${usual} | ${example} |`
      )
    }),
    '',
  ]
}

interface Row {
  path: string[]
  schema: Json
  parent: boolean
  required: boolean
}

function settings(schema: Json, path: string[]): Row[] {
  return branches(schema)
    .flatMap((branch) => [
      ...Object.entries((branch['properties'] as Record<string, Json>) ?? {}).map(([key, inner]) => ({
        key,
        inner,
        required: ((branch['required'] as string[]) ?? []).includes(key),
      })),
      ...Object.values((branch['patternProperties'] as Record<string, Json>) ?? {}).map((inner) => ({
        key: '<name>',
        inner,
        required: false,
      })),
    ])
    .flatMap(({ key, inner, required }) => {
      const below = settings(inner, [...path, key])
      return [{ path: [...path, key], schema: inner, parent: below.length > 0, required }, ...below]
    })
}

const branches = (schema: Json): Json[] =>
  Array.isArray(schema['anyOf']) ? (schema['anyOf'] as Json[]).flatMap(branches) : [schema]

function kind(schema: Json): string {
  if (schema['x-set']) return 'set'
  if (schema['x-free']) return 'free'
  const words = branches(schema).map((branch) => {
    if (Array.isArray(branch['enum'])) return (branch['enum'] as string[]).map((value) => `\`${value}\``).join(', ')
    if (branch['x-kind']) return String(branch['x-kind'])
    return (
      {
        string: 'text',
        integer: 'whole number',
        number: 'number',
        boolean: '`true` or `false`',
        object: 'map',
        array: 'list',
      }[String(branch['type'])] ?? ''
    )
  })
  return [...new Set(words)].join(' or ')
}

/** The default of base, and of each profile that says otherwise. */
function defaults(profiles: readonly { name: string; node: MapNode }[], path: Path): string {
  if (path.includes('<name>')) return ''
  return profiles
    .flatMap(({ name, node }) => {
      const found = nodeAt(node, path)
      const plain = found && toPlain(found)
      if (plain === undefined) return []
      // of a map, the names in it; its settings have rows of their own
      const text =
        typeof plain === 'object' && !Array.isArray(plain) ? Object.keys(plain).join(', ') : JSON.stringify(plain)
      return [`${name === 'base' ? '' : `${name}: `}${code(text.length > 60 ? `${text.slice(0, 57)}…` : text)}`]
    })
    .join('; ')
}

const cell = (text: string): string =>
  text
    .replace(/\|/g, '\\|')
    .replace(/\n/g, ' ')
    .replace(/</g, (sign, offset: number, whole: string) => (isCode(whole, offset) ? sign : '&lt;'))
const isCode = (text: string, offset: number): boolean => (text.slice(0, offset).split('`').length - 1) % 2 === 1
const code = (text: string): string => `\`${text.replace(/`/g, "'").replace(/\|/g, '\\|')}\``
