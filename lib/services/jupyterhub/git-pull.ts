import { spawnerVariable } from '../../print/kubespawner.ts'
import type { HubPlan } from '../../plan/types.ts'
import { HOME, homeMount } from './home.ts'

/** Git on Alpine, by the maintainers of hub.docker.com/r/alpine/git. */
const IMAGE = 'docker.io/alpine/git:v2.49.1'

/**
 * Fetches a repository into a home. What people changed is kept: their lines win over new ones, files of theirs that a
 * new one would overwrite are set aside; what they deleted comes back. A failure is told and never keeps a server from
 * starting. The words after the script are its arguments, so no text of an input is ever part of it.
 */
export const GIT_PULL = `cd "$1" || exit 0
if [ ! -d "$4/.git" ]; then
  git clone --quiet --branch "$3" -- "$2" "$4" || echo "could not fetch $2" >&2
  exit 0
fi
cd "$4" || exit 0
git fetch --quiet -- "$2" "$3" || { echo "could not fetch $2" >&2; exit 0; }
git ls-files --deleted -z | xargs -0 -r git checkout --quiet --
git diff --quiet HEAD || git commit --quiet --all --message 'my changes'
git diff --name-only -z --diff-filter=A HEAD FETCH_HEAD |
  xargs -0 -r -n 1 sh -c 'if [ -e "$1" ]; then mv -- "$1" "$1.mine"; fi' set-aside
git merge --quiet --no-edit -X ours FETCH_HEAD || { git merge --abort; echo "could not merge $2" >&2; }
exit 0
`

/** One container for each repository, in the order of the settings. */
export function gitPullContainers(hub: HubPlan): Record<string, unknown>[] {
  if (hub.home.kind === 'none') return []
  return (hub.settings.values['git-pull'] ?? []).map(({ repository, branch, folder }, i) => ({
    name: `git-pull-${i + 1}`,
    image: IMAGE,
    command: [
      'sh',
      '-c',
      spawnerVariable(GIT_PULL),
      'git-pull',
      ...[HOME, repository, branch ?? 'main', folder ?? folderOf(repository)].map(spawnerVariable),
    ],
    env: Object.entries(IDENTITY).map(([name, value]) => ({ name, value })),
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } },
    securityContext: {
      runAsUser: 1000,
      runAsGroup: 100,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [homeMount(hub)],
  }))
}

/** Who commits what people changed, and where Git may keep its own settings. */
const IDENTITY = {
  GIT_AUTHOR_NAME: 'hub',
  GIT_AUTHOR_EMAIL: 'hub@localhost',
  GIT_COMMITTER_NAME: 'hub',
  GIT_COMMITTER_EMAIL: 'hub@localhost',
  GIT_TERMINAL_PROMPT: '0',
  HOME: '/tmp',
}

/** What Git itself would call the folder. */
export const folderOf = (repository: string): string =>
  repository
    .replace(/\/+$/, '')
    .replace(/\.git$/, '')
    .split('/')
    .pop()!
