import type { HubSettings } from '../settings/index.ts'
import { namesInOrder } from './order.ts'
import type { EnvironmentPlan, SizePlan } from './types.ts'
import type { Resolved } from './resolved.ts'

/** What people choose among first: a profile of KubeSpawner. */
export interface CardPlan {
  key: string
  title: string
  description?: string | undefined
  /** Sizes and environments on it, in the order of the settings, of those that there are. */
  sizes: readonly SizePlan[]
  environments: readonly EnvironmentPlan[]
  /** Whether images of people's own are offered with it. */
  ownImages: boolean
  groups: readonly string[]
  /** Names of the settings that stand for nothing. */
  unknown: { sizes: readonly string[]; environments: readonly string[] }
}

interface Things {
  sizes: readonly SizePlan[]
  environments: readonly EnvironmentPlan[]
}

/** The cards that the settings name, in the order in which people see them; none where hubloom makes them. */
export const planCards = ({ values: settings, tree }: Resolved<HubSettings>, things: Things): CardPlan[] =>
  namesInOrder(tree, ['form', 'cards']).map((key) => {
    const card = settings.form!.cards![key]!
    const sizes = chosen(things.sizes, card.sizes)
    const going = things.environments.filter((each) => sizes.every((size) => goesWith(size, each)))
    return {
      key,
      title: card.title,
      description: card.description,
      sizes,
      environments: chosen(going, card.environments),
      ownImages: card.environments === undefined && sizes.every((size) => size.ownImages),
      groups: card.for ?? [],
      unknown: {
        sizes: unknownOf(card.sizes, things.sizes),
        environments: unknownOf(card.environments, things.environments),
      },
    }
  })

const goesWith = ({ environments }: SizePlan, { key }: EnvironmentPlan): boolean =>
  environments.length === 0 || environments.includes(key)

const chosen = <T extends { key: string }>(things: readonly T[], names: readonly string[] | undefined): readonly T[] =>
  names === undefined ? things : things.filter(({ key }) => names.includes(key))

const unknownOf = (names: readonly string[] = [], things: readonly { key: string }[]): readonly string[] =>
  names.filter((name) => !things.some(({ key }) => key === name))
