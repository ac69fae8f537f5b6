/** Rules of things of another hub, community or account: what is left of the file that one was copied from. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { grouped } from '../maps.ts'
import { remembered } from '../remembered.ts'
import { eachCluster, eachHub, perHub, said, type FleetContext, type FleetRule, type RuleSet } from './check.ts'
import { addressIn, type HubSummary, type Said } from './summary.ts'

interface OfHub {
  hub: string
}

interface Foreign {
  what: string
  owner: string
}

const COPIED = 'A file that was begun as a copy keeps what belongs to the hub that it was copied from.'

const problems = defineProblems({
  'staging-in-production': {
    severity: 'warning',
    message: ({ hub, word, purpose }: OfHub & { word: string; purpose: string }) =>
      `${hub} calls itself a staging hub, "${word}", and its \`purpose\` is ${purpose}`,
    help: 'Write `purpose: staging`, or take the word out.',
    why: 'The purpose decides in which order hubs are applied, and is on the bill.',
  },
  'staging-in-production/file': {
    severity: 'warning',
    message: ({ hub, purpose }: OfHub & { purpose: string }) =>
      `${hub} is called a staging hub by its file, and its \`purpose\` is ${purpose}`,
    help: 'Write `purpose: staging`.',
    why: 'The purpose decides in which order hubs are applied, and is on the bill.',
  },
  'of-another/domain': {
    severity: 'warning',
    message: ({ hub, domain, owner, host }: OfHub & { domain: string; owner: string; host: string }) =>
      `${domain}, the domain of ${hub}, lies below that of the community ${owner}: its own hubs are at ${host}`,
    help: 'Write a domain of its own.',
    why: COPIED,
  },
  'of-another/registry': {
    severity: 'warning',
    message: ({ hub, registry, owner }: OfHub & { registry: string; owner: string }) =>
      `${hub} would push images to \`${registry}\`, which is named after the community ${owner}`,
    help: 'Write the place of its own: two hubs that push to one overwrite each other.',
    why: COPIED,
  },
  'of-another/image': {
    severity: 'warning',
    message: ({ hub, image, owner }: OfHub & { image: string; owner: string }) =>
      `${hub} runs the image \`${image}\`, which is of ${owner}`,
    help: 'Write an image of its own, or of a project that makes it for everybody; LEAVING.md has copies made.',
    why: 'Whoever owns a registry may change or remove what is in it: then servers start with something else, or not.',
  },
  'of-another/admin': {
    severity: 'warning',
    message: ({ what, owner }: Foreign) => `\`${what}\` is of the account of ${owner}`,
    help: 'Write the role of this account.',
    why: COPIED,
  },
  'belongs-to-another': {
    severity: 'error',
    message: ({ what, owner }: Foreign) => `\`${what}\` belongs to ${owner}`,
    help: 'Write what belongs here. A bucket of theirs that servers use stands below `data:`; their owner lets you in.',
    why: `${COPIED} Whoever leaves must not find out that a hub needs what others may take away.`,
  },
  'belongs-to-another/state': {
    severity: 'error',
    message: ({ what, owner }: Foreign) => `the state is kept in \`${what}\`, the bucket of ${owner}`,
    help: 'Name a bucket of its own.',
    why: 'Whoever reads the state reads what is secret in it, and without it nothing can be changed.',
  },
})

/** The word of a title or a domain by which a hub calls itself a staging hub. */
export const STAGING = /(?<![A-Za-z])staging(?![A-Za-z])/i

const staging = perHub(({ id: hub, hub: name, purpose, domain, settings }) => {
  if (purpose === 'staging') return []
  const found = [said(settings.tree, ['title']), { text: domain, at: settings.at(['domain']) }].find(
    (each) => each && STAGING.test(each.text),
  )
  if (found) {
    const { text: word, at } = found
    return [problems.raise('staging-in-production', { at, args: { hub, word, purpose } })]
  }
  return name === 'staging'
    ? [problems.raise('staging-in-production/file', { at: settings.tree.at, args: { hub, purpose } })]
    : []
})

