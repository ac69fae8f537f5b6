/** A hub's name, address and pages, its own pods, and what runs beside it. */
import { chartChanges } from './charts.ts'
import { defineMeanings, type HubPair, type Meaning } from './meaning.ts'
import { isSame, matched, some, without } from './words.ts'

interface Both {
  before: string
  after: string
}

const PAGES = [
  'helm jupyterhub hub.templateVars',
  'helm jupyterhub hub.extraFiles',
  'helm jupyterhub hub.templatePaths',
  'helm jupyterhub hub.extraConfig',
  'helm jupyterhub hub.config',
  'helm jupyterhub singleuser.profileList',
]

const NAMES = ['helm jupyterhub ingress', 'helm jupyterhub proxy', 'kubernetes * *', 'helm jupyterhub hub.extraConfig']
const SERVICE = [
  'helm jupyterhub hub',
  'helm jupyterhub singleuser.networkPolicy',
  'helm jupyterhub proxy',
  'kubernetes * *',
  'installed * *',
]
const RIGHTS = [
  'helm jupyterhub hub.loadRoles',
  'helm jupyterhub hub.services',
  'helm jupyterhub hub.config',
  'helm jupyterhub hub.extraConfig',
]

export const hubMeanings = defineMeanings({
  'address-changes': {
    harm: 'locks-out',
    what: ({ before, after }: Both) =>
      `the hub is found at ${after}; ${before} no longer leads to it, and links, the DNS record and the sign-in's ` +
      'callback address have to follow',
    covers: [
      'helm jupyterhub ingress',
      'helm jupyterhub proxy',
      'helm jupyterhub hub',
      'helm jupyterhub singleuser',
      'helm jupyterhub custom',
      'helm dask-gateway *',
      'helm image-building *',
      'helm binderhub *',
      'kubernetes * *',
      'terraform * *',
    ],
    source: 'RFC 6749, 3.1.2: a provider sends people to registered addresses only',
  },
  'names-come': {
    harm: 'visible',
    what: ({ names }: { names: readonly string[] }) =>
      `names that lead to the hub, once their DNS records do: ${some(names)}`,
    covers: NAMES,
  },
  'names-go': {
    harm: 'locks-out',
    what: ({ names }: { names: readonly string[] }) => `names that no longer lead to the hub: ${some(names)}`,
    covers: NAMES,
  },
  'title-changes': {
    harm: 'visible',
    what: ({ before, after }: Both) => `the hub is called “${after}”, “${before}” before`,
    covers: [...PAGES, 'helm binderhub *'],
  },
  'announcement-changes': {
    harm: 'visible',
    what: ({ text }: { text: string | undefined }) =>
      text === undefined ? 'the notice above every page goes' : `a notice above every page: “${text}”`,
    covers: PAGES,
  },
  'home-page-changes': {
    harm: 'visible',
    what: ({ parts }: { parts: readonly string[] }) => `the home page changes: ${some(parts)}`,
    covers: PAGES,
  },
  'purpose-changes': {
    harm: 'none',
    what: ({ before, after }: Both) => `its purpose is ${after}, ${before} before: a label of every resource`,
    covers: [
      'terraform * tags',
      'terraform * labels',
      'terraform provider.*',
      'terraform * *',
      'kubernetes * *',
      'helm * *',
    ],
  },
  'service-comes': {
    harm: 'visible',
    what: ({ name, where }: { name: string; where: string }) => `the service ${name} comes: ${where}`,
    covers: SERVICE,
  },
  'service-goes': {
    harm: 'visible',
    what: ({ name }: { name: string }) => `the service ${name} goes`,
    covers: SERVICE,
  },
  'rights-come': {
    harm: 'lets-in',
    what: ({ who, scopes }: { who: string; scopes: readonly string[] }) => `${who} may do more: ${some(scopes)}`,
    covers: RIGHTS,
    source: 'jupyterhub.readthedocs.io, rbac/scopes',
  },
  'rights-go': {
    harm: 'locks-out',
    what: ({ who, scopes }: { who: string; scopes: readonly string[] }) => `${who} may do less: no ${some(scopes)}`,
    covers: RIGHTS,
    source: 'jupyterhub.readthedocs.io, rbac/scopes',
  },
  'group-changes': {
    harm: 'lets-in',
    what: ({ name, words }: { name: string; words: string }) => `the group ${name}: ${words}`,
    covers: [
      'helm jupyterhub hub.loadGroups',
      'helm jupyterhub hub.loadRoles',
      'helm jupyterhub custom.hubloom',
      'helm jupyterhub hub.config',
      'helm jupyterhub hub.extraConfig',
      'helm jupyterhub singleuser.profileList',
    ],
  },
})

export function hub(pair: HubPair): Meaning[] {
  return [
    ...addresses(pair),
    ...pages(pair),
    ...chartChanges(pair.before.versions, pair.after.versions),
    ...purpose(pair),
    ...beside(pair),
    ...groups(pair),
  ]
}

