import keys from './keys.json' with { type: 'json' }
import { everywhere, resources, versionOf } from '../cluster.ts'
import type { ClusterPlan, Fleet } from '../../plan/types.ts'
import type { ClusterService } from '../service.ts'

/**
 * Mounts homes. The kubelet's own NFS mounts cannot resolve the name of a Service; this driver runs with the cluster's
 * DNS, and can. Chart: github.com/kubernetes-csi/csi-driver-nfs, charts/index.yaml.
 */
export const csiDriverNfs: ClusterService = {
  name: 'csi-driver-nfs',
  releases: ['csi-driver-nfs'],
  // the chart's own figures: four containers of 10m and 20Mi (4.13.4, without the snapshotter)
  corePods: (cluster, _wiring, fleet) =>
    keepsHomes(cluster, fleet) ? [{ what: 'the driver of homes', memory: 80, cpu: 40 }] : [],
  forCluster(cluster, _wiring, fleet) {
    if (!keepsHomes(cluster, fleet)) return undefined
    return {
      releases: [
        {
          service: 'csi-driver-nfs',
          name: 'csi-driver-nfs',
          namespace: 'kube-system',
          chart: 'csi-driver-nfs',
          keys,
          repository: 'https://raw.githubusercontent.com/kubernetes-csi/csi-driver-nfs/master/charts',
          version: versionOf(cluster, 'csi-driver-nfs', '4.13.4'),
          purpose: 'mounts homes over NFS',
          values: {
            // with it the kubelet would give the whole share, everybody's homes, to the server's group at every start
            // (csi-driver-nfs#339)
            feature: { enableFSGroupPolicy: false },
            controller: {
              ...cluster.core,
              replicas: 1,
              logLevel: 2,
              // snapshots are taken of the disk below, by the cloud; the snapshot objects may not exist in the cluster
              enableSnapshotter: false,
            },
            node: { tolerations: everywhere, logLevel: 2, resources: { nfs: resources('10m', '20Mi', '300Mi') } },
            externalSnapshotter: { enabled: false },
          },
        },
      ],
    }
  },
}

const keepsHomes = ({ name, community }: ClusterPlan, { hubs }: Fleet): boolean =>
  hubs.some(
    ({ cluster, home }) =>
      cluster.name === name && cluster.community === community && (home.kind === 'disk' || home.kind === 'managed'),
  )
