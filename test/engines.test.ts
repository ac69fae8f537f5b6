/** docs/engines.md: its objects install what releases.json of the bundle says, in that order, with the same values. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'

const FOLDER = 'dist/aurora-observatory/live'
const page = readFileSync('docs/engines.md', 'utf8')
const blocks = [...page.matchAll(/^```yml\n([\s\S]*?)^```/gm)].map(([, text]) => text!)
const has = (kind: string) => (text: string) => text.includes(kind)

interface Listed {
  name: string
  namespace: string
  chart: string
  repository: string
  version: string
  values: string
  terraformOutput?: string
}
const releases = JSON.parse(readFileSync(join(FOLDER, 'releases.json'), 'utf8')) as Listed[]
/** The values files of a release: its own, and what Terraform knows. */
const valuesOf = ({ values, terraformOutput }: Listed): string[] => [
  values,
  ...(terraformOutput ? [values.replace('.values.', '.known.')] : []),
]

interface Named {
  kind: string
  metadata: { name: string; namespace?: string; annotations: Record<string, string> }
}
/** Of atlantis.yaml. */
interface Atlantis {
  projects: { name: string; dir: string; depends_on?: string[] }[]
}
/** Of Argo CD: the first has the objects as its only source; each other a chart, and where its values files are. */
interface Application extends Named {
  spec: {
    source?: unknown
    sources: {
      chart: string
      repoURL: string
      targetRevision: string
      helm: { releaseName: string; valueFiles: string[] }
      ref?: string
    }[]
    destination: { namespace: string }
    syncPolicy: { automated: { prune: boolean } }
  }
}
/** Of Flux, by the kind. */
interface HelmRelease extends Named {
  spec: {
    releaseName: string
    dependsOn?: { name: string }[]
    chartRef: { name: string }
    chart: { spec: { chart: string; version: string; sourceRef: { name: string } } }
    valuesFrom: { name: string; valuesKey: string }[]
  }
}
interface ChartSource extends Named {
  spec: { url: string; ref: { tag: string } }
}
interface ConfigMap extends Named {
  data: Record<string, string>
}

const objects = <T>(text: string): T[] => parseAllDocuments(text).map((document) => document.toJS() as T)

test('Atlantis plans each root, the cluster first', () => {
  const [{ projects }] = objects<Atlantis>(blocks.find(has('execution_order_group'))!) as [Atlantis]
  const roots = projects.map(({ dir }) => JSON.parse(readFileSync(`${dir}/main.tf.json`, 'utf8')) as unknown)
  expect(roots).toHaveLength(2)
  expect(projects[1]!.depends_on).toEqual([projects[0]!.name])
  expect(projects[0]!.dir).toMatch(/\/cluster$/)
})

test('Argo CD installs each release after the objects, in order', () => {
  const [first, ...apps] = objects<Application>(blocks.find(has('argoproj.io/v1alpha1'))!)
  expect(first!.spec.source).toMatchObject({ path: FOLDER, directory: { include: 'kubernetes.yaml' } })
  const all = [first!, ...apps]
  expect(all.map(({ metadata }) => metadata.annotations['argocd.argoproj.io/sync-wave'])).toEqual(
    all.map((_, i) => String(i)),
  )
  expect(
    apps.map(({ spec: { destination, sources } }) => ({
      name: sources[0]!.helm.releaseName,
      namespace: destination.namespace,
      chart: sources[0]!.chart,
      repository: sources[0]!.repoURL,
      version: sources[0]!.targetRevision,
      files: sources[0]!.helm.valueFiles,
      ref: sources[1]!.ref,
    })),
  ).toEqual(
    releases.map((release) => ({
      name: release.name,
      namespace: release.namespace,
      chart: release.chart,
      repository: release.repository.replace('oci://', ''),
      version: release.version,
      files: valuesOf(release).map((file) => `$values/${FOLDER}/${file}`),
      ref: 'values',
    })),
  )
  for (const { spec } of all) expect(spec.syncPolicy.automated.prune).toBe(false)
})

const kubectl = spawnSync('kubectl', ['kustomize', '--help']).status === 0

describe.skipIf(!kubectl)(`Flux, as kustomize builds it${kubectl ? '' : ' (NOT RUN: no kubectl here)'}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'hubloom-flux-'))
  cpSync(FOLDER, folder, { recursive: true })
  writeFileSync(join(folder, 'home-nfs.known.yaml'), '{"eks": {"volumeId": "vol-1"}}\n')
  writeFileSync(join(folder, 'kustomization.yaml'), blocks.find(has('configMapGenerator'))!)
  writeFileSync(join(folder, 'names.yaml'), blocks.find(has('nameReference'))!)
  writeFileSync(join(folder, 'flux.yaml'), blocks.find(has('kind: HelmRelease\nmetadata'))!)
  const { stdout, stderr } = spawnSync('kubectl', ['kustomize', folder], { encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  const built = objects<Named>(stdout)
  const named = <T extends Named>(kind: string, name: string) =>
    built.find((each) => each.kind === kind && each.metadata.name === name) as T

  test('it builds, with all objects of the folder', () => {
    expect(stderr).toBe('')
    const own = objects<Named>(readFileSync(join(FOLDER, 'kubernetes.yaml'), 'utf8'))
    for (const { kind, metadata } of own) expect(named(kind, metadata.name), metadata.name).toBeDefined()
  })

  test.each(releases)('$name has its chart and values, and comes after the one before', (release) => {
    const { spec, metadata } = named<HelmRelease>('HelmRelease', release.name)
    expect([metadata.namespace, spec.releaseName]).toEqual([release.namespace, release.name])
    const before = releases[releases.indexOf(release) - 1]
    expect(spec.dependsOn).toEqual(before && [{ name: before.name }])
    if (release.repository.startsWith('oci://')) {
      const source = named<ChartSource>('OCIRepository', spec.chartRef.name)
      expect([source.spec.url, source.spec.ref.tag]).toEqual([
        `${release.repository}/${release.chart}`,
        release.version,
      ])
    } else {
      const { chart, version, sourceRef } = spec.chart.spec
      const source = named<ChartSource>('HelmRepository', sourceRef.name)
      expect([source.spec.url, chart, version]).toEqual([release.repository, release.chart, release.version])
    }
    const [own, known] = valuesOf(release)
    const texts = spec.valuesFrom.map(({ name, valuesKey }) => named<ConfigMap>('ConfigMap', name).data[valuesKey])
    expect(texts[0]).toBe(readFileSync(join(FOLDER, own!), 'utf8'))
    expect(texts.length).toBe(known ? 2 : 1)
  })
})
