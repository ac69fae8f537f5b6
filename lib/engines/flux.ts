/**
 * Flux 2.7 or later (fluxcd.io/flux/components/: kustomize/kustomizations, helm/helmreleases, source/). Its
 * Kustomization reads the kustomization.yaml of a folder: the objects, and for each release a ConfigMap of its values
 * and a HelmRelease.
 */
import type { IHelmRelease } from '@kubernetes-models/flux-cd/helm.toolkit.fluxcd.io/v2'
import type { IKustomization } from '@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1'
import type {
  IGitRepository,
  IHelmRepository,
  IOCIRepository,
} from '@kubernetes-models/flux-cd/source.toolkit.fluxcd.io/v1'
import { valuesFiles, type Release } from '../print/helm.ts'
import { code, link, md } from '../print/markdown.ts'
import { sh, type Shell } from '../print/shell.ts'
import { KUBECTL, whereThere } from '../readme/commands.ts'
import { pathOf, type DeployedPart, type Engine, type EngineDocs, type InstalledPart } from './engine.ts'

const BEGIN = 'flux.yaml'
const RELEASES = 'flux-releases.yaml'
const LATER = 'custom-resources'
const DOCS = 'https://fluxcd.io/flux'

export const flux: Engine = {
  files: (part) => ({
    [BEGIN]: [repository(part), ...kustomizations(part)],
    'kustomization.yaml': [kustomization(part)],
    ...(part.releases.length > 0 ? { [RELEASES]: releases(part) } : {}),
    // a folder of its own: kustomize reads no file above the folder that it is given
    ...(part.customResources.length > 0 ? { [`${LATER}/custom-resources.yaml`]: part.customResources } : {}),
  }),
  docs,
}

/** No name of a community or a hub has a dot. */
const nameOf = ({ community, folder }: InstalledPart): string => `${community}.${folder}`
const laterOf = (part: InstalledPart): string => `${nameOf(part)}.${LATER}`

function repository({ community, deploy }: DeployedPart): IGitRepository {
  return {
    apiVersion: 'source.toolkit.fluxcd.io/v1',
    kind: 'GitRepository',
    metadata: { name: community, namespace: deploy.namespace },
    spec: {
      interval: '5m',
      url: deploy.repository ?? '',
      ref: { branch: deploy.revision },
      ...(deploy.secret ? { secretRef: { name: deploy.secret } } : {}),
    },
  }
}

/** What is applied once. A hub comes after its cluster, and custom resources after the releases that define them. */
function kustomizations(part: DeployedPart): IKustomization[] {
  const { owner, folder } = part
  const first = folder === 'cluster' ? [] : [`${owner}.cluster`]
  return [
    reading(part, { name: nameOf(part), path: `./${pathOf(part)}`, after: first }),
    ...(part.customResources.length > 0
      ? [reading(part, { name: laterOf(part), path: `./${pathOf(part)}/${LATER}`, after: [nameOf(part)] })]
      : []),
  ]
}

function reading(part: DeployedPart, at: { name: string; path: string; after: readonly string[] }): IKustomization {
  return {
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name: at.name, namespace: part.deploy.namespace },
    spec: {
      interval: '10m',
      retryInterval: '2m',
      timeout: '30m',
      path: at.path,
      prune: false,
      deletionPolicy: 'Orphan',
      // others come after a cluster; pods of a hub may wait for an event
      wait: part.folder === 'cluster',
      sourceRef: { kind: 'GitRepository', name: part.community },
      ...(at.after.length > 0 ? { dependsOn: at.after.map((name) => ({ name })) } : {}),
    },
  }
}

const configMapOf = ({ name }: Release): string => `${name}-values`

/** The names of the ConfigMaps stay, so that none is left behind; Flux sees by the label that one has changed. */
const kustomization = (part: DeployedPart): unknown => ({
  apiVersion: 'kustomize.config.k8s.io/v1beta1',
  kind: 'Kustomization',
  resources: [
    ...(part.manifests.length > 0 ? ['kubernetes.yaml'] : []),
    ...(part.releases.length > 0 ? [RELEASES] : []),
  ],
  ...(part.releases.length > 0
    ? {
        configMapGenerator: part.releases.map((release) => ({
          name: configMapOf(release),
          namespace: release.namespace,
          files: keysOf(release).map(({ key, file }) => `${key}=${file}`),
        })),
        generatorOptions: { disableNameSuffixHash: true, labels: { 'reconcile.fluxcd.io/watch': 'Enabled' } },
      }
    : {}),
})

