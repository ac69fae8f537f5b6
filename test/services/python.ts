/** Runs the Python that a release carries, under the real interpreter, with stand-ins for what it imports. */
import { spawnSync } from 'node:child_process'

export const hasPython = spawnSync('python3', ['--version']).status === 0
if (!hasPython) console.warn('SKIPPED: python3 is not there, so the Python of the releases is not run')

/** What the program prints as JSON; its complaint is thrown. */
export function runPython(program: string, environment: Readonly<Record<string, string>> = {}): unknown {
  const { status, stdout, stderr } = spawnSync('python3', ['-'], {
    input: program,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}
