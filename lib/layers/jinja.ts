import type { Diagnostic, Origin } from '../diagnostics.ts'
import { fileProblems } from './file-problems.ts'

/** Statements with an end of their own (jinja.palletsprojects.com, "List of Control Structures"). */
const PAIRED = new Set(['autoescape', 'block', 'call', 'filter', 'for', 'if', 'macro', 'raw', 'trans', 'with'])
const OPENING: Readonly<Record<string, string>> = { '{%': '%}', '{{': '}}', '{#': '#}' }

/**
 * Where the blocks of a Jinja template do not open and close as they should. What stands in them is not read, and
 * nothing is run: a page with a fault there is one that people see as an error.
 */
export function templateFaults(text: string, at: Origin): Diagnostic[] {
  const open: { word: string; offset: number }[] = []
  const fault = (offset: number, reason: string): Diagnostic[] => [
    fileProblems.raise('template-syntax', { at: placeOf(text, offset, at), args: { reason } }),
  ]
  for (let offset = 0; ;) {
    const start = text.slice(offset).search(/\{[%{#]/)
    if (start < 0) break
    const from = offset + start
    const closing = OPENING[text.slice(from, from + 2)]!
    const end = text.indexOf(closing, from + 2)
    if (end < 0) return fault(from, `nothing closes \`${text.slice(from, from + 2)}\``)
    offset = end + 2
    if (closing !== '%}') continue
    const words = text
      .slice(from + 2, end)
      .replace(/^[-+]|[-+]$/g, '')
      .trim()
    const word = /^\w*/.exec(words)![0]
    if (word.startsWith('end')) {
      const last = open.pop()
      if (last === undefined) return fault(from, `\`${word}\` ends nothing`)
      if (`end${last.word}` !== word) return fault(from, `\`${word}\` where \`end${last.word}\` is due`)
    } else if (PAIRED.has(word) || (word === 'set' && !words.includes('='))) {
      open.push({ word, offset: from })
      if (word === 'raw') offset = rawEnd(text, offset)
    }
  }
  const last = open.pop()
  return last ? fault(last.offset, `nothing ends \`${last.word}\``) : []
}

/** What stands between `raw` and its end is text. */
const rawEnd = (text: string, offset: number): number => {
  const length = text.slice(offset).search(/\{%[-+]?\s*endraw/)
  return length < 0 ? text.length : offset + length
}

function placeOf(text: string, offset: number, at: Origin): Origin {
  const before = text.slice(0, offset).split('\n')
  return { ...at, line: before.length, column: before.at(-1)!.length + 1 }
}
