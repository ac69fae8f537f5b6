import type { EnvironmentPlan, HubPlan, SizePlan } from '../../plan/types.ts'

/** What people choose among first. Its sizes go with the same images. */
export interface Card {
  slug: string
  title: string
  description?: string | undefined
  sizes: readonly SizePlan[]
  environments: readonly EnvironmentPlan[]
  ownImages: boolean
  /** Who sees it; everybody where empty. */
  groups: readonly string[]
}

/** The cards that the settings name; else hubloom's own. */
export const cardsOf = (hub: HubPlan): readonly Card[] =>
  hub.cards.length > 0
    ? hub.cards.map(({ key, ...card }) => ({ ...card, slug: key, description: described(card) }))
    : ownCards(hub)

/** A sole size is asked for nowhere, so that its figures stand on the card. */
function described({ description, sizes }: Pick<Card, 'description' | 'sizes'>): string | undefined {
  const [sole] = sizes.length === 1 ? sizes : []
  return [description, sole && (sole.description ?? sole.title)].filter(Boolean).join(' ') || undefined
}

/**
 * One card for all sizes that go with the same images, and one for each size with a GPU, as people look for those by
 * name.
 */
function ownCards(hub: HubPlan): Card[] {
  const sets = new Map<string, SizePlan[]>()
  for (const size of hub.sizes) {
    const { environments, ownImages, defaultEnvironment } = size
    const images = JSON.stringify([[...environments].sort(), ownImages, defaultEnvironment])
    const key = size.gpus > 0 ? `gpu ${size.key}` : images
    sets.set(key, [...(sets.get(key) ?? []), size])
  }
  return [...sets.values()].map((sizes) => ownCard(hub, sizes, sets.size > 1))
}

/** A sole card asks for what there is to choose; one of several with a sole size is called like that. */
function ownCard(hub: HubPlan, sizes: readonly SizePlan[], several: boolean): Card {
  const first = sizes[0]!
  const environments = hub.environments.filter(
    ({ key }) => first.environments.length === 0 || first.environments.includes(key),
  )
  const { named, building } = hub.servers.images
  const ownImages = first.ownImages && (named !== undefined || building !== undefined)
  const card = { sizes, environments, ownImages, groups: [] }
  if (!several)
    return {
      ...card,
      slug: 'server',
      title: question(environments.length > 1 || ownImages, sizes) || 'Choose your server',
    }
  if (sizes.length > 1) return { ...card, slug: slug(first), title: title(hub, first, environments) }
  return { ...card, slug: slug(first), title: first.title, description: first.description }
}

function question(asksEnvironment: boolean, sizes: readonly SizePlan[]): string {
  const asked = [asksEnvironment ? 'environment' : '', sizes.length > 1 ? 'size' : ''].filter(Boolean)
  return asked.length > 0 ? `Choose your ${asked.join(' and ')}` : ''
}

/** Stays the same when a size is added to the profile. */
function slug(first: SizePlan): string {
  const { gpus, key, environments, defaultEnvironment } = first
  if (gpus > 0) return `gpu-${key}`
  return [
    environments.length > 0 ? `for-${[...environments].sort().join('-')}` : 'cpu',
    ...ownImagesToTell(first).map((words) => words.replaceAll(' ', '-')),
    ...(defaultEnvironment === undefined ? [] : [`first-${defaultEnvironment}`]),
  ].join('-')
}

/** What people read of a size whose images are not those that its environments make one expect. */
function ownImagesToTell({ environments, ownImages }: SizePlan): string[] {
  if (ownImages === (environments.length === 0)) return []
  return [ownImages ? 'with own images' : 'without own images']
}

function title(hub: HubPlan, first: SizePlan, environments: readonly EnvironmentPlan[]): string {
  const selected = environments.filter(({ key }) => key === first.defaultEnvironment)
  const any = hub.sizes.some(({ gpus }) => gpus > 0) ? 'CPU only' : 'Any environment'
  return [
    ...(first.environments.length === 0 ? [any] : environments.map((each) => each.title)),
    ...ownImagesToTell(first),
    ...selected.map((each) => `${each.title} first`),
  ].join(', ')
}
