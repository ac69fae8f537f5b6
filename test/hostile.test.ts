/**
 * Text stays text: whatever a setting that takes text holds, it is refused, or what is written is as with a plain word
 * in its place, but for that text. No expression of Terraform, template of Helm or KubeSpawner, variable of Kubernetes or
 * make, tag of HTML, row of Markdown or line of Python comes of it.
 */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments, stringify } from 'yaml'
import { clouds } from '../lib/clouds/index.ts'
import { hasErrors } from '../lib/diagnostics.ts'
import { schemasOf } from '../lib/settings/index.ts'
import type { JsonSchema } from '../lib/settings/json-schema.ts'
import { compileTexts, lines, outputTexts } from './fleet.ts'
import { NASTY, pageShape, shellBlocks } from './hostile.ts'
import { textFields } from './text-fields.ts'

type Settings = Record<string, unknown>
const schemas = schemasOf(Object.values(clouds).map(({ facts }) => facts.settings))

/** A sign-in with groups of any name. */
const auth = {
  oauth: {
    'authorize-url': 'https://login.example.org/authorize',
    'token-url': 'https://login.example.org/token',
    'userdata-url': 'https://login.example.org/userinfo',
    title: 'Campus',
    username: 'sub',
    groups: ['reef'],
    'groups-claim': 'groups',
  },
  admins: ['ada-example'],
}
const REST = {
  community: { name: 'Reef', contact: 'ops@reef.example.org' },
  cluster: { cloud: 'gcp', region: 'us-central1', account: 'reef-hubs-123456' },
  hub: { domain: 'hub.reef.example.org', profile: 'research', auth },
}
const FILES = { community: 'community.yaml', cluster: 'cluster.yaml', hub: 'hubs/prod.yaml' }
type Kind = keyof typeof REST

const volumes = { data: { empty: '1Gi' } }
const sizes = { t4: { title: 'T4', memory: '16Gi' } }
/** What a setting needs beside the examples of the schema, or has to do without, by where its path begins. */
const BESIDE: readonly (readonly [RegExp, Settings])[] = [
  [/^(mounts|hub\.mounts)/, { volumes }],
  [/^form\.cards/, { sizes }],
  [/^auth\.(oauth|class|lti|ldap\.(person|search))/, { auth: { everyone: true } }],
  [/^auth\.oauth\.(groups|admin-groups)\[/, { auth: { everyone: undefined, oauth: { 'groups-claim': 'groups' } } }],
  [/^auth\.oauth\.scopes/, { auth: { oauth: { 'userdata-url': 'https://login.example.org/userinfo' } } }],
  [/^auth\.lti\.platform/, { auth: { lti: { consumers: undefined } } }],
  [/^auth\.ldap\.search/, { auth: { ldap: { person: undefined } } }],
  [/^auth\.cilogon/, { auth: { admins: ['ada@example.org'] } }],
  [/^groups.*members/, { auth: { everyone: true, oauth: { groups: undefined, 'groups-claim': undefined } } }],
  [/^groups/, { groups: { 'polar-lab/advanced': { memory: undefined } } }],
  [/^roles\..*scopes/, { roles: { 'teachers-101': { 'staff-of': undefined } } }],
  [/^volumes.licence.files/, { volumes: { licence: { secret: undefined } } }],
  [/^events.exams.sign-in/, { auth: { oauth: undefined, github: { teams: ['reef-lab/all'] } } }],
  [/^services/, { services: { grader: { image: 'quay.io/reef/grader:1.0.0', port: 8000, url: undefined } } }],
  [/^binder/, { profile: 'teaching', home: { kind: 'none', people: null, quota: null }, folders: { shared: false } }],
  [/^monitoring\.mail/, { monitoring: { alert: ['ops@reef.example.org'] } }],
]
const PAGES = { 'communities/reef/pages/lab/templates/login.html': '{{ opening_hours }}\n' }

function compiled({ kind, path }: Pick<Place, 'kind' | 'path'>, settings: Settings) {
  const beside = BESIDE.filter(([where]) => where.test(path)).map(([, more]) => more)
  const said = { ...REST, [kind]: [settings, ...beside].reduce(over, REST[kind]) }
  const files = Object.entries(FILES).map(([each, file]) => [
    `communities/reef/${file}`,
    stringify(said[each as Kind], { aliasDuplicateObjects: false }),
  ])
  return compileTexts({ ...(path.includes('pages.') ? PAGES : {}), ...Object.fromEntries(files) })
}

/** Settings laid over others; `auth` as a whole, since it has one sign-in. */
const over = (below: Settings, above: Settings): Settings => ({
  ...below,
  ...Object.fromEntries(
    Object.entries(above).map(([key, value]) => {
      const both = isMap(below[key]) && isMap(value) && !(key === 'auth' && below === REST.hub)
      return [key, both ? over(below[key] as Settings, value as Settings) : value]
    }),
  ),
})
const isMap = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value)

