/**
 * The pipeline on one page: texts in, texts and diagnostics out. Pure: no disk, no network, no environment, no clock.
 */
import { checks } from './checks/index.ts'
import type { Context } from './checks/check.ts'
import { dataLoss } from './checks/data-loss.ts'
import { upheaval } from './checks/upheaval.ts'
import { clouds } from './clouds/index.ts'
import { hasErrors, sortDiagnostics, type Diagnostic } from './diagnostics.ts'
import { describeBundle, describeFleet } from './describe.ts'
import { emitBundle, renderBundle } from './emit.ts'
import { renderFleetReadme } from './readme/index.ts'
import { readInputs } from './layers/inputs.ts'
import { settle } from './layers/settle.ts'
import { planFleet } from './plan/index.ts'
import type { CloudFacts, CloudName, Fleet } from './plan/types.ts'
import { clusterServices, hubServices } from './services/index.ts'
import { schemaFiles } from './settings/files.ts'

export interface Compilation {
  diagnostics: readonly Diagnostic[]
  fleet: Fleet
  /**
   * Texts by path, for each folder of `dist/`: one a community, and `''` for what lies at its top. Empty where there
   * are errors.
   */
  outputs: ReadonlyMap<string, ReadonlyMap<string, string>>
}

export interface Request {
  /** Stop at the plans: nothing is emitted. */
  plansOnly?: boolean
  /** `2027-01-23`: what is over by then is told. */
  today?: string
  /**
   * Each `<community>/<folder>/main.tf.json` and `releases.json` that is in `dist/` now: what would destroy people's
   * data is refused, and what else an apply would upset is told.
   */
  previous?: ReadonlyMap<string, string>
  onProgress?: (done: number, total: number) => void
}

/** `texts` are the inputs by path; `folders` the names of the folders in `communities/`. */
export function compile(
  texts: ReadonlyMap<string, string>,
  folders: readonly string[],
  request: Request = {},
): Compilation {
  const inputs = readInputs(texts, folders)
  const settlement = settle(inputs)
  const { fleet, diagnostics: planned } = planFleet(settlement, facts)
  const found = [...inputs.diagnostics, ...settlement.diagnostics, ...planned, ...runChecks(fleet, request.today)]
  const outputs = new Map<string, ReadonlyMap<string, string>>()
  if (hasErrors(found) || request.plansOnly) return { diagnostics: sortDiagnostics(found), fleet, outputs }

  fleet.communities.forEach(({ name: community }, done) => {
    request.onProgress?.(done, fleet.communities.length)
    const { bundle, diagnostics } = emitBundle(community, fleet, { clouds, hubServices, clusterServices })
    found.push(...diagnostics)
    outputs.set(community, renderBundle(bundle, describeBundle(bundle, fleet, clouds)))
  })
  const previous = request.previous ?? new Map<string, string>()
  const next = new Map(
    [...outputs].flatMap(([folder, texts]) => [...texts].map(([path, text]) => [`${folder}/${path}`, text] as const)),
  )
  if (!hasErrors(found)) found.push(...dataLoss(previous, next, fleet), ...upheaval(previous, next, fleet))
  if (hasErrors(found)) return { diagnostics: sortDiagnostics(found), fleet, outputs: new Map() }
  outputs.set('', new Map([['README.md', renderFleetReadme(describeFleet(fleet))], ...schemaFiles()]))
  return { diagnostics: sortDiagnostics(found), fleet, outputs }
}

const facts = Object.fromEntries(Object.entries(clouds).map(([name, cloud]) => [name, cloud.facts])) as Record<
  CloudName,
  CloudFacts
>

function runChecks(fleet: Fleet, today: string | undefined): Diagnostic[] {
  const context: Context = { fleet, clouds: facts, today }
  return checks.flatMap((check) =>
    check.find(context).map((finding) => ({ code: check.code, severity: check.severity, ...finding })),
  )
}
