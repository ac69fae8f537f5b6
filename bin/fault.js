// What is said of an error that is hubloom's own: never the bundle's text, always where in the sources it happened.
const { existsSync, readFileSync } = require('node:fs')
const { SourceMap } = require('node:module')
const { fileURLToPath } = require('node:url')

/** EX_SOFTWARE of sysexits.h: an internal error, told apart from problems of the inputs. */
const INTERNAL_ERROR = 70

/** Tells the error and asks for a report; gives the exit code. */
function tellFault(error) {
  const { name, message, stack = '' } = error instanceof Error ? error : { name: 'Error', message: String(error) }
  const frames = [...stack.matchAll(/(?<=[\s(])((?:file:\/)?\/[^\s)]+?):(\d+):(\d+)\)?$/gm)].map(
    ([, file, line, column]) =>
      sourceOf(file.startsWith('file:') ? fileURLToPath(file) : file, Number(line), Number(column)),
  )
  process.stderr.write(
    `error: hubloom failed where it should not: ${name}: ${message.split('\n')[0].slice(0, 500)}\n` +
      `${frames.map((frame) => `    at ${frame}\n`).join('')}` +
      '  help: Nothing in your files can be meant to do this. Please report it with these lines, the command and the ' +
      'version (`hubloom --version`).\n',
  )
  return INTERNAL_ERROR
}

/** The place in the sources of a place in the bundle, which has its source map beside it. */
function sourceOf(file, line, column) {
  const place = `${file}:${line}:${column}`
  if (!existsSync(`${file}.map`)) return place
  const map = new SourceMap(JSON.parse(readFileSync(`${file}.map`, 'utf8')))
  const { originalSource, originalLine, originalColumn } = map.findEntry(line - 1, column - 1)
  if (originalSource === undefined) return place
  const source = originalSource.slice(originalSource.search(/(lib|node_modules)\//))
  return `${source}:${originalLine + 1}:${originalColumn + 1}`
}

module.exports = { tellFault }
