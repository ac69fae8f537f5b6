import { make, recipe, renderMake, target, type Make } from '../print/make.ts'
import { joinShell, program, sh, type Shell } from '../print/shell.ts'
import {
  applyTerraform,
  askFirst,
  forget,
  GONE,
  pruneEverything,
  pruneObjects,
  pruneReleases,
  recordBoth,
  recordChecksums,
  recordInstalled,
  recordNothing,
  recordObjects,
  recordRelease,
  recordTerraform,
  showGone,
} from './applied.ts'
import {
  applyObjects,
  beginDeploy,
  currentContext,
  customResourcesFile,
  deleteObjects,
  diffObjects,
  diffRelease,
  disksDeleted,
  foreignResources,
  keepKnownValues,
  kubernetesFile,
  lateReleases,
  secretExists,
  terraform,
  uninstallRelease,
  upgradeRelease,
} from './commands.ts'
import type { AccessDocs, BundleDocs, ClusterDocs, DeployDocs, HubDocs, PartDocs } from './types.ts'

interface Target {
  name: string
  about: string
  needs?: readonly string[]
  commands: readonly Shell[]
}

/**
 * The text of `dist/<community>/Makefile`: the README's commands, and guards against the wrong cluster and against a
 * slip.
 */
export function renderMakefile(bundle: BundleDocs): string {
  const parts = partsOf(bundle)
  const targets = [...targetsOfAll(bundle, parts), ...parts.flatMap(targetsOf)]
  return renderMake([
    ...head(bundle, ['help', ...targets.map(({ name }) => name)]),
    make``,
    make`help: ## say what there is`,
    // make reads this line itself: its own signs are doubled by hand
    make`\t@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-28s %s\\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))`,
    ...targets.flatMap(renderTarget),
  ])
}

function head(bundle: BundleDocs, names: readonly string[]): Make[] {
  return [
    make`# ${bundle.community.name}: the commands of README.md. Needs terraform (or tofu), kubectl and helm; nothing
    else.`,
    make`# Written by hubloom: while it does, change its inputs, not this file.`,
    make`TERRAFORM ?= terraform`,
    make`KUBECTL ?= kubectl`,
    make`HELM ?= helm`,
    make`# Name of the cluster in kubectl's configuration, where it is another than the cloud's tools give:
    ${USE_CONTEXT}`,
    make`CONTEXT :=`,
    make`# What is no longer written and holds data is removed only with this word: ${PRUNE_DATA}`,
    make`PRUNE_DATA :=`,
    make`# Lines of a list of what was installed that are not in another`,
    make`GONE = ${GONE}`,
    make`SHELL := /bin/bash`,
    make`.SHELLFLAGS := -eu -o pipefail -c`,
    make`.DEFAULT_GOAL := help`,
    make`.NOTPARALLEL:`,
    names.reduce((line, name) => make`${line} ${target(name)}`, make`.PHONY:`),
  ]
}

const USE_CONTEXT = 'make CONTEXT=… apply'
const PRUNE_DATA = 'make PRUNE_DATA=yes apply'

function renderTarget({ name, about, needs = [], commands }: Target): Make[] {
  const rule = needs.reduce((line, need) => make`${line} ${target(need)}`, make`${target(name)}:`)
  return [make``, make`${rule} ## ${about}`, ...commands.map(recipe)]
}

interface Placed {
  community: string
  /** What should be applied before it, to see there what comes. */
  trial: readonly PartDocs[]
  part: PartDocs | ClusterDocs
  access: AccessDocs
}

/** The cluster first, then the hubs: the order in which they are made. */
const partsOf = (bundle: BundleDocs): Placed[] => [
  ...(bundle.cluster ? [bundle.cluster] : []).map((part) => placed(bundle, part)),
  ...bundle.hubs.map((part) => placed(bundle, part)),
]

function placed({ community, hubs }: BundleDocs, part: ClusterDocs | HubDocs): Placed {
  const isLive = 'purpose' in part && part.purpose === 'production'
  const trial = isLive ? hubs.filter(({ purpose }) => purpose === 'staging') : []
  return { community: community.name, trial, part, access: part.access }
}

const submake = (name: string): Shell => sh`${program('make', 'MAKE')} ${name}`

