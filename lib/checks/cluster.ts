/** Rules of a cluster's own settings. */
import { defineProblems, type Diagnostic } from '../diagnostics.ts'
import { firstOverlaps, overlap, parseRange, type Range } from '../plan/network.ts'
import { stateKinds, stateNeeds } from '../settings/clouds.ts'
import { perCluster, type FleetRule, type Rule, type RuleSet } from './check.ts'
import type { ClusterSummary, Said } from './summary.ts'

/**
 * Kubernetes versions that all three clouds support, as of November 2026 (kubernetes.io/releases, and the clouds' own
 * calendars): the charts need 1.30 (dask-gateway 2026.3.0), the clouds no longer take new clusters below the first.
 */
const SUPPORTED = ['1.34', '1.35', '1.36']

interface Overlap {
  cluster: string
  range: string
  other: string
}

const problems = defineProblems({
  'kubernetes-unsupported': {
    severity: 'error',
    message: ({ version }: { version: string }) => `Kubernetes ${version} is past its support, or not known to hubloom`,
    help:
      `Write one of ${SUPPORTED.map((version) => `"${version}"`).join(', ')}, or leave the line out for the default. ` +
      'Upgrade one version at a time.',
    why: 'What is past its support gets no security fixes; clouds upgrade it by themselves, or charge more.',
    source: 'kubernetes.io/releases; the release calendars of EKS, GKE and AKS',
  },
  'overlapping-ranges/form': {
    severity: 'error',
    message: ({ range }: { range: string }) => `\`${range}\` is not an address range`,
    help: 'Write the first address of the range and its length, such as `10.40.0.0/16`.',
  },
  'overlapping-ranges/small': {
    severity: 'error',
    message: ({ range }: { range: string }) => `\`${range}\` is too small for a cluster`,
    help: 'Take a /16, or a /18 at the least.',
  },
  'overlapping-ranges/one-cluster': {
    severity: 'error',
    message: ({ cluster, range, other }: Overlap) =>
      `the ranges ${other} and ${range} of the cluster ${cluster} overlap`,
    help: ({ setting, free }: { setting: string; free: string }) =>
      `Leave \`${setting}:\` out: pods and services then have addresses planned beside \`range:\`. Or write ${free}, ` +
      'which nothing has.',
  },
  'overlapping-ranges/two-clusters': {
    severity: 'error',
    message: ({ cluster, range, other, otherCluster }: Overlap & { otherCluster: string }) =>
      `the addresses of the clusters ${cluster} (${range}) and ${otherCluster} (${other}) overlap`,
    help: ({ free, community }: { free: string; community: string }) =>
      `Write \`network: { range: ${free} }\`, which no cluster has, in communities/${community}/cluster.yaml.`,
    why: 'Networks can only be joined later if their addresses are apart.',
  },
  'backend-incomplete/missing': {
    severity: 'error',
    message: ({ kind, missing }: { kind: string; missing: readonly string[] }) =>
      `the state in \`${kind}\` has no ${missing.map((key) => `\`${key}\``).join(' and no ')}`,
    help: ({ missing }: { missing: readonly string[] }) =>
      `Write ${missing.map((key) => `\`${key}:\``).join(' and ')} below \`state:\`; it belongs to the community, and ` +
      'has to be there before the first `terraform init`.',
  },
  'backend-incomplete/unused': {
    severity: 'error',
    message: ({ kind, setting }: { kind: string; setting: string }) =>
      `\`${setting}\` says nothing where the state is kept in \`${kind}\``,
    help: ({ others }: { others: readonly string[] }) =>
      `Take it out, or write another \`kind:\`: ${others.map((kind) => `\`${kind}\``).join(' or ')}.`,
  },
})

const kubernetesVersion = perCluster(({ kubernetes: { version }, settings }) =>
  SUPPORTED.includes(version)
    ? []
    : [problems.raise('kubernetes-unsupported', { at: settings.at(['kubernetes', 'version']), args: { version } })],
)

/**
 * Address ranges are private, large enough, and apart from those of every other cluster, so that networks can be joined
 * later.
 */
const addressRanges: FleetRule = ({ fleet }) => {
  const ranges = fleet.clusters.map(rangesOf)
  const free = freeRange(ranges.flat())
  const networks = ranges.map(([network]) => network!)
  const overlapped = firstOverlaps(networks.map(({ parsed }) => parsed))
  return ranges.flatMap((ofCluster, c) =>
    ofCluster.flatMap((range, i): Diagnostic[] => {
      const wrong = malformed(range)
      if (wrong) return [wrong]
      const other = range.whole ? networks[overlapped[c] ?? -1] : overlapsOneOf(range, ofCluster.slice(0, i))
      return other ? [overlapping(range, other, free)] : []
    }),
  )
}

const overlapsOneOf = ({ parsed }: RangeOf, others: readonly RangeOf[]): RangeOf | undefined =>
  others.find((other) => parsed && other.parsed && overlap(parsed, other.parsed))

/** The smallest network of a cluster: a /18. */
const LEAST_ADDRESSES = 2 ** 14

function malformed({ text: range, parsed, at, whole }: RangeOf): Diagnostic | undefined {
  if (!parsed) return problems.raise('overlapping-ranges/form', { at, args: { range } })
  if (!whole || parsed.size >= LEAST_ADDRESSES) return undefined
  return problems.raise('overlapping-ranges/small', { at, args: { range } })
}

function overlapping({ cluster, setting, text: range, at }: RangeOf, other: RangeOf, free: string): Diagnostic {
  const related = [{ at: other.at, note: other.text }]
  const args = { cluster: cluster.name, range, other: other.text, free }
  return other.cluster === cluster
    ? problems.raise('overlapping-ranges/one-cluster', { at, related, args: { ...args, setting } })
    : problems.raise('overlapping-ranges/two-clusters', {
        at,
        related,
        args: { ...args, otherCluster: other.cluster.name, community: cluster.community },
      })
}

interface RangeOf extends Said {
  cluster: ClusterSummary
  setting: 'range' | 'pods' | 'services'
  /** Undefined where the text is no range. */
  parsed: Range | undefined
  /** Whether it is the network's, which is compared over the fleet; others are within the cluster. */
  whole: boolean
}

const rangesOf = (cluster: ClusterSummary): RangeOf[] =>
  cluster.ranges.map((range) => ({
    ...range,
    cluster,
    parsed: parseRange(range.text),
    whole: range.setting === 'range',
  }))

/** The first 10.x.0.0/16 that nobody has. */
function freeRange(taken: readonly RangeOf[]): string {
  const ranges = taken.flatMap(({ parsed }) => parsed ?? [])
  for (let x = 16; x < 256; x++) {
    const text = `10.${x}.0.0/16`
    const range = parseRange(text)!
    if (!ranges.some((each) => overlap(each, range))) return text
  }
  return '172.16.0.0/16'
}

/** Where the state is kept has to be said in full, and for one place only. */
const backendComplete: Rule = perCluster(({ state, settings }, { clouds }) => {
  const kinds = stateKinds(Object.values(clouds).map((facts) => facts.settings))
  const needs = new Map(kinds.map((kind) => [kind.kind, stateNeeds(kind)]))
  const wanted = needs.get(state.kind)!
  const missing = wanted.filter((key) => state[key] === undefined)
  const unused = Object.keys(state)
    .filter((key) => key !== 'kind' && !wanted.includes(key))
    .sort()
  return [
    ...(missing.length > 0
      ? [
          problems.raise('backend-incomplete/missing', {
            at: settings.at(['state', 'kind']),
            args: { kind: state.kind, missing },
          }),
        ]
      : []),
    ...unused.map((setting) =>
      problems.raise('backend-incomplete/unused', {
        at: settings.at(['state', setting]),
        related: [{ at: settings.at(['state', 'kind']), note: `\`${state.kind}\`` }],
        args: {
          kind: state.kind,
          setting,
          others: [...needs].filter(([, keys]) => keys.includes(setting)).map(([kind]) => kind),
        },
      }),
    ),
  ]
})

export const clusterRules: RuleSet = {
  problems,
  rules: [kubernetesVersion, backendComplete],
  fleetRules: [addressRanges],
}
