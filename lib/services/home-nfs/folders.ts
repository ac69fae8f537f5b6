import { HOME } from '../../plan/home.ts'
import type { SourceHub } from '../../plan/folders.ts'
import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'

/** The claim of the file system that servers mount. */
export const CLAIM = 'home'

/**
 * Where images keep their user's home: Jupyter's own, that of RStudio's images (`/home/rstudio`; rocker-project.org,
 * "The rocker images"), and those of environments that open elsewhere.
 */
export function homePaths(hub: HubPlan): string[] {
  const others = hub.environments.flatMap(({ directory, url, home }) => {
    if (home !== undefined) return [home]
    if (directory === undefined) return url === '/rstudio' ? ['/home/rstudio'] : []
    return directory.match(/^\/home\/[A-Za-z0-9_][A-Za-z0-9._-]*/)?.[0] ?? []
  })
  return [HOME, ...[...new Set(others)].filter((path) => path !== HOME).sort()]
}

/** What the folders are called on the hub's own share, each once. */
export const sharedPaths = (hub: HubPlan): string[] =>
  [...new Set(hub.folders.flatMap(({ subPath, of }) => (of === undefined ? (subPath ?? []) : [])))]
    .filter((path) => path !== hub.home.base)
    .sort()

/** The other hubs whose folders it has, each once. */
export const sourcesOf = (hub: HubPlan): SourceHub[] => [
  ...new Map(hub.folders.flatMap(({ of }) => (of === undefined ? [] : [[of.namespace, of] as const]))).values(),
]

/** The claim of another hub's file system, which is the name of its volume in a pod, too. */
export const otherClaim = ({ hub }: SourceHub): string => shorten(`home-of-${hub}`, 63)
