/** Rules of buckets and outside data. */
import { defineProblems, type Origin } from '../diagnostics.ts'
import type { GrantPlan, UncheckedHub } from '../plan/types.ts'
import { seconds } from '../plan/units.ts'
import { eachHub, perHub, type FleetRule, type Rule, type RuleSet } from './check.ts'
import { addressIn, type HubSummary } from './summary.ts'

interface Variable {
  variable: string
}

const RENAME = 'Give one of them another name with `variable:`, or take it out of `variables:`.'

const problems = defineProblems({
  'requester-pays-unavailable': {
    severity: 'error',
    message: ({ lack }: { lack: string }) => lack,
    help: 'Take `requester-pays:` out, or run the hub on a cloud that has it.',
  },
  'data-unavailable': {
    severity: 'error',
    message: ({ lack }: { lack: string }) => lack,
    help: ({ setting }: { setting: string }) => `Take \`${setting}:\` out.`,
  },
  'public-personal-bucket': {
    severity: 'warning',
    message: ({ hub, bucket }: { hub: string; bucket: string }) =>
      `everybody on the Internet may read what people of ${hub} keep in the bucket \`${bucket}\`, each in their folder`,
    help: 'Take `public:` out, and make another bucket for what is to be shown.',
  },
  'credentials-out-of-range': {
    severity: 'error',
    message: ({ written }: { written: string }) => `credentials of a role live for 1 to 12 hours, not for ${written}`,
    help: 'Write `credentials: 12h`, or less.',
    source: 'IAM API reference, CreateRole, MaxSessionDuration',
  },
  'account-of-others': {
    severity: 'error',
    message: ({ hub, owner }: { hub: string; owner: string }) =>
      `${hub} would have all buckets of the account of ${owner}, those of other hubs and of the cluster included`,
    help: 'Name the buckets below `data: read:`, and take `account:` out.',
  },
  'expiry-in-days': {
    severity: 'error',
    message: ({ expires }: { expires: string }) =>
      `clouds delete old objects once a day, so \`${expires}\` cannot be kept`,
    help: ({ expires }: { expires: string }) => `Write whole days, such as \`${Math.ceil(seconds(expires) / DAY)}d\`.`,
  },
  'variable-twice/by-hand': {
    severity: 'error',
    message: ({ variable, what }: Variable & { what: string }) =>
      `the variable \`${variable}\` would hold the address of ${what}, but \`variables:\` sets it too`,
    help: RENAME,
    why: 'One variable for two things: one of them would silently not be what people think.',
  },
  'variable-twice/buckets': {
    severity: 'error',
    message: ({ variable, what, other }: Variable & { what: string; other: string }) =>
      `the variable \`${variable}\` would hold the address of ${what}, but ${other} has it too`,
    help: RENAME,
  },
  'bucket-never-made/of-another': {
    severity: 'error',
    message: ({ variable, address, hub }: Variable & { address: string; hub: string }) =>
      `\`${variable}\` names the bucket ${address}, which is another hub's, and ${hub} may not use it`,
    help: 'List it below `data: write:`, or take the variable out.',
  },
  'bucket-never-made/variable': {
    severity: 'error',
    message: ({ variable, address, hub }: Variable & { address: string; hub: string }) =>
      `\`${variable}\` names the bucket ${address}, which ${hub} neither makes nor may use`,
    help: ({ variable }: Variable) =>
      `Take the line out and write \`buckets: { ${bucketKey(variable)}: {} }\`: hubloom makes the bucket and sets ` +
      'the variable. A bucket of others goes below `data: write:`.',
  },
  'bucket-never-made/data': {
    severity: 'error',
    message: ({ address, owner }: { address: string; owner: string }) =>
      `no hub makes the bucket ${address}, though its name is one of ${owner}'s`,
    help: ({ owner, made }: { owner: string; made: readonly string[] }) =>
      made.length > 0
        ? `${owner} makes ${made.join(', ')}.`
        : `Write it below \`buckets:\` of ${owner}, or correct the name.`,
  },
})

