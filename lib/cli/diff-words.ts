/** Changes of a fleet as people read them: on a terminal, and as one comment of a pull request. */
import { HARMS, placeOf, worstOf, type FleetChange, type HarmToPeople } from '../diff/index.ts'
import { code, joinMarkdown, md, prose, type Markdown } from '../print/markdown.ts'
import { count } from './command.ts'
import { visible } from './reporters/text.ts'

/** Hubs that are named; of more the number. */
const NAMED = 6

/** Each change with where it comes from, then what an apply does to hubs, once. */
export function diffText(
  changes: readonly FleetChange[],
  { against, details }: { against: string; details: boolean },
): string {
  if (changes.length === 0) return `nothing changes against ${against}\n`
  const width = Math.max(...changes.map(({ harm }) => harm.length)) + 2
  const indent = ' '.repeat(width)
  const blocks = changes.map((change) => {
    const lines = [
      hubsOf(change.hubs),
      ...(change.cause ? [placeOf(change.cause)] : []),
      ...change.notes,
      ...change.effects.filter(isOwn),
      ...(details ? change.values : []),
    ]
    return [`${change.harm.padEnd(width)}${change.what}`, ...lines.map((each) => indent + each)]
  })
  const end = [
    ...commonEffects(changes),
    `${count(changes.length, 'change')}, the worst: ${worstOf(changes.map(({ harm }) => harm))}`,
  ]
  return [...blocks.flatMap((block) => [...block, '']), ...end].map((each) => `${visible(each)}\n`).join('')
}

/** In short, for the end of a build: a line a change, at most so many. */
export function diffSummary(changes: readonly FleetChange[], most: number): string {
  const lines = changes
    .slice(0, most)
    .map(({ harm, what, hubs }) => `  ${harm.padEnd(10)}  ${what} (${hubsOf(hubs, 2)})`)
  const rest = changes.length > most ? [`  and ${changes.length - most} more: npx hubloom diff`] : []
  return [...lines, ...rest].map((each) => `${visible(each)}\n`).join('')
}

function hubsOf(ids: readonly string[], named = NAMED): string {
  if (ids.length === 0) return 'the fleet'
  if (ids.length <= named) return ids.join(', ')
  const clusters = ids.filter((id) => id.endsWith('/cluster'))
  const hubs = ids.filter((id) => !id.endsWith('/cluster'))
  return [...firstOf(clusters, 'cluster'), ...firstOf(hubs, 'hub')].join(', ')
}

/** The first three, and how many there are. */
function firstOf(ids: readonly string[], kind: string): readonly string[] {
  if (ids.length <= 3) return ids
  return [`${count(ids.length, kind)}: ${ids.slice(0, 3).join(', ')} and ${ids.length - 3} more`]
}

/** Terraform's effects are of one change; the others many changes share. */
const isOwn = (effect: string): boolean => effect.startsWith('Terraform:')

/** With the hubs that it is about, where these are not all. */
function commonEffects(changes: readonly FleetChange[]): string[] {
  const all = new Set(changes.flatMap(({ leaves }) => leaves.map(({ part }) => part)))
  const found = new Map<string, Set<string>>()
  for (const { effects, leaves } of changes)
    for (const effect of effects.filter((each) => !isOwn(each)))
      found.set(effect, new Set([...(found.get(effect) ?? []), ...leaves.map(({ part }) => part)]))
  return [...found].map(([effect, hubs]) =>
    hubs.size === all.size ? effect : `${effect} (${hubsOf([...hubs].sort())})`,
  )
}

/** GitHub takes 65,536 characters in a comment. */
const MOST = 60_000

/** By this a workflow finds its own comment again. */
const MARK = '<!-- hubloom diff -->'

/** One comment: the worst first, values folded; what does not fit is left out, values before changes. */
export function diffMarkdown(changes: readonly FleetChange[]): string {
  if (changes.length === 0) return `${MARK}\n### hubloom: nothing changes for anybody\n`
  const worst = worstOf(changes.map(({ harm }) => harm))
  const head = `${MARK}\n### hubloom: ${count(changes.length, 'change')}, the worst: ${worst}\n\n`
  const foot = commonEffects(changes).map((effect) => md`${effect}`)
  const tail = foot.length === 0 ? '' : `\n${joinMarkdown(foot, '<br>').source}\n`
  const left = (shown: number): string =>
    shown === changes.length ? '' : `\n…and ${changes.length - shown} more: \`npx hubloom diff\` tells them.\n`
  let body = ''
  let shown = 0
  let room = MOST - head.length - tail.length - 200
  for (const change of changes) {
    const [short, folded] = [changeMarkdown(change), valuesMarkdown(change)]
    const block = short.length + folded.length <= room / 2 ? short + folded : short
    if (block.length > room) break
    body += block
    room -= block.length
    shown++
  }
  return head + body + left(shown) + tail
}

function changeMarkdown({ harm, what, hubs, cause, notes, effects }: FleetChange): string {
  const where = [code`${hubsOf(hubs)}`, ...(cause ? [code`${placeOf(cause)}`] : [])]
  const more = [...notes, ...effects.filter(isOwn)].map((each) => md`<br>${each}`.source)
  return `- ${SIGNS[harm]} **${harm}**: ${prose(what).source}<br>${joinMarkdown(where, ', ').source}${more.join('')}\n`
}

const SIGNS: Readonly<Record<HarmToPeople, string>> = Object.fromEntries(
  HARMS.map((harm, i) => [harm, ['🔴', '🔴', '🔴', '🟠', '🟠'][i] ?? '⚪']),
) as Record<HarmToPeople, string>

/** Values that are shown of one change in a comment. */
const VALUES = 40

function valuesMarkdown({ values }: FleetChange): string {
  if (values.length === 0) return ''
  const lines = values.slice(0, VALUES).map((each) => codeLine(each))
  const more = values.length > VALUES ? [`…and ${values.length - VALUES} more`] : []
  const block = [...lines, ...more].map((each) => `  ${each}`).join('<br>\n')
  return `  <details><summary>${count(values.length, 'value')} of dist/</summary>\n\n${block}\n\n  </details>\n`
}

const codeLine = (text: string): string => (code`${text}` satisfies Markdown).source
