// Further threads of hubloom, each with the program loaded.
const { availableParallelism } = require('node:os')
const { join } = require('node:path')

// a thread takes some 90 MB: 5,000 hubs 454 MB with two, 541 MB with three
const MOST = 2

/**
 * How `lib/spread.ts` starts them, each to run the program in the file `target`. In a first build of a fleet there is
 * most likely work for two: the second loads the program while the first does.
 */
function threadsOf(target, isFirst) {
  const most = Math.min(MOST, availableParallelism())
  const start = () => {
    // most runs need no thread, nor what Node has for them
    const { Worker } = require('node:worker_threads')
    return new Worker(join(__dirname, 'thread.js'), { workerData: target })
  }
  const waiting = isFirst && most > 1 ? [start()] : []
  // one that fails before it has work is not missed: another is started
  for (const worker of waiting) worker.on('error', () => waiting.splice(0))
  return { most, start: () => waiting.pop() ?? start(), end: () => waiting.pop()?.terminate() }
}

module.exports = { threadsOf }
