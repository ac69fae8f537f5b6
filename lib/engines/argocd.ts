/**
 * Argo CD 2.6 or later, in the cluster that it installs to (argo-cd.readthedocs.io/en/stable/user-guide/: sync-waves,
 * multiple_sources, helm, diffing, sync-options). One Application reads the folder's objects and an Application for
 * each release, in waves.
 */
import { createHash } from 'node:crypto'
import type { IAppProject, IApplication, IApplicationSource } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1'
import { isMap, valueAt } from '../maps.ts'
import { renderValues, valuesFiles, type MadeAnew, type Release } from '../print/helm.ts'
import type { Manifest } from '../print/kubernetes.ts'
import { code, link, md } from '../print/markdown.ts'
import { sh, type Shell } from '../print/shell.ts'
import { KUBECTL, whereThere } from '../readme/commands.ts'
import { pathOf, type DeployedPart, type Engine, type EngineDocs, type InstalledPart } from './engine.ts'

const BEGIN = 'argocd.yaml'
const APPLICATIONS = 'applications.yaml'
const DOCS = 'https://argo-cd.readthedocs.io/en/stable'
const WAVE = 'argocd.argoproj.io/sync-wave'
const SERVER = 'https://kubernetes.default.svc'

export const argocd: Engine = {
  files: (part) => ({
    [BEGIN]: [...(part.tenants.length > 0 ? projects(part) : []), whole(part)],
    ...(hasApplications(part) ? { [APPLICATIONS]: applications(part) } : {}),
  }),
  objects: ({ manifests }) => manifests.map((object) => (isAwaited(object) ? object : annotated(object))),
  docs,
}

/** What the next wave waits for. Pods may wait for what a release makes, or for an event that has not begun. */
const isAwaited = ({ kind, spec }: Manifest): boolean =>
  !['CronJob', 'DaemonSet', 'Deployment', 'Ingress', 'Job', 'Service', 'StatefulSet'].includes(kind) &&
  (kind !== 'PersistentVolumeClaim' || (isMap(spec) && spec['volumeName'] !== undefined))

/** After all releases, however many there are. */
const LAST = '100'

const annotated = (object: Manifest): Manifest => ({
  ...object,
  metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, [WAVE]: LAST } },
})

/** No name of a community, hub or release has a dot. */
const nameOf = ({ community, folder }: InstalledPart): string => `${community}.${folder}`

/** In the words of a label's value, which Argo CD may make of the name, at most 63 characters. */
const customResourcesOf = (part: InstalledPart): string => `${nameOf(part)}.custom-resources`

const hasApplications = ({ releases, customResources }: InstalledPart): boolean =>
  releases.length + customResources.length > 0

interface Asked {
  name: string
  project: string
  namespace: string
  spec: Partial<IApplication['spec']>
  wave?: number
  options?: readonly string[]
}

function application(part: DeployedPart, { name, project, namespace, spec, wave, options = [] }: Asked): IApplication {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace: part.deploy.namespace,
      ...(wave === undefined ? {} : { annotations: { [WAVE]: String(wave) } }),
    },
    spec: {
      project,
      destination: { server: SERVER, namespace },
      ...spec,
      syncPolicy: {
        automated: { prune: false },
        retry: { limit: -1, backoff: { duration: '30s', factor: 2, maxDuration: '10m' } },
        syncOptions: ['ServerSideApply=true', ...options],
      },
    },
  }
}

/** What is applied once: the folder's objects, and the Applications of its releases. */
function whole(part: DeployedPart): IApplication {
  const files = [
    ...(part.manifests.length > 0 ? ['kubernetes.yaml'] : []),
    ...(hasApplications(part) ? [APPLICATIONS] : []),
  ]
  return application(part, {
    name: nameOf(part),
    project: projectOf(part),
    namespace: part.deploy.namespace,
    spec: { source: ownSource(part, files) },
  })
}

const repository = ({ deploy }: DeployedPart): { repoURL: string; targetRevision: string } => ({
  repoURL: deploy.repository ?? '',
  targetRevision: deploy.revision,
})

const ownSource = (part: DeployedPart, files: readonly string[]): IApplicationSource => ({
  ...repository(part),
  path: pathOf(part),
  directory: { include: files.length > 1 ? `{${files.join(',')}}` : files[0] },
})

const projectOf = ({ deploy }: DeployedPart): string => deploy.project ?? 'default'

function applications(part: DeployedPart): IApplication[] {
  const last = part.releases.length + 1
  return [
    ...part.releases.map((release, i) => releaseOf(part, release, i + 1)),
    ...(part.customResources.length > 0
      ? [
          application(part, {
            name: customResourcesOf(part),
            project: projectOf(part),
            namespace: part.deploy.namespace,
            wave: last,
            spec: { source: ownSource(part, ['custom-resources.yaml']) },
          }),
        ]
      : []),
  ]
}

