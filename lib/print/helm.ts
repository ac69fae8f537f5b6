import { renderYaml } from './yaml.ts'

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
  /** The chart's top-level keys, where its schema refuses all others: what an override may begin with. */
  keys?: readonly string[]
  /**
   * Where its values say how large a disk it asks Kubernetes for, and what for: those cost while nothing runs. The
   * values have the last word, since an override may change them.
   */
  disks?: readonly { what: string; path: readonly string[] }[]
  /** Secrets that the chart makes itself, in its namespace. */
  ownSecrets?: readonly string[]
  /** The chart has custom resource definitions that Helm installs once and never upgrades, and it uses them. */
  definitionsByHand?: boolean
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

export const renderReleases = (releases: readonly Release[]): string =>
  `${JSON.stringify(releaseList(releases), null, 2)}\n`

/** Where Helm finds the chart: the words after `helm upgrade --install NAME`. */
export const chartReference = (release: Pick<Release, 'chart' | 'repository'>): string[] =>
  release.repository.startsWith('oci://')
    ? [`${release.repository}/${release.chart}`]
    : [release.chart, '--repo', release.repository]
