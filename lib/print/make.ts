/** Text of a Makefile as a type of its own: only the functions here make it, of shell, of names and of comments. */
import { rememberedOf } from '../remembered.ts'
import { folded, oneLine } from './plain-text.ts'
import type { Shell } from './shell.ts'

class MakeText {
  readonly #source: string
  constructor(source: string) {
    this.#source = source
  }
  get source(): string {
    return this.#source
  }
}

/** A part of a Makefile for GNU make 3.81 and later. */
export type Make = MakeText

/**
 * `` make`${target(name)}: ## ${about}` ``. A text put into it is text of a comment, and ends with its line. A line end
 * in the source is a space.
 */
export function make(strings: TemplateStringsArray, ...values: readonly (string | Make)[]): Make {
  const texts = textsOf(strings)
  let source = ''
  for (let i = 0; i < texts.length; i++) {
    const value = values[i] ?? ''
    source += texts[i]
    source += value instanceof MakeText ? value.source : escape(value)
  }
  return new MakeText(source)
}

/** By the template that stands in the source: its texts are the same at each use. */
const textsOf = rememberedOf((strings: TemplateStringsArray) => strings.map(folded))

/** The name of a target, or what it needs: made of signs that mean nothing to make, as the schema's names are. */
export function target(name: string): Make {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) throw new Error(`no name for a target of a Makefile: ${name}`)
  return new MakeText(name)
}

/** A command as lines of a recipe: dollar signs are the shell's, and programs are called by their variables. */
export const recipe = (command: Shell): Make => new MakeText(`\t${command.recipe.replaceAll('\n', '\n\t')}`)

/** The text of a Makefile. */
export const renderMake = (lines: readonly Make[]): string => `${lines.map(({ source }) => source).join('\n')}\n`

/** A backslash at the end of a line would take in the next one. */
const escape = (text: string): string => oneLine(text).replace(/[$#]|\\$/g, (sign) => ESCAPES[sign]!)

const ESCAPES: Readonly<Record<string, string>> = { $: '$$', '#': '\\#', '\\': '\\ ' }
