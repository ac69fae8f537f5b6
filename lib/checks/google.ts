/** Rules that only Google Cloud has. */
import type { ClusterPlan } from '../plan/types.ts'
import type { Check, Finding } from './check.ts'

const onGoogle = (code: string, find: (cluster: ClusterPlan) => Finding[]): Check => ({
  code,
  severity: 'error',
  find: ({ fleet }) => fleet.clusters.filter((cluster) => cluster.cloud === 'gcp').flatMap(find),
})

export const budgetAccount = onGoogle('budget-without-billing-account', ({ settings }) =>
  settings.values.budget && !settings.values.budget['billing-account']
    ? [
        {
          at: settings.at(['budget']),
          message: 'on Google Cloud a budget belongs to a billing account, and none is named',
          help:
            'Write `billing-account:` below `budget:`; `gcloud billing accounts list` shows it, as ' +
            '012345-6789AB-CDEF01.',
        },
      ]
    : [],
)

/**
 * Notification channels that one budget may have
 * (cloud.google.com/billing/docs/how-to/budgets-notification-recipients).
 */
const MOST_CHANNELS = 5

export const budgetAddresses = onGoogle('too-many-budget-addresses', ({ settings }) =>
  (settings.values.budget?.alert.length ?? 0) > MOST_CHANNELS
    ? [
        {
          at: settings.at(['budget', 'alert']),
          message: `a budget on Google Cloud tells at most ${MOST_CHANNELS} addresses`,
          help: 'Name the address of a group.',
        },
      ]
    : [],
)

export const oneSubnetwork = onGoogle('more-than-one-subnetwork', ({ settings }) =>
  (settings.values.network?.existing?.subnets.length ?? 1) !== 1
    ? [
        {
          at: settings.at(['network', 'existing', 'subnets']),
          message: 'a cluster on Google Cloud lies in one subnetwork, which spans all zones of its region',
          help: 'Name that one: `subnets: { only: [hubs] }`.',
        },
      ]
    : [],
)

export const googleAdmins = onGoogle('not-a-google-member', ({ settings }) =>
  (settings.values.admins ?? [])
    .filter((member) => !/^(user|group|serviceAccount):[^@\s]+@[^@\s]+$|^domain:[a-z0-9.-]+$/.test(member))
    .map((member) => ({
      at: settings.at(['admins', member]),
      message: `\`${member}\` is no Google account or group`,
      help: 'Write `user:ada@example.org` or `group:hub-admins@example.org`.',
    })),
)
