/** An image's name in its parts: `registry/path:tag@sha256:…`, of which the schema asks for the first. */
export interface ImageReference {
  /** With the registry: `quay.io/pangeo/pangeo-notebook`. */
  repository: string
  tag?: string
  /** `sha256:` and 64 digits. It decides, whatever the tag says. */
  digest?: string
}

/** A colon before the last slash is a port of the registry. */
export function parseImage(image: string): ImageReference {
  const [name = '', digest] = image.split('@')
  const colon = name.indexOf(':', name.lastIndexOf('/'))
  return colon < 0
    ? { repository: name, tag: undefined, digest }
    : { repository: name.slice(0, colon), tag: name.slice(colon + 1), digest }
}
