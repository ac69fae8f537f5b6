import type { Attachment } from '../layers/attachments.ts'
import type { HubSettings } from '../settings/index.ts'
import { planPagesFolder, type PageVariables, type PagesFolder } from './pages.ts'
import { containerAmounts, registryHost, type BuilderPlan } from './servers.ts'
import type { UncheckedHub } from './types.ts'
import { mib, seconds } from './units.ts'

/** BinderHub with its page: people start the environment of any repository. */
export interface BinderPlan extends BuilderPlan {
  /** Patterns of repositories that are built, all where there is none, and of those that are not. */
  allowed: readonly string[]
  banned: readonly string[]
  /** Most servers of one repository at once, and of those that match a pattern. */
  limit?: number
  limits: Readonly<Record<string, number>>
  /** Most servers of all repositories at once. */
  servers?: number
  /** Memory of a build, MiB, and seconds after which it is stopped. */
  build: { memory: number; maxAge: number; image?: string }
  replicas: number
  /** What each of its pods is guaranteed and may use: MiB and thousandths of a core. */
  asks: { memory: Bounds; cpu: Bounds }
  pages?: PagesFolder
  pageVariables: PageVariables
  about?: string
  banner?: string
  /** Whether people sign in, and their servers are their own. */
  signsIn: boolean
}

interface Bounds {
  guarantee: number
  limit: number
}

/** What a builder of images asks for: MiB and thousandths of a core. */
export const BUILDER = { memory: { guarantee: 256, limit: 1024 }, cpu: { guarantee: 10, limit: Infinity } } as const

/** What BinderHub has by itself (`KubernetesCleaner.max_age` of binderhub/build.py): four hours. */
const MAX_AGE = 14_400

export function planBinder({ binder, auth }: HubSettings, attachments: readonly Attachment[]): BinderPlan | undefined {
  if (binder === undefined) return undefined
  const { registry, secret, builds } = binder
  return {
    registry,
    secret,
    host: registryHost(registry),
    allowed: binder.allowed ?? [],
    banned: binder.banned ?? [],
    limit: binder.limit,
    limits: binder.limits ?? {},
    servers: binder.servers,
    build: {
      memory: mib(builds?.memory ?? '4Gi'),
      maxAge: builds?.['max-age'] === undefined ? MAX_AGE : seconds(builds['max-age']),
      image: builds?.image,
    },
    asks: containerAmounts(binder, BUILDER),
    pages: planPagesFolder(binder.pages?.folder, attachments),
    pageVariables: binder.pages?.variables ?? {},
    replicas: binder.replicas ?? 1,
    about: binder.about,
    banner: binder.banner,
    signsIn: auth.nobody === undefined,
  }
}

/**
 * MiB and thousandths of a core of the Docker daemon that a hub that builds images has on each machine for builds. It
 * takes its memory from what is promised to nobody. CPU is all promised: beside a daemon that asks for some, a server
 * that has a whole machine would wait for one for ever.
 */
export const DOCKER_DAEMON = { memory: 256, cpu: 0 } as const

/** MiB that each build of the form's is guaranteed. */
const BUILD_OF_FORM = 1024

/** MiB that each build is guaranteed, a quarter of what it may use; undefined where the hub builds nothing. */
export function buildMemory({ binder, servers }: Pick<UncheckedHub, 'binder' | 'servers'>): number | undefined {
  if (binder) return Math.floor(binder.build.memory / 4)
  return servers.images.building && BUILD_OF_FORM
}
