import type { HubPlan } from '../../plan/types.ts'
import type { HubValues } from './values.ts'

/** The chart's priority class is what the event's own placeholders have (event-room.ts). */
export const eventValues = (hub: HubPlan): HubValues => ({
  scheduling: { userPlaceholder: { enabled: hub.events.length > 0 || hub.spare.length > 0, replicas: 0 } },
})
