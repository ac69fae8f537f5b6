/** What the settings say is there already, and is not taken over, since Terraform has something in its place. */
import { destructionOf } from './data-loss.ts'
import { changedParts, type Comparison, type IgnoredImport } from './harms.ts'
import { readRoot } from './root.ts'

/**
 * An `import` block of an address that is in the state does nothing
 * (developer.hashicorp.com/terraform/language/import). Where the other thing would have to be made anew, that is told.
 */
export function ignoredImports(comparison: Comparison): IgnoredImport[] {
  return changedParts(comparison).flatMap((part) => {
    const path = `${part}/main.tf.json`
    const before = readRoot(comparison.before.get(path), comparison.clouds)
    const after = readRoot(comparison.after.get(path), comparison.clouds)
    return [...after.imports]
      .filter(([address, id]) => before.resources.has(address) && before.imports.get(address) !== id)
      .filter(([address]) => destructionOf(address, before, after) === undefined)
      .map(([address, id]) => ({ code: 'import-ignored', part, addresses: [address], address, id }))
  })
}
