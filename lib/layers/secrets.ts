/** Secrets in inputs. */
import type { Diagnostic } from '../diagnostics.ts'
import { isSecretNamed, looksSecret } from '../secrets.ts'
import { inputProblems } from './problems.ts'
import type { MapNode, Node } from './tree.ts'

type Path = readonly (string | number)[]

/** Settings below which names are free, so that a name may say that its value is a secret. */
const FREE = ['overrides', 'variables', 'environment', 'content', 'traits']

/** Every value of an input that looks like a secret, or stands under a name that says so. */
export function findSecrets(node: MapNode): Diagnostic[] {
  return below(node, [])
}

function below(node: Node, path: Path): Diagnostic[] {
  if (node.kind === 'map') return [...node.entries].flatMap(([key, value]) => below(value, [...path, key]))
  if (node.kind === 'list') return node.items.flatMap((item, i) => below(item, [...path, i]))
  if (node.kind !== 'value' || typeof node.value !== 'string' || node.value === '') return []
  const key = String(path[path.length - 1] ?? '')
  // fields of the sign-in's state are named there, such as `token: access_token`
  const free = FREE.some((step) => path.includes(step)) && !path.includes('sign-in')
  return looksSecret(node.value) || (free && isSecretNamed(key, node.value)) ? [problemAt(node, path, key)] : []
}

function problemAt({ at }: Node, path: Path, key: string): Diagnostic {
  const setting = path.join('.')
  if (/^secret$/i.test(key) && !FREE.some((step) => path.includes(step)))
    return inputProblems.raise('secret-in-input/names-secret', { at, args: { setting, example: EXAMPLES[path[0]!] } })
  if (path[path.length - 2] === 'variables' && path.length === 2)
    return inputProblems.raise('secret-in-input/variable', { at, args: { setting, variable: key } })
  return inputProblems.raise('secret-in-input', { at, args: { setting } })
}

const EXAMPLES: Readonly<Record<string, string>> = {
  auth: 'hub-auth',
  hub: 'hub-database',
  'image-building': 'image-push',
  monitoring: 'alert-mail',
}
