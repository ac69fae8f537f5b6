/** Rules of what a cluster runs beside its hubs: web traffic, certificates, monitoring. */
import type { ClusterPlan, HubPlan } from '../plan/types.ts'
import type { Check, Finding } from './check.ts'

const fileOf = (cluster: ClusterPlan): string => `communities/${cluster.community}/cluster.yaml`
/**
 * Let's Encrypt has to be able to write to somebody about the certificates of what is behind the ingress controller.
 */
export const certificateEmail: Check = {
  code: 'no-certificate-email',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.clusters
      .filter(({ ingress, certificates }) => ingress !== 'none' && certificates.email === undefined)
      .map((cluster) => ({
        at: cluster.settings.at(['certificates', 'email']),
        message: `nobody is named to whom Let's Encrypt writes about the certificates of the cluster ${cluster.name}`,
        help:
          `Write \`contact:\` with an e-mail address in communities/${cluster.community}/community.yaml, or ` +
          `\`certificates: { email: … }\` in ${fileOf(cluster)}.`,
      })),
}

/** A certificate that browsers refuse is for trying out only. */
export const stagingCertificates: Check = {
  code: 'staging-certificates',
  severity: 'warning',
  find: ({ fleet }) =>
    fleet.hubs
      .filter((hub) => hub.purpose !== 'staging' && hub.cluster.certificates.staging)
      .map((hub) => ({
        at: hub.cluster.settings.at(['certificates', 'staging']),
        message:
          `browsers will refuse ${hub.domain}: the cluster ${hub.cluster.name} takes its certificates from Let's ` +
          `Encrypt's test service`,
        help: `Take \`staging: true\` out of ${fileOf(hub.cluster)} once everything else works.`,
      })),
}

/** Grafana shows what Prometheus collects, at a name that the ingress controller answers to and that no hub has. */
export const monitoringReachable: Check = {
  code: 'monitoring-unreachable',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.clusters.flatMap((cluster): Finding[] => {
      const { monitoring, ingress } = cluster
      const at = (key: 'grafana' | 'domain' | 'alert' | 'mail') => cluster.settings.at(['monitoring', key])
      const { domain } = monitoring
      const owner =
        domain &&
        (fleet.hubs.find((hub) => hub.domain === domain)?.id ??
          fleet.clusters.find((other) => other.community < cluster.community && other.monitoring.domain === domain)
            ?.name)
      return [
        ...(monitoring.grafana && !monitoring.prometheus
          ? [
              {
                at: at('grafana'),
                message: 'Grafana has nothing to show without Prometheus',
                help: 'Write `prometheus: true` beside it, or `grafana: false`.',
              },
            ]
          : []),
        ...(domain && !monitoring.grafana
          ? [
              {
                at: at('domain'),
                message: `Grafana is off, so nothing answers at ${domain}`,
                help: 'Write `grafana: true` beside it, or take `domain` out.',
              },
            ]
          : []),
        ...(domain && ingress === 'none'
          ? [
              {
                at: at('domain'),
                message: `nothing answers at ${domain}: the cluster has no ingress controller`,
                help:
                  'Write `ingress: traefik`, or take `domain` out: Grafana is then reached with `kubectl ' +
                  'port-forward`.',
              },
            ]
          : []),
        ...(domain && owner
          ? [
              {
                at: at('domain'),
                message: `${domain} belongs to ${owner} already`,
                help: 'Choose another name for Grafana, such as one that begins with `grafana.`.',
              },
            ]
          : []),
      ]
    }),
}

/** An alert is sent only where somebody is named, a mail server is, and Prometheus judges. */
export const alertsSent: Check = {
  code: 'alerts-not-sent',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.clusters.flatMap((cluster): Finding[] => {
      const { alert, mail, prometheus, grafana } = cluster.monitoring
      const at = (key: 'grafana' | 'domain' | 'alert' | 'mail') => cluster.settings.at(['monitoring', key])
      return [
        ...(alert.length > 0 && !mail
          ? [
              {
                at: at('alert'),
                message:
                  `no mail server is named, so no alert of the cluster ${cluster.name} would reach ` +
                  `${alert.join(', ')}`,
                help: 'Write `mail: { host: smtp.example.org:587, from: …, user: …, secret: alert-mail }` beside it.',
              },
            ]
          : []),
        ...(mail && alert.length === 0
          ? [
              {
                at: at('mail'),
                message: `nobody is named whom the cluster ${cluster.name} would write to`,
                help: 'Write `alert: […]` with e-mail addresses beside it, or take `mail` out.',
              },
            ]
          : []),
        ...(alert.length > 0 && !prometheus
          ? [
              {
                at: at('alert'),
                message: 'nothing judges alerts without Prometheus',
                help: 'Write `prometheus: true` beside it, or take `alert` and `mail` out.',
              },
            ]
          : []),
        ...(mail && grafana && mail.secret === 'grafana-admin'
          ? [
              {
                at: cluster.settings.at(['monitoring', 'mail', 'secret']),
                message: "the Secret `grafana-admin` holds the password of Grafana's first admin",
                help: 'Choose another name, such as `alert-mail`.',
              },
            ]
          : []),
      ]
    }),
}

/** A version for a release that does not exist would do nothing. */
export const releaseNames: Check = {
  code: 'no-such-release',
  severity: 'error',
  find: ({ fleet, services }) => [
    ...fleet.clusters.flatMap((plan) => unknownReleases('cluster', plan, services.clusterReleases)),
    ...fleet.hubs.flatMap((plan) => unknownReleases('hub', plan, services.hubReleases)),
  ],
}

type Owner = 'hub' | 'cluster'

function unknownReleases(
  owner: Owner,
  { settings, versions }: Pick<ClusterPlan | HubPlan, 'settings' | 'versions'>,
  known: readonly string[],
): Finding[] {
  return Object.keys(versions)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      at: settings.at(['releases', name]),
      message: `no ${owner} has a release \`${name}\``,
      help: `The releases of ${owner}s are ${known.map((release) => `\`${release}\``).join(', ')}.`,
    }))
}

/** Namespaces that every Kubernetes cluster has (kubernetes.io/docs, "Namespaces"). */
const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system']

export const reservedNamespaces: Check = {
  code: 'reserved-namespace',
  severity: 'error',
  find: ({ fleet, services }) =>
    fleet.hubs
      .filter((hub) => [...NAMESPACES, ...services.namespaces].includes(hub.namespace))
      .map((hub) => ({
        at: hub.settings.at(['namespace']),
        message: `the namespace \`${hub.namespace}\` belongs to the cluster itself`,
        help: `Take \`namespace:\` out: the hub then has \`${hub.community}-${hub.hub}\`.`,
      })),
}
