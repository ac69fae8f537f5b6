import type { Origin } from '../diagnostics.ts'
import { objectAddress, terraformAddress, type Location } from '../diff/index.ts'
import { originAt } from '../layers/tree.ts'
import { leafPaths, valueAt } from '../maps.ts'
import type { Manifest } from '../print/kubernetes.ts'
import { keyOf, targetOf } from './kubernetes.ts'
import { isReference } from './references.ts'
import type { Overrides, OverrideSettings } from './scope.ts'

/** A leaf of an output that an override says, and where it says so. */
export interface OverriddenLeaf extends Omit<Location, 'part'> {
  at: Origin
}

/** Every leaf that the overrides of one folder say. `manifests` are its objects, with the overrides laid on. */
export function overriddenLeaves({ values, tree }: OverrideSettings, manifests: readonly Manifest[]): OverriddenLeaf[] {
  const overrides = values.overrides ?? {}
  return leafPaths(overrides).flatMap((setting) => {
    const location = locate(setting, overrides, manifests)
    return location ? [{ ...location, at: originAt(tree, ['overrides', ...setting]) }] : []
  })
}

/** What a path below `overrides:` is in the outputs; undefined where it names nothing there. */
function locate(
  [kind, ...path]: readonly string[],
  overrides: Overrides,
  manifests: readonly Manifest[],
): Omit<OverriddenLeaf, 'at'> | undefined {
  const [name = '', ...rest] = path
  switch (kind) {
    case 'helm':
      return { format: 'helm', address: name, path: rest }
    case 'terraform':
      return {
        format: 'terraform',
        ...terraformAddress(isReference(valueAt(overrides.terraform, path.slice(0, -1))) ? path.slice(0, -1) : path),
      }
    case 'kubernetes': {
      const target = targetOf(name, overrides.kubernetes?.[name] ?? {})
      const object = manifests.find((each) => keyOf(each) === target)
      return object && { format: 'kubernetes', address: objectAddress(object), path: rest }
    }
    default:
      return undefined
  }
}
