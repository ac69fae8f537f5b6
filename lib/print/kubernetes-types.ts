/**
 * Kubernetes objects typed by the generated properties of cdk8s-plus-28. Types only: loading its classes takes longer
 * than a hub's whole build.
 */
import type {
  IntOrString,
  KubeConfigMapProps,
  KubeCronJobProps,
  KubeDaemonSetProps,
  KubeDeploymentProps,
  KubeLimitRangeProps,
  KubeNamespaceProps,
  KubeNetworkPolicyProps,
  KubePersistentVolumeClaimProps,
  KubePersistentVolumeProps,
  KubeResourceQuotaProps,
  KubeClusterRoleBindingProps,
  KubeClusterRoleProps,
  KubeRoleBindingProps,
  KubeRoleProps,
  KubeServiceAccountProps,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  PodSpec,
} from 'cdk8s-plus-28/lib/imports/k8s.js'
import type { Manifest } from './kubernetes.ts'

/**
 * The same shape as plain data: what the library wraps in a class (`IntOrString`, `Quantity`) is a number or a text.
 */
export type Written<T> = T extends IntOrString
  ? IntOrString extends T
    ? number | string
    : WrittenObject<T>
  : T extends readonly (infer Item)[]
    ? readonly Written<Item>[]
    : T extends object
      ? WrittenObject<T>
      : T
type WrittenObject<T> = { readonly [Key in keyof T]: Written<T[Key]> }

export type Egress = Written<NetworkPolicyEgressRule>
export type Ingress = Written<NetworkPolicyIngressRule>
export type Pod = Written<PodSpec>

interface Kinds {
  'v1/ConfigMap': KubeConfigMapProps
  'v1/LimitRange': KubeLimitRangeProps
  'v1/Namespace': KubeNamespaceProps
  'v1/PersistentVolume': KubePersistentVolumeProps
  'v1/PersistentVolumeClaim': KubePersistentVolumeClaimProps
  'v1/ResourceQuota': KubeResourceQuotaProps
  'v1/ServiceAccount': KubeServiceAccountProps
  'apps/v1/DaemonSet': KubeDaemonSetProps
  'apps/v1/Deployment': KubeDeploymentProps
  'batch/v1/CronJob': KubeCronJobProps
  'networking.k8s.io/v1/NetworkPolicy': KubeNetworkPolicyProps
  'rbac.authorization.k8s.io/v1/ClusterRole': KubeClusterRoleProps
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding': KubeClusterRoleBindingProps
  'rbac.authorization.k8s.io/v1/Role': KubeRoleProps
  'rbac.authorization.k8s.io/v1/RoleBinding': KubeRoleBindingProps
}

interface Metadata {
  name: string
  namespace?: string
  labels?: Record<string, string>
  annotations?: Record<string, string>
}

/** An object of a kind named by its API version and kind: `manifest('v1/ServiceAccount', {name, namespace}, {})`. */
export function manifest<Kind extends keyof Kinds>(
  kind: Kind,
  metadata: Metadata,
  props: Written<Omit<Kinds[Kind], 'metadata'>>,
): Manifest {
  const cut = kind.lastIndexOf('/')
  return { apiVersion: kind.slice(0, cut), kind: kind.slice(cut + 1), metadata, ...(props as object) }
}
