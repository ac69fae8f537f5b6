/** What a bundle wants from people before it can be set up, and the steps. */
import { code, joinMarkdown, md, shellBlock, table, type Markdown } from '../print/markdown.ts'
import { joinShell, sh, shellComment, type Shell } from '../print/shell.ts'
import {
  applyObjects,
  createSecret,
  customResourcesFile,
  kubernetesFile,
  publicAddress,
  terraform,
  upgradeRelease,
} from './commands.ts'
import { engineInstalls, engineSteps, howItGoes, isDeployed } from './deploy.ts'
import { takesOver } from './existing.ts'
import { accessesOf, partsOf } from './parts.ts'
import { ownersSteps, tenantRights, useToken } from './tenants.ts'
import type { AccessDocs, BundleDocs, HubDocs, PartDocs } from './types.ts'

export const fillIn = (bundle: BundleDocs): Markdown[] => [
  md`## What you fill in`,
  md`Nothing secret is in these files. Three things are yours to make:`,
  ...signIn(bundle),
  ...names(bundle),
  ...secrets(bundle),
]

function signIn({ hubs }: BundleDocs): Markdown[] {
  const rows = hubs.flatMap((hub) =>
    hub.callbackUrl ? [[named(hub), md`${hub.signIn}`, code`${hub.callbackUrl}`]] : [],
  )
  if (rows.length === 0) return [md`**Sign-in.** No hub needs an OAuth application.`]
  return [
    md`**Sign-in.** Register an OAuth application of your own for each of these hubs, with exactly this callback
      address:`,
    table(['Hub', 'Where', 'Callback address'], rows),
    ...hubs.flatMap((hub) => (hub.toolUrl ? [registeredAsTool(named(hub), hub.toolUrl)] : [])),
  ]
}

const registeredAsTool = (hub: Markdown, toolUrl: string): Markdown =>
  md`${hub} is no OAuth application: the learning management system registers it as a tool of LTI 1.3, with that address
    as the redirect address, and reads the rest at ${code`${toolUrl}`} once the hub is up. The client id that it then
    gives stands below \`client-ids\`; there is no secret.`

function names({ cluster, hubs }: BundleDocs): Markdown[] {
  const rows = [
    ...(cluster?.domains ?? []).map(({ domain, what }) => [code`${domain}`, md`${what}`]),
    ...hubs.flatMap((hub) => [hub.domain, ...hub.moreDomains].map((domain) => [code`${domain}`, named(hub)])),
  ]
  if (rows.length === 0) return []
  return [
    md`**DNS.** One record for each of these names, to the address that the last step of the set-up prints: A for an IP
      address, CNAME for a name.`,
    table(['Name', 'For'], rows),
  ]
}

const FROM_STORE =
  "These lines fill the cloud's store of secrets, from which External Secrets Operator makes it within an hour."

function secrets(bundle: BundleDocs): Markdown[] {
  const needs = partsOf(bundle).flatMap((part) => part.secrets)
  if (needs.length === 0) return [md`**Secrets.** None.`]
  const fromStore = needs.some(({ entries }) => entries !== undefined)
  return [
    md`**Secrets.** Kubernetes Secrets, made in the steps below. Keep a copy of what you type in a password manager;
      those made at random need none. To change one later, delete it (\`kubectl delete secret <name> --namespace
      <namespace>\`), make it again with its lines below, and restart what reads it, such as \`kubectl rollout restart
      deployment/hub --namespace <namespace>\`. Grafana keeps its first password on its disk: change that one there,
      too.`,
    table(
      fromStore ? ['Secret', 'Namespace', 'Holds', 'Why', 'Comes from'] : ['Secret', 'Namespace', 'Holds', 'Why'],
      needs.map(({ name, namespace, keys, why, entries }) => [
        code`${name}`,
        code`${namespace}`,
        keys.length === 0
          ? md`what is read of it`
          : joinMarkdown(
              keys.map(({ key, what }) => md`${code`${key}`}: ${what}`),
              '<br>',
            ),
        md`${why}`,
        ...(fromStore ? [entries ? md`the store of secrets` : md`commands`] : []),
      ]),
    ),
  ]
}

/** Hubs of one community often have one title: the folder tells them apart. */
const named = (hub: HubDocs): Markdown => md`${hub.title} (${code`${hub.folder}/`})`

interface Step {
  title: Markdown
  text: Markdown[]
}

export function setUp(bundle: BundleDocs): Markdown[] {
  const steps = [
    toolsStep(bundle),
    terraformStep(bundle),
    credentialsStep(bundle),
    ...engineSteps(bundle),
    ...partsOf(bundle).map(installStep),
    dnsStep(bundle),
  ]
  const goes = isDeployed(bundle) ? 'goes as far as the Secrets' : 'does the same'
  const ready = bundle.cluster ? '' : 'once step 3 is done, '
  return [
    md`## Set up`,
    md`Step by step, as written here, and then \`make record\`; or ${ready}\`make apply\`, which ${goes}, shows
      what Terraform will change and waits for \`yes\`. The first time it stops where a Secret is missing: make it as
      written below, then run it again.`,
    ...howItGoes(bundle),
    ...ownersSteps(bundle),
    ...steps.flatMap(({ title, text }, i) => [md`### ${i + 1}. ${title}`, ...text]),
  ]
}

