import type { Context } from '../checks/check.ts'
import { DEPLOYERS } from '../plan/tenants.ts'
import { calico } from './calico/index.ts'
import { certManager } from './cert-manager/index.ts'
import { clusterAutoscaler } from './cluster-autoscaler/index.ts'
import { csiDriverNfs } from './csi-driver-nfs/index.ts'
import { daskGateway } from './dask-gateway/index.ts'
import { externalSecrets, secretsFromVault } from './external-secrets/index.ts'
import { grafana } from './grafana/index.ts'
import { homeNfs } from './home-nfs/index.ts'
import { imageBuilding } from './image-building/index.ts'
import { jupyterhub } from './jupyterhub/index.ts'
import { namespace } from './namespace/index.ts'
import { nginxIngress } from './nginx-ingress/index.ts'
import { nvidiaDevicePlugin } from './nvidia-device-plugin/index.ts'
import { podLogs } from './pod-logs/index.ts'
import { prometheus } from './prometheus/index.ts'
import type { ClusterService, HubService } from './service.ts'
import { traefik } from './traefik/index.ts'

/** In the order in which their releases are installed. */
export const hubServices: readonly HubService[] = [
  namespace,
  secretsFromVault,
  homeNfs,
  jupyterhub,
  daskGateway,
  imageBuilding,
]
export const clusterServices: readonly ClusterService[] = [
  calico,
  csiDriverNfs,
  clusterAutoscaler,
  nvidiaDevicePlugin,
  podLogs,
  externalSecrets,
  traefik,
  nginxIngress,
  certManager,
  prometheus,
  grafana,
]

/** What checks know of services. */
export const factsOf = (hub: readonly HubService[], cluster: readonly ClusterService[]): Context['services'] => ({
  hubReleases: hub.flatMap(({ releases }) => releases).sort(),
  clusterReleases: cluster.flatMap(({ releases }) => releases).sort(),
  namespaces: [DEPLOYERS, ...cluster.flatMap(({ namespaces = [] }) => namespaces)],
})
export const serviceFacts: Context['services'] = factsOf(hubServices, clusterServices)