function releaseOf(part: DeployedPart, release: Release, wave: number): IApplication {
  const ignored = (release.madeAnew ?? []).map((each) => ignoredOf(each, release))
  return application(part, {
    name: release.name,
    project: part.community === part.owner ? projectOf(part) : tenantsProject(part.community),
    namespace: release.namespace,
    wave,
    spec: {
      sources: [chartSource(part, release), { ...repository(part), ref: 'values' }],
      ...(ignored.length > 0 ? { ignoreDifferences: ignored } : {}),
    },
    options: ignored.length > 0 ? ['RespectIgnoreDifferences=true'] : [],
  })
}

const chartSource = (part: DeployedPart, release: Release): IApplicationSource => ({
  // of a registry, without oci:// (user-guide/helm)
  repoURL: release.repository.replace(/^oci:\/\//, ''),
  chart: release.chart,
  targetRevision: release.version,
  helm: {
    releaseName: release.name,
    valueFiles: valuesFiles(release).map((file) => `$values/${pathOf(part)}/${file}`),
    ...(release.startsAnewBy ? { valuesObject: nested(release.startsAnewBy, { [DIGEST]: digest(release) }) } : {}),
  },
})

/** In place of the chart's own checksum, which differs at each render. */
const DIGEST = 'hubloom/values'
const digest = (release: Release): string =>
  createHash('sha256').update(renderValues(release)).digest('hex').slice(0, 16)

const nested = (path: readonly string[], value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  path.reduceRight((inner, key) => ({ [key]: inner }), value)

type Ignored = NonNullable<IApplication['spec']['ignoreDifferences']>[number]

function ignoredOf({ group, kind, name, pointers, each }: MadeAnew, { values }: Release): Ignored {
  const found = each && valueAt(values, each.of)
  const more =
    each && isMap(found)
      ? Object.keys(found)
          .sort()
          .map((key) => each.pointer.replace('*', () => key))
      : []
  return { ...(group ? { group } : {}), kind, name, jsonPointers: [...pointers, ...more] }
}

const tenantsProject = (community: string): string => `hubs-of-${community}`

/** What the charts of a hub make that is of the whole cluster. */
const OF_CLUSTER = [
  { group: '', kind: 'PersistentVolume' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRole' },
  { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding' },
  { group: 'scheduling.k8s.io', kind: 'PriorityClass' },
]

/** The releases of others go into their own namespaces. */
function projects({ tenants, deploy }: DeployedPart): IAppProject[] {
  return [...new Set(tenants.map(({ community }) => community))].sort().map((community) => ({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: tenantsProject(community), namespace: deploy.namespace },
    spec: {
      description: `Releases of the hubs of ${community}`,
      sourceRepos: ['*'],
      destinations: tenants
        .filter((hub) => hub.community === community)
        .map(({ namespace }) => ({ server: SERVER, namespace })),
      clusterResourceWhitelist: OF_CLUSTER,
    },
  }))
}

function docs(part: InstalledPart): EngineDocs {
  const { namespace } = part.deploy
  const ours = [nameOf(part), ...(part.customResources.length > 0 ? [customResourcesOf(part)] : [])]
  return {
    begin: BEGIN,
    objects: [BEGIN, ...(hasApplications(part) ? [APPLICATIONS] : [])],
    needs: md`Argo CD 2.6 or later runs in the cluster, in the namespace ${code`${namespace}`}
      (${link('installation', `${DOCS}/operator-manual/installation/`)}), and may read the repository
      (${link('private ones', `${DOCS}/user-guide/private-repositories/`)}). It keeps the order of releases only where
      it judges the health of Applications: \`argocd-cm\` has
      ${link('resource.customizations.health.argoproj.io_Application', `${DOCS}/operator-manual/health/#argocd-app`)}.`,
    byHand: md`- Of a release that Argo CD installs: its version in ${code`<folder>/${APPLICATIONS}`}, too; and where
      the values of a hub change, another text as ${code`${DIGEST}`} there, so that the hub starts anew.`,
    look: [sh`kubectl get applications.argoproj.io --namespace ${namespace}`],
    stop: ours.map((name) => {
      const of = sh`${APPLICATION} ${name} --namespace ${namespace}`
      return whereThere(of, sh`${KUBECTL} delete ${of}`)
    }),
    remove: (name) => removeRelease(name, namespace),
  }
}

const APPLICATION = 'applications.argoproj.io'

/** With all that it installed, which the finalizer asks for (user-guide/app_deletion). Where there is none: nothing. */
function removeRelease(name: Shell, namespace: string): Shell {
  const finalizer = JSON.stringify({ metadata: { finalizers: ['resources-finalizer.argocd.argoproj.io'] } })
  const of = sh`${APPLICATION} ${name} --namespace ${namespace}`
  const removed = sh`${KUBECTL} patch ${of} --type merge --patch ${finalizer} && ${KUBECTL} delete ${of} --timeout 15m`
  return whereThere(of, sh`{ ${removed}; }`)
}
