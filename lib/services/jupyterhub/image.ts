/** `name` and `tag` as the chart takes them: it joins them with a colon, so a digest is split at its own. */
export function splitImage(image: string): { name: string; tag: string } {
  const digest = image.indexOf('@')
  const colon = digest >= 0 ? image.lastIndexOf(':') : image.indexOf(':', image.lastIndexOf('/'))
  return colon < 0 ? { name: image, tag: 'latest' } : { name: image.slice(0, colon), tag: image.slice(colon + 1) }
}
