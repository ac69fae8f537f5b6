import { renderYaml } from './yaml.ts'

/**
 * What values may be: of a map the keys, `*` for names of one's own choice; of anything else the kinds, with `|`
 * between them: `text`, `number`, `bool`, `list`, `map` (any keys), `any`.
 */
export type KeyTable = string | { readonly [key: string]: KeyTable }

/**
 * Configurable classes by name, with the traits that each adds to those of its parents: kinds as in a `KeyTable`, and
 * `bytes`, `function`, `=a|=b` for an enumeration; ` (deprecated)` after the kind.
 */
export type ClassTable = Readonly<
  Record<string, { readonly parents: readonly string[]; readonly traits: Readonly<Record<string, string>> }>
>

/** Traits of a class as a setting has them, and where in the release's values they are. */
export interface WrittenValues {
  setting: readonly string[]
  /** The setting that names the class. */
  named: readonly string[]
  path: readonly string[]
  values: Readonly<Record<string, unknown>>
}

/** The keys of a chart at a version: facts of its documentation, in the service's folder. */
export interface ChartKeys {
  chart: string
  version: string
  /** Whether the chart publishes a schema: then what is not here is not there. */
  closed: boolean
  keys: Readonly<Record<string, KeyTable>>
  /** Keys under which charts that contain this one have its values. */
  levelsAbove?: readonly string[]
  /** Where its values configure classes, and which. */
  classes?: {
    at: readonly string[]
    table: ClassTable
    /** What people choose from: the keys of its entries, and the one below which traits of a class stand. */
    form?: { at: readonly string[]; keys: readonly string[]; override: string; class: string }
  }
}

/** An object that a chart makes, and what in it differs from one render to the next. */
export interface MadeAnew {
  /** Of the API; none for the core's. */
  group?: string
  kind: string
  name: string
  /** JSON pointers (RFC 6901). */
  pointers: readonly string[]
  /** One more for each key of the map that the values have there, in place of the `*`. */
  each?: { of: readonly string[]; pointer: string }
}

/** One Helm chart at one version with its values. */
export interface Release {
  /** Which service wrote it: names the files, `<service>.values.yaml`, and the escape hatch's key. */
  service: string
  /** Helm's name of the release. */
  name: string
  namespace: string
  chart: string
  /** `https://…` of a chart repository, or `oci://…` of the chart's folder. */
  repository: string
  version: string
  /** May hold Terraform expressions until services are joined. */
  values: Readonly<Record<string, unknown>>
  /** What of its values only an apply tells, in words. */
  lateValues?: string
  /** The Terraform output that holds that part of the values. Set where services are joined. */
  terraformOutput?: string
  /** What the chart's values may be, at every depth. */
  keys?: ChartKeys
  /** What settings say in the chart's own words, beside the overrides: held against the same keys. */
  written?: readonly WrittenValues[]
  /**
   * Where its values say how large a disk it asks Kubernetes for, and what for: those cost while nothing runs. The
   * values have the last word, since an override may change them.
   */
  disks?: readonly { what: string; path: readonly string[] }[]
  /** Secrets that the chart makes itself, in its namespace. */
  ownSecrets?: readonly string[]
  /** The chart has custom resource definitions that Helm installs once and never upgrades, and it uses them. */
  definitionsByHand?: boolean
  /**
   * What the chart makes anew each time that it is rendered without a look into the cluster, as `helm template` does
   * and Argo CD: JSON pointers into objects.
   */
  madeAnew?: readonly MadeAnew[]
  /**
   * Where its values take annotations of the pods that have to start anew when the values change: what the chart has
   * for that is among what it makes anew.
   */
  startsAnewBy?: readonly string[]
  /** Goes when the cluster is destroyed, and not before: nothing of it is outside, and others need it to the end. */
  endsWithCluster?: boolean
  /** Why it is there, for the README. */
  purpose: string
}

export const renderValues = (release: Release): string => renderYaml(release.values)

/** What `releases.json` holds: which charts, in the order in which they are installed. */
export const releaseList = (releases: readonly Release[]): Readonly<Record<string, unknown>>[] =>
  releases.map(({ name, namespace, chart, repository, version, service, terraformOutput }) => ({
    name,
    namespace,
    chart,
    repository,
    version,
    values: `${service}.values.yaml`,
    terraformOutput,
  }))

/** Where `make known-values` keeps what only Terraform knows of a release's values. */
export const knownValuesFile = ({ service }: Pick<Release, 'service'>): string => `${service}.known.yaml`

/** The files of a release's values in its folder; each wins over the one before. */
export const valuesFiles = (release: Pick<Release, 'service' | 'terraformOutput'>): string[] => [
  `${release.service}.values.yaml`,
  ...(release.terraformOutput ? [knownValuesFile(release)] : []),
]

export const renderReleases = (releases: readonly Release[]): string =>
  `${JSON.stringify(releaseList(releases), null, 2)}\n`

/** Where Helm finds the chart: the words after `helm upgrade --install NAME`. */
export const chartReference = (release: Pick<Release, 'chart' | 'repository'>): string[] =>
  release.repository.startsWith('oci://')
    ? [`${release.repository}/${release.chart}`]
    : [release.chart, '--repo', release.repository]