function toolsStep(bundle: BundleDocs): Step {
  const access = (each: AccessDocs): Markdown[] =>
    each.community === bundle.community.name
      ? [each.prerequisites, shellBlock([...each.signIn, ...(each.once ?? [])])]
      : [...tenantRights(bundle, each.community), shellBlock(each.signIn)]
  return {
    title: md`Tools and sign-in`,
    text: [
      md`terraform 1.10 or later (or tofu: \`make TERRAFORM=tofu\`), kubectl, helm 3.14 or later, openssl and bash.`,
      ...accessesOf(partsOf(bundle)).flatMap(access),
      ...preflight(bundle),
    ],
  }
}

function preflight({ cluster }: BundleDocs): Markdown[] {
  if (!cluster || cluster.preflight.length === 0) return []
  return [
    md`\`make preflight-cluster\` asks whether the account has what the next step takes for granted, and changes
      nothing; \`make apply\` begins with it.`,
  ]
}

function terraformStep(bundle: BundleDocs): Step {
  const order = bundle.cluster ? 'The cluster first, then each hub.' : 'Each hub; its cluster is there already.'
  const commands = partsOf(bundle).flatMap((part) => [
    terraform(part, sh`init`),
    terraform(part, sh`plan -out=plan.tfplan`),
    terraform(part, sh`apply plan.tfplan`),
  ])
  return {
    title: md`Terraform`,
    text: [
      md`${order} \`init\` writes \`.terraform.lock.hcl\`: commit it, so that everybody gets the same provider
        binaries.`,
      ...placeOfState(bundle.cluster?.state.create ?? []),
      ...takesOver(bundle),
      ...(commands.length > 0 ? [shellBlock(commands)] : []),
    ],
  }
}

function placeOfState(create: readonly Shell[]): Markdown[] {
  if (create.length === 0) return []
  const asksPlace = create.some((command) => String(command).includes('"$PLACE"'))
  const place = asksPlace ? md` (\`PLACE\` is a region of that cloud)` : ''
  return [
    md`Once, before the first \`init\`, the place for the state, unless it is there already${place}:`,
    shellBlock(create),
  ]
}

function credentialsStep(bundle: BundleDocs): Step {
  const check = ({ name }: AccessDocs): Shell =>
    joinShell([sh`kubectl config current-context`, shellComment(`the cluster ${name}`)], ' ')
  return {
    title: md`Credentials for kubectl and helm`,
    text: accessesOf(partsOf(bundle)).flatMap((access) => [
      shellBlock([...access.credentials, check(access)]),
      ...useToken(bundle, access),
    ]),
  }
}

/** Objects, then Secrets, then releases: namespaces have to be there for Secrets, and Secrets for what reads them. */
function installStep(part: PartDocs & { access: AccessDocs }): Step {
  return {
    title: part.folder === 'cluster' ? md`What the cluster runs` : md`The hub ${code`${part.folder}`}`,
    text: [
      ...(part.hasManifests ? [shellBlock([applyObjects(kubernetesFile(part))])] : []),
      ...part.secrets.flatMap((need) => [
        md`The Secret ${code`${need.name}`}: ${need.why}.${need.entries ? md` ${FROM_STORE}` : md``}`,
        need.keys.length > 0
          ? shellBlock(createSecret(need, part.access.putSecret))
          : md`Its keys are those that are read of it; the line is ${sh`kubectl create secret generic ${need.name}
              --namespace ${need.namespace} --from-file=<key>=<file>`}.`,
      ]),
      ...(part.deploy ? engineInstalls(part, part.deploy) : releasesWith(part)),
    ],
  }
}

function releasesWith(part: PartDocs & { access: AccessDocs }): Markdown[] {
  const commands = [
    ...part.releases.map((release) => upgradeRelease(part, release)),
    ...(part.hasCustomResources ? [applyObjects(customResourcesFile(part))] : []),
  ]
  return commands.length > 0 ? [releasesOf(part), shellBlock(commands)] : []
}

const releasesOf = (part: PartDocs | HubDocs): Markdown =>
  'tenant' in part && part.tenant
    ? md`The releases, in this order: the first time, and when a chart's version has changed,
        ${code`${part.access.community}`} runs these lines, or ${sh`make kubernetes-${part.folder}`}; otherwise you do.`
    : md`The releases, in this order:`

/** One command for each load balancer, with the names that point to it. */
function dnsStep({ cluster, hubs }: BundleDocs): Step {
  const all = [...(cluster?.domains ?? []), ...hubs].map(({ domain, address }) => ({
    domain,
    command: String(publicAddress(address)),
    shell: publicAddress(address),
  }))
  const first = all.filter(({ command }, i) => all.findIndex((other) => other.command === command) === i)
  const lines = first.flatMap(({ command, shell }) => {
    const domains = all.filter((other) => other.command === command).map(({ domain }) => domain)
    return [shellComment(domains.join(', ')), shell]
  })
  return {
    title: md`DNS`,
    text: [
      md`Point the records to what this prints. Certificates follow by themselves some minutes after the names
        resolve.`,
      ...(lines.length > 0 ? [shellBlock(lines)] : []),
    ],
  }
}
