/** Rules of images: tags that move, and images that people name or build themselves. */
import { defineProblems } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import { parseImage } from '../plan/image.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'no-own-images': {
    severity: 'warning',
    message: ({ hub, size }: OfHub & { size: string }) =>
      `\`own-images\` of the size \`${size}\` does nothing: ${hub} lets nobody name or build an image`,
    help: 'Write `bring-your-own-image: true` for the hub, or remove it.',
  },
  'image-pattern': {
    severity: 'error',
    message: ({ hub, reason }: OfHub & { reason: string }) =>
      `the pattern of ${hub} for people's own images cannot be used: ${reason}`,
    help: 'Write a plain regular expression for the whole name, such as `quay\\.io/polar-lab/.+:.+`.',
  },
  'floating-image': {
    severity: 'error',
    message: ({ hub, image }: OfHub & { image: string }) =>
      `the image \`${image}\` of ${hub} may be another one tomorrow`,
    help: 'Name a tag that does not move, such as a date or a commit, or a digest (`@sha256:…`).',
    why: 'A fixed tag is what makes a hub the same tomorrow.',
  },
})

const noOwnImages = perHub(({ id: hub, sizes, servers: { images }, settings }) => {
  if (images.named || images.building) return []
  return sizes.flatMap(({ key: size, ownImages }) => {
    const written = nodeAt(settings.tree, ['sizes', size, 'own-images'])
    return ownImages && written ? [problems.raise('no-own-images', { at: written.at, args: { hub, size } })] : []
  })
})

/** What Python and browsers read differently. */
const UNEVEN = /\\[pPuUzZAGKX]|\(\?[^:=!]|\$\{/

const imagePattern = perHub(({ id: hub, servers, settings }) => {
  const pattern = servers.images.named?.pattern
  if (pattern === undefined) return []
  const reason = UNEVEN.test(pattern) ? 'it uses what Python and browsers read differently' : compileError(pattern)
  if (reason === undefined) return []
  return [
    problems.raise('image-pattern', { at: settings.at(['bring-your-own-image', 'pattern']), args: { hub, reason } }),
  ]
})

function compileError(pattern: string): string | undefined {
  try {
    new RegExp(`^(?:${pattern})$`, 'v')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const floatingImage = perHub(({ id: hub, environments, servers, extraServices, pod, settings }) => {
  const { building } = servers.images
  const images = [
    ...environments.map(({ key, image }) => ({ image, at: settings.at(['environments', key, 'image']) })),
    ...servers.sidecars.map(({ name, image }) => ({ image, at: settings.at(['sidecars', name, 'image']) })),
    ...servers.initContainers.map(({ name, image }) => ({
      image,
      at: settings.at(['init-containers', name, 'image']),
    })),
    ...extraServices.flatMap(({ name, run }) =>
      run ? [{ image: run.image, at: settings.at(['services', name, 'image']) }] : [],
    ),
    ...(pod.image === undefined ? [] : [{ image: pod.image, at: settings.at(['hub', 'image']) }]),
    ...(building ? [{ image: building.hubImage, at: settings.at(['image-building', 'hub-image']) }] : []),
  ]
  return images
    .filter(({ image }) => !isFixed(image))
    .map(({ image, at }) => problems.raise('floating-image', { at, args: { hub, image } }))
})

/** Tags that projects move on with every release or commit. */
const MOVING = new Set(['latest', 'main', 'master', 'stable', 'nightly', 'edge', 'dev', 'devel', 'develop', 'testing'])

function isFixed(image: string): boolean {
  const { tag, digest } = parseImage(image)
  return digest !== undefined || (tag !== undefined && !MOVING.has(tag))
}

export const imageRules: RuleSet = { problems, rules: [noOwnImages, imagePattern, floatingImage] }
