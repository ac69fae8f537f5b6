/** Whether everything is run, as in CI and with `LONG=1`; otherwise `npm test` stays under a minute on two idle cores. */
export const whole = process.env['CI'] !== undefined || process.env['LONG'] === '1'

/** Every `step`th of many like things, or all of them in a whole run. Which ones is the same at every run. */
export const sampled = <T>(all: readonly T[], step: number): T[] =>
  whole ? [...all] : all.filter((_, i) => i % step === 0)

/** After the title of what a plain run leaves out, so that the output says it. */
export const LEFT_TO_CI = whole ? '' : ' (NOT RUN: left to CI and to LONG=1)'
