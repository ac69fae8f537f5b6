/** How a size is called and described to those who choose it. */
import type { HubSettings } from '../settings/index.ts'
import type { Ask, Fit } from './fit.ts'
import { inWords } from './units.ts'

type Size = NonNullable<HubSettings['sizes']>[string]

/**
 * A title names the size in some 40 characters, the most that the form shows of a choice; a description says what more
 * there is. Both speak of what was asked for, so that they are the same on every cloud; only where a size with a GPU
 * asks for nothing else do they tell what its machine gives.
 */
export function sizeWords(size: Size, ask: Ask, given: Fit): { title: string; description?: string } {
  const gpu = ask.gpu === undefined ? undefined : gpuWords(ask.gpu, ask)
  const chosen = (of: 'memory' | 'cpu'): boolean => ask.chosen?.includes(of) === true
  const asked = typeof ask.limit === 'number' ? ask.limit : ask.guarantee
  const memory = chosen('memory') ? undefined : asked
  const open = ask.limit === 'none' ? ' or more' : ''
  const figures = gpu ? figuresOfGpu(ask, memory, given) : { memory, ...cores(ask) }
  const text = {
    memory:
      figures.memory === undefined || chosen('memory') ? undefined : `${inWords(figures.memory)} of memory${open}`,
    cpu: chosen('cpu') ? undefined : figures.cpu,
  }
  const title = gpu
    ? joined([memory === undefined ? undefined : `${inWords(memory)}${open}`, gpu.short], ', ')
    : joined([open && memory !== undefined ? `${inWords(memory)}${open}` : text.memory, text.cpu], ', ')
  const said = size.title === undefined && !gpu
  const description = joined([gpu?.long, ...(said ? [] : [text.memory, text.cpu]), figures.more], '; ')
  return {
    title: size.title ?? (title || 'Standard'),
    description: size.description ?? (capital(description) || (title || ask.chosen ? undefined : 'A whole machine')),
  }
}

function gpuWords(gpu: string, { gpus, gpuShares, gpuSliced }: Ask): { short: string; long: string } {
  const kind = `${gpus > 1 ? `${gpus} ` : ''}NVIDIA ${gpu.toUpperCase()}`
  if (gpuSliced) return { short: `1/${gpuShares} of an ${kind}`, long: `1/${gpuShares} of an ${kind} of its own` }
  return gpuShares > 1
    ? { short: `${kind}, shared by ${gpuShares}`, long: `${kind} shared by ${gpuShares} servers` }
    : { short: kind, long: `${kind} of its own` }
}

interface Figures {
  /** MiB. */
  memory?: number
  /** In words: `1.5 CPU cores or more`. */
  cpu?: string
  /** What is to be had beyond these. */
  more?: string
}

/** Beside a GPU, what was asked for, and what its machine gives of what was not: memory in whole GiB. */
function figuresOfGpu(ask: Ask, asked: number | undefined, { memory, cpu }: Fit): Figures {
  const whole = memory.guarantee < 1024 ? memory.guarantee : Math.floor(memory.guarantee / 1024) * 1024
  if (ask.cpu !== undefined || ask.cpuLimit !== undefined) return { memory: asked ?? whole, ...cores(ask) }
  return { memory: asked ?? whole, cpu: upTo(roundedDown(cpu.guarantee), roundedDown(cpu.limit)) }
}

/**
 * CPU in words. Where none was asked for it follows memory: machines have one core to 8 GB, of which a tenth is left to
 * the system.
 */
function cores({ guarantee, cpu, cpuLimit }: Ask): Omit<Figures, 'memory'> {
  const inProportion = guarantee === undefined ? undefined : cpuBeside(guarantee)
  const own = roundedDown(cpu ?? Math.min(inProportion ?? 0, cpuLimit ?? Infinity))
  if (cpuLimit !== undefined) return { cpu: limitedCores(own, cpuLimit) }
  if (cpu === undefined && inProportion === undefined) return {}
  return own === 0 ? { more: 'CPU as the machine has it to spare' } : { cpu: `${many(own)} or more` }
}

/** Thousandths of a core that machines have to so much memory, MiB. */
export const cpuBeside = (memory: number): number => (memory / 1024 / 8.5) * 1000

/** What is set aside comes first, where it is enough to be named. */
function limitedCores(own: number, limit: number): string {
  if (own === 0) return `up to ${many(limit)}`
  return own < limit ? `${inFigures(own)} to ${many(limit)}` : many(limit)
}

/** What is set aside, and more than that where the machine has it to spare. */
const upTo = (guarantee: number, limit: number): string =>
  limit > guarantee ? `${many(guarantee)} or more` : many(guarantee)

const many = (thousandths: number): string =>
  `${inFigures(thousandths)} CPU core${inFigures(thousandths) === 1 ? '' : 's'}`

const roundedDown = (thousandths: number): number => Math.floor(thousandths / 100) * 100

const inFigures = (thousandths: number): number => Math.round(thousandths / 100) / 10

const joined = (parts: readonly (string | undefined)[], between: string): string =>
  parts.filter((part) => part).join(between)

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)
