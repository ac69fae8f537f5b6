/**
 * `deploy: argocd | flux`: what is written for an engine installs what releases.json says, in that order, with the same
 * values, over the whole sample fleet. Objects are held against the projects' schemas as @kubernetes-models has them:
 * types, what is required, enumerations. These let unknown fields pass, which the types of the same package do not
 * (lib/engines is checked with them), and patterns, of which the test knows that of durations.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppProject, Application } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1'
import { HelmRelease } from '@kubernetes-models/flux-cd/helm.toolkit.fluxcd.io/v2'
import { Kustomization } from '@kubernetes-models/flux-cd/kustomize.toolkit.fluxcd.io/v1'
import { GitRepository, HelmRepository, OCIRepository } from '@kubernetes-models/flux-cd/source.toolkit.fluxcd.io/v1'
import { afterAll, describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { hasErrors } from '../lib/diagnostics.ts'
import { valuesFiles } from '../lib/print/helm.ts'
import { compile } from '../lib/compile.ts'
import { readInputFolder } from '../lib/disk.ts'
import { explainLine } from '../lib/explain/index.ts'
import { DEPLOYER_SEES } from '../lib/plan/tenants.ts'
import { registry } from '../lib/registry.ts'
import { compileFolder, fleet, outputTexts, readFolder, repository, writeFolder } from './fleet.ts'

interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string; annotations?: Record<string, string> }
}
interface Listed {
  name: string
  namespace: string
  chart: string
  repository: string
  version: string
  values: string
  terraformOutput?: string
}

const MODELS = { AppProject, Application, HelmRelease, Kustomization, GitRepository, HelmRepository, OCIRepository }
const documents = <T = Manifest>(text: string): T[] => parseAllDocuments(text).map((each) => each.toJS() as T)
const isOfEngine = ({ apiVersion }: Manifest): boolean => /^(argoproj|.*\.toolkit\.fluxcd)\.io\//.test(apiVersion)

function faults(object: Manifest): string[] {
  const Model = MODELS[object.kind as keyof typeof MODELS]
  try {
    new Model(object as never).validate()
    return []
  } catch (error) {
    return [`${object.kind} ${object.metadata.name}: ${String(error)}`]
  }
}

const GIT = 'https://git.example.org/fleet/hubs.git'

/** The sample fleet with an engine, as its base profile says. */
function deployed(engine: string, more: string): Map<string, string> {
  const base = 'profiles/base.yaml'
  const said = `  deploy: { with: ${engine}, repository: ${GIT}, revision: live, ${more} }\n`
  const text = repository.texts.get(base)!.replace(/^clusters:\n/m, (line) => `${line}${said}`)
  const result = compile(new Map([...repository.texts, [base, text]]), repository.folders)
  expect(hasErrors(result.diagnostics)).toBe(false)
  return outputTexts(result)
}

const textsOf = { argocd: deployed('argocd', 'project: hubs'), flux: deployed('flux', 'secret: hubs-git') }
const partsOf = (texts: ReadonlyMap<string, string>): string[] =>
  [...texts.keys()].flatMap((path) => /^(.*)\/releases\.json$/.exec(path)?.[1] ?? [])
const releasesOf = (texts: ReadonlyMap<string, string>, part: string): Listed[] =>
  JSON.parse(texts.get(`${part}/releases.json`)!) as Listed[]
/** The values files of a release as make gives them to helm: what Terraform knows comes last. */
const filesOf = ({ values, terraformOutput }: Listed): string[] => [
  values,
  ...(terraformOutput ? [values.replace('.values.', '.known.')] : []),
]
const parts = partsOf(textsOf.argocd)

test('without the setting nothing of it is written; with it, what helm and Terraform read stays as it is', () => {
  const plain = outputTexts(fleet())
  const isTheirs = (path: string): boolean => /(argocd|applications|flux|kustomization|custom-resources\/)/.test(path)
  expect([...plain.keys()].filter(isTheirs)).toEqual([])
  expect(parts.length).toBeGreaterThan(20)
  for (const texts of Object.values(textsOf))
    for (const [path, text] of plain)
      if (/\/(releases\.json|[^/]*\.values\.yaml|main\.tf\.json|installed\.txt)$/.test(path))
        expect(texts.get(path), path).toBe(text)
})

