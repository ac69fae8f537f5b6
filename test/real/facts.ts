/** What was planned for each hub, as the Python beside this file compares it with what the real hub does. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parse } from 'yaml'
import type { Compilation } from '../../lib/compile.ts'
import type { HubPlan } from '../../lib/plan/types.ts'
import { readInputFolder } from '../../lib/disk.ts'
import { hubPath } from '../../lib/site/facts.ts'
import { compileFolder, fleet, lines, outputTexts, profiles, repository, writeFolder } from '../fleet.ts'
import { siteTexts } from '../site.ts'

const VALUES = 'jupyterhub.values.yaml'

export type Hub = Record<string, unknown> & { id: string; site?: string }

/** Cases whose form has sizes and environments, and is filled in in a browser: each takes some seconds. */
const IN_A_BROWSER = ['choices-image-and-size', 'choices-standard-research']

/** Cases whose site is compared with what the hub shows. */
const WITH_SITE = /^(choices|sign-in|event-sign-in|homepage|groups)/

/** Every hub of this repository, of the fleet that is made to be hard, and of cases. Values go below `folder`. */
export function everyHub(folder: string): Hub[] {
  const cases = readdirSync('test/cases').filter((name) =>
    /^(choices|sign-in|servers-|hostile|event-sign-in|hub-|homes|homepage|pages|addresses|network|binder)/.test(name),
  )
  return [
    ...withSites(hubsOf('', fleet(), join(folder, 'fleet')), { compilation: fleet(), texts: repository.texts, folder }),
    ...hubsOfFolder('hard', { from: 'test/real/fleet', folder, sites: true }),
    ...cases.flatMap((name) => {
      const hubs = hubsOfFolder(name, { from: join('test/cases', name), folder, sites: WITH_SITE.test(name) })
      const browser = IN_A_BROWSER.includes(name)
      return hubs.map((hub) => ({ ...hub, browser, signInOnly: name.startsWith('sign-in') }))
    }),
  ]
}

interface Folder {
  from: string
  /** Where values and sites go. */
  folder: string
  sites: boolean
}

function hubsOfFolder(name: string, { from, folder, sites }: Folder): Hub[] {
  const compilation = compiled(from)
  const hubs = hubsOf(`${name}:`, compilation, join(folder, name))
  const texts = new Map([...profiles, ...readInputFolder(from).texts])
  return sites ? withSites(hubs, { compilation, texts, folder: join(folder, name) }) : hubs
}

interface Fleet {
  compilation: Compilation
  texts: ReadonlyMap<string, string>
  folder: string
}

/** Hubs with the files of their pages in the fleet's site. */
function withSites(hubs: Hub[], { compilation, texts, folder }: Fleet): Hub[] {
  const site = join(folder, 'site')
  writeFolder(site, siteTexts(compilation, texts))
  return hubs.map((hub, i) => ({ ...hub, site: join(site, hubPath(compilation.fleet.hubs[i]!)) }))
}

function compiled(folder: string): Compilation {
  const compilation = compileFolder(folder)
  const errors = compilation.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(`${folder} has errors:\n${lines(errors)}`)
  return compilation
}

function hubsOf(prefix: string, compilation: Compilation, folder: string): Hub[] {
  const texts = outputTexts(compilation)
  writeFolder(folder, new Map([...texts].filter(([path]) => path.endsWith(VALUES))))
  return compilation.fleet.hubs.map((hub) => {
    const path = `${hub.community}/${hub.hub}/${VALUES}`
    return { ...facts(hub), id: `${prefix}${hub.id}`, values: join(folder, path), ...custom(texts.get(path)!) }
  })
}

function facts(hub: HubPlan): Record<string, unknown> {
  const { values } = hub.settings
  const { provider } = hub.signIn
  const groups = values.groups ?? {}
  const answers = hub.options.flatMap(({ choices }) => choices)
  const named = [...hub.environments, ...hub.sizes, ...answers].flatMap((each) => each.groups)
  return {
    auth: Object.values(values.events ?? {}).reduce((auth, event) => withEvent(auth, event['sign-in']), values.auth),
    groups: withStaff(groups, values.roles),
    roles: values.roles ?? {},
    cards: values.form?.cards ?? {},
    building: values['image-building'],
    // a Binder has a page of its own
    page: hub.binder && '/services/binder/',
    allGroups: [...new Set([...named, ...Object.keys(groups)])].sort(),
    parts: {
      variables: values.variables,
      volumes: values.volumes,
      mounts: values.mounts,
      sidecars: values.sidecars,
      'init-containers': values['init-containers'],
    },
    environments: hub.environments,
    sizes: hub.sizes,
    options: hub.options,
    providerOrder: provider.kind === 'cilogon' ? provider.providers.map(({ id }) => id) : [],
    home: hub.home.personal,
    namedFolders: hub.folders
      .filter(({ named }) => named)
      .map(({ name, path, readers, writers }) => ({ name, path, readers, writers })),
    pools: hub.cluster.pools.map(({ name, labels, taints }) => ({ name, labels, taints })),
  }
}

type Groups = NonNullable<HubPlan['settings']['values']['groups']>
type Roles = NonNullable<HubPlan['settings']['values']['roles']>

/** Groups with whether their members look after everybody. */
const withStaff = (groups: Groups, roles: Roles = {}): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(groups).map(([name, group]) => [
      name,
      {
        ...group,
        staff: Object.values(roles).some((role) => role['staff-of'] === 'everyone' && role.for?.includes(name)),
      },
    ]),
  )

type Auth = HubPlan['settings']['values']['auth']
type SignIn = NonNullable<NonNullable<HubPlan['settings']['values']['events']>[string]['sign-in']>

/** What an event adds, to the hub's own way of signing in. */
function withEvent(auth: Auth, extra: SignIn = {}): Auth {
  const both = (ours: readonly string[] = [], more: readonly string[] = []): string[] => [...ours, ...more]
  const made = structuredClone(auth) as Auth & { users?: string[] }
  made.users = both(made.users, extra.users)
  if (made.github) made.github.teams = both(made.github.teams, extra.teams)
  if (made.github) made.github.organizations = both(made.github.organizations, extra.organizations)
  if (made.google) made.google.domains = both(made.google.domains, extra.domains)
  const providers = Object.values(made.cilogon?.providers ?? {})
  if (providers.length === 1) providers[0]!.domains = both(providers[0]!.domains, extra.domains)
  return made
}

/** Folders that only some people have, as the hub itself reads them. */
function custom(text: string): { folders: unknown[] } {
  const values = parse(text) as { custom?: { hubloom?: { 'home-nfs'?: { folders?: unknown[] } } } }
  return { folders: values.custom?.hubloom?.['home-nfs']?.folders ?? [] }
}

export const here = (name: string): string => join(dirname(new URL(import.meta.url).pathname), name)
