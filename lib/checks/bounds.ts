/** Rules of guarantees and limits, of memory and CPU, of servers and of what people choose. */
import { defineProblems, type Diagnostic, type Origin } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import { asWritten, mib } from '../plan/units.ts'
import { perHub, theirs, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'limit-below-guarantee': {
    severity: 'error',
    message: (what: OfHub & Record<'kind' | 'of', string> & Record<'limit' | 'guarantee', string | number>) =>
      `the ${what.kind} of ${what.of} of ${what.hub} is ` +
      `limited to ${what.limit}, less than the ${what.guarantee} that are set aside`,
    help: ({ guarantee }: { guarantee: string | number }) =>
      `Write a limit of ${guarantee} or more, or a smaller guarantee.`,
    why: 'Kubernetes refuses a pod that may use less than is set aside for it.',
  },
  'memory-without-limit': {
    severity: 'warning',
    message: ({ hub, size }: OfHub & { size: string }) =>
      `nothing limits the memory of the size \`${size}\` of ${hub}: its servers may use all that their machine has`,
    help: ({ guarantee }: { guarantee: string }) =>
      `Write \`memory: ${guarantee}\` for a limit, or \`limit: none\` beside the guarantee where none is wanted.`,
    why: 'Kubernetes takes a guarantee alone so, and where memory runs short it ends servers of others, too.',
  },
})

type Bounds<T> = T | { guarantee?: T | undefined; limit?: T | undefined } | undefined

const limitBelowGuarantee = perHub(({ id: hub, settings }) => {
  const { sizes = {}, memory, cpu } = settings.values
  const sized = Object.entries(sizes)
  if (sized.length === 0)
    return [
      ...below({ hub, kind: 'memory', of: 'servers' }, memory, (bound) => settings.at(['memory', bound])),
      ...below({ hub, kind: 'CPU', of: 'servers' }, cpu, (bound) => settings.at(['cpu', bound])),
    ]
  return sized.flatMap(([size, { memory, cpu }]) => [
    ...below({ hub, kind: 'memory', of: `the size \`${size}\`` }, memory, (bound) =>
      settings.at(['sizes', size, 'memory', bound]),
    ),
    ...below({ hub, kind: 'CPU', of: `the size \`${size}\`` }, cpu, (bound) =>
      settings.at(['sizes', size, 'cpu', bound]),
    ),
  ])
})

const limitOfChoice = perHub(({ id: hub, options, settings }) =>
  options.flatMap(({ key: option, choices }) =>
    choices.flatMap(({ key, memory, cpu }) => {
      const of = `the choice \`${key}\` of the option \`${option}\``
      const path = ['form', 'options', option, 'choices', key] as const
      return [
        ...below({ hub, kind: 'memory', of }, inText(memory), (bound) => settings.at([...path, 'memory', bound])),
        ...below({ hub, kind: 'CPU', of }, inCores(cpu), (bound) => settings.at([...path, 'cpu', bound])),
      ]
    }),
  ),
)

type Amount = { guarantee: number; limit?: number | undefined } | undefined

const inText = (amount: Amount): Bounds<string> =>
  amount && {
    guarantee: asWritten(amount.guarantee),
    limit: amount.limit === undefined ? 'none' : asWritten(amount.limit),
  }

const inCores = (amount: Amount): Bounds<number> =>
  amount && { guarantee: amount.guarantee / 1000, limit: amount.limit === undefined ? undefined : amount.limit / 1000 }

/** A bound of an amount is text with a unit (memory) or a number (cores). */
function below(
  what: Record<'hub' | 'kind' | 'of', string>,
  bounds: Bounds<string> | Bounds<number>,
  originOf: (bound: 'limit' | 'guarantee') => Origin,
): Diagnostic[] {
  if (typeof bounds !== 'object') return []
  const { limit, guarantee } = bounds
  if (limit === undefined || guarantee === undefined || amountOf(limit) >= amountOf(guarantee)) return []
  const at = theirs(originOf('limit'), originOf('guarantee'))
  return [problems.raise('limit-below-guarantee', { at, args: { ...what, limit, guarantee } })]
}

function amountOf(bound: string | number): number {
  if (bound === 'none') return Infinity
  return typeof bound === 'string' ? mib(bound) : bound
}

/** What is wanted says so. */
const memoryWithoutLimit = perHub(({ id: hub, sizes, settings }) =>
  sizes.flatMap(({ key: size, memory: { guarantee, limit } }) => {
    const written = nodeAt(settings.tree, ['sizes', size, 'memory'])
    if (limit !== undefined || !written || nodeAt(written, ['limit'])) return []
    const args = { hub, size, guarantee: asWritten(guarantee) }
    return [problems.raise('memory-without-limit', { at: written.at, args })]
  }),
)

export const boundRules: RuleSet = { problems, rules: [limitBelowGuarantee, limitOfChoice, memoryWithoutLimit] }
