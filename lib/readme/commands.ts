/** The commands that README and Makefile share: both run in the bundle's folder. */
import type { SecretNeed } from '../plan/wiring.ts'
import { chartReference, knownValuesFile, type Release } from '../print/helm.ts'
import { joinShell, program, sh, words, type Shell } from '../print/shell.ts'
import type { AddressDocs, DeployDocs, PartDocs } from './types.ts'

const TERRAFORM = program('terraform', 'TERRAFORM')
export const KUBECTL = program('kubectl', 'KUBECTL')
export const HELM = program('helm', 'HELM')

/** Terraform in the folder of a part: `init`, `plan -destroy`. */
export const terraform = (part: PartDocs, words: Shell): Shell => sh`${TERRAFORM} -chdir=${part.folder} ${words}`

export const kubernetesFile = (part: PartDocs): string => `${part.folder}/kubernetes.yaml`
export const customResourcesFile = (part: PartDocs): string => `${part.folder}/custom-resources.yaml`

/** Server-side: large objects fit, and what another tool has changed is an error instead of being overwritten. */
export const applyObjects = (file: string): Shell => sh`${KUBECTL} apply --server-side -f ${file}`
export const diffObjects = (file: string): Shell => sh`${KUBECTL} diff --server-side -f ${file}`
export const deleteObjects = (file: string): Shell => sh`${KUBECTL} delete --ignore-not-found -f ${file}`

export const upgradeRelease = (part: PartDocs, release: Release): Shell =>
  withOutput(part, release, sh`${HELM} upgrade --install ${chart(part, release)} --wait --timeout 15m`)

/**
 * What would change, by `kubectl diff`, which hides Secrets' contents. Charts look up the tokens they made before, so
 * those do not differ.
 */
export function diffRelease(part: PartDocs, release: Release): Shell {
  const template = sh`${HELM} template ${chart(part, release)} --dry-run=server --no-hooks`
  return sh`{ ${withOutput(part, release, template)}; } | ${KUBECTL} diff --namespace ${release.namespace} -f -`
}

/** What the chart makes of its values, but for those that only an apply tells. */
export const templateRelease = (part: PartDocs, release: Release): Shell =>
  sh`${HELM} template ${chart(part, { ...release, terraformOutput: undefined })}`

export const uninstallRelease = ({ name, namespace }: Release): Shell =>
  sh`${HELM} uninstall ${name} --namespace ${namespace} --ignore-not-found --wait`

/** Releases of a part with values that only Terraform knows. */
export const lateReleases = ({ releases }: PartDocs): Release[] =>
  releases.filter(({ terraformOutput }) => terraformOutput !== undefined)

/** Keeps what only Terraform knows of a release's values beside them, for an engine to read. */
export function keepKnownValues(part: PartDocs, release: Release, otherwise?: Shell): Shell {
  const file = `${part.folder}/${knownValuesFile(release)}`
  const values = sh`values="$(${terraform(part, sh`output -json ${release.terraformOutput ?? ''}`)})"`
  const keep = sh`printf '%s\\n' "$values" > ${`${file}.new`} && mv ${`${file}.new`} ${file}`
  return otherwise ? sh`${values} || ${otherwise}; ${keep}` : sh`${values} && ${keep}`
}

/** Tells the engine of a part where the part is. */
export const beginDeploy = ({ folder }: PartDocs, { begin }: DeployDocs): Shell => applyObjects(`${folder}/${begin}`)

/** An object of a kind that the cluster may not know, with its namespace: whether it is there, and what to do then. */
export const whereThere = (object: Shell, then: Shell): Shell =>
  sh`test -z "$(${KUBECTL} get ${object} --ignore-not-found --output name 2>/dev/null || true)" || ${then}`

/** Brings the custom resource definitions of a chart to its version. */
export const upgradeDefinitions = (release: Release): Shell =>
  sh`${HELM} show crds ${words(chartReference(release))} --version ${release.version} |
    ${KUBECTL} apply --server-side --force-conflicts -f -`

