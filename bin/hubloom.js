#!/usr/bin/env node
// Starts hubloom from one JavaScript file, in a checkout made anew when a source is newer: no loader at start, the same
// on Node 20, 22 and 24. What is in bin/ is CommonJS, which Node starts 8 ms sooner than modules.
const { existsSync, readFileSync } = require('node:fs')
const { join } = require('node:path')
const { parseArgs } = require('node:util')
const { setFlagsFromString } = require('node:v8')
const { home, load, programFile, read } = require('./load.js')
const { threadsOf } = require('./threads.js')
const { tellFault } = require('./fault.js')

// A run is over before V8 earns back what it spends on putting functions into each other, and on compiling those that
// run a few times more than most: three times later (the default is 132 kB of bytecode run) is a sixth less of a build.
// V8 12 has a compiler between, and tells of a flag that it does not know: Node 22 and 24.
// The little that lives on is copied sooner by one thread than by several that wait for each other.
setFlagsFromString('--max-inlined-bytecode-size-cumulative=100')
if (Number.parseInt(process.versions.v8) < 12) setFlagsFromString('--interrupt-budget=400000')
setFlagsFromString('--no-parallel-scavenge')
// garbage is collected when the heap has doubled, not quadrupled: a fifth of the memory for a fiftieth of the time
setFlagsFromString('--heap-growing-percent=100')
// and all at once: what began in the background a run waits for at its end, 10 ms of one without changes
setFlagsFromString('--no-incremental-marking')

void start(process.argv.slice(2))

async function start(words) {
  let threads
  try {
    const isFirst = isFirstBuild(words)
    const target = await programFile()
    threads = threadsOf(target, isFirst)
    const program = read(target, isFirst)
    const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
    const { exports, keepCompiled } = load(program)
    const profiles = join(home, 'profiles')
    process.exitCode = await exports.main(words, { version, profiles, digest: program.digest, threads })
    keepCompiled()
  } catch (error) {
    process.exitCode = tellFault(error)
  } finally {
    threads?.end()
  }
}

/** Whether a command compiles a fleet of which no earlier build has kept anything, as far as its words tell. */
function isFirstBuild(words) {
  const { root } = parseArgs({ args: words, options: { root: { type: 'string', default: '.' } }, strict: false }).values
  const isBuild = words.includes('build') || words.includes('check')
  return isBuild && !existsSync(join(String(root), 'node_modules', '.cache', 'hubloom', 'fleet'))
}
