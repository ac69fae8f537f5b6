/** What overrides change of what pods on core machines ask for: read from values and objects after them. */
import type { Origin } from './diagnostics.ts'
import { joinReleases } from './emit.ts'
import type { Ingredients } from './ingredients.ts'
import { originAt } from './layers/tree.ts'
import { addHelm, addKubernetes, type OverrideSettings } from './overrides/index.ts'
import type { PodAsk } from './plan/capacity.ts'
import type { Release } from './print/helm.ts'
import type { Manifest } from './print/kubernetes.ts'
import { requestsIn, type Request } from './requests.ts'

/** Each as it is now, and as often less as it was before. `owner` is whose overrides they are, in words. */
export function overriddenAsks(owner: string, { contributions, settings, scope }: Ingredients): PodAsk[] {
  const releases = joinReleases(contributions)
  const manifests = contributions.flatMap((each) => each.manifests ?? [])
  const before = asksOf(releases, manifests)
  const after = asksOf(addHelm(releases, settings).value, addKubernetes(manifests, settings, scope).value)
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [then, now] = [before.get(name), after.get(name)]
    if (JSON.stringify(then) === JSON.stringify(now)) return []
    const ask = ({ memory, cpu, path }: Request): PodAsk => ({
      what: `\`${name}\` of ${owner}`,
      memory,
      cpu,
      at: placeOf(path, settings),
    })
    return [
      ...(now ? [{ ...ask(now), count: now.count }] : []),
      ...(then ? [{ ...ask(then), count: -then.count }] : []),
    ]
  })
}

/** Where the nearest override stands, of values or of an object. */
const placeOf = (path: readonly string[], { tree }: OverrideSettings): Origin =>
  originAt(tree, ['overrides', path[0]!.includes('/') ? 'kubernetes' : 'helm', ...path])

const DEPLOYED = ['Deployment', 'StatefulSet']

const asksOf = (releases: readonly Release[], manifests: readonly Manifest[]): Map<string, Request> =>
  new Map([
    ...releases.flatMap(({ service, values }) => [...requestsIn(values, [service])]),
    ...manifests
      .filter(({ kind }) => DEPLOYED.includes(kind))
      .flatMap((object) => [...requestsIn(object, [`${object.kind}/${object.metadata.name}`])]),
  ])