const DAY = 86_400

export const requesterPays: Rule = perHub(({ buckets, grants, cluster, settings }, { clouds }) => {
  const lack = clouds[cluster.cloud]!.unsupported['requester-pays']
  if (lack === undefined) return []
  const places = [
    ...buckets
      .filter((bucket) => bucket.requesterPays)
      .map(({ key }) => settings.at(['buckets', key, 'requester-pays'])),
    ...grants
      .filter((grant) => grant.requesterPays)
      .map(({ key, write }) => settings.at(['data', wayOf({ write }), key, 'requester-pays'])),
  ]
  return places.map((at) => problems.raise('requester-pays-unavailable', { at, args: { lack } }))
})

export const expiryInDays: Rule = perHub(({ settings }) =>
  Object.entries(settings.values.buckets ?? {}).flatMap(([key, { expires }]) =>
    expires === undefined || seconds(expires) % DAY === 0
      ? []
      : [problems.raise('expiry-in-days', { at: settings.at(['buckets', key, 'expires']), args: { expires } })],
  ),
)

export const variableTwice: Rule = perHub((hub) => {
  const byHand = hub.servers.variables
  const all = holders(hub)
  return all.flatMap(({ variable, what, at }, i) => {
    const other = all.slice(0, i).findLast((earlier) => earlier.variable === variable)
    if (other) {
      const related = [{ at: other.at, note: other.what }]
      return [problems.raise('variable-twice/buckets', { at, related, args: { variable, what, other: other.what } })]
    }
    if (!Object.hasOwn(byHand, variable)) return []
    const related = [{ at: hub.settings.at(['variables', variable]), note: 'set here' }]
    return [problems.raise('variable-twice/by-hand', { at, related, args: { variable, what } })]
  })
})

/** Every bucket whose address a variable of servers holds. */
const holders = ({ buckets, grants, settings }: UncheckedHub): { variable: string; at: Origin; what: string }[] => [
  ...buckets.map(({ key, variable }) => ({
    variable,
    at: settings.nearest(['buckets', key, 'variable']),
    what: `the bucket ${key}`,
  })),
  ...grants.flatMap(({ key, variable, write }) =>
    variable === undefined
      ? []
      : [
          {
            variable,
            at: settings.at(['data', wayOf({ write }), key, 'variable']),
            what: `the outside bucket ${key}`,
          },
        ],
  ),
]

const wayOf = ({ write }: Pick<GrantPlan, 'write'>): 'write' | 'read' => (write ? 'write' : 'read')

/**
 * Variables of this form say where programs write. Others may hold the address of public data, which needs no entry.
 */
const BUCKET_VARIABLE = /(^|_)BUCKET$/

/** Names that nothing makes: programs would find no bucket, or one that they may not use. */
const bucketNeverMade: FleetRule = (context) => {
  const schemes = Object.values(context.clouds).map(({ scheme }) => scheme)
  const { hubs } = context.fleet
  const made = new Map(
    hubs.flatMap((hub) => hub.buckets.map(({ url }): [string, HubSummary] => [addressOf(url)!, hub])),
  )
  const unmade = eachHub((hub) => [...variablesOfNoBucket(hub, made, schemes), ...grantsOfNoBucket(hub, made, hubs)])
  return unmade(context)
}

function variablesOfNoBucket(hub: HubSummary, made: ReadonlyMap<string, HubSummary>, schemes: readonly string[]) {
  const granted = new Set(hub.grants.map(({ url }) => addressOf(url)))
  return hub.variables.flatMap(({ variable, text, at }) => {
    const { address, scheme = '' } = addressIn(text) ?? {}
    if (!schemes.includes(scheme)) return []
    if (!BUCKET_VARIABLE.test(variable) || address === undefined || granted.has(address) || made.get(address) === hub)
      return []
    const found = { at, args: { variable, address, hub: hub.id } }
    return made.has(address)
      ? [problems.raise('bucket-never-made/of-another', found)]
      : [problems.raise('bucket-never-made/variable', found)]
  })
}

