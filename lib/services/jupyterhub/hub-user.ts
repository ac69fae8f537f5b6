import type { HubPlan } from '../../plan/types.ts'
import type { HubValues } from './values.ts'

/** Whom the hub itself runs as; without a wish, as the chart has it (values.yaml, `hub.containerSecurityContext`). */
export const hubUser = ({ pod: { user = 1000 } }: HubPlan): { runAsUser: number; runAsGroup: number } => ({
  runAsUser: user,
  runAsGroup: user,
})

/** Every pod of the chart that runs as somebody, where the settings say whom. */
export function userValues(hub: HubPlan): HubValues {
  const { user } = hub.pod
  if (user === undefined) return {}
  const runs = { containerSecurityContext: hubUser(hub) }
  return {
    hub: { ...runs, podSecurityContext: { fsGroup: user } },
    proxy: { chp: runs, traefik: runs, secretSync: runs },
    scheduling: { userScheduler: runs, userPlaceholder: runs },
    prePuller: { ...runs, hook: runs, pause: runs },
  }
}
