import { whole } from './sampled.ts'

/**
 * Long runs that a plain `npm test` leaves to CI and to `LONG=1`, so that it stays near a minute on two idle cores:
 * those that change inputs in very many ways and look what is told, and those that pack the package or start real
 * programs again and again. Whoever names such a file runs it.
 */
export const LONG_FILES = [
  'test/adopter.test.ts',
  'test/causes.test.ts',
  'test/contributing.test.ts',
  'test/derived.test.ts',
  'test/drill.test.ts',
  'test/explain.test.ts',
  'test/hints.test.ts',
  'test/hostile.test.ts',
  'test/independent.test.ts',
  'test/life.test.ts',
  'test/mistakes.test.ts',
  'test/mutations.test.ts',
  'test/replicas.test.ts',
  'test/restore.test.ts',
  'test/rules.test.ts',
  'test/services/home-nfs/home-folders.test.ts',
  'test/services/jupyterhub/git-pull.test.ts',
  'test/services/jupyterhub/python.test.ts',
  'test/services/key-mistakes.test.ts',
  'test/site-browser.test.ts',
]

const isNamed = process.argv.some((word) => word.startsWith('test/'))

/** Files that this run leaves out. */
export const leftOut: readonly string[] = whole || isNamed ? [] : LONG_FILES

/** Says at the end of a plain run what only CI and `LONG=1` do. */
export default function leftToCi(): () => void {
  return () => {
    if (whole) return
    console.warn(
      `NOT RUN, left to CI and to LONG=1: ${[...leftOut, ''].join(', ')}kills of a whole build (test/disk.test.ts) and ` +
        '`terraform validate` (test/aws-validate.test.ts).\nIN A SHORTER FORM: kills of the writer ' +
        '(test/disk.test.ts), secrets in settings (test/secrets.test.ts), settings that are set and taken out ' +
        '(test/set.test.ts).',
    )
  }
}
