/** Rules of lists that people choose from: what is chosen at first, who may have it, and in which order they stand. */
import { defineProblems, listed, type Diagnostic, type Origin } from '../diagnostics.ts'
import { nodeAt, type Path } from '../layers/tree.ts'
import { entryRules } from '../plan/entry.ts'
import type { OptionPlan } from '../plan/options.ts'
import { markedDefaults, namesInOrder } from '../plan/order.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'one-default': {
    severity: 'error',
    message: ({ hub, kind, marked }: OfHub & { kind: string; marked: readonly string[] }) =>
      `${hub} has ${marked.length} default ${kind}: ${listed(marked)}`,
    help: 'Keep one. What a later file marks wins over what an earlier one did.',
  },
  'same-place': {
    severity: 'warning',
    message: ({ hub, kind, key, order, first }: OfHub & Record<'kind' | 'key' | 'first', string> & { order: number }) =>
      `both \`${first}\` and \`${key}\` of the ${kind} of ${hub} are to have place ${order} of their list`,
    help: ({ first }: { first: string }) =>
      `\`${first}\` comes first now. Give one of them another \`order\`, or \`order: null\` where it is inherited.`,
    why: 'A profile may have given the place already, and who adds an entry rarely looks there.',
  },
  'limited-default': {
    severity: 'warning',
    message: ({ hub, kind, key }: OfHub & { kind: string; key: string }) =>
      `the default of the ${kind} of ${hub}, \`${key}\`, is for some groups only`,
    help: 'Mark one as default that everybody may have.',
    why: 'Who may not have the default is offered another one; whoever writes the file rarely means that.',
  },
  'limited-default/all': {
    severity: 'warning',
    message: ({ hub, kind, outsider }: OfHub & { kind: string; outsider: string }) =>
      `all ${kind} of ${hub} are for some groups only, and others enter, too (${outsider}): they get no server`,
    help: ({ kind }: { kind: string }) => `Add one of the ${kind} without \`for\`; or let in these groups alone.`,
    why: '`sizes` and `environments` of a hub take the place of the server that it had without them.',
  },
  'default-with-gpu': {
    severity: 'warning',
    message: ({ hub, size }: OfHub & { size: string }) =>
      `the default size of ${hub}, \`${size}\`, has a GPU: everybody who only clicks through pays for one`,
    help: 'Mark a size without a GPU as default.',
  },
})

const oneDefault = perHub(({ id: hub, options, settings }) =>
  [
    ...(['environments', 'sizes'] as const).map((kind) => ({ kind: kind as string, path: [kind] as Path })),
    ...optionLists(options),
  ].flatMap(({ kind, path }) => {
    const marked = markedDefaults(settings.tree, path)
    const [kept] = marked
    if (kept === undefined) return []
    const placeOf = (key: string): Origin => nodeAt(settings.tree, [...path, key, 'default'])!.at
    return marked
      .filter((key) => key !== kept)
      .map((key) =>
        problems.raise('one-default', {
          at: placeOf(key),
          related: [{ at: placeOf(kept), note: `\`${kept}\`` }],
          args: { hub, kind, marked },
        }),
      )
  }),
)

/** Entries that people choose from, by where they are written. */
const LISTS = [
  { kind: 'environments', path: ['environments'] },
  { kind: 'sizes', path: ['sizes'] },
  { kind: 'cards', path: ['form', 'cards'] },
  { kind: 'options', path: ['form', 'options'] },
  { kind: 'providers', path: ['auth', 'cilogon', 'providers'] },
] as const

/** Choices of each option of the form. */
const optionLists = (options: readonly OptionPlan[]): { kind: string; path: Path }[] =>
  options.map(({ key }) => ({ kind: `choices of \`${key}\``, path: ['form', 'options', key, 'choices'] }))

const samePlace = perHub(({ id: hub, options, settings }) =>
  [...LISTS, ...optionLists(options)].flatMap(({ kind, path }) => {
    const placed = namesInOrder(settings.tree, path).flatMap((key) => {
      const order = nodeAt(settings.tree, [...path, key, 'order'])
      return order?.kind === 'value' ? [{ key, order: Number(order.value), at: order.at }] : []
    })
    return placed.flatMap(({ key, order, at }, i) => {
      const first = placed.slice(0, i).find((other) => other.order === order)
      if (!first) return []
      const related = [{ at: first.at, note: `\`${first.key}\`` }]
      return [problems.raise('same-place', { at, related, args: { hub, kind, key, order, first: first.key } })]
    })
  }),
)

const limitedDefault = perHub((hub) =>
  (['environments', 'sizes'] as const).flatMap((kind) => {
    const offered = hub[kind].filter(({ key }) => nodeAt(hub.settings.tree, [kind, key]) !== undefined)
    if (offered.length > 0 && offered.every(({ groups }) => groups.length > 0)) return limitedToAll(hub, kind)
    return offered
      .filter((each) => each.default && each.groups.length > 0)
      .map(({ key }) =>
        problems.raise('limited-default', { at: hub.settings.at([kind, key]), args: { hub: hub.id, kind, key } }),
      )
  }),
)

/** Fine where those who may enter are of these groups, as far as lists of the settings say. */
function limitedToAll(hub: UncheckedHub, kind: 'environments' | 'sizes'): Diagnostic[] {
  const named = new Set(hub[kind].flatMap(({ groups }) => groups))
  const members = hub.groups.filter(({ name }) => named.has(name)).flatMap((group) => group.members)
  const inside = new Set([...named, ...members])
  const outsider = entryRules(hub)
    .filter(({ setting }) => !/[.]admin/.test(setting))
    .flatMap((rule) => rule.members)
    .find(({ name }) => !inside.has(name))
  const at = hub.settings.at([kind, hub[kind][0]!.key])
  const args = { hub: hub.id, kind }
  return outsider ? [problems.raise('limited-default/all', { at, args: { ...args, outsider: outsider.name } })] : []
}

const defaultWithGpu = perHub(({ id: hub, sizes, settings }) =>
  sizes
    .filter((size) => size.default && size.gpus > 0 && sizes.some((other) => other.gpus === 0))
    .map(({ key: size }) =>
      problems.raise('default-with-gpu', { at: settings.nearest(['sizes', size, 'default']), args: { hub, size } }),
    ),
)

export const choiceRules: RuleSet = { problems, rules: [oneDefault, samePlace, limitedDefault, defaultWithGpu] }
