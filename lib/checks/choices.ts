import type { HubPlan } from '../plan/types.ts'
import { mib } from '../plan/units.ts'
import { theirs, type Check, type Finding } from './check.ts'

const perHub =
  (find: (hub: HubPlan) => Finding[]): Check['find'] =>
  ({ fleet }) =>
    fleet.hubs.flatMap(find)

export const oneDefault: Check = {
  code: 'one-default',
  severity: 'error',
  find: perHub((hub) =>
    (['environments', 'sizes'] as const).flatMap((kind) => {
      const marked = Object.entries(hub.settings.values[kind] ?? {})
        .filter(([, thing]) => thing.default)
        .map(([key]) => key)
      const kept =
        marked.find((key) => hub.settings.at([kind, key, 'default']).file.startsWith('profiles/')) ?? marked[0]
      return marked
        .filter((key) => key !== kept)
        .map((key) => ({
          at: hub.settings.at([kind, key, 'default']),
          message: `${hub.id} has ${marked.length} default ${kind}: \`${marked.join('`, `')}\``,
          help: `Keep one, and write \`default: null\` where another is inherited.`,
        }))
    }),
  ),
}

/** Who may not have the default is offered another one; whoever writes the file rarely means that. */
export const limitedDefault: Check = {
  code: 'limited-default',
  severity: 'warning',
  find: perHub((hub) =>
    [
      ...hub.environments
        .filter((thing) => thing.default && thing.groups.length > 0 && hub.environments.length > 1)
        .map(({ key }) => ({ kind: 'environments' as const, key })),
      ...hub.sizes
        .filter((thing) => thing.default && thing.groups.length > 0 && hub.sizes.length > 1)
        .map(({ key }) => ({ kind: 'sizes' as const, key })),
    ].map(({ kind, key }) => ({
      at: hub.settings.at([kind, key]),
      message: `the default of the ${kind} of ${hub.id}, \`${key}\`, is for some groups only`,
      help: 'Mark one as default that everybody may have.',
    })),
  ),
}

export const defaultWithGpu: Check = {
  code: 'default-with-gpu',
  severity: 'warning',
  find: perHub((hub) =>
    hub.sizes
      .filter((size) => size.default && size.gpus > 0 && hub.sizes.some((other) => other.gpus === 0))
      .map(({ key }) => ({
        at: hub.settings.at(['sizes', key, 'default']),
        message: `the default size of ${hub.id}, \`${key}\`, has a GPU: everybody who only clicks through pays for one`,
        help: 'Mark a size without a GPU as default.',
      })),
  ),
}

/** Kubernetes refuses a pod that may use less than is set aside for it. */
export const limitBelowGuarantee: Check = {
  code: 'limit-below-guarantee',
  severity: 'error',
  find: perHub((hub) => {
    const { sizes = {}, memory, cpu } = hub.settings.values
    const sized = Object.entries(sizes)
    const asked: { path: string[]; what: string; memory: Share<string>; cpu: Share<number> }[] =
      sized.length > 0
        ? sized.map(([key, size]) => ({
            path: ['sizes', key],
            what: `the size \`${key}\``,
            memory: size.memory,
            cpu: size.cpu,
          }))
        : [{ path: [], what: 'servers', memory, cpu }]
    return asked.flatMap(({ path, what, memory, cpu }): Finding[] => [
      ...(typeof memory === 'object' && memory.guarantee && memory.limit && mib(memory.limit) < mib(memory.guarantee)
        ? [below(hub, [...path, 'memory'], `the memory of ${what}`, memory.guarantee, memory.limit)]
        : []),
      ...(typeof cpu === 'object' && cpu.guarantee !== undefined && cpu.limit !== undefined && cpu.limit < cpu.guarantee
        ? [below(hub, [...path, 'cpu'], `the CPU of ${what}`, cpu.guarantee, cpu.limit)]
        : []),
    ])
  }),
}

type Share<T> = T | { guarantee?: T | undefined; limit?: T | undefined } | undefined

const below = (
  hub: HubPlan,
  path: string[],
  what: string,
  guarantee: string | number,
  limit: string | number,
): Finding => ({
  at: theirs(hub.settings.at([...path, 'limit']), hub.settings.at([...path, 'guarantee'])),
  message: `${what} of ${hub.id} is limited to ${limit}, less than the ${guarantee} that are set aside`,
  help: `Write a limit of ${guarantee} or more, or a smaller guarantee.`,
})

