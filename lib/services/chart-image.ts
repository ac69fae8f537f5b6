import type { ImageReference } from '../plan/image.ts'

/** `name` and `tag` as the jupyterhub chart takes them: it joins them with a colon, so a digest is split at its own. */
export function chartImage({ repository, tag, digest }: ImageReference): { name: string; tag: string } {
  if (digest === undefined) return { name: repository, tag: tag ?? 'latest' }
  const [algorithm, digits = ''] = digest.split(':')
  return { name: `${repository}${tag === undefined ? '' : `:${tag}`}@${algorithm}`, tag: digits }
}
