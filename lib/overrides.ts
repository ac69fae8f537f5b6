/** The escape hatch: `overrides.helm`, `.kubernetes` and `.terraform`, merged last. */
import type { Diagnostic } from './diagnostics.ts'
import type { Release } from './print/helm.ts'
import type { Manifest } from './print/kubernetes.ts'
import { deepAdd, type Root } from './print/terraform.ts'
import type { Settled } from './plan/types.ts'

export interface Overrides {
  helm?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  kubernetes?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  terraform?: Readonly<Record<string, unknown>>
}

type Where = Pick<Settled<unknown>, 'at'>

/** Whose bundle it is. On a cluster that is not its own, a community's overrides stay within its hub. */
export interface Reach {
  /** Namespace of the hub; none for a cluster's own folder. */
  namespace?: string
  tenant: boolean
}

/**
 * Kinds that a tenant may add to its namespace: what runs there and how it is reached, nothing that grants rights or
 * lifts limits.
 */
const TENANT_KINDS = [
  'ConfigMap',
  'Service',
  'Deployment',
  'StatefulSet',
  'Job',
  'CronJob',
  'Ingress',
  'HTTPRoute',
  'PersistentVolumeClaim',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'ServiceMonitor',
  'PodMonitor',
]
/** Types that grant rights in the account. */
const GRANTS = /_iam_|_iam$|role_assignment|role_definition|access_entry|access_policy/

