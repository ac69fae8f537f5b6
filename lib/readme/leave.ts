/** How a community goes on without hubloom, removes what it has, or takes it elsewhere. */
import { code, codeList, joinMarkdown, lines, md, shellBlock, table, type Markdown } from '../print/markdown.ts'
import { joinShell, sh, shellComment, type Shell } from '../print/shell.ts'
import { counted } from './fleet.ts'
import { guestsOf } from './parts.ts'
import type { AccessDocs, BundleDocs, ClusterDocs, HubDocs, PartDocs } from './types.ts'

/** The section's heading as GitHub addresses it. */
export const BY_HAND = md`[Without hubloom](#without-hubloom)`

/** The edits for which the rest of the page names a setting. */
export function withoutHubloom({ cluster, hubs }: BundleDocs): Markdown[] {
  const data = distinct(hubs.map(({ access }) => access.dataByHand))
  const where = cluster ? md`in \`cluster/main.tf.json\`, or where it says so` : 'what it says here'
  return [
    md`### Without hubloom`,
    md`Once nobody builds this folder with hubloom any more, its files are yours to edit; \`make diff\` and \`make
      apply\` stay the same. Instead of the settings that this page names, change ${where}:`,
    lines([
      md`- What a release is told: \`<folder>/<release>.values.yaml\`. Its version: in the Makefile, in this page and in
        \`releases.json\`.`,
      ...distinct(hubs.flatMap(({ edits }) => edits)),
      ...data.map(
        (words) => md`- To destroy what holds people's data: in \`<hub>/main.tf.json\`, ${words}; then apply.`,
      ),
      ...(cluster ? [cluster.byHand] : []),
    ]),
    md`\`sh verify.sh --accept\` then takes what you have changed as it is meant to be.`,
  ]
}

export function destroying({ cluster, hubs, community }: BundleDocs): Markdown[] {
  const parts: readonly PartDocs[] = [...hubs, ...(cluster ? [cluster] : [])]
  const commands = parts.map(({ folder }) => md`${sh`make destroy-${folder} CONFIRM=${folder}`}`)
  return [
    md`## Destroy`,
    md`${cluster ? md`Hubs first, then the cluster: ` : ''}${joinMarkdown(commands, ', then ')}. All of it:
      ${sh`make destroy CONFIRM=${community.name}`}. Each begins with a look at which cluster kubectl is set to;
      \`make -n\` shows the commands. There is no way back other than a snapshot.`,
    ...protectedParts(parts),
    ...(cluster ? destroyingCluster(cluster) : []),
  ]
}

function protectedParts(parts: readonly PartDocs[]): Markdown[] {
  const rows = parts.flatMap((part) =>
    part.protected.map(({ what, setting, file }) => [
      code`${part.folder}/`,
      md`${what}`,
      md`${code`${setting}`} in ${code`${file}`}`,
    ]),
  )
  if (rows.length === 0) return []
  return [
    md`Terraform refuses to destroy what is listed here, before anything else is touched. To say yes, write the setting,
      build, and run \`make apply\` once, so that the protection is lifted; then destroy. ${BY_HAND} has the same for
      the files here.`,
    table(['Folder', 'Protected', 'Setting that lifts it'], rows),
  ]
}

function destroyingCluster({ tenants, destroy }: ClusterDocs): Markdown[] {
  const others = tenants.length > 0 ? md` (these are other communities' hubs: ${codeList(tenants)})` : ''
  return [
    md`\`make destroy-cluster\` stops while any hub has disks or a load balancer on it${others}. It then removes the
      releases with their disks and addresses, waits until the cloud has deleted them, and only then has Terraform
      destroy the cluster. Should it stop later than that, go on with \`terraform -chdir=cluster destroy\`.`,
    ...(destroy ? [destroy] : []),
  ]
}

export function leaving(bundle: BundleDocs): Markdown[] {
  const { cluster, hubs } = bundle
  const guests = guestsOf(bundle)
  const hostOf = ({ access }: HubDocs): string => `${access.community}/${access.name}`
  const byHost = [...new Set(guests.map(hostOf))].map((host) => guests.filter((hub) => hostOf(hub) === host))
  return [
    md`## Leave`,
    ...(guests.length < hubs.length || cluster ? [keeping(cluster?.tenants ?? [])] : []),
    ...byHost.flatMap((theirs) => moving(theirs[0]!.access, theirs)),
  ]
}

function keeping(tenants: readonly string[]): Markdown {
  const s = tenants.length === 1 ? 's' : ''
  const dependants =
    tenants.length > 0
      ? md` ${counted(tenants.length, 'hub', 'hubs')} of other communities run${s} on it and depend${s} on whoever runs
        it:
          ${codeList(tenants)}.`
      : ''
  return md`This folder is all that is needed to run this cluster and the hubs on it: plain Terraform, Kubernetes and
    Helm files for charts as published. Copy it, with the state of Terraform, and run it without hubloom and without
    whoever ran it until now. What people keep lies on the disks and in the buckets named above, in the account named
    above.${dependants}`
}

