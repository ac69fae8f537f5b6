import { spawnerVariable } from '../../print/kubespawner.ts'
import { homeUser } from '../../plan/servers.ts'
import type { HubPlan } from '../../plan/types.ts'
import { HOME, homeMount } from '../../plan/home.ts'

/** Git on Alpine, by the maintainers of hub.docker.com/r/alpine/git. */
export const GIT_IMAGE = 'docker.io/alpine/git:v2.49.1'

/**
 * Fetches a repository into a home. What people changed is kept: their lines win over new ones, and what cannot be
 * merged is set aside as `<name>.mine`; what they deleted comes back. Whatever state the folder is in, new material
 * arrives: after a rewritten history, a lock of a server that was killed, a broken index. A failure is told and never
 * keeps a server from starting. The words after the script are its arguments, so no text of an input is ever part of
 * it: the home, the repository, the branch, the folder.
 */
export const GIT_PULL = `cd "$1" || exit 0
LAST=refs/hubloom/last-fetched

# Moves each file that is in the way of a new one: it, or a file where a folder has to be. What Git knows stays.
set_aside='
  free_name() { name=$1.mine; n=2; while [ -e "$name" ] || [ -L "$name" ]; do name=$1.mine.$n; n=$((n + 1)); done; }
  known() { git ls-files --error-unmatch -- "$1" >/dev/null 2>&1; }
  path=$1
  while [ "$path" != . ] && [ "$path" != / ]; do
    if { [ -e "$path" ] || [ -L "$path" ]; } && ! known "$path" && { [ "$path" = "$1" ] || [ ! -d "$path" ]; }; then
      free_name "$path" && mv -- "$path" "$name"
    fi
    path=$(dirname -- "$path")
  done'
# Keeps a copy of a file beside it.
copy_aside='
  name=$1.mine; n=2; while [ -e "$name" ] || [ -L "$name" ]; do name=$1.mine.$n; n=$((n + 1)); done
  [ ! -f "$1" ] || cp -p -- "$1" "$name"'

fresh_copy() {
  name=$3.mine; n=2; while [ -e "$name" ]; do name=$3.mine.$n; n=$((n + 1)); done
  if [ -e "$3" ]; then mv -- "$3" "$name"; fi
  git clone --quiet --branch "$2" -- "$1" "$3" && git -C "$3" update-ref "$LAST" HEAD || echo "could not fetch $1" >&2
  exit 0
}

if ! git -C "$4" rev-parse --quiet --verify HEAD >/dev/null 2>&1; then fresh_copy "$2" "$3" "$4"; fi
cd "$4" || exit 0
# what a server that was killed left; no Git of ours holds a lock for a minute
find .git -name '*.lock' -mmin +1 -exec rm -f {} +
git status >/dev/null 2>&1 || { rm -f .git/index; git reset --quiet; }
if [ -e .git/MERGE_HEAD ]; then git merge --abort 2>/dev/null || git reset --quiet; fi

git fetch --quiet -- "$2" "$3" || { echo "could not fetch $2" >&2; exit 0; }
git ls-files --deleted -z | xargs -0 -r git checkout --quiet --
git diff --quiet HEAD || git commit --quiet --all --message 'my changes'
git diff --name-only -z --diff-filter=A --no-renames HEAD FETCH_HEAD | xargs -0 -r -n 1 sh -c "$set_aside" set-aside

last=$(git rev-parse --quiet --verify "$LAST" || git merge-base HEAD FETCH_HEAD)
if [ -n "$last" ] && git merge-base --is-ancestor "$last" FETCH_HEAD; then
  git merge --quiet --no-edit -X ours FETCH_HEAD >/dev/null 2>&1 || {
    # deleted there and changed here, or the other way round: what is left of the two stays
    git diff --name-only -z --diff-filter=U | sort -zu | xargs -0 -r git add --all --
    git commit --quiet --no-edit
  }
fi
if ! git merge-base --is-ancestor FETCH_HEAD HEAD; then
  # a rewritten history, or one that cannot be merged: their versions are set aside, and the new one is taken whole
  git merge --abort 2>/dev/null
  git branch --force "mine-$(git rev-parse --short HEAD)"
  git diff --name-only -z --diff-filter=AM --no-renames "\${last:-FETCH_HEAD}" HEAD |
    xargs -0 -r -n 1 sh -c "$copy_aside" copy-aside
  git reset --quiet --hard FETCH_HEAD || { cd "$1" && fresh_copy "$2" "$3" "$4"; }
fi
git update-ref "$LAST" FETCH_HEAD
exit 0
`

/** One container for each repository, in the order of the settings. */
export function gitPullContainers(hub: HubPlan): Record<string, unknown>[] {
  if (hub.home.personal === 'none') return []
  return hub.servers.gitPull.map(({ repository, branch, folder }, i) => ({
    name: `git-pull-${i + 1}`,
    image: GIT_IMAGE,
    command: [
      'sh',
      '-c',
      spawnerVariable(GIT_PULL),
      'git-pull',
      ...[HOME, repository, branch, folder].map(spawnerVariable),
    ],
    env: Object.entries(IDENTITY).map(([name, value]) => ({ name, value })),
    resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } },
    securityContext: {
      runAsUser: homeUser(hub.servers),
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
