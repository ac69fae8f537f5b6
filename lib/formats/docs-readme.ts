import { applyCustomResources, applyManifests, createSecret, plainTools, publicAddress, terraform, upgradeDefinitions, upgradeRelease } from './docs-commands.ts'
import { count } from './docs-fleet.ts'
import { code, link, md, sh, shell, table } from './docs-text.ts'
import type { AccessDocs, BundleDocs, ClusterDocs, HubDocs, PartDocs, StateDocs } from './docs-types.ts'

/** Hours of an average month. */
const MONTH = 730

/** The text of `dist/<community>/README.md`: the runbook of one community, complete without hubloom or whoever ran it. */
export function renderBundleReadme(bundle: BundleDocs): string {
  const { community, cluster, hubs } = bundle
  return `${[
    `# ${community.url ? link(community.title, community.url) : md(community.title)}`,
    `Written by hubloom from ${code(`communities/${community.name}/`)} and \`profiles/\`. Change those, not the files here.`,
    contents(bundle),
    ...fillIn(bundle),
    ...setUp(bundle),
    ...checking(bundle),
    ...changing(bundle),
    ...costs(bundle),
    ...state([...(cluster ? [cluster] : []), ...hubs]),
    ...destroying(bundle),
    '## Leave',
    'This folder is all that is needed to run these hubs: plain Terraform, Kubernetes and Helm files for charts as published. Copy it, with the state of Terraform, and run it without hubloom and without whoever ran it until now. What people keep lies on the disks and in the buckets named above, in the account named above.',
  ].join('\n\n')}\n`
}

function contents({ cluster, hubs }: BundleDocs): string {
  const lines = [
    '## What is here',
    '`make help` lists what the Makefile does; it runs the commands of this page. Every command runs in this folder.',
  ]
  if (cluster) {
    const { access } = cluster
    lines.push(`\`cluster/\`: the Kubernetes ${md(cluster.kubernetes)} cluster ${code(access.name)} on ${md(access.cloud)}, region ${code(access.region)}, account ${code(access.account)}, ${cluster.tenancy === 'shared' ? 'shared with other communities' : 'for this community only'}. ${runs(cluster)}`)
  }
  for (const access of distinct(hubs.map((hub) => hub.access)).filter((other) => other.name !== cluster?.access.name || other.community !== cluster.access.community)) {
    lines.push(`The hubs run on the cluster ${code(access.name)} of ${code(access.community)}: ${md(access.cloud)}, region ${code(access.region)}, account ${code(access.account)}. Its own files are with its owner.`)
  }
  if (hubs.length > 0) {
    lines.push(table(['Hub', 'Folder', 'Address', 'Purpose', 'Namespace', 'Cluster', 'Homes', 'Buckets'], hubs.map((hub) => [
      md(hub.title), code(`${hub.folder}/`, true), link(hub.domain, `https://${hub.domain}`), md(hub.purpose), code(hub.namespace, true), code(hub.access.name, true), homes(hub),
      hub.buckets.map(({ url, expiresDays }) => `${code(url, true)}${expiresDays ? `, emptied after ${count(expiresDays, 'day', 'days')}` : ''}`).join('<br>'),
    ])))
    for (const hub of hubs) lines.push(`${code(`${hub.folder}/`)}: ${runs(hub)}`)
  }
  lines.push('`releases.json` in each folder names the charts, versions and repositories, in the order in which they are installed.')
  return lines.join('\n\n')
}

const runs = (part: PartDocs): string =>
  `Releases: ${part.releases.map((release) => `${md(release.service)} ${md(release.version)} (${md(release.purpose)})`).join(', ') || 'none'}.`

function homes({ home }: HubDocs): string {
  if (home.kind === 'none') return 'nothing is kept'
  const quota = home.quotaGib === undefined ? '' : `, ${home.quotaGib} GiB each`
  return `${home.kind === 'disk' ? `${home.gib} GiB disk` : 'file service'}${quota}${home.snapshots > 0 ? `, ${count(home.snapshots, 'daily snapshot', 'daily snapshots')}` : ', no snapshots'}`
}

