/** GPUs that are divided into parts (MIG). */
import type { Diagnostic, Origin } from '../diagnostics.ts'
import type { CloudFacts } from './cloud-facts.ts'
import { GPU_PARTS, planProblems } from './problems.ts'

/** The one kind of those that hubs can ask for that can be divided. */
const SLICED = 'a100'

interface Said {
  'gpu-slices'?: number
  'gpu-shares'?: number
  gpus?: number
}

/** What is wrong with the slices that a size or a pool asks for, of GPUs of this kind. */
export function sliceFault(
  said: Said,
  kind: string | undefined,
  { what, at, facts }: { what: string; at: Origin; facts: CloudFacts },
): Diagnostic | undefined {
  const slices = said['gpu-slices']
  if (slices === undefined) return undefined
  if (kind !== SLICED)
    return planProblems.raise('gpu-slices/kind', {
      at,
      args: { what, kind: facts.families.gpu[SLICED] ? SLICED : undefined },
    })
  if (!GPU_PARTS.includes(slices)) return planProblems.raise('gpu-slices/number', { at, args: { what, slices } })
  if (said['gpu-shares'] !== undefined) return planProblems.raise('gpu-slices/shares', { at, args: { what } })
  return (said.gpus ?? 1) > 1 ? planProblems.raise('gpu-slices/several', { at, args: { what } }) : undefined
}
