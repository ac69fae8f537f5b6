import { whole } from './sampled.ts'

/** Says at the end of a plain run what only CI and `LONG=1` do. */
export default function leftToCi(): () => void {
  return () => {
    if (whole) return
    console.warn(
      'NOT RUN, left to CI and to LONG=1: kills of a whole build (test/disk.test.ts) and `terraform validate` ' +
        '(test/aws-validate.test.ts).\nIN A SHORTER FORM: kills of the writer (test/disk.test.ts), sequences of edits ' +
        '(test/life.test.ts), misspelt keys (test/independent.test.ts), secrets in settings (test/secrets.test.ts).',
    )
  }
}
