/** What Google Cloud refuses in the middle of an apply, asked of the project before it. */
import { sh } from '../../print/shell.ts'
import { machineTypes } from '../../plan/pools.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { Preflight } from '../cloud.ts'
import { ACCELERATORS } from './nodes.ts'

/** That the first zone, in which all machines are, has them and their GPUs. */
export const preflight = (plan: ClusterPlan): Preflight[] =>
  [
    offered(plan, { what: 'machine-types', names: machineTypes(plan) }),
    // machines with GPUs built in are listed with them as well
    offered(plan, {
      what: 'accelerator-types',
      names: plan.pools.flatMap(({ machine }) => (machine.gpu ? [ACCELERATORS[machine.gpu.kind]!] : [])),
    }),
  ].flatMap((each) => each ?? [])

interface Wanted {
  what: 'machine-types' | 'accelerator-types'
  names: readonly string[]
}

function offered({ account, zones: [zone = ''] }: ClusterPlan, { what, names }: Wanted): Preflight | undefined {
  const wanted = [...new Set(names)].sort()
  if (wanted.length === 0) return undefined
  const filter = `zone:${zone} AND name=(${wanted.join(' ')})`
  const list = sh`gcloud compute ${what} list --project ${account} --filter ${filter} --format 'value(name)'`
  return {
    test: sh`test "$(${list} | grep -c .)" = ${wanted.length}`,
    advice:
      `Not all of ${wanted.join(', ')} are offered in ${zone}. Write another zone under zones: in cluster.yaml, or ` +
      `other machines. What there is: gcloud compute ${what} list --project ${account} --filter zone:${zone}`,
  }
}
