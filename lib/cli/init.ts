import { basename, dirname } from 'node:path'
import { compile } from '../compile.ts'
import { writeNewFiles } from '../disk-write.ts'
import { isFolder, listNames, readInputFolder } from '../disk.ts'
import { cluster } from '../start/cluster.ts'
import { community } from '../start/community.ts'
import { fleetFiles, packageName } from '../start/fleet.ts'
import { hub } from '../start/hub.ts'
import type { Kind } from '../start/kind.ts'
import { wrongName, type Answers, type Question } from '../start/question.ts'
import { answersTo, optionsOf } from './ask.ts'
import type { Command, CommandResult, Options } from './command.ts'
import { begunText, problemsOf, type Begun } from './begun.ts'
import { newFolder } from './new-folder.ts'

/** What the first community is asked: it has a cluster of its own, and one hub. */
const FIRST: readonly Question[] = [
  {
    name: 'community',
    ask: 'Which community is the first?',
    why: 'A short name, for folders, namespaces and names at the cloud.',
    wrong: wrongName,
  },
  ...community.questions.filter(({ name }) => name !== 'cluster'),
  ...cluster.questions,
  {
    name: 'hub',
    ask: 'What is the short name of its first hub?',
    why: 'For files, namespaces and names at the cloud, such as `prod` or the name of the course.',
    fallback: () => 'prod',
    wrong: wrongName,
  },
  ...hub.questions,
]

export const init: Command<Begun> = {
  name: 'init',
  words: '[folder]',
  description: "write a fleet's repository, with the first community, by questions or by flags",
  options: [
    ...optionsOf([{ questions: FIRST }]),
    { flags: '--empty', description: 'without a community' },
    { flags: '--yes', description: 'ask nothing: take what is offered' },
  ],
  run,
  text: begunText,
}

async function run(options: Options): Promise<CommandResult<Begun>> {
  const { program, flags } = options
  const word = options.words[0] ?? '.'
  const folder = newFolder(options, word)
  const inputs =
    flags['empty'] === true
      ? new Map<string, string>()
      : firstInputs(await answersTo({ questions: FIRST }, {}, options))
  const { texts } = readInputFolder(folder, program.profiles)
  const diagnostics = problemsOf(inputs, compile(new Map([...texts, ...inputs]), [], { plansOnly: true }))
  if (diagnostics.length > 0) return { diagnostics, fine: false }
  const files = new Map([...fleetFiles({ name: packageName(basename(folder)), version: program.version }), ...inputs])
  writeNewFiles(folder, files)
  return {
    diagnostics,
    data: { written: [...files.keys()], next: nextOf(word, { isEmpty: inputs.size === 0, isInGit: isInGit(folder) }) },
    fine: true,
  }
}

const firstInputs = (answers: Answers): Map<string, string> =>
  new Map([community, cluster, hub].flatMap((kind: Kind) => [...kind.files(answers)]))

/** Whether a folder, which may not be there yet, lies in a Git repository. */
const isInGit = (folder: string): boolean =>
  (isFolder(folder) && listNames(folder).includes('.git')) || (dirname(folder) !== folder && isInGit(dirname(folder)))

const nextOf = (word: string, state: { isEmpty: boolean; isInGit: boolean }): string[] => [
  ...(word === '.' ? [] : [`cd ${word}`]),
  ...(state.isInGit ? [] : ['git init']),
  'npm install',
  ...(state.isEmpty
    ? ['npx hubloom new community NAME']
    : ['npm run build', 'read dist/README.md, and commit all of it']),
]
