/**
 * What a folder of a bundle is once its overrides are laid on, as rules read it. A rule speaks of what an override
 * changed, at the override's line: of what it leaves alone, the rules of plans have spoken.
 */
import type { Diagnostic, Origin, Problems } from '../diagnostics.ts'
import { nodeAt, originAt, toPlain, type Node } from '../layers/tree.ts'
import { isMap, type PlainMap } from '../maps.ts'
import type { CloudFacts } from '../plan/cloud-facts.ts'
import type { ClusterPlan, HubPlan } from '../plan/types.ts'
import type { Manifest } from '../print/kubernetes.ts'

/** A folder before its overrides, or with them. */
export interface Written {
  /** Of each release, by its service. */
  values: Readonly<Record<string, PlainMap>>
  manifests: readonly Manifest[]
  /** What `main.tf.json` holds. */
  terraform: PlainMap
}

export interface Merged {
  /** The hub's, or the community's that owns the cluster. */
  id: string
  /** None for a cluster's own folder. */
  hub?: HubPlan
  cluster: ClusterPlan
  facts: CloudFacts
  before: Written
  after: Written
  /** The settings that hold the overrides. */
  tree: Node
}

export type MergedRule = (merged: Merged) => Diagnostic[]

/** A file of rules over what overrides make, with the problems that they raise: one line in `index.ts`. */
export interface MergedRuleSet {
  problems: Pick<Problems, 'wording'>
  rules: readonly MergedRule[]
}

/** A value that an override changed. */
export interface Found {
  /** `singleuser.memory.limit`, below the release, the object or the root. */
  path: string
  steps: readonly string[]
  value: unknown
  before: unknown
  at: Origin
}

/** A path: `*` is any key or item, `**` any number of them. */
export type Pattern = string | readonly string[]

/** A rule of values of one release, wherever an override changes them. */
export const onValues =
  (
    service: string,
    patterns: readonly Pattern[],
    find: (found: Found, hub: HubPlan, merged: Merged) => Diagnostic[],
  ): MergedRule =>
  (merged) => {
    const { hub } = merged
    return hub ? changedValues(merged, service, patterns).flatMap((found) => find(found, hub, merged)) : []
  }

/** Values of one release that an override changed. */
export function changedValues(merged: Merged, service: string, patterns: readonly Pattern[]): Found[] {
  const [before, after] = [merged.before.values[service], merged.after.values[service]]
  if (before === after) return []
  return patterns.flatMap((pattern) => foundAt(merged, { before, after, pattern, place: ['helm', service] }))
}

/** Values of every release, and of every object, that an override changed. `owner` is the release, or `Kind/name`. */
export function changedAnywhere(merged: Merged, patterns: readonly Pattern[]): (Found & { owner: string })[] {
  const ofReleases = Object.keys(merged.after.values).flatMap((service) =>
    changedValues(merged, service, patterns).map((found) => ({ ...found, owner: service })),
  )
  const ofObjects = changedObjects(merged).flatMap(({ object, before, place, name }) =>
    patterns
      .flatMap((pattern) => foundAt(merged, { before, after: object, pattern, place }))
      .map((found) => ({ ...found, owner: name })),
  )
  return [...ofReleases, ...ofObjects]
}

interface ChangedObject {
  object: Manifest
  before?: Manifest
  /** `Kind/name`. */
  name: string
  place: readonly string[]
  at: Origin
}

const nameOf = ({ kind, metadata }: Manifest): string => `${kind}/${metadata.name}`

/** Objects that overrides change or add. */
export function changedObjects({ before, after, tree }: Merged): ChangedObject[] {
  return after.manifests
    .filter((object) => !before.manifests.includes(object))
    .map((object) => {
      const name = nameOf(object)
      const place = ['kubernetes', keyOfObject(tree, object) ?? name]
      const below = before.manifests.find((each) => nameOf(each) === name)
      return { object, before: below, name, place, at: originAt(tree, ['overrides', ...place]) }
    })
}

