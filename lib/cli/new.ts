import { writeNewFiles } from '../disk-write.ts'
import { similar } from '../similar.ts'
import { kinds } from '../start/index.ts'
import type { Kind } from '../start/kind.ts'
import { answersTo, optionsOf } from './ask.ts'
import { UsageError, type Command, type CommandResult, type Options } from './command.ts'
import { begunText, problemsOf, type Begun } from './begun.ts'
import { compileFolder } from './compile-folder.ts'

export const start: Command<Begun> = {
  name: 'new',
  words: '<kind> <name>',
  description: `write a new ${kinds.map(({ name }) => name).join(', ')}, by questions or by flags`,
  options: [...optionsOf(kinds), { flags: '--yes', description: 'ask nothing: take what is offered' }],
  run,
  text: begunText,
}

async function run(options: Options): Promise<CommandResult<Begun>> {
  const { root, words, flags } = options
  const [kindName = '', word = ''] = words
  const kind = kindOf(kindName)
  const wrong = kind.wrongWord(word)
  if (wrong !== undefined) throw new UsageError(`new ${kind.name} ${word}: ${wrong}`)
  refuseOthers(kind, flags)
  const answers = await answersTo(kind, kind.answersOf(word), options)
  const draft = kind.files(answers)
  const diagnostics = problemsOf(draft, compileFolder({ ...options, draft }, { plansOnly: true }))
  if (diagnostics.length > 0) return { diagnostics, fine: false }
  writeNewFiles(root, draft)
  return { diagnostics, data: { written: [...draft.keys()], next: kind.next(answers) }, fine: true }
}

function kindOf(name: string): Kind {
  const kind = kinds.find((each) => each.name === name)
  if (kind) return kind
  const names = kinds.map((each) => each.name)
  const near = similar(name, names)
  throw new UsageError(
    `new writes a ${names.join(', ')}, no ${name}${near === undefined ? '' : `; did you mean ${near}?`}`,
  )
}

function refuseOthers({ name, questions }: Kind, flags: Options['flags']): void {
  const known = ['yes', ...questions.map((question) => question.name)]
  const others = Object.keys(flags).filter((flag) => flags[flag] !== undefined && !known.includes(flag))
  if (others.length > 0) throw new UsageError(`new ${name} takes no ${others.map((flag) => `--${flag}`).join(', ')}`)
}
