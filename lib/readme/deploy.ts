/** What a bundle's README says where an engine, such as Argo CD or Flux, installs the releases. */
import { PART_LABEL } from '../print/kubernetes.ts'
import { code, codeList, joinMarkdown, md, shellBlock, type Markdown } from '../print/markdown.ts'
import { sh } from '../print/shell.ts'
import { knownValuesFile } from '../print/helm.ts'
import { beginDeploy, keepKnownValues, lateReleases } from './commands.ts'
import { partsOf } from './parts.ts'
import type { AccessDocs, BundleDocs, DeployDocs, PartDocs } from './types.ts'

type Deployed = PartDocs & { access: AccessDocs; deploy: DeployDocs }

const deployedOf = (bundle: BundleDocs): Deployed[] =>
  partsOf(bundle).filter((part): part is Deployed & ReturnType<typeof partsOf>[number] => part.deploy !== undefined)

const titlesOf = (parts: readonly Deployed[]): Markdown =>
  joinMarkdown(
    [...new Set(parts.map(({ deploy }) => deploy.title))].map((title) => md`${title}`),
    ', ',
  )

/** Whether an engine installs anything of the bundle. */
export const isDeployed = (bundle: BundleDocs): boolean => deployedOf(bundle).length > 0

/** What `make apply` does of the set-up, and what not. */
export function howItGoes(bundle: BundleDocs): Markdown[] {
  const parts = deployedOf(bundle)
  if (parts.length === 0) return []
  return [
    md`**${titlesOf(parts)} installs the releases** of ${codeList(parts.map(({ folder }) => `${folder}/`))}, from the
      repository; \`make apply\` goes no further than Terraform, the objects, and the files with what only Terraform
      knows. Where it is to be without: \`make kubernetes-<folder>\` installs them with helm, in its place, never beside
      it.`,
  ]
}

/** What has to run in the cluster before. */
export function engineSteps(bundle: BundleDocs): { title: Markdown; text: Markdown[] }[] {
  const parts = deployedOf(bundle)
  const each = new Map(parts.map((part) => [`${part.access.community} ${part.deploy.title}`, part]))
  return [...each.values()].map(({ deploy, access }) => ({
    title: md`${deploy.title}`,
    text: [
      access.community === bundle.community.name
        ? md`${deploy.needs}`
        : md`That of ${code`${access.community}`}, whose cluster it is, with its rights: they apply the file
            ${code`${deploy.begin}`} of each hub below, and no more than that. ${deploy.needs}`,
    ],
  }))
}

/** In place of the commands that install the releases of a part. */
export function engineInstalls(part: PartDocs, deploy: DeployDocs): Markdown[] {
  const late = lateReleases(part)
  const files = late.map((release) => `${part.folder}/${knownValuesFile(release)}`)
  return [
    ...(late.length > 0
      ? [
          md`What only Terraform knows goes into ${codeList(files)}, after each apply that changes it
            (${sh`make known-values-${part.folder}`}). It names disks, roles and addresses, and holds no secret:`,
          shellBlock(late.map((release) => keepKnownValues(part, release))),
        ]
      : []),
    md`Commit ${code`${part.folder}/`} and push it: ${deploy.title} reads ${code`${deploy.path}`} of the branch
      ${code`${deploy.revision}`} of ${code`${deploy.repository}`}. Once, to have it begin
      (${sh`make deploy-${part.folder}`}):`,
    shellBlock([beginDeploy(part, deploy)]),
    md`It installs the releases in the order of ${code`${part.folder}/releases.json`}, each with its values files. To
      see how far it is:`,
    shellBlock(deploy.look),
  ]
}

/** How what an engine installed changes, and goes. */
export function changingByEngine(bundle: BundleDocs): Markdown[] {
  const parts = deployedOf(bundle)
  if (parts.length === 0) return []
  return [
    md`${titlesOf(parts)} follows what is committed: \`make diff\`, read it, \`make apply\` where Terraform changes
      something, then commit and push. Once it has installed that, \`make record\`, so that hubloom knows. It removes
      nothing by itself: what is no longer written \`make plan\` lists, and \`make prune-<folder>\` removes: releases,
      and objects that carry the label ${code`${PART_LABEL}`} of their folder. A release with a disk, a volume, a
      namespace stay until \`PRUNE_DATA=yes\` is added.`,
  ]
}

/** For the owner of a cluster: whose folders its engine reads. */
export function engineOfTenants({ cluster }: BundleDocs): Markdown[] {
  if (!cluster?.deploy || cluster.tenants.length === 0) return []
  const { title, repository, begin } = cluster.deploy
  return [
    md`${title} installs their releases, too, with its own rights: apply the file ${code`${begin}`} of each of their
      hubs once. From then on whoever may write to ${code`${repository}`} installs what they write there. Who may not do
      everything in this cluster should not change a tenant's folder without somebody's consent who may.`,
  ]
}

/** For a tenant: who does what, where the engine is the owner's. */
export const ownersEngine = (owner: string, { title, begin }: DeployDocs): Markdown =>
  md`**Not all of this is yours to run.** ${title} is that of ${code`${owner}`}, and installs your releases with their
    rights. So the first install of a hub goes in this order: ${code`${owner}`} applies \`cluster/\`; you apply
    Terraform and the objects (\`make apply-<hub>\` goes that far, and stops where a Secret is missing), make the
    Secrets, commit and push; ${code`${owner}`} applies ${code`${begin}`} of the hub, once; you point DNS to it. Every
    other change is yours: \`make apply\`, commit and push.`
