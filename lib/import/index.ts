/** From values files of a JupyterHub to inputs of hubloom, with what became of each line. Pure. */
import { partsOf } from './charts.ts'
import { fit, type Fitted, type Target } from './fit.ts'
import type { Infrastructure } from './infrastructure/index.ts'
import { layOver, NoValues, readValues, type SourceNode } from './source.ts'

export { NoValues } from './source.ts'
export type { Fitted, Target } from './fit.ts'

/** Reads values files in Helm's order. Throws NoValues where they are none of JupyterHub's, or cannot be read. */
export function importValues(
  files: readonly (readonly [name: string, text: string])[],
  target: Target,
  infrastructure?: Infrastructure,
): Fitted {
  const nodes = files.map(([name, text]) => readValues(name, text))
  const merged = nodes.reduce<SourceNode | undefined>(layOver, undefined)
  const parts = merged ? partsOf(merged) : []
  if (!parts.some(({ release }) => release === 'jupyterhub'))
    throw new NoValues(
      `${files.map(([name]) => name).join(', ')}: no values of JupyterHub: neither hub, singleuser nor proxy at the ` +
        'top, below jupyterhub, or below basehub.jupyterhub (those in a helmfile: `helmfile write-values` gives them)',
    )
  return fit(parts, target, infrastructure)
}
