/** How one sees that everything works, and changes it. */
import { md, shellBlock, type Markdown } from '../print/markdown.ts'
import { sh, type Shell } from '../print/shell.ts'
import { upgradeDefinitions } from './commands.ts'
import { withoutHubloom } from './leave.ts'
import { partsOf } from './parts.ts'
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
    md`Provider and chart versions are fixed here. Newer patch releases of the providers: \`terraform -chdir=<folder>
      init -upgrade\`, then commit \`.terraform.lock.hcl\`.`,
    ...definitions(bundle),
    ...(cluster ? [cluster.upgrade] : []),
    ...withoutHubloom(bundle),
  ]
}

function definitions(bundle: BundleDocs): Markdown[] {
  const releases = partsOf(bundle)
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