test.each(Object.entries(textsOf))('%s: every object is what the projects take', (_, texts) => {
  const objects = [...texts]
    .flatMap(([path, text]) => (path.endsWith('.yaml') ? documents(text) : []))
    .filter(isOfEngine)
  expect(objects.length).toBeGreaterThan(50)
  expect(objects.flatMap(faults)).toEqual([])
  expect(faults({ ...objects[0]!, spec: { interval: 5, project: 5 } } as Manifest)).not.toEqual([])
  const durations = objects.flatMap((each) =>
    [...JSON.stringify(each).matchAll(/"(?:interval|retryInterval|timeout|duration|maxDuration)":"([^"]*)"/g)].map(
      ([, duration]) => duration!,
    ),
  )
  expect(durations.length).toBeGreaterThan(objects.length)
  expect(durations.filter((each) => !/^([0-9]+(\.[0-9]+)?(ms|s|m|h))+$/.test(each))).toEqual([])
  const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)
  expect(names.filter((name) => name.length > 63 + name.indexOf('/') + 1)).toEqual([])
})

interface App extends Manifest {
  spec: {
    project: string
    destination: { namespace: string }
    source?: { repoURL: string; targetRevision: string; path: string; directory: { include: string } }
    sources?: {
      chart: string
      repoURL: string
      targetRevision: string
      helm?: { releaseName: string; valueFiles: string[]; valuesObject?: unknown }
      ref?: string
    }[]
    ignoreDifferences?: { kind: string; name: string; jsonPointers: string[] }[]
    syncPolicy: { automated: { prune: boolean }; retry: { limit: number }; syncOptions: string[] }
  }
}
const WAVE = 'argocd.argoproj.io/sync-wave'

