/** Plans of small invented fleets, from the texts of their files, through the real layers and the real planning. */
import { stringify } from 'yaml'
import type { Rule } from '../lib/checks/check.ts'
import { summaryOf } from '../lib/checks/summary.ts'
import { toJson } from '../lib/cli/reporters/json.ts'
import { capacities, podsOfHub } from '../lib/capacity.ts'
import { runChecks, runFleetChecks } from '../lib/compile-group.ts'
import { hasErrors } from '../lib/diagnostics.ts'
import { readInputs } from '../lib/layers/inputs.ts'
import { resolve } from '../lib/layers/resolve.ts'
import { planFleet } from '../lib/plan/index.ts'
import type { ClusterPlan, Fleet, HubPlan, UncheckedHub } from '../lib/plan/types.ts'
import type { CloudFacts } from '../lib/plan/cloud-facts.ts'
import { serviceFacts } from '../lib/services/index.ts'
import { registry } from '../lib/registry.ts'
import { textOf } from '../lib/wording.ts'
import { profiles } from './fleet.ts'

/** The files of one community, as YAML or as what YAML would say. `hubs` are by name. */
export interface Files {
  name?: string
  community?: string | object
  cluster: string | object
  hubs: Readonly<Record<string, string | object>>
}

const FACTS = Object.fromEntries(Object.entries(registry.clouds).map(([name, { facts }]) => [name, facts]))
const yaml = (content: string | object): string => (typeof content === 'string' ? content : stringify(content))

/** The files by path, for `compileTexts`. */
export function textsOf({ name = 'polar', community = 'name: Polar Data Lab\n', cluster, hubs }: Files) {
  return {
    [`communities/${name}/community.yaml`]: yaml(community),
    [`communities/${name}/cluster.yaml`]: yaml(cluster),
    ...Object.fromEntries(
      Object.entries(hubs).map(([hub, content]) => [`communities/${name}/hubs/${hub}.yaml`, yaml(content)]),
    ),
  }
}

/**
 * The plans over the shipped profiles, before any check. Throws what is wrong with the files: a test that wants
 * diagnostics compiles the texts.
 */
export function fleetFrom(files: Files): Fleet {
  const inputs = readInputs(
    new Map([...profiles, ...Object.entries(textsOf(files))]),
    [files.name ?? 'polar'],
    registry,
  )
  const resolution = resolve(inputs, registry)
  const planned = planFleet(resolution, FACTS)
  const found = [...inputs.diagnostics, ...resolution.diagnostics, ...planned.diagnostics]
  if (hasErrors(found))
    throw new Error(found.map((d) => `${d.at.file}:${d.at.line}: ${d.code}: ${toJson(d).message}`).join('\n'))
  return planned.fleet
}

/** The plans of a fleet with one cluster; `hub` is the first of its hubs by name. */
export function plansFrom(files: Files): { cluster: ClusterPlan; hub: HubPlan; hubs: readonly HubPlan[] } {
  const { clusters, hubs } = fleetFrom(files)
  return { cluster: clusters[0]!, hub: hubs[0]!, hubs }
}

/** What every rule says of a fleet, as `code file:line: message`. */
export const said = (fleet: Fleet): string[] =>
  [...runChecks(fleet, registry), ...runFleetChecks(summaryOf(fleet, FACTS), registry)].map(
    (found) => `${found.code} ${found.at.file.split('/').at(-1)}:${found.at.line}: ${textOf(found).message}`,
  )

/** What rules find in a plan. `unsupported` takes the place of what the clouds lack. */
export function findings(
  rules: readonly Rule[],
  hubs: readonly HubPlan[],
  { today, unsupported }: { today?: string | undefined; unsupported?: CloudFacts['unsupported'] } = {},
) {
  const facts = Object.fromEntries(
    Object.entries(FACTS).map(([name, each]) => [name, unsupported ? { ...each, unsupported } : each]),
  )
  const fleet = { communities: [], clusters: [...new Set(hubs.map(({ cluster }) => cluster))], hubs }
  const corePods = (hub: UncheckedHub) => podsOfHub(hub, registry)
  const context = {
    fleet,
    clouds: facts,
    services: serviceFacts,
    capacity: capacities(fleet, registry),
    corePods,
    today,
  }
  return rules.flatMap((rule) => rule(context).map(toJson))
}
