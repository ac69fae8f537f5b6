import { link, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import { MONITORING_NAMESPACE } from '../cluster.ts'

/** How one gets into Grafana. */
export function signingIn(domain: string | undefined, secret: string): Markdown[] {
  const where = domain
    ? md`at ${link(domain, `https://${domain}`)}`
    : md`at http://localhost:3000 while the second command runs`
  const forward = sh`kubectl port-forward --namespace ${MONITORING_NAMESPACE} service/grafana 3000:80`
  return [
    md`Grafana shows the metrics of the hubs and of the cluster, ${where}. The first admin's password:`,
    shellBlock([
      sh`kubectl get secret ${secret} --namespace ${MONITORING_NAMESPACE} --output "jsonpath={.data.admin-password}" |
        base64 --decode; echo`,
      ...(domain ? [] : [forward]),
    ]),
  ]
}
