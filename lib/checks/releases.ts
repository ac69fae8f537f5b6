/** Rules of what a cluster runs beside its hubs: web traffic, certificates, monitoring. */
import { defineProblems, listed, type Diagnostic, type Origin } from '../diagnostics.ts'
import { originAt } from '../layers/tree.ts'
import type { ClusterPlan, UncheckedHub } from '../plan/types.ts'
import { eachCluster, perCluster, perHub, type FleetRule, type Rule, type RuleSet } from './check.ts'

interface OfCluster {
  cluster: string
}
interface OfCommunity {
  community: string
}
interface Domain {
  domain: string
}

const problems = defineProblems({
  'no-certificate-email': {
    severity: 'error',
    message: ({ cluster }: OfCluster) =>
      `nobody is named to whom Let's Encrypt writes about the certificates of the cluster ${cluster}`,
    help: ({ community }: OfCommunity) =>
      `Write \`contact:\` with an e-mail address in communities/${community}/community.yaml, or ` +
      `\`certificates: { email: … }\` in communities/${community}/cluster.yaml.`,
  },
  'staging-certificates': {
    severity: 'warning',
    message: ({ domain, cluster }: OfCluster & Domain) =>
      `browsers will refuse ${domain}: the cluster ${cluster} takes its certificates from Let's Encrypt's test service`,
    help: ({ community }: OfCommunity) =>
      `Take \`staging: true\` out of communities/${community}/cluster.yaml once everything else works.`,
    why: 'The test service signs with a root that no browser knows.',
    source: 'letsencrypt.org/docs/staging-environment',
  },
  'monitoring-unreachable/prometheus': {
    severity: 'error',
    message: 'Grafana has nothing to show without Prometheus',
    help: 'Write `monitoring: { prometheus: true }`, or `monitoring: { grafana: false }`.',
  },
  'monitoring-unreachable/off': {
    severity: 'error',
    message: ({ domain }: Domain) => `Grafana is off, so nothing answers at ${domain}`,
    help: 'Write `grafana: true` beside it, or take `domain` out.',
  },
  'monitoring-unreachable/ingress': {
    severity: 'error',
    message: ({ domain }: Domain) => `nothing answers at ${domain}: the cluster has no ingress controller`,
    help: 'Write `ingress: traefik`, or take `domain` out: Grafana is then reached with `kubectl port-forward`.',
  },
  'monitoring-unreachable/taken': {
    severity: 'error',
    message: ({ domain, owner }: Domain & { owner: string }) => `${domain} belongs to ${owner} already`,
    help: 'Choose another name for Grafana, such as one that begins with `grafana.`.',
  },
  'alerts-not-sent/mail': {
    severity: 'error',
    message: ({ cluster, people }: OfCluster & { people: readonly string[] }) =>
      `no mail server is named, so no alert of the cluster ${cluster} would reach ${people.join(', ')}`,
    help: 'Write `mail: { host: smtp.example.org:587, from: …, user: …, secret: alert-mail }` beside it.',
  },
  'alerts-not-sent/nobody': {
    severity: 'error',
    message: ({ cluster }: OfCluster) => `nobody is named whom the cluster ${cluster} would write to`,
    help: 'Write `alert: […]` with e-mail addresses beside it, or take `mail` out.',
  },
  'alerts-not-sent/prometheus': {
    severity: 'error',
    message: 'nothing judges alerts without Prometheus',
    help: 'Write `prometheus: true` beside it, or take `alert` and `mail` out.',
  },
  'alerts-not-sent/secret': {
    severity: 'error',
    message: "the Secret `grafana-admin` holds the password of Grafana's first admin",
    help: 'Choose another name, such as `alert-mail`.',
  },
  'no-such-release': {
    severity: 'error',
    message: ({ of, release }: { of: Owner; release: string }) => `no ${of} has a release \`${release}\``,
    help: ({ of, known }: { of: Owner; known: readonly string[] }) => `The releases of ${of}s are ${listed(known)}.`,
    why: 'A version for a release that does not exist would do nothing.',
  },
  'reserved-namespace': {
    severity: 'error',
    message: ({ namespace }: { namespace: string }) => `the namespace \`${namespace}\` belongs to the cluster itself`,
    help: ({ usual }: { usual: string }) => `Take \`namespace:\` out: the hub then has \`${usual}\`.`,
  },
})

/**
 * Let's Encrypt has to be able to write to somebody about the certificates of what is behind the ingress controller.
 */
export const certificateEmail: Rule = perCluster(({ name: cluster, community, ingress, certificates, settings }) =>
  ingress === 'none' || certificates.email !== undefined
    ? []
    : [
        problems.raise('no-certificate-email', {
          at: settings.nearest(['certificates', 'email']),
          args: { cluster, community },
        }),
      ],
)

