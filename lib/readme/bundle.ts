import {
  applyCustomResources,
  applyManifests,
  createSecret,
  plainTools,
  publicAddress,
  terraform,
  upgradeDefinitions,
  upgradeRelease,
} from './commands.ts'
import { count } from './fleet.ts'
import { BY_HAND, destroying, leaving, withoutHubloom } from './leave.ts'
import { code, link, md, sh, shell, table } from './text.ts'
import type { AccessDocs, BundleDocs, ClusterDocs, HubDocs, PartDocs, StateDocs } from './types.ts'

/** Hours of an average month. */
const MONTH = 730

/**
 * The text of `dist/<community>/README.md`: the runbook of one community, complete without hubloom or whoever ran it.
 */
export function renderBundleReadme(bundle: BundleDocs): string {
  const { community, cluster, hubs } = bundle
  return `${[
    `# ${community.url ? link(community.title, community.url) : md(community.title)}`,
    `Written by hubloom from ${code(`communities/${community.name}/`)} and \`profiles/\`. While hubloom writes ` +
      `this folder, change those, not the files here; afterwards, see ${BY_HAND}.`,
    contents(bundle),
    ...fillIn(bundle),
    ...setUp(bundle),
    ...checking(bundle),
    ...changing(bundle),
    ...costs(bundle),
    ...state([...(cluster ? [cluster] : []), ...hubs]),
    ...destroying(bundle),
    ...leaving(bundle),
  ].join('\n\n')}\n`
}

function contents({ cluster, hubs }: BundleDocs): string {
  const lines = [
    '## What is here',
    '`make help` lists what the Makefile does; it runs the commands of this page. Every command runs in this folder.',
  ]
  if (cluster) {
    const { access } = cluster
    lines.push(
      `\`cluster/\`: the Kubernetes ${md(cluster.kubernetes)} cluster ${code(access.name)} on ` +
        `${md(access.cloud)}, region ${code(access.region)}, account ${code(access.account)}, ` +
        `${cluster.tenancy === 'shared' ? 'shared with other communities' : 'for this community only'}. ` +
        `${runs(cluster)}`,
    )
  }
  for (const access of distinct(hubs.map((hub) => hub.access)).filter(
    (other) => other.name !== cluster?.access.name || other.community !== cluster.access.community,
  )) {
    lines.push(
      `The hubs run on the cluster ${code(access.name)} of ${code(access.community)}: ${md(access.cloud)}, ` +
        `region ${code(access.region)}, account ${code(access.account)}. Its own files are with its owner.`,
    )
  }
  if (hubs.length > 0) {
    lines.push(
      table(
        ['Hub', 'Folder', 'Address', 'Purpose', 'Namespace', 'Cluster', 'Homes', 'Buckets'],
        hubs.map((hub) => [
          md(hub.title),
          code(`${hub.folder}/`, true),
          link(hub.domain, `https://${hub.domain}`),
          md(hub.purpose),
          code(hub.namespace, true),
          code(hub.access.name, true),
          homes(hub),
          hub.buckets
            .map(
              ({ url, expiresDays }) =>
                `${code(url, true)}${expiresDays ? `, emptied after ${count(expiresDays, 'day', 'days')}` : ''}`,
            )
            .join('<br>'),
        ]),
      ),
    )
    for (const hub of hubs) lines.push(`${code(`${hub.folder}/`)}: ${runs(hub)}`)
  }
  lines.push(
    '`releases.json` in each folder names the charts, versions and repositories, in the order in which they ' +
      'are installed.',
  )
  return lines.join('\n\n')
}

const runs = (part: PartDocs): string =>
  'Releases: ' +
  `${part.releases.map((release) => `${md(release.service)} ${md(release.version)} (${md(release.purpose)})`).join(', ') || 'none'}.`

function homes({ home }: HubDocs): string {
  if (home.kind === 'none') return 'nothing is kept'
  if (home.within !== undefined) return `a folder in the file service of ${code(home.within)}, with its snapshots`
  const quota = home.quotaGib === undefined ? '' : `, ${home.quotaGib} GiB each`
  return `${home.kind === 'disk' ? `${home.gib} GiB disk` : 'file service'}${quota}${home.snapshots > 0 ? `, ${count(home.snapshots, 'daily snapshot', 'daily snapshots')}` : ', no snapshots'}`
}

