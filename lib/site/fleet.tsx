/** The page of the fleet: every hub with search and filters, totals, the map, and how profiles build on each other. */
import type { EventDocs } from '../readme/index.ts'
import { byDate } from '../plan/event.ts'
import { Calendar } from './calendar.tsx'
import { FindHub } from './find.tsx'
import { FleetMap } from './fleet-map.tsx'
import { clusterPath, countBy, hubPath, type ClusterFacts, type HubFacts, type Site } from './facts.ts'
import { eventCost, foreignPrices, idleCosts, leftOut, sumOf, usualMonth } from './costs.ts'
import { Facts, Figure, renderPage, Section, Table } from './layout.tsx'
import { ProfilesPicture } from './layers.tsx'
import { roomSentence } from './room.tsx'
import { day, eachHas, money, number, plural } from './words.ts'

export const fleetPage = (site: Site): string =>
  renderPage({
    site,
    title: site.title,
    top: '.',
    current: 'index.html',
    children: (
      <>
        <h1>{site.title}</h1>
        <Totals site={site} />
        {site.hubs.length === 0 ? (
          <p>There are no hubs yet.</p>
        ) : (
          <>
            <Section id="hubs" title="Find a hub">
              <FindHub site={site} />
            </Section>
            <Section id="map" title="Where they run">
              <FleetMap site={site} />
            </Section>
          </>
        )}
        <Section id="events" title="Events">
          <Events site={site} />
        </Section>
        {site.compared === undefined && (
          <Section id="changes" title="What changed">
            <p>
              This site shows the fleet as it is. One made with <code>hubloom site --against REF</code> has a page of
              what changed for people since that commit or branch.
            </p>
          </Section>
        )}
        <Section id="layers" title="How settings flow into a hub">
          <p>
            A hub stands on the base, its profiles, its community’s file and its own file. Each says only what differs;
            the later one wins. The page of a hub shows its own.
          </p>
          <ProfilesPicture site={site} />
        </Section>
        <Section id="clusters" title="Clusters">
          <ClustersTable site={site} top="." />
        </Section>
      </>
    ),
  })

/** How many of each there are, the most first: `12 production, 5 staging`. */
function countsOf(words: readonly string[]): string {
  return [...countBy(words)]
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ')
}

function Totals({ site }: { site: Site }) {
  const { hubs, clusters } = site
  const idle = clusters.reduce((sum, cluster) => sum + sumOf(idleCosts(cluster)), 0)
  const usual = clusters.reduce((sum, cluster) => sum + usualMonth(cluster), 0)
  const notes = totalNotes(site)
  // those for staging have the same people
  const saying = hubs.filter(({ plan }) => plan.home.people !== undefined && plan.purpose !== 'staging')
  const people = saying.reduce((sum, { plan }) => sum + plan.home.people!, 0)
  const total = (number: number, words: string) => <Figure of={String(number)} notes={[words]} />
  return (
    <Facts
      kind="facts totals"
      of={[
        ['Hubs', total(hubs.length, countsOf(hubs.map(({ plan }) => plan.purpose)))],
        ['People expected', people > 0 && <Figure of={number(people)} notes={[`at ${saying.length} of these hubs`]} />],
        ['Communities', total(new Set(hubs.map(({ plan }) => plan.community)).size, 'with a hub')],
        [
          'Clusters',
          total(clusters.length, countsOf(clusters.map(({ plan }) => site.registry.clouds[plan.cloud]!.facts.title))),
        ],
        [
          'A month while nobody works',
          <Figure of={money(idle)} notes={['machines that are always on, disks and addresses', ...notes]} />,
        ],
        [
          'A month of usual days',
          <Figure of={money(usual)} notes={['with people at work, as each cluster’s page assumes', ...notes]} />,
        ],
      ]}
    />
  )
}

/** What the sums of all clusters leave out, and how many are reckoned with prices of another region. */
function totalNotes(site: Site): string[] {
  const without = site.clusters.filter((cluster) => leftOut(cluster) !== undefined)
  const foreign = site.clusters.filter(({ plan }) => foreignPrices(plan, site) !== undefined)
  return [
    ...(without.length > 0 ? [`without homes on ${without.map(({ plan }) => plan.name).join(', ')}`] : []),
    ...(foreign.length > 0
      ? [`${plural(foreign.length, 'cluster')} at prices of another region of the same cloud`]
      : []),
  ]
}

function Events({ site }: { site: Site }) {
  const events = site.hubs.flatMap((hub) => hub.events.map((event) => ({ ...event, at: hub }))).sort(byDate)
  if (events.length === 0) return <p>No events are planned.</p>
  return (
    <>
      <Table
        caption="Workshops and exams in order of date, for which machines are kept ready"
        head={['Event', 'Hub', 'First day', 'Last day', 'Servers', 'Machines', 'Costs about']}
        figures={[4, 6]}
        rows={events.map((event) => [
          event.event,
          <a href={`${hubPath(event.at.plan)}#events`}>{event.at.name}</a>,
          day(event.from),
          day(event.until),
          <Servers of={event} hub={event.at} />,
          `${event.machines} × ${event.machine}`,
          money(eventCost(event)),
        ])}
      />
      <Calendar spans={events.map(({ event, at, from, until }) => ({ name: `${event}, ${at.name}`, from, until }))} />
    </>
  )
}

function Servers({ of: { event, servers }, hub: { plan } }: { of: EventDocs; hub: HubFacts }) {
  const size = plan.events.find(({ key }) => key === event)?.size
  return <Figure of={String(servers)} notes={[size && eachHas(size)]} />
}

export const ClustersTable = ({ site, top }: { site: Site; top: string }) => (
  <Table
    caption="Each cluster: what it costs a month while nobody works and with usual days, and how many people fit"
    head={['Cluster', 'Cloud', 'Owner', 'Hubs', 'Idle', 'Usual days', 'Room for people']}
    figures={[3, 4, 5]}
    rows={site.clusters.map((cluster) => [
      <a href={`${top}/${clusterPath(cluster.plan)}`}>{cluster.plan.name}</a>,
      <Figure
        of={site.registry.clouds[cluster.plan.cloud]!.facts.title}
        notes={[
          cluster.plan.region,
          foreignPrices(cluster.plan, site),
          `Kubernetes ${cluster.plan.kubernetes.version}`,
        ]}
      />,
      <Figure
        of={site.communities.get(cluster.plan.community)!}
        notes={[cluster.plan.tenancy === 'shared' ? 'for several communities' : undefined]}
      />,
      plural(cluster.hubs.length, 'hub'),
      <Figure of={money(sumOf(idleCosts(cluster)))} notes={[leftOut(cluster)]} />,
      money(usualMonth(cluster)),
      <Room of={cluster} />,
    ])}
  />
)

/** At the first event by date, if there is one, and on a usual day. */
const Room = ({ of: { crowds } }: { of: ClusterFacts }) => (
  <div class="room">
    {[...new Set([crowds[0]!, crowds.at(-1)!])].map((each) => (
      <p>{roomSentence(each)}</p>
    ))}
  </div>
)