function addresses({ before, after }: HubPair): Meaning[] {
  const { tell } = hubMeanings
  if (before.domain !== after.domain)
    return [tell('address-changes', { before: before.domain, after: after.domain }, { settings: ['domain'] })]
  const [come, go] = [without(after.moreDomains, before.moreDomains), without(before.moreDomains, after.moreDomains)]
  return [
    ...(go.length > 0 ? [tell('names-go', { names: go }, { settings: ['more-domains'] })] : []),
    ...(come.length > 0 ? [tell('names-come', { names: come }, { settings: ['more-domains'] })] : []),
  ]
}

function pages({ before, after }: HubPair): Meaning[] {
  const { tell } = hubMeanings
  const [old, young] = [before.homepage, after.homepage]
  const parts = (
    [
      ['description', 'what it says of itself'],
      ['logo', 'the logo'],
      ['url', 'where the logo leads'],
      ['starting', 'what people read while a server starts'],
      ['links', 'its links'],
      ['parties', 'who designed, runs and pays for it'],
    ] as const
  )
    .filter(([key]) => !isSame(old[key], young[key]))
    .map(([, words]) => words)
  return [
    ...(before.title === after.title
      ? []
      : [tell('title-changes', { before: before.title, after: after.title }, { settings: ['title', '?name'] })]),
    ...(old.announcement === young.announcement
      ? []
      : [tell('announcement-changes', { text: young.announcement }, { settings: ['homepage.announcement'] })]),
    ...(parts.length > 0
      ? [
          tell(
            'home-page-changes',
            { parts },
            {
              settings: [
                'homepage.description',
                'homepage.logo',
                'homepage.url',
                'homepage.starting',
                'homepage.links',
                'homepage.designed-by',
                'homepage.operated-by',
                'homepage.funded-by',
                'description',
                '?homepage',
                '?url',
                '?logo',
              ],
            },
          ),
        ]
      : []),
  ]
}

const purpose = ({ before, after }: HubPair): Meaning[] =>
  before.purpose === after.purpose
    ? []
    : [hubMeanings.tell('purpose-changes', { before: before.purpose, after: after.purpose }, { settings: ['purpose'] })]

function beside({ before, after }: HubPair): Meaning[] {
  const { tell } = hubMeanings
  return [
    ...matched(before.extraServices, after.extraServices, ({ name }) => name).flatMap(
      ({ key, before: old, after: young }) => {
        const settings = [`services.${key}`, '?services']
        if (!old) {
          const where = young!.url ?? young!.run?.image ?? 'it only asks the hub'
          return [
            tell('service-comes', { name: key, where }, { settings }),
            ...rights(`the service ${key}`, { old: [], young: young!.scopes, settings }),
          ]
        }
        return young
          ? rights(`the service ${key}`, { old: old.scopes, young: young.scopes, settings })
          : [tell('service-goes', { name: key }, { settings })]
      },
    ),
    ...matched(before.roles, after.roles, ({ name }) => name).flatMap(({ key, before: old, after: young }) => [
      ...rights(`the role ${key}`, {
        old: old ? holders(old) : [],
        young: young ? holders(young) : [],
        settings: [`roles.${key}`, '?roles'],
      }),
    ]),
  ]
}

/** What a role allows, and whom. */
const holders = ({ scopes, users, groups, services }: HubPair['before']['roles'][number]): string[] => [
  ...scopes,
  ...users.map((name) => `held by ${name}`),
  ...groups.map((name) => `held by members of ${name}`),
  ...services.map((name) => `held by the service ${name}`),
]

function rights(
  who: string,
  { old, young, settings }: { old: readonly string[]; young: readonly string[]; settings: readonly string[] },
): Meaning[] {
  const { tell } = hubMeanings
  const [come, go] = [without(young, old), without(old, young)]
  return [
    ...(come.length > 0 ? [tell('rights-come', { who, scopes: come }, { settings })] : []),
    ...(go.length > 0 ? [tell('rights-go', { who, scopes: go }, { settings })] : []),
  ]
}

function groups({ before, after }: HubPair): Meaning[] {
  return matched(before.groups, after.groups, ({ name }) => name).flatMap(({ key, before: old, after: young }) => {
    const [come, go] = [
      without(young?.members ?? [], old?.members ?? []),
      without(old?.members ?? [], young?.members ?? []),
    ]
    const words = [
      ...(come.length > 0 ? [`${some(come)} come in`] : []),
      ...(go.length > 0 ? [`${some(go)} go out`] : []),
      ...(old?.size === young?.size ? [] : [`its servers have the size ${young?.size ?? 'that people choose'}`]),
      ...(old?.from === young?.from ? [] : [`is ${young?.from ?? key} to the sign-in`]),
      ...(isSame([old?.memory, old?.cpu], [young?.memory, young?.cpu]) ? [] : ['other memory or CPU']),
    ]
    return words.length === 0
      ? []
      : [
          hubMeanings.tell(
            'group-changes',
            { name: key, words: words.join('; ') },
            { settings: [`groups.${key}`, '?groups'] },
          ),
        ]
  })
}
