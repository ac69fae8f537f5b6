/**
 * `SHA256SUMS`: what hubloom wrote into a folder, as `sha256sum -c` and `shasum -a 256 -c` read it (GNU coreutils,
 * "md5sum invocation"). It is the record that the writer goes by, too.
 */
import { createHash } from 'node:crypto'

export const CHECKSUMS_FILE = 'SHA256SUMS'

/** In each folder of a site, by which its list is known for hubloom's. */
export const SITE_MARK = 'hubloom-site.txt'

/** A line for each text, in the order of the paths. Throws for a path that would need escapes, which no output has. */
export const renderChecksums = (texts: ReadonlyMap<string, string>): string =>
  [...texts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, text]) => {
      if (/[\\\n\r]/.test(path)) throw new Error(`no path for ${CHECKSUMS_FILE}: ${JSON.stringify(path)}`)
      return `${createHash('sha256').update(text).digest('hex')}  ${path}\n`
    })
    .join('')

/** The paths that it lists. What is no line of it, such as the marks of a merge, lists none. */
export const readChecksums = (text: string): string[] =>
  text.split('\n').flatMap((line) => /^[0-9a-f]{64} [ *](.+?)\r?$/.exec(line)?.[1] ?? [])
