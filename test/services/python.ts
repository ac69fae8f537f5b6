/** Runs the Python that a release carries, under the real interpreter, with stand-ins for what it imports. */
import { spawnSync } from 'node:child_process'

/** The interpreter itself, not what may stand before it in the path and takes longer to start than our programs run. */
export const PYTHON = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], {
  encoding: 'utf8',
}).stdout?.trim()
export const hasPython = PYTHON !== undefined && PYTHON !== ''
if (!hasPython) console.warn('SKIPPED: python3 is not there, so the Python of the releases is not run')

/** What the program prints as JSON; its complaint is thrown. */
export function runPython(program: string, environment: Readonly<Record<string, string>> = {}): unknown {
  const { status, stdout, stderr } = spawnSync(PYTHON, ['-I', '-S', '-'], {
    input: program,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
