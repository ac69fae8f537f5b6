/** Threads as `bin/hubloom.js` starts them, of the sources as they are. */
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Threads } from '../lib/spread.ts'

/** Three threads, though there be next to nothing to do. */
export async function severalThreads(): Promise<Threads> {
  const load = await import(pathToFileURL(resolve('bin/load.js')).href)
  const { programFile } = load as { programFile: () => Promise<string> }
  const workerData = await programFile()
  return { start: () => new Worker(resolve('bin/thread.js'), { workerData }), most: 3, hubsEach: 1 }
}
