/** The pages of docs/ that explain settings by what people want to do, and which settings each explains. */

export interface Topic {
  /** File in docs/, without `.md`. */
  page: string
  title: string
  /** First keys of the settings that it explains. */
  hub?: readonly string[]
  community?: readonly string[]
  cluster?: readonly string[]
}

/** In the order in which people need them. Each setting belongs to one page; test/docs-pages.test.ts holds it. */
export const TOPICS: readonly Topic[] = [
  {
    page: 'hub',
    title: 'A hub, its home page and its own pods',
    hub: [
      'title',
      'description',
      'profile',
      'cluster',
      'namespace',
      'purpose',
      'homepage',
      'pages',
      'hub',
      'metrics',
      'secrets',
    ],
    community: ['name', 'url', 'logo', 'contact', 'funded-by', 'cluster'],
  },
  { page: 'sign-in', title: 'Signing in', hub: ['auth'] },
  { page: 'people', title: 'Groups and courses', hub: ['groups', 'roles'] },
  { page: 'code', title: 'Code of your own', hub: ['code'] },
  {
    page: 'form',
    title: 'What people choose: environments and sizes',
    hub: ['environments', 'form', 'bring-your-own-image', 'image-building', 'sizes', 'named-servers'],
  },
  {
    page: 'servers',
    title: 'What runs in a server',
    hub: [
      'memory',
      'cpu',
      'shm',
      'temporary-storage',
      'opens',
      'start-timeout',
      'cull',
      'variables',
      'files',
      'volumes',
      'mounts',
      'command',
      'user',
      'sudo',
      'pod',
      'pull-secrets',
      'git-pull',
      'sidecars',
      'init-containers',
      'start-hooks',
    ],
  },
  { page: 'homes', title: 'Homes and shared folders', hub: ['home', 'folders'] },
  { page: 'data', title: 'Buckets and outside data', hub: ['buckets', 'data'] },
  { page: 'dask', title: 'Dask', hub: ['dask'] },
  { page: 'services', title: 'Services beside a hub', hub: ['services'] },
  { page: 'binder', title: 'A Binder', hub: ['binder'] },
  {
    page: 'network',
    title: 'Addresses and networks',
    hub: ['domain', 'more-domains', 'tls', 'certificate', 'ports', 'api-only', 'cors', 'network'],
  },
  { page: 'events', title: 'Workshops and exams', hub: ['events', 'spare', 'prepull'] },
  {
    page: 'clusters',
    title: 'Clusters',
    hub: ['limits'],
    cluster: [
      'cloud',
      'region',
      'zones',
      'account',
      'tenancy',
      'default',
      'name',
      'kubernetes',
      'network',
      'core',
      'machines',
      'pools',
      'registries',
      'tags',
      'budget',
      'admins',
      'deployer',
      'deploy',
      'state',
      'maintenance',
      'protect',
      'ingress',
      'certificates',
      'logs',
      'monitoring',
    ],
  },
  {
    page: 'overrides',
    title: 'The escape hatch',
    hub: ['overrides', 'releases'],
    cluster: ['overrides', 'releases'],
  },
]
