/** What only Azure refuses, and only when it is too late: in the middle of an apply. */
import { onCloud, othersOfBuckets, type RuleSet } from '../../checks/check.ts'
import { defineProblems } from '../../diagnostics.ts'
import { overlap, parseRange, serviceRangeAt } from '../../plan/network.ts'
import { facts } from './facts.ts'

const problems = defineProblems({
  'azure-bucket-principal': {
    severity: 'error',
    message: ({ who }: { who: string }) => `\`${who}\` is no object id of Entra`,
    help:
      'Write the id, such as `00000000-0000-0000-0000-000000000000`; `az ad sp list --display-name uploader ' +
      "--query '[].id'` shows it.",
  },
  'key-vault-without-admins': {
    severity: 'error',
    message: ({ hub }: { hub: string }) => `nobody may put anything into the Key Vault of ${hub}`,
    help: ({ community }: { community: string }) =>
      `Name a group of people who may: \`admins: […]\` in communities/${community}/cluster.yaml.`,
    why: "Azure asks whoever fills a vault for a role of its own, even the subscription's owner.",
  },
  'azure-admin': {
    severity: 'error',
    message: ({ admin }: { admin: string }) => `\`${admin}\` is not the object id of an Entra group`,
    help:
      'Write the id, such as `00000000-0000-0000-0000-000000000000`; `az ad group show --group hub-admins ' +
      '--query id` shows it.',
  },
  'azure-network/group': {
    severity: 'error',
    message: ({ network }: { network: string }) => `\`${network}\` does not say in which resource group the network is`,
    help: `Write \`<resource group>/<network>\`, such as \`${facts.forms.examples.network}\`.`,
  },
  'azure-network/subnets': {
    severity: 'error',
    message: 'a cluster on Azure takes one subnet, for its machines',
    help: 'Name that one: `subnets: { only: [nodes] }`.',
  },
  'azure-private-api': {
    severity: 'error',
    message:
      'a private Kubernetes API cannot also be limited to ranges: ' + facts.unsupported['restricted-private-api'],
    help: 'Take out `api-access:`, or `private-api:`.',
  },
  'azure-service-range': {
    severity: 'error',
    message: ({ range }: { range: string }) => `AKS does not take the addresses ${range} for services`,
    help: ({ nodes }: { nodes: string }) =>
      `Leave \`services:\` out, or write a range between a /25 and a /13 apart from the machines' own, ${nodes}.`,
  },
  'azure-data': {
    severity: 'error',
    message: ({ url }: { url: string }) => `\`${url}\` does not name a container and its storage account`,
    help: 'Write `abfs://<container>@<account>.dfs.core.windows.net`.',
  },
  'azure-bucket-accounts': {
    severity: 'error',
    message: ({ account, other }: { account: string; other: string }) =>
      `all buckets of a hub on Azure are in one storage account, and these are in \`${account}\` and \`${other}\``,
    help: 'Name those of the other account below `data: write:`, or give them to another hub.',
  },
  'azure-bucket': {
    severity: 'error',
    message: ({ bucket }: { bucket: string }) => `\`${bucket}\` is no name of a container on Azure`,
    help: 'Take 3 to 63 lower-case letters, digits and single hyphens between them.',
  },
})

const { perCluster, perHub } = onCloud(facts.name)

const OBJECT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const vaultAdmins = perHub(({ id: hub, vault, cluster, settings }) =>
  vault && cluster.admins.length === 0
    ? [
        problems.raise('key-vault-without-admins', {
          at: settings.at(['secrets', 'from']),
          args: { hub, community: cluster.community },
        }),
      ]
    : [],
)

const admins = perCluster(({ admins: named, settings }) =>
  named
    .filter((admin) => !OBJECT_ID.test(admin))
    .map((admin) => problems.raise('azure-admin', { at: settings.at(['admins', admin]), args: { admin } })),
)

/** A network's name does not tell its resource group, and AKS puts all machines into one subnet here. */
const network = perCluster(({ existingNetwork: existing, settings }) => {
  if (!existing) return []
  const named = facts.forms.network?.test(existing.network) ?? true
  return [
    ...(named
      ? []
      : [
          problems.raise('azure-network/group', {
            at: settings.at(['network', 'existing', 'network']),
            args: { network: existing.network },
          }),
        ]),
    ...(existing.subnets.length === 1
      ? []
      : [problems.raise('azure-network/subnets', { at: settings.at(['network', 'existing', 'subnets']) })]),
  ]
})

const privateApi = perCluster(({ api, settings }) =>
  api.private && api.ranges.length > 0
    ? [problems.raise('azure-private-api', { at: settings.at(['network', 'api-access']) })]
    : [],
)

/** Machines and pods are found by their addresses, and services must not have those of machines. */
const services = perCluster(({ settings, network: ranges }) => {
  const [range, nodes] = [parseRange(ranges.services), parseRange(ranges.nodes)]
  if (!range || !nodes || (range.size < 2 ** 20 && range.size >= 2 ** 7 && !overlap(range, nodes))) return []
  return [
    problems.raise('azure-service-range', {
      at: serviceRangeAt(settings),
      args: { range: ranges.services, nodes: ranges.nodes },
    }),
  ]
})

/** Container and account: `abfs://data@account.dfs.core.windows.net`. */
const OUTSIDE = /^[a-z0-9](-?[a-z0-9]){2,62}@[a-z0-9]{3,24}(\.(dfs|blob)\.core\.windows\.net)?$/

const data = perHub(({ grants, settings }) =>
  grants
    .filter(({ bucket }) => !OUTSIDE.test(bucket))
    .map(({ key, url, write }) =>
      problems.raise('azure-data', { at: settings.at(['data', write ? 'write' : 'read', key]), args: { url } }),
    ),
)

const buckets = perHub(({ buckets: own, settings }) =>
  own
    .filter(({ fullName }) => !/^[a-z0-9](-?[a-z0-9]){2,62}$/.test(fullName) || fullName.length > 63)
    .map(({ key, fullName }) =>
      problems.raise('azure-bucket', {
        at: settings.nearest(['buckets', key, 'name']),
        args: { bucket: fullName },
      }),
    ),
)

const oneAccount = perHub(({ buckets: own, settings }) => {
  const taken = own.filter(({ existing }) => existing)
  const accountOf = ({ existing }: (typeof taken)[number]): string =>
    `${existing!.group}/${existing!.parent}`.toLowerCase()
  return taken
    .filter((bucket) => accountOf(bucket) !== accountOf(taken[0]!))
    .map((bucket) =>
      problems.raise('azure-bucket-accounts', {
        at: settings.at(['buckets', bucket.key, 'existing']),
        args: { account: bucket.existing!.parent!, other: taken[0]!.existing!.parent! },
      }),
    )
})

/** Whom the settings let into a bucket beside the hub's servers. */
const bucketPrincipals = perHub((hub) =>
  othersOfBuckets(hub)
    .filter(({ who }) => !OBJECT_ID.test(who))
    .map(({ who, at }) => problems.raise('azure-bucket-principal', { at, args: { who } })),
)

export const rules: RuleSet = {
  problems,
  rules: [admins, vaultAdmins, network, privateApi, services, data, buckets, oneAccount, bucketPrincipals],
}
