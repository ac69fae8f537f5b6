/** Answers to questions: from flags, from a terminal, from what is taken where nothing is said. */
import type { Kind } from '../start/kind.ts'
import { faultOf, type Answers, type Question } from '../start/question.ts'
import { UsageError, type Options } from './command.ts'

/** One option for each question of the kinds: the first that has the name says what it is. */
export function optionsOf(kinds: readonly Pick<Kind, 'questions'>[]): { flags: string; description: string }[] {
  const questions = new Map(kinds.flatMap(({ questions }) => questions.map((each) => [each.name, each] as const)))
  return [...questions.values()].map(({ name, ask, choices }) => ({
    flags: `--${name} <${choices ? Object.keys(choices).join('|') : 'text'}>`,
    description: ask,
  }))
}

/**
 * The answers to the questions of a kind. `known` are those of kinds before. Asks on a terminal, unless `--yes` says
 * that nothing is asked. Throws UsageError that names every flag that is needed or wrong.
 */
export async function answersTo(
  { questions }: Pick<Kind, 'questions'>,
  known: Answers,
  { flags }: Pick<Options, 'flags'>,
): Promise<Answers> {
  const interactive = flags['yes'] !== true && process.stdin.isTTY && process.stdout.isTTY
  let answers = known
  const faults: string[] = []
  for (const question of questions) {
    if (question.applies?.(answers) === false) continue
    const said = flags[question.name]
    const given = typeof said === 'string' ? said : undefined
    const fallback = question.fallback?.(answers)
    const answer = given ?? (interactive ? await asked(question, answers) : fallback)
    const fault = faultOf(question, answer, answers)
    // what is taken may depend on an answer that is missing
    if (fault !== undefined && (given !== undefined || !question.fallback))
      faults.push(`--${question.name} needs ${fault}${given === undefined ? '' : `, not ${given}`}`)
    if (answer !== undefined && answer !== '') answers = { ...answers, [question.name]: answer }
  }
  if (faults.length === 0) return answers
  const hint = interactive || flags['yes'] === true ? '' : '\n  help: This is no terminal, so nothing was asked.'
  throw new UsageError(`${faults.join('\n       ')}${hint}`)
}

/** Asks on the terminal until the answer does. Throws UsageError where the person leaves. */
async function asked(question: Question, answers: Answers): Promise<string> {
  const { isCancel, select, text } = await import('@clack/prompts')
  const { ask, why, choices, name } = question
  const initial = question.fallback?.(answers)
  const message = `${ask}  (--${name})\n${typeof why === 'string' ? why : why(answers)}`
  const answer = choices
    ? await select({
        message,
        initialValue: initial,
        options: Object.entries(choices).map(([value, label]) => ({ value, label: `${value}: ${label}` })),
      })
    : await text({
        message,
        initialValue: initial,
        validate: (said) => {
          const fault = faultOf(question, said, answers)
          return fault === undefined ? undefined : `Needed: ${fault}.`
        },
      })
  if (isCancel(answer)) throw new UsageError('nothing was written')
  return answer ?? ''
}