/** Below another community's domain, where all others of its own are below its own. */
const domains: FleetRule = (context) => {
  const { communities, hubs } = context.fleet
  const hosts = new Map<string, string>()
  // the first of several that have one web page
  for (const { name, url } of [...communities].reverse()) {
    const host = hostOf(url)
    if (host !== undefined) hosts.set(host, name)
  }
  const byCommunity = grouped(hubs, ({ community }) => community)
  return eachHub(({ id: hub, domain: { text: domain, at }, community, ownerUrl, cluster }) => {
    const host = hostOf(ownerUrl)
    const sisters = byCommunity.get(community)!.filter(({ id }) => id !== hub)
    if (host === undefined || isBelow(domain, host)) return []
    if (sisters.length === 0 || !sisters.every((other) => isBelow(other.domain.text, host))) return []
    const owner = partsOf(domain)
      .flatMap((part) => hosts.get(part) ?? [])
      .find((name) => name !== community && name !== cluster.community)
    return owner === undefined ? [] : [problems.raise('of-another/domain', { at, args: { hub, domain, owner, host } })]
  })(context)
}

const hostOf = (url: string | undefined): string | undefined => /^https?:\/\/([^/:]+)/.exec(url ?? '')?.[1]
const isBelow = (domain: string, host: string): boolean => domain === host || domain.endsWith(`.${host}`)

/** A domain, and all that it is below. */
const partsOf = (domain: string): string[] => {
  const parts = domain.split('.')
  return parts.map((_, i) => parts.slice(i).join('.'))
}

const registries = eachHub(({ id: hub, community, cluster, registries: named }, { fleet }) =>
  named.flatMap(({ text: registry, at }) => {
    const owner = fleet.communities
      .map(({ name }) => name)
      .find((name) => name !== community && name !== cluster.community && names(registry, name))
    return owner === undefined || names(registry, community)
      ? []
      : [problems.raise('of-another/registry', { at, args: { hub, registry, owner } })]
  }),
)

/** Of the registry of another community, or of one that is called after it. */
const images: FleetRule = (context) => {
  const { communities, clusters } = context.fleet
  // hubs share their images: whose one is, and whom it is called after, is looked for once
  const calledAfter = remembered((image: string) => communities.find(({ name }) => names(image, name))?.name)
  const accountsAt = remembered((cloud: string) => {
    const { accountOfRegistry } = context.clouds[cloud]!.forms
    return remembered((image: string) => placesOf(image).flatMap((place) => accountOfRegistry?.(place) ?? [])[0])
  })
  const clustersOf = grouped(clusters, ({ community }) => community)
  return eachHub(({ id: hub, community, cluster, images: run }) =>
    run.flatMap(({ text: image, at }) => {
      const account = accountsAt(cluster.cloud)(image)
      const own = [community, cluster.community]
      const accounts = own.flatMap((name) => clustersOf.get(name) ?? []).map((each) => each.account)
      const owner =
        account === undefined || accounts.includes(account)
          ? calledAfter(image)
          : clusters.find((other) => other.cloud === cluster.cloud && other.account === account)?.community
      return owner === undefined || own.includes(owner) || names(image, community)
        ? []
        : [problems.raise('of-another/image', { at, args: { hub, image, owner } })]
    }),
  )(context)
}

