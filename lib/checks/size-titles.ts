/** Rules of titles that say other figures than what they are of has. */
import { defineProblems } from '../diagnostics.ts'
import type { SizePlan, UncheckedHub } from '../plan/types.ts'
import { inWords } from '../plan/units.ts'
import { perHub, said, type RuleSet } from './check.ts'

interface OfSize {
  hub: string
  size: string
  title: string
}

const problems = defineProblems({
  'title-says-otherwise/memory': {
    severity: 'warning',
    message: ({ size, title, hub, has }: OfSize & { has: string }) =>
      `the size \`${size}\` of ${hub} is called "${title}", and has ${has} of memory`,
    help: 'Correct the title or the memory. Without a title, hubloom writes one with the figures.',
    why: 'People choose a size by its title, and their kernels end where the memory does.',
  },
  'title-says-otherwise/cpu': {
    severity: 'warning',
    message: ({ size, title, hub, has }: OfSize & { has: string }) =>
      `the size \`${size}\` of ${hub} is called "${title}", and has ${has} CPU cores`,
    help: 'Correct the title or the CPU. Without a title, hubloom writes one with the figures.',
  },
  'title-says-otherwise/gpu': {
    severity: 'warning',
    message: ({ size, title, hub, has }: OfSize & { has?: string }) =>
      `the size \`${size}\` of ${hub} is called "${title}", and has ` +
      (has === undefined ? 'no GPU' : `a GPU of kind \`${has}\``),
    help: 'Correct the title, or the `gpu:` of the size.',
  },
})

/** `16 GiB`, `16GB`, `512 MiB`; not what is said of a disk, of the memory of a GPU, or of a whole machine. */
const MEMORY = /(\d+(?:\.\d+)?)\s*(?:([GMT])i?B?)\b(?!\s+(?:of\s+)?(?:disk|scratch|storage|SSD|NVMe|GPU|VRAM|space))/g
const CPU = /(\d+(?:\.\d+)?)\s*(?:v?CPUs?\b|(?:CPU )?cores?\b)/gi
/** Kinds of GPUs by name: `A10` is what AWS calls A10G. */
const GPU = /\b(T4|L4|A10G?|A100|V100|H100)\b/
const FACTORS: Readonly<Record<string, number>> = { M: 1, G: 1024, T: 1024 * 1024 }
/** GB is 7 % less than GiB, and titles round. */
const NEAR = 0.15

const figures = perHub((hub) =>
  hub.sizes.flatMap((size) => {
    const written = said(hub.settings.tree, ['sizes', size.key, 'title'])
    if (!written) return []
    const { text: title, at } = written
    const of = { hub: hub.id, size: size.key, title }
    const has = { memory: memoriesOf(hub, size), cpu: coresOf(hub, size) }
    const memory = only(title, MEMORY, ([, figure, unit]) => Number(figure) * FACTORS[unit!]!)
    const cpu = only(title, CPU, ([, figure]) => Number(figure) * 1000)
    const isOther = (said: number | undefined, all: readonly number[]): boolean =>
      said !== undefined && all.length > 0 && !all.some((each) => Math.abs(said - each) <= NEAR * each)
    return [
      // beside a GPU, a figure may be that of the GPU's memory
      ...(size.gpus === 0 && isOther(memory, has.memory)
        ? [problems.raise('title-says-otherwise/memory', { at, args: { ...of, has: inWords(size.memory.guarantee) } })]
        : []),
      ...(isOther(cpu, has.cpu)
        ? [
            problems.raise('title-says-otherwise/cpu', {
              at,
              args: { ...of, has: String(Math.round(size.cpu.guarantee / 100) / 10) },
            }),
          ]
        : []),
      ...(isOtherGpu(title, size)
        ? [problems.raise('title-says-otherwise/gpu', { at, args: { ...of, has: size.gpuKind } })]
        : []),
    ]
  }),
)

/** The one figure of its kind in a title; none where there are several, of which nobody knows which is meant. */
function only(title: string, pattern: RegExp, read: (match: RegExpExecArray) => number): number | undefined {
  const [first, ...others] = [...title.matchAll(pattern)]
  return first === undefined || others.length > 0 ? undefined : read(first)
}

/** All that a title may call the memory of a size, MiB: what was asked for, what it has, and that of its machine. */
const memoriesOf = (hub: UncheckedHub, { asked, memory, pool }: SizePlan): number[] => [
  ...asked,
  memory.guarantee,
  ...(memory.limit === undefined ? [] : [memory.limit]),
  ...hub.cluster.pools.filter(({ name }) => name === pool).map(({ machine }) => machine.memory),
]

/** Thousandths of a core, likewise. */
const coresOf = (hub: UncheckedHub, { cpu, pool }: SizePlan): number[] => [
  cpu.guarantee,
  cpu.limit,
  ...hub.cluster.pools.filter(({ name }) => name === pool).map(({ machine }) => machine.vcpu * 1000),
]

function isOtherGpu(title: string, { gpuKind }: SizePlan): boolean {
  const [, named] = GPU.exec(title) ?? []
  if (named === undefined) return false
  const kind = named === 'A10' ? 'a10g' : named.toLowerCase()
  return kind !== gpuKind
}

export const sizeTitleRules: RuleSet = { problems, rules: [figures] }
