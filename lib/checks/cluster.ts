import { stateKinds, stateNeeds } from '../settings/clouds.ts'
import { overlap, parseRange } from '../plan/network.ts'
import type { Path } from '../layers/tree.ts'
import type { CloudFacts, ClusterPlan } from '../plan/types.ts'
import type { Check, Context, Finding } from './check.ts'

/** Regions, zones and accounts have the form that their cloud gives them. */
export const placeForms: Check = {
  code: 'not-a-place',
  severity: 'error',
  find: ({ fleet, clouds }: Context) =>
    fleet.clusters.flatMap((cluster): Finding[] => {
      const { forms, title } = clouds[cluster.cloud]!
      const finding = (path: Path, what: string, value: string, example: string): Finding => ({
        at: cluster.settings.at(path),
        message: `\`${value}\` is not ${what} of ${title}`,
        help: `${title}'s look like \`${example}\`.`,
      })
      return [
        ...(forms.region.test(cluster.region)
          ? []
          : [finding(['region'], 'a region', cluster.region, forms.examples.region)]),
        ...(forms.account.test(cluster.account)
          ? []
          : [finding(['account'], forms.accountWord, cluster.account, forms.examples.account)]),
        ...(cluster.settings.values.zones ?? []).flatMap((zone, i) =>
          forms.zone.test(zone) ? [] : [finding(['zones', i], 'a zone', zone, forms.examples.zone)],
        ),
      ]
    }),
}

/**
 * Kubernetes versions that all three clouds support, as of November 2026 (kubernetes.io/releases, and the clouds' own
 * calendars): the charts need 1.30 (dask-gateway 2026.3.0), the clouds no longer take new clusters below the first.
 */
const SUPPORTED = ['1.34', '1.35', '1.36']

export const kubernetesVersion: Check = {
  code: 'kubernetes-unsupported',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.clusters
      .filter((cluster) => !SUPPORTED.includes(cluster.kubernetes.version))
      .map((cluster) => ({
        at: cluster.settings.at(['kubernetes', 'version']),
        message: `Kubernetes ${cluster.kubernetes.version} is past its support, or not known to hubloom`,
        help:
          `Write one of ${SUPPORTED.map((version) => `"${version}"`).join(', ')}, or leave the line out for the ` +
          'default. Upgrade one version at a time.',
      })),
}

/**
 * Address ranges are private, large enough, and apart from those of every other cluster, so that networks can be joined
 * later.
 */
export const addressRanges: Check = {
  code: 'overlapping-ranges',
  severity: 'error',
  find({ fleet, clouds }: Context): Finding[] {
    const all = fleet.clusters.flatMap((cluster) =>
      rangesOf(cluster, clouds[cluster.cloud]!).map((range) => ({ cluster, ...range })),
    )
    return all.flatMap(({ cluster, path, text, whole }, i): Finding[] => {
      const range = parseRange(text)
      if (!range)
        return [
          {
            at: cluster.settings.at(path),
            message: `\`${text}\` is not an address range`,
            help: 'Write the first address of the range and its length, such as `10.40.0.0/16`.',
          },
        ]
      if (whole && range.size < 65_536 / 4)
        return [
          {
            at: cluster.settings.at(path),
            message: `\`${text}\` is too small for a cluster`,
            help: 'Take a /16, or a /18 at the least.',
          },
        ]
      const other = all
        .slice(0, i)
        .find((earlier) => (earlier.cluster === cluster || (earlier.whole && whole)) && overlaps(text, earlier.text))
      if (!other) return []
      return [
        {
          at: cluster.settings.at(path),
          message:
            other.cluster === cluster
              ? `the ranges ${other.text} and ${text} of the cluster ${cluster.name} overlap`
              : `the addresses of the clusters ${cluster.name} (${text}) and ${other.cluster.name} ` +
                `(${other.text}) overlap`,
          help:
            other.cluster === cluster
              ? `Leave \`${path.at(-1)}:\` out: pods and services then have addresses planned beside \`range:\`. ` +
                `Or write ${free(all.map((each) => each.text))}, which nothing has.`
              : `Write \`network: { range: ${free(all.map((each) => each.text))} }\`, which no cluster has, in ` +
                `communities/${cluster.community}/cluster.yaml.`,
        },
      ]
    })
  },
}

/** Where the state is kept has to be said in full, and for one place only. */
export const backendComplete: Check = {
  code: 'backend-incomplete',
  severity: 'error',
  find: ({ fleet, clouds }) => {
    const kinds = stateKinds(Object.values(clouds).map(({ settings }) => settings))
    const needs = new Map(kinds.map((kind) => [kind.kind, stateNeeds(kind)]))
    return fleet.clusters.flatMap((cluster): Finding[] => {
      const { state } = cluster
      const wanted = needs.get(state.kind)!
      const missing = wanted.filter((key) => state[key] === undefined)
      const unused = Object.keys(state)
        .filter((key) => key !== 'kind' && !wanted.includes(key))
        .sort()
      return [
        ...(missing.length > 0
          ? [
              {
                at: cluster.settings.at(['state', 'kind']),
                message: `the state in \`${state.kind}\` has no ${missing.map((key) => `\`${key}\``).join(' and no ')}`,
                help:
                  `Write ${missing.map((key) => `\`${key}:\``).join(' and ')} below \`state:\`; it belongs to ` +
                  'the community, and has to be there before the first `terraform init`.',
              },
            ]
          : []),
        ...unused.map((key) => ({
          at: cluster.settings.at(['state', key]),
          message: `\`${key}\` says nothing where the state is kept in \`${state.kind}\``,
          help: `Take it out, or write another \`kind:\`: ${[...needs]
            .filter(([, keys]) => keys.includes(key))
            .map(([kind]) => `\`${kind}\``)
            .join(' or ')}.`,
        })),
      ]
    })
  },
}

/** A limit of a pool that is not there would do nothing. */
export const poolLimits: Check = {
  code: 'pool-limit',
  severity: 'error',
  find: ({ fleet }) =>
    fleet.clusters.flatMap((cluster) =>
      Object.keys(cluster.settings.values.pools.limits ?? {})
        .filter((name) => !cluster.pools.some((pool) => pool.name === name))
        .map((name) => ({
          at: cluster.settings.at(['pools', 'limits', name]),
          message: `the cluster ${cluster.name} has no pool \`${name}\``,
          help:
            `It has ${cluster.pools.map((pool) => `\`${pool.name}\``).join(', ')}; pools follow from the sizes ` +
            'of its hubs.',
        })),
    ),
}

interface RangeOf {
  path: string[]
  text: string
  whole: boolean
}

/** The range of the network (compared over the fleet), and those of pods and services (within the cluster). */
function rangesOf({ network, settings }: ClusterPlan, { podRange }: CloudFacts): RangeOf[] {
  const whole = { path: ['network', 'range'], text: network.range, whole: true }
  const pods = podRange ? [{ path: ['network', 'pods'], text: network.pods, whole: false }] : []
  const services = settings.values.network?.services
    ? [{ path: ['network', 'services'], text: network.services, whole: false }]
    : []
  return [whole, ...pods, ...services]
}

function overlaps(a: string, b: string): boolean {
  const [left, right] = [parseRange(a), parseRange(b)]
  return left !== undefined && right !== undefined && overlap(left, right)
}

/** The first 10.x.0.0/16 that nobody has. */
function free(taken: readonly string[]): string {
  for (let x = 16; x < 256; x++) if (!taken.some((range) => overlaps(range, `10.${x}.0.0/16`))) return `10.${x}.0.0/16`
  return '172.16.0.0/16'
}
