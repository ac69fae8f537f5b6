import { daskGateway } from './dask-gateway/index.ts'
import { homeNfs } from './home-nfs/index.ts'
import { imageBuilding } from './image-building/index.ts'
import { jupyterhub } from './jupyterhub/index.ts'
import { namespace } from './namespace/index.ts'
import type { ClusterService, HubService } from './service.ts'

/** In the order in which their releases are installed. */
export const hubServices: readonly HubService[] = [namespace, homeNfs, jupyterhub, daskGateway, imageBuilding]
export const clusterServices: readonly ClusterService[] = []
