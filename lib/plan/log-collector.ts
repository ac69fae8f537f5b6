/** What keeping the logs of pods takes of each machine, where the cloud itself does not send them. */
import type { ClusterSettings } from '../settings/index.ts'
import { remembered } from '../remembered.ts'
import type { CloudFacts, Machine } from './cloud-facts.ts'
import { schedulable } from './machines.ts'

/** The cloud as a cluster with these settings has it: with `logs:`, each machine carries a collector. */
export const factsFor = (facts: CloudFacts, { logs }: ClusterSettings): CloudFacts =>
  logs && facts.logCollector ? withCollector(facts) : facts

/** The same machines for all clusters, since pools are told apart by them. */
const withCollector = remembered((facts: CloudFacts): CloudFacts => {
  const { memory, cpu } = facts.logCollector!
  const carrying = (machine: Machine): Machine => {
    const system = {
      memory: machine.system.memory + memory,
      cpu: machine.system.cpu + cpu,
      pods: machine.system.pods + 1,
    }
    return { ...machine, system, schedulable: schedulable({ allocatable: machine.allocatable, system }) }
  }
  return { ...facts, machines: facts.machines.map(carrying) }
})
