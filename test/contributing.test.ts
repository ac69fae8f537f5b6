/** The walks of CONTRIBUTING.md, followed as they are written in a copy of the sources. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'

const page = readFileSync('CONTRIBUTING.md', 'utf8')
let copy: string

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'hubloom-walk-'))
  for (const part of ['bin', 'lib', 'profiles', 'package.json', 'tsconfig.json', 'communities/commons'])
    cpSync(part, join(copy, part), { recursive: true })
  symlinkSync(resolve('node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

/** The lines of the block of code that follows the name of a file. */
function blockAfter(path: string): string[] {
  const block = page.slice(page.indexOf(`\`${path}\`:`)).match(/```ts\n([\s\S]*?)```/)![1]!
  return block.split('\n').map((line) => line.replace(/^ {3}/, ''))
}
function write(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true })
  writeFileSync(join(copy, path), text)
}
function change(path: string, pattern: RegExp, by: string): void {
  const text = readFileSync(join(copy, path), 'utf8')
  expect(text).toMatch(pattern)
  writeFileSync(join(copy, path), text.replace(pattern, by))
}
const run = (...words: string[]) => spawnSync(process.execPath, words, { cwd: copy, encoding: 'utf8' })

it('a setting, a check and a service take the files and lines that it says, and work', () => {
  const line = (path: string, index = 0): string =>
    blockAfter(path)
      [index]!.replace(/ *\/\/.*/, '')
      .trim()
  change('lib/settings/operation.ts', /'active-servers': maybe/, `${line('lib/settings/operation.ts')}\n$&`)
  change('lib/plan/core-pods.ts', /activeServers\?: number/, `${line('lib/plan/core-pods.ts')}\n$&`)
  change('lib/plan/core-pods.ts', /activeServers: most/, `${line('lib/plan/core-pods.ts', 1)}\n$&`)
  change('lib/services/jupyterhub/hub.ts', /activeServerLimit:/, `${line('lib/services/jupyterhub/hub.ts')}\n$&`)

  write('lib/checks/titles.ts', blockAfter('lib/checks/titles.ts').join('\n'))
  change('lib/checks/index.ts', /^/, "import { titleRules } from './titles.ts'\n")
  change('lib/checks/index.ts', /uniqueRules,/, 'titleRules, $&')

  write('lib/services/metrics-server/index.ts', blockAfter('lib/services/metrics-server/index.ts').join('\n'))
  change('lib/services/index.ts', /^/, "import { metricsServer } from './metrics-server/index.ts'\n")
  change('lib/services/index.ts', /traefik,\n/, 'metricsServer, $&')

  change(
    'communities/commons/hubs/demo.yaml',
    /^title: .*$/m,
    `title: ${'A long title '.repeat(6)}\nhub: { revisions: 3 }`,
  )
  change('tsconfig.json', /"include": \[[^\]]*\]/, '"include": ["lib"]')
  expect(run('node_modules/typescript/bin/tsc', '--noEmit').stdout).toBe('')
  const { status, stderr } = run('bin/hubloom.js', 'build')
  expect([status, stderr]).toEqual([0, expect.stringContaining('warning[long-title]: the title of commons/demo has')])
  const built = (path: string): string => readFileSync(join(copy, 'dist/commons', path), 'utf8')
  expect(built('demo/jupyterhub.values.yaml')).toContain('revisionHistoryLimit: 3')
  expect(built('cluster/releases.json')).toContain('"metrics-server"')
})
