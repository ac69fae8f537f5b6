/** The escape hatch: `overrides.helm`, `.kubernetes` and `.terraform`, merged last. */
export { addHelm } from './helm.ts'
export { addKubernetes } from './kubernetes.ts'
export { overriddenLeaves, type OverriddenLeaf } from './leaves.ts'
export { addTerraform } from './terraform.ts'
export type { OverrideSettings, Overridden, Overrides, Scope } from './scope.ts'
