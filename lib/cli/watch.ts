import { join } from 'node:path'
import { isFolder, watchFolder } from '../disk.ts'

/** Editors write a file in several steps: what comes within so many milliseconds is one change. */
const TOGETHER = 15
/** After what the file system refuses, as of a file that goes while it is read: milliseconds, and how many times. */
const AGAIN = 200
const TIMES = 5

/**
 * Calls at once, and after each change of a fleet's inputs. Ends with the signal, or by what the call throws; without
 * a signal it runs until the process does.
 */
export function watchInputs(root: string, onChange: () => Promise<void>, signal?: AbortSignal): Promise<void> {
  let waiting: NodeJS.Timeout | undefined
  let failures = 0
  let busy = false
  return new Promise<void>((resolve, reject) => {
    const later = (time: number): void => {
      clearTimeout(waiting)
      waiting = setTimeout(() => void call(), time)
    }
    const call = async (): Promise<void> => {
      if (busy) return later(TOGETHER)
      busy = true
      try {
        await onChange()
        failures = 0
      } catch (error) {
        if (error instanceof Error && 'syscall' in error && ++failures < TIMES) later(AGAIN)
        else end(() => reject(error as Error))
      }
      busy = false
    }
    const folders = ['communities', 'profiles'].map((name) => join(root, name)).filter(isFolder)
    const watchers = folders.map((folder) => watchFolder(folder, () => later(TOGETHER)))
    const end = (by: () => void): void => {
      clearTimeout(waiting)
      for (const each of watchers) each.close()
      by()
    }
    signal?.addEventListener('abort', () => end(resolve))
    void call()
  })
}
