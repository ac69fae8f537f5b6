/** The commands that README and Makefile share: both run in the bundle's folder. */
import type { SecretNeed } from '../plan/types.ts'
import { sh } from './text.ts'
import type { AddressDocs, PartDocs } from './types.ts'
import { chartReference, type Release } from '../print/helm.ts'

/** How the three tools are called: by name in the README, by variable in the Makefile. */
export interface Tools {
  terraform: string
  kubectl: string
  helm: string
}
export const plainTools: Tools = { terraform: 'terraform', kubectl: 'kubectl', helm: 'helm' }

export const terraform = (tools: Tools, part: PartDocs, ...words: string[]): string =>
  `${tools.terraform} -chdir=${sh(part.folder)} ${words.join(' ')}`

/** Server-side: large objects fit, and what another tool has changed is an error instead of being overwritten. */
export const applyManifests = (tools: Tools, part: PartDocs): string =>
  `${tools.kubectl} apply --server-side -f ${sh(`${part.folder}/kubernetes.yaml`)}`
export const applyCustomResources = (tools: Tools, part: PartDocs): string =>
  `${tools.kubectl} apply --server-side -f ${sh(`${part.folder}/custom-resources.yaml`)}`

export const upgradeRelease = (tools: Tools, part: PartDocs, release: Release): string =>
  withOutput(tools, part, release, `${tools.helm} upgrade --install ${chart(part, release)} --wait --timeout 15m`)

/**
 * What would change, by `kubectl diff`, which hides Secrets' contents. Charts look up the tokens they made before, so
 * those do not differ.
 */
export const diffRelease = (tools: Tools, part: PartDocs, release: Release): string =>
  '{ ' +
  `${withOutput(tools, part, release, `${tools.helm} template ${chart(part, release)} --dry-run=server --no-hooks`)}; ` +
  `} | ${tools.kubectl} diff --namespace ${sh(release.namespace)} -f -`

export const uninstallRelease = (tools: Tools, release: Release): string =>
  `${tools.helm} uninstall ${sh(release.name)} --namespace ${sh(release.namespace)} --ignore-not-found --wait`

/** Charts whose custom resource definitions Helm installs once and never upgrades, and which use them. */
const WITH_CRDS = ['tigera-operator', 'dask-gateway']

/** Brings the definitions of a chart to its version; nothing for charts without. */
export const upgradeDefinitions = (tools: Tools, release: Release): string[] =>
  WITH_CRDS.includes(release.chart)
    ? [
        `${tools.helm} show crds ${chartReference(release).map(sh).join(' ')} --version ${sh(release.version)} ` +
          `| ${tools.kubectl} apply --server-side --force-conflicts -f -`,
      ]
    : []

function chart(part: PartDocs, release: Release): string {
  const [name = release.chart, ...repository] = chartReference(release).map(sh)
  const values = [
    '--values',
    sh(`${part.folder}/${release.service}.values.yaml`),
    ...(release.terraformOutput ? ['--values', '-'] : []),
  ]
  return [
    sh(release.name),
    name,
    ...repository,
    '--version',
    sh(release.version),
    '--namespace',
    sh(release.namespace),
    ...values,
  ].join(' ')
}

/**
 * Kept in a variable first: at the left of a pipe, a failing Terraform would go unnoticed and the release lose its
 * values.
 */
function withOutput(tools: Tools, part: PartDocs, release: Release, helm: string): string {
  if (!release.terraformOutput) return helm
  return (
    `values="$(${terraform(tools, part, 'output', '-json', sh(release.terraformOutput))})" && printf '%s\\n' ` +
    `"$values" | ${helm}`
  )
}

/**
 * Lines that make one Secret. What is asked for is typed unseen and reaches neither the screen nor the shell's history.
 */
export function createSecret(tools: Tools, need: SecretNeed): string[] {
  if (need.type === 'kubernetes.io/dockerconfigjson') {
    return [
      ask('registry, such as quay.io', 'server', true),
      ask('user name there', 'user', true),
      ask('password or token', 'password'),
      // the same content under every key that a reader looks for: image pulls want .dockerconfigjson, build pods
      // config.json
      `config=$(printf '{"auths":{"%s":{"auth":"%s"}}}' "$server" "$(printf '%s:%s' "$user" "$password" | ` +
        `base64 | tr -d '\\n')")`,
      [
        `${tools.kubectl} create secret generic ${sh(need.name)} --namespace ${sh(need.namespace)} ` +
          `--type=${sh(need.type)}`,
        ...need.keys.map(({ key }) => `  --from-literal=${sh(key)}="$config"`),
      ].join(' \\\n'),
      'unset server user password config',
    ]
  }
  const asked = need.keys.filter(({ from }) => from === 'ask')
  const value = (key: string, from: 'random' | 'ask'): string =>
    from === 'random' ? '$(openssl rand -hex 32)' : `$value${asked.findIndex((other) => other.key === key) + 1}`
  return [
    ...asked.map(({ what }, i) => ask(what, `value${i + 1}`)),
    [
      `${tools.kubectl} create secret generic ${sh(need.name)} --namespace ` +
        `${sh(need.namespace)}${need.type ? ` --type=${sh(need.type)}` : ''}`,
      ...need.keys.map(({ key, from }) => `  --from-literal=${sh(key)}="${value(key, from)}"`),
    ].join(' \\\n'),
    ...(asked.length > 0 ? [`unset ${asked.map((_, i) => `value${i + 1}`).join(' ')}`] : []),
  ]
}

const ask = (what: string, variable: string, shown = false): string =>
  `read -r${shown ? '' : 's'} -p ${sh(`${what}: `)} ${variable}${shown ? '' : '; echo'}`

/** Succeeds when the Secret is there with all its keys: `len` of a key that is missing is an error. */
export function secretExists(tools: Tools, need: SecretNeed): string {
  const template = need.keys.map(({ key }) => `{{len (index .data ${JSON.stringify(key)})}}`).join(' ')
  return (
    `${tools.kubectl} get secret ${sh(need.name)} --namespace ${sh(need.namespace)} --output ` +
    `${sh(`go-template=${template}`)} >/dev/null`
  )
}

/** Disks and load balancers outside of these namespaces, one a line; nothing when there are none. */
export function foreignResources(tools: Tools, namespaces: readonly string[]): string {
  const elsewhere = namespaces.map((name) => `metadata.namespace!=${name}`)
  const get = (kind: string, ...selectors: string[]): string =>
    `${tools.kubectl} get ${kind} --all-namespaces --no-headers --field-selector ` +
    `${sh([...selectors, ...elsewhere].join(','))}`
  return `${get('persistentvolumeclaims')} && ${get('services', 'spec.type=LoadBalancer')}`
}

/** The name or the number of a load balancer, whichever its cloud gives. */
export const publicAddress = (tools: Tools, { namespace, service }: AddressDocs): string =>
  `${tools.kubectl} get service ${sh(service)} --namespace ${sh(namespace)} --output ` +
  `"jsonpath={.status.loadBalancer.ingress[0]['hostname','ip']}"; echo`
