import { HOME, personalFolder } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'

/** How home-nfs mounts a person's home into their server; a test holds the two together. */
export const homeMount = (hub: HubPlan) => ({ name: 'home', mountPath: HOME, subPath: personalFolder(hub) })
