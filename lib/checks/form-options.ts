/** Rules of what a hub asks in its form beside environment and size. */
import { defineProblems, listed } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import type { OptionChoice, OptionPlan } from '../plan/options.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfOption {
  hub: string
  option: string
}

const problems = defineProblems({
  'option-name': {
    severity: 'error',
    message: ({ hub, option }: OfOption) => `the form of ${hub} has a question of the name \`${option}\` already`,
    help: 'Give it another name: its `title` is what people read.',
  },
  'empty-option': {
    severity: 'error',
    message: ({ hub, option }: OfOption) => `the option \`${option}\` of the form of ${hub} has no choices`,
    help: 'Name some below `choices`, or take the option out.',
  },
  'uneven-option': {
    severity: 'error',
    message: ({ hub, option, what, lacks }: OfOption & { what: string; lacks: readonly string[] }) =>
      `some choices of the option \`${option}\` of ${hub} say the \`${what}\` of a server, and ${listed(lacks)} not`,
    help: 'Write it for each of its choices.',
    why: 'What an option says takes the place of what sizes say: a choice without it would have nothing to go by.',
  },
  'asked-twice': {
    severity: 'error',
    message: ({ hub, option, first, what }: OfOption & { first: string; what: string }) =>
      `both the options \`${first}\` and \`${option}\` of the form of ${hub} set \`${what}\``,
    help: 'Let one of them set it.',
    why: 'The answer to the later question would take the place of what the other one says.',
  },
  'option-decides': {
    severity: 'warning',
    message: ({ hub, size, option, what }: OfOption & { size: string; what: string }) =>
      `\`${what}\` of the size \`${size}\` of ${hub} does nothing: people choose it by the option \`${option}\``,
    help: 'Take it out of the size, or out of the choices of the option.',
  },
  'limited-choices': {
    severity: 'warning',
    message: ({ hub, option }: OfOption) =>
      `the choice of the option \`${option}\` of ${hub} that is selected first is for some groups only`,
    help: 'Mark one as default that everybody may have.',
    why: 'Who is in none of the groups of any choice can start no server, and the others are offered another one.',
  },
})

/** Questions that each form asks itself, and the word by which KubeSpawner knows a card. */
const TAKEN = ['environment', 'size', 'profile']
const AMOUNTS = ['memory', 'cpu'] as const

const names = perHub(({ id: hub, options, settings }) =>
  options
    .filter(({ key }) => TAKEN.includes(key))
    .map(({ key: option }) =>
      problems.raise('option-name', { at: settings.at(['form', 'options', option]), args: { hub, option } }),
    ),
)

const empty = perHub(({ id: hub, options, settings }) =>
  options
    .filter(({ choices }) => choices.length === 0)
    .map(({ key: option }) =>
      problems.raise('empty-option', { at: settings.nearest(['form', 'options', option]), args: { hub, option } }),
    ),
)

const uneven = perHub(({ id: hub, options, settings }) =>
  options.flatMap(({ key: option, choices }) =>
    AMOUNTS.flatMap((what) => {
      const lacks = choices.filter((choice) => choice[what] === undefined).map(({ key }) => key)
      if (lacks.length === 0 || lacks.length === choices.length) return []
      const at = settings.at(['form', 'options', option, 'choices', lacks[0]!])
      return [problems.raise('uneven-option', { at, args: { hub, option, what, lacks } })]
    }),
  ),
)

const twice = perHub(({ id: hub, options, settings }) =>
  options.flatMap((each, i) =>
    [...setBy(each)].flatMap((what) => {
      const first = options.slice(0, i).find((other) => setBy(other).has(what))
      if (!first) return []
      const at = settings.at(['form', 'options', each.key])
      const related = [{ at: settings.at(['form', 'options', first.key]), note: `\`${first.key}\`` }]
      return [problems.raise('asked-twice', { at, related, args: { hub, option: each.key, first: first.key, what } })]
    }),
  ),
)

/** What the choices of an option set, as the settings call it. */
const setBy = ({ choices }: OptionPlan): ReadonlySet<string> => new Set(choices.flatMap(setByChoice))

const setByChoice = ({ memory, cpu, url, variables }: OptionChoice): string[] => [
  ...(memory ? ['memory'] : []),
  ...(cpu ? ['cpu'] : []),
  ...(url === undefined ? [] : ['opens']),
  ...Object.keys(variables),
]

const decides = perHub(({ id: hub, options, sizes, settings }) =>
  AMOUNTS.flatMap((what) => {
    const option = options.find(({ choices }) => choices.some((choice) => choice[what] !== undefined))?.key
    if (option === undefined) return []
    return sizes.flatMap(({ key: size }) => {
      const written = nodeAt(settings.tree, ['sizes', size, what])
      // what a profile says for all its hubs is not this hub's wish
      if (written?.at.community === undefined) return []
      return [problems.raise('option-decides', { at: written.at, args: { hub, size, option, what } })]
    })
  }),
)

const limited = perHub(({ id: hub, options, settings }) =>
  options.flatMap(({ key: option, choices }) =>
    choices
      .filter((choice) => choice.default && choice.groups.length > 0)
      .map(({ key }) =>
        problems.raise('limited-choices', {
          at: settings.at(['form', 'options', option, 'choices', key, 'for']),
          args: { hub, option },
        }),
      ),
  ),
)

export const formOptionRules: RuleSet = {
  problems,
  rules: [names, empty, uneven, twice, decides, limited],
}
