/**
 * What belongs to one community stands in no other's bundle, byte for byte: its name, its account, its hosts, buckets
 * and the place of its state. What a bundle may name of others: the owner of the cluster that its hubs are on, the
 * tenants of its own, and what its settings choose, which LEAVING.md lists.
 */
import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { hasErrors } from '../lib/diagnostics.ts'
import type { Compilation } from '../lib/compile.ts'
import { compile } from '../lib/compile.ts'
import { compileFolder, fleet, repository } from './fleet.ts'

interface Belonging {
  kind: 'name' | 'account' | 'host' | 'bucket' | 'state'
  text: string
}

/** What each community has for itself alone; shared words, such as an account that two clusters are in, are nobody's. */
function belongings({ fleet: { communities, clusters, hubs } }: Compilation): Map<string, Belonging[]> {
  const all = new Map<string, Belonging[]>(
    communities.map(({ name }) => {
      const own = clusters.filter(({ community }) => community === name)
      const theirs = hubs.filter(({ community }) => community === name)
      return [
        name,
        [
          { kind: 'name' as const, text: name },
          ...own.flatMap(({ account, state, monitoring }) => [
            { kind: 'account' as const, text: account },
            ...(state.bucket === undefined ? [] : [{ kind: 'state' as const, text: state.bucket }]),
            ...(monitoring.domain === undefined ? [] : [{ kind: 'host' as const, text: monitoring.domain }]),
          ]),
          ...theirs.flatMap(({ domain, moreDomains, buckets }) => [
            ...[domain, ...moreDomains].map((text) => ({ kind: 'host' as const, text })),
            ...buckets.map(({ url }) => ({ kind: 'bucket' as const, text: url })),
          ]),
        ],
      ]
    }),
  )
  const owners = (text: string): number =>
    [...all.values()].filter((each) => each.some((other) => other.text === text)).length
  return new Map([...all].map(([name, each]) => [name, each.filter(({ text }) => owners(text) === 1)]))
}

/** Every place at which a bundle says what belongs to others, but for what it may say. */
function found(compilation: Compilation): string[] {
  const all = belongings(compilation)
  const { hubs } = compilation.fleet
  return [...compilation.outputs].flatMap(([community, files]) => {
    if (community === '') return []
    const hosts = hubs.filter((hub) => hub.community === community).map(({ cluster }) => cluster.community)
    const guests = hubs.filter(({ cluster }) => cluster.community === community).map((hub) => hub.community)
    const chosen = hubs
      .filter((hub) => hub.community === community)
      .flatMap(({ grants, home }) => [...grants.map(({ url }) => url), ...(home.nfs ? [home.nfs.server] : [])])
    const others = [...all].filter(([name]) => name !== community && !hosts.includes(name) && !guests.includes(name))
    return others.flatMap(([owner, things]) =>
      things
        .filter(({ text }) => !chosen.some((url) => url === text || url.startsWith(`${text}/`)))
        .flatMap(({ kind, text }) =>
          [...files]
            .filter(([, body]) => says(body, text))
            .map(([path]) => `${community}/${path}: the ${kind} ${text} of ${owner}`),
        ),
    )
  })
}

/** As a word: `reef` is none of `reef-lab`'s. */
function says(body: string, text: string): boolean {
  if (!body.includes(text)) return false
  const escaped = text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`(?<![A-Za-z0-9-])${escaped}(?![A-Za-z0-9-])`).test(body)
}

/** This repository's fleet with more in its files. */
const planted = (changes: Readonly<Record<string, string>>): Compilation => {
  const texts = new Map(repository.texts)
  for (const [file, more] of Object.entries(changes)) texts.set(file, `${texts.get(file)!.trimEnd()}\n${more}\n`)
  return compile(texts, repository.folders)
}

