/** Mistakes as people make them are told: what the table in `mistakes.ts` says of each. */
import { describe, expect, it } from 'vitest'
import type { Diagnostic } from '../lib/diagnostics.ts'
import { compile } from '../lib/compile.ts'
import { mistakes, type Mistake } from './mistakes.ts'
import { LEFT_TO_CI, sampled } from './sampled.ts'
import { repository } from './fleet.ts'

/** The sample fleet with the mistake in it. */
function withMistake({ file, change }: Mistake): Map<string, string> {
  const path = file.startsWith('/') ? file.slice(1) : `communities/${file}`
  const before = repository.texts.get(path) ?? ''
  const after = typeof change === 'string' ? before + change : before.replace(change[0], () => change[1])
  if (after === before) throw new Error(`${path} has no ${change[0]}`)
  return new Map([...repository.texts, [path, after]])
}

const found = (mistake: Mistake): readonly Diagnostic[] => compile(withMistake(mistake), repository.folders).diagnostics

describe(`mistakes${LEFT_TO_CI}`, () => {
  it.each(sampled(mistakes, 5).map((mistake) => [mistake.title, mistake] as const))('%s', (_, mistake) => {
    const codes = found(mistake).map(({ code }) => code)
    if (typeof mistake.told === 'string') expect(codes).toContain(mistake.told)
    else expect(codes).toEqual([])
  })
})
