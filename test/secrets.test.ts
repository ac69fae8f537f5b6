/** Secrets in inputs: what is told as one, what is not, and that no problem ever shows one. */
import type { TSchema } from '@sinclair/typebox'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { clouds } from '../lib/clouds/index.ts'
import { reportJson } from '../lib/cli/reporters/json.ts'
import { schemasOf } from '../lib/settings/index.ts'
import { compileTexts, lines } from './fleet.ts'
import { whole } from './sampled.ts'

/** Made up, in the form of GitHub's, AWS' and Slack's, put together here so that no scanner takes them for real. */
const TOKENS = [
  `gh${'p'}_abcdefghijklmnopqrstuvwxyz0123456789`,
  `AK${'IA'}ABCDEFGHIJKLMNOP`,
  `xo${'xb'}-1234567890-abc`,
]
const FLEET = {
  'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
  'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-hubs-123456\n',
}
const HUB =
  'domain: hub.reef.example.org\nprofile: research\n' +
  'auth: { github: { organizations: [reef] }, admins: [ada-example] }\n'
const hub = (more: string) => compileTexts({ ...FLEET, 'communities/reef/hubs/prod.yaml': HUB + more })

type Json = Record<string, unknown>
const branches = (schema: Json): Json[] =>
  Array.isArray(schema['anyOf']) ? (schema['anyOf'] as Json[]).flatMap(branches) : [schema]

/** Every path of a schema: settings, names, and the maps around them. */
function paths(schema: Json, path: string[] = []): string[][] {
  return branches(schema).flatMap((branch) =>
    [
      ...Object.entries((branch['properties'] as Record<string, Json>) ?? {}),
      ...Object.values((branch['patternProperties'] as Record<string, Json>) ?? {}).map(
        (inner) => ['one', inner] as [string, Json],
      ),
    ].flatMap(([key, inner]) => [[...path, key], ...paths(inner, [...path, key])]),
  )
}

const schemas = schemasOf(Object.values(clouds).map(({ facts }) => facts.settings))

/** The paths in groups of at most so many, none of a group inside another. A whole run takes each alone. */
function apart(all: readonly string[][], most: number): string[][][] {
  const groups: string[][][] = []
  const inside = (inner: readonly string[], outer: readonly string[]) => outer.every((key, i) => inner[i] === key)
  for (const path of all) {
    const free = groups.find(
      (group) => group.length < most && !group.some((other) => inside(path, other) || inside(other, path)),
    )
    if (free) free.push(path)
    else groups.push([path])
  }
  return groups
}

function put(settings: Json, { path, value }: { path: readonly string[]; value: unknown }): void {
  const [key, ...rest] = path
  if (rest.length === 0) settings[key!] = value
  else put((settings[key!] = { ...(settings[key!] as Json | undefined) }) as Json, { path: rest, value })
}

describe('no problem shows a secret', () => {
  const kinds: [string, string, TSchema, Json][] = [
    ['hubs', 'communities/reef/hubs/prod.yaml', schemas.hub, { domain: 'hub.reef.example.org', profile: 'research' }],
    ['clusters', 'communities/reef/cluster.yaml', schemas.cluster, { cloud: 'aws', region: 'us-west-2' }],
    ['communities', 'communities/reef/community.yaml', schemas.community, { name: 'Reef' }],
  ]
  it.each(kinds)('that stands in any setting of %s, as a value, in a list or as a name', (_, file, schema, rest) => {
    const places = paths(schema as unknown as Json).filter((path) => !path.includes('hubs'))
    expect(places.length).toBeGreaterThan(5)
    apart(places, whole ? 1 : 32).forEach((together, i) => {
      const token = TOKENS[i % TOKENS.length]!
      for (const value of [token, [token], { [token]: token }]) {
        const settings: Json = { ...rest }
        for (const path of together) put(settings, { path, value })
        const text = stringify(settings, { aliasDuplicateObjects: false })
        const { diagnostics } = compileTexts({ ...FLEET, 'communities/reef/hubs/prod.yaml': HUB, [file]: text })
        const where = together.map((path) => path.join('.')).join()
        expect(diagnostics.length, where).toBeGreaterThanOrEqual(together.length)
        const said = lines(diagnostics) + JSON.stringify(reportJson({ diagnostics } as never))
        expect(said.includes(token), `${where}: ${lines(diagnostics)}`).toBe(false)
      }
    })
  })
  it('that stands where the name of a Secret should, whatever it looks like', () => {
    const { diagnostics } = hub('hub: { database: { type: postgres, url: "x", secret: "Corre ct!Horse" } }\n')
    expect(lines(diagnostics)).toContain('hub.database.secret')
    expect(lines(diagnostics)).not.toContain('Horse')
  })
})

const EXTRA_CONFIG = (name: string, code: string): string =>
  `overrides: { helm: { jupyterhub: { hub: { extraConfig: { ${name}: "${code}" } } } } }`

describe('a secret is told', () => {
  it.each([
    `variables: { GITHUB: ${TOKENS[0]} }`,
    'variables: { API_TOKEN: 3f9c0a77 }',
    'variables: { DB: "postgresql://hub:hunter22@db.example.org/hub" }',
    'overrides: { helm: { jupyterhub: { proxy: { secretToken: 0123456789abcdef } } } }',
    EXTRA_CONFIG('login', "import os\\nc.A.client_secret = 'abcdefgh1'\\n"),
  ])('%s', (text) => {
    expect(lines(hub(`${text}\n`).diagnostics)).toContain('error[secret-in-input]')
  })
})

describe('what is plainly none is not told as a secret', () => {
  it.each([
    'variables: { TOKEN_URL: "https://login.example.org/token", AUTH_TOKEN: "https://login.example.org/token" }',
    'variables: { HF_TOKEN: "$(FROM_ELSEWHERE)", API_TOKEN: "$TOKEN", API_KEY: "${KEY}" }',
    'variables: { TOKEN: /var/run/secrets/token, ACCESS_KEY: "false", PASSWORD: none }',
    EXTRA_CONFIG('auth-token', "import os\\nc.X.token = os.environ['T']\\n"),
    'overrides: { helm: { jupyterhub: { singleuser: { extraEnv: { TOKEN: { name: TOKEN, valueFrom: ' +
      '{ secretKeyRef: { name: token, key: value } } } } } } } }',
  ])('%s', (text) => {
    expect(lines(hub(`${text}\n`).diagnostics)).toBe('')
  })
})
