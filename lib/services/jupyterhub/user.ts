import type { PodPlan } from '../../plan/servers.ts'
import { spawnerText } from '../../print/kubespawner.ts'

type Values = Record<string, unknown>

/** Without it, Jupyter's server refuses to run as root (jupyter_server, `ServerApp.allow_root`). */
export const ROOT_ARGUMENTS: readonly string[] = ['--allow-root']

/**
 * Images of the Jupyter Docker Stacks start as root, then change to their user, who may use `sudo`
 * (jupyter-docker-stacks.readthedocs.io, "Docker options").
 */
export const SUDO_VARIABLES: Readonly<Record<string, string>> = { GRANT_SUDO: 'yes', NB_UID: '1000', NB_GID: '100' }

/** `{user}` as KubeSpawner has it: of the person and the server, safe in names and labels, of 48 characters at most. */
const ofPerson = (text: string): string => text.split('{user}').map(spawnerText).join('{user_server}')

export const podName = ({ name }: PodPlan): string | undefined =>
  name?.replace('{user}', '{user_server}').replace('{id}', '{userid}')

export function podConfig({ restart, serviceLinks, hostName }: PodPlan): Values | undefined {
  const config = {
    restartPolicy: restart ? undefined : 'Never',
    enableServiceLinks: serviceLinks,
    hostname: hostName === undefined ? undefined : ofPerson(hostName),
  }
  return Object.values(config).some((value) => value !== undefined) ? config : undefined
}

export const podLabels = ({ labels }: PodPlan): Values | undefined =>
  Object.keys(labels).length > 0
    ? Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, ofPerson(value)]))
    : undefined
