/**
 * Versions of Kubernetes: control planes go up by one minor version at a time, and never back
 * (kubernetes.io/releases/version-skew-policy; docs.aws.amazon.com/eks/latest/userguide/update-cluster.html;
 * learn.microsoft.com/azure/aks/upgrade-aks-cluster; docs.cloud.google.com/kubernetes-engine/upgrades).
 */
import { argumentAt } from '../clouds/resource-types.ts'
import { changedParts, type Comparison, type RefusedUpgrade } from './harms.ts'
import { readRoot, typeOf, type ReadRoot } from './root.ts'

/** Each cluster that would have to skip a minor version, or to go back. */
export const upgrades = (comparison: Comparison): RefusedUpgrade[] =>
  changedParts(comparison).flatMap((part) => {
    const path = `${part}/main.tf.json`
    const before = readRoot(comparison.before.get(path), comparison.clouds)
    const after = readRoot(comparison.after.get(path), comparison.clouds)
    return [...before.resources.keys()].flatMap((address) => refusal(part, address, { before, after }) ?? [])
  })

function refusal(
  part: string,
  address: string,
  { before, after }: { before: ReadRoot; after: ReadRoot },
): RefusedUpgrade | undefined {
  if (typeOf(address) !== before.types.cluster || isLeftAlone(address, after)) return undefined
  const [then, now] = [versionOf(address, before), versionOf(address, after)]
  if (!then || !now || then.major !== now.major) return undefined
  const version = { before: then.text, after: now.text, next: `${then.major}.${then.minor + 1}` }
  if (now.minor < then.minor) return { code: 'kubernetes-goes-back', part, addresses: [address], version }
  return now.minor > then.minor + 1 ? { code: 'kubernetes-skips', part, addresses: [address], version } : undefined
}

/** Where the cloud upgrades by itself, Terraform passes over the version. */
function isLeftAlone(address: string, { resources, types }: ReadRoot): boolean {
  const ignored = argumentAt(resources.get(address), 'lifecycle.ignore_changes')
  return Array.isArray(ignored) && ignored.includes(types.version)
}

function versionOf(address: string, { resources, types }: ReadRoot) {
  const found = argumentAt(resources.get(address), types.version)
  const [text, major, minor] = /^([0-9]+)\.([0-9]+)/.exec(String(found)) ?? []
  return text === undefined ? undefined : { text, major: Number(major), minor: Number(minor) }
}
