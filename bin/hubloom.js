#!/usr/bin/env node
// Starts hubloom from a bundle of lib/, which is made anew when a source is newer: no loader at start, the same on Node
// 20, 22 and 24.
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { bundle } from './bundle.js'
import { tellFault } from './fault.js'

// a run is over before V8 earns back what it spends on putting functions into each other
setFlagsFromString('--max-inlined-bytecode-size-cumulative=100')

try {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const { exports, keepCompiled } = await bundle()
  process.exitCode = await exports.main(process.argv.slice(2), version)
  keepCompiled()
} catch (error) {
  process.exitCode = tellFault(error)
}
