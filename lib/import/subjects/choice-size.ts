import { isMap, type PlainMap } from '../../maps.ts'
import { registry } from '../../registry.ts'
import type { Values } from '../values.ts'
import { between, cores, filled, size, some } from '../words.ts'
import { words, wordsOf, type Choice, type Named } from './choice.ts'

/** A choice as a size, by its name; undefined where it asks for no memory, CPU or GPU. */
export function sizeOf(
  values: Values,
  sizes: Named,
  { base, choice }: { base: Choice; choice: Choice },
): string | undefined {
  const override = { ...base.override, ...choice.override }
  const gpu = gpuOf(override)
  const memory = between(size(override['mem_guarantee']), size(override['mem_limit']))
  const cpu = between(cores(override['cpu_guarantee']), cores(override['cpu_limit']))
  const isAsked = choice !== base && asksGpus(choice.override)
  if (!memory && !cpu && gpu?.gpu === undefined && !isAsked) return undefined
  const description = values.text([...choice.path, 'description'])
  const groups = choice.groups.length > 0 ? choice.groups : base.groups
  const name = sizes.nameOf(JSON.stringify([choice.title, description, memory, cpu, gpu, groups]), choice.name)
  said(values, [choice, base], { gpu, setting: `sizes.${name}` })
  if (choice !== base) words(values, choice, `sizes.${name}`)
  const isDefault = choice.isDefault && base.isDefault
  const rest = { memory, cpu, ...(gpu?.gpu === undefined ? {} : gpu), for: filled(groups) }
  sizes.things[name] ??= {
    ...wordsOf(choice.title, description),
    ...some({ ...rest, default: isDefault || undefined }),
  }
  return name
}

/** Notes what becomes of what choices ask for. */
function said(
  values: Values,
  choices: readonly Choice[],
  { gpu, setting }: { gpu: Gpu | undefined; setting: string },
): void {
  for (const { path } of choices) {
    const place = [...path, 'kubespawner_override']
    values.said(`${setting}.memory`, [...place, 'mem_guarantee'], [...place, 'mem_limit'])
    values.said(`${setting}.cpu`, [...place, 'cpu_guarantee'], [...place, 'cpu_limit'])
    values.said(`${setting}.description`, [...path, 'description'])
    const gpus = ['extra_resource_limits', 'extra_resource_guarantees'].map((key) => [...place, key])
    if (gpu === undefined) values.follows('a size has no GPU unless it says one', ...gpus)
    else if (gpu.gpu !== undefined) values.said(`${setting}.gpu`, ...gpus)
    else values.note({ kind: 'not-carried', why: 'say the kind of GPU, as `gpu:` of the size' }, ...gpus)
    values.follows('the pool follows from the size', [...place, 'node_selector'], [...place, 'tolerations'])
  }
}

/** Kinds of GPU, and which kind each machine type of the clouds has. */
const MACHINES = Object.values(registry.clouds).flatMap(({ facts }) => facts.machines)
const GPU_OF = new Map(MACHINES.flatMap(({ type, gpu }) => (gpu ? [[type, gpu.kind] as const] : [])))
const KINDS = new Set(GPU_OF.values())

/** Parts of an A100 with 40 GB as its device plugin names them, and into how many the GPU is divided. */
const SLICES: Readonly<Record<string, number>> = {
  'nvidia.com/mig-1g.5gb': 7,
  'nvidia.com/mig-2g.10gb': 3,
  'nvidia.com/mig-3g.20gb': 2,
  'nvidia.com/mig-7g.40gb': 1,
}

interface Gpu {
  gpu?: string
  gpus?: number
  'gpu-slices'?: number
}

const limitsOf = (override: PlainMap): [string, number][] => {
  const limits = override['extra_resource_limits']
  return Object.entries(isMap(limits) ? limits : {})
    .filter(([name]) => name.startsWith('nvidia.com/'))
    .map(([name, count]) => [name, Number(count)])
}

/** Whether something is said of GPUs, be it that there is none. */
const asksGpus = (override: PlainMap): boolean => limitsOf(override).length > 0

export const asksGpu = (override: PlainMap): boolean => limitsOf(override).some(([, count]) => count > 0)

/** How many GPUs a choice asks for, and of which kind, by the machine or the label of GPUs that it selects. */
function gpuOf(override: PlainMap): Gpu | undefined {
  const [name, count] = limitsOf(override).find(([, each]) => each > 0) ?? []
  if (name === undefined) return undefined
  const parts = Object.hasOwn(SLICES, name) ? SLICES[name]! : undefined
  if (parts !== undefined) return { gpu: 'a100', ...(parts > 1 ? { 'gpu-slices': parts } : {}) }
  const selector = override['node_selector']
  const words = isMap(selector) ? Object.values(selector).map(String) : []
  // `nvidia-tesla-t4`, as labels of Google Cloud and AWS have it
  const labels = words.map((word) => word.replace(/^nvidia-(tesla-)?/, '')).filter((word) => KINDS.has(word))
  const [gpu] = [...words.flatMap((word) => GPU_OF.get(word) ?? []), ...labels]
  return { ...some({ gpu }), ...(count! > 1 ? { gpus: count! } : {}) }
}
