import type { Diagnostic, Origin, Result } from '../diagnostics.ts'
import type { Path } from '../layers/tree.ts'
import { deepAdd } from '../maps.ts'
import type { Release } from '../print/helm.ts'
import { changedKinds } from './misfits.ts'
import { overrideProblems } from './problems.ts'
import { overridesOf, originIn, type OverrideSettings } from './scope.ts'

/** Lays `overrides.helm` on the releases it names. Helm's own rule holds: maps merge, lists replace. */
export function addHelm(releases: readonly Release[], settings: OverrideSettings): Result<Release[]> {
  const { helm: overrides = {} } = overridesOf(settings)
  const originOf = originIn(settings, 'helm')
  const known = releases.map(({ service }) => service)
  const unknown = Object.keys(overrides).filter((name) => !known.includes(name))
  return {
    value: releases.map((release) => ({
      ...release,
      values: deepAdd(release.values, overrides[release.service] ?? {}),
    })),
    diagnostics: [
      ...unknown.map((release) =>
        overrideProblems.raise('unknown-release', { at: originOf([release]), args: { release, known } }),
      ),
      ...releases.flatMap((release) => misfits(release, overrides[release.service] ?? {}, originOf)),
    ],
  }
}

/** A key that the chart's schema refuses, or a value of another kind than the one it replaces. */
function misfits(
  { service, keys: known, values }: Release,
  over: Readonly<Record<string, unknown>>,
  originOf: (path: Path) => Origin,
): Diagnostic[] {
  const refused = known ? Object.keys(over).filter((key) => !known.includes(key)) : []
  return [
    ...refused.map((key) =>
      overrideProblems.raise('override-misfit/key', {
        at: originOf([service, key]),
        args: { release: service, key, known: known! },
      }),
    ),
    ...changedKinds({ below: values, above: over, name: service }, (path) => originOf([service, ...path])),
  ]
}