type Compiled = ReturnType<typeof compiled>

const WORD = 'plainword'
/** Stands before what is no text any more but is read as code. */
const LIVE = '\u0001'

const kubernetes = (written: string): string =>
  written.replace(/\$\$|\$\(/g, (found) => (found === '$$' ? '$' : `${LIVE}(`))
const python = (written: string): string =>
  written.replace(/\{\{|\}\}|[{}]/g, (found) => (found.length === 2 ? found[0]! : LIVE))
const helm = (written: string): string =>
  written.replace(/\{\{"\{\{"\}\}|\{\{/g, (found) => (found.length > 2 ? '{{' : LIVE))
const terraform = (written: string): string =>
  written.replace(/\$\$\{|%%\{|[$%]\{/g, (found) => (found.length === 3 ? found.slice(1) : `${LIVE}{`))
const HTML: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" }
const html = (written: string): string =>
  written.replace(/[<>"]/g, () => LIVE).replace(/&([a-z]+|#39|#x27);/g, (found, name: string) => HTML[name] ?? found)

/** How a text of a file is read by who reads it first: by its path in the file. All else is taken as it stands. */
const READERS: readonly (readonly [RegExp, (written: string) => string])[] = [
  [/^main\.tf\.json /, terraform],
  [
    / singleuser (extraContainers|initContainers|extraEnv) | kubespawner_override environment /,
    (text) => kubernetes(python(text)),
  ],
  [/ singleuser cmd | hub extraEnv /, kubernetes],
  [/ hub args /, (text) => parse(helm(text), { version: '1.1' }) as string],
  [/ profileList .*(display_name|display_name_in_choices|description|validation_message) /, html],
  [/ (announcement|starting|about_message|banner_message) /, html],
  [/ validation_regex /, (text) => text.replace(/\\x22/g, '"').replace(/\\x26/g, '&')],
  [/^kubernetes\.yaml .* containers (command|args|env value) /, kubernetes],
  // the first command of the script, as a shell reads it
  [/ postStart exec command /, (script) => execFileSync('sh', ['-c', `printf %s ${script}`], { encoding: 'utf8' })],
  // a digest of contents
  [/ hubloom\/files /, () => ''],
]

/** Every text of a file with its path, as it is read; the place in a list says nothing, since sets are sorted. */
function readings(path: string, text: string): string[] {
  const file = path.split('/').at(-1)!
  const walk = (value: unknown, at: string): string[] => {
    if (Array.isArray(value)) return value.flatMap((item) => walk(item, at))
    if (typeof value === 'object' && value !== null)
      return Object.entries(value).flatMap(([key, inner]) => walk(inner, `${at}${key} `))
    const read = READERS.find(([where]) => where.test(at))?.[1]
    return [`${at}= ${typeof value === 'string' && read ? read(value) : String(value)}`]
  }
  return parseAllDocuments(text, { version: '1.1' }).flatMap((document) => walk(document.toJS(), `${file} `))
}

/** What of one file is otherwise than with a plain word, but for the text itself. JupyterHub names people in lower case. */
function differences(path: string, { plain, made, text }: { plain: string; made: string; text: string }): string[] {
  if (/\.(json|yaml)$/.test(path)) {
    const wanted = new Set(readings(path, plain).map((reading) => reading.replaceAll(WORD, () => text).toLowerCase()))
    return readings(path, made).filter((reading) => !wanted.has(reading.toLowerCase()))
  }
  if (path.endsWith('.md')) {
    const same = JSON.stringify(pageShape(made)) === JSON.stringify(pageShape(plain))
    execFileSync('bash', ['-n'], { input: shellBlocks(made).join('\n') })
    return same && !/<script/.test(made.replace(/`[^`]*`/g, '')) ? [] : [`${path}: another page`]
  }
  const shape = (file: string): string => file.replace(/[^\n\t$]|\$\$/g, '')
  return shape(made) === shape(plain) ? [] : [`${path}: other lines or variables`]
}

const admits = ({ pattern = '', maxLength = Infinity }: JsonSchema, text: string): boolean =>
  text.length <= maxLength && new RegExp(pattern, 'u').test(text)

interface Place {
  kind: Kind
  path: string
  texts: readonly string[]
  saying: (text: string) => Settings
}

/** What communities say of hubs is what hubs say themselves, and profiles say the same. */
const places: Place[] = (['hub', 'cluster', 'community'] as const).flatMap((kind) =>
  textFields(schemas[kind] as JsonSchema)
    .filter(({ path }) => !path.startsWith('hubs.'))
    .map(({ path, schema, saying }) => ({
      kind,
      path,
      saying: withOneSignIn(path, saying),
      texts: NASTY.filter((text) => admits(schema, text)),
    }))
    // a name or path, of which `-n` is one, is no free text
    .filter(({ texts }) => texts.length > 1),
)

/** The example of `auth` is a sign-in with GitHub, which no other has beside it. */
function withOneSignIn(path: string, saying: Place['saying']): Place['saying'] {
  const method = /^auth\.([a-z]+)\./.exec(path)?.[1]
  if (method === undefined || method === 'github') return saying
  return (text) => {
    const { github: _github, ...auth } = saying(text)['auth'] as Settings
    return { auth }
  }
}

describe('hostile text', () => {
  it.each(places)('in $path of a $kind is refused or stays text', (place) => {
    const { kind, path, texts, saying } = place
    const plain = compiled(place, saying(WORD))
    const refused = hasErrors(plain.diagnostics) ? lines(plain.diagnostics) : ''
    expect(refused, refused).toMatch(REFUSED[`${kind} ${path}`] ?? /^$/)
    for (const text of texts) {
      const made = compiled(place, saying(text))
      if (!hasErrors(made.diagnostics)) expect(changed(plain, { made, text }), text).toEqual([])
    }
  })
})

function changed(plain: Compiled, { made, text }: { made: Compiled; text: string }): string[] {
  const before = outputTexts(plain)
  return [...outputTexts(made)].flatMap(([path, after]) =>
    before.get(path) === after ? [] : differences(path, { plain: before.get(path) ?? '', made: after, text }),
  )
}

/** Settings that take only names of what is there, so that no word is one: the problem that says so. */
const REFUSED: Readonly<Record<string, RegExp>> = {
  // a scope has to be asked for, by `scopes`
  'hub auth.oauth.allowed-scopes[]': /\[oauth-claims\]/,
  'hub roles.teachers-101.services[]': /\[unknown-service\]/,
  'hub sizes.large.environments[]': /\[unknown-environment\]/,
  'hub sizes.large.machine.gcp': /\[no-such-machine\]/,
  'hub dask.machine.gcp': /\[no-such-machine\]/,
  'hub buckets.scratch.writers[]': /\[google-bucket-member\]/,
  'hub buckets.scratch.readers[]': /\[google-bucket-member\]/,
  'cluster admins[]': /\[not-a-google-member\]/,
}