/** An image's name without its tag, and all that it lies in. */
function placesOf(image: string): string[] {
  const parts = image
    .replace(/@.*$/, '')
    .replace(/:[^/:]*$/, '')
    .split('/')
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

/** Whether a path has a community's name in it as a word; short ones are words of any language. */
const names = (path: string, community: string): boolean =>
  community.length >= 5 && path.includes(community) && new RegExp(`(^|[/_.-])${community}([/_.-]|$)`).test(path)

const admins = eachCluster((cluster, context) =>
  cluster.admins.flatMap(({ text: what, at }) => {
    const owner = ownerOfAccount(what, cluster, context)
    return owner === undefined ? [] : [problems.raise('of-another/admin', { at, args: { what, owner } })]
  }),
)

/** The community whose cluster is in the account that an address names, where this one is in another. */
function ownerOfAccount(
  text: string,
  { cloud, account }: HubSummary['cluster'],
  { fleet, clouds }: FleetContext,
): string | undefined {
  const named = clouds[cloud]!.forms.accountNamed?.(text)
  return named === undefined || named === account
    ? undefined
    : fleet.clusters.find((cluster) => cluster.cloud === cloud && cluster.account === named)?.community
}

const settings: FleetRule = (context) => {
  const atDomain = grouped(context.fleet.hubs, ({ domain }) => domain.text)
  const ofHubs = eachHub((hub) => {
    // of buckets of its own community in variables the rule `bucket-never-made` tells
    const isTold = (owner: string, setting: string): boolean =>
      setting === 'variables' && owner.startsWith(`${hub.community}/`)
    return hub.naming.flatMap(({ setting, ...each }) =>
      foreign([each], (text) => {
        // the name of another hub alone: a link to one of its pages is none
        const ofDomain = atDomain.get(text)?.find(({ id }) => id !== hub.id)?.id
        const owner = ofDomain ?? ownerOf(text, hub, context)
        return owner !== undefined && isTold(owner, setting) ? undefined : owner
      }),
    )
  })
  const ofClusters = eachCluster((cluster) => foreign(cluster.naming, (text) => ownerOfAccount(text, cluster, context)))
  return [...ofHubs(context), ...ofClusters(context)]
}

/** Texts that have another owner. */
const foreign = (texts: readonly Said[], ownerOfText: (text: string) => string | undefined): Diagnostic[] =>
  texts.flatMap(({ text: what, at }) => {
    const owner = ownerOfText(what)
    return owner === undefined ? [] : [problems.raise('belongs-to-another', { at, args: { what, owner } })]
  })

/** Code and pages are the community's: what one of its hubs has, they may speak of. */
const files: FleetRule = (context) =>
  context.fleet.communities.flatMap(({ name, written }) => {
    if (written.length === 0) return []
    const hubs = context.fleet.hubs.filter(({ community }) => community === name)
    return foreign(written, (text) => {
      const owners = hubs.map(
        (hub) => ownerOfBucket(text, hub, context.fleet) ?? ownerOfAccount(text, hub.cluster, context),
      )
      return owners.every((owner) => owner !== undefined) ? owners[0] : undefined
    })
  })

/** A bucket that two clusters have, and that is called after one of them. */
const states = eachCluster(({ community, state }, { fleet }) => {
  if (state === undefined || names(state.text, community)) return []
  const owner = fleet.clusters.find(
    (other) => other.community !== community && other.state?.text === state.text && names(state.text, other.community),
  )
  const args = { what: state.text, owner: owner?.community ?? '' }
  return owner === undefined ? [] : [problems.raise('belongs-to-another/state', { at: state.at, args })]
})

const ownerOf = (text: string, hub: HubSummary, context: FleetContext): string | undefined =>
  ownerOfBucket(text, hub, context.fleet) ?? ownerOfAccount(text, hub.cluster, context)

/** A bucket that another hub makes, and that this one was not given. */
function ownerOfBucket(text: string, hub: HubSummary, { hubs }: FleetContext['fleet']): string | undefined {
  const address = addressIn(text)?.address
  if (address === undefined) return undefined
  const isIt = ({ url }: { url: string }): boolean => url === address || url.startsWith(`${address}/`)
  if (hub.buckets.some(isIt) || hub.grants.some(isIt)) return undefined
  return hubs.find((other) => other.id !== hub.id && other.buckets.some(isIt))?.id
}

export const ofOthersRules: RuleSet = {
  problems,
  rules: [staging],
  fleetRules: [domains, registries, images, admins, settings, files, states],
}
