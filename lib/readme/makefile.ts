import {
  applyCustomResources,
  applyManifests,
  diffRelease,
  foreignResources,
  secretExists,
  terraform,
  uninstallRelease,
  upgradeRelease,
  type Tools,
} from './commands.ts'
import { make, sh } from './text.ts'
import type { AccessDocs, BundleDocs, PartDocs } from './types.ts'

/**
 * `make` below doubles every dollar sign, so these stand for `$(…)` until the end. No text holds them: control
 * characters are taken out.
 */
const [OPEN, CLOSE] = ['\u0001', '\u0002']
const variable = (name: string): string => `${OPEN}${name}${CLOSE}`
const TOOLS: Tools = { terraform: variable('TERRAFORM'), kubectl: variable('KUBECTL'), helm: variable('HELM') }
const SUBMAKE = variable('MAKE')

interface Target {
  name: string
  about: string
  needs?: readonly string[]
  lines: readonly string[]
}

/**
 * The text of `dist/<community>/Makefile`: the README's commands, and guards against the wrong cluster and against a
 * slip.
 */
export function renderMakefile(bundle: BundleDocs): string {
  const parts = partsOf(bundle)
  const targets = [...overall(bundle, parts), ...parts.flatMap(({ part, access }) => targetsOf(part, access))]
  const names = ['help', ...targets.map(({ name }) => name)]
  return [
    `# ${bundle.community.name}: the commands of README.md. Needs terraform (or tofu), kubectl and helm; nothing else.`,
    '# Written by hubloom: while it does, change its inputs, not this file.',
    'TERRAFORM ?= terraform',
    'KUBECTL ?= kubectl',
    'HELM ?= helm',
    "# Name of the cluster in kubectl's configuration, where it is another than the cloud's tools give: make " +
      'CONTEXT=… apply',
    'CONTEXT :=',
    'SHELL := /bin/bash',
    '.SHELLFLAGS := -eu -o pipefail -c',
    '.DEFAULT_GOAL := help',
    '.NOTPARALLEL:',
    `.PHONY: ${names.join(' ')}`,
    '',
    'help: ## say what there is',
    `\t@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-28s %s\\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))`,
    ...targets.flatMap(({ name, about, needs = [], lines }) => [
      '',
      `${[`${name}:`, ...needs].join(' ')} ## ${about}`,
      ...lines.map((line) =>
        make(line)
          .replaceAll(OPEN, () => '$(')
          .replaceAll(CLOSE, ')'),
      ),
    ]),
    '',
  ].join('\n')
}

interface Placed {
  part: PartDocs
  access: AccessDocs
}

/** The cluster first, then the hubs: the order in which they are made. */
const partsOf = (bundle: BundleDocs): Placed[] => [
  ...(bundle.cluster ? [{ part: bundle.cluster, access: bundle.cluster.access }] : []),
  ...bundle.hubs.map((hub) => ({ part: hub, access: hub.access })),
]

function overall(bundle: BundleDocs, parts: readonly Placed[]): Target[] {
  const each = (verb: string): string[] => parts.map(({ part }) => `${SUBMAKE} ${verb}-${part.folder}`)
  const all = bundle.cluster ? 'the cluster, then each hub' : 'each hub'
  const { access } = parts[0] ?? {}
  const sameCluster = parts.every(
    (other) => other.access.name === access?.name && other.access.account === access.account,
  )
  return [
    { name: 'plan', about: `what Terraform would change: ${all}`, lines: each('plan') },
    { name: 'apply', about: `make or update everything: ${all}`, lines: each('apply') },
    { name: 'diff', about: 'what would change, in Terraform, Kubernetes and Helm', lines: each('diff') },
    {
      name: 'secrets-check',
      about: 'are the Secrets there that have to be made by hand?',
      lines: each('secrets-check'),
    },
    {
      name: 'destroy',
      about: `remove everything, hubs first; only with CONFIRM=${bundle.community.name}`,
      lines: [
        confirm(bundle.community.name),
        ...[...parts].reverse().map(({ part }) => `${SUBMAKE} destroy-${part.folder} CONFIRM=${part.folder}`),
      ],
    },
    ...(access && sameCluster
      ? [
          {
            name: 'credentials',
            about: `let kubectl and helm reach the cluster ${access.name}`,
            lines: [...access.credentials],
          },
        ]
      : []),
  ]
}

