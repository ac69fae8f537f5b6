import { dirname, resolve } from 'node:path'
import { isFolder, isThere, listNames } from '../disk.ts'
import { UsageError, type Options } from './command.ts'

/** May be in the folder before. */
const HARMLESS = ['.git', 'LICENSE', 'LICENSE.md', 'LICENSE.txt']

/** The path of a folder for a new repository. Throws UsageError where `word` names a file, or a folder with files. */
export function newFolder({ root }: Pick<Options, 'root'>, word: string): string {
  const folder = resolve(root, word)
  const nearest = nearestThere(folder)
  if (!isFolder(nearest)) throw new UsageError(`${nearest} is a file; name a folder that is empty, or a new one`)
  const there = isFolder(folder) ? listNames(folder).filter((name) => !HARMLESS.includes(name)) : []
  if (there.length > 0)
    throw new UsageError(`${word} is not empty (${there.slice(0, 3).join(', ')}); name a folder that is, or a new one`)
  return folder
}

/** The path itself where it is there, else the nearest one above it that is. */
const nearestThere = (path: string): string => (isThere(path) ? path : nearestThere(dirname(path)))
