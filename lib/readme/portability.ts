/** Which hub would work on which cloud, for `dist/README.md`. */
import { code, codeList, md, prose, table, type Markdown } from '../print/markdown.ts'
import { remembered } from '../remembered.ts'
import type { FleetDocs, PortabilityDocs } from './types.ts'

export function portability({ portability: hubs }: FleetDocs): Markdown[] {
  const clouds = hubs[0]?.clouds.map(({ title }) => title) ?? []
  if (clouds.length === 0) return []
  const onCloud = cells()
  return [
    md`## Where they could run`,
    md`Each hub on each cloud: where it is, where it works as it is, and what it would be without elsewhere.
      \`npx hubloom list --portability\` names the lines.`,
    table(
      ['Hub', ...clouds],
      hubs.map(({ hub, clouds: each }) => [code`${hub}`, ...each.map(onCloud)]),
    ),
    ...reasons(hubs),
  ]
}

type OnCloud = PortabilityDocs['clouds'][number]

/** Most hubs would lose the same: a cell is made once. */
const cells = (): ((of: OnCloud) => Markdown) => {
  const made = remembered((key: string) => {
    const [verdict, ...settings] = key.split('\0') as [OnCloud['verdict'], ...string[]]
    return cell(verdict, codeList(settings))
  })
  return ({ verdict, losses }) => made([verdict, ...new Set(losses.map(({ setting }) => setting))].join('\0'))
}

function cell(verdict: OnCloud['verdict'], settings: Markdown): Markdown {
  switch (verdict) {
    case 'here':
      return md`**here**`
    case 'works':
      return md`works`
    case 'losses':
      return md`without ${settings}`
    case 'not':
      return md`not: ${settings}`
  }
}

/** Each once, however many hubs it is said of. */
function reasons(hubs: readonly PortabilityDocs[]): Markdown[] {
  const all = hubs.flatMap(({ clouds }) =>
    clouds.flatMap(({ title, losses }) => losses.map((loss) => ({ title, ...loss }))),
  )
  const rows = new Map(all.map((row) => [`${row.title} ${row.setting} ${row.why}`, row]))
  if (rows.size === 0) return []
  return [
    table(
      ['Cloud', 'Setting', 'Why'],
      [...rows]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, { title, setting, why }]) => [md`${title}`, code`${setting}`, prose(why)]),
    ),
  ]
}
