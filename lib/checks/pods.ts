/** Rules of what pods are made of: variables, files, and volumes by what they are. */
import { defineProblems, listed, type Diagnostic } from '../diagnostics.ts'
import { exactOriginAt, nodeAt, type Path } from '../layers/tree.ts'
import { namesInOrder } from '../plan/order.ts'
import type { FilePlan } from '../plan/pods.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { similar } from '../similar.ts'
import { communitiesWithHubs, perHub, type Rule, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}
type Named = OfHub & { setting: string }

const problems = defineProblems({
  'one-source/none': {
    severity: 'error',
    message: ({ hub, setting }: Named) => `\`${setting}\` of ${hub} does not say what it is`,
    help: ({ ways }: { ways: readonly string[] }) => `Write one of ${listed(ways)}.`,
  },
  'one-source/several': {
    severity: 'error',
    message: ({ hub, setting, said }: Named & { said: readonly string[] }) =>
      `\`${setting}\` of ${hub} is ${said.length} things at once: ${listed(said)}`,
    help: ({ said }: { said: readonly string[] }) =>
      `Keep one, and write \`${said.at(-1)}: null\` where another is inherited.`,
  },
  'only-with': {
    severity: 'error',
    message: ({ hub, setting, needs }: Named & { needs: string }) =>
      `\`${setting}\` of ${hub} says nothing without \`${needs}\` beside it`,
    help: 'Remove it, or write what it goes with.',
  },
  'variable-of-itself': {
    severity: 'error',
    message: ({ hub, setting }: Named) => `\`${setting}\` of ${hub} is a copy of itself`,
    help: 'Let `same-as` end at a variable that has a value.',
  },
  'missing-file': {
    severity: 'error',
    message: ({ hub, name }: OfHub & { name: string }) =>
      `there is no file \`${name}\`, which ${hub} gives to its pods`,
    help: ({ near, community, name }: { near?: string; community: string; name: string }) =>
      near === undefined
        ? `Put it at communities/${community}/files/${name}, or take it out.`
        : `Did you mean \`${near}\`?`,
  },
  'unused-file': {
    severity: 'warning',
    message: ({ name, community }: { name: string; community: string }) =>
      `no hub of ${community} gives the file \`${name}\` to its pods`,
    help: 'Name it as `from:` of a file, or remove it.',
  },
  'unknown-variable': {
    severity: 'error',
    message: ({ hub, setting, variable }: Named & { variable: string }) =>
      `\`${setting}\` of ${hub} is a copy of \`${variable}\`, which its container has not`,
    help: ({ known }: { known: readonly string[] }) =>
      known.length === 0 ? 'Write that variable, too.' : `It has ${listed(known)}.`,
    why: "A container has its own variables only, not the server's.",
  },
})

/** A place in the settings that holds a thing said in one of several ways. */
interface Choice {
  path: Path
  /** Keys of which one has to stand there. */
  ways: readonly string[]
  /** Keys that only go with one of them. */
  only?: Readonly<Record<string, string>>
}

const VARIABLE: Omit<Choice, 'path'> = {
  ways: ['secret', 'same-as', 'field', 'chosen', 'sign-in'],
  only: { key: 'secret', as: 'sign-in' },
}

const FILE: Omit<Choice, 'path'> = { ways: ['content', 'from', 'secret'], only: { key: 'secret' } }

const VOLUME: Omit<Choice, 'path'> = {
  ways: ['secret', 'files', 'empty', 'memory', 'nfs', 'claim', 'host-path'],
  only: { version: 'nfs', options: 'nfs' },
}

const CONTAINERS = ['sidecars', 'init-containers', 'services'] as const

/** Where maps of variables stand. */
const variableMaps = (hub: UncheckedHub): Path[] => [
  ['variables'],
  ['hub', 'variables'],
  ...['environments', ...CONTAINERS].flatMap((kind) =>
    namesInOrder(hub.settings.tree, [kind]).map((name) => [kind, name, 'variables']),
  ),
]

function choicesOf(hub: UncheckedHub): Choice[] {
  const below = (path: Path, choice: Omit<Choice, 'path'>): Choice[] =>
    namesInOrder(hub.settings.tree, path).map((name) => ({ ...choice, path: [...path, name] }))
  return [
    ...variableMaps(hub).flatMap((path) => below(path, VARIABLE)),
    ...below(['files'], FILE),
    ...below(['hub', 'files'], FILE),
    ...namesInOrder(hub.settings.tree, ['services']).flatMap((name) => below(['services', name, 'files'], FILE)),
    ...below(['volumes'], VOLUME),
  ]
}

