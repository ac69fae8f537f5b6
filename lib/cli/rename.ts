import { compileInputs } from '../compile.ts'
import { emitFleet } from '../compile-group.ts'
import { hasErrors, listed, type Diagnostic } from '../diagnostics.ts'
import { readInputFolder, type Found } from '../disk.ts'
import { writeInput } from '../disk-write.ts'
import { withSetting, withoutSetting } from '../layers/edit.ts'
import { pathOf } from '../plan/existing.ts'
import type { Fleet, HubPlan } from '../plan/types.ts'
import { sh, shellComment, type Shell } from '../print/shell.ts'
import type { MovingDocs } from '../readme/types.ts'
import { registry } from '../registry.ts'
import { UsageError, type Command, type Options, type CommandResult } from './command.ts'
import { isNowhere, refuseNowhere, standingOf, type Standing } from './standing.ts'
import { tellSteps, type Step, type Steps } from './steps.ts'

export const rename: Command<Steps> = {
  name: 'rename',
  words: '<hub> <name>',
  description: 'the next step to a hub of another name, beside the old one until its data has moved',
  options: [{ flags: '--domain <domain>', description: 'where the new hub answers until the old one is gone' }],
  run,
  text: tellSteps,
}

interface Pair {
  old: Standing
  next: Standing
}

function run({ root, words: [word = '', name = ''], flags: { domain } }: Options): CommandResult<Steps> {
  const found = readInputFolder(root)
  const old = standingOf(root, word, found)
  if (old.folder === 'cluster') throw new UsageError('a cluster keeps its name: make another one, and move its hubs')
  const next = standingOf(root, `${old.community}/${name}`, found)
  if (isNowhere(next)) refuseNowhere(old)
  const isFirst = old.isApplied && old.input !== undefined && next.input === undefined && !next.isApplied
  const taken = isFirst ? takenBy(old, found) : []
  const copied = isFirst && domain !== undefined ? copyOf(old, String(domain), taken) : undefined
  const texts = new Map([...found.texts, ...(copied === undefined ? [] : [[next.file, copied] as const])])
  const { fleet, diagnostics } = compileInputs({ texts, folders: found.folders })
  if (hasErrors(diagnostics) || hasErrors(found.diagnostics)) return refused([...found.diagnostics, ...diagnostics])
  if (copied !== undefined) writeInput(root, next.file, copied)
  const pair = { old, next: copied === undefined ? next : { ...next, input: copied } }
  const without = taken.length === 0 ? '' : `, and without ${listed(taken.map((path) => path.join('.')))}`
  const did = copied === undefined ? [] : [`wrote ${next.file}: ${old.file} with the domain ${domain}${without}`]
  return { diagnostics: [], data: told(pair, did, fleet), fine: true }
}

const refused = (diagnostics: readonly Diagnostic[]): CommandResult<Steps> => ({ diagnostics, fine: false })

/** What its own file says that it takes over, which is the old hub's until it goes. */
function takenBy({ id, input = '' }: Standing, { texts, folders }: Found): (readonly string[])[] {
  const hub = compileInputs({ texts, folders }).fleet.hubs.find((each) => each.id === id)
  return (hub?.existing.named ?? []).map(pathOf).filter((path) => withoutExisting(input, path) !== undefined)
}

/** The bucket itself stays: one is made. */
const withoutExisting = (text: string, path: readonly string[]): string | undefined =>
  withoutSetting(text, path, path.length - 1)

/** Throws UsageError where its domain does not stand in its own file, as the place of a change. */
function copyOf({ file, input = '' }: Standing, domain: string, taken: readonly (readonly string[])[]): string {
  const own = taken.reduce((so, path) => withoutExisting(so, path) ?? so, input)
  const text = withSetting(own, { path: ['domain'], value: domain })
  if (text === undefined) throw new UsageError(`copy ${file} by hand, with another domain: it cannot be edited safely`)
  return text
}

function told({ old, next }: Pair, did: readonly string[], fleet: Fleet): Steps {
  const command = `rename ${old.id} ${next.folder}`
  const notes = [
    `Only the title or the address shall change? Then edit \`title\` or \`domain\` in ${old.file}: nothing moves.`,
  ]
  if (!old.isApplied && old.input !== undefined && next.input === undefined)
    return { command, did, notes, steps: [renameFile(old, next)] }
  return { command, did, notes: old.isApplied ? notes : [], steps: moving({ old, next }, fleet) }
}

const renameFile = (old: Standing, next: Standing): Step => ({
  what: 'nothing of it is recorded as applied: its file alone takes the new name',
  done: false,
  commands: [`git mv ${old.file} ${next.file} && npx hubloom build`],
})

function moving({ old, next }: Pair, fleet: Fleet): Step[] {
  const make = `make -C dist/${next.community}`
  const hubs = [old, next].map(({ id }) => fleet.hubs.find((hub) => hub.id === id))
  return [
    {
      what: `write ${next.file}, as the old one but for its domain`,
      done: next.input !== undefined || next.isApplied,
      commands: [`npx hubloom rename ${old.id} ${next.folder} --domain <another domain, for the time being>`],
    },
    {
      what: 'build and apply it beside the old one, with Secrets of its own',
      done: next.isApplied,
      commands: [`npx hubloom build && ${make} apply-${next.folder}`],
    },
    {
      what: 'move what people have while nobody works there, see that it is there, and remove the old hub',
      done: !old.isApplied && old.input === undefined,
      commands: [...copying(hubs[0], hubs[1], fleet), `npx hubloom remove ${old.id}`],
    },
    {
      what: `nothing is left of the old one: give the new one its domain in ${next.file}, where it shall have it`,
      done: false,
      commands: [`npx hubloom build && ${make} apply-${next.folder}`],
    },
  ]
}

/** What copies homes and buckets, within one cluster or from one to another. */
function copying(old: HubPlan | undefined, next: HubPlan | undefined, fleet: Fleet): string[] {
  if (!old || !next) return []
  const { context, copyBucket } = registry.clouds[old.cluster.cloud]!.runbook(old.cluster)
  const there = registry.clouds[next.cluster.cloud]!.runbook(next.cluster).context
  const emitted = emitFleet(fleet).bundles.flatMap(({ hubs }) => hubs)
  const parts = emitted.flatMap(({ plan, readme }) => (plan.id === old.id ? readme.moving : []))
  const buckets = old.buckets.flatMap(({ key, url }) => {
    const target = next.buckets.find((bucket) => bucket.key === key)
    return target ? [copyBucket(url, sh`${target.url}`)] : []
  })
  return [
    sh`OLD=${context} NEW=${there} hub=${old.namespace} new_hub=${next.namespace}`,
    ...parts.flatMap(({ stop = [] }) => stop),
    ...parts.flatMap(({ copy }) => (copy ? inLoop(copy) : [])),
    ...buckets,
  ].map(String)
}

/** The commands leave a loop where something fails; the Secret that they read is made as for another cluster. */
const inLoop = ({ through, commands }: NonNullable<MovingDocs['copy']>): Shell[] => [
  ...(through === undefined
    ? []
    : [shellComment(`the Secret ${through} in both namespaces first: "The way", 5, of the LEAVING.md beside`)]),
  sh`for hub in "$hub"; do`,
  ...commands.map((command) => sh`  ${command}`),
  sh`done`,
]
