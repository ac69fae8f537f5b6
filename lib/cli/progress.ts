import type { SingleBar } from 'cli-progress'

interface Progress {
  tick: (done: number, total: number) => void
  stop: () => void
}

/** A bar on a terminal, once the work has taken a second. Its library is loaded only where someone looks. */
export async function progressAfterASecond(): Promise<Progress> {
  if (!process.stderr.isTTY) return { tick: () => {}, stop: () => {} }
  const { default: cliProgress } = await import('cli-progress')
  const begun = performance.now()
  let bar: SingleBar | undefined
  const start = (done: number, total: number): SingleBar => {
    const format = '{bar} {value} of {total} communities'
    const started = new cliProgress.SingleBar({ format, stream: process.stderr, clearOnComplete: true })
    started.start(total, done)
    return started
  }
  return {
    tick(done, total) {
      if (!bar && performance.now() - begun > 1000) bar = start(done, total)
      bar?.update(done)
    },
    stop: () => bar?.stop(),
  }
}
