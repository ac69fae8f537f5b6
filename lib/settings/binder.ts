import { image, imagePrefix } from './environments.ts'
import { NAME, bytes, duration, group, keyed, maybe, set, text, whole } from './fields.ts'
import { binderPages } from './pages.ts'
import { containerCpu, containerMemory } from './pods.ts'

const PATTERN = 'Regular expressions of `owner/name/ref` as BinderHub has them'

/** BinderHub: people start any repository from a page. */
export const binder = group(
  {
    registry: imagePrefix('quay.io/polar-lab/binder-'),
    secret: text(
      'Name of the Kubernetes Secret (kubernetes.io/dockerconfigjson) that may push there and pull again. hubloom ' +
        'writes the command that makes it, never its content.',
      'binder-registry',
      { pattern: NAME },
    ),
    allowed: maybe(
      set(`Only repositories that match one of these are built. ${PATTERN}. Default: all.`, ['^polar-lab/.*']),
    ),
    banned: maybe(set(`Repositories that match one of these are not built. ${PATTERN}.`, ['^spam-lab/.*'])),
    limit: maybe(whole('Servers of one repository at once. Default: no limit.', 100, { minimum: 1, maximum: 10_000 })),
    limits: maybe(
      keyed(
        { '^.{1,200}$': whole('Servers of such a repository at once.', 300, { maximum: 10_000 }) },
        `Other limits, by what a repository matches. ${PATTERN}.`,
        { '^polar-lab/course.*': 300 },
      ),
    ),
    servers: maybe(whole('Servers of all repositories at once. Default: no limit.', 200, { minimum: 1 })),
    builds: maybe(
      group(
        {
          memory: maybe(bytes('Memory of one build. Default: 4Gi, of which a quarter is set aside.', '8Gi')),
          image: maybe(
            image(
              "Image that builds, with repo2docker. Default: hubloom's.",
              'quay.io/jupyterhub/repo2docker:2025.12.0',
            ),
          ),
          'max-age': maybe(duration('Builds that have run for so long are stopped. Default: 4 hours.', '2h')),
        },
        'How images are built, on machines for servers or, where there is one, on a pool for builds.',
      ),
    ),
    replicas: maybe(whole('Pods of BinderHub. Default 1.', 2, { minimum: 1, maximum: 10 })),
    memory: maybe(containerMemory('256Mi set aside, and 1Gi at most')),
    cpu: maybe(containerCpu('what its machine has to spare')),
    pages: binderPages,
    about: maybe(text('What the page says about this Binder. Plain text.', 'For readers of our papers.')),
    banner: maybe(text('A notice above the page. Plain text.', 'Closed on Friday.')),
  },
  'BinderHub: people start the environment of any Git repository from a page of its own, which the address of the ' +
    'hub leads to. With `auth: { nobody: {} }` without signing in.',
  { registry: 'quay.io/polar-lab/binder-', secret: 'binder-registry' },
)