function targetsOfAll(bundle: BundleDocs, parts: readonly Placed[]): Target[] {
  const each = (verb: string): Shell[] => parts.map(({ part }) => submake(`${verb}-${part.folder}`))
  const all = bundle.cluster ? 'the cluster, then each hub' : 'each hub'
  const { name } = bundle.community
  return [
    { name: 'plan', about: `what Terraform would change: ${all}`, commands: each('plan') },
    { name: 'apply', about: `make or update everything: ${all}`, commands: each('apply') },
    {
      name: 'record',
      about: 'keep in applied/ what was applied by other means than `make apply`',
      commands: each('record'),
    },
    { name: 'diff', about: 'what would change, in Terraform, Kubernetes and Helm', commands: each('diff') },
    {
      name: 'secrets-check',
      about: 'are the Secrets there that have to be made by hand?',
      commands: each('secrets-check'),
    },
    {
      name: 'destroy',
      about: `remove everything, hubs first; only with CONFIRM=${name}`,
      commands: [
        confirm(name),
        ...[...parts].reverse().map(({ part }) => sh`${submake(`destroy-${part.folder}`)} CONFIRM=${part.folder}`),
      ],
    },
    ...(parts.some(({ part }) => part.deploy) ? knownValues(parts) : []),
    ...commonCredentials(parts),
  ]
}

const knownValues = (parts: readonly Placed[]): Target[] => [
  {
    name: 'known-values',
    about: 'keep what only Terraform knows in files for what installs the releases: commit them',
    commands: parts.filter(({ part }) => part.deploy).map(({ part }) => submake(`known-values-${part.folder}`)),
  },
]

/** Where all parts are on one cluster. */
function commonCredentials(parts: readonly Placed[]): Target[] {
  const access = parts[0]?.access
  const same = parts.every((other) => other.access.name === access?.name && other.access.account === access.account)
  return access && same ? [credentials('credentials', access)] : []
}

const credentials = (name: string, access: AccessDocs): Target => ({
  name,
  about: `let kubectl and helm reach the cluster ${access.name}`,
  commands: access.credentials,
})

const targetsOf = ({ community, trial, part, access }: Placed): Target[] => [
  ...preflightTarget(part),
  credentials(`credentials-${part.folder}`, access),
  {
    name: `plan-${part.folder}`,
    about: `what Terraform would change for ${part.folder}`,
    commands: [init(part), terraform(part, sh`plan`), showGone(part)],
  },
  applyTarget(part, access, trial),
  ...(part.deploy ? deployTargets(part, part.deploy, community) : []),
  kubernetesTarget(part, community),
  recordTarget(part),
  diffTarget(part),
  secretsTarget(part),
  destroyTarget(part, community),
  contextTarget(part, access),
]

const init = (part: PartDocs): Shell => terraform(part, sh`init -input=false`)
const isCluster = (part: PartDocs): boolean => part.folder === 'cluster'
const manifests = (part: PartDocs): string[] => (part.hasManifests ? [kubernetesFile(part)] : [])
const customResources = (part: PartDocs): string[] => (part.hasCustomResources ? [customResourcesFile(part)] : [])

const applyTarget = (part: PartDocs | ClusterDocs, access: AccessDocs, trial: readonly PartDocs[]): Target => ({
  name: `apply-${part.folder}`,
  about: `make or update ${part.folder}`,
  commands: [
    ...stateOnThisMachine(part),
    ...(isCluster(part) ? refuseStrangers(access) : []),
    ...preflightTarget(part).map(({ name }) => submake(name)),
    ...beforeApply(part).map(quietly),
    ...trial.map((first) => askFirst(part, first)),
    init(part),
    applyTerraform(part),
    quietly(recordTerraform(part)),
    ...(isCluster(part) ? [submake(`credentials-${part.folder}`)] : []),
    ...(part.deploy
      ? [submake(`known-values-${part.folder}`), submake(`objects-${part.folder}`)]
      : [submake(`kubernetes-${part.folder}`)]),
  ],
})