/** A guest's way out, in order: nothing is stopped before its successor stands, and nothing removed before it works. */
function moving(access: AccessDocs, hubs: readonly HubDocs[]): Markdown[] {
  const owner = code`${access.community}`
  return [
    whatIsTheirs(access, hubs),
    md`1. Ask ${owner} for three things: their folder \`cluster/\`, which makes a cluster on which these files work;
      access to the homes and buckets until you have copied them; and that nothing is removed before you say so.`,
    md`2. Copy this folder, without \`terraform.tfstate\`, \`.terraform/\` and \`applied/\`: what they know is of the
      old hubs. Put their \`cluster/\` into it, and take out of its \`kubernetes.yaml\` what has the label of another
      community.`,
    md`3. Name your account and your cluster wherever theirs are named, in the Makefile and in this page, too. Change as
      well: \`backend\`, where there is one; region and zone, if yours differ; buckets, whose names nobody else in the
      whole cloud may have; and in \`cluster/\` their domain and e-mail addresses. This finds account and cluster:`,
    shellBlock([findNames(access, hubs)]),
    md`4. Make the cluster, as their README says; then set the hubs up there, as above, all but DNS: with the Secrets of
      the same OAuth applications, since domains and callback addresses stay.`,
    md`5. On a day that people know of, stop the old hubs and copy. \`OLD\` and \`NEW\` are the names that \`kubectl
      config get-contexts\` shows. A new hub's database is empty: people who were let in by hand have to be let in
      again.`,
    shellBlock([
      sh`OLD=${access.context}`,
      sh`NEW=`,
      ...forEachHub(hubs, ({ moving }) => moving.flatMap(({ stop = [] }) => stop)),
    ]),
    ...copyHomes(hubs),
    ...copyBuckets(access, hubs),
    md`6. Point DNS to the new address; certificates come some minutes later. Sign in, find a file. When everything is
      there, destroy the old hubs from the old folder, or ask ${owner} to.`,
  ]
}

const whatIsTheirs = (access: AccessDocs, hubs: readonly HubDocs[]): Markdown =>
  md`${codeList(hubs.map(({ folder }) => `${folder}/`))}: these files run on a cluster that is not yours. To
    ${code`${access.community}`} belong the ${access.cloud} account ${access.account}, the cluster
    ${code`${access.name}`} with its machines, its public address and what it runs beside hubs (certificates,
    monitoring); and, since they lie in that account, the homes' disks, their snapshots, the buckets and the identities.
    Yours are these files, the domains, the OAuth applications, and what people wrote. To take them elsewhere, in this
    order:`

function findNames(access: AccessDocs, hubs: readonly HubDocs[]): Shell {
  const folders = joinShell(
    hubs.map(({ folder }) => sh`${folder}`),
    ' ',
  )
  return sh`grep -rnF -e ${access.account} -e ${access.name} cluster ${folders} Makefile README.md`
}

function copyHomes(hubs: readonly HubDocs[]): Markdown[] {
  const copies = hubs.flatMap(({ moving }) => moving.flatMap(({ copy }) => copy ?? []))
  const managed = hubs.filter(({ home }) => home.kind === 'managed')
  return [
    ...distinct(copies.map(({ what }) => what)).flatMap((what) => [what, shellBlock(forEachHub(hubs, copying(what)))]),
    ...(managed.length > 0
      ? [
          md`Homes on the cloud's file service (${codeList(managed.map(({ folder }) => folder))}): with the cloud's own
            tool for it, or from a machine that mounts both.`,
        ]
      : []),
  ]
}

const copying =
  (what: Markdown) =>
  ({ moving }: HubDocs): Shell[] =>
    moving.flatMap(({ copy }) => (copy?.what.source === what.source ? copy.commands : []))

const distinct = (texts: readonly Markdown[]): Markdown[] => [
  ...new Map(texts.map((text) => [text.source, text])).values(),
]

function copyBuckets(access: AccessDocs, hubs: readonly HubDocs[]): Markdown[] {
  const buckets = hubs.flatMap((hub) => hub.buckets)
  if (buckets.length === 0) return []
  const hint = shellComment('NEW_BUCKET: its address in your account')
  return [
    md`Buckets, as somebody who may read the old and write the new:`,
    shellBlock(buckets.map(({ url }) => joinShell([access.copyBucket(sh`${url}`, sh`"$NEW_BUCKET"`), hint], ' '))),
  ]
}

/** A loop over the namespaces of the hubs for which the commands are the same; none where there are no commands. */
function forEachHub(hubs: readonly HubDocs[], commandsOf: (hub: HubDocs) => readonly Shell[]): Shell[] {
  const loops = new Map<string, { namespaces: Shell[]; commands: readonly Shell[] }>()
  for (const hub of hubs) {
    const commands = commandsOf(hub)
    const text = commands.join('\n')
    const loop = loops.get(text) ?? { namespaces: [], commands }
    loop.namespaces.push(sh`${hub.namespace}`)
    loops.set(text, loop)
  }
  return [...loops.values()]
    .filter(({ commands }) => commands.length > 0)
    .flatMap(({ namespaces, commands }) => [
      sh`for hub in ${joinShell(namespaces, ' ')}; do`,
      ...commands.map((command) => sh`  ${command}`),
      sh`done`,
    ])
}
