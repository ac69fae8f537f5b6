/** Stands in for kubectl and helm: what an object or a release refers to is there, or was made by an earlier step. */
import { dirname, join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { follow, isOfEngine, type EngineObject } from './engines.ts'
import { referencesIn, type Reference } from './references.ts'
import { fileOf, flag, flags, Missing, objectKey, ofOthers, type World } from './world.ts'

interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string; namespace?: string }
  spec?: { target?: { name?: string }; data?: { secretKey: string; remoteRef: { key: string } }[] }
}

/** Groups of the API that a chart defines, as its documentation says. */
const DEFINED_BY: Readonly<Record<string, string>> = {
  'cert-manager.io': 'cert-manager',
  'external-secrets.io': 'external-secrets',
}

/** What a chart makes itself under a name that is known. */
const MADE_BY_CHART: Readonly<Record<string, readonly string[]>> = {
  jupyterhub: ['Secret hub', 'ServiceAccount hub', 'PersistentVolumeClaim hub-db-dir'],
}

/** Storage classes that a new cluster has (documentation of GKE, EKS and AKS). */
const BUILT_IN = ['standard-rwo', 'premium-rwo', 'standard', 'gp2', 'managed-csi', 'managed-csi-premium', 'default']

export function kubectl(world: World, words: readonly string[]): string {
  const [verb = '', ...more] = words
  if (verb === 'config') return `${reached(world)}\n`
  reached(world)
  if (verb === 'apply') applyFile(world, flag(more, '-f'))
  if (verb === 'create' && more[0] === 'secret') createSecret(world, more)
  if (verb === 'get' && more[0] === 'secret') return shownSecret(world, more)
  if (verb === 'wait' && more[0]?.startsWith('externalsecret/'))
    findSecret(world, { kind: 'Secret', name: more[0].split('/')[1]!, keys: [] }, flag(more, '--namespace'))
  return ''
}

function reached(world: World): string {
  if (world.context === undefined) throw new Missing('kubectl is set to no cluster')
  return world.context
}