function targetsOf(part: PartDocs, access: AccessDocs): Target[] {
  const name = part.folder
  const init = terraform(TOOLS, part, 'init', '-input=false')
  return [
    {
      name: `credentials-${name}`,
      about: `let kubectl and helm reach the cluster ${access.name}`,
      lines: [...access.credentials],
    },
    {
      name: `plan-${name}`,
      about: `what Terraform would change for ${name}`,
      lines: [init, terraform(TOOLS, part, 'plan')],
    },
    {
      name: `apply-${name}`,
      about: `make or update ${name}`,
      lines: [
        init,
        terraform(TOOLS, part, 'apply'),
        ...(name === 'cluster' ? [`${SUBMAKE} credentials-${name}`] : []),
        `${SUBMAKE} kubernetes-${name}`,
      ],
    },
    {
      name: `kubernetes-${name}`,
      about: `make or update what ${name} runs in Kubernetes, without Terraform`,
      needs: [`context-${name}`],
      lines: [
        ...(part.hasManifests ? [applyManifests(TOOLS, part)] : []),
        `${SUBMAKE} secrets-check-${name}`,
        ...part.releases.map((release) => upgradeRelease(TOOLS, part, release)),
        ...(part.hasCustomResources ? [applyCustomResources(TOOLS, part)] : []),
      ],
    },
    {
      name: `diff-${name}`,
      about: `what would change for ${name}`,
      needs: [`context-${name}`],
      lines: [
        init,
        terraform(TOOLS, part, 'plan'),
        ...(part.hasManifests
          ? [differs(`${TOOLS.kubectl} diff --server-side -f ${sh(`${name}/kubernetes.yaml`)}`)]
          : []),
        ...part.releases.map((release) => differs(diffRelease(TOOLS, part, release))),
        ...(part.hasCustomResources
          ? [differs(`${TOOLS.kubectl} diff --server-side -f ${sh(`${name}/custom-resources.yaml`)}`)]
          : []),
      ],
    },
    {
      name: `secrets-check-${name}`,
      about: `are the Secrets of ${name} there?`,
      needs: [`context-${name}`],
      lines:
        part.secrets.length === 0
          ? []
          : [
              '@missing=0; ' +
                `${part.secrets.map((need) => `${secretExists(TOOLS, need)} || { echo ` + `${sh(`missing: Secret ${need.name} in namespace ${need.namespace} with ` + `${need.keys.map(({ key }) => key).join(', ')}; README.md has the command`)}; ` + 'missing=1; }').join('; ')}; ` +
                'exit $missing',
            ],
    },
    {
      name: `destroy-${name}`,
      about: `remove ${name} with all that is in it; only with CONFIRM=${name}`,
      needs: [`context-${name}`],
      lines: [
        confirm(name),
        // Terraform's protection is asked first, so that nothing is half removed
        init,
        terraform(TOOLS, part, 'plan', '-destroy'),
        ...(name === 'cluster' ? [emptyOfHubs(part)] : []),
        ...(part.hasCustomResources
          ? [`${TOOLS.kubectl} delete --ignore-not-found -f ${sh(`${name}/custom-resources.yaml`)} || true`]
          : []),
        ...[...part.releases].reverse().map((release) => uninstallRelease(TOOLS, release)),
        ...(part.hasManifests
          ? [`${TOOLS.kubectl} delete --ignore-not-found -f ${sh(`${name}/kubernetes.yaml`)}`]
          : []),
        // while the cluster can still delete them; afterwards they would stay and cost
        ...(name === 'cluster' ? [`${TOOLS.kubectl} wait --for=delete persistentvolumes --all --timeout=15m`] : []),
        terraform(TOOLS, part, 'destroy'),
      ],
    },
    {
      name: `context-${name}`,
      about: `is kubectl set to the cluster ${access.name}?`,
      lines: [
        `@ours=${sh(access.context)}; ours="\${CONTEXT:-$ours}"; actual="$(${TOOLS.kubectl} config ` +
          'current-context)"; test "$actual" = "$ours" || { echo "kubectl is set to $actual, another cluster ' +
          `than $ours. Run: make credentials-${name} (or, if that is the name of this cluster here, add ` +
          'CONTEXT=$actual)" >&2; exit 1; }',
      ],
    },
  ]
}

/**
 * Hubs keep disks and web addresses, which only their own removal ends; other communities' hubs are not ours to remove.
 */
function emptyOfHubs(part: PartDocs): string {
  const own = [...new Set(part.releases.map(({ namespace }) => namespace))].sort()
  return (
    `@left="$(${foreignResources(TOOLS, own)})"; test -z "$left" || { printf '%s\\n' "$left" ` +
    `${sh('This is still there. Destroy the hubs that it belongs to first, and delete what belongs to none; then go ' + 'on.')} ` +
    '>&2; exit 1; }'
  )
}

const confirm = (word: string): string =>
  `@case "\${CONFIRM:-}" in ${sh(word)}) ;; *) echo ` +
  `${sh(`This removes things for good. To go on, add CONFIRM=${word}`)} >&2; exit 1 ;; esac`

/** `kubectl diff` ends with 1 where something differs, and with more where it failed. */
const differs = (line: string): string => `${line} || test $? -eq 1`
