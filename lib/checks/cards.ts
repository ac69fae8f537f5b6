/** Rules of the cards that the settings name. */
import { defineProblems, listed } from '../diagnostics.ts'
import type { CardPlan } from '../plan/cards.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfCard {
  hub: string
  card: string
}
interface OfThing {
  hub: string
  kind: 'sizes' | 'environments'
  name: string
}

const ONE = { sizes: 'size', environments: 'environment' } as const

const problems = defineProblems({
  'unknown-on-card': {
    severity: 'error',
    message: ({ hub, kind, name, card }: OfThing & OfCard) =>
      `${hub} has no ${ONE[kind]} \`${name}\`, which stands on the card \`${card}\``,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known) || 'none'}.`,
  },
  'empty-card': {
    severity: 'error',
    message: ({ hub, card, lacks }: OfCard & { lacks: string }) => `the card \`${card}\` of ${hub} has no ${lacks}`,
    help: 'Name sizes and environments that go with each other, or take the card out.',
  },
  'mixed-card': {
    severity: 'error',
    message: ({ hub, card, sizes }: OfCard & { sizes: readonly string[] }) =>
      `${listed(sizes)} stand on one card of ${hub}, \`${card}\`, and go with different environments or images`,
    help: 'Put them on a card each, or let them say the same `environments`, `own-images` and `default-environment`.',
    why: 'A card offers each of its environments with each of its sizes.',
  },
  'not-on-a-card': {
    severity: 'warning',
    message: ({ hub, kind, name }: OfThing) =>
      `nobody can choose the ${ONE[kind]} \`${name}\` of ${hub}: it stands on no card`,
    help: ({ kind }: OfThing) => `Name it below \`${kind}\` of a card, or take it out.`,
  },
})

const unknown = perHub(({ id: hub, cards, sizes, environments, settings }) =>
  cards.flatMap(({ key: card, unknown: names }) =>
    (['sizes', 'environments'] as const).flatMap((kind) =>
      names[kind].map((name) =>
        problems.raise('unknown-on-card', {
          at: settings.at(['form', 'cards', card, kind, name]),
          args: { hub, card, kind, name, known: (kind === 'sizes' ? sizes : environments).map(({ key }) => key) },
        }),
      ),
    ),
  ),
)

/** What is named and unknown is told already. */
const isKnown = ({ unknown: { sizes, environments } }: CardPlan): boolean => sizes.length + environments.length === 0

const empty = perHub(({ id: hub, cards, settings }) =>
  cards.filter(isKnown).flatMap(({ key: card, sizes, environments }) => {
    const lacks = sizes.length === 0 ? 'size' : 'environment'
    if (sizes.length > 0 && environments.length > 0) return []
    return [problems.raise('empty-card', { at: settings.at(['form', 'cards', card]), args: { hub, card, lacks } })]
  }),
)

const mixed = perHub(({ id: hub, cards, settings }) =>
  cards.flatMap(({ key: card, sizes }) => {
    const kinds = sizes.map(({ environments, ownImages, defaultEnvironment }) =>
      JSON.stringify([[...environments].sort(), ownImages, defaultEnvironment]),
    )
    const other = kinds.findIndex((kind) => kind !== kinds[0])
    if (other === -1) return []
    const at = settings.nearest(['form', 'cards', card, 'sizes'])
    const args = { hub, card, sizes: [sizes[0]!.key, sizes[other]!.key] }
    return [problems.raise('mixed-card', { at, args })]
  }),
)

const left = perHub(({ id: hub, cards, sizes, environments, settings }) => {
  if (cards.length === 0 || !cards.every(isKnown)) return []
  const on = { sizes: cards.flatMap((card) => card.sizes), environments: cards.flatMap((card) => card.environments) }
  const things = [
    ...sizes.map((size) => ({ kind: 'sizes' as const, name: size.key, there: on.sizes.includes(size) })),
    ...environments.map((each) => ({
      kind: 'environments' as const,
      name: each.key,
      there: on.environments.includes(each),
    })),
  ]
  return things
    .filter(({ there }) => !there)
    .map(({ kind, name }) =>
      problems.raise('not-on-a-card', { at: settings.nearest([kind, name]), args: { hub, kind, name } }),
    )
})

export const cardRules: RuleSet = { problems, rules: [unknown, empty, mixed, left] }
