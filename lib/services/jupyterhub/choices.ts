import type { EnvironmentPlan, HubPlan, SizePlan } from '../../plan/types.ts'
import type { NamedImagePlan } from '../../plan/servers.ts'
import { html } from '../../print/html.ts'
import { cardsOf, type Card } from './cards.ts'
import { regexInHtml } from './escape.ts'
import { serverChoices } from './choices-python.ts'
import { environmentOverride, merged, optionOverride, sizeOverride, type Override } from './server-overrides.ts'
import type { HubValues } from './values.ts'

interface Choice {
  display_name: string
  description?: string
  default?: true
  kubespawner_override: Override
}

interface Option {
  display_name: string
  choices: Record<string, Choice>
  unlisted_choice?: Record<string, unknown>
  dynamic_image_building?: { enabled: true }
}

interface Profile {
  slug: string
  display_name: string
  description?: string
  default?: true
  kubespawner_override?: Override
  profile_options?: Record<string, Option>
}

/**
 * An image name with a tag or digest, where people may name any. Browsers read a pattern with the flag `v` (HTML, "The
 * pattern attribute"), in which `/` and `-` are escaped within brackets, and check nothing of one that is not right.
 */
const ANY_IMAGE = '[A-Za-z0-9][A-Za-z0-9._\\/:\\-]*(:[A-Za-z0-9_][A-Za-z0-9_.\\-]*|@sha256:[a-f0-9]{64})'

/**
 * What people choose when they start a server. Nothing where there is nothing to choose. A sole size is no choice:
 * `singleuser.ts` has it.
 */
export function choiceValues(hub: HubPlan): HubValues {
  const answers = hub.options.flatMap(({ choices }) => choices)
  const limited = [...hub.environments, ...hub.sizes, ...hub.cards, ...answers].some(({ groups }) => groups.length > 0)
  if (!hub.hasChoices && !limited) return {}
  const { list, groups, sizes } = profiles(hub)
  const given = givenSizes(hub)
  const building = buildingRules(hub)
  return {
    singleuser: { profileList: list },
    hub: {
      extraConfig: {
        '20-server-choices': serverChoices({
          gives: given.length > 0,
          builds: building !== undefined,
          asks: hub.options.length > 0,
        }),
      },
    },
    custom: {
      hubloom: {
        'server-choices': {
          order: {
            environment: keys(hub.environments),
            size: keys(hub.sizes),
            ...Object.fromEntries(hub.options.map(({ key, choices }) => [key, keys(choices)])),
          },
          options: hub.options.length > 0 ? ['environment', 'size', ...keys(hub.options)] : undefined,
          groups,
          given: given.length > 0 ? { sizes: given, profiles: sizes } : undefined,
          building,
          // fancy-profiles does it itself
          describe: isFancy(hub) ? undefined : true,
        },
      },
    },
  }
}

interface Profiles {
  list: Profile[]
  /** For each kind of choice, who may have which. */
  groups: Record<string, unknown>
  /** The size of each profile that asks for none. */
  sizes: Readonly<Record<string, string>>
}

function profiles(hub: HubPlan): Profiles {
  const fixedGroups: Record<string, readonly (readonly string[])[]> = {}
  const unasked: Record<string, string> = {}
  const cards = cardsOf(hub)
  const first = cards.find((card) => card.sizes.includes(hub.defaultSize)) ?? cards[0]
  const list = cards.map((card) => {
    const { sizes, environments } = card
    const profile = { ...makeProfile(hub, card), ...(card === first ? { default: true as const } : {}) }
    if (!profile.profile_options?.['size']) unasked[profile.slug] = sizes[0]!.key
    // what is not asked is part of the profile, and so are its limits: people have to meet each of them
    const limited = [
      card.groups,
      ...(profile.profile_options?.['size'] ? [] : [sizes[0]!.groups]),
      ...(profile.profile_options?.['environment'] ? [] : [environments[0]?.groups ?? []]),
    ].filter((allowed) => allowed.length > 0)
    if (limited.length > 0) fixedGroups[profile.slug] = limited
    return profile
  })
  const groups = {
    environment: limits(hub.environments),
    size: limits(hub.sizes),
    profile: fixedGroups,
    ...Object.fromEntries(hub.options.map(({ key, choices }) => [key, limits(choices)])),
  }
  return { list, groups, sizes: unasked }
}

const keys = (things: readonly { key: string }[]): string[] => things.map(({ key }) => key)

/** Sizes that groups have without choosing, in the order of the settings, each with these groups. */
const givenSizes = (hub: HubPlan): [string, string[]][] =>
  hub.sizes
    .map(({ key }): [string, string[]] => [key, hub.groups.filter(({ size }) => size === key).map(({ name }) => name)])
    .filter(([, groups]) => groups.length > 0)

const limits = (
  things: readonly { key: string; groups: readonly string[] }[],
): Record<string, readonly (readonly string[])[]> =>
  Object.fromEntries(things.filter(({ groups }) => groups.length > 0).map(({ key, groups }) => [key, [groups]]))