function chart(part: PartDocs, release: Release): Shell {
  const [name = release.chart, ...repository] = chartReference(release)
  return words([
    release.name,
    name,
    ...repository,
    '--version',
    release.version,
    '--namespace',
    release.namespace,
    '--values',
    `${part.folder}/${release.service}.values.yaml`,
    ...(release.terraformOutput ? ['--values', '-'] : []),
  ])
}

/**
 * Kept in a variable first: at the left of a pipe, a failing Terraform would go unnoticed and the release lose its
 * values.
 */
function withOutput(part: PartDocs, release: Release, helm: Shell): Shell {
  if (!release.terraformOutput) return helm
  const output = terraform(part, sh`output -json ${release.terraformOutput}`)
  return sh`values="$(${output})" && printf '%s\\n' "$values" | ${helm}`
}

/**
 * Lines that make one Secret. What is asked for is typed unseen and reaches neither the screen nor the shell's history.
 * A subshell is read to its end before its first line runs: pasted as a whole, no line of it is taken for what was to
 * be typed. Where nothing is typed, no Secret is made.
 */
export const createSecret = (need: SecretNeed, put?: PutSecret): Shell[] => [
  sh`(`,
  ...linesOf(need, put).map((line) => sh`  ${line}`),
  sh`)`,
]

function linesOf(need: SecretNeed, put?: PutSecret): Shell[] {
  if (need.type === 'kubernetes.io/dockerconfigjson') return createRegistrySecret(need, put)
  return need.type === 'kubernetes.io/tls' ? createCertificateSecret(need, put) : createPlainSecret(need, put)
}

/** Of files, since nobody types what is in them. */
function createCertificateSecret(need: SecretNeed, put?: PutSecret): Shell[] {
  const variables = need.keys.map((_, i) => sh`file${i + 1}`)
  const values = need.keys.map(({ key }, i) => ({ key, value: sh`$(cat "$${variables[i]!}")` }))
  return [
    ...need.keys.map(({ what }, i) => askShown(`path of the file with the ${what}`, variables[i]!)),
    refuseNothing(variables),
    ...keepSecret(need, values, put),
  ]
}

/** Keeps what comes on standard input in the cloud's store of secrets, for the Secrets that come from there. */
type PutSecret = (entry: string, store: string) => Shell

/** Makes the Secret with these values by key, or fills the entries that it is made from. */
function keepSecret(
  need: SecretNeed,
  values: readonly { key: string; value: Shell }[],
  put: PutSecret | undefined,
): Shell[] {
  const { entries } = need
  if (entries && put)
    return values.map(({ key, value }) => sh`printf '%s' "${value}" | ${put(entries[key]!, need.store ?? '')}`)
  return [continued([makeSecret(need), ...values.map(({ key, value }) => sh`--from-literal=${key}="${value}"`)])]
}

/**
 * The same content under every key that a reader looks for: image pulls want `.dockerconfigjson`, build pods
 * `config.json`.
 */
function createRegistrySecret(need: SecretNeed, put: PutSecret | undefined): Shell[] {
  return [
    askShown('registry, such as quay.io', sh`server`),
    askShown('user name there', sh`user`),
    askUnseen('password or token', sh`password`),
    refuseNothing([sh`server`, sh`user`, sh`password`]),
    sh`login=$(printf '%s:%s' "$user" "$password" | base64 | tr -d '\\n')`,
    sh`config=$(printf '{"auths":{"%s":{"auth":"%s"}}}' "$server" "$login")`,
    ...keepSecret(
      need,
      need.keys.map(({ key }) => ({ key, value: sh`$config` })),
      put,
    ),
  ]
}

