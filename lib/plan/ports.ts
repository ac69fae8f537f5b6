import type { HubSettings } from '../settings/index.ts'
import type { ExtraServicePlan } from './extra-services.ts'
import { named } from './pods.ts'

/** A port of the hub's own address beside those of web pages: TCP, as it is. */
export interface PortPlan {
  name: string
  port: number
  /** `host:port` inside the cluster; missing only in an UncheckedHub. */
  address?: string
  /** Name of the service of the settings that it leads to. */
  service?: string
}

/** Ports by the order of their names. */
export const planPorts = ({ ports }: HubSettings, services: readonly ExtraServicePlan[]): PortPlan[] =>
  named(ports).map(([name, { port, to }]) => {
    if (to.includes(':')) return { name, port, address: to }
    const run = services.find((service) => service.name === to)?.run
    return { name, port, address: run && `${run.object}:${run.port}`, service: to }
  })
