import type { Attachment } from '../layers/attachments.ts'
import type { HubSettings } from '../settings/index.ts'
import { containerAmounts } from './servers.ts'
import { planFiles, planMounts, planUser, planVariables } from './pods.ts'
import type { FilePlan, MountPlan, Variables } from './pods.ts'

/** A service beside the hub (a "service" of JupyterHub): the hub knows it, makes its token and says what it may ask. */
export interface ExtraServicePlan {
  name: string
  /** Where the hub finds it: where it runs elsewhere, or here; undefined for those that only ask. */
  url?: string
  /** What runs it here. */
  run?: ServiceContainer
  /** What the hub itself runs, in its own pod. */
  inHub?: { command: readonly string[]; variables: Variables }
  /** Shown in the hub's menu. */
  display: boolean
  /** What it may ask of the hub: JupyterHub's scopes. */
  scopes: readonly string[]
  /** Whether everyone who may enter the hub may open it. */
  users: boolean
}

export interface ServiceContainer {
  /** Name of its objects. */
  object: string
  image: string
  /** What the image says when left out. */
  command?: readonly string[]
  port: number
  variables: Variables
  files: readonly FilePlan[]
  mounts: readonly MountPlan[]
  user?: number
  /** Guarantee and limit: MiB and thousandths of a core, `Infinity` where nothing limits it. */
  memory: { guarantee: number; limit: number }
  cpu: { guarantee: number; limit: number }
}

/** What a small web service asks for. */
const DEFAULTS = { memory: { guarantee: 64, limit: 1024 }, cpu: { guarantee: 10, limit: Infinity } }

/** Port of a service whose settings name none. */
const DEFAULT_PORT = 8000

interface Asked {
  settings: HubSettings
  namespace: string
  attachments: readonly Attachment[]
}

/** Services by the order of their names. */
export const planExtraServices = ({ settings, namespace, attachments }: Asked): ExtraServicePlan[] =>
  Object.entries(settings.services ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, service]) => {
      const run = service.image
        ? {
            object: `service-${name}`,
            image: service.image,
            command: service.command,
            port: service.port ?? DEFAULT_PORT,
            variables: planVariables(service.variables),
            files: planFiles(service.files, attachments),
            mounts: planMounts(service.mounts),
            user: planUser(service.user),
            ...containerAmounts(service, DEFAULTS),
          }
        : undefined
      const url = service.url ?? (run && `http://${run.object}.${namespace}.svc:${run.port}`)
      const { command, variables } = service
      return {
        name,
        url,
        run,
        inHub: command && url === undefined ? { command, variables: planVariables(variables) } : undefined,
        display: service.display ?? false,
        scopes: service.scopes ?? [],
        users: service.users !== false && url !== undefined,
      }
    })