function fillIn({ cluster, hubs }: BundleDocs): string[] {
  const lines = ['## What you fill in', 'Nothing secret is in these files. Three things are yours to make:']
  const oauth = hubs.filter((hub) => hub.callbackUrl)
  lines.push(oauth.length === 0
    ? '**Sign-in.** No hub needs an OAuth application.'
    : `**Sign-in.** Register an OAuth application of your own for each of these hubs, with exactly this callback address:\n\n${table(['Hub', 'Where', 'Callback address'], oauth.map((hub) => [md(hub.title), md(hub.signIn), code(hub.callbackUrl ?? '', true)]))}`)
  const domains = [...(cluster?.domains ?? []).map(({ domain, what }) => [code(domain, true), md(what)]), ...hubs.map((hub) => [code(hub.domain, true), md(hub.title)])]
  if (domains.length > 0) lines.push(`**DNS.** One record for each of these names, to the address that the last step of the set-up prints: A for an IP address, CNAME for a name.\n\n${table(['Name', 'For'], domains)}`)
  const needs = [...(cluster?.secrets ?? []), ...hubs.flatMap((hub) => hub.secrets)]
  lines.push(needs.length === 0
    ? '**Secrets.** None.'
    : `**Secrets.** Kubernetes Secrets, made in the steps below. Keep a copy of what you type in a password manager; those made at random need none.\n\n${table(['Secret', 'Namespace', 'Holds', 'Why'], needs.map((need) => [code(need.name, true), code(need.namespace, true), need.keys.map(({ key, what }) => `${code(key, true)}: ${md(what)}`).join('<br>'), md(need.why)]))}`)
  return lines
}

function setUp({ cluster, hubs }: BundleDocs): string[] {
  const parts: readonly (ClusterDocs | HubDocs)[] = [...(cluster ? [cluster] : []), ...hubs]
  const accesses = distinct(parts.map((part) => part.access))
  const steps: { title: string; text: string[] }[] = [
    { title: 'Tools and sign-in', text: ['terraform 1.10 or later (or tofu: `make TERRAFORM=tofu`), kubectl, helm 3.14 or later, openssl and bash.', ...accesses.flatMap((access) => [access.prerequisites, shell(access.signIn)])] },
    {
      title: 'Terraform', text: [
        `${cluster ? 'The cluster first, then each hub.' : 'Each hub; its cluster is there already.'} \`init\` writes \`.terraform.lock.hcl\`: commit it, so that everybody gets the same provider binaries.`,
        ...(cluster?.state.create?.length ? [`Once, before the first \`init\`, the place for the state, unless it is there already${cluster.state.create.some((line) => line.includes('"$PLACE"')) ? ' (`PLACE` is a region of that cloud)' : ''}:`, shell(cluster.state.create)] : []),
        ...(parts.length > 0 ? [shell(parts.flatMap((part) => [terraform(plainTools, part, 'init'), terraform(plainTools, part, 'plan', '-out=plan.tfplan'), terraform(plainTools, part, 'apply', 'plan.tfplan')]))] : []),
      ],
    },
    { title: 'Credentials for kubectl and helm', text: accesses.map((access) => shell([...access.credentials, `kubectl config current-context # the cluster ${access.name}`])) },
    ...parts.map((part) => ({ title: part.folder === 'cluster' ? 'What the cluster runs' : `The hub ${code(part.folder)}`, text: install(part) })),
    { title: 'DNS', text: ['Point the records to what this prints. Certificates follow by themselves some minutes after the names resolve.', ...addresses(cluster, hubs)] },
  ]
  return [
    '## Set up',
    'Step by step, as written here; or `make apply`, which does the same, shows what Terraform will change and waits for `yes`. The first time it stops where a Secret is missing: make it as written below, then run it again.',
    ...steps.flatMap(({ title, text }, i) => [`### ${i + 1}. ${title}`, ...text]),
  ]
}

