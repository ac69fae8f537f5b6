/**
 * The record of what was applied, `<folder>/applied/`: made by the Makefile, kept in Git, read by hubloom. It holds
 * copies of `main.tf.json` and `installed.txt`, exchanged by one rename or added to line by line, and `files.cksum`,
 * checksums of what was applied. The list grows step by step while an apply runs: a release or object is in it before
 * it is made. A Terraform apply that stops half-way leaves the root that it began with, `begun.tf.json`, and the
 * addresses that its state has then, `begun.txt`: what is in both exists, though the root that was last applied as a
 * whole does not have it.
 */
import { PART_LABEL, partLabel } from '../print/kubernetes.ts'
import { BEGUN_ROOT, BEGUN_STATE, INSTALLED_FILE, RELEASE } from '../print/installed.ts'
import { program, sh, type Shell } from '../print/shell.ts'
import { HELM, KUBECTL, terraform } from './commands.ts'
import type { DeployDocs, PartDocs } from './types.ts'

const recordOf = (part: PartDocs): string => `${part.folder}/applied`
const listOf = (part: PartDocs): string => `${part.folder}/${INSTALLED_FILE}`
const recordedList = (part: PartDocs): string => `${recordOf(part)}/${INSTALLED_FILE}`

/** Writes a file of the record from what a command prints. */
const written = (part: PartDocs, file: string, command: Shell): Shell =>
  sh`mkdir -p ${recordOf(part)} && ${command} > ${`${recordOf(part)}/${file}.new`} &&
    mv ${`${recordOf(part)}/${file}.new`} ${`${recordOf(part)}/${file}`}`

const copied = (part: PartDocs, file: string): Shell => written(part, file, sh`cat ${`${part.folder}/main.tf.json`}`)

/** Once all of it is applied. */
export const recordTerraform = (part: PartDocs): Shell =>
  sh`${copied(part, 'main.tf.json')} &&
    rm -f ${`${recordOf(part)}/${BEGUN_ROOT}`} ${`${recordOf(part)}/${BEGUN_STATE}`}`

/**
 * An apply that fails half-way has made something already: a first one is recorded as soon as there is any state, a
 * later one beside what was applied before it.
 */
export function applyTerraform(part: PartDocs): Shell {
  const isRecorded = sh`test -e ${`${recordOf(part)}/main.tf.json`}`
  const state = terraform(part, sh`state list`)
  const begun = sh`${copied(part, BEGUN_ROOT)} && ${written(part, BEGUN_STATE, state)}`
  const first = sh`test -z "$(${state} 2>/dev/null)" || { ${recordTerraform(part)}; }`
  return sh`${terraform(part, sh`apply`)} || { if ${isRecorded}; then ${begun}; else ${first}; fi; exit 1; }`
}

/** Before anything is installed: nothing is recorded that was not there before. */
export const recordNothing = (part: PartDocs): Shell => sh`mkdir -p ${recordOf(part)} && touch ${recordedList(part)}`

/** Before objects are applied: those that are not recorded yet. */
export function recordObjects(part: PartDocs): Shell {
  const comes = sh`${program(GONE, 'GONE')} ${recordedList(part)} ${listOf(part)}`
  const objects = sh`{ ${comes} | grep -v ${`^${RELEASE} `} || test $? -eq 1; }`
  return written(part, INSTALLED_FILE, sh`{ cat ${recordedList(part)} && ${objects}; }`)
}

/** Before a release is installed: one line at the end. */
export function recordRelease(part: PartDocs, { name, namespace }: PartDocs['releases'][number]): Shell {
  const line = `^${RELEASE} ${namespace} ${name}( |$)`
  const add = sh`grep -E ${line} ${listOf(part)} >> ${recordedList(part)}`
  return sh`grep -qE ${line} ${recordedList(part)} || ${add} || test $? -eq 1`
}

/** Where others installed it: what was there, and what they installed. */
export function recordBoth(part: PartDocs): Shell {
  const former = sh`{ ${noRecord(part)} || cat ${recordedList(part)}; }`
  return written(part, INSTALLED_FILE, sh`{ cat ${listOf(part)} && ${former}; }`)
}

