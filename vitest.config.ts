import { configDefaults, defineConfig } from 'vitest/config'

/** Slow ones, which CI, `LONG=1` and whoever names them run; a plain run stays near a minute without them. */
const LEFT_TO_CI = [
  'test/causes.test.ts',
  'test/contributing.test.ts',
  'test/derived.test.ts',
  'test/restore.test.ts',
  'test/services/home-nfs/home-folders.test.ts',
  'test/services/jupyterhub/git-pull.test.ts',
  'test/services/jupyterhub/python.test.ts',
]
const whole = process.env['CI'] !== undefined || process.env['LONG'] === '1'
const plain = !whole && !process.argv.some((word) => word.startsWith('test/'))
if (plain) console.warn(`NOT RUN: left to CI and to LONG=1: ${LEFT_TO_CI.join(', ')}`)

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(plain ? LEFT_TO_CI : [])],
    setupFiles: ['test/setup.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    // files share a worker's modules: no file mocks or changes one, and importing the compiler 50 times took half the run
    isolate: false,
  },
})
