/**
 * Stands in for Argo CD and Flux: they read what an applied object names in the repository, which is the bundle as it
 * is committed, and install it. Whether they run in the cluster, the drill does not ask.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { fileOf, Missing, objectKey, ofOthers, type World } from './world.ts'

interface Source {
  path?: string
  chart?: string
  repoURL: string
  targetRevision: string
  directory?: { include: string }
  helm?: { releaseName: string; valueFiles: string[] }
}

export interface EngineObject {
  kind: string
  metadata: { name: string; namespace?: string }
  spec: Partial<{
    source: Source
    sources: Source[]
    destination: { namespace: string }
    path: string
    dependsOn: { name: string; namespace?: string }[]
    resources: string[]
    configMapGenerator: { name: string; namespace: string; files: string[] }[]
  }>
}

/** What they do with what they read: as `kubectl apply -f FILE` and `helm upgrade` do. */
export interface Does {
  apply: (file: string) => void
  /** With the files of its values. */
  install: (release: { name: string; namespace: string; version: string; files: string[] }) => void
}

export const isOfEngine = (apiVersion: string): boolean => /(^|\.)(argoproj|toolkit\.fluxcd)\.io\//.test(apiVersion)

/** Once an object of theirs is there. */
export function follow(world: World, object: EngineObject, does: Does): void {
  const { kind, spec } = object
  if (kind === 'Application') ofArgo(spec, does)
  if (kind === 'Kustomization') ofFlux(world, object, does)
  if (kind === 'HelmRelease') for (const each of spec.dependsOn ?? []) findBefore(world, object, each)
}

/** A folder of the repository as a folder of the bundle. */
function folderOf(path: string): string {
  const steps = path.split('/')
  const found = steps.map((_, i) => steps.slice(i).join('/')).find((each) => existsSync(each))
  if (found === undefined) throw new Missing(`the repository has no folder ${path}`)
  return found
}

function ofArgo({ source, sources = [], destination }: EngineObject['spec'], does: Does): void {
  if (source) {
    const folder = folderOf(source.path!)
    for (const name of source.directory!.include.replace(/^\{|\}$/g, '').split(',')) does.apply(join(folder, name))
  }
  for (const { helm, targetRevision } of sources) {
    if (!helm) continue
    const files = helm.valueFiles.map((path) => join(folderOf(path.replace(/^\$values\/|\/[^/]+$/g, '')), nameOf(path)))
    does.install({ name: helm.releaseName, namespace: destination!.namespace, version: targetRevision, files })
  }
}

const nameOf = (path: string): string => path.split('/').at(-1)!

interface HelmRelease extends EngineObject {
  metadata: { name: string; namespace: string }
  spec: EngineObject['spec'] & { valuesFrom: { name: string; valuesKey: string }[] }
}

function ofFlux(world: World, object: EngineObject, does: Does): void {
  for (const each of object.spec.dependsOn ?? []) findBefore(world, object, each)
  const folder = folderOf(object.spec.path!)
  const built = join(folder, 'kustomization.yaml')
  if (!existsSync(built))
    return readdirSync(folder)
      .sort()
      .forEach((name) => does.apply(join(folder, name)))
  const { resources, configMapGenerator = [] } = documents(built)[0] as unknown as Required<EngineObject['spec']>
  for (const name of resources) does.apply(join(folder, name))
  const releases = resources
    .flatMap((name) => documents(join(folder, name)))
    .filter(({ kind }) => kind === 'HelmRelease') as HelmRelease[]
  for (const { metadata, spec } of releases) {
    const files = spec.valuesFrom.map(({ name, valuesKey }) => {
      const of = configMapGenerator.find((each) => each.name === name && each.namespace === metadata.namespace)
      const file = of?.files.find((each) => each.startsWith(`${valuesKey}=`))
      if (!file) throw new Missing(`there is no ConfigMap ${name} with ${valuesKey}`)
      return join(folder, file.split('=')[1]!)
    })
    does.install({ ...metadata, version: '', files })
  }
}

const documents = (file: string): EngineObject[] =>
  parseAllDocuments(fileOf(file)).map((document) => document.toJS() as EngineObject)

function findBefore(
  world: World,
  { kind, metadata }: EngineObject,
  { name, namespace = metadata.namespace }: { name: string; namespace?: string },
): void {
  if (!world.objects.includes(objectKey(kind, name, namespace))) ofOthers(world, `the ${kind} ${name}`)
}
