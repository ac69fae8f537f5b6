import type { RuleSet } from './checks/check.ts'
import { ruleSets } from './checks/index.ts'
import type { Cloud } from './clouds/cloud.ts'
import { clouds } from './clouds/index.ts'
import type { Engine } from './engines/engine.ts'
import { engines } from './engines/index.ts'
import type { EngineName } from './plan/deploy.ts'
import { mergedRuleSets } from './merged/index.ts'
import type { MergedRuleSet } from './merged/merged.ts'
import { schemas } from './schemas.ts'
import { clusterServices, hubServices } from './services/index.ts'
import type { ClusterService, HubService } from './services/service.ts'
import type { InputRules } from './settings/ajv.ts'
import { validators } from './validators.ts'

/** What a compilation is made with. The lists are in the `index.ts` of each folder, a line an entry. */
export interface Registry extends InputRules {
  clouds: Readonly<Record<string, Cloud>>
  hubServices: readonly HubService[]
  clusterServices: readonly ClusterService[]
  engines: Readonly<Record<EngineName, Engine>>
  /** The rules that hold on every cloud; each cloud has its own beside them. */
  ruleSets: readonly RuleSet[]
  /** The rules over what overrides make of a folder. */
  mergedRuleSets: readonly MergedRuleSet[]
}

export const registry: Registry = {
  clouds,
  hubServices,
  clusterServices,
  engines,
  ruleSets,
  mergedRuleSets,
  schemas,
  validators,
}
