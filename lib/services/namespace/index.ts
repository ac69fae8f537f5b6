import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import { spawnerVariable } from '../../print/kubespawner.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { Wiring } from '../../plan/wiring.ts'
import { cpuText, memoryText } from '../quantities.ts'
import type { HubService } from '../service.ts'

/** The namespace with who its servers are, what they may take and who may reach them. */
export const namespace: HubService = {
  name: 'namespace',
  releases: [],
  forHub: (hub, wiring) => ({
    manifests: [namespaceObject(hub, wiring), serviceAccount(hub, wiring), ...limits(hub), ...policies(hub)],
    values: { jupyterhub: jupyterhubValues(hub, wiring) },
  }),
}

function namespaceObject(hub: HubPlan, wiring: Wiring): Manifest {
  const privileged = needsPrivilege(hub, wiring)
  return manifest(
    'v1/Namespace',
    {
      name: hub.namespace,
      labels: {
        ...hub.labels,
        'pod-security.kubernetes.io/enforce': privileged.length > 0 ? 'privileged' : 'baseline',
        'pod-security.kubernetes.io/warn': 'baseline',
      },
      annotations: privileged.length > 0 ? { 'hubloom/privileged-pods': privileged.join('; ') } : undefined,
    },
    {},
  )
}

/** Who in the namespace has to run privileged pods. Where nobody does, Kubernetes refuses such pods altogether. */
function needsPrivilege(hub: HubPlan, wiring: Wiring): string[] {
  return [
    ...(hub.home.kind === 'disk' ? ['home-nfs mounts the disk of homes and sets quotas on it'] : []),
    ...(wiring.blockMetadata ? ['servers begin with a container that closes the metadata service with iptables'] : []),
    ...((hub.servers.images.building ?? hub.binder) ? ['image-building runs a Docker daemon'] : []),
    ...hub.privileged.map(({ who, does }) => `${who} ${does}`),
  ]
}

/** The servers' service account. It has no rights in Kubernetes and no token; clouds trust it by its name. */
function serviceAccount(hub: HubPlan, wiring: Wiring): Manifest {
  return manifest(
    'v1/ServiceAccount',
    {
      name: hub.serviceAccount,
      namespace: hub.namespace,
      annotations: filled(wiring.serviceAccountAnnotations) ? { ...wiring.serviceAccountAnnotations } : undefined,
    },
    { automountServiceAccountToken: false },
  )
}

/**
 * What the namespace may take of a cluster that it shares. A quota on requests refuses pods without them, so there are
 * defaults.
 */
function limits(hub: HubPlan): Manifest[] {
  const { memory, cpu, loadBalancers } = hub.quota
  const hard: Record<string, string> = {
    ...(memory === undefined ? {} : { 'requests.memory': memoryText(memory) }),
    ...(cpu === undefined ? {} : { 'requests.cpu': cpuText(cpu) }),
    ...(loadBalancers === undefined ? {} : { 'services.loadbalancers': String(loadBalancers) }),
  }
  if (!filled(hard)) return []
  return [
    manifest('v1/ResourceQuota', { name: 'hub', namespace: hub.namespace }, { spec: { hard } }),
    manifest(
      'v1/LimitRange',
      { name: 'hub', namespace: hub.namespace },
      {
        spec: { limits: [{ type: 'Container', defaultRequest: { cpu: '10m', memory: '64Mi' } }] },
      },
    ),
  ]
}

/**
 * Nothing reaches a pod unless a policy says so. The charts bring policies for what is theirs (hub, proxy and servers;
 * BinderHub has none for what comes in), and the services beside this one bring theirs.
 */
function policies(hub: HubPlan): Manifest[] {
  const metadata = (name: string) => ({ name, namespace: hub.namespace })
  return [
    manifest('networking.k8s.io/v1/NetworkPolicy', metadata('deny-ingress'), {
      spec: { podSelector: {}, policyTypes: ['Ingress'] },
    }),
    // cert-manager answers Let's Encrypt's question from a pod in the hub's namespace (HTTP01 solver, port 8089)
    manifest('networking.k8s.io/v1/NetworkPolicy', metadata('certificate-challenge'), {
      spec: {
        podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
        policyTypes: ['Ingress'],
        ingress: [{ ports: [{ protocol: 'TCP', port: 8089 }] }],
      },
    }),
  ]
}

function jupyterhubValues(hub: HubPlan, wiring: Wiring): Readonly<Record<string, unknown>> {
  const own = hub.servers.variables
  const identityEnvironment = plainVariables(wiring.identityEnvironment)
  const environment = Object.fromEntries(
    Object.entries({ ...plainVariables(wiring.environment), ...identityEnvironment, ...dataVariables(hub) })
      // what the hub's settings say of a variable stands: the jupyterhub release has it from there
      .filter(([name]) => own[name] === undefined),
  )
  const hubValues = {
    // the token would let a server ask Kubernetes; tokens for clouds are mounted apart from it
    config: { KubeSpawner: { automount_service_account_token: false } },
    ...ofHub(hub, wiring),
  }
  return {
    hub: hubValues,
    singleuser: {
      serviceAccountName: hub.serviceAccount,
      extraLabels: filled(wiring.podLabels) ? { ...wiring.podLabels } : undefined,
      extraEnv: filled(environment) ? environment : undefined,
    },
  }
}

/** What the cloud needs to see of the hub itself, where it has an identity there. */
function ofHub({ pod }: HubPlan, wiring: Wiring): Readonly<Record<string, unknown>> {
  const who = pod.identity === 'own' ? wiring.hubIdentity : pod.identity && wiring
  const { serviceAccountAnnotations: annotations = {}, podLabels: labels = {}, identityEnvironment = {} } = who ?? {}
  return {
    serviceAccount: filled(annotations) ? { annotations: { ...annotations } } : undefined,
    labels: filled(labels) ? { ...labels } : undefined,
    extraEnv: filled(identityEnvironment) ? plainVariables(identityEnvironment) : undefined,
  }
}

/** What is text stays text when KubeSpawner and Kubernetes read it. */
const plainVariables = <T>(variables: Readonly<Record<string, T>>): Record<string, T | string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      name,
      typeof value === 'string' ? spawnerVariable(value) : value,
    ]),
  )

/** Kubernetes fills in who the server belongs to. */
const dataVariables = (hub: HubPlan): Record<string, string> =>
  Object.fromEntries(
    hub.dataVariables.map(({ name, url, personal }) => [
      name,
      `${spawnerVariable(url)}${personal ? '/$(JUPYTERHUB_USER)' : ''}`,
    ]),
  )

const filled = (map: Readonly<Record<string, unknown>>): boolean => Object.keys(map).length > 0
