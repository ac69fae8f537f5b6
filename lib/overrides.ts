/** The escape hatch: `overrides.helm`, `.kubernetes` and `.terraform`, merged last. */
import type { Diagnostic } from './diagnostics.ts'
import type { Release } from './formats/helm.ts'
import type { Manifest } from './formats/kubernetes.ts'
import { deepAdd } from './formats/terraform.ts'
import type { Settled } from './plan/types.ts'

export interface Overrides {
  helm?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  kubernetes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  terraform?: Readonly<Record<string, unknown>>
}

type Where = Pick<Settled<unknown>, 'at'>

/** Lays values on the releases they name. Helm's own rule holds: maps merge, lists replace. */
export function addHelm(releases: readonly Release[], overrides: Overrides, { at }: Where, diagnostics: Diagnostic[]): Release[] {
  for (const name of Object.keys(overrides.helm ?? {})) {
    if (releases.some((release) => release.service === name)) continue
    diagnostics.push({
      code: 'unknown-release', severity: 'error', at: at(['overrides', 'helm', name]),
      message: `there is no release \`${name}\` here`,
      help: `The releases are ${releases.map((release) => `\`${release.service}\``).join(', ') || 'none'}. One that is off, such as dask-gateway without \`dask: true\`, cannot be overridden.`,
    })
  }
  return releases.map((release) => ({ ...release, values: deepAdd(release.values, overrides.helm?.[release.service] ?? {}) }))
}

/** Adds manifests, or lays them on the object that `<Kind>/<name>` names. */
export function addKubernetes(manifests: readonly Manifest[], overrides: Overrides, { at }: Where, diagnostics: Diagnostic[]): Manifest[] {
  const out = [...manifests]
  for (const [name, manifest] of Object.entries(overrides.kubernetes ?? {})) {
    const existing = out.findIndex((object) => `${object.kind}/${object.metadata.name}` === name)
    if (existing >= 0) {
      out[existing] = deepAdd(out[existing]!, manifest) as Manifest
      continue
    }
    if (isManifest(manifest)) {
      out.push(manifest)
      continue
    }
    diagnostics.push({
      code: 'not-a-manifest', severity: 'error', at: at(['overrides', 'kubernetes', name]),
      message: `\`${name}\` is neither an object that is there, nor a whole manifest`,
      help: `Write apiVersion, kind and metadata.name, or name one of ${manifests.slice(0, 6).map((object) => `\`${object.kind}/${object.metadata.name}\``).join(', ')}.`,
    })
  }
  return out
}

const BLOCKS = ['resource', 'data', 'output', 'locals']

/** Blocks to lay on the root. Strings in them are data: one that looks like an expression is refused, so that nobody believes in it. */
export function addTerraform(overrides: Overrides, { at }: Where, diagnostics: Diagnostic[]): Readonly<Record<string, unknown>> {
  const extra = overrides.terraform ?? {}
  for (const key of Object.keys(extra)) {
    if (BLOCKS.includes(key)) continue
    diagnostics.push({ code: 'unknown-block', severity: 'error', at: at(['overrides', 'terraform', key]), message: `\`${key}\` cannot be overridden`, help: `Blocks here are ${BLOCKS.map((block) => `\`${block}\``).join(', ')}; providers and backend come from the cluster's settings.` })
  }
  for (const path of expressions(extra, ['overrides', 'terraform'])) {
    diagnostics.push({ code: 'expression-in-input', severity: 'error', at: at(path), message: `\`${path.join('.')}\` holds a Terraform expression`, help: 'Text from inputs is never evaluated. Write the value itself, or keep a Terraform file of your own beside the output: hubloom leaves it alone.' })
  }
  return extra
}

function expressions(value: unknown, path: readonly (string | number)[]): (readonly (string | number)[])[] {
  if (typeof value === 'string') return /[$%]\{/.test(value) ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [...(/[$%]\{/.test(key) ? [[...path, key]] : []), ...expressions(item, [...path, key])])
}

function isManifest(value: Readonly<Record<string, unknown>>): value is Manifest {
  const metadata = value['metadata'] as { name?: unknown } | undefined
  return typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && typeof metadata?.name === 'string'
}
