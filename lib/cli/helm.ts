/** Helm, where it is at hand: only `hubloom import --verify` starts it. */
import { spawnSync } from 'node:child_process'
import { UsageError } from './command.ts'

/** Room for what charts of this kind give: some hundred kB. */
const MAX_BYTES = 64 * 1024 * 1024

/** What helm makes of values of a chart. Throws UsageError where helm is not there or refuses; `whose` they are. */
export function renderChart({ helm, chart }: { helm: string; chart: string }, values: unknown, whose: string): string {
  const words = ['template', 'jupyterhub', chart, '--namespace', 'hub', '--values', '-']
  const { error, status, stdout, stderr } = spawnSync(helm, words, {
    input: JSON.stringify(values),
    encoding: 'utf8',
    maxBuffer: MAX_BYTES,
  })
  if (error) throw new UsageError(`${helm} cannot be started: ${error.message}; name one with --helm`)
  if (status !== 0)
    throw new UsageError(`helm template refuses ${whose}: ${stderr.trim().split('\n').slice(0, 3).join(' ')}`)
  return stdout
}
