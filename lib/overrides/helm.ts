import type { Diagnostic, Origin, Result } from '../diagnostics.ts'
import { originAt, type Path } from '../layers/tree.ts'
import type { Release } from '../print/helm.ts'
import { keyFaults, type KeyFault } from './chart-keys.ts'
import { layOver, lostItems } from './lay-over.ts'
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
    value: releases.map((release) => {
      const over = overrides[release.service]
      return over ? { ...release, values: layOver(release.values, over) } : release
    }),
    diagnostics: [
      ...unknown.map((release) =>
        overrideProblems.raise('unknown-release', { at: originOf([release]), args: { release, known } }),
      ),
      ...releases.flatMap((release) => {
        const over = overrides[release.service]
        return over ? misfits({ release, releases, over }, originOf) : []
      }),
      ...releases.flatMap((release) => ofSettings(release, releases, settings)),
    ],
  }
}

/** Faults of what settings say in a chart's own words. */
const ofSettings = (release: Release, releases: readonly Release[], { tree }: OverrideSettings): Diagnostic[] =>
  (release.written ?? []).flatMap(({ setting, named, path: below, values }) => {
    const owner = below.at(-1)!
    const over = below.reduceRight<Readonly<Record<string, unknown>>>((inner, key) => ({ [key]: inner }), values)
    return keyFaults(over, release, releases).map(({ path, fault }) => {
      const here = [...setting, ...path.slice(below.length)]
      const place = { service: release.service, path: here.join('.'), at: originAt(tree, here) }
      if (fault.kind !== 'unknown') return raise(place, fault)
      return path.length === below.length
        ? overrideProblems.raise('override-misfit/class', { at: originAt(tree, named), args: { ...fault, owner } })
        : overrideProblems.raise('override-misfit/trait', {
            at: place.at,
            args: { ...fault, owner, path: path.at(-1)! },
          })
    })
  })

interface Misfit {
  release: Release
  releases: readonly Release[]
  over: Readonly<Record<string, unknown>>
}

/** What the chart does not know or read, and values of another kind than those they replace. */
function misfits({ release, releases, over }: Misfit, originOf: (path: Path) => Origin): Diagnostic[] {
  const { service } = release
  const faults = keyFaults(over, release, releases)
  const told = new Set(faults.map(({ path }) => path.join('.')))
  return [
    ...faults.map(({ path, fault }) =>
      raise({ service, path: path.join('.'), at: originOf([service, ...path]) }, fault),
    ),
    ...changedKinds({ below: release.values, above: over, name: service }, (path) =>
      originOf([service, ...path]),
    ).filter(({ args }) => !told.has(args['path'] as string)),
    ...lostItems(release.values, over).map(({ path, lost }) =>
      overrideProblems.raise('override-drops-items', {
        at: originOf([service, ...path]),
        args: { path: path.join('.'), name: service, lost },
      }),
    ),
  ]
}

interface Place {
  service: string
  path: string
  at: Origin
}

function raise({ service: release, path, at }: Place, fault: KeyFault['fault']): Diagnostic {
  switch (fault.kind) {
    case 'unknown':
      if (fault.heir !== undefined)
        return overrideProblems.raise('override-unlisted/heir', { at, args: { path, heir: fault.heir } })
      return fault.sure || fault.hint.kind !== 'known'
        ? overrideProblems.raise('override-misfit/key', { at, args: { release, path, hint: fault.hint } })
        : overrideProblems.raise('override-unlisted', { at, args: { release, path, hint: fault.hint } })
    case 'type':
      return overrideProblems.raise('override-misfit/type', {
        at,
        args: { path, wanted: fault.wanted, value: fault.value },
      })
    case 'bytes':
      return overrideProblems.raise('override-misfit/bytes', { at, args: { ...fault, path } })
    case 'quantity':
      return overrideProblems.raise('override-misfit/quantity', { at, args: { ...fault, path } })
    case 'function':
      return overrideProblems.raise('override-misfit/function', { at, args: { path } })
    case 'deprecated':
      return overrideProblems.raise('override-deprecated', { at, args: { path, class: fault.class } })
  }
}
