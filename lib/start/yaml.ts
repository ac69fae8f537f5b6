/** Answers as YAML that people go on writing: plain where that is safe, else in quotes. */
const PLAIN = /^[A-Za-z][A-Za-z0-9 ._/@+-]*$/
/** Words that YAML 1.1 or 1.2 reads as something else than text. */
const OTHER = /^(y|yes|n|no|true|false|on|off|null|~)$/i

export const scalar = (text: string): string =>
  PLAIN.test(text) && !OTHER.test(text) && text === text.trim() ? text : JSON.stringify(text)

export const flow = (texts: readonly string[]): string => `[${texts.map(scalar).join(', ')}]`

/** The first line of an input file, by which editors find its schema. */
export const schemaLine = (kind: string, up: number): string =>
  `# yaml-language-server: $schema=${'../'.repeat(up)}dist/schema/${kind}.json`

/** Lines as a file; those that are not there are left out. */
export const lines = (...all: readonly (string | undefined)[]): string =>
  all.flatMap((line) => (line === undefined ? [] : [`${line}\n`])).join('')
