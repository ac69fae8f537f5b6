import { basename, join } from 'node:path'
import { CannotWrite } from '../disk-compare.ts'
import { write, writeNewFiles } from '../disk-write.ts'
import { readInputFolder, readNotes, SHIPPED } from '../disk.ts'
import { attachmentPlace } from '../layers/attachments.ts'
import { registry } from '../registry.ts'
import { domainOf, isDomainOfOthers } from '../replicate/addresses.ts'
import { FILL_IN } from '../replicate/fill-ins.ts'
import {
  clusterNow,
  replicate,
  type FillIn,
  type Replica,
  type Row,
  type Source,
  type Wish,
} from '../replicate/index.ts'
import { bucketsToCopy, pagesOf, summary } from '../replicate/readme.ts'
import { similar } from '../similar.ts'
import { cluster } from '../start/cluster.ts'
import { fleetFiles, packageName } from '../start/fleet.ts'
import { wrongDomain, type Question } from '../start/question.ts'
import { answersTo, optionsOf } from './ask.ts'
import { count, UsageError, type Command, type CommandResult, type Options, type Said } from './command.ts'
import { compileFolder, type CompiledFolder } from './compile-folder.ts'
import { newFolder } from './new-folder.ts'

interface Replicated {
  written: readonly string[]
  /** What is not as it was, by lines of the inputs here. */
  rows: readonly Row[]
  /** What a person has to write in the new repository before it can be built. */
  fillIns: readonly FillIn[]
  next: readonly string[]
}

/** Where to: never taken as the example says, which would be somewhere. */
const QUESTIONS: readonly Question[] = ['cloud', 'account', 'region'].map((name) => {
  const question = cluster.questions.find((each) => each.name === name)!
  return { ...question, fallback: undefined, wrong: name === 'cloud' ? undefined : wrongPlace(name) }
})

function wrongPlace(name: string): Question['wrong'] {
  return (answer, { cloud = '' }) => {
    const facts = registry.clouds[cloud]?.facts
    if (!facts || answer === FILL_IN) return undefined
    const { forms, regions } = facts
    if (name === 'account')
      return forms.account.test(answer) ? undefined : `${facts.settings.account}, such as ${forms.examples.account}`
    if (regions.includes(answer)) return undefined
    const near = similar(answer, regions)
    return `a region of ${facts.title}, such as ${near ?? forms.examples.region}`
  }
}

export const replicateCommand: Command<Replicated> = {
  name: 'replicate',
  words: '<community>',
  description: 'write a repository of its own for one community, on any cloud, with what it loses on the way',
  options: [
    ...optionsOf([{ questions: QUESTIONS }]),
    { flags: '--domain <text>', description: 'the domain that its hubs are below from then on; else they keep theirs' },
    { flags: '--out <folder>', description: 'where the repository is written: a folder that is empty or not there' },
    { flags: '--yes', description: `ask nothing: ${FILL_IN} stands for what is not said` },
  ],
  run,
  text,
}

async function run(options: Options): Promise<CommandResult<Replicated>> {
  const { words, flags, program } = options
  const [community = ''] = words
  const out = outOf(options)
  const compiled = compileFolder(options, { plansOnly: true }, [community])
  const diagnostics = errorsOf(compiled, community)
  if (diagnostics.length > 0) return { diagnostics, fine: false }
  refuseWithoutHubs(compiled, community)
  const source = { ...compiled, shipped: shippedOf(out, program.profiles), registry }
  const wish = await wishOf(options, source)
  const replica = replicate(source, wish)
  if (replica.refused.length > 0) return { diagnostics: replica.refused, fine: false }
  const notes = readNotes(options.root, `communities/${community}`, source.inputs.texts)
  const written = writeReplica(out, replica, { source, wish, notes, version: program.version })
  const { rows, fillIns } = replica
  const next = nextOf(String(flags['out']), wish, fillIns)
  return { diagnostics: [], data: { written, rows, fillIns, next }, fine: true }
}

/** The folder that is written into. Throws UsageError where that is not empty. */
function outOf(options: Options): string {
  const word = options.flags['out']
  if (typeof word !== 'string') throw new UsageError('replicate needs --out, a folder for the new repository')
  return newFolder(options, word)
}

/** Errors in what the community's hubs follow from: its own files, its cluster's, the fleet's profiles. */
function errorsOf({ diagnostics, fleet }: CompiledFolder, community: string): CompiledFolder['diagnostics'] {
  const owner = clusterNow({ fleet }, { community })?.community
  return diagnostics.filter(
    ({ severity, at }) => severity === 'error' && [community, owner, undefined].includes(at.community),
  )
}

function refuseWithoutHubs({ fleet }: CompiledFolder, community: string): void {
  if (fleet.hubs.some((hub) => hub.community === community)) return
  const own = fleet.hubs.map((hub) => hub.community)
  const hint = `communities with hubs are ${[...new Set(own)].join(', ')}`
  throw new UsageError(`${community} has no hubs, so there is nothing to replicate; ${hint}`)
}

