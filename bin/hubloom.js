#!/usr/bin/env node
// Starts hubloom from one JavaScript file, in a checkout made anew when a source is newer: no loader at start, the same
// on Node 20, 22 and 24.
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { home, load } from './load.js'
import { tellFault } from './fault.js'

// A run is over before V8 earns back what it spends on putting functions into each other, and on compiling those that
// run a few times more than most: three times later (the default is 132 kB of bytecode run) is a sixth less of a build.
// The little that lives on is copied sooner by one thread than by several that wait for each other.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=100')
setFlagsFromString('--interrupt-budget=400000')
setFlagsFromString('--no-parallel-scavenge')
// garbage is collected when the heap has doubled, not quadrupled: a fifth of the memory for a fiftieth of the time
setFlagsFromString('--heap-growing-percent=100')

// a thread takes some 90 MB: 5,000 hubs 454 MB with two, 541 MB with three
const MOST = 2

try {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  const { exports, digest, program, keepCompiled } = await load()
  const threads = {
    entry: new URL('./thread.js', import.meta.url),
    program,
    most: Math.min(MOST, availableParallelism()),
  }
  const profiles = join(home, 'profiles')
  process.exitCode = await exports.main(process.argv.slice(2), { version, profiles, digest, threads })
  keepCompiled()
} catch (error) {
  process.exitCode = tellFault(error)
}