/** A certificate that browsers refuse is for trying out only. */
export const stagingCertificates: Rule = perHub(({ purpose, domain, cluster }) =>
  purpose === 'staging' || !cluster.certificates.staging
    ? []
    : [
        problems.raise('staging-certificates', {
          at: cluster.settings.at(['certificates', 'staging']),
          args: { domain, cluster: cluster.name, community: cluster.community },
        }),
      ],
)

/** Grafana shows what Prometheus collects, at a name that the ingress controller answers to and that no hub has. */
export const monitoringReachable: Rule = perCluster(({ monitoring, ingress, settings }) => {
  const { domain, grafana, prometheus } = monitoring
  const withoutData =
    grafana && !prometheus
      ? [problems.raise('monitoring-unreachable/prometheus', { at: settings.at(['monitoring', 'grafana']) })]
      : []
  if (!domain) return withoutData
  const at = settings.at(['monitoring', 'domain'])
  return [
    ...withoutData,
    ...(grafana ? [] : [problems.raise('monitoring-unreachable/off', { at, args: { domain } })]),
    ...(ingress === 'none' ? [problems.raise('monitoring-unreachable/ingress', { at, args: { domain } })] : []),
  ]
})

/** Its name is that of nothing else: of no hub, and of no earlier cluster's monitoring. */
const monitoringTaken: FleetRule = (context) => {
  const owners = new Map<string, { name: string; at: Origin }>()
  for (const { id: name, domain } of [...context.fleet.hubs].reverse()) owners.set(domain.text, { name, at: domain.at })
  return eachCluster(({ name, monitoring }) => {
    if (!monitoring) return []
    const { text: domain, at } = monitoring
    const owner = owners.get(domain)
    if (!owner) {
      owners.set(domain, { name, at })
      return []
    }
    const related = [{ at: owner.at, note: `that of ${owner.name}` }]
    return [problems.raise('monitoring-unreachable/taken', { at, related, args: { domain, owner: owner.name } })]
  })(context)
}

/** An alert is sent only where somebody is named, a mail server is, and Prometheus judges. */
export const alertsSent: Rule = perCluster(({ name: cluster, monitoring, settings }): Diagnostic[] => {
  const { alert: people, mail, prometheus, grafana } = monitoring
  if (people.length === 0 && !mail) return []
  const at = settings.nearest(['monitoring', 'alert'])
  return [
    ...(mail ? [] : [problems.raise('alerts-not-sent/mail', { at, args: { cluster, people } })]),
    ...(people.length === 0
      ? [problems.raise('alerts-not-sent/nobody', { at: settings.at(['monitoring', 'mail']), args: { cluster } })]
      : []),
    ...(people.length > 0 && !prometheus ? [problems.raise('alerts-not-sent/prometheus', { at })] : []),
    ...(mail && grafana && mail.secret === 'grafana-admin'
      ? [problems.raise('alerts-not-sent/secret', { at: settings.at(['monitoring', 'mail', 'secret']) })]
      : []),
  ]
})

type Owner = 'hub' | 'cluster'

export const releaseNames: Rule = ({ fleet, services }) => [
  ...fleet.clusters.flatMap((plan) => unknownReleases('cluster', plan, services.clusterReleases)),
  ...fleet.hubs.flatMap((plan) => unknownReleases('hub', plan, services.hubReleases)),
]

function unknownReleases(
  of: Owner,
  { settings, versions }: Pick<ClusterPlan | UncheckedHub, 'settings' | 'versions'>,
  known: readonly string[],
): Diagnostic[] {
  return Object.keys(versions)
    .filter((name) => !known.includes(name))
    .map((release) =>
      problems.raise('no-such-release', {
        at: originAt(settings.tree, ['releases', release]),
        args: { of, release, known },
      }),
    )
}

/** Namespaces that every Kubernetes cluster has (kubernetes.io/docs, "Namespaces"). */
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

export const reservedNamespaces: Rule = perHub(({ community, hub, namespace, settings }, { services }) =>
  [...NAMESPACES, ...services.namespaces].includes(namespace)
    ? [
        problems.raise('reserved-namespace', {
          at: settings.nearest(['namespace']),
          args: { namespace, usual: `${community}-${hub}` },
        }),
      ]
    : [],
)

export const releaseRules: RuleSet = {
  problems,
  rules: [certificateEmail, stagingCertificates, monitoringReachable, alertsSent, releaseNames, reservedNamespaces],
  fleetRules: [monitoringTaken],
}
