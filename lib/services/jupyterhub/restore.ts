/** How the hub's database is kept and comes back: who its people are, their servers and tokens. */
import type { HubPlan } from '../../plan/types.ts'
import { hubUser } from './hub-user.ts'
import { renderKubernetes, type Manifest } from '../../print/kubernetes.ts'
import { code, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { sh, withInput, type Shell } from '../../print/shell.ts'

/** The claim of the chart's SQLite file, and where that lies in the hub's pod. */
const CLAIM = 'hub-db-dir'
const FILE = '/srv/jupyterhub/jupyterhub.sqlite'

export const restoreDatabase = (hub: HubPlan): Markdown[] =>
  hub.pod.database ? external(hub, hub.pod.database) : sqlite(hub)

function external({ namespace }: HubPlan, { type, url }: { type: string; url: string }): Markdown[] {
  return [
    md`The database is elsewhere: ${code`${url}`} (${type}). Its copies are those of whoever runs it. Stop the hub, put
      the database back with their tools, start the hub, which brings an older one to its version by itself:`,
    shellBlock([
      sh`kubectl scale deployment/hub --replicas 0 --namespace ${namespace}`,
      sh`kubectl scale deployment/hub --replicas 1 --namespace ${namespace}`,
      sh`kubectl rollout status deployment/hub --namespace ${namespace} --timeout=10m`,
    ]),
  ]
}

function sqlite(hub: HubPlan): Markdown[] {
  const { namespace } = hub
  const copy = `import sqlite3; a = sqlite3.connect("${FILE}"); b = sqlite3.connect("/tmp/copy.sqlite"); a.backup(b)`
  const file = `hub-${namespace}.sqlite`
  const write = sh`sh -c 'cat > /database/jupyterhub.sqlite && rm -f /database/jupyterhub.sqlite-*'`
  const exec = (words: Shell, options = sh``): Shell =>
    sh`kubectl exec ${options}pod/restore-database --namespace ${namespace} -- ${words}`
  return [
    md`It is a file on a disk of ${String(hub.pod.disk.size / 1024)} GiB of which the cloud keeps no copies: people who
      were let in by hand, API tokens, and which servers run. Without it the hub starts with an empty one, and files
      are as they were. Take a copy now and then, while the hub runs, and keep it where secrets are kept:`,
    shellBlock([
      sh`kubectl exec deployment/hub --namespace ${namespace} -- python3 -c ${copy}`,
      sh`kubectl exec deployment/hub --namespace ${namespace} -- cat /tmp/copy.sqlite > ${file}`,
      sh`kubectl exec deployment/hub --namespace ${namespace} -- rm /tmp/copy.sqlite`,
    ]),
    md`To put it back, the hub stops for as long as a pod writes the file. Servers that run since then are not in it:
      stop them, too:`,
    shellBlock([
      sh`kubectl scale deployment/hub --replicas 0 --namespace ${namespace}`,
      sh`kubectl delete pods --selector component=singleuser-server --namespace ${namespace}`,
      sh`kubectl wait --for=delete pod --selector component=hub --namespace ${namespace} --timeout=5m`,
      withInput(sh`kubectl apply --server-side -f -`, renderKubernetes([pod(hub)])),
      sh`kubectl wait pod/restore-database --namespace ${namespace} --for=condition=Ready --timeout=10m`,
      sh`${exec(write, sh`-i `)} < ${file}`,
      sh`kubectl delete pod/restore-database --namespace ${namespace} --wait`,
      sh`kubectl scale deployment/hub --replicas 1 --namespace ${namespace}`,
      sh`kubectl rollout status deployment/hub --namespace ${namespace} --timeout=10m`,
    ]),
  ]
}

/** As the hub's own user, whose file it is. */
function pod(hub: HubPlan): Manifest {
  const { namespace, cluster } = hub
  const user = hubUser(hub)
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'restore-database', namespace },
    spec: {
      automountServiceAccountToken: false,
      restartPolicy: 'Never',
      securityContext: { fsGroup: user.runAsUser, ...user },
      containers: [
        {
          name: 'restore-database',
          image: 'docker.io/library/busybox:1.37.0',
          command: ['sleep', '3600'],
          resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '128Mi' } },
          volumeMounts: [{ name: 'database', mountPath: '/database' }],
        },
      ],
      volumes: [{ name: 'database', persistentVolumeClaim: { claimName: CLAIM } }],
      ...cluster.core,
    },
  }
}
