/** The package as it is published: packed from a copy, since a checkout keeps nothing of it. */
import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'

export interface Ended {
  code: number | null
  out: string
}

export function run(command: string, words: readonly string[], cwd: string): Ended {
  const { status, stdout, stderr } = spawnSync(command, words, { cwd, encoding: 'utf8' })
  return { code: status, out: stdout + stderr }
}

const PACKED = ['bin', 'lib', 'profiles', 'docs', 'package.json', 'README.md', 'LICENSE', 'CHANGELOG.md']

/** The name of the archive that is then in the folder. */
export function packInto(folder: string): string {
  const copy = join(folder, 'checkout')
  for (const name of PACKED) cpSync(name, join(copy, name), { recursive: true })
  run('ln', ['-s', resolve('node_modules'), 'node_modules'], copy)
  const { code, out } = run('npm', ['pack', '--pack-destination', folder], copy)
  if (code !== 0) throw new Error(out)
  return readdirSync(folder).find((name) => name.endsWith('.tgz'))!
}
