/** The escape hatch: `overrides.helm`, `.kubernetes` and `.terraform`, merged last. */
export { addHelm } from './helm.ts'
export { addKubernetes } from './kubernetes.ts'
export { overriddenLeaves, type OverriddenLeaf } from './leaves.ts'
export { overrideProblems } from './problems.ts'
export { secretsOf } from './secrets.ts'
export { SETTINGS_OF_KEYS, settingOfKey } from './settings-of-keys.ts'
export { addTerraform } from './terraform.ts'
export type { OverrideSettings, Scope } from './scope.ts'
