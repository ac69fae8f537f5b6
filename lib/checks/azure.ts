/** What only Azure refuses, and only when it is too late: in the middle of an apply. */
import { overlap, parseRange } from '../plan/network.ts'
import type { ClusterPlan, HubPlan } from '../plan/types.ts'
import type { Check, Context, Finding } from './check.ts'

const onAzure = (code: string, find: (cluster: ClusterPlan, context: Context) => Finding[]): Check => ({
  code,
  severity: 'error',
  find: (context) =>
    context.fleet.clusters.filter((cluster) => cluster.cloud === 'azure').flatMap((cluster) => find(cluster, context)),
})

const ofHubs = (code: string, find: (hub: HubPlan) => Finding[]): Check => ({
  code,
  severity: 'error',
  find: ({ fleet }) => fleet.hubs.filter((hub) => hub.cluster.cloud === 'azure').flatMap(find),
})

const OBJECT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export const azureAdmins = onAzure('azure-admin', ({ settings }) =>
  (settings.values.admins ?? [])
    .filter((admin) => !OBJECT_ID.test(admin))
    .map((admin) => ({
      at: settings.at(['admins', admin]),
      message: `\`${admin}\` is not the object id of an Entra group`,
      help:
        'Write the id, such as `00000000-0000-0000-0000-000000000000`; `az ad group show --group hub-admins ' +
        '--query id` shows it.',
    })),
)

/** A network's name does not tell its resource group, and AKS puts all machines into one subnet here. */
export const azureNetwork = onAzure('azure-network', ({ settings, cloud }, { clouds }) => {
  const existing = settings.values.network?.existing
  if (!existing) return []
  const { network: form, examples } = clouds[cloud].forms
  return [
    ...((form?.test(existing.network) ?? true)
      ? []
      : [
          {
            at: settings.at(['network', 'existing', 'network']),
            message: `\`${existing.network}\` does not say in which resource group the network is`,
            help: `Write \`<resource group>/<network>\`, such as \`${examples.network}\`.`,
          },
        ]),
    ...(existing.subnets.length === 1
      ? []
      : [
          {
            at: settings.at(['network', 'existing', 'subnets']),
            message: 'a cluster on Azure takes one subnet, for its machines',
            help: 'Name that one: `subnets: { only: [nodes] }`.',
          },
        ]),
  ]
})

export const azurePrivateApi = onAzure('azure-private-api', ({ settings, cloud }, { clouds }) => {
  const { 'private-api': isPrivate, 'api-access': ranges = [] } = settings.values.network ?? {}
  return isPrivate && ranges.length > 0
    ? [
        {
          at: settings.at(['network', 'api-access']),
          message:
            'a private Kubernetes API cannot also be limited to ranges: ' +
            `${clouds[cloud].lacks['restricted-private-api']}`,
          help: 'Take out `api-access:`, or `private-api:`.',
        },
      ]
    : []
})

/** Machines and pods are found by their addresses, and services must not have those of machines. */
export const azureServices = onAzure('azure-service-range', ({ settings, network }) => {
  const [services, nodes] = [parseRange(network.services), parseRange(network.nodes)]
  if (!services || !nodes || (services.size < 2 ** 20 && services.size >= 2 ** 7 && !overlap(services, nodes)))
    return []
  return [
    {
      at: settings.at(['network', settings.values.network?.services ? 'services' : 'range']),
      message: `AKS does not take the addresses ${network.services} for services`,
      help:
        `Leave \`services:\` out, or write a range between a /25 and a /13 apart from the machines' own, ` +
        `${network.nodes}.`,
    },
  ]
})

/** Container and account: `abfs://data@account.dfs.core.windows.net`. */
const OUTSIDE = /^[a-z0-9](-?[a-z0-9]){2,62}@[a-z0-9]{3,24}(\.(dfs|blob)\.core\.windows\.net)?$/

export const azureData = ofHubs('azure-data', ({ grants, settings }) =>
  grants
    .filter(({ bucket }) => !OUTSIDE.test(bucket))
    .map(({ key, url, write }) => ({
      at: settings.at(['data', write ? 'write' : 'read', key]),
      message: `\`${url}\` does not name a container and its storage account`,
      help: 'Write `abfs://<container>@<account>.dfs.core.windows.net`.',
    })),
)

export const azureBuckets = ofHubs('azure-bucket', ({ buckets, settings }) =>
  buckets
    .filter(({ fullName }) => !/^[a-z0-9](-?[a-z0-9]){2,62}$/.test(fullName) || fullName.length > 63)
    .map(({ key, fullName }) => ({
      at: settings.at(['buckets', key, 'name']),
      message: `\`${fullName}\` is no name of a container on Azure`,
      help: 'Take 3 to 63 lower-case letters, digits and single hyphens between them.',
    })),
)

/** All of them, for the registry. */
export const azureChecks: readonly Check[] = [
  azureAdmins,
  azureNetwork,
  azurePrivateApi,
  azureServices,
  azureData,
  azureBuckets,
]