/** The name below `overrides.kubernetes` that says an object. */
function keyOfObject(tree: Node, object: Manifest): string | undefined {
  const overrides = nodeAt(tree, ['overrides', 'kubernetes'])
  if (overrides?.kind !== 'map') return undefined
  const text = (node: Node, path: readonly string[]): unknown => {
    const found = nodeAt(node, path)
    return found?.kind === 'value' ? String(found.value) : undefined
  }
  return [...overrides.entries].find(
    ([, node]) => text(node, ['kind']) === object.kind && text(node, ['metadata', 'name']) === object.metadata.name,
  )?.[0]
}

/** Values of the Terraform root that an override changed. */
export const changedTerraform = (merged: Merged, patterns: readonly Pattern[]): Found[] =>
  patterns.flatMap((pattern) =>
    foundAt(merged, {
      before: merged.before.terraform,
      after: merged.after.terraform,
      pattern,
      place: ['terraform'],
    }),
  )

interface Search {
  before: unknown
  after: unknown
  pattern: Pattern
  /** Where the override of all this stands, below `overrides`. */
  place: readonly string[]
}

function foundAt({ tree }: Merged, { before, after, pattern, place }: Search): Found[] {
  const steps = typeof pattern === 'string' ? pattern.split('.') : pattern
  const root = nodeAt(tree, ['overrides', ...place])
  return walk({ before, after, steps, path: [] }).map((found) => ({
    path: found.path.join('.'),
    steps: found.path,
    value: found.after,
    before: found.before,
    at: root ? placeIn(root, after, found.path) : originAt(tree, ['overrides', ...place]),
  }))
}

interface Step {
  before: unknown
  after: unknown
  steps: readonly string[]
  path: readonly string[]
}

function walk({ before, after, steps, path }: Step): Step[] {
  // what was not touched is the same object
  if (after === undefined || after === before) return []
  const [step, ...rest] = steps
  if (step === undefined) return same(before, after) ? [] : [{ before, after, steps, path }]
  const into = (key: string, value: unknown, then: readonly string[]): Step[] =>
    walk({ before: twin(before, key, value), after: value, steps: then, path: [...path, key] })
  const children = Object.entries(Array.isArray(after) || isMap(after) ? after : {}) as [string, unknown][]
  if (step === '**')
    return [
      ...walk({ before, after, steps: rest, path }),
      ...children.flatMap(([key, value]) => into(key, value, steps)),
    ]
  return children.filter(([key]) => step === '*' || step === key).flatMap(([key, value]) => into(key, value, rest))
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/** What stood where a value stands now. An item of a list may have moved: the one that is equal, or has its name. */
function twin(before: unknown, key: string, value: unknown): unknown {
  if (Array.isArray(before))
    return (
      before.find((item) => same(item, value)) ??
      before.find((item) => nameIn(item) !== undefined && nameIn(item) === nameIn(value))
    )
  return isMap(before) && Object.hasOwn(before, key) ? before[key] : undefined
}

const nameIn = (item: unknown): unknown => (isMap(item) ? (item['name'] ?? item['slug'] ?? item['display_name']) : item)

/** Where an override says what stands at a path of the result; else its nearest parent. */
function placeIn(root: Node, after: unknown, path: readonly string[]): Origin {
  let [node, value]: [Node, unknown] = [root, after]
  for (const key of path) {
    value = isMap(value) || Array.isArray(value) ? (value as PlainMap)[key] : undefined
    const next = nodeAt(node, [key]) ?? itemOf(node, value)
    if (next === undefined) return node.at
    node = next
  }
  return node.at
}

/** An item of a list that `add`, or a map by name, changes. */
function itemOf(node: Node, item: unknown): Node | undefined {
  const added = nodeAt(node, ['add'])
  const found = added?.kind === 'list' ? added.items.find((each) => same(toPlain(each), item)) : undefined
  const name = nameIn(item)
  return found ?? (typeof name === 'string' ? nodeAt(node, [name]) : undefined)
}