/** Afterwards: what is written, and what stays because of its data. */
export function recordInstalled(part: PartDocs): Shell {
  const kept = sh`{ ${gone(part)} | grep -E "^([^ ]+ ){3}$keep\\$" || test $? -eq 1; }`
  return written(part, INSTALLED_FILE, sh`{ cat ${listOf(part)} && ${WORD} && ${kept}; }`)
}

/** Of which files all of it was made. */
export const recordChecksums = (part: PartDocs): Shell => written(part, CHECKSUMS, checksums(part))

export const forget = (part: PartDocs): Shell => sh`rm -rf ${recordOf(part)}`

const noRecord = (part: PartDocs): Shell => sh`test ! -e ${recordedList(part)}`

const CHECKSUMS = 'files.cksum'
const checksums = ({ folder }: PartDocs): Shell => sh`cksum ${folder}/*.json ${folder}/*.yaml | LC_ALL=C sort`

/** Says so where another part was not applied as it is written now. */
export const askFirst = (part: PartDocs, first: PartDocs): Shell => {
  const advice =
    `${first.folder} has not been applied as it is written now: make apply-${first.folder} tries there ` +
    `what comes to ${part.folder}.`
  const applied = sh`cat ${`${recordOf(first)}/${CHECKSUMS}`} 2>/dev/null`
  return sh`@test "$(${checksums(first)})" = "$(${applied})" || echo ${advice} >&2`
}

/** What holds data goes only with a word of its own. */
const WORD = sh`case "\${PRUNE_DATA:-}" in yes) keep=nothing ;; *) keep=data ;; esac`
const EVERYTHING = sh`keep=nothing`

/** Lines of the second list that are not in the first, each once; what it calls data is no part of a line's address. */
export const GONE = 'awk \'{ key = $1 " " $2 " " $3 } FILENAME == ARGV[1] { seen[key] = 1; next } !seen[key]++\''

/** What was installed and is no longer written. */
const gone = (part: PartDocs): Shell => sh`${program(GONE, 'GONE')} ${listOf(part)} ${recordedList(part)}`

/** Says what is no longer written, and what removes it. */
export function showGone(part: PartDocs, by = part.deploy ? `make prune-${part.folder}` : 'an apply'): Shell {
  const what =
    `No longer written: ${by} removes these from Kubernetes. A line with "data" at its end stays until ` +
    'PRUNE_DATA=yes.'
  return sh`@${noRecord(part)} || { gone="$(${gone(part)})"; test -z "$gone" || printf '%s\\n' ${what} "$gone"; }`
}

/** Before others take their place: two releases of one disk or one address cannot run at once. */
export const pruneReleases = (part: PartDocs, deploy?: DeployDocs): Shell =>
  sh`@${WORD}; ${eachGone(part, uninstall(deploy))}`

/** After the releases, which may have used them. */
export const pruneObjects = (part: PartDocs, community: string): Shell =>
  sh`@${WORD}; ${eachGone(part, deleteOwn(part, community))}`

/** Where the folder itself goes: what was kept because of its data, too. */
export const pruneEverything = (part: PartDocs, community: string): Shell[] =>
  [uninstall(part.deploy), deleteOwn(part, community)].map(
    (command) => sh`@${noRecord(part)} || { ${EVERYTHING}; ${eachGone(part, command)}; }`,
  )

const eachGone = (part: PartDocs, command: Shell): Shell =>
  sh`${gone(part)} | while read -r kind namespace name data; do test "$data" != "$keep" || continue; ${command}; done`

/** By the engine first, where one has it. */
function uninstall(deploy: DeployDocs | undefined): Shell {
  const byEngine = deploy ? sh`{ ${deploy.remove(sh`"$name"`, sh`"$namespace"`)}; } </dev/null || exit 1;` : sh``
  return sh`case "$kind" in ${RELEASE}) ${byEngine}${HELM} uninstall "$name" --namespace "$namespace" --ignore-not-found
    --wait </dev/null || exit 1 ;; esac`
}

/** Only what still carries the label of this folder: another one may have taken it over. */
function deleteOwn(part: PartDocs, community: string): Shell {
  const own = `${PART_LABEL}=${partLabel(community, part.folder)}`
  return sh`case "$kind" in ${RELEASE}) ;; *) ${KUBECTL} delete "$kind" --namespace "\${namespace#-}" --selector ${own}
    --field-selector "metadata.name=$name" --timeout 15m </dev/null || exit 1 ;; esac`
}