export const unknownEnvironment: Check = {
  code: 'unknown-environment',
  severity: 'error',
  find: perHub((hub) =>
    hub.sizes.flatMap((size) =>
      size.environments
        .filter((name) => !hub.environments.some(({ key }) => key === name))
        .map((name) => ({
          at: hub.settings.at(['sizes', size.key, 'environments', name]),
          message: `the size \`${size.key}\` of ${hub.id} is for the environment \`${name}\`, which there is not`,
          help: `There are ${hub.environments.map(({ key }) => `\`${key}\``).join(', ')}.`,
        })),
    ),
  ),
}

export const environmentWithoutSize: Check = {
  code: 'environment-without-size',
  severity: 'error',
  find: perHub((hub) =>
    hub.sizes.some((size) => size.environments.length === 0)
      ? []
      : hub.environments
          .filter(({ key }) => !hub.sizes.some((size) => size.environments.includes(key)))
          .map(({ key }) => ({
            at: hub.settings.at(['environments', key]),
            message: `no size of ${hub.id} goes with the environment \`${key}\`, so nobody could start it`,
            help: 'Add it to `environments:` of a size, or leave that out of one.',
          })),
  ),
}

/** What Python and browsers read differently. */
const UNEVEN = /\\[pPuUzZAGKX]|\(\?[^:=!]|\$\{/

export const imagePattern: Check = {
  code: 'image-pattern',
  severity: 'error',
  find: perHub((hub) => {
    const wanted = hub.settings.values['bring-your-own-image']
    if (typeof wanted !== 'object') return []
    const wrong = UNEVEN.test(wanted.pattern)
      ? 'it uses what Python and browsers read differently'
      : compileError(wanted.pattern)
    return wrong === undefined
      ? []
      : [
          {
            at: hub.settings.at(['bring-your-own-image', 'pattern']),
            message: `the pattern of ${hub.id} for people's own images cannot be used: ${wrong}`,
            help: 'Write a plain regular expression for the whole name, such as `quay\\.io/polar-lab/.+:.+`.',
          },
        ]
  }),
}

function compileError(pattern: string): string | undefined {
  try {
    new RegExp(`^(?:${pattern})$`, 'v')
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** A fixed tag is what makes a hub the same tomorrow. */
export const floatingImage: Check = {
  code: 'floating-image',
  severity: 'error',
  find: perHub((hub) => {
    const {
      environments = {},
      sidecars = {},
      'init-containers': before = {},
      services = {},
      'image-building': building,
    } = hub.settings.values
    const images: [string, (string | number)[]][] = [
      ...Object.entries(environments).map(([key, { image }]): [string, string[]] => [
        image,
        ['environments', key, 'image'],
      ]),
      ...Object.entries(sidecars).map(([key, { image }]): [string, string[]] => [image, ['sidecars', key, 'image']]),
      ...Object.entries(before).map(([key, { image }]): [string, string[]] => [
        image,
        ['init-containers', key, 'image'],
      ]),
      ...Object.entries(services).flatMap(([key, { image }]): [string, string[]][] =>
        image ? [[image, ['services', key, 'image']]] : [],
      ),
      ...(building ? [[building['hub-image'], ['image-building', 'hub-image']] as [string, string[]]] : []),
    ]
    return images
      .filter(([image]) => !isFixed(image))
      .map(([image, path]) => ({
        at: hub.settings.at(path),
        message: `the image \`${image}\` of ${hub.id} may be another one tomorrow`,
        help: 'Name a tag that does not move, such as a date or a commit, or a digest (`@sha256:…`).',
      }))
  }),
}

/** Tags that projects move on with every release or commit. */
const MOVING = new Set(['latest', 'main', 'master', 'stable', 'nightly', 'edge', 'dev', 'devel', 'develop', 'testing'])

function isFixed(image: string): boolean {
  if (image.includes('@sha256:')) return true
  const tag = image.slice(image.lastIndexOf('/') + 1).split(':')[1]
  return tag !== undefined && !MOVING.has(tag)
}

export const choiceChecks: readonly Check[] = [
  oneDefault,
  limitedDefault,
  defaultWithGpu,
  limitBelowGuarantee,
  unknownEnvironment,
  environmentWithoutSize,
  imagePattern,
  floatingImage,
]
