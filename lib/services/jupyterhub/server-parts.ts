import type { MountPlan, Variables } from '../../plan/pods.ts'
import type { HubPlan } from '../../plan/types.ts'
import { volumeMounts } from '../pod-parts.ts'
import { SERVER_PARTS, SIGN_IN_VARIABLES } from './server-parts-python.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** What of a server depends on whose it is: the hub's Python adds it when one starts. */
export function serverPartValues(hub: HubPlan): HubValues {
  const mounts = hub.servers.mounts.filter(isForSome)
  const containers = Object.fromEntries(
    [...hub.servers.initContainers, ...hub.servers.sidecars].flatMap(({ name, variables = {} }) => {
      const found = personalVariables(variables)
      return Object.keys(found).length > 0 ? [[name, found]] : []
    }),
  )
  const signIn = Object.fromEntries(
    Object.entries(hub.servers.variables).flatMap(([name, variable]) =>
      typeof variable === 'object' && variable.from === 'sign-in' ? [[name, variable.fields]] : [],
    ),
  )
  const data = {
    mounts: mounts.length > 0 ? mounts.map((mount) => rule(hub, mount)) : undefined,
    containers: filled(containers),
    'sign-in': filled(signIn),
  }
  const finishes = data.mounts ?? data.containers
  if (!finishes && !hub.signIn.passesOn) return {}
  return {
    hub: {
      extraConfig: {
        '06-sign-in-variables': hub.signIn.passesOn ? SIGN_IN_VARIABLES : undefined,
        // after the folders of homes, below which it may mount
        'hubloom-server-parts': finishes ? SERVER_PARTS : undefined,
      },
    },
    custom: { hubloom: { servers: data } },
  }
}

/** Whether not everybody has it, or not everybody may write there. */
export const isForSome = ({ groups, adminsOnly, writers }: MountPlan): boolean =>
  groups.length > 0 || adminsOnly || writers.length > 0

function rule(hub: HubPlan, mount: MountPlan): Values {
  const [{ name, mountPath: path, subPath, readOnly, mountPropagation: propagation } = {}] = volumeMounts(
    hub.servers.volumes,
    [{ ...mount, writers: [] }],
  )
  return {
    name,
    path,
    subPath,
    propagation,
    readOnly,
    admins: mount.adminsOnly ? true : undefined,
    groups: mount.groups.length > 0 ? mount.groups : undefined,
    writers: mount.writers.length > 0 ? mount.writers : undefined,
  }
}

/** Of a container beside a server: what only the hub knows when it starts. */
const personalVariables = (variables: Variables): Values =>
  Object.fromEntries(
    Object.entries(variables).flatMap(([name, variable]): [string, Values][] => {
      if (typeof variable !== 'object') return []
      if (variable.from === 'sign-in') return [[name, { fields: variable.fields }]]
      return variable.from === 'choice' && variable.of === 'image' ? [[name, { choice: 'image' }]] : []
    }),
  )

const filled = (map: Values): Values | undefined => (Object.keys(map).length > 0 ? map : undefined)
