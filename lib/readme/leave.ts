/** How a community goes on without hubloom, removes what it has, or takes it elsewhere. */
import { count } from './fleet.ts'
import { code, md, sh, shell, table } from './text.ts'
import type { AccessDocs, BundleDocs, HubDocs, PartDocs } from './types.ts'

/** The section's heading as GitHub addresses it. */
export const BY_HAND = '[Without hubloom](#without-hubloom)'

/** The edits for which the rest of the page names a setting. */
export function withoutHubloom({ cluster, hubs }: BundleDocs): string[] {
  const data = [...new Set(hubs.map(({ access }) => access.dataByHand))]
  const items = [
    '- What a release is told: `<folder>/<release>.values.yaml`. Its version: in the Makefile, in this page ' +
      'and in `releases.json`.',
    ...(hubs.length > 0
      ? [
          "- Who may sign in: `hub.config` in a hub's `jupyterhub.values.yaml`. What they may start: " +
            '`singleuser` and `custom` there.',
        ]
      : []),
    ...data.map((words) => `- To destroy what holds people's data: in \`<hub>/main.tf.json\`, ${words}; then apply.`),
    ...(cluster ? [cluster.byHand] : []),
  ]
  return [
    '### Without hubloom',
    'Once nobody builds this folder with hubloom any more, its files are yours to edit; `make diff` and ' +
      '`make apply` stay the same. Instead of the settings that this page names, change ' +
      `${cluster ? 'in `cluster/main.tf.json`, or where it says so' : 'what it says here'}:`,
    items.join('\n'),
  ]
}

