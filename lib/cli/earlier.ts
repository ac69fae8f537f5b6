/** The version of a fleet that it is compared with: a ref of Git, or a folder. */
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Earlier } from '../compare.ts'
import type { InputTexts } from '../compile.ts'
import { isFolder, readInputFolder, readTexts, SHIPPED } from '../disk.ts'
import { attachmentPlace } from '../layers/attachments.ts'
import { similar } from '../similar.ts'
import { UsageError } from './command.ts'
import { blobsOf, commitOf, filesOf, GitError, idOf, refsOf, type GitFile } from './git.ts'

/**
 * Reads what `--against` names; the profiles that come with hubloom are those of `now`. Throws UsageError where it is
 * neither a ref nor a folder, or has no `dist/`.
 */
export function earlierOf(root: string, against: string, now: InputTexts): Earlier {
  return withShipped(readEarlier(root, against, now), now)
}

/** What HEAD holds, read again only once it is another commit. Throws UsageError where there is none. */
export function readHead(root: string): (now: InputTexts) => Earlier {
  let last: { commit: string; earlier: Earlier } | undefined
  return (now) => {
    const commit = atRef(root, 'HEAD')
    if (typeof commit !== 'string') throw new UsageError('there is no HEAD')
    if (last?.commit !== commit)
      last = { commit, earlier: withShipped(ofCommit(root, { ref: 'HEAD', commit }, now), now) }
    return last.earlier
  }
}

function withShipped(earlier: Earlier, now: InputTexts): Earlier {
  const shipped = [...now.texts].filter(([path]) => path.startsWith(`${SHIPPED}/`))
  const { inputs } = earlier
  return { ...earlier, inputs: inputs && { ...inputs, texts: new Map([...shipped, ...inputs.texts]) } }
}

function readEarlier(root: string, against: string, now: InputTexts): Earlier {
  const commit = atRef(root, against)
  if (typeof commit === 'string') return ofCommit(root, { ref: against, commit }, now)
  const folder = isFolder(against) ? against : join(root, against)
  if (isFolder(folder)) return ofFolder(folder, against)
  if (commit) throw new UsageError(`${commit.message}; name a folder to compare with: --against FOLDER`)
  const near = similar(against, refsOf(root))
  throw new UsageError(
    `there is neither a ref nor a folder ${against}${near === undefined ? '' : `; did you mean ${near}?`}` +
      (against === 'HEAD' ? '; nothing is committed yet' : ' (a clone may lack it: git fetch origin)'),
  )
}

/** The commit of a ref, or why Git has none to give. */
function atRef(root: string, ref: string): string | GitError | undefined {
  try {
    return commitOf(root, ref)
  } catch (error) {
    if (error instanceof GitError) return error
    throw error
  }
}

function ofCommit(root: string, { ref, commit }: { ref: string; commit: string }, now: InputTexts): Earlier {
  const files = filesOf(root, commit, ['dist', 'communities', 'profiles'])
  const outputs = new Map(
    files.flatMap(({ path, id }) => (path.startsWith('dist/') ? [[path.slice(5), id] as const] : [])),
  )
  if (outputs.size === 0) throw new UsageError(`${ref} has no dist/: there is nothing to compare with`)
  const like = [...outputs.values()][0]!
  return {
    inputs: inputsOf(root, { files, like, now }),
    digests: outputs,
    digestOf: (text) => idOf(text, like),
    read: (paths) => {
      const blobs = blobsOf(
        root,
        paths.flatMap((path) => outputs.get(path) ?? []),
      )
      return new Map(
        paths.flatMap((path) => {
          const bytes = blobs.get(outputs.get(path) ?? '')
          return bytes ? [[path, bytes.toString('utf8')] as const] : []
        }),
      )
    },
  }
}

const INPUT = /^(profiles|communities)\/.*\.ya?ml$/

interface Committed {
  files: readonly GitFile[]
  /** An id of the repository. */
  like: string
  now: InputTexts
}

/** Reads of a commit what is not the same now. */
function inputsOf(root: string, { files, like, now }: Committed): Earlier['inputs'] {
  const inputs = files.filter(({ path }) => INPUT.test(path) || attachmentPlace(path) !== undefined)
  const same = ({ path, id }: GitFile): string | undefined => {
    const text = now.texts.get(path)
    return text !== undefined && idOf(text, like) === id ? text : undefined
  }
  const known = new Map(inputs.map((file) => [file, same(file)]))
  const blobs = blobsOf(
    root,
    inputs.filter((file) => known.get(file) === undefined).map(({ id }) => id),
  )
  const textOf = (file: GitFile): string | undefined =>
    known.get(file) ?? blobs.get(file.id)?.toString(attachmentPlace(file.path)?.binary ? 'base64' : 'utf8')
  const folders = files.flatMap(({ path }) => /^communities\/([^/]+)\//.exec(path)?.[1] ?? [])
  return {
    texts: new Map(
      inputs.flatMap((file) => {
        const text = textOf(file)
        return text === undefined ? [] : [[file.path, text] as const]
      }),
    ),
    folders: [...new Set(folders)].sort(),
  }
}

/** A folder with `dist/` in it, or one that is a `dist/` itself. */
function ofFolder(folder: string, named: string): Earlier {
  const inner = join(folder, 'dist')
  const isDist = !isFolder(inner)
  const dist = isDist ? folder : inner
  const texts = readTexts(dist)
  if (isDist && ![...texts.keys()].some((path) => /(^|\/)(SHA256SUMS|\.hubloom\.json)$/.test(path)))
    throw new UsageError(`${named} has no dist/, and is none: there is nothing to compare with`)
  const isFleet = !isDist && isFolder(join(folder, 'communities'))
  return {
    inputs: isFleet ? readInputFolder(folder) : undefined,
    digests: new Map([...texts].map(([path, text]) => [path, digestOf(text)])),
    digestOf,
    read: (paths) => new Map(paths.flatMap((path) => (texts.has(path) ? [[path, texts.get(path)!] as const] : []))),
  }
}

const digestOf = (text: string): string => createHash('sha1').update(text).digest('hex')