function createPlainSecret(need: SecretNeed, put: PutSecret | undefined): Shell[] {
  const asked = need.keys.filter(({ from }) => from === 'ask')
  const variables = asked.map((_, i) => sh`value${i + 1}`)
  const values = need.keys.map((each) => ({
    key: each.key,
    value: valueOf(each, variables[asked.indexOf(each)] ?? sh`${variableOf(each.key)}`),
  }))
  return [
    ...asked.map(({ what }, i) => askUnseen(what, variables[i]!)),
    ...need.keys.flatMap(readOutput),
    ...(asked.length > 0 ? [refuseNothing(variables)] : []),
    ...keepSecret(need, values, put),
  ]
}

type Key = SecretNeed['keys'][number]

function valueOf({ from }: Key, variable: Shell): Shell {
  return from === 'random' ? sh`$(openssl rand -hex 32)` : sh`$${variable}`
}

/** What Terraform tells goes into a variable first: where it tells nothing, no Secret is made. */
const readOutput = ({ key, from }: Key): Shell[] =>
  typeof from === 'string'
    ? []
    : [sh`${variableOf(key)}="$(${TERRAFORM} -chdir=${from.folder} output -raw ${from.output})" || exit 1`]

const variableOf = (key: string): string => key.replace(/[^a-z0-9]/g, '_')

/** Leaves the subshell where one of the variables is empty. */
function refuseNothing(variables: readonly Shell[]): Shell {
  const checked = variables.map((variable) => sh`"\${${variable}:?nothing was typed}"`)
  return sh`: ${joinShell(checked, ' ')}`
}

function makeSecret({ name, namespace, type }: SecretNeed): Shell {
  const typed = type ? sh` --type=${type}` : sh``
  return sh`${KUBECTL} create secret generic ${name} --namespace ${namespace}${typed}`
}

/** One command on several lines. */
const continued = (pieces: readonly Shell[]): Shell => joinShell(pieces, ' \\\n    ')

const askShown = (what: string, variable: Shell): Shell => sh`read -r -p ${`${what}: `} ${variable}`
const askUnseen = (what: string, variable: Shell): Shell => sh`read -rs -p ${`${what}: `} ${variable}; echo`

/** Succeeds when the Secret is there with all its keys: `len` of a key that is missing is an error. */
export function secretExists({ name, namespace, keys, entries }: SecretNeed): Shell {
  // the operator needs some seconds for one that was just written
  if (entries)
    return sh`${KUBECTL} wait externalsecret/${name} --namespace ${namespace} --for condition=Ready --timeout 1m
      >/dev/null`
  const template = keys.map(({ key }) => `{{len (index .data ${JSON.stringify(key)})}}`).join(' ')
  return sh`${KUBECTL} get secret ${name} --namespace ${namespace} --output ${`go-template=${template}`} >/dev/null`
}

/** Disks and load balancers outside of these namespaces, one a line; nothing when there are none. */
export function foreignResources(namespaces: readonly string[]): Shell {
  const elsewhere = namespaces.map((name) => `metadata.namespace!=${name}`)
  const get = (kind: string, selectors: readonly string[]): Shell =>
    sh`${KUBECTL} get ${kind} --all-namespaces --no-headers --field-selector ${selectors.join(',')}`
  const disks = get('persistentvolumeclaims', elsewhere)
  return sh`${disks} && ${get('services', ['spec.type=LoadBalancer', ...elsewhere])}`
}

/** Waits until the cluster has deleted its disks. */
export const disksDeleted = (): Shell => sh`${KUBECTL} wait --for=delete persistentvolumes --all --timeout=15m`

export const currentContext = (): Shell => sh`${KUBECTL} config current-context`

/** The name or the number of a load balancer, whichever its cloud gives. */
export const publicAddress = ({ namespace, service }: AddressDocs): Shell =>
  sh`${KUBECTL} get service ${service} --namespace ${namespace} --output
    "jsonpath={.status.loadBalancer.ingress[0]['hostname','ip']}"; echo`