describe('the sample fleet and the cases', () => {
  it('name nothing of another community', () => expect(found(fleet())).toEqual([]))
  it.each(
    readdirSync('test/cases')
      .filter((name) => readdirSync(`test/cases/${name}/communities`).length > 1)
      .sort(),
  )('%s', (name) => {
    const compilation = compileFolder(`test/cases/${name}`)
    // told by a warning there, which it is about
    const told = compilation.diagnostics.filter(({ code }) => code === 'of-another').length > 0
    expect(hasErrors(compilation.diagnostics) || told ? [] : found(compilation)).toEqual([])
  })
  it('are looked at for what belongs to somebody', () => {
    const kinds = [...belongings(fleet()).values()].flat().map(({ kind }) => kind)
    for (const kind of ['name', 'account', 'host', 'bucket', 'state'] as const) expect(kinds).toContain(kind)
  })
})

/** Found in the bytes, though no rule may speak of prose. */
describe('what is planted', () => {
  const titled = 'communities/commons/hubs/demo.yaml'
  it.each([
    ['the host of another hub', 'communities/meadow-stats/hubs/r.yaml', 'description: As on hub.polar.example.org.'],
    ['a name', titled, 'description: Like delta-hydrology.'],
    ['an account', titled, 'description: In 111111111111.'],
    ['a state bucket', titled, 'description: In delta-terraform-state.'],
    ['a bucket', titled, 'description: "In s3://polar-lab-prod-scratch-000000000000."'],
  ])('is found: %s', (_what, file, line) => {
    const compilation = planted({ [file]: line })
    expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(found(compilation).length).toBeGreaterThan(0)
  })
  it.each([
    [
      'an override',
      'communities/meadow-stats/hubs/r.yaml',
      'overrides: { helm: { jupyterhub: { hub: { extraEnv: { A: hub.polar.example.org } } } } }',
    ],
    [
      'a bucket in a variable',
      'communities/meadow-stats/hubs/r.yaml',
      'variables: { A: "s3://polar-lab-prod-scratch-000000000000/x" }',
    ],
    ['the state', 'communities/meadow-stats/cluster.yaml', 'state: { kind: gcs, bucket: polar-lab-state }'],
  ])('is an error, with its line: %s', (_what, file, line) => {
    const state = { 'communities/polar-lab/cluster.yaml': 'state: { kind: gcs, bucket: polar-lab-state }' }
    const { diagnostics, outputs } = planted({ ...(line.startsWith('state') ? state : {}), [file]: line })
    expect(diagnostics.filter(({ code }) => code === 'belongs-to-another').map(({ at }) => at.file)).toEqual([file])
    expect(outputs.size).toBe(0)
  })
  it.each([
    [
      'an image of its registry',
      'communities/meadow-stats/hubs/r.yaml',
      'environments: { theirs: { title: Theirs, image: "quay.io/polar-lab/python:1.0" } }',
      '`quay.io/polar-lab`',
    ],
    [
      'a registry to push to',
      'communities/delta-hydrology/hubs/staging.yaml',
      'image-building: { registry: quay.io/polar-lab/builds/, secret: push, hub-image: "quay.io/example/hub:1.0" }',
      'the registry that images are built into, for `staging/` | `quay.io/polar-lab/builds/` |',
    ],
    [
      'an admin of its account',
      'communities/aurora-observatory/cluster.yaml',
      'admins: ["arn:aws:iam::000000000000:role/hub-admins"]',
      'an admin of another account, for `cluster/` | `arn:aws:iam::000000000000:role/hub-admins` |',
    ],
  ])('is told, and stands under one heading of LEAVING.md: %s', (_what, file, line, words) => {
    const { diagnostics, outputs } = planted({ [file]: line })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(diagnostics.filter(({ code }) => code === 'of-another').map(({ at }) => at.file)).toEqual([file])
    const page = outputs.get(file.split('/')[1]!)!.get('LEAVING.md')!
    expect(page.split('## ').find((text) => text.startsWith('What would stop'))).toContain(words)
  })
  it('is a choice where a setting makes it one, and stands in LEAVING.md', () => {
    const choice = planted({
      'communities/delta-hydrology/hubs/staging.yaml':
        'data: { read: { mine: "gs://delta-hydrology-delta-hydrology-prod-scratch" } }',
    })
    expect(choice.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(choice.outputs.get('delta-hydrology')!.get('LEAVING.md')).toContain(
      '| a bucket of others that servers read, for `staging/` | `gs://delta-hydrology-delta-hydrology-prod-scratch` |',
    )
  })
})
