/** What a bundle holds: its cluster, its hubs, and what they run. */
import { code, joinMarkdown, link, md, table, type Markdown } from '../print/markdown.ts'
import { counted } from './fleet.ts'
import { accessesOf, guestsOf } from './parts.ts'
import type { AccessDocs, BundleDocs, ClusterDocs, HubDocs, PartDocs } from './types.ts'

export function contents(bundle: BundleDocs): Markdown[] {
  const { cluster, hubs } = bundle
  return [
    md`## What is here`,
    md`\`make help\` lists what the Makefile does; it runs the commands of this page. Every command runs in this
      folder.`,
    md`\`sh verify.sh\` tells which of these files is not as it was written (\`SHA256SUMS\` has the sums), and has
      terraform, helm and kubectl read them, where these are at hand. It changes nothing, and asks no cluster.`,
    md`[RESTORE.md](RESTORE.md): how files, a hub's database, the state of Terraform or a whole cluster come back.`,
    ...(cluster ? [ownCluster(cluster)] : []),
    ...accessesOf(guestsOf(bundle)).map(othersCluster),
    ...(hubs.length > 0 ? [hubTable(hubs)] : []),
    ...hubs.map((hub) => md`${code`${hub.folder}/`}: ${releasesOf(hub)}`),
    md`\`releases.json\` in each folder names the charts, versions and repositories, in the order in which they are
      installed.`,
  ]
}

function ownCluster(cluster: ClusterDocs): Markdown {
  const { access, tenancy } = cluster
  const whose = tenancy === 'shared' ? 'shared with other communities' : 'for this community only'
  return md`\`cluster/\`: the Kubernetes ${access.kubernetes} cluster ${code`${access.name}`} on
    ${place(access)}, ${whose}. ${releasesOf(cluster)}`
}

const othersCluster = (access: AccessDocs): Markdown =>
  md`The hubs run on the cluster ${code`${access.name}`} of ${code`${access.community}`}: ${place(access)}. Its own
    files are with its owner.`

const place = ({ cloud, region, account }: AccessDocs): Markdown =>
  md`${cloud}, region ${code`${region}`}, account ${code`${account}`}`

const hubTable = (hubs: readonly HubDocs[]): Markdown =>
  table(
    ['Hub', 'Folder', 'Address', 'Purpose', 'Namespace', 'Cluster', 'Homes', 'Buckets'],
    hubs.map((hub) => [
      md`${hub.title}`,
      code`${hub.folder}/`,
      link(hub.domain, `https://${hub.domain}`),
      md`${hub.purpose}`,
      code`${hub.namespace}`,
      code`${hub.access.name}`,
      homesOf(hub),
      joinMarkdown(hub.buckets.map(bucket), '<br>'),
    ]),
  )

const bucket = ({ url, expiresDays }: HubDocs['buckets'][number]): Markdown =>
  expiresDays ? md`${code`${url}`}, emptied after ${counted(expiresDays, 'day', 'days')}` : code`${url}`

function homesOf({ home }: HubDocs): Markdown {
  const { kind, personal, server, quotaGib } = home
  if (kind === 'none' && personal === 'none') return md`nothing is kept`
  if (home.within !== undefined) return md`a folder in the file service of ${code`${home.within}`}, with its snapshots`
  const each = quotaGib === undefined ? [] : [md`${quotaGib} GiB each`]
  const snapshots =
    home.snapshots > 0 ? md`${counted(home.snapshots, 'daily snapshot', 'daily snapshots')}` : md`no snapshots`
  if (kind === 'nfs') return joinMarkdown([...ownDisks(home), md`a share of others, ${code`${server ?? ''}`}`], '; ')
  if (kind === 'none') return joinMarkdown([md`a disk for each person`, ...each, snapshots], ', ')
  const system = kind === 'disk' ? md`${home.gib} GiB disk` : md`file service`
  const parts = personal === 'folder' ? [system, ...each, snapshots] : [system, snapshots]
  return joinMarkdown([...ownDisks(home), joinMarkdown(parts, ', ')], '; ')
}

/** Of a hub whose file system has only folders that people share. */
function ownDisks({ personal, quotaGib }: HubDocs['home']): Markdown[] {
  if (personal === 'folder') return []
  return [personal === 'volume' ? md`a disk for each person, ${quotaGib ?? 0} GiB` : md`folders that people share only`]
}

function releasesOf({ releases }: PartDocs): Markdown {
  const each = releases.map(({ service, version, purpose }) => md`${service} ${version} (${purpose})`)
  return md`Releases: ${each.length > 0 ? joinMarkdown(each, ', ') : 'none'}.`
}
