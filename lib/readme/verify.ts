/**
 * The text of `dist/<community>/verify.sh`: are the files as hubloom wrote them, and do the real programs take them?
 * POSIX sh, run by dash, bash and busybox; what is not at hand is said, and is no failure.
 */
import { chartReference, type Release } from '../print/helm.ts'
import { sh, words, type Shell } from '../print/shell.ts'
import { customResourcesFile, kubernetesFile } from './commands.ts'
import type { BundleDocs, ClusterDocs, HubDocs } from './types.ts'

export function renderVerify(bundle: BundleDocs): string {
  const parts: readonly (ClusterDocs | HubDocs)[] = [...(bundle.cluster ? [bundle.cluster] : []), ...bundle.hubs]
  const calls = parts.flatMap((part) => [
    sh`root ${part.folder}`,
    ...(part.hasManifests ? [sh`objects ${kubernetesFile(part)}`] : []),
    ...(part.hasCustomResources ? [sh`objects ${customResourcesFile(part)}`] : []),
    ...(part.deploy?.objects ?? []).map((file) => sh`objects ${`${part.folder}/${file}`}`),
    ...part.releases.map((release) => releaseCall(part, release)),
  ])
  return `${HEAD}${calls.map((call) => `${String(call)}\n`).join('')}${END}`
}

function releaseCall({ folder, access }: ClusterDocs | HubDocs, release: Release): Shell {
  const { name, namespace, chart, version, service } = release
  const own = [`${folder}/${service}.values.yaml`, chart, version, name, namespace, `${access.kubernetes}.0`]
  return sh`release ${words([...own, ...chartReference(release)])}`
}

