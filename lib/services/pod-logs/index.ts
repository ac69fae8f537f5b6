import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { hash } from '../../plan/names.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { LogWiring } from '../../plan/wiring.ts'
import { everywhere } from '../cluster.ts'
import { cpuText, memoryText } from '../quantities.ts'
import type { ClusterService } from '../service.ts'

/** Tags of github.com/fluent/fluent-bit; the binaries are those that the project publishes. */
const IMAGE = 'cr.fluentbit.io/fluent/fluent-bit:4.2.2'
const NAMESPACE = 'kube-system'
const CONFIG = '/fluent-bit/hubloom'
const STATE = '/var/lib/hubloom-pod-logs'

/** Fluent Bit on each machine, where the cloud does not itself send what pods print to its store of logs. */
export const podLogs: ClusterService = {
  name: 'pod-logs',
  releases: [],
  forCluster(cluster, { logs }) {
    return cluster.logs && logs ? { manifests: collector(cluster.logs, logs) } : undefined
  },
}

type Logs = NonNullable<ClusterPlan['logs']>

function collector({ servers }: Logs, wiring: LogWiring): Manifest[] {
  const name = wiring.serviceAccount
  const labels = { 'app.kubernetes.io/name': name }
  const metadata = { name, namespace: NAMESPACE, labels }
  const config = JSON.stringify(pipeline(servers, wiring), null, 2)
  return [
    manifest('v1/ServiceAccount', metadata, { automountServiceAccountToken: false }),
    // the filter asks the API for a pod's labels
    manifest(
      'rbac.authorization.k8s.io/v1/ClusterRole',
      { name, labels },
      { rules: [{ apiGroups: [''], resources: ['namespaces', 'pods'], verbs: ['get', 'list', 'watch'] }] },
    ),
    manifest(
      'rbac.authorization.k8s.io/v1/ClusterRoleBinding',
      { name, labels },
      {
        subjects: [{ kind: 'ServiceAccount', name, namespace: NAMESPACE }],
        roleRef: { kind: 'ClusterRole', name, apiGroup: 'rbac.authorization.k8s.io' },
      },
    ),
    manifest('v1/ConfigMap', metadata, { data: { 'fluent-bit.yaml': config } }),
    manifest('apps/v1/DaemonSet', metadata, {
      spec: {
        selector: { matchLabels: labels },
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
        template: { metadata: { labels, annotations: { 'hubloom/config': hash(config) } }, spec: pod(name, wiring) },
      },
    }),
  ]
}

/** As root, which alone may read what the container runtime writes, and with nothing else. */
const pod = (name: string, { memory, cpu }: LogWiring) => ({
  serviceAccountName: name,
  automountServiceAccountToken: true,
  priorityClassName: 'system-node-critical',
  tolerations: everywhere,
  containers: [
    {
      name,
      image: IMAGE,
      args: ['-c', `${CONFIG}/fluent-bit.yaml`],
      resources: {
        requests: { cpu: cpuText(cpu), memory: memoryText(memory) },
        limits: { memory: memoryText(2 * memory) },
      },
      securityContext: {
        runAsUser: 0,
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumeMounts: [
        { name: 'config', mountPath: CONFIG, readOnly: true },
        { name: 'logs', mountPath: '/var/log', readOnly: true },
        { name: 'state', mountPath: STATE },
      ],
    },
  ],
  volumes: [
    { name: 'config', configMap: { name } },
    { name: 'logs', hostPath: { path: '/var/log' } },
    { name: 'state', hostPath: { path: STATE, type: 'DirectoryOrCreate' } },
  ],
})

/** Fluent Bit's own configuration (docs.fluentbit.io, "YAML configuration"), of which JSON is a part. */
function pipeline(servers: boolean, { output }: LogWiring): unknown {
  return {
    service: { flush: 5, log_level: 'warn', 'storage.path': `${STATE}/buffers` },
    pipeline: {
      inputs: [
        {
          name: 'tail',
          tag: 'kube.*',
          path: '/var/log/containers/*.log',
          'multiline.parser': 'docker, cri',
          db: `${STATE}/read.db`,
          mem_buf_limit: '20MB',
          skip_long_lines: true,
        },
      ],
      filters: [
        { name: 'kubernetes', match: 'kube.*', labels: true, annotations: false, buffer_size: '0' },
        ...(servers ? [] : OF_SERVERS.map((exclude) => ({ name: 'grep', match: 'kube.*', exclude }))),
      ],
      outputs: [{ match: 'kube.*', ...output }],
    },
  }
}

/** What people print is theirs: by the labels of KubeSpawner, old and new, and of Dask Gateway. */
const OF_SERVERS = [
  "$kubernetes['labels']['component'] ^singleuser-server$",
  "$kubernetes['labels']['app.kubernetes.io/component'] ^(singleuser-server|dask-scheduler|dask-worker)$",
]
