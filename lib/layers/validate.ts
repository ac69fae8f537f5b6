/** Layers and what they say together, checked against their schemas. */
import { withoutRepeats, type Diagnostic, type Origin, type Result } from '../diagnostics.ts'
import { put } from '../maps.ts'
import type { LayerKind, ResolvedKind } from '../settings/index.ts'
import { childOf, type JsonSchema } from '../settings/json-schema.ts'
import type { InputRules } from '../settings/ajv.ts'
import { findFillIns } from './fill-ins.ts'
import { withGuesses, withMissing, withoutFaults, type Fault, type Guess } from './mend.ts'
import { inputProblems } from './problems.ts'
import { explain, type Told } from './schema-errors.ts'
import { findSecrets } from './secrets.ts'
import { plainOf, toPlain, type MapNode, type Node, type SetNode } from './tree.ts'

/** A layer without its faults, and with what might have been meant in their place. */
export interface ValidLayer {
  node: MapNode
  guessed: MapNode
  /** Taking the faults out has not left a file without faults. */
  broken: boolean
}

/** Checks one layer against the schema of its kind and marks its sets. Every fault is reported, at its own line. */
export function validateLayer(kind: LayerKind, root: MapNode, rules: InputRules): Result<ValidLayer> {
  const validate = rules.validators.layer(kind)
  const schema = rules.schemas.layer[kind]
  const toldOf = (node: MapNode): Told[] =>
    validate(withNulls(node)) ? [] : explain(validate.errors ?? [], node, schema)
  const faultsOf = (node: MapNode): Fault[] => toldOf(node).map(({ fault }) => fault)
  const fillIns = findFillIns(root, schema)
  // what is still to be filled in has no form yet
  const told = [
    ...toldOf(root).filter(({ diagnostic: { at } }) => !fillIns.some(({ diagnostic }) => isAt(at)(diagnostic))),
    ...fillIns,
  ]
  const faults = told.map(({ fault }) => fault)
  const mark = (node: MapNode): MapNode => markSets(node, schema) as MapNode
  const sound = faults.length > 0 ? withoutFaults(root, faults) : root
  const node = mark(sound)
  let guess = root
  // what a setting of an unknown name says may be wrong, too, where it belongs
  for (let round = 0, open = faults; open.length > 0 && round < 3; round++) {
    guess = withGuesses(guess, open, schema)
    open = faultsOf(guess)
  }
  const guessed = faults.length > 0 ? mark(guess) : node
  const secrets = findSecrets(root)
  // what a secret is told of is not told of again, as text of the wrong form
  const others = told.map(({ diagnostic }) => diagnostic).filter(({ at }) => !secrets.some(isAt(at)))
  const broken = sound !== root && !validate(withNulls(sound))
  const empty = emptyKeys(root).filter(({ at }) => !others.some(isAt(at)))
  return { value: { node, guessed, broken }, diagnostics: [...secrets, ...withoutRepeats(others), ...empty] }
}

const isAt =
  ({ line, column }: Origin) =>
  ({ at }: { at: Origin }): boolean =>
    at.line === line && at.column === column

/** Keys without anything after them, which YAML reads as `null`, and so as a wish to take out what is inherited. */
function emptyKeys(node: Node, path: readonly string[] = []): Diagnostic[] {
  if (node.kind === 'list') return node.items.flatMap((item) => emptyKeys(item, path))
  if (node.kind === 'map') return [...node.entries].flatMap(([key, child]) => emptyKeys(child, [...path, key]))
  if (node.kind !== 'remove' || !node.empty) return []
  return [inputProblems.raise('empty-key', { at: node.at, args: { setting: path.join('.') } })]
}

/** Checks what the layers together say: every required setting is there. Where one is not, a guess stands in for it. */
export function validateResolved(
  kind: ResolvedKind,
  root: MapNode,
  { rules, guess }: { rules: InputRules; guess: Guess },
): Result<MapNode | undefined> {
  const validate = rules.validators.resolved(kind)
  const schema = rules.schemas.resolved[kind]
  const missing = (tree: MapNode): Told[] =>
    validate(plainOf(tree)) ? [] : explain(validate.errors ?? [], tree, schema)
  const told = missing(root)
  let [value, faults] = [root, told]
  // what is filled in may itself need something
  for (let round = 0; faults.length > 0 && round < 4; round++) {
    const paths = faults.map(({ fault }) => fault.path)
    value = markSets(withMissing(value, paths, { schema, guess }), schema) as MapNode
    faults = missing(value)
  }
  return {
    value: faults.length > 0 ? undefined : value,
    diagnostics: withoutRepeats(told.map(({ diagnostic }) => diagnostic)),
  }
}

/** The map as plain data, with `null` where something is taken out, as the validator wants it. */
function withNulls(node: Node): unknown {
  switch (node.kind) {
    case 'remove':
      return null
    case 'map': {
      const out: Record<string, unknown> = {}
      for (const [key, value] of node.entries) put(out, key, withNulls(value))
      return out
    }
    case 'list':
      return node.items.map(withNulls)
    default:
      return toPlain(node)
  }
}

/** Lists and `{only}`, `{remove, add}` maps become sets where the schema says so. */
function markSets(node: Node, schema: JsonSchema | undefined): Node {
  if (schema === undefined || schema['x-free']) return node
  if (schema['x-set']) return toSet(node)
  if (node.kind === 'map') {
    return {
      ...node,
      entries: new Map([...node.entries].map(([key, value]) => [key, markSets(value, childOf(schema, key))])),
    }
  }
  return node
}

function toSet(node: Node): Node {
  const members = (list: Node | undefined): Map<string, Origin> =>
    new Map(
      list?.kind === 'list'
        ? list.items.flatMap((item) => (item.kind === 'value' ? [[String(item.value), item.at]] : []))
        : [],
    )
  const make = (parts: Partial<SetNode>): SetNode => ({
    kind: 'set',
    members: new Map(),
    removed: new Map(),
    only: false,
    at: node.at,
    lost: [],
    ...parts,
  })
  if (node.kind === 'list') return make({ members: members(node) })
  if (node.kind !== 'map') return node
  const only = node.entries.get('only')
  if (only) return make({ members: members(only), only: true })
  return make({ members: members(node.entries.get('add')), removed: members(node.entries.get('remove')) })
}
