/** Rules of the containers and labels of pods. */
import { defineProblems } from '../diagnostics.ts'
import { exactOriginAt, nodeAt } from '../layers/tree.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'privileged-pods': {
    severity: 'warning',
    message: ({ hub, who, does }: OfHub & { who: string; does: string }) =>
      `the namespace of ${hub} takes privileged pods, since ${who} ${does}`,
    help:
      'Take it out unless you trust its image as you trust the cluster: who breaks out of such a container has its ' +
      'machine.',
    source: 'kubernetes.io/docs/concepts/security/pod-security-standards',
  },
  'container-limits': {
    severity: 'error',
    message: ({ hub, container, what }: OfHub & { container: string; what: string }) =>
      `the ${what} of the container \`${container}\` of ${hub} is limited to less than what is set aside`,
    help: 'Raise `limit`, or lower `guarantee`.',
    why: 'Kubernetes refuses a pod that may use less than is set aside for it.',
  },
  'container-name': {
    severity: 'error',
    message: ({ hub, container, what }: OfHub & { container: string; what: string }) =>
      `a container of ${hub} cannot be called \`${container}\`: so is ${what}`,
    help: 'Give it another name.',
  },
  'pod-name': {
    severity: 'error',
    message: ({ hub }: OfHub) => `people of ${hub} may run several servers, which would all have one name`,
    help: 'Write `name: "server-{user}"`, which holds the name of the server too; or take `named-servers` out.',
  },
  'reserved-label': {
    severity: 'error',
    message: ({ hub, label }: OfHub & { label: string }) => `the label \`${label}\` of ${hub} is not free`,
    help: 'Choose another name, such as `project` or `example.org/project`.',
    why: 'By these labels Kubernetes, JupyterHub and clouds find pods and let them through.',
  },
})

const privilegedPods = perHub((hub) =>
  hub.privileged.map(({ who, does, path }) => {
    const named = nodeAt(hub.settings.tree, path) ?? nodeAt(hub.settings.tree, path.slice(0, -1))
    return problems.raise('privileged-pods', { at: named!.at, args: { hub: hub.id, who, does } })
  }),
)

const containerLimits = perHub((hub) =>
  limited(hub).flatMap(({ path, name, memory, cpu }) =>
    [
      { key: 'memory', what: 'memory', ...memory },
      { key: 'cpu', what: 'CPU', ...cpu },
    ]
      .filter(({ guarantee, limit }) => limit < guarantee)
      .map(({ key, what }) =>
        problems.raise('container-limits', {
          at: exactOriginAt(hub.settings.tree, [...path, key]),
          args: { hub: hub.id, container: name, what },
        }),
      ),
  ),
)

const limited = (hub: UncheckedHub) => [
  ...containersOf(hub).map((container) => ({ ...container, path: [container.kind, container.name] })),
  ...(hub.binder ? [{ ...hub.binder.asks, name: 'binder', path: ['binder'] }] : []),
]

const containerName = perHub((hub) =>
  containersOf(hub).flatMap(({ kind, name }) => {
    if (kind === 'services') return []
    const twin = kind === 'init-containers' && hub.servers.sidecars.some((each) => each.name === name)
    if (!twin && !OURS.test(name)) return []
    const what = twin ? 'one of `sidecars`' : 'one that servers have anyway'
    return [
      problems.raise('container-name', {
        at: exactOriginAt(hub.settings.tree, [kind, name]),
        args: { hub: hub.id, container: name, what },
      }),
    ]
  }),
)

/** Containers that hubloom and the chart have in the pods of servers. */
const OURS = /^(notebook|block-cloud-metadata|home-owner|git-pull-[0-9]+)$/

const containersOf = ({ servers, extraServices }: UncheckedHub) => [
  ...extraServices.flatMap(({ name, run }) =>
    run ? [{ name, memory: run.memory, cpu: run.cpu, kind: 'services' as const }] : [],
  ),
  ...servers.sidecars.map((each) => ({ ...each, kind: 'sidecars' as const })),
  ...servers.initContainers.map((each) => ({ ...each, kind: 'init-containers' as const })),
]

const reservedLabel = perHub((hub) =>
  Object.keys(hub.servers.pod.labels)
    .filter((label) => RESERVED.test(label))
    .map((label) =>
      problems.raise('reserved-label', { at: hub.settings.at(['pod', 'labels', label]), args: { hub: hub.id, label } }),
    ),
)

const podName = perHub(({ id: hub, servers, settings }) =>
  servers.named > 0 && servers.pod.name?.includes('{id}')
    ? [problems.raise('pod-name', { at: settings.at(['pod', 'name']), args: { hub } })]
    : [],
)

/** Labels of JupyterHub, KubeSpawner and clouds: selectors, policies and identities read them. */
const RESERVED =
  /^(app|component|release|chart|heritage)$|(^|\.)(jupyter\.org|kubernetes\.io|k8s\.io|identity)\/|^hubloom\//

export const containerRules: RuleSet = {
  problems,
  rules: [privilegedPods, containerLimits, containerName, podName, reservedLabel],
}
