import type { RuleSet } from '../checks/check.ts'
import type { Manifest } from '../print/kubernetes.ts'
import type { Markdown } from '../print/markdown.ts'
import type { Shell } from '../print/shell.ts'
import type { HomeCopies, TakenOverDocs } from '../readme/types.ts'
import type { ArgumentTable, Root } from '../print/terraform.ts'
import type { StateSettings } from '../settings/clouds.ts'
import type { ImportIds } from '../print/terraform-imports.ts'
import type { ResourceTypes } from './resource-types.ts'
import type { ClusterPlan, HubPlan } from '../plan/types.ts'
import type { CloudFacts, Machine } from '../plan/cloud-facts.ts'
import type { ClusterWiring, Wiring } from '../plan/wiring.ts'

/** A place for Terraform's state. */
export interface StateBackend {
  /**
   * Arguments of Terraform's backend; `key` is the root's own place in it, `<community>/<folder>`. A setting that is
   * missing is left out: the check `backend-incomplete` refuses it.
   */
  config(state: StateSettings, key: string): Readonly<Record<string, unknown>>
  /** Where that is, as a sentence goes on: `in the S3 bucket`, before its name. */
  where: Markdown
  /**
   * Shell lines that make the place, closed to the public and with older versions kept: it has to be there before the
   * first `init`, and belongs to no root, since it would hold its own state. `here` is the cluster, where it is of this
   * cloud.
   */
  create(state: StateSettings, here?: { region: string; account: string }): readonly Shell[]
}

/**
 * A cloud: how plans become its Terraform, and what its Kubernetes needs to know. One folder, one line in `index.ts`.
 */
export interface Cloud {
  facts: CloudFacts
  /** What its Terraform types are, for whoever compares what was applied with what comes. */
  resourceTypes: ResourceTypes
  /** The arguments of its Terraform types, as its provider has them: facts of its documentation. */
  resourceArguments?: ArgumentTable
  /** Rules that only this cloud has. */
  rules: RuleSet
  /** How it keeps Terraform's state, where `facts.settings.state` says that it can. */
  state?: StateBackend
  /** A root module that builds the cluster from nothing. `hubs` are those that run on it. */
  cluster(plan: ClusterPlan, hubs: readonly HubPlan[]): Root
  /** A root module that adds one hub and finds the cluster by name. */
  hub(plan: HubPlan): Root
  /** What the hub's releases and manifests need from the cloud. */
  wiring(plan: HubPlan): Wiring
  /** What the cluster's own releases need from the cloud. */
  clusterWiring(plan: ClusterPlan): ClusterWiring
  /** Objects of the cluster that only this cloud needs: storage classes and such. */
  clusterManifests(plan: ClusterPlan): readonly Manifest[]
  /** The runbook's parts that only this cloud knows. */
  runbook(plan: ClusterPlan): Runbook
  /** Where the copies of a hub's homes are, and how they come back. */
  homeCopies(plan: HubPlan): HomeCopies
  /** What of a hub was there before, and what the first apply does with it. Nothing where the hub makes everything. */
  takesOver(plan: HubPlan): readonly TakenOverDocs[]
  /** What one has to be allowed to do at the cloud to apply a hub's root, by what is in it. */
  rights: Rights
  /** Which quotas of an account a machine counts against. */
  quotaOf: QuotaOf
  /** By type of resource, the argument with a name that nobody else in the whole cloud may have. */
  worldNames: Readonly<Record<string, string>>
  /** Lines that write into `access/` what restic needs to reach a bucket there, a file a variable. */
  moveThrough: readonly Shell[]
  /** How Terraform takes in what is there, where the state of a root on this cluster is lost. */
  imports(plan: ClusterPlan): ImportIds
}

/** In the names that the cloud's console has for them, and how much of each one machine takes: vCPUs, or GPUs. */
export type QuotaOf = (machine: Machine, spot: boolean) => readonly { quota: string; each: number }[]

/** A question to the cloud that changes nothing. */
export interface Preflight {
  /** Succeeds when all is well. */
  test: Shell
  /** What to do otherwise. */
  advice: string
}

/** Roles or actions, by type of resource; `data.` before that of a data source. */
export type Rights = Readonly<Record<string, readonly string[]>>

export interface Runbook {
  /** Tools and rights one needs. */
  prerequisites: Markdown
  signIn: readonly Shell[]
  /** What the cluster's owner does once, signed in. */
  once?: readonly Shell[]
  /** Fetches the cluster's credentials for kubectl. */
  credentials: readonly Shell[]
  /**
   * What those credentials are called in kubectl's configuration: the Makefile compares it with the current context.
   */
  context: string
  /**
   * Succeeds when who is signed in is among the cluster's `admins`; none where nobody else could have signed in, or
   * where whoever makes the cluster administers it.
   */
  isAdmin?: Shell
  /** What an apply of the cluster takes for granted, and would stop in its middle without. */
  preflight?: readonly Preflight[]
  /** What has to be done before Terraform applies the cluster, since Terraform cannot; nothing where it is done. */
  beforeApply?: readonly Shell[]
  /** Copies everything from the bucket at an address to another, a word of shell. */
  copyBucket: (from: string, to: Shell) => Shell
  /**
   * Keeps what comes on standard input as a new entry of the cloud's store of secrets, where hubs can use one. `store`
   * is that of the hub, where each has one of its own.
   */
  putSecret?: (entry: string, store: string) => Shell
  /**
   * For who has left hubloom: what to edit in a hub's root before its data may be destroyed, and list items on the
   * cluster's.
   */
  byHand: { data: Markdown; cluster: Markdown }
  check: readonly Shell[]
  upgrade: Markdown
  /** What this cloud keeps or hides from `make destroy-cluster`. */
  destroy?: Markdown
}
