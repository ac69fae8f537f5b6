import { configDefaults, defineConfig } from 'vitest/config'
import { leftOut } from './test/left-to-ci.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...leftOut],
    globalSetup: ['test/left-to-ci.ts'],
    setupFiles: ['test/setup.ts'],
    // a test that looks at nothing cannot fail
    expect: { requireAssertions: true },
    testTimeout: 300_000,
    hookTimeout: 300_000,
    maxWorkers: 2,
    // files share a worker's modules: no file mocks or changes one, and importing the compiler 50 times took half the run
    isolate: false,
  },
})
