/**
 * Settings that no sample of this repository shows, at the first and the second level: who looks for one finds it in
 * docs/settings.md alone. The list may only get shorter.
 */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { describe, expect, it } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'
import { inputSchemas } from '../lib/settings/index.ts'
import { branches, type JsonSchema } from '../lib/settings/json-schema.ts'
import { repository } from './fleet.ts'

type Map = Readonly<Record<string, unknown>>
type Kind = 'hub' | 'cluster' | 'community'

const UNUSED: Readonly<Record<Kind, string>> = {
  hub: `
    auth.native binder.about binder.allowed binder.banned binder.banner binder.builds binder.cpu binder.limits
    binder.memory binder.replicas bring-your-own-image.description bring-your-own-image.help
    bring-your-own-image.pattern bring-your-own-image.title certificate.issuer cluster code.after-stop
    code.sign-in command dask.cores dask.idle dask.machine dask.memory dask.spot data.account data.credentials
    data.write description folders.everyone groups home.delete home.folders-on home.options
    home.quotas
    home.share home.version home.volume homepage.designed-by homepage.funded-by homepage.links homepage.logo
    homepage.operated-by homepage.url hub.command hub.concurrent-spawns hub.cpu hub.database
    hub.disruption-budget hub.failing-starts hub.files hub.image hub.memory hub.mounts hub.packages hub.scheduler hub.user
    image-building image-building.for image-building.hub-image image-building.registry image-building.secret
    init-containers limits.cpu metrics.everywhere namespace pages.static pages.templates pages.variables
    pod.host-name pod.restart-policy pod.service-links prepull.sizes prepull.when pull-secrets releases shm
    temporary-storage
    user
  `,
  cluster: `
    certificates certificates.email certificates.staging core core.disk core.machine core.memory core.nodes
    deployer.branch deployer.ids kubernetes kubernetes.channel kubernetes.version logs.servers machines.disk
    machines.generation machines.limits machines.per-hub machines.replacing maintenance maintenance.day
    maintenance.hour monitoring.disk monitoring.grafana monitoring.keep monitoring.memory monitoring.prometheus
    name network.existing network.pods network.private-api network.services overrides overrides.helm
    overrides.kubernetes overrides.terraform protect releases state.account state.resource-group state.url tags
    zones
  `,
  community: '',
}

const { layer } = inputSchemas(Object.values(clouds).map(({ facts }) => facts.settings))

/** What lists of all kinds take beside their members, and what communities say of hubs, which is a hub's. */
const MERGING = /^hubs\b|\.(add|only|remove)$/

/** What no sample can say, since none has moved in and none has an engine that deploys: pages show it. */
const IN_PAGES: Readonly<Record<Kind, Readonly<Record<string, readonly string[]>>>> = {
  hub: { 'docs/moving-in.md': ['data.identity', 'home.existing', 'secrets.existing'] },
  cluster: {
    'docs/engines.md': [
      'deploy',
      ...['folder', 'namespace', 'project', 'repository', 'revision', 'secret', 'with'].map((key) => `deploy.${key}`),
    ],
  },
  community: {},
}

/** What the samples' files say of a kind: a community says of its hubs what is common to them. */
function said(kind: Kind): Map[] {
  return [...repository.texts].flatMap(([path, text]) => {
    const [, file] = /^(?:communities\/[^/]+\/(.+)|profiles\/.+)\.yaml$/.exec(path) ?? []
    if (path.startsWith('profiles/')) return kind === 'hub' ? [parse(text) as Map] : []
    if (file === undefined) return []
    const { hubs, ...rest } = parse(text) as Map
    if (kind === 'hub') return file.startsWith('hubs/') ? [rest] : [hubs as Map].filter(Boolean)
    return file === kind ? [rest] : []
  })
}

/** Paths of one key and of two; what has names of people's own has no second one. */
function settings(schema: JsonSchema): string[] {
  return keysOf(schema).flatMap(([first, inner]) => [first, ...keysOf(inner).map(([second]) => `${first}.${second}`)])
}

const keysOf = (schema: JsonSchema): [string, JsonSchema][] =>
  branches(schema).flatMap(({ properties = {} }) => Object.entries(properties))

function isSaid(setting: string, values: readonly unknown[]): boolean {
  const found = setting
    .split('.')
    .reduce<unknown[]>((all, step) => all.filter(isMap).map((each) => each[step]), [...values])
  return found.some((each) => each !== undefined)
}

const isMap = (value: unknown): value is Map => typeof value === 'object' && value !== null && !Array.isArray(value)

describe('the samples', () => {
  it.each(['hub', 'cluster', 'community'] as const)('show every setting of a %s but those listed', (kind) => {
    const values = said(kind)
    expect(values.length).toBeGreaterThan(3)
    const all = [...new Set(settings(layer[kind] as JsonSchema))].filter((setting) => !MERGING.test(setting))
    const inPages = Object.values(IN_PAGES[kind]).flat()
    expect(all).toEqual(expect.arrayContaining(inPages))
    const unused = all.filter((each) => !inPages.includes(each) && !isSaid(each, values)).sort()
    expect(unused).toEqual(UNUSED[kind].split(/\s+/).filter(Boolean))
  })
  it('lack what pages show in their place', () => {
    for (const [page, settings] of Object.values(IN_PAGES).flatMap((pages) => Object.entries(pages))) {
      const text = readFileSync(page, 'utf8')
      const isShown = (setting: string): boolean => new RegExp(`\\b${setting.split('.').at(-1)!}:`).test(text)
      expect(settings.filter((setting) => !isShown(setting))).toEqual([])
    }
  })
})
