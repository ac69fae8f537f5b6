/** How a community goes on without hubloom, or removes what it has. */
import { code, codeList, joinMarkdown, lines, md, table, type Markdown } from '../print/markdown.ts'
import { sh } from '../print/shell.ts'
import type { BundleDocs, ClusterDocs, PartDocs } from './types.ts'

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
      ...distinct([...(cluster ? [cluster] : []), ...hubs].flatMap(({ deploy }) => (deploy ? [deploy.byHand] : []))),
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

/** What LEAVING.md is for. */
export const leaving = (): Markdown[] => [
  md`## Leave`,
  md`[LEAVING.md](LEAVING.md): what it takes to run this elsewhere, without whoever runs it now, and the way there.`,
]

const distinct = (texts: readonly Markdown[]): Markdown[] => [
  ...new Map(texts.map((text) => [text.source, text])).values(),
]