function grantsOfNoBucket(hub: HubSummary, made: ReadonlyMap<string, HubSummary>, hubs: readonly HubSummary[]) {
  return hub.grants.flatMap(({ url, at }) => {
    const address = addressOf(url)!
    const owner = made.has(address) ? undefined : hubs.find((other) => isNamedLike(address, other))
    if (owner === undefined) return []
    const args = { address, owner: owner.id, made: owner.buckets.map((bucket) => addressOf(bucket.url)!) }
    return [problems.raise('bucket-never-made/data', { at, args })]
  })
}

/** The key of a bucket whose variable would be called that: `SCRATCH_BUCKET` is of `scratch`. */
function bucketKey(variable: string): string {
  const key = variable
    .replace(/_BUCKET$/, '')
    .toLowerCase()
    .replace(/_/g, '-')
  return /^[a-z][a-z0-9-]*$/.test(key) ? key : 'scratch'
}

const addressOf = (text: string): string | undefined => addressIn(text)?.address
/**
 * Whether a bucket's name is what hubloom would call one of this hub: its names hold community and hub, and on AWS and
 * Google Cloud the account.
 */
const isNamedLike = (address: string, hub: HubSummary): boolean =>
  address.includes(`${hub.community}-${hub.hub}-`) && address.includes(hub.cluster.account)

/** What the cloud does not have, by where it is asked for. */
const unavailable = perHub(({ grants, account, cluster, settings }, { clouds }) => {
  const { unsupported } = clouds[cluster.cloud]!
  const asked = [
    ...grants.flatMap(({ key, write, tags, list }) => [
      ...(tags ? [{ lack: 'object-tags' as const, at: settings.at(['data', wayOf({ write }), key, 'tags']) }] : []),
      ...(list ? [] : [{ lack: 'unlisted' as const, at: settings.at(['data', 'read', key, 'list']) }]),
    ]),
    ...(account.credentials === undefined
      ? []
      : [{ lack: 'credentials' as const, at: settings.at(['data', 'credentials']) }]),
  ]
  return asked.flatMap(({ lack, at }) => {
    const said = unsupported[lack]
    const setting = SETTINGS[lack]
    return said === undefined ? [] : [problems.raise('data-unavailable', { at, args: { lack: said, setting } })]
  })
})

const SETTINGS = { 'object-tags': 'tags', unlisted: 'list', credentials: 'credentials' } as const

const publicPersonal = perHub(({ id: hub, buckets, settings }) =>
  buckets
    .filter((bucket) => bucket.public && bucket.personal)
    .map(({ key }) =>
      problems.raise('public-personal-bucket', {
        at: settings.at(['buckets', key, 'public']),
        args: { hub, bucket: key },
      }),
    ),
)

const HOUR = 3600

const credentialsRange = perHub(({ account: { credentials }, cluster, settings }, { clouds }) => {
  if (clouds[cluster.cloud]!.unsupported.credentials !== undefined) return []
  if (credentials === undefined || (credentials >= HOUR && credentials <= 12 * HOUR)) return []
  const at = settings.at(['data', 'credentials'])
  return [problems.raise('credentials-out-of-range', { at, args: { written: `${credentials} seconds` } })]
})

/** On a cluster of others, the account is theirs. */
const accountOfOthers = perHub((hub) =>
  hub.account.buckets === undefined || hub.cluster.community === hub.community
    ? []
    : [
        problems.raise('account-of-others', {
          at: hub.settings.at(['data', 'account']),
          args: { hub: hub.id, owner: hub.cluster.community },
        }),
      ],
)

export const dataRules: RuleSet = {
  problems,
  rules: [requesterPays, unavailable, publicPersonal, credentialsRange, accountOfOthers, expiryInDays, variableTwice],
  fleetRules: [bucketNeverMade],
  ofCloud: [requesterPays, unavailable, credentialsRange],
}
