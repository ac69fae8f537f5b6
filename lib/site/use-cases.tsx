/** What each profile gives on each cloud: a hub of nothing but the profile is planned there, and looked at. */
import { compileInputs } from '../compile.ts'
import type { Layer } from '../layers/inputs.ts'
import { toPlain } from '../layers/tree.ts'
import type { HubPlan, SizePlan } from '../plan/types.ts'
import { cluster } from '../start/cluster.ts'
import { community } from '../start/community.ts'
import { textOf } from '../wording.ts'
import { countBy, type Site } from './facts.ts'
import { quotaOf, whereOf } from './homes.tsx'
import { Facts, renderPage, Section, Table } from './layout.tsx'
import { dollars, gpuOf, memoryOf, plural, poolOf, priceOf, shareOf, stopsWord } from './words.ts'

const TOP = '..'

/** A profile, and its hub at each cloud, by the cloud's name. */
interface UseCase {
  name: string
  about: string
  hubs: ReadonlyMap<string, HubPlan>
  /** What cannot be had, by the cloud's name. */
  lacking: ReadonlyMap<string, readonly string[]>
}

export function useCasesPage(site: Site): string {
  const cases = useCases(site)
  const named = countBy(site.hubs.flatMap(({ plan }) => plan.profiles))
  return renderPage({
    site,
    title: `Use cases · ${site.title}`,
    top: TOP,
    current: 'use-cases/index.html',
    children: (
      <>
        <h1>Use cases</h1>
        <p class="lead">
          What a hub has that names a profile and says nothing else, on each cloud. A hub may name several, and change
          each value.
        </p>
        {cases.map((each) => (
          <Section id={each.name} title={each.name}>
            <p>{each.about}</p>
            <p class="soft">
              {named.has(each.name) ? (
                <a href={`${TOP}/index.html#profile=${encodeURIComponent(each.name)}`}>
                  {plural(named.get(each.name)!, 'hub')} of the fleet
                </a>
              ) : (
                'No hub of the fleet names it.'
              )}
            </p>
            <Case of={each} site={site} />
          </Section>
        ))}
      </>
    ),
  })
}

function Case({ of: { hubs, lacking }, site }: { of: UseCase; site: Site }) {
  const [plan] = [...hubs.values()]
  if (!plan) return <p>It cannot stand by itself.</p>
  const clouds = [...hubs.keys()]
  const titles = [...new Set([...hubs.values()].flatMap(({ sizes }) => sizes.map(({ title }) => title)))]
  const titleOf = (cloud: string): string => site.registry.clouds[cloud]!.facts.title
  return (
    <>
      <Facts
        of={[
          ['Homes', whereOf(plan)],
          ['Each person', quotaOf(plan)],
          ['Servers stop', stopsWord(plan)],
          ['Environments', plan.environments.map(({ title }) => title).join(', ')],
          ['Dask', plan.dask ? `up to ${plan.dask.maxWorkers} workers a cluster` : undefined],
          ['GPU', plan.sizes.flatMap((size) => gpuOf(size, plan) || []).join(', ')],
        ]}
      />
      <Table
        caption="Each size: an hour as a share of a full machine, which machine and its price alone, and memory"
        head={['Size', ...clouds.map(titleOf)]}
        rows={titles.map((title) => [title, ...clouds.map((cloud) => <SizeAt title={title} hub={hubs.get(cloud)!} />)])}
      />
      <Lacking of={lacking} titleOf={titleOf} />
    </>
  )
}

interface LackingProps {
  of: UseCase['lacking']
  titleOf: (cloud: string) => string
}

/** What keeps it from being a hub everywhere is said once; then what a cloud does not have. */
function Lacking({ of, titleOf }: LackingProps) {
  const all = [...of.values()]
  const everywhere = (all[0] ?? []).filter((what) => all.every((others) => others.includes(what)))
  const others = [...of].map(([cloud, found]) => [cloud, found.filter((what) => !everywhere.includes(what))] as const)
  return (
    <>
      {everywhere.length > 0 && <p>To mix in with another profile: by itself, {everywhere.join('; ')}.</p>}
      {others
        .filter(([, what]) => what.length > 0)
        .map(([cloud, what]) => (
          <p>
            Lacking on {titleOf(cloud)}: {what.join('; ')}.
          </p>
        ))}
    </>
  )
}

function SizeAt({ title, hub }: { title: string; hub: HubPlan }) {
  const size = hub.sizes.find((each) => each.title === title)
  if (!size) return <>–</>
  return (
    <>
      {priceOf(size, hub)} an hour
      <small class="soft">{machineOf(size, hub)}</small>
      <small class="soft">{memoryOf(size)}</small>
    </>
  )
}

function machineOf(size: SizePlan, hub: HubPlan): string {
  const machine = poolOf(size, hub)?.machine
  if (!machine) return size.pool
  return size.perNode > 1 ? `${shareOf(size)} of ${machine.type}, ${dollars(machine.usdPerHour)} alone` : machine.type
}

/** Profiles of the fleet and of hubloom, but for the base, on which every hub stands. */
function useCases(site: Site): UseCase[] {
  const profiles = new Map(
    site.layers
      .filter(({ kind, name, community: own }) => kind === 'profile' && own === undefined && name !== 'base')
      .map((layer) => [layer.name, layer]),
  )
  const planned = plannedAt([...profiles.values()], site)
  return [...profiles].sort(byName).map(([name, { node }]) => {
    const plain = toPlain(node) as { about?: string }
    return {
      name,
      about: plain.about ?? '',
      hubs: new Map([...planned].flatMap(([cloud, { hubs }]) => (hubs.has(name) ? [[cloud, hubs.get(name)!]] : []))),
      lacking: new Map([...planned].map(([cloud, { lacking }]) => [cloud, lacking.get(name) ?? []])),
    }
  })
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1)

interface Planned {
  /** By profile. */
  hubs: ReadonlyMap<string, HubPlan>
  lacking: ReadonlyMap<string, readonly string[]>
}

/** A community of one hub a profile, at each cloud. */
function plannedAt(profiles: readonly Layer[], { profileTexts, registry }: Site): Map<string, Planned> {
  return new Map(
    Object.entries(registry.clouds).map(([cloud, { facts }]) => {
      const name = 'sample'
      const answers = { ...facts.settings.examples, community: name, title: 'Sample', contact: 'a@example.org', cloud }
      const texts = new Map([
        ...profileTexts,
        ...community.files(answers),
        ...cluster.files(answers),
        ...profiles.map((layer) => [`communities/${name}/hubs/${layer.name}.yaml`, hubText(layer)] as const),
      ])
      const { fleet, diagnostics } = compileInputs({ texts, folders: [name] }, { registry })
      const lacking = new Map(profiles.map((layer) => [layer.name, [] as string[]]))
      for (const diagnostic of diagnostics)
        if (diagnostic.severity === 'error' && diagnostic.subject?.kind === 'hub')
          lacking.get(diagnostic.subject.id.split('/')[1]!)?.push(textOf(diagnostic).message)
      return [cloud, { hubs: new Map(fleet.hubs.map((hub) => [hub.hub, hub])), lacking }]
    }),
  )
}

/** As little as makes a hub: a profile that says how people sign in says so itself. */
const hubText = ({ name, node }: Layer): string =>
  [
    `domain: ${name}.example.org`,
    `profile: ${name}`,
    `auth: { ${node.entries.has('auth') ? '' : 'github: { organizations: [sample] }, '}admins: [ada] }`,
    'home: { people: 100 }',
  ].join('\n')
