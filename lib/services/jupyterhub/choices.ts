import type { EnvironmentPlan, HubPlan, SizePlan } from '../../plan/types.ts'
import type { OptionChoice } from '../../plan/options.ts'
import type { Variables } from '../../plan/pods.ts'
import type { NamedImagePlan } from '../../plan/servers.ts'
import { memoryText } from '../quantities.ts'
import { spawnerVariable } from '../../print/kubespawner.ts'
import { chosenAnnotation, variableMap } from '../pod-parts.ts'
import { ROOT_ARGUMENTS } from './user.ts'
import { html } from '../../print/html.ts'
import { cardsOf, type Card } from './cards.ts'
import { regexInHtml } from './escape.ts'
import { serverChoices } from './choices-python.ts'
import type { HubValues } from './values.ts'

type Override = Record<string, unknown>

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
const MIB = 1024 * 1024

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

/** Two overrides: of these keys, both hold maps. */
const merged = (a: Override, b: Override): Override => {
  const both = ['environment', 'extra_annotations'].filter((key) => a[key] ?? b[key])
  return {
    ...a,
    ...b,
    ...Object.fromEntries(both.map((key) => [key, { ...(a[key] as object), ...(b[key] as object) }])),
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

/** What an environment changes of a server. */
export function environmentOverride(hub: HubPlan, environment: EnvironmentPlan): Override {
  return {
    ...told(hub, 'environment', environment.key),
    ...userOverride(environment),
    image: environment.image,
    default_url: environment.url,
    working_dir: environment.directory,
    image_pull_policy: environment.pullAlways ? 'Always' : undefined,
    environment: variablesOverride(hub, environment),
  }
}

/** What an answer changes of a server: KubeSpawner takes it after what environment and size say. */
const optionOverride = ({ key, variables, memory, cpu, url }: OptionChoice, option: string): Override => ({
  ...(memory ? { mem_guarantee: memory.guarantee * MIB, mem_limit: (memory.limit ?? 0) * MIB } : {}),
  ...(cpu ? { cpu_guarantee: cpu.guarantee / 1000 } : {}),
  ...(cpu?.limit === undefined ? {} : { cpu_limit: cpu.limit / 1000 }),
  ...(url === undefined ? {} : { default_url: url }),
  ...(Object.keys(variables).length > 0 ? { environment: answerVariables(variables, `${option} ${key}`) } : {}),
})

/** As `variablesOverride`, over the variables of the environment, too. */
const answerVariables = (variables: Variables, of: string): Override =>
  Object.fromEntries(
    Object.entries(variableMap(variables, spawnerVariable)).map(([name, value]) =>
      typeof value === 'string' ? [name, value] : [`${name} of ${of}`, { name, ...value }],
    ),
  )

/** What people chose, where a variable of their server tells it. */
const told = ({ servers }: HubPlan, of: 'environment' | 'size', key: string): Override =>
  servers.tells.includes(of) ? { extra_annotations: { [chosenAnnotation(of)]: key } } : {}

/** Whom a server runs as, where the environment says so. */
const userOverride = ({ user }: EnvironmentPlan): Override =>
  user === undefined ? {} : { uid: user, args: user === 0 ? ROOT_ARGUMENTS : [] }

/**
 * KubeSpawner merges a variable that is no text into one of its name, key by key (`recursive_update` of its utils.py):
 * under another key it stands for itself, and the last of a name counts.
 */
function variablesOverride({ servers }: HubPlan, { key, variables }: EnvironmentPlan): Override | undefined {
  const written = Object.entries(variableMap(variables, spawnerVariable)).map(([name, value]): [string, unknown] =>
    typeof value === 'string' || servers.variables[name] === undefined
      ? [name, value]
      : [`${name} of ${key}`, { name, ...value }],
  )
  return written.length > 0 ? Object.fromEntries(written) : undefined
}

/** What a size changes of a server. Memory in bytes and CPU in cores: KubeSpawner refuses `16Gi`. */
function sizeOverride(hub: HubPlan, size: SizePlan): Override {
  const placement = hub.placement.sizes[size.key]!
  const more = extraResources(hub, size)
  const shm = sharedMemory(size)
  return {
    ...told(hub, 'size', size.key),
    mem_guarantee: size.memory.guarantee * MIB,
    // 0 is no limit to KubeSpawner (objects.py, `make_pod`); left out, that of `singleuser` would hold
    mem_limit: (size.memory.limit ?? 0) * MIB,
    cpu_guarantee: size.cpu.guarantee / 1000,
    cpu_limit: size.cpu.limit / 1000,
    node_selector: placement.nodeSelector,
    tolerations: placement.tolerations,
    extra_resource_guarantees: more.guarantees,
    extra_resource_limits: more.limits,
    ...(size.gpus > 0 ? { environment: GPU_VARIABLES } : {}),
    ...(shm ? { volumes: shm.volumes, volume_mounts: shm.mounts } : {}),
  }
}

/** What the chart and KubeSpawner have no words of their own for. */
export function extraResources(
  hub: HubPlan,
  size: SizePlan,
): Record<'guarantees' | 'limits', Readonly<Record<string, string>>> {
  const { guarantee, limit } = hub.temporary.sizes[size.key]!
  return {
    guarantees: { 'ephemeral-storage': memoryText(guarantee) },
    limits: {
      'ephemeral-storage': memoryText(limit),
      ...(size.gpus > 0 ? { 'nvidia.com/gpu': String(size.gpus) } : {}),
    },
  }
}

/** A file system in memory at `/dev/shm`: container runtimes make one of 64 MB. */
export function sharedMemory({ shm }: SizePlan): Record<'volumes' | 'mounts', Override> | undefined {
  if (shm === undefined) return undefined
  return {
    volumes: { shm: { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: memoryText(shm) } } },
    mounts: { shm: { name: 'shm', mountPath: '/dev/shm' } },
  }
}

/**
 * What NVIDIA's container runtime brings into the container (docs.nvidia.com/datacenter/cloud-native, "driver
 * capabilities").
 */
export const GPU_VARIABLES = { NVIDIA_DRIVER_CAPABILITIES: 'compute,utility' }

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