describe('Argo CD', () => {
  const texts = textsOf.argocd
  test.each(parts)('%s: one Application reads its objects and releases, which come in waves, in order', (part) => {
    const begun = documents<App>(texts.get(`${part}/argocd.yaml`)!).filter(({ kind }) => kind === 'Application')
    const releases = releasesOf(texts, part)
    const all = documents<App>(texts.get(`${part}/applications.yaml`) ?? '').filter((each) => each !== null)
    expect(begun).toHaveLength(1)
    const { path, directory } = begun[0]!.spec.source!
    const read = directory.include.replace(/^\{|\}$/g, '').split(',')
    expect(path).toBe(`dist/${part}`)
    for (const name of read) expect(texts.has(`${part}/${name}`), name).toBe(true)
    expect(read).toEqual(['kubernetes.yaml', 'applications.yaml'].filter((name) => texts.has(`${part}/${name}`)))
    const waves = all.map(({ metadata }) => Number(metadata.annotations![WAVE]))
    expect(waves).toEqual(all.map((_, i) => i + 1))
    expect(
      all.slice(0, releases.length).map(({ spec: { destination, sources } }) => ({
        name: sources![0]!.helm!.releaseName,
        namespace: destination.namespace,
        chart: sources![0]!.chart,
        repository: sources![0]!.repoURL,
        version: sources![0]!.targetRevision,
        files: sources![0]!.helm!.valueFiles,
        ref: sources![1]!.ref,
      })),
    ).toEqual(
      releases.map((release) => ({
        name: release.name,
        namespace: release.namespace,
        chart: release.chart,
        repository: release.repository.replace('oci://', ''),
        version: release.version,
        files: filesOf(release).map((file) => `$values/dist/${part}/${file}`),
        ref: 'values',
      })),
    )
    const rest = all.slice(releases.length).map(({ spec }) => spec.source!.directory.include)
    expect(rest).toEqual(texts.has(`${part}/custom-resources.yaml`) ? ['custom-resources.yaml'] : [])
    for (const { metadata, spec } of [...begun, ...all]) {
      const { automated, retry, syncOptions } = spec.syncPolicy
      expect(metadata.namespace).toBe('argocd')
      expect(automated.prune).toBe(false)
      // a Secret may be made a day later
      expect(retry.limit).toBe(-1)
      expect(syncOptions).toContain('ServerSideApply=true')
      const own = [...(spec.source ? [spec.source] : []), ...(spec.sources ?? [])].filter((each) => !('helm' in each))
      expect(own.map(({ repoURL, targetRevision }) => [repoURL, targetRevision])).toEqual([[GIT, 'live']])
      if (!spec.project.startsWith('hubs-of-')) expect(spec.project).toBe('hubs')
    }
  })

  test('tokens that the chart makes anew at each render are left alone, and only these', () => {
    const found = parts.flatMap((part) => {
      const releases = releasesOf(texts, part)
      return documents<App>(texts.get(`${part}/applications.yaml`) ?? '')
        .slice(0, releases.length)
        .map(({ spec }, i) => ({ spec, release: releases[i]!, values: texts.get(`${part}/${releases[i]!.values}`)! }))
    })
    const hubs = found.filter(({ release }) => release.chart === 'jupyterhub')
    expect(hubs).toHaveLength(fleet().fleet.hubs.length)
    const hasServices = hubs.map(({ spec, values }) => {
      const [{ hub }] = documents<{ hub: { services?: object } }>(values) as [{ hub: { services?: object } }]
      const services = Object.keys(hub.services ?? {}).sort()
      // hub/secret.yaml, hub/deployment.yaml and proxy/deployment.yaml of the chart
      const tokens = ['ConfigurableHTTPProxy.auth_token', 'CryptKeeper.keys', 'JupyterHub.cookie_secret']
      expect(spec.ignoreDifferences!.map(({ kind, name, jsonPointers }) => [`${kind} ${name}`, jsonPointers])).toEqual([
        [
          'Secret hub',
          [
            ...tokens.map((key) => `/data/hub.config.${key}`),
            ...services.map((service) => `/data/hub.services.${service}.apiToken`),
          ],
        ],
        ['Deployment hub', ['/spec/template/metadata/annotations/checksum~1secret']],
        ['Deployment proxy', ['/spec/template/metadata/annotations/checksum~1auth-token']],
      ])
      // without it they are not told, and overwritten all the same
      expect(spec.syncPolicy.syncOptions).toContain('RespectIgnoreDifferences=true')
      return services.length > 0
    })
    expect(new Set(hasServices)).toContain(true)
    for (const { spec, release } of found)
      if (release.chart !== 'jupyterhub') expect(spec.ignoreDifferences).toBeUndefined()
  })

  test('a wave waits for no pods: those of the folder come after the releases', () => {
    const waves = parts.flatMap((part) =>
      documents(texts.get(`${part}/kubernetes.yaml`) ?? '').flatMap((object) =>
        object === null ? [] : [[object.kind, object.metadata.annotations?.[WAVE]]],
      ),
    )
    const kinds = (wave: string | undefined): string[] => [
      ...new Set(waves.filter((each) => each[1] === wave).map(([kind]) => kind!)),
    ]
    expect(kinds('100').sort()).toEqual(['CronJob', 'DaemonSet', 'Deployment', 'Ingress', 'Service'])
    expect(kinds(undefined).filter((kind) => kinds('100').includes(kind))).toEqual([])
  })

  test('the hub starts anew when its values change, though the checksum of the chart does not count', () => {
    const digest = (text: string): unknown =>
      documents<App>(text).find(({ spec }) => spec.ignoreDifferences)!.spec.sources![0]!.helm!.valuesObject
    const text = texts.get('aurora-observatory/live/applications.yaml')!
    expect(digest(text)).toEqual({
      hub: { annotations: { 'hubloom/values': expect.stringMatching(/^[0-9a-f]{16}$/) } },
    })
    expect(digest(text)).not.toEqual(digest(texts.get('polar-lab/prod/applications.yaml')!))
  })

  test('releases of tenants are kept to their namespaces by projects of the owner', () => {
    const cluster = documents<Project>(texts.get('commons/cluster/argocd.yaml')!).filter(
      ({ kind }) => kind === 'AppProject',
    )
    // what their charts make of the whole cluster, which a deployer may look up: but for namespaces, the owner's
    const looked = DEPLOYER_SEES.cluster
      .flatMap(({ apiGroups, resources }) => resources.map((resource) => `${apiGroups[0]!}/${resource}`))
      .filter((resource) => resource !== '/namespaces')
    for (const { spec } of cluster)
      expect(spec.clusterResourceWhitelist.map(({ group, kind }) => `${group}/${pluralOf(kind)}`).sort()).toEqual(
        looked.sort(),
      )
    const projects = new Map(cluster.map(({ metadata, spec }) => [metadata.name, spec.destinations]))
    const tenants = fleet().fleet.hubs.filter(
      (hub) => hub.cluster.community === 'commons' && hub.community !== 'commons',
    )
    expect(tenants.length).toBeGreaterThan(1)
    for (const { id, community, namespace } of tenants)
      for (const { metadata, spec } of documents<App>(texts.get(`${id}/applications.yaml`)!)) {
        expect(spec.project, metadata.name).toBe(`hubs-of-${community}`)
        expect(projects.get(spec.project)!.map((each) => each.namespace)).toContain(namespace)
        expect(spec.destination.namespace).toBe(namespace)
      }
  })
})