function applyFile(world: World, file: string): void {
  const made = new Set(world.objects)
  const manifests = parseAllDocuments(fileOf(file)).map((document) => document.toJS() as Manifest)
  for (const manifest of manifests) {
    const { apiVersion, kind, metadata } = manifest
    if (isOfEngine(apiVersion)) {
      made.add(objectKey(kind, metadata.name, metadata.namespace))
      continue
    }
    if (metadata.namespace !== undefined) findNamespace(world, made, metadata.namespace)
    const chart = DEFINED_BY[apiVersion.split('/')[0]!]
    if (chart !== undefined && !Object.values(world.releases).includes(chart)) ofOthers(world, `the release ${chart}`)
    if (chart === undefined && apiVersion.includes('.') && !/(^|\.)k8s\.io\//.test(apiVersion))
      throw new Missing(`nobody defines ${kind} of ${apiVersion}`)
    made.add(objectKey(kind, metadata.name, metadata.namespace))
    if (kind === 'ExternalSecret') fetchSecret(world, manifest)
  }
  world.objects = [...made]
  for (const manifest of manifests)
    if (isOfEngine(manifest.apiVersion))
      follow(world, manifest as unknown as EngineObject, {
        apply: (name) => applyFile(world, name),
        install: (release) => install(world, release),
      })
  // pods wait for what they name: it may come in the same file
  for (const { kind, metadata, ...manifest } of manifests)
    if (/^(Deployment|StatefulSet|DaemonSet|Job|CronJob|PersistentVolumeClaim)$/.test(kind))
      for (const reference of referencesIn(manifest))
        if (reference.kind !== 'Secret') find(world, reference, metadata.namespace ?? 'default')
}

function findNamespace(world: World, made: ReadonlySet<string>, name: string): void {
  if (!made.has(objectKey('Namespace', name))) ofOthers(world, `the namespace ${name}`)
}

function fetchSecret(world: World, { metadata, spec = {} }: Manifest): void {
  const { target, data = [] } = spec
  world.fetched[`${metadata.namespace}/${target?.name ?? metadata.name}`] = Object.fromEntries(
    data.map(({ secretKey, remoteRef }) => [secretKey, remoteRef.key]),
  )
}

function createSecret(world: World, words: readonly string[]): void {
  const [, type, name] = words
  const namespace = flag(words, '--namespace')
  findNamespace(world, new Set(world.objects), namespace)
  const literals = flags(words, '--from-literal').map((each) => each.split(/=(.*)/s))
  for (const [key, value] of literals) if (!value) throw new Missing(`${key} of the Secret ${name} is empty`)
  if (type !== 'generic' || literals.length === 0) throw new Missing(`the Secret ${name} has nothing in it`)
  if (world.secrets[`${namespace}/${name}`]) throw new Missing(`the Secret ${name} is there already`)
  world.secrets[`${namespace}/${name}`] = literals.map(([key]) => key!)
}

function shownSecret(world: World, words: readonly string[]): string {
  const template = [...flags(words, '--output')].join()
  const keys = [...template.matchAll(/index \.data "([^"]+)"|\{\.data\.([^}]+)\}/g)].map(([, a, b]) => a ?? b!)
  findSecret(world, { kind: 'Secret', name: words[1]!, keys }, flag(words, '--namespace'))
  return 'c2VjcmV0'
}

/** Throws where there is no such Secret, or it lacks a key. */
function findSecret(world: World, { name, keys }: Reference, namespace: string): void {
  const place = `${namespace}/${name}`
  const entries = world.fetched[place]
  for (const entry of Object.values(entries ?? {}))
    if (!world.store.includes(entry)) throw new Missing(`the Secret ${place} waits for ${entry} in the store`)
  const there = world.secrets[place] ?? Object.keys(entries ?? {})
  if (there.length === 0) throw new Missing(`there is no Secret ${place}`)
  for (const key of keys) if (!there.includes(key)) throw new Missing(`the Secret ${place} has no key ${key}`)
}

function find(world: World, reference: Reference, namespace: string): void {
  const { kind, name } = reference
  if (kind === 'Secret') return findSecret(world, reference, namespace)
  const isThere = [namespace, undefined].some((place) => world.objects.includes(objectKey(kind, name, place)))
  if (isThere) return
  if (kind !== 'StorageClass') throw new Missing(`there is no ${kind} ${name} in ${namespace}`)
  if (!BUILT_IN.includes(name)) ofOthers(world, `the storage class ${name}`)
}

interface Release {
  name: string
  namespace: string
  chart: string
  repository: string
  version: string
  values: string
  terraformOutput?: string
}

/** `input` is what comes on standard input. */
export function helm(world: World, words: readonly string[], input: string): string {
  if (words[0] !== 'upgrade') return ''
  reached(world)
  const [, , name = '', chart = ''] = words
  const namespace = flag(words, '--namespace')
  const files = flags(words, '--values')
  const release = listed(files[0] ?? '', name)
  const reference = flags(words, '--repo')[0] ?? chart.replace(/\/[^/]+$/, '')
  const said = {
    name,
    namespace,
    chart: chart.split('/').at(-1),
    repository: reference,
    version: flag(words, '--version'),
  }
  for (const key of ['namespace', 'chart', 'repository', 'version'] as const)
    if (release[key] !== said[key]) throw new Missing(`releases.json has another ${key} of ${name}: ${release[key]}`)
  if ((release.terraformOutput !== undefined) !== files.includes('-'))
    throw new Missing(`${name} takes what Terraform knows, or it does not: releases.json says otherwise`)
  findNamespace(world, new Set(world.objects), namespace)
  const values: unknown[] = [parse(fileOf(files[0]!)), ...(files.includes('-') ? [JSON.parse(input)] : [])]
  world.releases[`${namespace}/${name}`] = release.chart
  for (const made of MADE_BY_CHART[release.chart] ?? []) noteMade(world, made, namespace)
  for (const reference of referencesIn(values)) find(world, reference, namespace)
  return ''
}

/** As an engine does it: by the list of the folder, with the files that it names. */
function install(world: World, { name, namespace, version, files }: Installed): void {
  const [own = '', ...late] = files
  const { chart, repository, version: wanted } = listed(own, name)
  const more = repository.startsWith('oci://') ? [`${repository}/${chart}`] : [chart, '--repo', repository]
  const values = [`--values=${own}`, ...late.map(() => '--values=-')]
  const words = ['upgrade', '--install', name, ...more, '--version', version || wanted, '--namespace', namespace]
  helm(world, [...words, ...values], late.map(fileOf).join(''))
}

interface Installed {
  name: string
  namespace: string
  /** None where another object has it. */
  version: string
  files: readonly string[]
}

function listed(file: string, name: string): Release {
  const path = join(dirname(file), 'releases.json')
  const release = (JSON.parse(fileOf(path)) as Release[]).find((each) => each.name === name)
  if (!release) throw new Missing(`${path} has no release ${name}`)
  return release
}

function noteMade(world: World, made: string, namespace: string): void {
  const [kind, name] = made.split(' ') as [string, string]
  if (kind === 'Secret') world.secrets[`${namespace}/${name}`] ??= ['hub.services.binder.apiToken']
  else world.objects.push(objectKey(kind, name, namespace))
}
