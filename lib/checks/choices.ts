/** Rules of what people choose: environments, sizes, images of their own. */
import { defineProblems, listed, type Diagnostic, type Origin } from '../diagnostics.ts'
import { nodeAt, type Path } from '../layers/tree.ts'
import { entryRules } from '../plan/entry.ts'
import { parseImage } from '../plan/image.ts'
import type { OptionPlan } from '../plan/options.ts'
import { markedDefaults, namesInOrder } from '../plan/order.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { asWritten, mib } from '../plan/units.ts'
import { perHub, theirs, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'one-default': {
    severity: 'error',
    message: ({ hub, kind, marked }: OfHub & { kind: string; marked: readonly string[] }) =>
      `${hub} has ${marked.length} default ${kind}: ${listed(marked)}`,
    help: 'Keep one. What a later file marks wins over what an earlier one did.',
  },
  'same-place': {
    severity: 'warning',
    message: ({ hub, kind, key, order, first }: OfHub & Record<'kind' | 'key' | 'first', string> & { order: number }) =>
      `both \`${first}\` and \`${key}\` of the ${kind} of ${hub} are to have place ${order} of their list`,
    help: ({ first }: { first: string }) =>
      `\`${first}\` comes first now. Give one of them another \`order\`, or \`order: null\` where it is inherited.`,
    why: 'A profile may have given the place already, and who adds an entry rarely looks there.',
  },
  'limited-default': {
    severity: 'warning',
    message: ({ hub, kind, key }: OfHub & { kind: string; key: string }) =>
      `the default of the ${kind} of ${hub}, \`${key}\`, is for some groups only`,
    help: 'Mark one as default that everybody may have.',
    why: 'Who may not have the default is offered another one; whoever writes the file rarely means that.',
  },
  'limited-default/all': {
    severity: 'warning',
    message: ({ hub, kind, outsider }: OfHub & { kind: string; outsider: string }) =>
      `all ${kind} of ${hub} are for some groups only, and others enter, too (${outsider}): they get no server`,
    help: ({ kind }: { kind: string }) => `Add one of the ${kind} without \`for\`; or let in these groups alone.`,
    why: '`sizes` and `environments` of a hub take the place of the server that it had without them.',
  },
  'default-with-gpu': {
    severity: 'warning',
    message: ({ hub, size }: OfHub & { size: string }) =>
      `the default size of ${hub}, \`${size}\`, has a GPU: everybody who only clicks through pays for one`,
    help: 'Mark a size without a GPU as default.',
  },
  'limit-below-guarantee': {
    severity: 'error',
    message: (what: OfHub & Record<'kind' | 'of', string> & Record<'limit' | 'guarantee', string | number>) =>
      `the ${what.kind} of ${what.of} of ${what.hub} is ` +
      `limited to ${what.limit}, less than the ${what.guarantee} that are set aside`,
    help: ({ guarantee }: { guarantee: string | number }) =>
      `Write a limit of ${guarantee} or more, or a smaller guarantee.`,
    why: 'Kubernetes refuses a pod that may use less than is set aside for it.',
  },
  'memory-without-limit': {
    severity: 'warning',
    message: ({ hub, size }: OfHub & { size: string }) =>
      `nothing limits the memory of the size \`${size}\` of ${hub}: its servers may use all that their machine has`,
    help: ({ guarantee }: { guarantee: string }) =>
      `Write \`memory: ${guarantee}\` for a limit, or \`limit: none\` beside the guarantee where none is wanted.`,
    why: 'Kubernetes takes a guarantee alone so, and where memory runs short it ends servers of others, too.',
  },
  'unknown-environment': {
    severity: 'error',
    message: ({ hub, size, environment }: OfHub & { size: string; environment: string }) =>
      `the size \`${size}\` of ${hub} is for the environment \`${environment}\`, which there is not`,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known)}.`,
  },
  'default-environment': {
    severity: 'error',
    message: ({ hub, size, environment }: OfHub & { size: string; environment: string }) =>
      `the size \`${size}\` of ${hub} selects the environment \`${environment}\`, which it does not offer`,
    help: ({ known }: { known: readonly string[] }) => `It offers ${listed(known)}.`,
  },
  'no-own-images': {
    severity: 'warning',
    message: ({ hub, size }: OfHub & { size: string }) =>
      `\`own-images\` of the size \`${size}\` does nothing: ${hub} lets nobody name or build an image`,
    help: 'Write `bring-your-own-image: true` for the hub, or remove it.',
  },
  'environment-without-size': {
    severity: 'error',
    message: ({ hub, environment }: OfHub & { environment: string }) =>
      `no size of ${hub} goes with the environment \`${environment}\`, so nobody could start it`,
    help: 'Add it to `environments:` of a size, or leave that out of one.',
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

const oneDefault = perHub(({ id: hub, options, settings }) =>
  [
    ...(['environments', 'sizes'] as const).map((kind) => ({ kind: kind as string, path: [kind] as Path })),
    ...optionLists(options),
  ].flatMap(({ kind, path }) => {
    const marked = markedDefaults(settings.tree, path)
    const [kept] = marked
    if (kept === undefined) return []
    const placeOf = (key: string): Origin => nodeAt(settings.tree, [...path, key, 'default'])!.at
    return marked
      .filter((key) => key !== kept)
      .map((key) =>
        problems.raise('one-default', {
          at: placeOf(key),
          related: [{ at: placeOf(kept), note: `\`${kept}\`` }],
          args: { hub, kind, marked },
        }),
      )
  }),
)

/** Entries that people choose from, by where they are written. */
const LISTS = [
  { kind: 'environments', path: ['environments'] },
  { kind: 'sizes', path: ['sizes'] },
  { kind: 'cards', path: ['form', 'cards'] },
  { kind: 'options', path: ['form', 'options'] },
  { kind: 'providers', path: ['auth', 'cilogon', 'providers'] },
] as const

/** Choices of each option of the form. */
const optionLists = (options: readonly OptionPlan[]): { kind: string; path: Path }[] =>
  options.map(({ key }) => ({ kind: `choices of \`${key}\``, path: ['form', 'options', key, 'choices'] }))

const samePlace = perHub(({ id: hub, options, settings }) =>
  [...LISTS, ...optionLists(options)].flatMap(({ kind, path }) => {
    const placed = namesInOrder(settings.tree, path).flatMap((key) => {
      const order = nodeAt(settings.tree, [...path, key, 'order'])
      return order?.kind === 'value' ? [{ key, order: Number(order.value), at: order.at }] : []
    })
    return placed.flatMap(({ key, order, at }, i) => {
      const first = placed.slice(0, i).find((other) => other.order === order)
      if (!first) return []
      const related = [{ at: first.at, note: `\`${first.key}\`` }]
      return [problems.raise('same-place', { at, related, args: { hub, kind, key, order, first: first.key } })]
    })
  }),
)

const limitedDefault = perHub((hub) =>
  (['environments', 'sizes'] as const).flatMap((kind) => {
    const offered = hub[kind].filter(({ key }) => nodeAt(hub.settings.tree, [kind, key]) !== undefined)
    if (offered.length > 0 && offered.every(({ groups }) => groups.length > 0)) return limitedToAll(hub, kind)
    return offered
      .filter((each) => each.default && each.groups.length > 0)
      .map(({ key }) =>
        problems.raise('limited-default', { at: hub.settings.at([kind, key]), args: { hub: hub.id, kind, key } }),
      )
  }),
)

/** Fine where those who may enter are of these groups, as far as lists of the settings say. */
function limitedToAll(hub: UncheckedHub, kind: 'environments' | 'sizes'): Diagnostic[] {
  const named = new Set(hub[kind].flatMap(({ groups }) => groups))
  const members = hub.groups.filter(({ name }) => named.has(name)).flatMap((group) => group.members)
  const inside = new Set([...named, ...members])
  const outsider = entryRules(hub)
    .filter(({ setting }) => !/[.]admin/.test(setting))
    .flatMap((rule) => rule.members)
    .find(({ name }) => !inside.has(name))
  const at = hub.settings.at([kind, hub[kind][0]!.key])
  const args = { hub: hub.id, kind }
  return outsider ? [problems.raise('limited-default/all', { at, args: { ...args, outsider: outsider.name } })] : []
}

const defaultWithGpu = perHub(({ id: hub, sizes, settings }) =>
  sizes
    .filter((size) => size.default && size.gpus > 0 && sizes.some((other) => other.gpus === 0))
    .map(({ key: size }) =>
      problems.raise('default-with-gpu', { at: settings.nearest(['sizes', size, 'default']), args: { hub, size } }),
    ),
)

type Bounds<T> = T | { guarantee?: T | undefined; limit?: T | undefined } | undefined

const limitBelowGuarantee = perHub(({ id: hub, settings }) => {
  const { sizes = {}, memory, cpu } = settings.values
  const sized = Object.entries(sizes)
  if (sized.length === 0)
    return [
      ...below({ hub, kind: 'memory', of: 'servers' }, memory, (bound) => settings.at(['memory', bound])),
      ...below({ hub, kind: 'CPU', of: 'servers' }, cpu, (bound) => settings.at(['cpu', bound])),
    ]
  return sized.flatMap(([size, { memory, cpu }]) => [
    ...below({ hub, kind: 'memory', of: `the size \`${size}\`` }, memory, (bound) =>
      settings.at(['sizes', size, 'memory', bound]),
    ),
    ...below({ hub, kind: 'CPU', of: `the size \`${size}\`` }, cpu, (bound) =>
      settings.at(['sizes', size, 'cpu', bound]),
    ),
  ])
})

const limitOfChoice = perHub(({ id: hub, options, settings }) =>
  options.flatMap(({ key: option, choices }) =>
    choices.flatMap(({ key, memory, cpu }) => {
      const of = `the choice \`${key}\` of the option \`${option}\``
      const path = ['form', 'options', option, 'choices', key] as const
      return [
        ...below({ hub, kind: 'memory', of }, inText(memory), (bound) => settings.at([...path, 'memory', bound])),
        ...below({ hub, kind: 'CPU', of }, inCores(cpu), (bound) => settings.at([...path, 'cpu', bound])),
      ]
    }),
  ),
)

type Amount = { guarantee: number; limit?: number | undefined } | undefined

const inText = (amount: Amount): Bounds<string> =>
  amount && {
    guarantee: asWritten(amount.guarantee),
    limit: amount.limit === undefined ? 'none' : asWritten(amount.limit),
  }

const inCores = (amount: Amount): Bounds<number> =>
  amount && { guarantee: amount.guarantee / 1000, limit: amount.limit === undefined ? undefined : amount.limit / 1000 }

/** A bound of an amount is text with a unit (memory) or a number (cores). */
function below(
  what: Record<'hub' | 'kind' | 'of', string>,
  bounds: Bounds<string> | Bounds<number>,
  originOf: (bound: 'limit' | 'guarantee') => Origin,
): Diagnostic[] {
  if (typeof bounds !== 'object') return []
  const { limit, guarantee } = bounds
  if (limit === undefined || guarantee === undefined || amountOf(limit) >= amountOf(guarantee)) return []
  const at = theirs(originOf('limit'), originOf('guarantee'))
  return [problems.raise('limit-below-guarantee', { at, args: { ...what, limit, guarantee } })]
}

function amountOf(bound: string | number): number {
  if (bound === 'none') return Infinity
  return typeof bound === 'string' ? mib(bound) : bound
}

/** What is wanted says so. */
const memoryWithoutLimit = perHub(({ id: hub, sizes, settings }) =>
  sizes.flatMap(({ key: size, memory: { guarantee, limit } }) => {
    const written = nodeAt(settings.tree, ['sizes', size, 'memory'])
    if (limit !== undefined || !written || nodeAt(written, ['limit'])) return []
    const args = { hub, size, guarantee: asWritten(guarantee) }
    return [problems.raise('memory-without-limit', { at: written.at, args })]
  }),
)

const unknownEnvironment = perHub(({ id: hub, environments, sizes, settings }) => {
  const known = environments.map(({ key }) => key)
  return sizes.flatMap((size) =>
    size.environments
      .filter((name) => !known.includes(name))
      .map((environment) =>
        problems.raise('unknown-environment', {
          at: settings.at(['sizes', size.key, 'environments', environment]),
          args: { hub, size: size.key, environment, known },
        }),
      ),
  )
})

const defaultEnvironment = perHub(({ id: hub, environments, sizes, settings }) =>
  sizes.flatMap(({ key: size, environments: own, defaultEnvironment: environment }) => {
    const known = environments.map(({ key }) => key).filter((key) => own.length === 0 || own.includes(key))
    if (environment === undefined || known.includes(environment)) return []
    const at = settings.at(['sizes', size, 'default-environment'])
    return [problems.raise('default-environment', { at, args: { hub, size, environment, known } })]
  }),
)

const noOwnImages = perHub(({ id: hub, sizes, servers: { images }, settings }) => {
  if (images.named || images.building) return []
  return sizes.flatMap(({ key: size, ownImages }) => {
    const written = nodeAt(settings.tree, ['sizes', size, 'own-images'])
    return ownImages && written ? [problems.raise('no-own-images', { at: written.at, args: { hub, size } })] : []
  })
})

const environmentWithoutSize = perHub(({ id: hub, environments, sizes, settings }) => {
  if (sizes.some((size) => size.environments.length === 0)) return []
  return environments
    .filter(({ key }) => !sizes.some((size) => size.environments.includes(key)))
    .map(({ key: environment }) =>
      problems.raise('environment-without-size', {
        at: settings.at(['environments', environment]),
        args: { hub, environment },
      }),
    )
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

export const choiceRules: RuleSet = {
  problems,
  rules: [
    oneDefault,
    samePlace,
    limitedDefault,
    defaultWithGpu,
    limitBelowGuarantee,
    limitOfChoice,
    memoryWithoutLimit,
    unknownEnvironment,
    defaultEnvironment,
    noOwnImages,
    environmentWithoutSize,
    imagePattern,
    floatingImage,
  ],
}
