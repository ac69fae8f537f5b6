/** The text of `dist/<community>/RESTORE.md`: how what is lost comes back. */
import { blocks, code, codeList, link, md, renderMarkdown, shellBlock, type Markdown } from '../print/markdown.ts'
import { sh, type Shell } from '../print/shell.ts'
import { applyObjects, kubernetesFile, terraform } from './commands.ts'
import { accessesOf, partsOf } from './parts.ts'
import { useToken } from './tenants.ts'
import type { BundleDocs, HubDocs, PartDocs } from './types.ts'

const README = md`[README.md](README.md)`

export function renderRestore(bundle: BundleDocs): string {
  const { community, hubs } = bundle
  return renderMarkdown(
    blocks([
      md`# Restore: ${community.url ? link(community.title, community.url) : community.title}`,
      md`How what is lost comes back. Every command runs in this folder, in bash. Lines that end in \`=\` are yours to
        complete.`,
      ...whatWasTried(bundle),
      md`## Before anything else`,
      md`Sign in, reach the cluster, and see that it is the right one:`,
      ...accessesOf(partsOf(bundle)).flatMap((access) => [
        shellBlock([...access.signIn, ...access.credentials, sh`kubectl config current-context`]),
        ...useToken(bundle, access),
      ]),
      ...hubs.flatMap(ofHub),
      ...lostState(bundle),
      ...lostCluster(bundle),
    ]),
  )
}

/** What hubloom's tests run, and what nobody has run: people must know which. */
const whatWasTried = ({ hubs }: BundleDocs): Markdown[] => [
  md`**What was tried.** Every command here is read by bash and names what is in this folder; objects are checked
    against
    Kubernetes' own schema; ids of resources at AWS were imported by Terraform against a simulated AWS. Nothing
    here was run against a
    real cloud: copies of disks and file services, their mounting, and the ids at Google Cloud and Azure are
    written from
    the documentation. Do it once before you need it${
      hubs.some(({ purpose }) => purpose === 'staging') ? md`, on the hub for trying things out` : ''
    }.`,
]

function ofHub(hub: HubDocs): Markdown[] {
  const { folder, namespace, restore, home, buckets } = hub
  return [
    md`## The hub ${code`${folder}`}`,
    md`It is in the namespace ${code`${namespace}`}.`,
    ...(hub.tenant
      ? [
          md`The cluster is that of ${code`${hub.access.community}`}: what makes or removes a PersistentVolume is
            theirs to run, and stands in lines of its own. All the rest you run with your token.`,
        ]
      : []),
    md`### Homes of ${code`${folder}`}`,
    ...(home.kind === 'none' && home.personal === 'none' ? [md`Nothing is kept on this hub.`] : restore.homes),
    ...(buckets.length > 0
      ? [
          md`Buckets (${codeList(buckets.map(({ url }) => url))}) have no copies: where older versions of objects are
            kept, the cloud's console brings one back.`,
        ]
      : []),
    md`### Database of ${code`${folder}`}`,
    ...restore.database,
  ]
}

function lostState(bundle: BundleDocs): Markdown[] {
  return [
    md`## The state of Terraform is lost`,
    md`Nothing at the cloud is lost with it, but Terraform would make everything a second time. Where the state is in a
      bucket, the bucket keeps older versions: put one of them back. Otherwise Terraform takes in what is there, one
      resource after the other. Text in angle brackets is for you to look up; [the page of each
      type](https://registry.terraform.io) says how, under "Import". A resource that is not there is made by the next
      apply.`,
    ...partsOf(bundle).flatMap(importing),
    md`Each plan must destroy and replace nothing. If one wants to, stop: what it names was imported by a wrong id
      (\`terraform state rm\` takes it out again), or was changed by hand.`,
  ]
}

function importing(part: PartDocs): Markdown[] {
  if (part.imports.length === 0) return [md`${code`${part.folder}/`} holds no resources.`]
  return [
    md`${code`${part.folder}/`}:`,
    shellBlock([
      terraform(part, sh`init`),
      ...part.imports.map(({ address, id }) => terraform(part, sh`import ${address} ${id}`)),
      terraform(part, sh`plan`),
    ]),
  ]
}

function lostCluster(bundle: BundleDocs): Markdown[] {
  const { cluster, hubs } = bundle
  const steps = [
    cluster ? ownCluster(cluster) : guestCluster(hubs),
    blocks([
      md`2. The Secrets, from where you keep them, as ${README} has it. Tokens and cookies that a hub made for
        itself are
        new: everybody signs in again.`,
      ...(hubs.some((hub) => hub.hasManifests)
        ? [shellBlock(hubs.filter((hub) => hub.hasManifests).map((hub) => applyObjects(kubernetesFile(hub))))]
        : []),
    ]),
    blocks([
      md`3. The hubs. Homes and buckets are apart from the cluster: Terraform finds them where they were. Where the disk
        of the homes is gone, too, it makes an empty one; if Helm still knows the hub's releases (\`helm list
        --all-namespaces\`), uninstall that of the homes first, so that its volume is made anew.`,
      shellBlock(hubs.flatMap(makeHub)),
      ...(hubs.some(({ tenant }) => tenant)
        ? [
            md`On a cluster of others this ends where releases are forbidden: as at the first install, its owner goes on
              with \`make kubernetes-<hub>\` in this folder.`,
          ]
        : []),
    ]),
    md`4. The databases of the hubs, from their copies, and homes, where those are gone, too: as above.`,
    md`5. DNS, to the new address: the last step of the set-up in ${README} prints it. Then see that it works, as
      there.`,
  ]
  return [md`## The cluster is lost`, md`In this order:`, ...steps]
}

function ownCluster(cluster: NonNullable<BundleDocs['cluster']>): Markdown {
  return blocks([
    md`1. The cluster. If its state is lost with it, look first for what is left of it at the cloud and take that in, as
      above: names are taken as long as it is there. What is known to the state and gone is made again:`,
    shellBlock([
      terraform(cluster, sh`init`),
      terraform(cluster, sh`plan`),
      terraform(cluster, sh`apply`),
      sh`make credentials-cluster`,
      sh`make kubernetes-cluster`,
    ]),
  ])
}

const guestCluster = (hubs: readonly HubDocs[]): Markdown =>
  md`1. The cluster is ${codeList([...new Set(hubs.map(({ access }) => access.community))])}'s to make again: ask them.`

const makeHub = (hub: HubDocs): Shell[] => [sh`make ${`apply-${hub.folder}`}`]