/** Objects, then Secrets, then releases: namespaces have to be there for Secrets, and Secrets for what reads them. */
function install(part: PartDocs): string[] {
  const commands = [...part.releases.map((release) => upgradeRelease(plainTools, part, release)), ...(part.hasCustomResources ? [applyCustomResources(plainTools, part)] : [])]
  return [
    ...(part.hasManifests ? [shell([applyManifests(plainTools, part)])] : []),
    ...part.secrets.flatMap((need) => [`The Secret ${code(need.name)}: ${md(need.why)}.`, shell(createSecret(plainTools, need))]),
    ...(commands.length > 0 ? ['The releases, in this order:', shell(commands)] : []),
  ]
}

/** One command for each load balancer, with the names that point to it. */
function addresses(cluster: ClusterDocs | undefined, hubs: readonly HubDocs[]): string[] {
  const all = [...(cluster?.domains ?? []), ...hubs]
  const commands = [...new Set(all.map(({ address }) => publicAddress(plainTools, address)))]
  return commands.length === 0 ? [] : [shell(commands.flatMap((command) => [`# ${all.filter(({ address }) => publicAddress(plainTools, address) === command).map(({ domain }) => domain).join(', ')}`, command]))]
}

function checking({ cluster, hubs }: BundleDocs): string[] {
  const lines = ['## Check that it works']
  if (cluster && cluster.check.length > 0) lines.push(shell(cluster.check))
  for (const hub of hubs) {
    lines.push(shell([
      `kubectl get pods --namespace ${sh(hub.namespace)}`,
      // with an address of its own a hub keeps its certificate to itself
      ...(hub.address.namespace === hub.namespace ? [] : [`kubectl get certificates --namespace ${sh(hub.namespace)}`]),
      `curl --fail --silent --show-error ${sh(`https://${hub.domain}/hub/health`)}`,
    ]))
  }
  if (hubs.length > 0) lines.push('Then sign in, start a server of each size once, write a file, stop the server, start it again and find the file.')
  return [...lines, ...(cluster ? grafana(cluster) : [])]
}

/** How one gets into Grafana, and what it does not do by itself. */
function grafana({ releases, secrets, domains }: ClusterDocs): string[] {
  const release = releases.find(({ service }) => service === 'grafana')
  const need = release && secrets.find(({ namespace }) => namespace === release.namespace)
  if (!release || !need) return []
  const [domain] = domains
  return [
    `Grafana shows the metrics of the hubs and of the cluster, and the alerts, ${domain ? `at ${link(domain.domain, `https://${domain.domain}`)}` : 'at http://localhost:3000 while the second command runs'}. Nobody is written to when an alert fires: say whom in Grafana, under Alerting. The first admin's password:`,
    shell([
      `kubectl get secret ${sh(need.name)} --namespace ${sh(need.namespace)} --output "jsonpath={.data.admin-password}" | base64 --decode; echo`,
      ...(domain ? [] : [`kubectl port-forward --namespace ${sh(release.namespace)} service/${sh(release.name)} 3000:80`]),
    ]),
  ]
}

function changing({ cluster, hubs }: BundleDocs): string[] {
  const definitions = [...new Set([...(cluster ? [cluster] : []), ...hubs].flatMap((part) => part.releases.flatMap((release) => upgradeDefinitions(plainTools, release))))]
  return [
    '## Change and upgrade',
    'After a change of these files: `make diff`, read it, `make apply`. To go back, put the former files back and apply them; a disk that has grown stays large.',
    'Provider and chart versions are fixed here. Newer patch releases of the providers: `terraform -chdir=<folder> init -upgrade`, then commit `.terraform.lock.hcl`.',
    ...(definitions.length > 0 ? ['Helm installs the custom resource definitions of a chart once and never changes them. When one of these versions has changed, first:', shell(definitions)] : []),
    ...(cluster?.upgrade ? [cluster.upgrade] : []),
  ]
}

