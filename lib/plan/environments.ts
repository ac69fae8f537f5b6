import type { HubSettings } from '../settings/index.ts'
import { parseImage } from './image.ts'
import { markedDefaults, namesInOrder } from './order.ts'
import { planUser, planVariables } from './pods.ts'
import type { EnvironmentPlan } from './types.ts'
import type { Resolved } from './resolved.ts'

/** What people call the interfaces, and their paths. */
const INTERFACES: Record<string, string> = {
  lab: '/lab',
  notebook: '/tree',
  rstudio: '/rstudio',
  vscode: '/vscode',
  desktop: '/desktop',
}

/** The path that opens first: of an interface's name, or as it is written. */
export const interfacePath = (opens: string): string => INTERFACES[opens] ?? opens

/** What people can work in, in the order in which they see it. The first is the default, if none says so. */
export function planEnvironments({ values: settings, tree }: Resolved<HubSettings>): EnvironmentPlan[] {
  const keys = namesInOrder(tree, ['environments'])
  const [first = keys[0]] = markedDefaults(tree, ['environments'])
  return keys.map((key) => {
    const environment = settings.environments![key]!
    return {
      key,
      title: environment.title,
      image: environment.image,
      reference: parseImage(environment.image),
      url: interfacePath(environment.opens ?? settings.opens),
      pullAlways: environment.pull === 'always',
      default: key === first,
      groups: environment.for ?? [],
      variables: planVariables(environment.variables),
      description: environment.description,
      directory: environment.directory,
      home: environment.home,
      user: planUser(environment.user),
    }
  })
}
