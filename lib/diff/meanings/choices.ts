/** What people choose: sizes of servers, and environments. */
import type { EnvironmentPlan, SizePlan } from '../../plan/types.ts'
import { defineMeanings, type HubPair, type Meaning } from './meaning.ts'
import { dollars, fromTo, isSame, matched, plural, some, without } from './words.ts'
import { inWords } from '../../plan/units.ts'

interface Named {
  name: string
}
interface Changed extends Named {
  change: string
}
interface Groups extends Named {
  groups: readonly string[]
}

const FORM = [
  'helm jupyterhub singleuser.profileList',
  'helm jupyterhub singleuser.memory',
  'helm jupyterhub singleuser.cpu',
  'helm jupyterhub singleuser.extraResource',
  'helm jupyterhub singleuser.image',
  'helm jupyterhub singleuser.nodeSelector',
  'helm jupyterhub singleuser.extraTolerations',
  'helm jupyterhub singleuser.defaultUrl',
  'helm jupyterhub singleuser.extraEnv',
  'helm jupyterhub singleuser.storage',
  'helm jupyterhub custom.hubloom',
  'helm jupyterhub hub.extraConfig',
  'helm jupyterhub prePuller',
  'helm jupyterhub scheduling',
  'helm dask-gateway *',
  'kubernetes ResourceQuota/* *',
]

export const choiceMeanings = defineMeanings({
  'size-comes': {
    harm: 'visible',
    what: ({ name, amounts, price }: Named & { amounts: string; price: string }) =>
      `people can choose ${name}: ${amounts}, about ${price} an hour each on a full machine`,
    covers: FORM,
  },
  'size-goes': {
    harm: 'visible',
    what: ({ name }: Named) => `people can no longer choose ${name}; servers of it that run go on`,
    covers: FORM,
  },
  'size-less': {
    harm: 'interrupts',
    what: ({ name, change }: Changed) => `${name}: ${change}; work that needs more is stopped`,
    covers: FORM,
    source: 'kubernetes.io, "Resource Management for Pods and Containers": over its limit a container is killed',
  },
  'size-more': { harm: 'visible', what: ({ name, change }: Changed) => `${name}: ${change}`, covers: FORM },
  'size-dearer': {
    harm: 'costs',
    what: ({ name, change }: Changed) => `${name}: ${change}`,
    covers: FORM,
    source: "the machine's price in the cloud's facts, over the servers that it carries",
  },
  'size-for-fewer': {
    harm: 'locks-out',
    what: ({ name, groups }: Groups) => `only members of ${some(groups)} may choose ${name}`,
    covers: FORM,
  },
  'size-for-more': {
    harm: 'lets-in',
    what: ({ name, groups }: Groups) =>
      groups.length === 0 ? `everybody may choose ${name}` : `members of ${some(groups)} may choose ${name}, too`,
    covers: FORM,
  },
  'environment-comes': {
    harm: 'visible',
    what: ({ name, image }: Named & { image: string }) => `people can choose the environment ${name}: ${image}`,
    covers: FORM,
  },
  'environment-goes': {
    harm: 'visible',
    what: ({ name }: Named) => `people can no longer choose the environment ${name}; servers of it that run go on`,
    covers: FORM,
  },
  'environment-changes': {
    harm: 'visible',
    what: ({ name, change }: Changed) => `environment ${name}: ${change}`,
    covers: FORM,
    source: 'z2jh.jupyter.org: singleuser.image counts for servers that start from then on',
  },
  'environment-for-fewer': {
    harm: 'locks-out',
    what: ({ name, groups }: Groups) => `only members of ${some(groups)} may choose the environment ${name}`,
    covers: FORM,
  },
  'environment-for-more': {
    harm: 'lets-in',
    what: ({ name, groups }: Groups) =>
      groups.length === 0
        ? `everybody may choose the environment ${name}`
        : `members of ${some(groups)} may choose the environment ${name}, too`,
    covers: FORM,
  },
  'default-changes': {
    harm: 'visible',
    what: ({ thing, before, after }: { thing: string; before: string; after: string }) =>
      `the ${thing} that is selected first: ${before} → ${after}`,
    covers: FORM,
  },
})

