/** Rules of settings that do nothing beside what else the hub says. */
import { defineProblems, type Origin } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'no-effect/own-image': {
    severity: 'warning',
    message: ({ hub, setting }: OfHub & { setting: string }) =>
      `\`${setting}\` of ${hub} does nothing: each of its sizes goes with environments of the list only`,
    help: 'Leave `environments:` out of one size, or take this out.',
  },
  'no-effect/hub-identity': {
    severity: 'warning',
    message: ({ hub }: OfHub) => `\`hub.identity\` of ${hub} does nothing: its servers have no cloud identity to share`,
    help: 'Name what it may use below `buckets:` or `data:`, or take it out.',
  },
  'no-effect/for': {
    severity: 'warning',
    message: ({ hub, setting }: OfHub & { setting: string }) =>
      `\`${setting}\` of ${hub} names no group, so everybody sees it`,
    help: 'Name a group, or write `null` where everybody is meant to see it.',
  },
})

const ownImages = perHub((hub) => {
  const { id, servers, sizes, settings } = hub
  if (sizes.length === 0 || sizes.some(({ environments }) => environments.length === 0)) return []
  const asked = [
    ...(servers.images.named ? (['bring-your-own-image'] as const) : []),
    ...(servers.images.building ? (['image-building'] as const) : []),
  ]
  // what a profile offers to all its hubs is not this hub's wish
  return asked
    .filter((setting) => settings.at([setting]).community !== undefined)
    .map((setting) => problems.raise('no-effect/own-image', { at: settings.at([setting]), args: { hub: id, setting } }))
})

const hubIdentity = perHub(({ id: hub, identity, pod, settings }) =>
  pod.identity === 'servers' && identity === undefined
    ? [problems.raise('no-effect/hub-identity', { at: settings.at(['hub', 'identity']), args: { hub } })]
    : [],
)

const emptied = perHub((hub) =>
  limitsOf(hub).map(({ setting, at }) => problems.raise('no-effect/for', { at, args: { hub: hub.id, setting } })),
)

/** Every `for:` from which all groups were taken out. */
function limitsOf({
  environments,
  sizes,
  cards,
  options,
  servers,
  settings,
}: UncheckedHub): { setting: string; at: Origin }[] {
  const paths = [
    ...environments.filter(({ groups }) => groups.length === 0).map(({ key }) => ['environments', key, 'for']),
    ...sizes.filter(({ groups }) => groups.length === 0).map(({ key }) => ['sizes', key, 'for']),
    ...cards.filter(({ groups }) => groups.length === 0).map(({ key }) => ['form', 'cards', key, 'for']),
    ...options.flatMap(({ key, choices }) =>
      choices
        .filter(({ groups }) => groups.length === 0)
        .map((choice) => ['form', 'options', key, 'choices', choice.key, 'for']),
    ),
    ...(servers.images.building?.groups.length === 0 ? [['image-building', 'for']] : []),
  ]
  return paths.flatMap((path) => {
    const node = nodeAt(settings.tree, path)
    return node?.kind === 'set' ? [{ setting: path.join('.'), at: node.at }] : []
  })
}

export const noEffectRules: RuleSet = { problems, rules: [ownImages, hubIdentity, emptied] }