/** Each file of values, and its key in the ConfigMap: `values.yaml`, `known.yaml`. */
const keysOf = (release: Release): { key: string; file: string }[] =>
  valuesFiles(release).map((file) => ({ key: file.slice(`${release.service}.`.length), file }))

const releases = (part: DeployedPart): (IHelmRepository | IOCIRepository | IHelmRelease)[] =>
  part.releases.flatMap((release, i) => [source(release), helmRelease(release, part.releases[i - 1])])

const isOci = ({ repository: address }: Release): boolean => address.startsWith('oci://')

function source(release: Release): IHelmRepository | IOCIRepository {
  const metadata = { name: release.name, namespace: release.namespace }
  const apiVersion = 'source.toolkit.fluxcd.io/v1'
  if (!isOci(release))
    return { apiVersion, kind: 'HelmRepository', metadata, spec: { interval: '1h', url: release.repository } }
  return {
    apiVersion,
    kind: 'OCIRepository',
    metadata,
    spec: {
      interval: '1h',
      url: `${release.repository}/${release.chart}`,
      ref: { tag: release.version },
      layerSelector: { mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip', operation: 'copy' },
    },
  }
}

const chartOf = (release: Release): Pick<NonNullable<IHelmRelease['spec']>, 'chart' | 'chartRef'> =>
  isOci(release)
    ? { chartRef: { kind: 'OCIRepository', name: release.name } }
    : {
        chart: {
          spec: {
            chart: release.chart,
            version: release.version,
            sourceRef: { kind: 'HelmRepository', name: release.name },
          },
        },
      }

/** Without it a first install that fails, as for want of a Secret, is not tried again, or uninstalled first. */
const AGAIN = { strategy: { name: 'RetryOnFailure', retryInterval: '5m' } } as const

function helmRelease(release: Release, before: Release | undefined): IHelmRelease {
  const { name, namespace } = release
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace },
    spec: {
      interval: '1h',
      timeout: '15m',
      releaseName: name,
      ...chartOf(release),
      install: AGAIN,
      upgrade: { ...AGAIN, ...(release.definitionsByHand ? { crds: 'CreateReplace' } : {}) },
      ...(before ? { dependsOn: [{ name: before.name, namespace: before.namespace }] } : {}),
      valuesFrom: keysOf(release).map(({ key }) => ({
        kind: 'ConfigMap',
        name: configMapOf(release),
        valuesKey: key,
      })),
    },
  }
}

function docs(part: InstalledPart): EngineDocs {
  const { namespace } = part.deploy
  const ours = [nameOf(part), ...(part.customResources.length > 0 ? [laterOf(part)] : [])]
  return {
    begin: BEGIN,
    objects: [BEGIN, ...(part.releases.length > 0 ? [RELEASES] : [])],
    needs: md`Flux 2.7 or later runs in the cluster, in the namespace ${code`${namespace}`}
      (${link('installation', `${DOCS}/installation/`)}). Where the repository is private, a Secret there lets Flux read
      it (${link('GitRepository', `${DOCS}/components/source/gitrepositories/#secret-reference`)}), which
      \`deploy.secret\` names.`,
    byHand: md`- Of a release that Flux installs: its version in ${code`<folder>/${RELEASES}`}, too.`,
    look: [
      sh`kubectl get kustomizations.kustomize.toolkit.fluxcd.io,helmreleases.helm.toolkit.fluxcd.io --all-namespaces`,
    ],
    stop: ours.map((name) => deleted(sh`${KUSTOMIZATION} ${name} --namespace ${namespace}`)),
    remove: removeRelease,
  }
}

const KUSTOMIZATION = 'kustomizations.kustomize.toolkit.fluxcd.io'
const HELM_RELEASE = 'helmreleases.helm.toolkit.fluxcd.io'

const deleted = (of: Shell): Shell => whereThere(of, sh`${KUBECTL} delete ${of} --timeout 15m`)

/** Flux uninstalls what it no longer has a HelmRelease of. Where there is none: nothing. */
const removeRelease = (name: Shell, namespace: Shell): Shell =>
  deleted(sh`${HELM_RELEASE} ${name} --namespace ${namespace}`)
