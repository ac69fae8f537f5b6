/** Which part of values files belongs to which chart: operators nest charts in one of their own. */
import { nodeAt, type Path, type SourceNode } from './source.ts'

export interface Part {
  /** The release as `overrides.helm` names it; undefined for what hubloom writes no chart for. */
  release: string | undefined
  /** Where it stands in the values. */
  path: Path
  node: SourceNode
}

/** First keys of the chart `jupyterhub`. */
const JUPYTERHUB = [
  ...['hub', 'singleuser', 'proxy', 'ingress', 'scheduling', 'prePuller', 'cull', 'custom', 'global', 'debug'],
  ...['rbac', 'imagePullSecrets', 'imagePullSecret', 'fullnameOverride', 'nameOverride', 'httpRoute', 'jupyterhub'],
  // of charts before 1.0
  'auth',
]
const IN_JUPYTERHUB = ['hub', 'singleuser', 'proxy', 'cull', 'scheduling', 'prePuller']
/** How deep parents of charts are looked into: 2i2c's daskhub has basehub, which has jupyterhub. */
const DEEPEST = 3
const CHARTS: Readonly<Record<string, string>> = {
  jupyterhub: 'jupyterhub',
  'dask-gateway': 'dask-gateway',
  'binderhub-service': 'image-building',
  'jupyterhub-home-nfs': 'home-nfs',
}

/** The parts of merged values. None is of `jupyterhub` where they are no JupyterHub's. */
export function partsOf(node: SourceNode, path: Path = []): Part[] {
  const keys = [...(node.map?.keys() ?? [])]
  if (keys.some((key) => IN_JUPYTERHUB.includes(key)) && !keys.includes('jupyterhub'))
    return [
      { release: 'jupyterhub', path, node: { ...node, map: only(node, JUPYTERHUB) } },
      ...others(node, path, JUPYTERHUB),
    ]
  return keys.flatMap((key): Part[] => {
    const child = nodeAt(node, [key])!
    const below = [...path, key]
    const release = Object.hasOwn(CHARTS, key) ? CHARTS[key] : undefined
    if (release !== undefined) return [{ release, path: below, node: child }]
    if (path.length < DEEPEST && wraps(child)) return partsOf(child, below)
    return [{ release: undefined, path: below, node: child }]
  })
}

/** Whether a chart that hubloom knows is somewhere below. */
const wraps = ({ map }: SourceNode): boolean =>
  [...(map ?? [])].some(([key, child]) => Object.hasOwn(CHARTS, key) || (child.map !== undefined && wraps(child)))

const only = ({ map }: SourceNode, keys: readonly string[]): Map<string, SourceNode> =>
  new Map([...map!].filter(([key]) => keys.includes(key)))

function others({ map }: SourceNode, path: Path, keys: readonly string[]): Part[] {
  return [...map!]
    .filter(([key]) => !keys.includes(key))
    .map(([key, node]) => ({
      release: Object.hasOwn(CHARTS, key) ? CHARTS[key] : undefined,
      path: [...path, key],
      node,
    }))
}