function fillIn({ cluster, hubs }: BundleDocs): string[] {
  const lines = ['## What you fill in', 'Nothing secret is in these files. Three things are yours to make:']
  const oauth = hubs.filter((hub) => hub.callbackUrl)
  lines.push(
    oauth.length === 0
      ? '**Sign-in.** No hub needs an OAuth application.'
      : `**Sign-in.** Register an OAuth application of your own for each of these hubs, with exactly this callback address:\n\n${table(
          ['Hub', 'Where', 'Callback address'],
          oauth.map((hub) => [named(hub), md(hub.signIn), code(hub.callbackUrl ?? '', true)]),
        )}`,
  )
  const domains = [
    ...(cluster?.domains ?? []).map(({ domain, what }) => [code(domain, true), md(what)]),
    ...hubs.map((hub) => [code(hub.domain, true), named(hub)]),
  ]
  if (domains.length > 0)
    lines.push(
      '**DNS.** One record for each of these names, to the address that the last step of the set-up prints: A ' +
        `for an IP address, CNAME for a name.\n\n${table(['Name', 'For'], domains)}`,
    )
  const needs = [...(cluster?.secrets ?? []), ...hubs.flatMap((hub) => hub.secrets)]
  lines.push(
    needs.length === 0
      ? '**Secrets.** None.'
      : `**Secrets.** Kubernetes Secrets, made in the steps below. Keep a copy of what you type in a password manager; those made at random need none. To change one later, delete it (\`kubectl delete secret <name> --namespace <namespace>\`), make it again with its lines below, and restart what reads it, such as \`kubectl rollout restart deployment/hub --namespace <namespace>\`. Grafana keeps its first password on its disk: change that one there, too.\n\n${table(
          ['Secret', 'Namespace', 'Holds', 'Why'],
          needs.map((need) => [
            code(need.name, true),
            code(need.namespace, true),
            need.keys.map(({ key, what }) => `${code(key, true)}: ${md(what)}`).join('<br>'),
            md(need.why),
          ]),
        )}`,
  )
  return lines
}

/** Hubs of one community often have one title: the folder tells them apart. */
const named = (hub: HubDocs): string => `${md(hub.title)} (${code(`${hub.folder}/`, true)})`

function setUp({ community, cluster, hubs }: BundleDocs): string[] {
  const parts: readonly (ClusterDocs | HubDocs)[] = [...(cluster ? [cluster] : []), ...hubs]
  const accesses = distinct(parts.map((part) => part.access))
  const steps: { title: string; text: string[] }[] = [
    {
      title: 'Tools and sign-in',
      text: [
        'terraform 1.10 or later (or tofu: `make TERRAFORM=tofu`), kubectl, helm 3.14 or later, openssl and bash.',
        ...accesses.flatMap((access) => [
          ...(access.community === community.name
            ? []
            : [
                `The account is that of ${code(access.community)}: ask them for these rights there, or to run ` +
                  'the Terraform of these hubs for you.',
              ]),
          access.prerequisites,
          shell(access.signIn),
        ]),
      ],
    },
    {
      title: 'Terraform',
      text: [
        `${cluster ? 'The cluster first, then each hub.' : 'Each hub; its cluster is there already.'} \`init\` ` +
          'writes `.terraform.lock.hcl`: commit it, so that everybody gets the same provider binaries.',
        ...(cluster?.state.create?.length
          ? [
              'Once, before the first `init`, the place for the state, unless it is there ' +
                `already${cluster.state.create.some((line) => line.includes('"$PLACE"')) ? ' (`PLACE` is a region of that cloud)' : ''}:`,
              shell(cluster.state.create),
            ]
          : []),
        ...(parts.length > 0
          ? [
              shell(
                parts.flatMap((part) => [
                  terraform(plainTools, part, 'init'),
                  terraform(plainTools, part, 'plan', '-out=plan.tfplan'),
                  terraform(plainTools, part, 'apply', 'plan.tfplan'),
                ]),
              ),
            ]
          : []),
      ],
    },
    {
      title: 'Credentials for kubectl and helm',
      text: accesses.map((access) =>
        shell([...access.credentials, `kubectl config current-context # the cluster ${access.name}`]),
      ),
    },
    ...parts.map((part) => ({
      title: part.folder === 'cluster' ? 'What the cluster runs' : `The hub ${code(part.folder)}`,
      text: install(part),
    })),
    {
      title: 'DNS',
      text: [
        'Point the records to what this prints. Certificates follow by themselves some minutes after the names ' +
          'resolve.',
        ...addresses(cluster, hubs),
      ],
    },
  ]
  return [
    '## Set up',
    'Step by step, as written here; or `make apply`, which does the same, shows what Terraform will change and ' +
      'waits for `yes`. The first time it stops where a Secret is missing: make it as written below, then run it ' +
      'again.',
    ...steps.flatMap(({ title, text }, i) => [`### ${i + 1}. ${title}`, ...text]),
  ]
}

