import { make, recipe, renderMake, target, type Make } from '../print/make.ts'
import { sh, type Shell } from '../print/shell.ts'
import { GONE, recordBoth, recordChecksums, recordTerraform, showGone } from './applied.ts'
import { diffObjects, diffRelease, terraform } from './commands.ts'
import { applyTarget, kubernetesTarget } from './targets/apply.ts'
import { destroyTarget } from './targets/destroy.ts'
import { engineTargets, knownValues } from './targets/engine.ts'
import { confirm, contextTarget, preflightTarget, secretsTarget } from './targets/guards.ts'
import { customResources, init, manifests, quietly, submake, type Target } from './targets/target.ts'
import type { AccessDocs, BundleDocs, ClusterDocs, HubDocs, PartDocs } from './types.ts'

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
    ...knownValues(parts.map(({ part }) => part)),
    ...commonCredentials(parts),
  ]
}

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
  ...(part.deploy ? engineTargets(part, part.deploy, community) : []),
  kubernetesTarget(part, community),
  recordTarget(part),
  diffTarget(part),
  secretsTarget(part),
  destroyTarget(part, community),
  contextTarget(part, access),
]

const recordTarget = (part: PartDocs): Target => ({
  name: `record-${part.folder}`,
  about: `keep in ${part.folder}/applied/ what was applied by other means than make`,
  commands: [recordTerraform, recordBoth, recordChecksums].map((record) => quietly(record(part))),
})

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
