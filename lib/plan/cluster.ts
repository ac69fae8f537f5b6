/** What a cluster gets beside its machines and addresses. */
import type { ClusterSettings, CommunitySettings } from '../settings/index.ts'
import { planDeploy, unusedOfDeploy, type DeployPlan, type DeploySetting } from './deploy.ts'
import { countOverrides } from './overrides.ts'
import { planCorePlacement, type Placement } from './placement.ts'
import type { Pool } from './types.ts'
import { gib, mib } from './units.ts'
import { planCertificates, type CertificatesPlan, type IngressController } from './web.ts'

/** Planned from the cluster's settings alone. */
export interface ClusterDetails {
  kubernetes: ClusterSettings['kubernetes']
  ingress: IngressController
  certificates: CertificatesPlan
  monitoring: MonitoringPlan
  /** Where the pods of hubs, proxies and monitoring run. */
  core: Placement
  /** Versions of charts that the settings name, by release. */
  versions: Readonly<Record<string, string>>
  /** Where Terraform keeps its state. */
  state: ClusterSettings['state']
  /** A store of its own for logs of pods: days they are kept, and whether what servers print is among them. */
  logs?: { keepDays: number; servers: boolean }
  /** When the cloud may upgrade machines: from this hour on, UTC. */
  maintenance?: ClusterSettings['maintenance']
  budget?: BudgetPlan
  /** Who administers it, in the cloud's own words. */
  admins: readonly string[]
  /** The GitHub repository whose workflows may deploy, from one branch. */
  deployer?: { repository: string; branch: string; ids?: string }
  /** What installs charts, where `make` does not. */
  deploy?: DeployPlan
  /** Settings below `deploy:` that nothing reads. */
  deployUnused: readonly DeploySetting[]
  /** Whether Terraform refuses to destroy it. */
  protect: boolean
  /** Its API: whether it has no public address, and which ranges may reach it; everywhere when empty. */
  api: { private: boolean; ranges: readonly string[] }
  /** A network that is there already, and its private subnets, by name or id. */
  existingNetwork?: { network: string; subnets: readonly string[] }
  /** Registries of other accounts that machines may pull from, by name, as the cloud writes their addresses. */
  registries: readonly { key: string; address: string }[]
  /** Whether connections are logged. */
  flowLogs: boolean
  /** Whether hubs come here that name no cluster, of communities that own none. */
  isDefault: boolean
  /** How many values its escape hatch sets. */
  overrides: number
  /** The letter in its pools' names, and that of the pools that go. */
  generation: string
  replacing?: string
}

export interface MonitoringPlan {
  prometheus: boolean
  grafana: boolean
  /** Where Grafana is found; only inside of the cluster when left out. */
  domain?: string
  /** Memory of Prometheus, MiB: what is set aside, and the most that it may use. */
  memory: number
  /** Disk for metrics, GiB, and how many days they are kept. */
  disk: number
  keepDays: number
  /** Who is written to when something is wrong, and through which server. */
  alert: readonly string[]
  mail?: { host: string; from: string; user: string; secret: string }
}

export interface BudgetPlan {
  /** A month, in whole units of the currency. */
  amount: number
  /** Three letters: `USD`. */
  currency: string
  /** Who is told, by e-mail. */
  alert: readonly string[]
  /** Settings that only its cloud reads. */
  ofCloud: Readonly<Record<string, unknown>>
}

interface Asked {
  settings: ClusterSettings
  owner: CommunitySettings
  pools: readonly Pool[]
}

export function planClusterDetails({ settings, owner, pools }: Asked): ClusterDetails {
  const { kubernetes, ingress, network, state, maintenance, deployer } = settings
  return {
    kubernetes,
    ingress,
    certificates: planCertificates(settings, owner),
    monitoring: planMonitoring(settings.monitoring),
    core: planCorePlacement(pools),
    versions: planVersions(settings.releases),
    state,
    logs: settings.logs && { keepDays: settings.logs.keep, servers: settings.logs.servers ?? false },
    maintenance,
    budget: settings.budget && planBudget(settings.budget),
    admins: settings.admins ?? [],
    deployer: deployer && { ...deployer, branch: deployer.branch ?? 'main' },
    deploy: planDeploy(settings),
    deployUnused: unusedOfDeploy(settings),
    protect: settings.protect ?? true,
    api: { private: network?.['private-api'] ?? false, ranges: network?.['api-access'] ?? [] },
    existingNetwork: network?.existing,
    registries: Object.entries(settings.registries ?? {})
      .map(([key, address]) => ({ key, address }))
      .sort((a, b) => (a.key < b.key ? -1 : 1)),
    flowLogs: network?.['flow-logs'] ?? false,
    isDefault: settings.default ?? false,
    overrides: countOverrides(settings.overrides),
    generation: settings.machines.generation ?? 'a',
    replacing: settings.machines.replacing,
  }
}

/** Charts' versions by release, of a hub or a cluster. */
export const planVersions = (releases: ClusterSettings['releases']): Record<string, string> =>
  Object.fromEntries(Object.entries(releases ?? {}).map(([release, { version }]) => [release, version]))

function planMonitoring(wanted: ClusterSettings['monitoring'] = {}): MonitoringPlan {
  return {
    prometheus: wanted.prometheus ?? false,
    grafana: wanted.grafana ?? false,
    domain: wanted.domain,
    memory: mib(wanted.memory ?? '3Gi'),
    disk: gib(wanted.disk ?? '100Gi'),
    keepDays: Number((wanted.keep ?? '365d').slice(0, -1)),
    alert: [...(wanted.alert ?? [])].sort(),
    mail: wanted.mail,
  }
}

function planBudget(wanted: NonNullable<ClusterSettings['budget']>): BudgetPlan {
  const { monthly, alert, ...ofCloud } = wanted
  const [amount, currency] = monthly.split(' ') as [string, string]
  return { amount: Number(amount), currency, alert, ofCloud }
}
