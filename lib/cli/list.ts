import type { HubPlan } from '../plan/types.ts'
import type { Command, Options, Result } from './command.ts'
import { compileFolder } from './compile-folder.ts'

type Row = ReturnType<typeof row>

export const list: Command<Row[]> = {
  name: 'list',
  description: 'the fleet as a table',
  run,
  text: (rows) => ({ out: table(rows) }),
}

function run({ root }: Options): Result<Row[]> {
  const { diagnostics, fleet, failed } = compileFolder(root, { plansOnly: true })
  return failed ? { diagnostics, fine: false } : { diagnostics, data: fleet.hubs.map(row), fine: true }
}

const row = (hub: HubPlan) => ({
  hub: hub.id,
  domain: hub.domain,
  profile: hub.profiles.join('+') || 'base',
  purpose: hub.purpose,
  cluster: hub.cluster.name,
  cloud: hub.cluster.cloud,
  environments: hub.environments.length,
  sizes: hub.sizes.length,
})

/** Columns as wide as their widest cell. */
function table(rows: readonly Record<string, string | number>[]): string {
  const columns = Object.keys(rows[0] ?? {})
  const cells = [columns, ...rows.map((entry) => columns.map((column) => String(entry[column])))]
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => line[i]!.length)))
  const lines = cells.map((line) => line.map((cell, i) => cell.padEnd(widths[i]!)).join('  '))
  return lines.map((line) => `${line.trimEnd()}\n`).join('')
}
