/** Rules that only Google Cloud has. */
import { onCloud, othersOfBuckets, type RuleSet } from '../../checks/check.ts'
import { defineProblems } from '../../diagnostics.ts'
import { billingAccount, settings as google } from './settings.ts'

/**
 * Notification channels that one budget may have
 * (cloud.google.com/billing/docs/how-to/budgets-notification-recipients).
 */
const MOST_CHANNELS = 5

/** Maintenance exclusions of one cluster (hashicorp/terraform-provider-google-beta#5947, `maintenance_exclusion`). */
const MOST_EXCLUSIONS = 20

const problems = defineProblems({
  'google-bucket-member': {
    severity: 'error',
    message: ({ who }: { who: string }) => `\`${who}\` is nobody whom Google Cloud could let into a bucket`,
    help: 'Write `user:ada@example.org`, `group:…` or `serviceAccount:…` with an address.',
  },
  'budget-without-billing-account': {
    severity: 'error',
    message: 'on Google Cloud a budget belongs to a billing account, and none is named',
    help:
      'Write `billing-account:` below `budget:`; `gcloud billing accounts list` shows it, as ' +
      '012345-6789AB-CDEF01.',
  },
  'too-many-budget-addresses': {
    severity: 'error',
    message: `a budget on Google Cloud tells at most ${MOST_CHANNELS} addresses`,
    help: 'Name the address of a group.',
  },
  'too-many-events': {
    severity: 'error',
    message: ({ events }: { events: number }) =>
      `the hubs of this cluster have ${events} events, and Google Cloud keeps upgrades off for ${MOST_EXCLUSIONS}`,
    help: 'Take out those that are over, and add later ones when their time comes.',
  },
  'more-than-one-subnetwork': {
    severity: 'error',
    message: 'a cluster on Google Cloud lies in one subnetwork, which spans all zones of its region',
    help: 'Name that one: `subnets: { only: [hubs] }`.',
  },
  'not-a-google-member': {
    severity: 'error',
    message: ({ member }: { member: string }) => `\`${member}\` is no Google account or group`,
    help: 'Write `user:ada@example.org` or `group:hub-admins@example.org`.',
  },
})

const { perCluster, perHub } = onCloud(google.name)

const budgetAccount = perCluster(({ budget, settings }) =>
  budget && billingAccount(budget) === undefined
    ? [problems.raise('budget-without-billing-account', { at: settings.at(['budget']) })]
    : [],
)

const budgetAddresses = perCluster(({ budget, settings }) =>
  (budget?.alert.length ?? 0) > MOST_CHANNELS
    ? [problems.raise('too-many-budget-addresses', { at: settings.at(['budget', 'alert']) })]
    : [],
)

const eventsExclude = perCluster(({ events, maintenance, settings }) =>
  maintenance && events.length > MOST_EXCLUSIONS
    ? [problems.raise('too-many-events', { at: settings.at([]), args: { events: events.length } })]
    : [],
)

const oneSubnetwork = perCluster(({ existingNetwork, settings }) =>
  existingNetwork && existingNetwork.subnets.length !== 1
    ? [problems.raise('more-than-one-subnetwork', { at: settings.at(['network', 'existing', 'subnets']) })]
    : [],
)

const MEMBER = /^(user|group|serviceAccount):[^@\s]+@[^@\s]+$|^domain:[a-z0-9.-]+$/

const admins = perCluster(({ admins: members, settings }) =>
  members
    .filter((member) => !MEMBER.test(member))
    .map((member) => problems.raise('not-a-google-member', { at: settings.at(['admins', member]), args: { member } })),
)

/** Whom the settings let into a bucket beside the hub's servers. */
const bucketPrincipals = perHub((hub) =>
  othersOfBuckets(hub)
    .filter(({ who }) => !MEMBER.test(who))
    .map(({ who, at }) => problems.raise('google-bucket-member', { at, args: { who } })),
)

export const rules: RuleSet = {
  problems,
  rules: [budgetAccount, budgetAddresses, oneSubnetwork, eventsExclude, admins, bucketPrincipals],
}
