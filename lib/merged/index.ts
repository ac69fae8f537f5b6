import { existingRules } from './existing.ts'
import { hubRules } from './hub.ts'
import type { MergedRuleSet } from './merged.ts'
import { networkRules } from './network.ts'
import { objectRules } from './objects.ts'
import { placementRules } from './placement.ts'
import { podRules } from './pods.ts'
import { policyRules } from './policies.ts'
import { reachRules } from './reach.ts'
import { signInRules } from './sign-in.ts'

/** One line for each file of rules over what overrides make. */
export const mergedRuleSets: readonly MergedRuleSet[] = [
  existingRules,
  hubRules,
  networkRules,
  objectRules,
  placementRules,
  podRules,
  policyRules,
  reachRules,
  signInRules,
]
