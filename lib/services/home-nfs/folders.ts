import { HOME } from '../../plan/home.ts'
import type { HubPlan } from '../../plan/types.ts'

/** The claim of the file system that servers mount. */
export const CLAIM = 'home'

/**
 * Where images keep their user's home: Jupyter's own, that of RStudio's images (`/home/rstudio`; rocker-project.org,
 * "The rocker images"), and those of environments that open elsewhere.
 */
export function homePaths(hub: HubPlan): string[] {
  const others = hub.environments.flatMap(({ directory, url }) => {
    if (directory === undefined) return url === '/rstudio' ? ['/home/rstudio'] : []
    return directory.match(/^\/home\/[A-Za-z0-9_][A-Za-z0-9._-]*/)?.[0] ?? []
  })
  return [HOME, ...[...new Set(others)].filter((path) => path !== HOME).sort()]
}

/** What the folders are called on the share, each once. */
export const sharedPaths = (hub: HubPlan): string[] =>
  [...new Set(hub.folders.flatMap(({ subPath }) => subPath ?? []))].filter((path) => path !== hub.home.base).sort()