/** Objects, then Secrets, then releases: namespaces have to be there for Secrets, and Secrets for what reads them. */
function install(part: PartDocs): string[] {
  const commands = [
    ...part.releases.map((release) => upgradeRelease(plainTools, part, release)),
    ...(part.hasCustomResources ? [applyCustomResources(plainTools, part)] : []),
  ]
  return [
    ...(part.hasManifests ? [shell([applyManifests(plainTools, part)])] : []),
    ...part.secrets.flatMap((need) => [
      `The Secret ${code(need.name)}: ${md(need.why)}.`,
      shell(createSecret(plainTools, need)),
    ]),
    ...(commands.length > 0 ? ['The releases, in this order:', shell(commands)] : []),
  ]
}

/** One command for each load balancer, with the names that point to it. */
function addresses(cluster: ClusterDocs | undefined, hubs: readonly HubDocs[]): string[] {
  const all = [...(cluster?.domains ?? []), ...hubs]
  const commands = [...new Set(all.map(({ address }) => publicAddress(plainTools, address)))]
  return commands.length === 0
    ? []
    : [
        shell(
          commands.flatMap((command) => [
            `# ${all
              .filter(({ address }) => publicAddress(plainTools, address) === command)
              .map(({ domain }) => domain)
              .join(', ')}`,
            command,
          ]),
        ),
      ]
}

function checking({ cluster, hubs }: BundleDocs): string[] {
  const lines = ['## Check that it works']
  if (cluster && cluster.check.length > 0) lines.push(shell(cluster.check))
  for (const hub of hubs) {
    lines.push(
      shell([
        `kubectl get pods --namespace ${sh(hub.namespace)}`,
        // with an address of its own a hub keeps its certificate to itself
        ...(hub.address.namespace === hub.namespace
          ? []
          : [`kubectl get certificates --namespace ${sh(hub.namespace)}`]),
        `curl --fail --silent --show-error ${sh(`https://${hub.domain}/hub/health`)}`,
      ]),
    )
  }
  if (hubs.length > 0)
    lines.push(
      'Then sign in, start a server of each size once, write a file, stop the server, start it again and find ' +
        'the file.',
    )
  return [...lines, ...(cluster ? monitoring(cluster) : [])]
}

/** How one gets into Grafana, and who learns of an alert. */
function monitoring(cluster: ClusterDocs): string[] {
  const { releases, secrets, domains, alerts } = cluster
  const grafana = releases.find(({ service }) => service === 'grafana')
  const need =
    grafana && secrets.find(({ name, namespace }) => namespace === grafana.namespace && name.startsWith('grafana'))
  const [domain] = domains
  return [
    ...(grafana && need
      ? [
          'Grafana shows the metrics of the hubs and of the cluster, ' +
            `${domain ? `at ${link(domain.domain, `https://${domain.domain}`)}` : 'at http://localhost:3000 while the second command runs'}. ` +
            `The first admin's password:`,
          shell([
            `kubectl get secret ${sh(need.name)} --namespace ${sh(need.namespace)} --output ` +
              '"jsonpath={.data.admin-password}" | base64 --decode; echo',
            ...(domain
              ? []
              : [`kubectl port-forward --namespace ${sh(grafana.namespace)} service/${sh(grafana.name)} 3000:80`]),
          ]),
        ]
      : []),
    ...(alerts ? alerting(cluster, alerts) : []),
  ]
}

function alerting({ releases }: ClusterDocs, people: readonly string[]): string[] {
  const prometheus = releases.find(({ service }) => service === 'prometheus')
  if (!prometheus) return []
  const outside = "Nothing here tells when the whole cluster is down: have a hub's `/hub/health` watched from outside."
  if (people.length === 0)
    return [
      '**Nobody is written to when an alert fires**: it is shown in ' +
        `Prometheus${releases.some(({ service }) => service === 'grafana') ? ' and Grafana' : ''} only. To have ` +
        'it sent, write `monitoring: { alert: [you@example.org], mail: { host: smtp.example.org:587, from: …, ' +
        `user: …, secret: alert-mail } }\` in cluster.yaml, build, and apply. ${outside}`,
    ]
  const namespace = sh(prometheus.namespace)
  return [
    `Alerts are sent to ${people.map((person) => code(person)).join(', ')}. ${outside} The first command sends ` +
      'a letter to try that; while the second runs, http://localhost:9093 shows and silences alerts; while the ' +
      `third does, letters' links to Prometheus work:`,
    shell([
      `kubectl exec --namespace ${namespace} ${sh(`statefulset/${prometheus.name}-alertmanager`)} -- amtool ` +
        `alert add alertname=Test severity=warning --annotation=summary='Only a test' ` +
        '--alertmanager.url=http://localhost:9093',
      `kubectl port-forward --namespace ${namespace} ${sh(`service/${prometheus.name}-alertmanager`)} 9093`,
      `kubectl port-forward --namespace ${namespace} ${sh(`service/${prometheus.name}-server`)} 9090:80`,
    ]),
  ]
}

