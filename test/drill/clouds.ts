/** Stand in for gcloud, aws and az: who is signed in, what a cluster is called, and the store of secrets. */
import { existsSync } from 'node:fs'
import { fileOf, flag, Missing, ofOthers, type World } from './world.ts'

/** `input` is what comes on standard input. */
export function aws(world: World, words: readonly string[], input: () => string): string {
  const [service, verb] = words
  const call = `${service} ${verb}`
  if (call === 'sts get-caller-identity')
    return words.includes('Arn') ? `${adminOf('aws_eks_access_entry', 'principal_arn')}\n` : `${awsAccount()}\n`
  if (call === 'iam get-role') return `${adminOf('aws_eks_access_entry', 'principal_arn')}\n`
  if (call === 'eks describe-nodegroup') throw new Missing('there is no such node group yet')
  if (call === 'eks update-kubeconfig') {
    const name = flag(words, '--name')
    reach(world, name, `arn:aws:eks:${flag(words, '--region')}:${awsAccount()}:cluster/${name}`)
  }
  if (call === 'secretsmanager create-secret') keep(world, flag(words, '--name'), input())
  // whatever is asked for is offered
  const asked = [...words.join(' ').matchAll(/Values=(\S+)/g)].at(-1)?.[1]
  return `${asked?.split(',').length ?? ''}\n`
}

export function gcloud(world: World, words: readonly string[], input: () => string): string {
  const call = words.slice(0, 3).join(' ')
  if (call === 'container clusters get-credentials') {
    const name = words[3]!
    const place = words.includes('--region') ? flag(words, '--region') : flag(words, '--zone')
    reach(world, name, `gke_${flag(words, '--project')}_${place}_${name}`)
  }
  if (call.startsWith('secrets create')) keep(world, words[2]!, input())
  const asked = /name=\(([^)]*)\)/.exec(words.join(' '))?.[1]
  return `${(asked ?? '').split(' ').join('\n')}\n`
}

export function az(world: World, words: readonly string[], input: () => string): string {
  const call = words.slice(0, 3).join(' ')
  if (call === 'aks get-credentials --resource-group') {
    const name = flag(words, '--name')
    reach(world, name, name)
  }
  if (call === 'keyvault secret set') keep(world, flag(words, '--name'), input())
  if (call === 'ad group show') return `${flag(words, '--group')}\n`
  const asked = /contains\(`(\[[^`]*\])`/.exec(words.join(' '))?.[1]
  return asked === undefined ? '\n' : `${(JSON.parse(asked) as unknown[]).length}\n`
}

function reach(world: World, name: string, context: string): void {
  if (!world.roots['cluster']?.applied) ofOthers(world, `the cluster ${name}`)
  world.context = context
}

function keep(world: World, entry: string, value: string): void {
  if (value === '') throw new Missing(`${entry} of the store of secrets is empty`)
  world.store.push(entry)
}

/** The first text of an argument of a kind of resources of the cluster's root. */
function adminOf(type: string, argument: string): string {
  const { resource } = JSON.parse(fileOf('cluster/main.tf.json')) as {
    resource: Record<string, Record<string, Record<string, unknown>>>
  }
  const [first] = Object.values(resource[type] ?? {})
  return String(first?.[argument] ?? '')
}

function awsAccount(): string {
  const root = existsSync('cluster/main.tf.json') ? 'cluster/main.tf.json' : process.env['DRILL_ROOT']!
  const { provider } = JSON.parse(fileOf(root)) as { provider: { aws: { allowed_account_ids: string[] } } }
  return provider.aws.allowed_account_ids[0]!
}