/** Lays values on the releases they name. Helm's own rule holds: maps merge, lists replace. */
export function addHelm(
  releases: readonly Release[],
  overrides: Overrides,
  { at }: Where,
  diagnostics: Diagnostic[],
): Release[] {
  for (const name of Object.keys(overrides.helm ?? {})) {
    if (releases.some((release) => release.service === name)) continue
    diagnostics.push({
      code: 'unknown-release',
      severity: 'error',
      at: at(['overrides', 'helm', name]),
      message: `there is no release \`${name}\` here`,
      help:
        `The releases are ${releases.map((release) => `\`${release.service}\``).join(', ') || 'none'}. One that ` +
        'is off, such as dask-gateway without `dask: true`, cannot be overridden.',
    })
  }
  return releases.map((release) => {
    const over = overrides.helm?.[release.service] ?? {}
    for (const { path, message, help } of misfits(release, over))
      diagnostics.push({
        code: 'override-misfit',
        severity: 'error',
        at: at(['overrides', 'helm', release.service, ...path]),
        message,
        help,
      })
    return { ...release, values: deepAdd(release.values, over) }
  })
}

/**
 * Where an override cannot be meant: a key that the chart's schema refuses, or a value of another kind than the one it
 * replaces.
 */
function misfits(
  { service, keys, values }: Release,
  over: Readonly<Record<string, unknown>>,
): { path: string[]; message: string; help: string }[] {
  const unknown = Object.keys(over)
    .filter((key) => keys && !keys.includes(key))
    .map((key) => ({
      path: [key],
      message: `the chart of \`${service}\` has no \`${key}\``,
      help: `Its values begin with ${keys!.map((each) => `\`${each}\``).join(', ')}.`,
    }))
  return [...unknown, ...changedKinds(values, over, service).map(({ path, words }) => ({ path, ...words }))]
}

/** Where a map, a list or a single value would be replaced by something of another kind. */
function changedKinds(
  below: unknown,
  above: unknown,
  name: string,
  path: readonly string[] = [],
): { path: string[]; words: { message: string; help: string } }[] {
  const kind = (value: unknown): string =>
    Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : 'a single value'
  if (below === undefined) return []
  if (kind(below) !== kind(above))
    return [
      {
        path: [...path],
        words: {
          message: `\`${path.join('.')}\` of \`${name}\` is ${kind(below)}, and the override makes it ${kind(above)}`,
          help: 'Write it as its documentation does; a list replaces the whole list below it.',
        },
      },
    ]
  if (!isMap(above)) return []
  return Object.entries(above).flatMap(([key, value]) =>
    changedKinds(
      Object.hasOwn(below as object, key) ? (below as Record<string, unknown>)[key] : undefined,
      value,
      name,
      [...path, key],
    ),
  )
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Adds manifests, or lays them on the object that `<Kind>/<name>` names. */
export function addKubernetes(
  manifests: readonly Manifest[],
  overrides: Overrides,
  { at }: Where,
  reach: Reach,
  diagnostics: Diagnostic[],
): Manifest[] {
  const out = [...manifests]
  for (const [name, manifest] of Object.entries(overrides.kubernetes ?? {})) {
    const fault = forbiddenManifest(name, manifest, reach)
    if (fault) {
      diagnostics.push({
        code: 'override-out-of-reach',
        severity: 'error',
        at: at(['overrides', 'kubernetes', name]),
        ...fault,
      })
      continue
    }
    const existing = out.findIndex(
      (object) =>
        `${object.kind}/${object.metadata.name}` ===
        (isManifest(manifest) ? `${manifest.kind}/${manifest.metadata.name}` : name),
    )
    if (existing >= 0) {
      const wrong = changedKinds(
        out[existing]!,
        { ...manifest, kind: manifest['kind'] ?? out[existing]!.kind },
        name,
      )[0]
      if (wrong) {
        diagnostics.push({
          code: 'override-misfit',
          severity: 'error',
          at: at(['overrides', 'kubernetes', name, ...wrong.path]),
          ...wrong.words,
        })
        continue
      }
      out[existing] = deepAdd(out[existing]!, manifest) as Manifest
      continue
    }
    if (isManifest(manifest)) {
      out.push(inNamespace(manifest, reach))
      continue
    }
    diagnostics.push({
      code: 'not-a-manifest',
      severity: 'error',
      at: at(['overrides', 'kubernetes', name]),
      message: `\`${name}\` is neither an object that is there, nor a whole manifest`,
      help: `Write apiVersion, kind and metadata.name, or name one of ${manifests
        .slice(0, 6)
        .map((object) => `\`${object.kind}/${object.metadata.name}\``)
        .join(', ')}.`,
    })
  }
  return out
}

const BLOCKS = ['resource', 'data', 'output', 'locals']

/** Kinds without a namespace; everything else goes into the hub's where none is named. */
const CLUSTER_KINDS =
  /^(Namespace|PersistentVolume|StorageClass|Cluster[A-Z]\w*|PriorityClass|IngressClass|GatewayClass|CustomResourceDefinition|RuntimeClass|APIService|CSIDriver|VolumeSnapshotClass|\w*WebhookConfiguration)$/

function inNamespace(manifest: Manifest, { namespace }: Reach): Manifest {
  if (namespace === undefined || manifest.metadata.namespace !== undefined || CLUSTER_KINDS.test(manifest.kind))
    return manifest
  return { ...manifest, metadata: { ...manifest.metadata, namespace } }
}

function forbiddenManifest(
  name: string,
  manifest: Readonly<Record<string, unknown>>,
  { namespace, tenant }: Reach,
): Pick<Diagnostic, 'message' | 'help'> | undefined {
  const kind = String(manifest['kind'] ?? name.split('/')[0])
  if (/List$/.test(kind))
    return { message: `\`${name}\` is a list of objects`, help: 'Write each object under a name of its own.' }
  if (kind === 'Secret')
    return {
      message: `\`${name}\` is a Secret, and no secret is ever written`,
      help: 'Make it with kubectl, and name it where it is used.',
    }
  if (!tenant) return undefined
  const elsewhere = (manifest['metadata'] as { namespace?: string } | undefined)?.namespace
  if (elsewhere !== undefined && elsewhere !== namespace)
    return {
      message:
        `\`${name}\` would go into the namespace \`${elsewhere}\`, and this hub has \`${namespace}\` on a ` +
        'cluster of others',
      help: `Leave \`namespace:\` out, or write \`${namespace}\`.`,
    }
  if (!TENANT_KINDS.includes(kind))
    return {
      message: `\`${name}\` is of the kind ${kind}, which a hub may not bring to a cluster of others`,
      help: `Kinds are ${TENANT_KINDS.join(', ')}. Ask the cluster's owner for more.`,
    }
  return undefined
}

/**
 * Blocks to lay on the root. Strings in them are data: one that looks like an expression is refused, so that nobody
 * believes in it.
 */
