/** Values of the outputs that changed and that no rule and no setting tells of: plainly, by what they stand in. */
import type { Leaf } from '../leaves.ts'
import { worstOf, type HarmToPeople, type Meaning } from './meaning.ts'
import { fileOf } from './shown.ts'
import { some } from './words.ts'

/** Kinds of objects that say who may do or reach something. */
const RIGHTS =
  /^(NetworkPolicy|GlobalNetworkPolicy|Role|RoleBinding|ClusterRole|ClusterRoleBinding|ValidatingAdmissionPolicy\w*)\//

/** Arguments and types of resources whose names say that they are about rights. */
const ACCESS = /(^|_)(iam|role|policy|access|member|security_group)(_|\.|$)/

export function harmOfLeaf({ format, address, path, after }: Leaf): HarmToPeople {
  switch (format) {
    case 'helm':
      if (address === 'jupyterhub' && path[0] === 'singleuser') return 'visible'
      return 'interrupts'
    case 'kubernetes':
      if (path[0] === 'metadata') return 'none'
      return RIGHTS.test(address) ? 'lets-in' : 'visible'
    case 'terraform':
      if (/^(provider|output|local)\./.test(address)) return 'none'
      if (after === undefined && path.length === 0 && /_/.test(address)) return 'interrupts'
      return ACCESS.test(address) ? 'lets-in' : 'none'
    case 'releases':
      return 'interrupts'
    case 'installed':
      return 'none'
  }
}

/** One meaning a file. `because` says why no setting is named. */
export function restMeanings(leaves: readonly Leaf[], because: string): Meaning[] {
  const byFile = new Map<string, Leaf[]>()
  for (const leaf of leaves) byFile.set(fileOf(leaf), [...(byFile.get(fileOf(leaf)) ?? []), leaf])
  return [...byFile].map(([file, found]) => ({
    code: 'rest',
    harm: worstOf(found.map(harmOfLeaf)),
    what: `${because}changes in ${file}: ${some([...new Set(found.map(placeOf))], 4)}`,
    settings: [],
    covers: found.map(exactly),
  }))
}

/** A pattern of one leaf; a step with a dot or a space in it covers its parent. */
function exactly({ format, address, path }: Leaf): string {
  const odd = path.findIndex((step) => /[. *]/.test(step))
  const steps = odd < 0 ? path : path.slice(0, odd)
  return [format, address, steps.length === 0 ? '*' : steps.join('.')].join(' ')
}

const placeOf = ({ format, address, path }: Leaf): string =>
  format === 'helm' ? path.slice(0, 3).join('.') || address : [address, ...path.slice(0, 1)].join(' ')
