/** How one sees that everything works, and changes it. */
import { PART_LABEL } from '../print/kubernetes.ts'
import { code, codeList, md, shellBlock, type Markdown } from '../print/markdown.ts'
import { sh, type Shell } from '../print/shell.ts'
import { upgradeDefinitions } from './commands.ts'
import { changingByEngine } from './deploy.ts'
import { withoutHubloom } from './leave.ts'
import { partsOf } from './parts.ts'
import { ownersChanges } from './tenants.ts'
import type { BundleDocs, HubDocs } from './types.ts'

export function checking({ cluster, hubs }: BundleDocs): Markdown[] {
  return [
    md`## Check that it works`,
    ...(cluster && cluster.check.length > 0 ? [shellBlock(cluster.check)] : []),
    ...hubs.map((hub) => shellBlock(checkHub(hub))),
    ...(hubs.length > 0
      ? [
          md`Then sign in, start a server of each size once, write a file, stop the server, start it again and find the
            file.`,
        ]
      : []),
    ...(cluster?.checkServices ?? []),
  ]
}

function checkHub({ namespace, address, domain }: HubDocs): Shell[] {
  // with an address of its own a hub keeps its certificate to itself
  const ownAddress = address.namespace === namespace
  return [
    sh`kubectl get pods --namespace ${namespace}`,
    ...(ownAddress ? [] : [sh`kubectl get certificates --namespace ${namespace}`]),
    sh`curl --fail --silent --show-error ${`https://${domain}/hub/health`}`,
  ]
}

export function changing(bundle: BundleDocs): Markdown[] {
  const { cluster } = bundle
  return [
    md`## Change and upgrade`,
    md`After a change of these files: \`make diff\`, read it, \`make apply\`. To go back, put the former files back and
      apply them; a disk that has grown stays large.`,
    ...changingByEngine(bundle),
    ...ownersChanges(bundle),
    ...applied(bundle),
    md`Provider and chart versions are fixed here. Newer patch releases of the providers: \`terraform -chdir=<folder>
      init -upgrade\`, then commit \`.terraform.lock.hcl\`.`,
    ...definitions(bundle),
    ...(cluster ? [cluster.upgrade] : []),
    ...withoutHubloom(bundle),
  ]
}

/** What hubloom and the next apply know of this one. */
function applied(bundle: BundleDocs): Markdown[] {
  const folders = codeList(partsOf(bundle).map(({ folder }) => `${folder}/applied/`))
  if (partsOf(bundle).length === 0) return []
  return [
    md`\`make apply\` keeps what it applied in ${folders}: commit that. With it hubloom refuses what would destroy
      people's data, and to forget a hub that was never destroyed; of what is not recorded there it knows nothing. Who
      applies by other means, such as a service that runs Terraform, has \`make record\` run afterwards, and deletes
      the folder's \`applied/\` once it is destroyed.`,
    ...(partsOf(bundle).every(({ deploy }) => deploy) ? [] : [REMOVED_BY_APPLY]),
  ]
}

const REMOVED_BY_APPLY = md`What is no longer written, \`make plan\` lists and \`make apply\` removes: releases, and
  objects that carry the label ${code`${PART_LABEL}`} of their folder. A release with a disk, a volume, a namespace stay
  until \`make apply PRUNE_DATA=yes\`.`

function definitions(bundle: BundleDocs): Markdown[] {
  // engines bring them to the version of the chart
  const releases = partsOf(bundle)
    .filter(({ deploy }) => !deploy)
    .flatMap((part) => part.releases)
    .filter(({ definitionsByHand }) => definitionsByHand)
  // hubs have the same charts
  const commands = new Map(releases.map(upgradeDefinitions).map((command) => [String(command), command]))
  if (commands.size === 0) return []
  return [
    md`Helm installs the custom resource definitions of a chart once and never changes them. When one of these versions
      has changed, first:`,
    shellBlock([...commands.values()]),
  ]
}