export function addTerraform(
  overrides: Overrides,
  root: Root,
  { at }: Where,
  reach: Reach,
  diagnostics: Diagnostic[],
): Readonly<Record<string, unknown>> {
  const extra = overrides.terraform ?? {}
  for (const key of Object.keys(extra)) {
    if (BLOCKS.includes(key)) continue
    diagnostics.push({
      code: 'unknown-block',
      severity: 'error',
      at: at(['overrides', 'terraform', key]),
      message: `\`${key}\` cannot be overridden`,
      help:
        `Blocks here are ${BLOCKS.map((block) => `\`${block}\``).join(', ')}; providers and backend come from ` +
        `the cluster's settings.`,
    })
  }
  diagnostics.push(
    ...foreignBlocks(extra, Object.keys(root.providers), reach).map((found) => ({
      code: 'override-out-of-reach',
      severity: 'error' as const,
      ...found,
      at: at(found.path),
    })),
  )
  for (const path of expressions(extra, ['overrides', 'terraform'])) {
    diagnostics.push({
      code: 'expression-in-input',
      severity: 'error',
      at: at(path),
      message: `\`${path.join('.')}\` holds a Terraform expression`,
      help:
        'Text from inputs is never evaluated. Write the value itself, or keep a Terraform file of your own ' +
        'beside the output: hubloom leaves it alone.',
    })
  }
  return extra
}

/**
 * Blocks that would run a program, that belong to no provider of the root, or that grant rights in somebody else's
 * account.
 */
function foreignBlocks(
  extra: Readonly<Record<string, unknown>>,
  providers: readonly string[],
  { tenant }: Reach,
): { path: string[]; message: string; help: string }[] {
  return ['resource', 'data', 'output', 'locals'].flatMap((mode) =>
    Object.entries((extra[mode] ?? {}) as Record<string, Record<string, unknown>>).flatMap(([type, blocks]) => {
      const path = ['overrides', 'terraform', mode, type]
      if (mode === 'locals') return []
      if (!isMap(blocks))
        return [
          {
            path,
            message: `\`${type}\` has to be a map`,
            help: 'Write blocks as `type: { name: { … } }`, outputs as `name: { value: … }`.',
          },
        ]
      if (mode === 'output') return []
      const odd = Object.keys(blocks).find((name) => !isMap(blocks[name]))
      if (odd !== undefined)
        return [
          {
            path: [...path, odd],
            message: `\`${type}.${odd}\` has to be a map`,
            help: 'Write one block for each name: `type: { name: { … } }`.',
          },
        ]
      if (!providers.some((provider) => type.startsWith(`${provider}_`)))
        return [
          {
            path,
            message: `\`${type}\` is of no provider that this root has`,
            help:
              `Types here begin with ${providers.map((provider) => `\`${provider}_\``).join(' or ')}: nothing in ` +
              'an input may run a program or reach elsewhere.',
          },
        ]
      if (tenant && GRANTS.test(type))
        return [
          {
            path,
            message: `\`${type}\` grants rights in the account of the cluster's owner`,
            help: "Ask the owner, who can grant them in the cluster's own file.",
          },
        ]
      return Object.entries(blocks).flatMap(([name, args]) =>
        ['provisioner', 'connection', 'provider']
          .filter((key) => Object.hasOwn(args as object, key))
          .map((key) => ({
            path: [...path, name, key],
            message: `\`${key}\` cannot stand in an input`,
            help:
              'It could run a program on the machine of whoever applies. Keep a Terraform file of your own ' +
              'beside the output: hubloom leaves it alone.',
          })),
      )
    }),
  )
}

function expressions(value: unknown, path: readonly (string | number)[]): (readonly (string | number)[])[] {
  if (typeof value === 'string') return /[$%]\{/.test(value) ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [
    ...(/[$%]\{/.test(key) ? [[...path, key]] : []),
    ...expressions(item, [...path, key]),
  ])
}

function isManifest(value: Readonly<Record<string, unknown>>): value is Manifest {
  const metadata = value['metadata'] as { name?: unknown } | undefined
  return (
    typeof value['apiVersion'] === 'string' && typeof value['kind'] === 'string' && typeof metadata?.name === 'string'
  )
}
