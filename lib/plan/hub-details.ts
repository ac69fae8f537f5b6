/** What a hub gets beside its choices, buckets and homes: each fact once, for services, clouds and checks to read. */
import type { Attachment } from '../layers/attachments.ts'
import type { ClusterSettings, CommunitySettings, HubSettings } from '../settings/index.ts'
import { planBinder, type BinderPlan } from './binder.ts'
import { planVersions } from './cluster.ts'
import { planCards, type CardPlan } from './cards.ts'
import { planCode, type CodeUse } from './code.ts'
import { planHubPod, type HubPodPlan } from './core-pods.ts'
import { planDataVariables, type DataVariable } from './data.ts'
import { planEvents, type EventPlan } from './event.ts'
import { planFolders, type FolderPlan } from './folders.ts'
import { planGroups, type GroupPlan } from './groups.ts'
import { planHomepage, type HomepagePlan } from './homepage.ts'
import { planExtraServices, type ExtraServicePlan } from './extra-services.ts'
import { planOptions, type OptionPlan } from './options.ts'
import { poolsFor } from './named-pools.ts'
import { countOverrides } from './overrides.ts'
import { planPorts, type PortPlan } from './ports.ts'
import { planPages, type PagesPlan, type PageVariables } from './pages.ts'
import { planRoles, type RolePlan } from './roles.ts'
import { planPrivileged, type PrivilegedPlan } from './privileged.ts'
import { planServerPlacement, type ServerPlacement } from './placement.ts'
import { planPrepull, type PrepullPlan } from './prepull.ts'
import { planServers, type ServersPlan } from './servers.ts'
import { planSignIn, type SignInPlan } from './sign-in.ts'
import { planTemporary, type TemporaryPlan } from './temporary.ts'
import type {
  BucketPlan,
  DaskPlan,
  EnvironmentPlan,
  GrantPlan,
  HomePlan,
  HubIdentity,
  Pool,
  SizePlan,
} from './types.ts'
import type { Resolved } from './resolved.ts'
import { mib } from './units.ts'
import { planWeb, type WebPlan } from './web.ts'

export interface HubDetails {
  signIn: SignInPlan
  web: WebPlan
  /** Names that lead to its own. */
  moreDomains: readonly string[]
  /** At its own address, beside those of web pages. */
  ports: readonly PortPlan[]
  /** Whether it has no pages. */
  apiOnly: boolean
  /** Origins of pages elsewhere that may ask it and its servers. */
  cors: readonly string[]
  homepage: HomepagePlan
  pages?: PagesPlan
  /** What their templates find by name. */
  pageVariables: PageVariables
  /** Whether people choose: with one environment and one size they do not. */
  hasChoices: boolean
  /** The environment and the size that are selected when the page opens; missing only in an UncheckedHub. */
  defaultEnvironment: EnvironmentPlan
  defaultSize: SizePlan
  servers: ServersPlan
  /** What its settings ask for that the namespace of an ordinary hub refuses. */
  privileged: readonly PrivilegedPlan[]
  placement: ServerPlacement
  temporary: TemporaryPlan
  events: readonly EventPlan[]
  /** Servers that there is always room for, by size. */
  spare: readonly SparePlan[]
  prepull?: PrepullPlan
  groups: readonly GroupPlan[]
  roles: readonly RolePlan[]
  /** Of the form, where the settings name them. */
  cards: readonly CardPlan[]
  /** What it asks beside environment and size. */
  options: readonly OptionPlan[]
  code: readonly CodeUse[]
  folders: readonly FolderPlan[]
  dataVariables: readonly DataVariable[]
  extraServices: readonly ExtraServicePlan[]
  /** BinderHub with its page, where the hub is one. */
  binder?: BinderPlan
  pod: HubPodPlan
  quota: QuotaPlan
  /** Whether its Secrets come from the cloud's store of secrets. */
  vault: boolean
  /** Versions of charts that the settings name, by release. */
  versions: Readonly<Record<string, string>>
  /** How many values its escape hatch sets. */
  overrides: number
}

export interface SparePlan {
  key: string
  /** Missing where there is no such size: the check `spare-size` refuses that. */
  size?: SizePlan
  servers: number
}

/** What the hub's namespace may take of its cluster. */
interface QuotaPlan {
  /** MiB, and thousandths of a core. */
  memory?: number
  cpu?: number
  /** Public addresses, on a shared cluster: one where the hub has its own, none behind the cluster's. */
  loadBalancers?: number
}

