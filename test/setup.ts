import fc from 'fast-check'

/** The same samples at every run, so that a red test is somebody's change; `FUZZ=1 npm test` looks for new ones. */
if (process.env['FUZZ'] !== '1') fc.configureGlobal({ seed: 20_261_122 })