interface Project extends Manifest {
  spec: { destinations: { namespace: string }[]; clusterResourceWhitelist: { group: string; kind: string }[] }
}
/** As the API names resources: `priorityclasses` of PriorityClass. */
const pluralOf = (kind: string): string => `${kind.toLowerCase()}${kind.endsWith('s') ? 'es' : 's'}`

const home = mkdtempSync(join(tmpdir(), 'hubloom-engines-'))
afterAll(() => rmSync(home, { recursive: true }))

const kubectl = spawnSync('kubectl', ['kustomize', '--help']).status === 0

interface Helm extends Manifest {
  spec: {
    releaseName: string
    dependsOn?: { name: string; namespace: string }[]
    chartRef: { name: string }
    install: { strategy: { name: string } }
    upgrade: { strategy: { name: string }; crds?: string }
    chart: { spec: { chart: string; version: string; sourceRef: { name: string } } }
    valuesFrom: { name: string; valuesKey: string }[]
  }
}
interface Source extends Manifest {
  spec: { url: string; ref: { tag: string }; layerSelector: { mediaType: string; operation: string } }
}
const WATCH = 'reconcile.fluxcd.io/watch'
interface ConfigMap extends Manifest {
  data: Record<string, string>
}

describe.skipIf(!kubectl)(`Flux, as kustomize builds it${kubectl ? '' : ' (NOT RUN: no kubectl here)'}`, () => {
  const texts = textsOf.flux
  writeFolder(join(home, 'flux'), texts)
  const known = (file: string): string => `{"of": "${file}"}\n`

  test.each(parts)('%s: each release has its chart and its values, and comes after the one before', (part) => {
    const folder = join(home, 'flux', part)
    const releases = releasesOf(texts, part)
    const late = releases.flatMap((release) => filesOf(release).slice(1))
    if (late.length > 0) {
      const early = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' })
      expect(early.status).not.toBe(0)
      expect(early.stderr).toContain(late[0])
    }
    for (const file of late) writeFileSync(join(folder, file), known(file))
    const { stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8', maxBuffer: 1e8 })
    expect(stderr).toBe('')
    const built = documents(stdout)
    const named = <T>(kind: string, { name, namespace }: Pick<Listed, 'name' | 'namespace'>): T =>
      built.find(
        (each) => each.kind === kind && each.metadata.name === name && each.metadata.namespace === namespace,
      ) as T
    const own = documents(texts.get(`${part}/kubernetes.yaml`) ?? '').filter((each) => each !== null)
    for (const { kind, metadata } of own) expect(named(kind, metadata as never), metadata.name).toBeDefined()
    expect(built).toHaveLength(own.length + 3 * releases.length)
    for (const [i, release] of releases.entries()) {
      const { namespace } = release
      const { spec } = named<Helm>('HelmRelease', release)
      const before = releases[i - 1]
      expect(spec.releaseName).toBe(release.name)
      // a Secret may be made after the first try
      expect([spec.install, spec.upgrade].map(({ strategy }) => strategy.name)).toEqual(Array(2).fill('RetryOnFailure'))
      // Helm installs these once, and never upgrades them
      expect(spec.upgrade.crds).toBe(
        /^(dask-gateway|tigera-operator)$/.test(release.chart) ? 'CreateReplace' : undefined,
      )
      expect(spec.dependsOn).toEqual(before && [{ name: before.name, namespace: before.namespace }])
      if (release.repository.startsWith('oci://')) {
        const source = named<Source>('OCIRepository', { name: spec.chartRef.name, namespace })
        const { url, ref, layerSelector } = source.spec
        // as a chart is kept in a registry: copied, for Helm unpacks it
        expect(layerSelector).toEqual({
          mediaType: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
          operation: 'copy',
        })
        expect([url, ref.tag]).toEqual([`${release.repository}/${release.chart}`, release.version])
      } else {
        const { chart, version, sourceRef } = spec.chart.spec
        const source = named<Source>('HelmRepository', { name: sourceRef.name, namespace })
        expect([source.spec.url, chart, version]).toEqual([release.repository, release.chart, release.version])
      }
      const values = spec.valuesFrom.map(({ name, valuesKey }) => {
        const map = named<ConfigMap>('ConfigMap', { name, namespace })
        expect(JSON.stringify(map).length).toBeLessThan(2 ** 20)
        // by which Flux sees that one has changed, whose name stays
        expect(map.metadata).toMatchObject({ name: `${release.name}-values`, labels: { [WATCH]: 'Enabled' } })
        return map.data[valuesKey]
      })
      const [file, ...more] = filesOf(release)
      expect(values).toEqual([texts.get(`${part}/${file}`), ...more.map(known)])
    }
  })
})

interface Reading extends Manifest {
  spec: {
    path: string
    prune: boolean
    wait: boolean
    deletionPolicy: string
    sourceRef: { name: string }
    dependsOn?: { name: string }[]
  }
}

test('Flux: a hub comes after its cluster, custom resources after the releases that define them', () => {
  const texts = textsOf.flux
  const all = parts.flatMap((part) =>
    documents<Reading>(texts.get(`${part}/flux.yaml`)!)
      .filter(({ kind }) => kind === 'Kustomization')
      .map((reading) => ({ ...reading, part })),
  )
  const before = new Map(all.map(({ metadata, spec }) => [metadata.name, spec.dependsOn?.map(({ name }) => name)]))
  for (const { id, cluster } of fleet().fleet.hubs)
    expect(before.get(id.replace('/', '.'))).toEqual([`${cluster.community}.cluster`])
  for (const [name, after] of before) for (const each of after ?? []) expect(before.has(each), name).toBe(true)
  expect(before.get('commons.cluster.custom-resources')).toEqual(['commons.cluster'])
  expect(texts.get('commons/cluster/custom-resources/custom-resources.yaml')).toBe(
    texts.get('commons/cluster/custom-resources.yaml'),
  )
  for (const { part, metadata, spec } of all) {
    const { path, prune, deletionPolicy, wait, sourceRef } = spec
    const isLater = metadata.name.endsWith('.custom-resources')
    expect(path).toBe(`./dist/${part}${isLater ? '/custom-resources' : ''}`)
    // homes and disks stay where an object is no longer written, or the Kustomization is deleted
    expect({ prune, deletionPolicy }).toEqual({ prune: false, deletionPolicy: 'Orphan' })
    expect(wait).toBe(part.endsWith('/cluster'))
    expect([metadata.namespace, sourceRef.name]).toEqual(['flux-system', part.split('/')[0]])
  }
})

test('Flux reads the branch of the repository, with the Secret that the settings name', () => {
  for (const part of parts) {
    const [source] = documents<Manifest & { spec: object }>(textsOf.flux.get(`${part}/flux.yaml`)!)
    expect(source).toMatchObject({
      kind: 'GitRepository',
      metadata: { name: part.split('/')[0], namespace: 'flux-system' },
      spec: { url: GIT, ref: { branch: 'live' }, secretRef: { name: 'hubs-git' } },
    })
  }
})

test('make keeps what only Terraform knows where the engines read it', () => {
  const release = { service: 'home-nfs', terraformOutput: 'helm_values_home_nfs' }
  expect(valuesFiles(release)).toEqual(filesOf({ values: 'home-nfs.values.yaml', ...release } as unknown as Listed))
  for (const texts of Object.values(textsOf)) {
    const make = texts.get('aurora-observatory/Makefile')!
    expect(make).toContain('> live/home-nfs.known.yaml.new && mv live/home-nfs.known.yaml.new live/home-nfs.known.yaml')
    expect(make.replace(/\nkubernetes-[^]*?\n\n/g, '\n')).not.toMatch(/upgrade --install/)
  }
  expect(outputTexts(fleet()).get('aurora-observatory/Makefile')).not.toMatch(/known-values|prune-live/)
})

test.each([
  {
    engine: 'argocd',
    stops: (name: string) => `delete applications.argoproj.io ${name} --namespace argocd`,
    removes: (name: string) =>
      `patch applications.argoproj.io ${name} --namespace argocd --type merge --patch '{"metadata":{"finalizers":` +
      `["resources-finalizer.argocd.argoproj.io"]}}' && $(KUBECTL) delete applications.argoproj.io ${name} `,
  },
  {
    engine: 'flux',
    stops: (name: string) => `delete kustomizations.kustomize.toolkit.fluxcd.io ${name} --namespace flux-system`,
    removes: (name: string, namespace: string) =>
      `delete helmreleases.helm.toolkit.fluxcd.io ${name} --namespace ${namespace}`,
  },
] as const)('$engine is told to stop, and to remove each release before helm does', ({ engine, stops, removes }) => {
  const texts = textsOf[engine]
  for (const part of ['commons/cluster', 'aurora-observatory/live']) {
    const [community, folder] = part.split('/') as [string, string]
    const make = texts.get(`${community}/Makefile`)!
    const destroy = /\n\n/.exec(make.slice(make.indexOf(`\ndestroy-${folder}:`)))!
    const recipe = destroy.input.slice(0, destroy.index)
    const ours = [`${community}.${folder}`, ...(folder === 'cluster' ? [`${community}.cluster.custom-resources`] : [])]
    const releases = releasesOf(texts, part).filter(({ name }) => recipe.includes(`uninstall ${name} `))
    expect(releases.length).toBeGreaterThan(1)
    const steps = [
      'plan -destroy',
      ...ours.map((name) => `$(KUBECTL) ${stops(name)}`),
      ...releases
        .reverse()
        .flatMap(({ name, namespace }) => [`$(KUBECTL) ${removes(name, namespace)}`, `uninstall ${name} `]),
      `-chdir=${folder} destroy\n`,
    ]
    const places = steps.map((step) => recipe.indexOf(step))
    expect(places, recipe).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  }
})

test('explain leads from a line for the engine to the setting', () => {
  const { texts: own, folders } = readInputFolder('test/cases/deploy-argocd')
  const inputs = { texts: new Map([...repository.texts, ...own]), folders }
  const text = readFileSync('test/cases/deploy-argocd/dist/reef/prod/argocd.yaml', 'utf8')
  const line = text.split('\n').findIndex((each) => each.includes('repoURL')) + 1
  const part = { community: 'reef', folder: 'prod' }
  const { value } = explainLine(inputs, { part, file: 'argocd.yaml', line, there: text }, registry)
  expect(value).toMatchObject({ value: 'https://github.com/reef-lab/hubs.git', by: 'engines/argocd', isStale: false })
  expect(value!.causes.map(({ setting }) => setting)).toEqual(expect.arrayContaining(['deploy', 'deployer.repository']))
})

describe('docs/engines.md', () => {
  const page = readFileSync('docs/engines.md', 'utf8')
  const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, language, text]) => ({
    language,
    text: text!,
  }))
  const written = ['argocd', 'flux'].flatMap((engine) => [
    ...outputTexts(compileFolder(`test/cases/deploy-${engine}`)).values(),
  ])
  test('shows what is written', () => {
    const yaml = blocks.filter(({ language, text }) => language === 'yml' && text.startsWith('apiVersion'))
    expect(yaml.length).toBeGreaterThanOrEqual(4)
    for (const { text } of yaml)
      expect(
        written.some((each) => each.includes(text)),
        text,
      ).toBe(true)
  })
  test('its settings are settings', () => {
    const said = blocks.filter(({ text }) => text.startsWith('deploy:')).map(({ text }) => text)
    expect(said.length).toBeGreaterThanOrEqual(2)
    const cluster = readFileSync('test/cases/deploy-argocd/communities/reef/cluster.yaml', 'utf8')
    for (const text of said) {
      const found = repositoryWith(cluster.replace(/^deploy: .*\n/m, text))
      expect(found.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    }
  })
  test('Atlantis plans each root, the cluster first', () => {
    const { text } = blocks.find((block) => block.text.includes('execution_order_group'))!
    const [{ projects }] = documents<{ projects: { name: string; dir: string; depends_on?: string[] }[] }>(text) as [
      { projects: { name: string; dir: string; depends_on?: string[] }[] },
    ]
    for (const { dir } of projects) expect(existsSync(`${dir}/main.tf.json`)).toBe(true)
    expect(projects).toHaveLength(2)
    expect(projects[1]!.depends_on).toEqual([projects[0]!.name])
    expect(projects[0]!.dir).toMatch(/\/cluster$/)
  })
})

