/** Rules of code that communities keep for their hubs. */
import { defineProblems, listed } from '../diagnostics.ts'
import { HOOKS, type CodeUse, type Hook } from '../plan/code.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { similar } from '../similar.ts'
import { communitiesWithHubs, perHub, type Rule, type RuleSet } from './check.ts'

interface OfCode {
  hub: string
  name: string
}
interface OfHook {
  file: string
  hook: Hook
}

const call = (hook: Hook): string => `${HOOKS[hook].function}(${HOOKS[hook].arguments.join(', ')})`

const problems = defineProblems({
  'missing-code': {
    severity: 'error',
    message: ({ hub, name }: OfCode) => `there is no code \`${name}\`, which ${hub} is to run`,
    help: ({ near, community, name }: { near?: string; community: string; name: string }) =>
      near === undefined
        ? `Put the file at communities/${community}/code/${name}.py, or take the name out.`
        : `Did you mean \`${near}\`?`,
  },
  'code-without-hook': {
    severity: 'error',
    message: ({ file, hook }: OfHook) => `${file} has no function \`${HOOKS[hook].function}\`, which \`${hook}\` calls`,
    help: ({ hook, functions }: { hook: Hook; functions: readonly string[] }) =>
      `Define \`${call(hook)}\` at its top level` + `${functions.length > 0 ? `; it has ${listed(functions)}` : ''}.`,
  },
  'code-arguments': {
    severity: 'error',
    message: ({ file, hook }: OfHook) =>
      `\`${HOOKS[hook].function}\` of ${file} does not take the ${HOOKS[hook].arguments.length} arguments of its hook`,
    help: ({ hook }: { hook: Hook }) => `The hub calls \`${call(hook)}\`.`,
  },
  'unused-code': {
    severity: 'warning',
    message: ({ name, community }: { name: string; community: string }) =>
      `no hub of ${community} runs the code \`${name}\``,
    help: 'Name it below `code:` of a hub or of the community, by its hook, or remove the file.',
  },
})

const placeOf = ({ settings, code }: UncheckedHub, use: CodeUse) =>
  settings.at(['code', use.hook, code.filter(({ hook }) => hook === use.hook).indexOf(use)])

const missing = perHub((hub, { fleet }) => {
  const own = fleet.communities.find(({ name }) => name === hub.community)
  const known = (own?.attachments ?? []).filter(({ folder }) => folder === 'code').map(({ name }) => name)
  return hub.code
    .filter(({ file }) => !file)
    .map((use) =>
      problems.raise('missing-code', {
        at: placeOf(hub, use),
        args: { hub: hub.id, name: use.name, community: hub.community, near: similar(use.name, known) },
      }),
    )
})

/** Of code that can be read, whether it has what its hook calls. */
const hooks = perHub((hub) =>
  hub.code.flatMap((use) => {
    const { hook, file } = use
    if (!file?.functions) return []
    const wanted = HOOKS[hook]
    const found = file.functions.findLast(({ name }) => name === wanted.function)
    const args = { file: file.file, hook }
    if (!found) {
      const functions = file.functions.map(({ name }) => name)
      return [problems.raise('code-without-hook', { at: placeOf(hub, use), args: { ...args, functions } })]
    }
    if (found.least <= wanted.arguments.length && wanted.arguments.length <= found.most) return []
    const at = { file: file.file, line: found.line, column: 1, community: file.community }
    const related = [{ at: placeOf(hub, use), note: 'its hook' }]
    return [problems.raise('code-arguments', { at, related, args, cause: `${file.file} ${hook}` })]
  }),
)

const unused: Rule = ({ fleet }) => {
  const used = new Set(fleet.hubs.flatMap(({ code }) => code.flatMap(({ file }) => file?.file ?? [])))
  return communitiesWithHubs(fleet)
    .flatMap(({ attachments }) => attachments)
    .filter(({ folder, file }) => folder === 'code' && !used.has(file))
    .map(({ file, name, community }) =>
      problems.raise('unused-code', { at: { file, line: 1, column: 1, community }, args: { name, community } }),
    )
}

export const codeRules: RuleSet = { problems, rules: [missing, hooks, unused] }
