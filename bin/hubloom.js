#!/usr/bin/env node
// Starts hubloom from one JavaScript file, in a checkout made anew when a source is newer: no loader at start, the same
// on Node 20, 22 and 24.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { home, load } from './load.js'
import { tellFault } from './fault.js'

// a run is over before V8 earns back what it spends on putting functions into each other
setFlagsFromString('--max-inlined-bytecode-size-cumulative=100')

try {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const { exports, digest, keepCompiled } = await load()
  process.exitCode = await exports.main(process.argv.slice(2), { version, profiles: join(home, 'profiles'), digest })
  keepCompiled()
} catch (error) {
  process.exitCode = tellFault(error)
}
