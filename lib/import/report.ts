/** What became of each line of imported values, as Markdown. */
import { blocks, code, codeList, md, prose, renderMarkdown, table, type Markdown } from '../print/markdown.ts'
import type { Fitted } from './fit.ts'
import type { Rendering } from './rendered.ts'
import { KINDS } from './kinds.ts'
import { shown } from './source.ts'
import type { Fate } from './values.ts'

/** How many leaves of each kind. */
export function shares({ leaves }: Pick<Fitted, 'leaves'>): Record<Fate['kind'], number> {
  const counts = { setting: 0, default: 0, override: 0, secret: 0, 'not-carried': 0 }
  for (const { fate } of leaves) counts[fate.kind]++
  return counts
}

/** A row for each leaf of the values, in the order of their lines. */
export function reportOf(
  fitted: Fitted,
  { community, hub }: { community: string; hub: string },
  rendering?: Rendering,
): string {
  const counts = shares(fitted)
  const total = fitted.leaves.length
  const rows = [...fitted.leaves]
    .sort((a, b) => order(a.leaf.node.at, b.leaf.node.at))
    .map(({ leaf, fate }) => [
      md`${leaf.node.at.file}:${leaf.node.at.line}`,
      code`${shown(leaf.path)}`,
      md`${KINDS[fate.kind]}`,
      becomes(fate),
    ])
  const profile =
    fitted.profile === undefined ? md`none fits better than the defaults` : md`${code`${fitted.profile}`} fits best`
  const sums = (Object.keys(KINDS) as Fate['kind'][]).map((kind) => `${counts[kind]} ${KINDS[kind]}`).join(', ')
  const people = md`The hub's file names people, as admins or among those who may enter: who reads it, reads them, too.`
  return renderMarkdown(
    blocks([
      md`# Import of ${code`${community}/${hub}`}`,
      md`${total} values: ${sums}. Of the profiles, ${profile}.`,
      ...(namesPeople(fitted) ? [people] : []),
      table(['Line', 'Value', 'Became', 'Which'], rows),
      md`## What the hub has beside`,
      md`Values of its releases that the source does not have: what hubloom keeps hubs apart and in place by.`,
      table(['Release', 'Values'], besideRows(fitted)),
      ...(rendering ? renderedBlocks(rendering) : []),
    ]),
  )
}

/** What the chart makes of both, as whole objects and as the configuration that the hub reads. */
function renderedBlocks({ same, objects, configuration }: Rendering): Markdown[] {
  const objectRows = objects.map(({ object, how }) => [
    code`${object}`,
    typeof how === 'string' ? md`${how}` : codeList(how),
  ])
  const open = configuration.filter(({ why }) => why === '').length
  const rows = configuration.map(({ path, why }) => [code`${path}`, prose(why === '' ? 'unknown' : why)])
  return [
    md`## Rendered`,
    md`The chart gives ${same} objects that are alike, and ${objects.length} that differ, in these places:`,
    table(['Object', 'Where'], objectRows),
    md`The hub's own configuration differs in ${configuration.length} values, ${open} of them without a reason above:`,
    table(['Value', 'Why'], rows),
  ]
}

/** A row for each release. */
function besideRows({ beside }: Fitted): Markdown[][] {
  const releases = [...new Set(beside.map(({ release }) => release))]
  return releases.map((release) => [
    code`${release}`,
    codeList(beside.filter((each) => each.release === release).map(({ path }) => path)),
  ])
}

const order = (a: { file: string; line: number }, b: { file: string; line: number }): number =>
  a.file.localeCompare(b.file, 'en') || a.line - b.line

function becomes(fate: Fate): Markdown {
  switch (fate.kind) {
    case 'setting':
      return fate.but === undefined ? code`${fate.setting}` : md`${code`${fate.setting}`}, without ${code`${fate.but}`}`
    case 'secret':
      return md`a Kubernetes Secret: ${code`${fate.secret}`}`
    case 'default':
    case 'not-carried':
      return md`${fate.why}`
    case 'override':
      return code`overrides.helm`
  }
}

const namesPeople = ({ leaves }: Fitted): boolean =>
  leaves.some(({ leaf, fate }) => fate.kind === 'setting' && /(admin|allowed)_users/.test(shown(leaf.path)))