/** What a cluster's apply would stop for in its middle is asked before. */
function preflightTarget(part: PartDocs | ClusterDocs): Target[] {
  const { folder } = part
  const checks = 'preflight' in part ? part.preflight : []
  if (checks.length === 0) return []
  return [
    {
      name: `preflight-${folder}`,
      about: `is everything there that an apply of ${folder} takes for granted?`,
      commands: checks.map(({ test, advice }) => sh`@${test} || { echo ${advice} >&2; exit 1; }`),
    },
  ]
}

const beforeApply = (part: PartDocs | ClusterDocs): readonly Shell[] => ('beforeApply' in part ? part.beforeApply : [])

function stateOnThisMachine({ folder, state }: PartDocs): Shell[] {
  const word = `The state of ${folder} is on this machine only; README.md says how to keep it in a bucket.`
  return state.onThisMachine ? [sh`@echo ${word} >&2`] : []
}

/** Before anything is made: who is not among them makes a cluster that then takes nothing from them. */
function refuseStrangers({ isAdmin }: AccessDocs): Shell[] {
  const advice =
    'You are not signed in as one of `admins:` in cluster.yaml: the cluster would be made, and kubectl and helm ' +
    'refused. Sign in as one of them, or have one of them run this.'
  return isAdmin ? [sh`@${isAdmin} || { echo ${advice} >&2; exit 1; }`] : []
}

const kubernetesTarget = (part: PartDocs, community: string): Target => ({
  name: `kubernetes-${part.folder}`,
  about:
    `make or update what ${part.folder} runs in Kubernetes, without Terraform` +
    (part.deploy ? `: with helm, where no ${part.deploy.title} does` : ''),
  needs: [`context-${part.folder}`],
  commands: [
    quietly(recordNothing(part)),
    ...(part.hasManifests || part.hasCustomResources ? [quietly(recordObjects(part))] : []),
    ...manifests(part).map(applyObjects),
    submake(`secrets-check-${part.folder}`),
    showGone({ ...part, deploy: undefined }),
    pruneReleases(part),
    ...part.releases.flatMap((release) => [quietly(recordRelease(part, release)), upgradeRelease(part, release)]),
    ...customResources(part).map(applyObjects),
    pruneObjects(part, community),
    quietly(recordInstalled(part)),
    quietly(recordChecksums(part)),
  ],
})

/** What stays with make where an engine installs the releases. */
const deployTargets = (part: PartDocs, deploy: DeployDocs, community: string): Target[] => [
  {
    name: `known-values-${part.folder}`,
    about: `keep what only Terraform knows of ${part.folder} in files for ${deploy.title}: commit them`,
    commands: lateReleases(part).map((release) => {
      const { terraformOutput = '' } = release
      const advice = `Terraform has no ${terraformOutput} for ${part.folder} yet: make apply-${part.folder} first`
      return quietly(keepKnownValues(part, release, sh`{ echo ${advice} >&2; exit 1; }`))
    }),
  },
  {
    name: `objects-${part.folder}`,
    about: `make or update the objects of ${part.folder}, so that its Secrets can be made`,
    needs: [`context-${part.folder}`],
    commands: [
      quietly(recordNothing(part)),
      ...(part.hasManifests ? [quietly(recordObjects(part))] : []),
      ...manifests(part).map(applyObjects),
      submake(`secrets-check-${part.folder}`),
    ],
  },
  {
    name: `deploy-${part.folder}`,
    about: `have ${deploy.title} install ${part.folder} from ${deploy.repository}; once`,
    needs: [`context-${part.folder}`],
    commands: [beginDeploy(part, deploy)],
  },
  {
    name: `prune-${part.folder}`,
    about: `remove what is no longer written of ${part.folder}, once ${deploy.title} has read that it is not`,
    needs: [`context-${part.folder}`],
    commands: [
      showGone(part),
      pruneReleases(part, deploy),
      pruneObjects(part, community),
      quietly(recordInstalled(part)),
    ],
  },
]

const recordTarget = (part: PartDocs): Target => ({
  name: `record-${part.folder}`,
  about: `keep in ${part.folder}/applied/ what was applied by other means than make`,
  commands: [recordTerraform, recordBoth, recordChecksums].map((record) => quietly(record(part))),
})

/** A line that make does not show. */
const quietly = (command: Shell): Shell => sh`@${command}`