/** The profiles that come with hubloom, as a repository elsewhere has them. */
const shippedOf = (out: string, profiles: string | undefined): Source['shipped'] =>
  new Map([...readInputFolder(out, profiles).texts].filter(([path]) => path.startsWith(`${SHIPPED}/`)))

/** Throws UsageError that names every flag that is needed or wrong. */
async function wishOf(options: Options, { fleet }: Pick<Source, 'fleet'>): Promise<Wish> {
  const { words, flags } = options
  const community = words[0]!
  const open = flags['yes'] === true ? { account: FILL_IN, region: FILL_IN } : {}
  const given = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  const questions = [...QUESTIONS, domainQuestion({ fleet, community, said: flags['domain'] })]
  const answers = await answersTo({ questions }, {}, { flags: { ...open, ...given } })
  const now = clusterNow({ fleet }, { community })!
  const { cloud = '', account = '', region = '', domain } = answers
  if (cloud === now.cloud && account === now.account)
    throw new UsageError(
      `--account ${account} is where its hubs run now, and names at a cloud are there once: name another account`,
    )
  return { community, cloud, account, region, domain }
}

/** Not asked where its addresses have no domain in common that another could replace: then each is edited. */
function domainQuestion({
  fleet,
  community,
  said,
}: Pick<Source, 'fleet'> & { community: string; said: unknown }): Question {
  const before = domainOf(fleet, community)
  return {
    name: 'domain',
    ask: 'Below which domain are its hubs from then on?',
    why: `Empty: they stay below ${before}, and DNS is changed at the end.`,
    applies: () => before !== undefined || said !== undefined,
    optional: () => !isDomainOfOthers(fleet, community),
    missing: `a domain that is its own: ${community} has addresses right beside those of other communities' hubs`,
    wrong: (answer) =>
      before === undefined
        ? `to be left out: the addresses of ${community} have no domain in common; edit each`
        : wrongDomain(answer),
  }
}

interface WithReplica {
  source: Source
  wish: Wish
  /** What the community keeps beside its inputs. */
  notes: ReadonlyMap<string, Uint8Array>
  version: string
}

/** Writes the repository, with its bundle where nothing is to be filled in; gives the paths of its inputs and pages. */
function writeReplica(
  out: string,
  { texts, rows, fillIns, compilation }: Replica,
  { source, wish, notes, version }: WithReplica,
): string[] {
  const { fleet } = source
  const { community } = wish
  const { settings } = fleet.communities.find(({ name }) => name === community)!
  const now = clusterNow(source, wish)!
  const pages = pagesOf({
    community,
    name: settings.name,
    url: settings.url,
    rows,
    fillIns,
    cloud: registry.clouds[wish.cloud]!.facts.title,
    before: registry.clouds[now.cloud]!.facts.title,
    wasTenant: now.community !== community,
    hubs: compilation.fleet.hubs,
    buckets: bucketsToCopy(
      fleet.hubs.filter((hub) => hub.community === community),
      compilation.fleet.hubs,
      fillIns.length === 0,
    ),
  })
  const own = [...texts].map(([path, each]) => [path, contentOf(path, each)] as const)
  const begun = fleetFiles({ name: packageName(basename(out)), version })
  const files = new Map<string, string | Uint8Array>([...begun, ...pages, ...notes, ...own])
  writeNewFiles(out, files)
  if (compilation.outputs.size > 0) {
    const { foreign } = write(join(out, 'dist'), compilation.outputs, true)
    if (foreign.length > 0) throw new CannotWrite(`${foreign[0]!.path} is in the way in ${out}`)
  }
  return [...files.keys(), ...(compilation.outputs.size > 0 ? ['dist/'] : [])]
}

const contentOf = (path: string, text: string): string | Uint8Array =>
  attachmentPlace(path)?.binary ? Buffer.from(text, 'base64') : text

const nextOf = (out: string, { community }: Wish, fillIns: readonly FillIn[]): string[] => [
  `cd ${out}`,
  'npm install',
  ...(fillIns.length > 0
    ? [`fill in ${count(fillIns.length, 'value')} in communities/${community}/cluster.yaml`, 'npm run build']
    : []),
  'README.md leads on, and LOSSES.md has what is not as it was',
]

const WORDS = { lost: 'lost', changed: 'changed', kept: 'read again' } as const

function text({ written, rows, fillIns, next }: Replicated): Said {
  const lines = [
    ...written.map((path) => `wrote ${path}`),
    ...rows.map(({ fate, file, line, was, why }) => `${WORDS[fate]}  ${file}:${line}: ${was}: ${why}`),
    ...fillIns.map(
      ({ file, line, setting, what, example }) => `fill in  ${file}:${line}: ${setting}: ${what} Such as: ${example}`,
    ),
    `not as it was: ${summary(rows)}`,
    ...next.map((line) => `next  ${line}`),
  ]
  return { out: lines.map((line) => `${line}\n`).join('') }
}