/** The same in every bundle: what follows calls its functions. */
const HEAD = `#!/bin/sh
# Are the files of this folder as they were written, and do terraform (or tofu), helm and kubectl take them? Changes
# nothing, and asks no cluster and no cloud. What is not at hand here is said.
#   sh verify.sh            all of it; Terraform's providers and the charts come from the network
#   sh verify.sh --offline  without the network: of providers and charts, only what is here already
#   sh verify.sh --accept   the files are meant to be as they are now: writes SHA256SUMS anew
# TERRAFORM, HELM, KUBECTL name other programs; CHARTS a folder with charts, as \`helm pull\` writes or unpacks them.
set -u
LC_ALL=C
export LC_ALL
cd "$(dirname -- "$0")" || exit 2
passed=0 failed=0 skipped=0
pass() { passed=$((passed + 1)); echo "ok       $1"; }
fail() { failed=$((failed + 1)); echo "FAILED   $1"; }
skip() { skipped=$((skipped + 1)); echo "not run  $1"; }
why() { grep -v '^[^A-Za-z0-9]*$' "$log" | head -n 3 | tr '\\n' ' ' | cut -c 1-300; }

digest() {
  case "$hash" in
    shasum) shasum -a 256 <"$1" ;;
    openssl) openssl dgst -sha256 -r <"$1" ;;
    *) "$hash" <"$1" ;;
  esac | cut -c 1-64
}

# Each file of the list, then those that are not in it
sums() {
  before=$failed
  while read -r wanted path; do
    if [ ! -f "./$path" ]; then fail "$path: missing"
    elif [ "$(digest "./$path")" != "$wanted" ]; then fail "$path: not as it was written"
    fi
  done <SHA256SUMS
  [ "$failed" -gt "$before" ] || pass "every file is as it was written"
  find . -name .git -prune -o -name .terraform -prune -o -name applied -prune -o ! -type d -print | sed 's|^\\./||' |
    grep -vxF "$(cut -c 67- SHA256SUMS; echo SHA256SUMS)" |
    grep -vE '(^|/)(\\.terraform\\.lock\\.hcl|[^/]*\\.tfstate(\\.[^/]*)?|[^/]*\\.tfplan)$' | sort |
    while read -r path; do
      case "$path" in
        *.tf | *.tf.json | *.tfvars | *.tfvars.json) echo "more     $path: not of this list, and Terraform reads it" ;;
        *) echo "more     $path: not of this list" ;;
      esac
    done
}

accept() {
  [ -n "$hash" ] || { echo "no sums can be made: $NO_HASH" >&2; exit 1; }
  while read -r wanted path; do
    [ ! -f "./$path" ] || printf '%s  %s\\n' "$(digest "./$path")" "$path"
  done <SHA256SUMS >SHA256SUMS.new && mv SHA256SUMS.new SHA256SUMS
}
NO_HASH='neither sha256sum nor shasum nor openssl here'

# root FOLDER
root() {
  what="terraform validate: $1"
  [ -n "$terraform" ] || { skip "$what: neither terraform nor tofu here"; return; }
  copy=$scratch/$1
  if [ -d "$1/.terraform/providers" ]; then copy=$1
  elif [ -n "$offline" ]; then skip "$what: its providers are not here"; return
  else
    mkdir -p "$copy"
    for file in "$1"/*.tf "$1"/*.tf.json "$1/.terraform.lock.hcl"; do [ ! -f "$file" ] || cp "$file" "$copy"; done
    if ! "$terraform" "-chdir=$copy" init -backend=false -input=false -no-color >"$log" 2>&1; then
      if grep -qiE 'registry|failed to (query|install|instantiate) ' "$log"; then
        skip "$what: its providers cannot be had: $(why)"
      else fail "$what: $(why)"
      fi
      return
    fi
  fi
  if "$terraform" "-chdir=$copy" validate -no-color >"$log" 2>&1; then pass "$what"
  elif grep -qE '(terraform|tofu) init' "$log"; then skip "$what: other providers than those here: run init again"
  else fail "$what: $(why)"
  fi
}

# objects FILE: reads it as kubectl does, without a cluster
objects() {
  what="kubectl reads $1"
  [ -n "$kubectl" ] || { skip "$what: no kubectl here"; return; }
  if "$kubectl" label --local --overwrite -f "$1" verified=yes -o name >"$log" 2>&1; then pass "$what"
  else fail "$what: $(why)"
  fi
}

# release VALUES CHART VERSION NAME NAMESPACE KUBERNETES REFERENCE...: what only Terraform knows is left out
release() {
  what="helm template: $1" values=$1 chart=$2 version=$3 name=$4 namespace=$5 kubernetes=$6
  [ -n "$helm" ] || { skip "$what: no helm here"; return; }
  shift 6
  pulled=
  for place in "$charts/$chart-$version.tgz" "$charts/$chart"; do
    if [ -n "$charts" ] && [ -e "$place" ]; then pulled=$place; break; fi
  done
  if [ -n "$pulled" ]; then set -- "$pulled"
  elif [ -n "$offline" ]; then skip "$what: the chart $chart $version is not here"; return
  else set -- "$@" --version "$version"
  fi
  if "$helm" template "$name" "$@" --namespace "$namespace" --kube-version "$kubernetes" --values "$values" \\
    >/dev/null 2>"$log"; then pass "$what"
  elif [ -z "$pulled" ] && grep -qiE "$UNREACHABLE" "$log"; then skip "$what: the chart cannot be had: $(why)"
  else fail "$what: $(why)"
  fi
}
UNREACHABLE='no such host|connection refused|timeout|timed out|not a valid chart repository|dial tcp|proxyconnect|EOF'

found() { for program in "$@"; do command -v "$program" >/dev/null && echo "$program" && return; done; }
hash=$(found sha256sum shasum openssl)
offline=
case "\${1:-}" in
  '') ;;
  --offline) offline=yes ;;
  --accept) accept; exit ;;
  *) echo 'usage: sh verify.sh [--offline | --accept]' >&2; exit 2 ;;
esac
terraform=$(found "\${TERRAFORM:-terraform}" "\${TERRAFORM:-tofu}")
helm=$(found "\${HELM:-helm}")
kubectl=$(found "\${KUBECTL:-kubectl}")
charts=\${CHARTS:-}
scratch=$(mktemp -d) || exit 2
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
log=$scratch/log
# one copy of each provider for all folders
mkdir "$scratch/plugins"
export TF_PLUGIN_CACHE_DIR="\${TF_PLUGIN_CACHE_DIR:-$scratch/plugins}" TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE=1

if [ -n "$hash" ]; then sums
else skip "sums of the files: $NO_HASH"
fi
`

const END = `
echo "$passed passed, $failed failed, $skipped not run here"
[ "$failed" -eq 0 ]
`