export function sizes({ before, after }: HubPair): Meaning[] {
  const { tell } = choiceMeanings
  // with one size people do not choose, and its key is no word of theirs
  const alone = before.sizes.length === 1 && after.sizes.length === 1
  const pairs = alone
    ? [{ key: '', before: before.sizes[0], after: after.sizes[0] }]
    : matched(before.sizes, after.sizes, ({ key }) => key)
  const told = pairs.flatMap(({ key, before: old, after: young }) => {
    const settings = [
      key === '' ? '' : `sizes.${key}`,
      ...(before.sizes.length === 1 || after.sizes.length === 1
        ? ['memory', 'cpu', 'shm', 'sizes']
        : ['?memory', '?cpu', '?sizes']),
      '?groups',
    ].filter(Boolean)
    if (old && young)
      return sizeChanges({ old, young, name: alone ? 'servers' : nameOf(old, young), settings }, { before, after })
    const size = (old ?? young)!
    const name = `the size ${size.title}`
    return [
      old
        ? tell('size-goes', { name }, { settings })
        : tell('size-comes', { name, amounts: amountsOf(size), price: priceOf(size, after) }, { settings }),
    ]
  })
  return [
    ...told,
    ...(before.defaultSize.key !== after.defaultSize.key && !alone
      ? [
          tell(
            'default-changes',
            { thing: 'size', before: before.defaultSize.title, after: after.defaultSize.title },
            { settings: [`?sizes.${after.defaultSize.key}`, '?sizes'] },
          ),
        ]
      : []),
  ]
}

interface SizeChange {
  old: SizePlan
  young: SizePlan
  name: string
  settings: readonly string[]
}

function sizeChanges({ old, young, name, settings }: SizeChange, { before, after }: Omit<HubPair, 'facts'>): Meaning[] {
  const { tell } = choiceMeanings
  const change = amountChanges(old, young)
  const less = limitOf(young) < limitOf(old) || young.cpu.limit < old.cpu.limit || young.gpus < old.gpus
  const [cost, price] = [hourly(old, before), hourly(young, after)]
  const dearer = cost !== undefined && price !== undefined && price > cost * 1.01
  const cheaper = cost !== undefined && price !== undefined && price < cost * 0.99
  const costs =
    dearer || cheaper
      ? [
          `a machine carries ${plural(young.perNode, 'server')}, ${old.perNode} before: about ` +
            `${dollars(price!)} an hour each, ${dollars(cost!)} before`,
        ]
      : []
  const words = [...change, ...costs].join('; ')
  const described =
    old.title !== young.title && titled(young) ? [`its name is “${young.title}”, “${old.title}” before`] : []
  const kind = less ? 'size-less' : (dearer && 'size-dearer') || 'size-more'
  return [
    ...(words === '' ? [] : [tell(kind, { name, change: words }, { settings })]),
    ...(words === '' && (described.length > 0 || !isSame(shownOf(old), shownOf(young)))
      ? [tell('size-more', { name, change: described[0] ?? otherwise(old, young) }, { settings })]
      : []),
    ...groupChanges({ old: old.groups, young: young.groups, name, settings }, 'size'),
  ]
}

/** What else people see of a size. */
const shownOf = ({ description, environments, ownImages, pool, defaultEnvironment, shm }: SizePlan): unknown => [
  description,
  environments,
  ownImages,
  pool,
  defaultEnvironment,
  shm,
]

function otherwise(old: SizePlan, young: SizePlan): string {
  if (old.pool !== young.pool) return `runs on machines of \`${young.pool}\`, \`${old.pool}\` before`
  if (!isSame(old.environments, young.environments))
    return young.environments.length === 0
      ? 'goes with every environment'
      : `goes with ${some(young.environments)} only`
  if (old.ownImages !== young.ownImages)
    return young.ownImages ? "people's own images may be used with it" : "people's own images may not be used with it"
  if (old.shm !== young.shm) return `shared memory ${inWords(old.shm ?? 64)} → ${inWords(young.shm ?? 64)}`
  return 'what the form says of it changes'
}

function groupChanges(
  {
    old,
    young,
    name,
    settings,
  }: { old: readonly string[]; young: readonly string[]; name: string; settings: readonly string[] },
  thing: 'size' | 'environment',
): Meaning[] {
  const { tell } = choiceMeanings
  if (isSame(old, young)) return []
  // nobody listed means everybody
  const fewer = young.length > 0 && (old.length === 0 || without(old, young).length > 0)
  return [
    tell(
      `${thing}-for-${fewer ? 'fewer' : 'more'}`,
      { name, groups: fewer ? young : without(young, old) },
      { settings },
    ),
  ]
}

const titled = ({ title }: SizePlan): boolean => !/of memory/.test(title)
const nameOf = (old: SizePlan, young: SizePlan): string =>
  old.title === young.title || titled(old) ? old.title : `size \`${young.key}\``

const limitOf = ({ memory }: SizePlan): number => memory.limit ?? Infinity

function amountsOf({ memory, cpu, gpus, gpuKind }: SizePlan): string {
  const gpu = gpus > 0 ? `, ${plural(gpus, `GPU (${gpuKind ?? ''})`)}` : ''
  return `${inWords(memory.limit ?? memory.guarantee)} of memory, ${cores(cpu.limit)}${gpu}`
}

