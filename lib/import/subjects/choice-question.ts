import type { PlainMap } from '../../maps.ts'
import type { Path } from '../source.ts'
import type { Values } from '../values.ts'
import { between, cores, filled, nameOf, size, some } from '../words.ts'
import { GROUPS, opensOf, wordsOf, type Choice } from './choice.ts'
import { variables } from './servers.ts'

/** A question that is neither of images nor of sizes, as one of the form's own. */
export function questionOf(
  values: Values,
  { key, path, choices }: { key: string; path: Path; choices: readonly Choice[] },
): PlainMap {
  const setting = `form.options.${key}`
  values.said(`${setting}.title`, [...path, 'display_name'])
  const title = values.text([...path, 'display_name']) ?? key
  const taken = new Set<string>()
  const answers = choices.map((choice): [string, PlainMap] => {
    const name = nameOf(choice.name, taken)
    taken.add(name)
    return [name, answer(values, choice, `${setting}.choices.${name}`)]
  })
  return { title: wordsOf(title).title, choices: Object.fromEntries(answers) }
}

/** An answer; `setting` is where it stands. */
function answer(values: Values, { path, title, override, groups, isDefault }: Choice, setting: string): PlainMap {
  const place = [...path, 'kubespawner_override']
  const keys = ['mem_guarantee', 'mem_limit', 'cpu_guarantee', 'cpu_limit', 'default_url']
  const words = ['display_name', 'description', 'default', 'slug', ...GROUPS]
  values.said(setting, ...keys.map((key) => [...place, key]), ...words.map((key) => [...path, key]))
  values.said(setting, ...(Object.keys(override).length === 0 ? [place] : []))
  const own = variables(values, [...place, 'environment'], `${setting}.variables`)
  const [cpu, most] = [cores(override['cpu_guarantee']), cores(override['cpu_limit'])]
  const memory = between(size(override['mem_guarantee']), size(override['mem_limit']))
  return {
    ...wordsOf(title, values.text([...path, 'description'])),
    ...some({
      default: isDefault || undefined,
      for: filled(groups),
      variables: own,
      memory: setAside(memory),
      // a figure alone sets no limit
      cpu: cpu !== undefined && most === undefined ? cpu : setAside(some({ guarantee: cpu ?? most, limit: most })),
      opens: opensOf(override['default_url']),
    }),
  }
}

/** Answers name what is set aside: of a limit alone, KubeSpawner's pods have it as the request, as Kubernetes does. */
const setAside = <T>(amount: T | { guarantee?: T; limit?: T } | undefined): unknown =>
  typeof amount === 'object' && amount !== null && 'limit' in amount && !('guarantee' in amount) ? amount.limit : amount
