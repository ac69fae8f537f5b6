/** Several threads come to what one comes to, tell of their failures, and leave nothing behind. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execute } from '../lib/cli/main.ts'
import type { Threads } from '../lib/spread.ts'
import { readFolder } from './fleet.ts'
import { severalThreads } from './threads.ts'

const scratch = mkdtempSync(join(tmpdir(), 'spread-'))
afterAll(() => rmSync(scratch, { recursive: true }))
let threads: Threads
beforeAll(async () => {
  threads = await severalThreads()
}, 60_000)

let number = 0
/** The sample fleet in a folder of its own. */
function fleet(): string {
  const root = join(scratch, String(number++))
  for (const name of ['profiles', 'communities']) cpSync(name, join(root, name), { recursive: true })
  return root
}
const run = (root: string, command: 'build' | 'check', several?: Threads) =>
  execute([command, '--root', root], { version: '0', profiles: 'profiles', ...(several && { threads: several }) })
const ofScript = (script: string): Threads => ({
  ...threads,
  start: () => new Worker(new URL(`data:text/javascript,${script}`)),
})

describe('several threads', () => {
  it('write and say what one does', async () => {
    const [one, several] = [fleet(), fleet()]
    expect(await run(several, 'build', threads)).toEqual(await run(one, 'build'))
    expect(readFolder(join(several, 'dist'))).toEqual(readFolder(join(one, 'dist')))
    writeFileSync(join(several, 'dist/commons/README.md'), 'changed')
    writeFileSync(join(one, 'dist/commons/README.md'), 'changed')
    const checked = await run(several, 'check', threads)
    expect(checked.err).toContain('dist/commons/README.md')
    expect(checked).toEqual(await run(one, 'check'))
  })
  it('tell the problems of all groups in the same order, and write nothing', async () => {
    const [one, several] = [fleet(), fleet()]
    for (const root of [one, several])
      for (const name of readdirSync(join(root, 'communities'))) {
        const path = join(root, 'communities', name, 'community.yaml')
        writeFileSync(path, `${readFileSync(path, 'utf8')}nonsense: 1\n`)
      }
    const told = await run(several, 'build', threads)
    expect(told).toEqual(await run(one, 'build'))
    expect(told.err.match(/nonsense/g)!.length).toBeGreaterThan(5)
    expect(existsSync(join(several, 'dist'))).toBe(false)
  })
  it('fail as one does: with a fault, what the disk refuses, a thread that dies', { timeout: 30_000 }, async () => {
    const root = fleet()
    const failing = (failure: string): Threads =>
      ofScript(`import { parentPort } from 'node:worker_threads'; parentPort.postMessage({ failure: ${failure} })`)
    const fault = failing("{ name: 'TypeError', message: 'provoked', stack: 'at x', cannotWrite: false }")
    const failed = run(root, 'build', fault)
    await expect(failed).rejects.toMatchObject({ name: 'TypeError', message: 'provoked', stack: 'at x' })
    const full = failing("{ name: 'Error', message: 'ENOSPC: no space', cannotWrite: false, syscall: 'write' }")
    expect(await run(root, 'build', full)).toMatchObject({ code: 1, err: 'error: ENOSPC: no space\n' })
    const linked = failing("{ name: 'CannotWrite', message: 'a link', cannotWrite: true }")
    expect(await run(root, 'build', linked)).toMatchObject({ code: 1, err: 'error: a link\n' })
    await expect(run(root, 'build', ofScript("throw new RangeError('started')"))).rejects.toThrow('started')
    await expect(run(root, 'build', ofScript('process.exit(3)'))).rejects.toThrow('ended with 3')
    expect(existsSync(join(root, 'dist'))).toBe(false)
  })
})