/** The case of Argo CD with another cluster.yaml of its owner. */
function repositoryWith(cluster: string): ReturnType<typeof compile> {
  const folder = 'test/cases/deploy-argocd/communities'
  const own = [...readFolder(folder)].map(([path, text]): [string, string] => [`communities/${path}`, text])
  const profiles = [...repository.texts].filter(([path]) => path.startsWith('profiles/'))
  return compile(new Map([...profiles, ...own, ['communities/reef/cluster.yaml', cluster]]), ['reef', 'tide'])
}

/** The real helm, and charts as `helm pull` writes or unpacks them. */
const { HELM: helm = 'helm', HELM_CHARTS: charts = '' } = process.env
const chart = [`jupyterhub-4.4.0.tgz`, 'jupyterhub'].map((name) => join(charts, name)).find((path) => existsSync(path))
const canRender = charts !== '' && chart !== undefined && spawnSync(helm, ['version']).status === 0

describe.skipIf(!canRender)(
  `what helm renders${canRender ? '' : ' (NOT RUN: no helm, or no chart of jupyterhub in HELM_CHARTS)'}`,
  () => {
    const part = 'aurora-observatory/live'
    const folder = join(home, 'argocd')
    writeFolder(folder, textsOf.argocd)
    const app = documents<App>(textsOf.argocd.get(`${part}/applications.yaml`)!).find(
      ({ metadata }) => metadata.name === 'aurora-observatory-live',
    )!
    const { valueFiles, valuesObject } = app.spec.sources![0]!.helm!
    const own = valueFiles.map((file) => join(folder, file.replace('$values/dist/', '')))
    const extra = join(home, 'values-object.yaml')
    writeFileSync(extra, JSON.stringify(valuesObject))
    /** `helm template`, as Argo CD calls it, which looks nothing up. */
    const rendered = (files: readonly string[]): Map<string, Manifest> => {
      const values = files.flatMap((file) => ['--values', file])
      const { stdout, stderr } = spawnSync(
        helm,
        ['template', app.metadata.name, chart!, '--namespace', app.spec.destination.namespace, ...values],
        { encoding: 'utf8', maxBuffer: 1e8 },
      )
      expect(stderr).toBe('')
      return new Map(
        documents(stdout).flatMap((each) => (each ? [[`${each.kind} ${each.metadata.name}`, each] as const] : [])),
      )
    }
    /** Paths, as JSON pointers, at which two trees differ. */
    const differing = (a: unknown, b: unknown, path = ''): string[] => {
      if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? [] : [path]
      const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
      const step = (key: string): string => `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      return keys.flatMap((key) => differing(Reflect.get(a, key), Reflect.get(b, key), step(key)))
    }
    const between = (a: Map<string, Manifest>, b: Map<string, Manifest>): string[] =>
      [...new Set([...a.keys(), ...b.keys()])].flatMap((key) =>
        differing(a.get(key), b.get(key)).map((at) => `${key} ${at}`),
      )
    const ignored = app.spec.ignoreDifferences!.flatMap(({ kind, name, jsonPointers }) =>
      jsonPointers.map((pointer) => `${kind} ${name} ${pointer}`),
    )

    test('what the chart makes anew each time is what Argo CD leaves alone, and nothing else', () => {
      expect(between(rendered(own), rendered(own)).sort()).toEqual([...ignored].sort())
    })

    test('is what make installs, but for the digest that has the hub start anew', () => {
      const found = between(rendered(own), rendered([...own, extra])).filter((at) => !ignored.includes(at))
      expect(found.sort()).toEqual([
        'Deployment hub /spec/template/metadata/annotations/hubloom~1values',
        'Secret hub /data/values.yaml',
      ])
    })
  },
)