const oneSource = perHub((hub) =>
  choicesOf(hub).flatMap(({ path, ways, only = {} }): Diagnostic[] => {
    const node = nodeAt(hub.settings.tree, path)
    if (node?.kind !== 'map') return []
    const keys = namesInOrder(hub.settings.tree, path)
    const said = keys.filter((key) => ways.includes(key))
    const args = { hub: hub.id, setting: path.join('.'), ways, said }
    if (said.length === 0) return [problems.raise('one-source/none', { at: node.at, args })]
    if (said.length > 1) return [problems.raise('one-source/several', { at: node.entries.get(said.at(-1)!)!.at, args })]
    return keys
      .filter((key) => only[key] !== undefined && only[key] !== said[0])
      .map((key) => {
        const setting = [...path, key].join('.')
        return problems.raise('only-with', {
          at: node.entries.get(key)!.at,
          args: { hub: hub.id, setting, needs: only[key]! },
        })
      })
  }),
)

const variableOfItself = perHub((hub) =>
  variableMaps(hub).flatMap((path) => {
    const copies = (name: string): string | undefined => {
      const found = nodeAt(hub.settings.tree, [...path, name, 'same-as'])
      return found?.kind === 'value' ? String(found.value) : undefined
    }
    return namesInOrder(hub.settings.tree, path).flatMap((name) => {
      const seen = new Set<string>()
      let next = copies(name)
      while (next !== undefined && !seen.has(next)) {
        seen.add(next)
        next = copies(next)
      }
      if (!seen.has(name)) return []
      const at = nodeAt(hub.settings.tree, [...path, name])!.at
      return [problems.raise('variable-of-itself', { at, args: { hub: hub.id, setting: [...path, name].join('.') } })]
    })
  }),
)

const unknownVariable = perHub(({ id, settings: { tree } }) =>
  ['sidecars', 'init-containers'].flatMap((kind) =>
    namesInOrder(tree, [kind]).flatMap((name) => {
      const path = [kind, name, 'variables']
      const all = namesInOrder(tree, path)
      return all.flatMap((variable) => {
        const node = nodeAt(tree, [...path, variable, 'same-as'])
        if (node?.kind !== 'value' || all.includes(String(node.value))) return []
        const known = all.filter((each) => each !== variable)
        const args = { hub: id, setting: [...path, variable].join('.'), variable: String(node.value), known }
        return [problems.raise('unknown-variable', { at: node.at, args })]
      })
    }),
  ),
)

/** Every file of a hub's settings, with where it stands. */
const filesOf = ({ servers, extraServices, pod }: UncheckedHub): { file: FilePlan; path: Path }[] => [
  ...servers.files.map((file) => ({ file, path: ['files', file.name] })),
  ...pod.files.map((file) => ({ file, path: ['hub', 'files', file.name] })),
  ...extraServices.flatMap(({ name, run }) =>
    (run?.files ?? []).map((file) => ({ file, path: ['services', name, 'files', file.name] })),
  ),
]

const missingFile = perHub((hub, { fleet }) => {
  const own = fleet.communities.find(({ name }) => name === hub.community)
  const known = (own?.attachments ?? []).filter(({ folder }) => folder === 'files').map(({ name }) => name)
  return filesOf(hub).flatMap(({ file: { from }, path }) => {
    if (from === undefined || from.file) return []
    const args = { hub: hub.id, name: from.name, community: hub.community, near: similar(from.name, known) }
    return [problems.raise('missing-file', { at: exactOriginAt(hub.settings.tree, [...path, 'from']), args })]
  })
})

const unusedFile: Rule = ({ fleet }) => {
  const used = new Set(fleet.hubs.flatMap((hub) => filesOf(hub).flatMap(({ file }) => file.from?.file?.file ?? [])))
  return communitiesWithHubs(fleet)
    .flatMap(({ attachments }) => attachments)
    .filter(({ folder, file }) => folder === 'files' && !used.has(file))
    .map(({ file, name, community }) =>
      problems.raise('unused-file', { at: { file, line: 1, column: 1, community }, args: { name, community } }),
    )
}

export const podRules: RuleSet = {
  problems,
  rules: [oneSource, variableOfItself, unknownVariable, missingFile, unusedFile],
}
