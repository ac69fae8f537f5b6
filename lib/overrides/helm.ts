import type { Diagnostic } from '../diagnostics.ts'
import { deepAdd } from '../maps.ts'
import type { Release } from '../print/helm.ts'
import { changedKinds, type Misfit } from './misfits.ts'
import type { OverrideSettings, Overridden } from './scope.ts'

/** Lays `overrides.helm` on the releases it names. Helm's own rule holds: maps merge, lists replace. */
export function addHelm(releases: readonly Release[], { values, at }: OverrideSettings): Overridden<Release[]> {
  const overrides = values.overrides?.helm ?? {}
  const misfitting = releases.flatMap((release) =>
    misfits(release, overrides[release.service] ?? {}).map(({ path, message, help }): Diagnostic => ({
      code: 'override-misfit',
      severity: 'error',
      at: at(['overrides', 'helm', release.service, ...path]),
      message,
      help,
    })),
  )
  return {
    value: releases.map((release) => ({
      ...release,
      values: deepAdd(release.values, overrides[release.service] ?? {}),
    })),
    diagnostics: [...unknownReleases(releases, Object.keys(overrides), at), ...misfitting],
  }
}

function unknownReleases(
  releases: readonly Release[],
  named: readonly string[],
  at: OverrideSettings['at'],
): Diagnostic[] {
  return named
    .filter((name) => !releases.some((release) => release.service === name))
    .map((name) => ({
      code: 'unknown-release',
      severity: 'error',
      at: at(['overrides', 'helm', name]),
      message: `there is no release \`${name}\` here`,
      help:
        `The releases are ${releases.map((release) => `\`${release.service}\``).join(', ') || 'none'}. One that ` +
        'is off, such as dask-gateway without `dask: true`, cannot be overridden.',
    }))
}

/** A key that the chart's schema refuses, or a value of another kind than the one it replaces. */
function misfits({ service, keys, values }: Release, over: Readonly<Record<string, unknown>>): Misfit[] {
  const unknown = Object.keys(over)
    .filter((key) => keys && !keys.includes(key))
    .map((key) => ({
      path: [key],
      message: `the chart of \`${service}\` has no \`${key}\``,
      help: `Its values begin with ${keys!.map((each) => `\`${each}\``).join(', ')}.`,
    }))
  return [...unknown, ...changedKinds(values, over, service)]
}