/** What stays on when nobody works. Prices change: the page says whose and from when they are. */
function costs({ cluster, hubs, prices }: BundleDocs): string[] {
  const disks = [...(cluster?.disks ?? []), ...hubs.filter(({ home }) => home.kind === 'disk').map((hub) => ({ what: `homes of ${hub.folder}`, gib: hub.home.gib }))]
  return [
    '## What it costs to leave running',
    ...(cluster ? machines(cluster, prices) : ['The machines are those of the shared cluster, whose owner pays for them.']),
    ...(disks.length > 0 ? [`Disks that are billed by their size, whether full or not: ${disks.map(({ what, gib }) => `${md(what)} ${gib} GiB`).join(', ')}. Snapshots and buckets are billed by what is in them.`] : []),
  ]
}

function machines({ pools }: ClusterDocs, prices: BundleDocs['prices']): string[] {
  const monthly = ({ usdPerHour, min }: ClusterDocs['pools'][number]): number => usdPerHour * MONTH * min
  return [
    `Machines that are always on: about **${dollars(pools.reduce((sum, pool) => sum + monthly(pool), 0))} a month**, and the control plane, ${CONTROL_PLANE.toFixed(2)} USD an hour on all three clouds, **${dollars(CONTROL_PLANE * MONTH)}**; before the load balancers, the network address translation, disks and traffic, which your cloud's price list has. The rest comes and goes with people.`,
    table(['Pool', 'Machine', 'Always on', 'At most', 'USD an hour each', 'A month always on'], pools.map((pool) => [
      code(pool.name, true), `${md(pool.machine)}${pool.spot ? ', spot (on-demand price shown)' : ''}`, String(pool.min), String(pool.max), pool.usdPerHour.toFixed(4), dollars(monthly(pool)),
    ])),
    `Prices: ${prices.source}, ${md(prices.dated)}, in US dollars, ${MONTH} hours a month. Your region and contract may differ.`,
  ]
}

/** GKE's management fee, EKS in standard support, AKS's standard tier: US dollars an hour for each cluster, as their price pages have had it for years. */
const CONTROL_PLANE = 0.1

const dollars = (amount: number): string => `${Math.round(amount)} USD`

const STATES: Record<StateDocs['kind'], string> = {
  local: 'in the folder itself, as `terraform.tfstate`: keep it safe and never in Git, since it may hold secrets; only one person can work with it',
  gcs: 'in the Google Cloud Storage bucket', s3: 'in the S3 bucket', azurerm: 'in the Azure storage container', http: 'at the address',
}

function state(parts: readonly PartDocs[]): string[] {
  return [
    '## State of Terraform',
    parts.map((part) => `- ${code(`${part.folder}/`)}: ${STATES[part.state.kind]}${part.state.place ? ` ${code(part.state.place)}` : ''}.`).join('\n'),
    '`.terraform.lock.hcl`, written by `terraform init`, holds the checksums of the providers. It belongs in Git; `.terraform/`, `*.tfstate` and `*.tfplan` do not.',
  ]
}

function destroying({ cluster, hubs, community }: BundleDocs): string[] {
  const parts: readonly PartDocs[] = [...hubs, ...(cluster ? [cluster] : [])]
  const kept = parts.flatMap((part) => part.protected.map((item) => [code(`${part.folder}/`, true), md(item.what), `${code(item.setting, true)} in ${code(item.file, true)}`]))
  return [
    '## Destroy',
    `${cluster ? 'Hubs first, then the cluster: ' : ''}${hubs.map((hub) => code(`make destroy-${hub.folder} CONFIRM=${hub.folder}`)).join(', then ')}${hubs.length > 0 && cluster ? ', then ' : ''}${cluster ? code('make destroy-cluster CONFIRM=cluster') : ''}. All of it: ${code(`make destroy CONFIRM=${community.name}`)}. There is no way back other than a snapshot.`,
    ...(kept.length > 0 ? [`Terraform refuses to destroy what is listed here, before anything else is touched. To say yes, write the setting, build, and run \`make apply\` once, so that the protection is lifted; then destroy.\n\n${table(['Folder', 'Protected', 'Setting that lifts it'], kept)}`] : []),
    ...(cluster?.destroy ? [cluster.destroy] : []),
  ]
}

const distinct = (accesses: readonly AccessDocs[]): AccessDocs[] =>
  [...new Map(accesses.map((access) => [`${access.cloud}/${access.account}/${access.region}/${access.name}`, access])).values()]
