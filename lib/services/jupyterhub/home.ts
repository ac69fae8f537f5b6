import { onShare } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'

/** Where a person's home is found in every container. */
export const HOME = '/home/jovyan'

/** How home-nfs mounts a person's home into their server; a test holds the two together. */
export const homeMount = (hub: HubPlan) => ({
  name: 'home',
  mountPath: HOME,
  subPath: onShare(hub, '{escaped_username}'),
})
