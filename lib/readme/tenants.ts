/** What a cluster's owner does for hubs of others, and what those may see and do. */
import { code, codeList, lines, md, shellBlock, table, type Markdown } from '../print/markdown.ts'
import { sh } from '../print/shell.ts'
import { DEPLOYER, DEPLOYER_MAY, DEPLOYER_SEES, DEPLOYERS } from '../plan/tenants.ts'
import { engineOfTenants, ownersEngine } from './deploy.ts'
import { guestsOf } from './parts.ts'
import type { AccessDocs, BundleDocs, ClusterDocs, PartDocs } from './types.ts'

/** For the owner. */
export function tenants(bundle: BundleDocs): Markdown[] {
  const { cluster } = bundle
  if (!cluster || cluster.tenants.length === 0) return []
  return [
    md`## Hubs of others`,
    md`\`cluster/\` has what only this cluster's admin may make for them: namespaces with their security levels,
      quotas and limits, volumes, and a Role with which each deploys its own hub and nothing else. Apply it before they
      apply theirs, and after each build that changes it.`,
    table(
      ['Hub', 'Namespace', 'Pools that run its servers'],
      cluster.tenants.map((id, i) => [
        code`${id}`,
        code`${cluster.tenantNamespaces[i] ?? ''}`,
        codeList(poolsOf(cluster, id)),
      ]),
    ),
    md`A change of a tenant's sizes, machines or images can add, grow or remove pools here: the table says whose
      they are. Whoever deploys a hub gets a token for some hours; or bind people to the Role
      ${code`${DEPLOYER}`} of its namespace.`,
    shellBlock(
      [...new Set(cluster.tenants.map((id) => id.split('/')[0]!))].map(
        (community) => sh`kubectl create token ${community} --namespace ${DEPLOYERS} --duration 8h`,
      ),
    ),
    md`The charts of a hub make some objects of the whole cluster (priority classes, the rights of the hub's
      scheduler, on some clouds the volume of the homes). A tenant may look at these and not change them${
        cluster.deploy ? md`.` : INSTALL_FOR_THEM
      }`,
    ...engineOfTenants(bundle),
    md`Yours, too, when they ask: the PersistentVolume with which they look into a copy of their homes (their
      RESTORE.md has the lines), and a bucket for the state of their Terraform.`,
    md`Trust whom you give this to: where homes are on a disk of the hub's own, its namespace takes privileged pods, and
      who may make those can take over the machine that they run on.`,
  ]
}

const INSTALL_FOR_THEM = md`: install a tenant's releases the first time, and when a chart's version changes, with
  ${sh`make kubernetes-<hub>`} in their folder.`

const poolsOf = ({ pools }: ClusterDocs, id: string): string[] =>
  pools.filter(({ hubs }) => hubs.includes(id)).map(({ name }) => name)

/** For the tenant: in place of what the owner needs. */
export function tenantRights(bundle: BundleDocs, community: string): Markdown[] {
  const hubs = guestsOf(bundle).filter(({ access }) => access.community === community)
  const rights = [...new Set(hubs.flatMap(({ tenant }) => tenant?.rights ?? []))].sort()
  if (hubs.length === 0) return []
  return [
    md`Ask ${code`${community}`} to apply their \`cluster/\` first: it makes your namespaces, quotas and volumes,
      and the Role with which you deploy. For Terraform ask for no more than this in
      ${code`${hubs[0]!.access.account}`}:`,
    lines(rights.map((right) => md`- ${right}`)),
    md`For kubectl and helm ask for a token of your deployer, which step 3 uses. With it, in
      ${codeList(hubs.map(({ namespace }) => namespace))} and nowhere else:`,
    mayTable(),
  ]
}

/**
 * After the cloud's own credentials, in whose place it stands. A subshell, so that a line which is pasted with it is
 * not taken for the token.
 */
export function useToken(bundle: BundleDocs, { community, context }: AccessDocs): Markdown[] {
  const own = bundle.community.name
  if (community === own) return []
  return [
    md`Then, with the token that ${code`${community}`} gave you, in place of the cloud's own sign-in:`,
    shellBlock([
      sh`(`,
      sh`  read -rs -p ${`token of ${own}: `} token; echo`,
      sh`  kubectl config set-credentials ${own} --token "\${token:?nothing was typed}"`,
      sh`  kubectl config set-context ${context} --user ${own}`,
      sh`)`,
    ]),
  ]
}

/** For the tenant: which steps of the set-up are the owner's, in which order. */
export function ownersSteps(bundle: BundleDocs): Markdown[] {
  return ownersOf(bundle).map(({ owner, deploy }) => {
    if (deploy) return ownersEngine(owner, deploy)
    return md`**Not all of this is yours to run.** The charts make objects of the whole cluster, such as priority
        classes and the rights of the hub's scheduler, which your Role may look at and not change. So the first install
        of a hub goes in this order: ${code`${owner}`} applies \`cluster/\`; you apply Terraform and the objects
        (\`make apply-<hub>\` goes that far, and stops where a Secret is missing) and make the Secrets;
        ${code`${owner}`} runs \`make kubernetes-<hub>\` in this folder, which installs the releases, and gives you
        what it wrote into \`<hub>/applied/\`; you point DNS to it. A new version of a chart is theirs to install, too.
        Every other change is yours alone, with \`make apply\`.`
  })
}

/** For the tenant: what comes before an apply that changes something. */
export function ownersChanges(bundle: BundleDocs): Markdown[] {
  return ownersOf(bundle).map(
    ({ owner, deploy }) =>
      md`The cluster is that of ${code`${owner}`}. Where a build has changed their \`cluster/\`, too (a new hub, other
        sizes, machines or images), they apply that before you apply yours.${deploy ? md`` : BY_OWNER}`,
  )
}

const BY_OWNER = md` Where it has changed the version of a chart, they run \`make kubernetes-<hub>\` in this folder
  once you have applied Terraform.`

/** Communities on whose clusters hubs of the bundle are guests, and what installs charts there. */
function ownersOf(bundle: BundleDocs): { owner: string; deploy: PartDocs['deploy'] }[] {
  const guests = guestsOf(bundle).filter(({ access }) => access.community !== bundle.community.name)
  return [...new Map(guests.map(({ access, deploy }) => [access.community, deploy]))].map(([owner, deploy]) => ({
    owner,
    deploy,
  }))
}

/** What the Role says, in a table. */
function mayTable(): Markdown {
  const names = (of: readonly { resources: readonly string[] }[]): Markdown =>
    codeList(of.flatMap(({ resources }) => resources).sort())
  return table(
    ['You may', 'With'],
    [
      [md`see, make, change and delete`, names(DEPLOYER_MAY)],
      [md`see`, names(DEPLOYER_SEES.namespaced)],
      [md`look up by name in the whole cluster, without lists`, names(DEPLOYER_SEES.cluster)],
      [
        md`not see or change`,
        md`other namespaces, machines, quotas, volumes and security levels: those are the owner's`,
      ],
    ],
  )
}
