/** Threads as `bin/hubloom.js` starts them, of the sources as they are. */
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import type { Threads } from '../lib/spread.ts'

/** Three threads, though there be next to nothing to do. */
export async function severalThreads(): Promise<Threads> {
  const { load } = (await import(pathToFileURL(resolve('bin/load.js')).href)) as {
    load: () => Promise<{ program: unknown }>
  }
  const { program } = await load()
  return { entry: pathToFileURL(resolve('bin/thread.js')), program, most: 3, hubsEach: 1 }
}
