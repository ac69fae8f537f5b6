import type { HubPlan } from '../../plan/types.ts'
import type { SecretNeed, Wiring } from '../../plan/wiring.ts'
import { STAYS } from '../cluster.ts'
import { secretNeeds } from '../pod-parts.ts'
import { memoryText } from '../quantities.ts'
import { SCHEDULERS, partResources } from './core-pods.ts'
import { DATABASE_PASSWORD } from './hub-python.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** The hub itself, its proxy, its scheduler and what stops unused servers. */
export function hubValues(hub: HubPlan, wiring: Wiring): HubValues {
  const { pod, servers } = hub
  const { named, cull, pullSecrets } = servers
  return {
    fullnameOverride: '',
    hub: {
      resources: partResources(hub, 'hub'),
      annotations: STAYS,
      // how pods are named; another scheme would lose track of running servers
      config: { KubeSpawner: { slug_scheme: 'safe', http_timeout: HTTP_TIMEOUT } },
      allowNamedServers: named > 0,
      namedServerLimitPerUser: named > 0 ? named : undefined,
      concurrentSpawnLimit: pod.concurrentSpawns,
      activeServerLimit: pod.activeServers,
      // the chart has 5: one person could stop the hub by that many starts that fail. KubeSpawner 7 ends the hub itself
      // when it no longer hears from Kubernetes, which is what the limit was for
      consecutiveFailureLimit: pod.failingStarts,
      authenticatePrometheus: pod.metrics ? false : undefined,
      pdb: budget(hub),
      ...database(hub, wiring),
    },
    // every open server is reached through the one proxy
    proxy: { annotations: STAYS, chp: { resources: partResources(hub, 'proxy'), pdb: budget(hub) } },
    scheduling: {
      // fills machines one after the other, so that empty ones go away
      userScheduler: pod.scheduler
        ? {
            enabled: true,
            replicas: SCHEDULERS,
            resources: partResources(hub, 'scheduler'),
            pdb: { enabled: true, maxUnavailable: 1 },
          }
        : { enabled: false },
      podPriority: { enabled: true },
      corePods: { nodeAffinity: { matchNodePurpose: 'require' } },
      userPods: { nodeAffinity: { matchNodePurpose: 'require' } },
    },
    cull: {
      enabled: true,
      timeout: cull.idle,
      every: cull.every,
      maxAge: cull.maxAge,
      users: cull.users,
      adminUsers: cull.admins,
    },
    imagePullSecrets: pullSecrets.length > 0 ? pullSecrets.map((name) => ({ name })) : undefined,
  }
}

/** There is one hub and one proxy: a budget for them only keeps their machine from being replaced. */
const budget = ({ pod }: HubPlan): Values =>
  pod.disruptionBudget ? { enabled: true, minAvailable: 1 } : { enabled: false }

/**
 * Seconds until a server that has started has to answer. 30, the default, is too few for large images on cold disks.
 */
const HTTP_TIMEOUT = 120

/**
 * A small disk of the cloud's own, since SQLite must not lie on NFS; or a database elsewhere, whose password only a
 * Secret knows.
 */
function database(hub: HubPlan, wiring: Wiring): Values {
  const wanted = hub.pod.database
  const { size, class: storageClassName = wiring.storageClass } = hub.pod.disk
  if (!wanted) return { db: { type: 'sqlite-pvc', pvc: { storage: memoryText(size), storageClassName } } }
  return {
    db: { type: wanted.type, url: wanted.url, upgrade: true },
    extraEnv: { DATABASE_PASSWORD: { valueFrom: { secretKeyRef: { name: wanted.secret, key: 'password' } } } },
    extraConfig: { '01-database': DATABASE_PASSWORD },
  }
}

export function hubSecrets(hub: HubPlan): SecretNeed[] {
  const { database } = hub.pod
  return [
    ...certificate(hub),
    ...(database
      ? [
          {
            name: database.secret,
            namespace: hub.namespace,
            why: "the password of the hub's database",
            keys: [{ key: 'password', from: 'ask' as const, what: 'password of the database' }],
          },
        ]
      : []),
    ...podSecrets(hub),
    ...hub.servers.pullSecrets.map((name) => ({
      name,
      namespace: hub.namespace,
      type: 'kubernetes.io/dockerconfigjson',
      why: 'images in a private registry',
      keys: [
        {
          key: '.dockerconfigjson',
          from: 'ask' as const,
          what: "the registry's sign-in, as ~/.docker/config.json holds it",
        },
      ],
    })),
  ]
}

/** Those that servers, what runs with them, and services read. */
function podSecrets({ namespace, pod, servers, environments, options, extraServices }: HubPlan): SecretNeed[] {
  const { variables, files, volumes, mounts, initContainers, sidecars } = servers
  return [
    ...secretNeeds(namespace, 'the hub', { ...pod, volumes }),
    ...secretNeeds(namespace, 'servers', { variables, files, volumes, mounts }),
    ...environments.flatMap((each) =>
      secretNeeds(namespace, `the environment ${each.key}`, { variables: each.variables }),
    ),
    ...options.flatMap(({ key, choices }) =>
      choices.flatMap(({ variables: own }) => secretNeeds(namespace, `the option ${key}`, { variables: own })),
    ),
    ...[...initContainers, ...sidecars].flatMap((each) =>
      secretNeeds(namespace, `the container ${each.name}`, { ...each, volumes }),
    ),
    ...extraServices.flatMap(({ name, run }) =>
      run ? secretNeeds(namespace, `the service ${name}`, { ...run, volumes }) : [],
    ),
  ]
}

/** The certificate of the hub, where somebody brings it. */
function certificate({ web, namespace, domain }: HubPlan): SecretNeed[] {
  const { secret: name } = web.certificate
  if (name === undefined) return []
  return [
    {
      name,
      namespace,
      type: 'kubernetes.io/tls',
      why: `the certificate of ${domain}`,
      keys: [
        { key: 'tls.crt', from: 'ask', what: 'certificate and those that vouch for it, in PEM' },
        { key: 'tls.key', from: 'ask', what: 'private key, in PEM' },
      ],
    },
  ]
}