const diffTarget = (part: PartDocs): Target => ({
  name: `diff-${part.folder}`,
  about: `what would change for ${part.folder}`,
  needs: [`context-${part.folder}`],
  commands: [
    init(part),
    terraform(part, sh`plan`),
    ...[
      ...manifests(part).map(diffObjects),
      ...part.releases.map((release) => diffRelease(part, release)),
      ...customResources(part).map(diffObjects),
    ].map(differs),
    showGone(part),
  ],
})

/** `kubectl diff` ends with 1 where something differs, and with more where it failed. */
const differs = (command: Shell): Shell => sh`${command} || test $? -eq 1`

function secretsTarget(part: PartDocs): Target {
  const each = part.secrets.map((need) => {
    const keys = need.keys.map(({ key }) => key).join(', ')
    const place = `${need.name} in namespace ${need.namespace}${keys === '' ? '' : ` with ${keys}`}`
    const missing = `missing: Secret ${place}; README.md has the command`
    return sh`${secretExists(need)} || { echo ${missing}; missing=1; }`
  })
  return {
    name: `secrets-check-${part.folder}`,
    about: `are the Secrets of ${part.folder} there?`,
    needs: [`context-${part.folder}`],
    commands: each.length === 0 ? [] : [sh`@missing=0; ${joinShell(each, '; ')}; exit $missing`],
  }
}

const destroyTarget = (part: PartDocs, community: string): Target => ({
  name: `destroy-${part.folder}`,
  about: `remove ${part.folder} with all that is in it; only with CONFIRM=${part.folder}`,
  needs: [`context-${part.folder}`],
  commands: [
    confirm(part.folder),
    // Terraform's protection is asked first, so that nothing is half removed
    init(part),
    terraform(part, sh`plan -destroy`),
    ...(isCluster(part) ? [emptyOfHubs(part)] : []),
    ...(part.deploy?.stop ?? []),
    ...customResources(part).map((file) => sh`${deleteObjects(file)} || true`),
    ...[...part.releases]
      .filter(({ endsWithCluster }) => !endsWithCluster)
      .reverse()
      .flatMap((release) => [...removeByEngine(part, release), uninstallRelease(release)]),
    ...manifests(part).map(deleteObjects),
    ...pruneEverything(part, community),
    // while the cluster can still delete them; afterwards they would stay and cost
    ...(isCluster(part) ? [disksDeleted()] : []),
    terraform(part, sh`destroy`),
    forget(part),
  ],
})

/** Before helm: what the engine still has it installs again. */
const removeByEngine = ({ deploy }: PartDocs, { name, namespace }: PartDocs['releases'][number]): Shell[] =>
  deploy ? [deploy.remove(sh`${name}`, sh`${namespace}`)] : []

function contextTarget(part: PartDocs, access: AccessDocs): Target {
  const advice = joinShell(
    [
      sh`kubectl is set to $actual, another cluster than $ours.`,
      sh`Run: make credentials-${part.folder} (or, if that is the name of this cluster here, add CONTEXT=$actual)`,
    ],
    ' ',
  )
  return {
    name: `context-${part.folder}`,
    about: `is kubectl set to the cluster ${access.name}?`,
    commands: [
      sh`@ours=${access.context}; ours="\${CONTEXT:-$ours}"; actual="$(${currentContext()})";
        test "$actual" = "$ours" || { echo "${advice}" >&2; exit 1; }`,
    ],
  }
}

/**
 * Hubs keep disks and web addresses, which only their own removal ends; other communities' hubs are not ours to remove.
 */
function emptyOfHubs(part: PartDocs): Shell {
  const own = [...new Set(part.releases.map(({ namespace }) => namespace))].sort()
  const advice =
    'This is still there. Destroy the hubs that it belongs to first, and delete what belongs to none; then go on.'
  return sh`@left="$(${foreignResources(own)})"; test -z "$left" ||
    { printf '%s\\n' "$left" ${advice} >&2; exit 1; }`
}

function confirm(word: string): Shell {
  const advice = `This removes things for good. To go on, add CONFIRM=${word}`
  return sh`@case "\${CONFIRM:-}" in ${word}) ;; *) echo ${advice} >&2; exit 1 ;; esac`
}
