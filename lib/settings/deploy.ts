/** What installs the charts of a cluster and of the hubs on it: `make`, or an engine that reads a Git repository. */
import { choice, either, group, maybe, name, objectName, text } from './fields.ts'

const WITH = ['make', 'argocd', 'flux'] as const

/** Addresses that Argo CD and Flux both read. */
const REPOSITORY = '^(https|ssh)://[A-Za-z0-9][A-Za-z0-9@:._/~-]*$'

export const deploy = maybe(
  either(
    [
      choice([...WITH], 'With its defaults.', 'argocd'),
      group(
        {
          with: choice([...WITH], 'What installs them.', 'argocd'),
          repository: maybe(
            text(
              'Git repository that holds `dist/`; `git@HOST:PATH` is `ssh://git@HOST/PATH` here. Default: that of ' +
                '`deployer`, at GitHub.',
              'https://github.com/polar-lab/hubs.git',
              { pattern: REPOSITORY, 'x-kind': 'https:// or ssh:// address' },
            ),
          ),
          revision: maybe(
            text('Its branch. Default: that of `deployer`, or main.', 'main', { pattern: '^[A-Za-z0-9._/-]+$' }),
          ),
          folder: maybe(
            text('Where `dist/` is in it. Default: dist.', 'dist', {
              pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)*$',
            }),
          ),
          namespace: maybe(name('Namespace of the engine. Default: argocd, or flux-system.', 'argocd', 63)),
          project: maybe(name('Project of the Applications, with Argo CD. Default: default.', 'hubs', 63)),
          secret: maybe(
            objectName('Secret with which a private repository is read, in the namespace of Flux.', 'hubs-git'),
          ),
        },
        'With settings of its own.',
      ),
    ],
    'What installs the charts of the cluster and of the hubs on it. `make`: the Makefile of each bundle, with helm. ' +
      '`argocd`, `flux`: Argo CD or Flux in the cluster, which read `dist/` of a Git repository; bundles then hold ' +
      'what points them there. Terraform and Secrets stay with `make`. Default: make.',
    'argocd',
  ),
)
