import type { HubSettings } from '../settings/index.ts'
import { interfacePath } from './environments.ts'
import { markedDefaults, namesInOrder } from './order.ts'
import { planVariables, type Variables } from './pods.ts'
import type { Resolved } from './resolved.ts'
import { mib } from './units.ts'

/** A question of the hub's own in the form. */
export interface OptionPlan {
  key: string
  title: string
  /** Its answers, in the order in which people see them. */
  choices: readonly OptionChoice[]
}

export interface OptionChoice {
  key: string
  title: string
  description?: string | undefined
  default: boolean
  groups: readonly string[]
  variables: Variables
  /** MiB; without a limit, a server may use what its machine has. */
  memory?: { guarantee: number; limit?: number | undefined } | undefined
  /** Thousandths of a core; without a limit, the machine's. */
  cpu?: { guarantee: number; limit?: number | undefined } | undefined
  /** Path that opens first. */
  url?: string | undefined
}

type Form = NonNullable<HubSettings['form']>
type Choice = NonNullable<Form['options']>[string]['choices'][string]

/** What the settings ask people beside environment and size, in the order in which people see it. */
export const planOptions = ({ values: settings, tree }: Resolved<HubSettings>): OptionPlan[] =>
  namesInOrder(tree, ['form', 'options']).map((key) => {
    const { title, choices } = settings.form!.options![key]!
    const path = ['form', 'options', key, 'choices']
    const names = namesInOrder(tree, path)
    const [first = names[0]] = markedDefaults(tree, path)
    return { key, title, choices: names.map((name) => planChoice(name, choices[name]!, name === first)) }
  })

const planChoice = (key: string, choice: Choice, isDefault: boolean): OptionChoice => ({
  key,
  title: choice.title,
  description: choice.description,
  default: isDefault,
  groups: choice.for ?? [],
  variables: planVariables(choice.variables),
  memory: memoryOf(choice.memory),
  cpu: cpuOf(choice.cpu),
  url: choice.opens === undefined ? undefined : interfacePath(choice.opens),
})

/** As sizes have it: `4Gi` is guarantee and limit at once, a guarantee alone sets no limit. */
function memoryOf(memory: Choice['memory']): OptionChoice['memory'] {
  if (memory === undefined) return undefined
  if (typeof memory === 'string') return { guarantee: mib(memory), limit: mib(memory) }
  const { guarantee, limit } = memory
  return { guarantee: mib(guarantee), limit: limit === undefined || limit === 'none' ? undefined : mib(limit) }
}

function cpuOf(cpu: Choice['cpu']): OptionChoice['cpu'] {
  if (cpu === undefined) return undefined
  if (typeof cpu === 'number') return { guarantee: thousandths(cpu) }
  return { guarantee: thousandths(cpu.guarantee), limit: cpu.limit === undefined ? undefined : thousandths(cpu.limit) }
}

const thousandths = (cores: number): number => Math.round(cores * 1000)

/** What the answers of the form ask for of an amount: the most, the least, and where the most stands. */
interface Asked {
  most: number
  least: number
  option: string
  choice: string
}

/** Memory and CPU that people choose by options of the form; undefined where they do not. */
export function amountsAsked(resolved: Resolved<HubSettings>): Record<'memory' | 'cpu', Asked | undefined> {
  const answers = planOptions(resolved).flatMap(({ key, choices }) =>
    choices.map((choice) => ({ choice, option: key })),
  )
  const asked = (of: 'memory' | 'cpu'): Asked | undefined => {
    const all = answers
      .flatMap(({ choice, option }) => (choice[of] ? [{ most: choice[of].guarantee, option, choice: choice.key }] : []))
      .sort((a, b) => b.most - a.most)
    return all[0] && { ...all[0], least: all.at(-1)!.most }
  }
  return { memory: asked('memory'), cpu: asked('cpu') }
}
