/** Alertmanager, which writes to people. Its configuration: prometheus.io/docs/alerting/latest/configuration. */
import type { PodAsk } from '../../plan/capacity.ts'
import type { MonitoringPlan } from '../../plan/cluster.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { ClusterWiring, SecretNeed } from '../../plan/wiring.ts'
import { MONITORING_NAMESPACE, STAYS, resources } from '../cluster.ts'
import { podAsk } from '../quantities.ts'

/** Where the password is mounted: read at each letter, so a new one counts at once. */
const MOUNT = '/etc/alert-mail'
const KEY = 'password'
const RESOURCES = resources('10m', '32Mi', '128Mi')
const SERIOUS = 'severity="critical"'

/**
 * Values of the chart's part `alertmanager` and the Secret they read; nothing where nobody is to be told, or not how.
 */
export function alertMail(
  cluster: ClusterPlan,
  wiring: ClusterWiring,
): { values: Record<string, unknown>; secret: SecretNeed } | undefined {
  const { alert, mail } = cluster.monitoring
  if (alert.length === 0 || !mail) return undefined
  return {
    secret: {
      name: mail.secret,
      namespace: MONITORING_NAMESPACE,
      keys: [{ key: KEY, from: 'ask', what: `password of ${mail.user} at ${mail.host}` }],
      why: 'to send alerts by e-mail',
    },
    values: {
      enabled: true,
      ...cluster.core,
      podAnnotations: STAYS,
      resources: RESOURCES,
      // silences, and what was sent already
      persistence: { enabled: true, size: '1Gi', storageClass: wiring.storageClass },
      baseURL: 'http://localhost:9093',
      automountServiceAccountToken: false,
      extraVolumes: [{ name: 'mail', secret: { secretName: mail.secret } }],
      extraVolumeMounts: [{ name: 'mail', mountPath: MOUNT, readOnly: true }],
      config: {
        global: {
          smtp_smarthost: mail.host,
          smtp_from: mail.from,
          smtp_auth_username: mail.user,
          smtp_auth_password_file: `${MOUNT}/${KEY}`,
          smtp_require_tls: true,
        },
        route: {
          receiver: 'mail',
          group_by: ['alertname', 'namespace'],
          group_wait: '1m',
          group_interval: '10m',
          repeat_interval: '1d',
          routes: [{ receiver: 'mail', matchers: [SERIOUS], repeat_interval: '4h' }],
        },
        receivers: [{ name: 'mail', email_configs: alert.map((to) => ({ to, send_resolved: true })) }],
      },
    },
  }
}

/** Its pod, where there is one. */
export const alertmanager = ({ alert, mail }: MonitoringPlan): PodAsk[] =>
  alert.length > 0 && mail ? [podAsk('Alertmanager', [RESOURCES], { disks: 1 })] : []
