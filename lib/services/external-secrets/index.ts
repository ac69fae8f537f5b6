/** Secrets from the cloud's own store of secrets, by External Secrets Operator (external-secrets.io). */
import keys from './keys.json' with { type: 'json' }
import type { Manifest } from '../../print/kubernetes.ts'
import type { HubPlan } from '../../plan/types.ts'
import { vaultEntry, type SecretNeed, type VaultWiring } from '../../plan/wiring.ts'
import { MONITORING_NAMESPACE, namespace, networkPolicies, resources, versionOf } from '../cluster.ts'
import { podAsk } from '../quantities.ts'
import type { ClusterService, HubService } from '../service.ts'

const NAME = 'external-secrets'
const API = 'external-secrets.io/v1'
const CONTROLLER = resources('20m', '64Mi', '512Mi')
const WEBHOOK = resources('10m', '32Mi', '128Mi')
const CERTIFICATES = resources('10m', '64Mi', '256Mi')

/** The operator, where a hub has its Secrets from the cloud's store. Chart: charts.external-secrets.io. */
export const externalSecrets: ClusterService = {
  name: NAME,
  releases: [NAME],
  namespaces: [NAME],
  corePods: (cluster, _wiring, { hubs }) =>
    hubs.some((hub) => hub.cluster === cluster && hub.vault)
      ? [
          podAsk(NAME, [CONTROLLER]),
          podAsk(`${NAME}'s webhook`, [WEBHOOK]),
          podAsk(`${NAME}'s certificates`, [CERTIFICATES]),
        ]
      : [],
  forCluster(cluster, _wiring, { hubs }) {
    if (!hubs.some((hub) => hub.cluster === cluster && hub.vault)) return undefined
    const placement = cluster.core
    return {
      manifests: [
        namespace(NAME, 'restricted'),
        ...networkPolicies(NAME, [
          // the Kubernetes API calls it from outside of the cluster's network
          { name: 'webhook', pods: { 'app.kubernetes.io/name': `${NAME}-webhook` }, ports: [{ port: 10250 }] },
          { name: 'metrics', pods: {}, from: [MONITORING_NAMESPACE], ports: [{ port: 8080 }] },
        ]),
      ],
      releases: [
        {
          service: NAME,
          name: NAME,
          namespace: NAME,
          chart: NAME,
          repository: 'https://charts.external-secrets.io',
          version: versionOf(cluster, NAME, '2.9.0'),
          keys,
          purpose: "makes hubs' Secrets from the cloud's store of secrets",
          values: {
            ...placement,
            // stores of the whole cluster would be every hub's: each has one of its own
            processClusterStore: false,
            processClusterExternalSecret: false,
            processClusterPushSecret: false,
            processPushSecret: false,
            resources: CONTROLLER,
            webhook: { ...placement, resources: WEBHOOK },
            certController: { ...placement, resources: CERTIFICATES },
          },
        },
      ],
    }
  },
}

/** A hub's own way to the store: what its other services need is fetched from there. */
export const secretsFromVault: HubService = {
  name: 'secrets-from-vault',
  folder: 'external-secrets',
  releases: [],
  forHub: () => undefined,
  fetchSecrets(hub, { vault }, needs) {
    if (!hub.vault || !vault) return undefined
    const fetched = needs.filter(({ keys }) => keys.length > 0)
    return {
      manifests: [serviceAccount(hub, vault), store(hub, vault), ...fetched.map((need) => externalSecret(need, vault))],
      secrets: [
        ...(vault.identity ? [vault.identity] : []),
        ...needs.map((need) =>
          fetched.includes(need) ? { ...need, entries: entriesOf(need, vault), store: vault.store } : need,
        ),
      ],
    }
  },
}

/** Entries of the store by key of the Secret. */
const entriesOf = (need: SecretNeed, vault: VaultWiring): Record<string, string> =>
  Object.fromEntries(need.keys.map(({ key }) => [key, vaultEntry(vault, need.name, key)]))

const serviceAccount = ({ namespace: name }: HubPlan, { reader, annotations }: VaultWiring): Manifest => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: reader, namespace: name, annotations: { ...annotations } },
  automountServiceAccountToken: false,
})

const store = ({ namespace: name }: HubPlan, { provider }: VaultWiring): Manifest => ({
  apiVersion: API,
  kind: 'SecretStore',
  metadata: { name: 'vault', namespace: name },
  spec: { provider },
})

const externalSecret = ({ name, namespace: where, type, keys }: SecretNeed, vault: VaultWiring): Manifest => ({
  apiVersion: API,
  kind: 'ExternalSecret',
  metadata: { name, namespace: where },
  spec: {
    refreshInterval: '1h',
    secretStoreRef: { kind: 'SecretStore', name: 'vault' },
    // the Secret stays when the operator or its objects go: the hub goes on
    target: {
      name,
      creationPolicy: 'Orphan',
      deletionPolicy: 'Retain',
      ...(type === undefined ? {} : { template: { type } }),
    },
    data: keys.map(({ key }) => ({ secretKey: key, remoteRef: { key: vaultEntry(vault, name, key) } })),
  },
})
