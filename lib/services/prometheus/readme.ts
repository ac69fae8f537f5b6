import { codeList, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import { MONITORING_NAMESPACE } from '../cluster.ts'

const OUTSIDE = md`Nothing here tells when the whole cluster is down: have a hub's \`/hub/health\` watched from
  outside.`

/** Who learns of an alert, how to try that, and how to see alerts. */
export function alerting({ alert, grafana }: ClusterPlan['monitoring']): Markdown[] {
  if (alert.length === 0) return [toNobody(grafana)]
  const namespace = MONITORING_NAMESPACE
  return [
    md`Alerts are sent to ${codeList(alert)}. ${OUTSIDE} The first command sends a letter to try that; while
      the second runs, http://localhost:9093 shows and silences alerts; while the third does, letters' links to
      Prometheus work:`,
    shellBlock([
      sh`kubectl exec --namespace ${namespace} statefulset/prometheus-alertmanager -- amtool alert add alertname=Test
        severity=warning --annotation=summary='Only a test' --alertmanager.url=http://localhost:9093`,
      sh`kubectl port-forward --namespace ${namespace} service/prometheus-alertmanager 9093`,
      sh`kubectl port-forward --namespace ${namespace} service/prometheus-server 9090:80`,
    ]),
  ]
}

const toNobody = (grafana: boolean): Markdown =>
  md`**Nobody is written to when an alert fires**: it is shown in Prometheus${grafana ? md` and Grafana` : ''} only. To
    have it sent, write \`monitoring: { alert: [you@example.org], mail: { host: smtp.example.org:587, from: …, user: …,
    secret: alert-mail } }\` in cluster.yaml, build, and apply. ${OUTSIDE}`