interface Asked {
  resolved: Resolved<HubSettings>
  owner: CommunitySettings
  hub: HubIdentity
  /** What its community keeps beside its YAML. */
  attachments: readonly Attachment[]
  cluster: { settings: ClusterSettings; pools: readonly Pool[] }
  environments: readonly EnvironmentPlan[]
  sizes: readonly SizePlan[]
  home: HomePlan
  dask?: DaskPlan
  buckets: readonly BucketPlan[]
  grants: readonly GrantPlan[]
}

export function planHubDetails({ resolved, owner, cluster, attachments, ...plan }: Asked): HubDetails {
  const settings = resolved.values
  const { environments, sizes, home, dask, hub } = plan
  const web = planWeb(settings, cluster.settings, owner)
  const defaultSize = defaultOf(sizes)
  const signIn = planSignIn(resolved, { environments, sizes })
  const groups = planGroups(settings)
  const [cards, options] = [planCards(resolved, { sizes, environments }), planOptions(resolved)]
  const spare = planSpare(settings, sizes)
  const events = planEvents(settings, sizes, defaultSize)
  const pod = planHubPod(settings, attachments)
  const servers = planServers(resolved, attachments)
  const extraServices = planExtraServices({ settings, namespace: hub.namespace, attachments })
  return {
    signIn,
    web,
    moreDomains: settings['more-domains'] ?? [],
    ports: planPorts(settings, extraServices),
    apiOnly: settings['api-only'] ?? false,
    cors: settings.cors ?? [],
    homepage: planHomepage(settings, owner),
    pages: planPages(settings, attachments),
    pageVariables: settings.pages?.variables ?? {},
    hasChoices:
      offersOwnImages(servers, sizes) ||
      options.length > 0 ||
      [cards, environments, sizes].some((things) => things.length > 1),
    defaultEnvironment: defaultOf(environments),
    defaultSize,
    servers,
    privileged: planPrivileged({ servers, services: extraServices, hub: pod, dask }),
    placement: planServerPlacement({
      pools: cluster.pools,
      sizes,
      defaultSize,
      events,
      spareSizes: spare.flatMap(({ size }) => size ?? []),
      daskPool: dask?.pool,
      buildPool: (servers.images.building ?? settings.binder) && buildPoolOf(cluster.pools, hub)?.name,
    }),
    temporary: planTemporary({ settings, pools: cluster.pools, sizes, dask }),
    events,
    spare,
    prepull: planPrepull(settings, environments, sizes),
    groups,
    cards,
    options,
    roles: planRoles(settings, { groups, signIn }),
    code: planCode(settings, attachments),
    folders: planFolders(settings, home),
    dataVariables: planDataVariables(plan, settings),
    extraServices,
    binder: planBinder(settings, attachments),
    pod,
    vault: settings.secrets?.from === 'key-vault',
    quota: planQuota(settings, cluster.settings, web),
    versions: planVersions(settings.releases),
    overrides: countOverrides(settings.overrides),
  }
}

const planSpare = ({ spare = {} }: HubSettings, sizes: readonly SizePlan[]): SparePlan[] =>
  Object.entries(spare)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, servers]) => ({ key, size: sizes.find((size) => size.key === key), servers }))

const offersOwnImages = ({ images: { named, building } }: ServersPlan, sizes: readonly SizePlan[]): boolean =>
  (named !== undefined || building !== undefined) && sizes.some((size) => size.ownImages)

/** A pool that the cluster has for image builds of this hub. */
const buildPoolOf = (pools: readonly Pool[], hub: HubIdentity): Pool | undefined => {
  const [first] = poolsFor(
    pools.flatMap(({ named }) => named ?? []),
    'builds',
    hub,
  )
  return pools.find(({ name }) => name === first?.name)
}

const defaultOf = <T extends { default: boolean }>(things: readonly T[]): T =>
  (things.find((thing) => thing.default) ?? things[0])!

const planQuota = ({ limits }: HubSettings, { tenancy }: ClusterSettings, web: WebPlan): QuotaPlan => ({
  memory: limits?.memory === undefined ? undefined : mib(limits.memory),
  cpu: limits?.cpu === undefined ? undefined : limits.cpu * 1000,
  loadBalancers: tenancy === 'shared' ? Number(web.kind === 'own-address') : undefined,
})