export function destroying({ cluster, hubs, community }: BundleDocs): string[] {
  const parts: readonly PartDocs[] = [...hubs, ...(cluster ? [cluster] : [])]
  const kept = parts.flatMap((part) =>
    part.protected.map((item) => [
      code(`${part.folder}/`, true),
      md(item.what),
      `${code(item.setting, true)} in ${code(item.file, true)}`,
    ]),
  )
  const commands = parts.map(({ folder }) => code(`make destroy-${folder} CONFIRM=${folder}`)).join(', then ')
  return [
    '## Destroy',
    `${cluster ? 'Hubs first, then the cluster: ' : ''}${commands}. All of it: ` +
      `${code(`make destroy CONFIRM=${community.name}`)}. Each begins with a look at which cluster kubectl is ` +
      'set to; `make -n` shows the commands. There is no way back other than a snapshot.',
    ...(kept.length > 0
      ? [
          'Terraform refuses to destroy what is listed here, before anything else is touched. To say yes, ' +
            'write the setting, build, and run `make apply` once, so that the protection is lifted; then ' +
            `destroy. ${BY_HAND} has the same for the files ` +
            `here.\n\n${table(['Folder', 'Protected', 'Setting that lifts it'], kept)}`,
        ]
      : []),
    ...(cluster
      ? [
          '`make destroy-cluster` stops while any hub has disks or a load balancer on ' +
            `it${cluster.tenants.length > 0 ? ` (these are other communities' hubs: ${cluster.tenants.map((id) => code(id)).join(', ')})` : ''}. ` +
            'It then removes the releases with their disks and addresses, waits until the cloud has deleted ' +
            'them, and only then has Terraform destroy the cluster. Should it stop later than that, go on with ' +
            '`terraform -chdir=cluster destroy`.',
          ...(cluster.destroy ? [cluster.destroy] : []),
        ]
      : []),
  ]
}

export function leaving(bundle: BundleDocs): string[] {
  const { cluster, hubs } = bundle
  const guests = hubs.filter(
    ({ access }) =>
      cluster === undefined || access.name !== cluster.access.name || access.community !== cluster.access.community,
  )
  const place = ({ access }: HubDocs): string => `${access.community}/${access.name}`
  const owners = [...new Set(guests.map(place))].map((owner) => guests.filter((hub) => place(hub) === owner))
  return [
    '## Leave',
    ...(guests.length < hubs.length || cluster ? [own(bundle)] : []),
    ...owners.flatMap((theirs) => moving(theirs[0]!.access, theirs)),
  ]
}

function own({ cluster }: BundleDocs): string {
  const tenants = cluster?.tenants ?? []
  return (
    'This folder is all that is needed to run this cluster and the hubs on it: plain Terraform, Kubernetes and ' +
    'Helm files for charts as published. Copy it, with the state of Terraform, and run it without hubloom and ' +
    'without whoever ran it until now. What people keep lies on the disks and in the buckets named above, in ' +
    'the account named above.' +
    (tenants.length > 0
      ? ` ${count(tenants.length, 'hub', 'hubs')} of other communities run${tenants.length === 1 ? 's' : ''} on ` +
        `it and depend${tenants.length === 1 ? 's' : ''} on whoever runs it: ` +
        `${tenants.map((id) => code(id)).join(', ')}.`
      : '')
  )
}

/** A guest's way out, in order: nothing is stopped before its successor stands, and nothing removed before it works. */
function moving(access: AccessDocs, hubs: readonly HubDocs[]): string[] {
  const owner = code(access.community)
  const folders = hubs.map(({ folder }) => sh(folder)).join(' ')
  const disks = hubs.filter(({ home }) => home.kind === 'disk')
  const shares = hubs.filter(({ home }) => home.kind === 'managed')
  const buckets = hubs.flatMap((hub) => hub.buckets)
  const where = `the ${access.cloud} account ${access.account}`
  return [
    `${hubs.map(({ folder }) => code(`${folder}/`)).join(', ')}: these files run on a cluster that is not ` +
      `yours. To ${owner} belong ${md(where)}, the cluster ${code(access.name)} with its machines, its public ` +
      'address and what it runs beside hubs (certificates, monitoring); and, since they lie in that account, the ' +
      `homes' disks, their snapshots, the buckets and the identities. Yours are these files, the domains, the ` +
      'OAuth applications, and what people wrote. To take them elsewhere, in this order:',
    `1. Ask ${owner} for three things: their folder \`cluster/\`, which makes a cluster on which these files ` +
      'work; access to the homes and buckets until you have copied them; and that nothing is removed before you ' +
      'say so.',
    '2. Copy this folder, without `terraform.tfstate` and `.terraform/`: what Terraform knows is of the old ' +
      'hubs. Put their `cluster/` into it.',
    '3. Name your account and your cluster wherever theirs are named, in the Makefile and in this page, too. ' +
      'Change as well: `backend`, where there is one; region and zone, if yours differ; buckets, whose names ' +
      'nobody else in the whole cloud may have; and in `cluster/` their domain and e-mail addresses. This finds ' +
      'account and cluster:',
    shell([`grep -rnF -e ${sh(access.account)} -e ${sh(access.name)} cluster ${folders} Makefile README.md`]),
    '4. Make the cluster, as their README says; then set the hubs up there, as above, all but DNS: with the ' +
      'Secrets of the same OAuth applications, since domains and callback addresses stay.',
    '5. On a day that people know of, stop the old hubs and copy. `OLD` and `NEW` are the names that `kubectl ' +
      "config get-contexts` shows. A new hub's database is empty: people who were let in by hand have to be let " +
      'in again.',
    shell([`OLD=${sh(access.context)}`, 'NEW=', ...each(hubs, STOP)]),
    ...(disks.length > 0 ? ['Homes, then how much there is on either side:', shell(each(disks, COPY_HOMES))] : []),
    ...(shares.length > 0
      ? [
          `Homes on the cloud's file service (${shares.map(({ folder }) => code(folder)).join(', ')}): with ` +
            `the cloud's own tool for it, or from a machine that mounts both.`,
        ]
      : []),
    ...(buckets.length > 0
      ? [
          'Buckets, as somebody who may read the old and write the new:',
          shell(
            buckets.map(
              ({ url }) =>
                `${access.copyBucket.replace('OLD', () => sh(url)).replace('NEW', '"$NEW_BUCKET"')} # ` +
                'NEW_BUCKET: its address in your account',
            ),
          ),
        ]
      : []),
    '6. Point DNS to the new address; certificates come some minutes later. Sign in, find a file. When ' +
      `everything is there, destroy the old hubs from the old folder, or ask ${owner} to.`,
  ]
}

/** The same for each hub's namespace. */
const each = (hubs: readonly HubDocs[], lines: readonly string[]): string[] => [
  `for hub in ${hubs.map(({ namespace }) => sh(namespace)).join(' ')}; do`,
  ...lines.map((line) => `  ${line}`),
  'done',
]

const STOP = [
  'kubectl --context "$OLD" scale deployment/hub --replicas 0 --namespace "$hub"',
  'kubectl --context "$OLD" delete pods --selector component=singleuser-server --namespace "$hub"',
]

const inHomes = (cluster: 'OLD' | 'NEW', words: string, options = ''): string =>
  `kubectl --context "$${cluster}" exec ${options}deployment/home-nfs --container nfs-server --namespace ` +
  `"$hub" -- ${words}`
/** Through the servers of the homes, which mount the disks themselves: owners and times stay. */
const COPY_HOMES = [
  `${inHomes('OLD', 'tar -C /export -cf - .')} | ${inHomes('NEW', 'tar -C /export -xpf -', '-i ')}`,
  inHomes('OLD', 'du -s /export'),
  inHomes('NEW', 'du -s /export'),
]
