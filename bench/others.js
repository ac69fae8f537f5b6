// What people would use in hubloom's place, on the same fleet: `helm template` for each hub's JupyterHub, and a program
// of cdktf and cdk8s that synthesises the same roots and objects. Each comes to less than a build: helm renders what
// is in values by then, and the program is given every argument.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const { HELM: helm = 'helm', HELM_CHARTS: charts } = process.env
/** Hubs for which helm runs: the others take as long. */
const SAMPLE = 20
const RUNS = 3

/** A line for each, with its ratio to a cold build by processor time; why, where it could not be run. */
export function comparedWithOthers({ root, written, cold, time }) {
  const ofHubs = written.filter((path) => path.endsWith('/jupyterhub.values.yaml'))
  return [
    rowOf('helm template of each hub', cold, helmTemplate(ofHubs)),
    rowOf('cdktf and cdk8s, the same roots and objects', cold, constructs({ root, written, time })),
  ].join('')
}

const rowOf = (what, cold, { cpu, best, note, why }) =>
  why !== undefined
    ? `     ${what}: not run, ${why}\n`
    : `     ${what}: ${best.toFixed(2)} s, CPU ${cpu.toFixed(2)} s${note}: ${(cpu / cold.cpu).toFixed(1)} cold builds\n`

/** The fastest of some runs over a sample, in seconds for all hubs. */
function helmTemplate(values) {
  const chart = charts === undefined ? undefined : join(charts, 'jupyterhub')
  if (chart === undefined || !existsSync(chart)) return { why: 'no chart jupyterhub in HELM_CHARTS' }
  if (spawnSync(helm, ['version']).status !== 0) return { why: 'no helm here (HELM names one)' }
  const sample = values.slice(0, SAMPLE)
  const scale = values.length / sample.length
  const runs = Array.from({ length: RUNS }, () => helmRun(chart, sample))
  return {
    best: Math.min(...runs.map(({ wall }) => wall)) * scale,
    cpu: Math.min(...runs.map(({ cpu }) => cpu)) * scale,
    note: ` (${sample.length} of ${values.length} hubs run, scaled)`,
  }
}

/** A shell tells the processor time of what it ran (POSIX `times`): its second line, as `0m1.234s 0m0.567s`. */
function helmRun(chart, values) {
  const script = 'for each in "$@"; do "$HELM" template hub "$CHART" -f "$each" >/dev/null || exit 1; done; times'
  const begun = performance.now()
  const { status, stdout, stderr } = spawnSync('sh', ['-c', script, 'sh', ...values], {
    encoding: 'utf8',
    env: { ...process.env, HELM: helm, CHART: chart },
  })
  if (status !== 0) throw new Error(`helm template\n${stderr}`)
  const [user, system] = stdout.trim().split('\n')[1].split(' ').map(secondsOf)
  return { wall: (performance.now() - begun) / 1000, cpu: user + system }
}

function secondsOf(word) {
  const [, minutes, seconds] = /^(\d+)m([\d.]+)s$/.exec(word)
  return Number(minutes) * 60 + Number(seconds)
}

function constructs({ root, written, time }) {
  const folder = mkdtempSync(join(root, 'constructs-'))
  const list = join(folder, 'list.json')
  const roots = written.filter((path) => path.endsWith('/main.tf.json'))
  const objects = written.filter((path) => path.endsWith('/kubernetes.yaml'))
  writeFileSync(list, JSON.stringify({ roots, objects }))
  const program = join(dirname(fileURLToPath(import.meta.url)), 'synthesise.js')
  const { best, cpu, memory } = time([program, list, join(folder, 'out')], undefined, { runs: RUNS })
  rmSync(folder, { recursive: true })
  return { best, cpu, note: `, ${Math.round(memory)} MB (${roots.length} roots, ${objects.length} files of objects)` }
}
