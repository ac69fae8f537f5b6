/** Stands in for terraform: roots are applied in order, and tell what `output` asks for only then. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { fileOf, Missing, ofOthers, type World } from './world.ts'

type Blocks = Readonly<Record<string, Readonly<Record<string, Data>>>>
type Data = Readonly<Record<string, unknown>>

interface RootFile {
  terraform: { backend?: Readonly<Record<string, Data>> }
  data?: Blocks
  output?: Readonly<Record<string, { value: unknown }>>
}

/** What a call prints. */
export function terraform(world: World, words: readonly string[]): string {
  const [chdir = '', command, ...more] = words
  if (!chdir.startsWith('-chdir=')) throw new Missing(`terraform ${words.join(' ')} names no root`)
  const folder = chdir.slice('-chdir='.length)
  const root = JSON.parse(fileOf(join(folder, 'main.tf.json'))) as RootFile
  switch (command) {
    case 'init':
      findState(world, root)
      world.roots[folder] = {}
      return ''
    case 'plan':
      begun(world, folder).planned = more.find((word) => word.startsWith('-out='))?.slice('-out='.length) ?? ''
      return ''
    case 'apply':
      return apply(world, { folder, root, plan: more.find((word) => !word.startsWith('-')) })
    case 'output':
      return output(world, { folder, root, words: more })
    case 'state':
      return ''
    default:
      throw new Missing(`the stand-in knows no terraform ${command}`)
  }
}

function begun(world: World, folder: string): World['roots'][string] {
  const known = world.roots[folder]
  if (!known) throw new Missing(`terraform init was not run in ${folder}`)
  return known
}

/** The bucket of the state was made, where it is not a file. */
function findState(world: World, { terraform: { backend = {} } }: RootFile): void {
  for (const { bucket, container_name: container } of Object.values(backend)) {
    const place = bucket ?? container
    if (typeof place !== 'string') continue
    const isMade = world.calls.some((call) => / create/.test(call) && call.includes(place))
    if (!isMade) ofOthers(world, `the place of the state ${place}`)
  }
}

const CLUSTER_TYPES = ['google_container_cluster', 'aws_eks_cluster', 'azurerm_kubernetes_cluster']

function apply(
  world: World,
  { folder, root, plan }: { folder: string; root: RootFile; plan: string | undefined },
): string {
  const known = begun(world, folder)
  if (plan !== undefined && known.planned !== plan) throw new Missing(`${folder} has no plan ${plan}`)
  for (const type of CLUSTER_TYPES)
    for (const { name } of Object.values(root.data?.[type] ?? {}))
      if (!world.roots['cluster']?.applied) ofOthers(world, `the cluster ${String(name)}`)
  known.applied = true
  return ''
}

function output(
  world: World,
  { folder, root, words }: { folder: string; root: RootFile; words: readonly string[] },
): string {
  if (!world.roots[folder]?.applied) throw new Missing(`${folder} tells no outputs: it was not applied`)
  const name = words.find((word) => !word.startsWith('-')) ?? ''
  const declared = root.output?.[name]
  if (!declared) throw new Missing(`${folder} has no output ${name}`)
  const real = process.env['DRILL_STATES']
  if (real) return realOutput(`${real}${mangled(folder)}`, words)
  const value = filledIn(declared.value)
  return words.includes('-json') ? JSON.stringify(value) : String(value)
}

/** The name of a root's folder, as the tool that applies roots has it. */
export const mangled = (path: string): string => path.replace(/[^A-Za-z0-9]/g, '_')

/** Of the state that the real Terraform has left. */
function realOutput(root: string, words: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(
    process.env['DRILL_TERRAFORM']!,
    [`-chdir=${root}`, 'output', '-no-color', ...words],
    { encoding: 'utf8' },
  )
  if (status !== 0) throw new Missing(stderr)
  return stdout
}

/** As it is once applied: a text for each expression. */
function filledIn(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\$\{.*\}/gs, 'known-after-apply')
  if (Array.isArray(value)) return value.map(filledIn)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, below]) => [key, filledIn(below)]))
}
