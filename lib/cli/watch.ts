import { join } from 'node:path'
import { isFolder, watchFolder, watchNames } from '../disk.ts'
import { OtherWriter } from '../disk-write.ts'

/** What inputs lie in. */
const FOLDERS = ['communities', 'profiles']
/** Editors write a file in several steps: what comes within so many milliseconds is one change. */
const TOGETHER = 15
/** After what the file system refuses, as of a file that goes while it is read: milliseconds, and how many times. */
const AGAIN = 200
const TIMES = 5

/**
 * Calls at once, and after each change of a fleet's inputs; again and again while another build writes. Ends with the
 * signal, once a call that runs has ended, or by what a call throws; without a signal it runs until the process does.
 */
export async function watchInputs(root: string, onChange: () => Promise<void>, signal?: AbortSignal): Promise<void> {
  const due = dueAfterChanges(root, signal)
  let failures = 0
  try {
    while (!signal?.aborted) {
      try {
        await onChange()
        failures = 0
      } catch (error) {
        const mayPass = error instanceof OtherWriter || (isOfFiles(error) && ++failures < TIMES)
        if (!mayPass) throw error
        due.in(AGAIN)
      }
      await due.next()
    }
  } finally {
    due.close()
  }
}

const isOfFiles = (error: unknown): boolean => error instanceof Error && 'syscall' in error

interface Due {
  /** Makes a call due in so many milliseconds. */
  in(time: number): void
  /** Waits until a call is due, or the signal. */
  next(): Promise<void>
  close(): void
}

/** A call is due a moment after the last of some changes. */
function dueAfterChanges(root: string, signal: AbortSignal | undefined): Due {
  let isDue = false
  let wake = (): void => {}
  let timer: NodeJS.Timeout | undefined
  const ring = (): void => {
    isDue = true
    wake()
  }
  const later = (time: number): void => {
    clearTimeout(timer)
    timer = setTimeout(ring, time)
  }
  const watchers = new Map<string, ReturnType<typeof watchFolder>>()
  const watchAnew = (name: string): void => {
    watchers.get(name)?.close()
    watchers.delete(name)
    const folder = join(root, name)
    if (isFolder(folder))
      watchers.set(
        name,
        watchFolder(folder, () => later(TOGETHER)),
      )
  }
  FOLDERS.forEach(watchAnew)
  // a folder that comes later, or is exchanged for another
  const top = watchNames(root, (name) => {
    if (!FOLDERS.includes(name)) return
    watchAnew(name)
    later(TOGETHER)
  })
  signal?.addEventListener('abort', ring)
  return {
    in: later,
    async next() {
      if (!isDue) await new Promise<void>((resolve) => (wake = resolve))
      isDue = false
    },
    close() {
      clearTimeout(timer)
      for (const each of [top, ...watchers.values()]) each.close()
      signal?.removeEventListener('abort', ring)
    },
  }
}
