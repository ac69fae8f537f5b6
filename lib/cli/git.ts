/** What a ref of Git holds, read from the repository on this machine: no network, no hooks, nothing written. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'

/** A reason, for people, why Git cannot answer. */
export class GitError extends Error {}

/** A file of a ref: its path below the folder that was asked for, and the id of its text. */
export interface GitFile {
  path: string
  id: string
}

/** The id of the commit that a ref names, or undefined. Throws GitError where there is no Git or no repository. */
export function commitOf(root: string, ref: string): string | undefined {
  const words = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]
  const { status, out } = git(root, words)
  if (status === 0) return out.toString('utf8').trim()
  // 1 says that the ref is none, anything else that there is nothing to look in
  if (status !== 1) throw new GitError(`${root} is in no Git repository`)
  return undefined
}

/** Branches and tags, those of remotes as well. */
export const refsOf = (root: string): string[] =>
  git(root, ['for-each-ref', '--format=%(refname:short)'])
    .out.toString('utf8')
    .split('\n')
    .filter((name) => name !== '')

/** Every file of a commit below some folders of `root`, but for links. */
export function filesOf(root: string, commit: string, folders: readonly string[]): GitFile[] {
  const { out } = git(root, ['ls-tree', '-r', '-z', commit, '--', ...folders])
  return out
    .toString('utf8')
    .split('\0')
    .flatMap((entry) => {
      const [, id, path] = /^100\d{3} blob ([0-9a-f]+)\t([^]+)$/.exec(entry) ?? []
      return id === undefined || path === undefined ? [] : [{ id, path }]
    })
}

/** The bytes of files, by their ids. */
export function blobsOf(root: string, ids: readonly string[]): Map<string, Buffer> {
  const found = new Map<string, Buffer>()
  if (ids.length === 0) return found
  const { out } = git(root, ['cat-file', '--batch'], `${[...new Set(ids)].join('\n')}\n`)
  for (let at = 0; at < out.length;) {
    const end = out.indexOf(10, at)
    const [id = '', kind, size] = out.toString('utf8', at, end).split(' ')
    // a clone may lack objects that nothing has needed yet
    const length = kind === 'blob' ? Number(size) : -1
    if (length >= 0) found.set(id, out.subarray(end + 1, end + 1 + length))
    at = end + 1 + (length >= 0 ? length + 1 : 0)
  }
  return found
}

/** The id that Git gives a text. `like` is an id of the same repository, whose hash it takes. */
export function idOf(text: string, like: string): string {
  const bytes = Buffer.from(text, 'utf8')
  return createHash(like.length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex')
}

/** Most that one answer may hold: a `dist/` of a thousand hubs is some 80 MB. */
const MOST = 2 ** 30

function git(root: string, words: readonly string[], input = ''): { status: number | null; out: Buffer } {
  const { error, status, stdout } = spawnSync('git', ['-C', root, '-c', 'core.fsmonitor=false', ...words], {
    input,
    maxBuffer: MOST,
    env: { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_OPTIONAL_LOCKS: '0', GIT_TERMINAL_PROMPT: '0' },
  })
  if (error && 'code' in error && error.code === 'ENOENT') throw new GitError('there is no git on this machine')
  if (error) throw error
  return { status, out: stdout }
}