function changing(bundle: BundleDocs): string[] {
  const { cluster, hubs } = bundle
  const definitions = [
    ...new Set(
      [...(cluster ? [cluster] : []), ...hubs].flatMap((part) =>
        part.releases.flatMap((release) => upgradeDefinitions(plainTools, release)),
      ),
    ),
  ]
  return [
    '## Change and upgrade',
    'After a change of these files: `make diff`, read it, `make apply`. To go back, put the former files back ' +
      'and apply them; a disk that has grown stays large.',
    'Provider and chart versions are fixed here. Newer patch releases of the providers: `terraform ' +
      '-chdir=<folder> init -upgrade`, then commit `.terraform.lock.hcl`.',
    ...(definitions.length > 0
      ? [
          'Helm installs the custom resource definitions of a chart once and never changes them. When one of ' +
            'these versions has changed, first:',
          shell(definitions),
        ]
      : []),
    ...(cluster?.upgrade ? [cluster.upgrade] : []),
    ...withoutHubloom(bundle),
  ]
}

/** What stays on when nobody works. Prices change: the page says whose and from when they are. */
function costs({ cluster, hubs, prices }: BundleDocs): string[] {
  const disks = [
    ...(cluster?.disks ?? []),
    ...hubs.flatMap((hub) => [
      ...(hub.home.kind === 'disk' ? [{ what: `homes of ${hub.folder}`, gib: hub.home.gib }] : []),
      ...hub.disks.map(({ what, gib }) => ({ what: `${what} of ${hub.folder}`, gib })),
    ]),
  ]
  return [
    '## What it costs to leave running',
    ...(cluster
      ? machines(cluster, prices)
      : ['The machines are those of the shared cluster, whose owner pays for them.']),
    ...(disks.length > 0
      ? [
          'Disks that are billed by their size, whether full or not: ' +
            `${disks.map(({ what, gib }) => `${md(what)} ${gib} GiB`).join(', ')}. Snapshots and buckets are ` +
            'billed by what is in them.',
        ]
      : []),
  ]
}

function machines({ pools }: ClusterDocs, prices: BundleDocs['prices']): string[] {
  const monthly = ({ usdPerHour, min }: ClusterDocs['pools'][number]): number => usdPerHour * MONTH * min
  return [
    `Machines that are always on: about **${dollars(pools.reduce((sum, pool) => sum + monthly(pool), 0))} a ` +
      `month**, and the control plane, ${CONTROL_PLANE.toFixed(2)} USD an hour on all three clouds, ` +
      `**${dollars(CONTROL_PLANE * MONTH)}**; before the load balancers, the network address translation, disks ` +
      `and traffic, which your cloud's price list has. The rest comes and goes with people.`,
    table(
      ['Pool', 'Machine', 'Always on', 'At most', 'USD an hour each', 'A month always on'],
      pools.map((pool) => [
        code(pool.name, true),
        `${md(pool.machine)}${pool.spot ? ', spot (on-demand price shown)' : ''}`,
        String(pool.min),
        String(pool.max),
        pool.usdPerHour.toFixed(4),
        dollars(monthly(pool)),
      ]),
    ),
    `Prices: ${prices.source}, ${md(prices.dated)}, in US dollars, ${MONTH} hours a month. Your region and ` +
      'contract may differ.',
  ]
}

/**
 * GKE's management fee, EKS in standard support, AKS's standard tier: US dollars an hour for each cluster, as their
 * price pages have had it for years.
 */
const CONTROL_PLANE = 0.1

const dollars = (amount: number): string => `${Math.round(amount)} USD`

const STATES: Record<StateDocs['kind'], string> = {
  local:
    'in the folder itself, as `terraform.tfstate`: keep it safe and never in Git, since it may hold secrets; ' +
    'only one person can work with it',
  gcs: 'in the Google Cloud Storage bucket',
  s3: 'in the S3 bucket',
  azurerm: 'in the Azure storage container',
  http: 'at the address',
}

function state(parts: readonly PartDocs[]): string[] {
  const place = (part: PartDocs): string =>
    `${STATES[part.state.kind]}${part.state.place ? ` ${code(part.state.place)}` : ''}`
  return [
    '## State of Terraform',
    [...new Set(parts.map(place))]
      .map(
        (where) =>
          `- ${parts
            .filter((part) => place(part) === where)
            .map(({ folder }) => code(`${folder}/`))
            .join(', ')}: ${where}.`,
      )
      .join('\n'),
    '`.terraform.lock.hcl`, written by `terraform init`, holds the checksums of the providers. It belongs in ' +
      'Git; `.terraform/`, `*.tfstate` and `*.tfplan` do not.',
  ]
}

const distinct = (accesses: readonly AccessDocs[]): AccessDocs[] => [
  ...new Map(
    accesses.map((access) => [`${access.cloud}/${access.account}/${access.region}/${access.name}`, access]),
  ).values(),
]