function makeProfile(hub: HubPlan, { slug, title, description, sizes, environments, ownImages }: Card): Profile {
  const words = wording(hub)
  const unlisted = ownImages ? unlistedChoice(hub, words) : undefined
  const asksEnvironment = environments.length > 1 || unlisted !== undefined
  const asksSize = sizes.length > 1
  const options: Record<string, Option> = {}
  if (asksEnvironment) {
    options['environment'] = {
      display_name: 'Environment',
      choices: withDefault(selecting(environments, sizes[0]!), (environment) => ({
        ...words.choice(environment.title, environment.description),
        kubespawner_override: environmentOverride(hub, environment),
      })),
      unlisted_choice: unlisted,
      dynamic_image_building: unlisted && hub.servers.images.building ? { enabled: true as const } : undefined,
    }
  }
  if (asksSize) {
    options['size'] = {
      display_name: 'Size',
      choices: withDefault(sizes, (size) => ({
        ...words.choice(size.title, size.description),
        kubespawner_override: sizeOverride(hub, size),
      })),
    }
  }
  for (const { key, title: asked, choices } of hub.options) {
    options[key] = {
      display_name: words.text(asked),
      choices: withDefault(choices, (choice) => ({
        ...words.choice(choice.title, choice.description),
        kubespawner_override: optionOverride(choice, key),
      })),
    }
  }
  const fixed = merged(
    asksSize || hub.sizes.length === 1 ? {} : sizeOverride(hub, sizes[0]!),
    asksEnvironment || !environments[0] ? {} : environmentOverride(hub, environments[0]),
  )
  return {
    slug,
    ...words.choice(title, description),
    ...(Object.keys(fixed).length > 0 ? { kubespawner_override: fixed } : {}),
    ...(Object.keys(options).length > 0 ? { profile_options: options } : {}),
  }
}

/** The environments with the one as default that the size selects, if it says. */
const selecting = (environments: readonly EnvironmentPlan[], size: SizePlan): readonly EnvironmentPlan[] =>
  size.defaultEnvironment === undefined
    ? environments
    : environments.map((each) => ({ ...each, default: each.key === size.defaultEnvironment }))

function withDefault<T extends { key: string; default: boolean }>(
  things: readonly T[],
  make: (thing: T) => Choice,
): Record<string, Choice> {
  const chosen = things.find((thing) => thing.default) ?? things[0]
  return Object.fromEntries(
    things.map((thing) => [thing.key, { ...make(thing), ...(thing === chosen ? { default: true as const } : {}) }]),
  )
}

interface Wording {
  text(text: string): string
  choice(title: string, description?: string): { display_name: string; description?: string }
}

/** The form of jupyterhub-fancy-profiles, which shows what is said of a choice; KubeSpawner's own names it only. */
const isFancy = (hub: HubPlan): boolean => hub.servers.images.building !== undefined

/** KubeSpawner's own form takes HTML, fancy-profiles plain text. */
function wording(hub: HubPlan): Wording {
  const text = (words: string): string => (isFancy(hub) ? words : html(words))
  return {
    text,
    choice: (name, description) => ({
      display_name: text(name),
      ...(description === undefined ? {} : { description: text(description) }),
    }),
  }
}

/** Images that people name themselves, or build. */
function unlistedChoice(hub: HubPlan, words: Wording): Record<string, unknown> | undefined {
  const { named, building } = hub.servers.images
  const patterns = [
    ...(named ? [named.pattern ?? ANY_IMAGE] : []),
    ...(building ? [`${building.registry.replace(/[.\\+*?()[\]{}|^$]/g, '\\$&')}.+`] : []),
  ]
  if (patterns.length === 0) return undefined
  const { description, help } = named ?? {}
  return {
    enabled: true,
    // KubeSpawner's own form shows a name for the field alone
    display_name: description === undefined || isFancy(hub) ? 'Image' : words.text(description),
    display_name_in_choices: words.text(named?.title ?? 'Other…'),
    ...(description !== undefined && isFancy(hub) ? { description_in_choices: description } : {}),
    validation_regex: wholeImage(patterns),
    validation_message: help === undefined ? unlistedHelp(named) : words.text(help),
    kubespawner_override: { image: '{value}' },
  }
}

/** KubeSpawner matches from the beginning only. */
const wholeImage = (patterns: readonly string[]): string => regexInHtml(`^(?:${patterns.join('|')})$`)

const unlistedHelp = (named: NamedImagePlan | undefined): string =>
  named && named.pattern === undefined
    ? 'The full name of an image with its tag, such as quay.io/jupyter/scipy-notebook:2026-01-05.'
    : 'The full name of an image that this hub allows.'

/** Who may build images, and which images the others may name: none where there is no pattern. */
function buildingRules(hub: HubPlan): Record<string, unknown> | undefined {
  const { named, building } = hub.servers.images
  if (!building || building.groups.length === 0) return undefined
  return { groups: building.groups, others: named ? wholeImage([named.pattern ?? ANY_IMAGE]) : undefined }
}
