import { isMap, type PlainMap } from '../../maps.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { some } from '../words.ts'

/** A container that fetches a repository before a server starts (github.com/NASA-IMPACT/jupyterhub-gitpuller-init). */
const PULLER = 'jupyterhub-gitpuller-init'

export const isPuller = (container: PlainMap): boolean => String(container['image']).includes(PULLER)

/** Repositories that containers at a path fetch. */
export function pulledIn(values: Values, path: Path): PlainMap[] {
  const list = values.get(path)
  return (Array.isArray(list) ? list : []).flatMap((container: unknown, i): PlainMap[] => {
    if (!isMap(container) || !isPuller(container)) return []
    const variables = Array.isArray(container['env']) ? container['env'].filter(isMap) : []
    const of = (name: string): unknown => variables.find((each) => each['name'] === name)?.['value']
    const repository = of('SOURCE_REPO')
    if (typeof repository !== 'string') return []
    values.said('git-pull', [...path, i])
    return [pulled(repository, of('SOURCE_BRANCH'), of('TARGET_PATH'))]
  })
}

/** `gitpuller https://github.com/example/course main folder`, alone or in a shell. */
export function gitPull(command: readonly string[]): PlainMap[] | undefined {
  const words = command.length === 3 && /sh$/.test(command[0]!) ? command[2]!.trim().split(/\s+/) : command
  const [program, repository, branch, folder, ...more] = words
  // more of a shell than one command stays a hook
  if (program !== 'gitpuller' || repository === undefined || more.length > 0) return undefined
  if ([repository, branch, folder].some((word) => /[;&|$<>'"]/.test(word ?? ''))) return undefined
  return [pulled(repository, branch, folder)]
}

const pulled = (repository: string, branch: unknown, folder: unknown): PlainMap => ({
  repository,
  ...some({ branch: branch === 'main' ? undefined : branch, folder }),
})