function amountChanges(old: SizePlan, young: SizePlan): string[] {
  const [then, now] = [old.memory, young.memory]
  const together = then.guarantee === then.limit && now.guarantee === now.limit
  const memory = (what: string, a: number | undefined, b: number | undefined): string[] => {
    if (a === b) return []
    if (a === undefined) return [`${what} at most ${inWords(b!)}, no limit before`]
    return b === undefined ? [`${what} without a limit, ${inWords(a)} before`] : [`${what} ${fromTo(a, b)}`]
  }
  return [
    ...(together ? [] : memory('memory set aside', then.guarantee, now.guarantee)),
    ...memory(together ? 'memory' : 'memory at most', then.limit, now.limit),
    ...(old.cpu.guarantee === young.cpu.guarantee
      ? []
      : [`CPU set aside ${old.cpu.guarantee / 1000} → ${cores(young.cpu.guarantee)}`]),
    ...(old.cpu.limit === young.cpu.limit ? [] : [`CPU at most ${old.cpu.limit / 1000} → ${cores(young.cpu.limit)}`]),
    ...(old.gpus === young.gpus && old.gpuKind === young.gpuKind ? [] : [`${gpusOf(old)} → ${gpusOf(young)}`]),
  ]
}

const gpusOf = ({ gpus, gpuKind }: SizePlan): string => (gpus === 0 ? 'no GPU' : `${plural(gpus, 'GPU')} (${gpuKind})`)
const cores = (thousandths: number): string => `${thousandths / 1000} ${thousandths === 1000 ? 'core' : 'cores'}`

/** US dollars an hour of one server, on a machine that is full of them. */
export function hourly(
  { pool, perNode }: Pick<SizePlan, 'pool' | 'perNode'>,
  { cluster }: Pick<HubPair['after'], 'cluster'>,
): number | undefined {
  const machine = cluster.pools.find(({ name }) => name === pool)?.machine
  return machine && perNode > 0 ? machine.usdPerHour / perNode : undefined
}

function priceOf(size: SizePlan, hub: HubPair['after']): string {
  const price = hourly(size, hub)
  return price === undefined ? 'an unknown price' : dollars(price)
}

export function environments({ before, after }: HubPair): Meaning[] {
  const { tell } = choiceMeanings
  const told = matched(before.environments, after.environments, ({ key }) => key).flatMap(
    ({ key, before: old, after: young }) => {
      const settings = [`environments.${key}`, '?environments']
      if (old && young) return environmentChanges(old, young, settings)
      const { title: name, image } = (old ?? young)!
      return [
        old
          ? tell('environment-goes', { name }, { settings })
          : tell('environment-comes', { name, image }, { settings }),
      ]
    },
  )
  const [then, now] = [before.defaultEnvironment, after.defaultEnvironment]
  return then.key === now.key
    ? told
    : [
        ...told,
        tell(
          'default-changes',
          { thing: 'environment', before: then.title, after: now.title },
          { settings: [`?environments.${now.key}`, '?environments'] },
        ),
      ]
}

function environmentChanges(old: EnvironmentPlan, young: EnvironmentPlan, settings: readonly string[]): Meaning[] {
  const { tell } = choiceMeanings
  const words = [
    ...(old.image === young.image ? [] : [`image ${imageChange(old, young)}`]),
    ...(old.title === young.title ? [] : [`is called “${young.title}”`]),
    ...(old.url === young.url && old.directory === young.directory
      ? []
      : [`opens ${placeOf(young)}, ${placeOf(old)} before`]),
    ...(old.description === young.description ? [] : [`says of itself “${young.description ?? ''}”`]),
    ...(isSame(restOf(old), restOf(young)) ? [] : ['other variables, home, user or fetching']),
  ]
  const names = { name: old.title, settings }
  return [
    ...(words.length === 0
      ? []
      : [tell('environment-changes', { name: old.title, change: words.join('; ') }, { settings })]),
    ...groupChanges({ old: old.groups, young: young.groups, ...names }, 'environment'),
  ]
}

const placeOf = ({ url, directory }: EnvironmentPlan): string => (directory ? `${url} in ${directory}` : url)

const restOf = ({ variables, home, user, pullAlways }: EnvironmentPlan): unknown => [variables, home, user, pullAlways]

/** `2026-07-28 → 2026-10-01` of one repository. */
function imageChange(old: EnvironmentPlan, young: EnvironmentPlan): string {
  const [then, now] = [old.reference, young.reference]
  return then.repository === now.repository && then.tag && now.tag
    ? `${then.repository.split('/').at(-1)} ${then.tag} → ${now.tag}`
    : `${old.image} → ${young.image}`
}
