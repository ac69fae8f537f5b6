/** The page of a cluster: its machines, what is asked of them, what they cost, and what each hub adds. */
import { DIMENSIONS, type Dimension, type PoolCapacity } from '../plan/capacity.ts'
import { byDate } from '../plan/event.ts'
import { USE } from '../plan/use.ts'
import {
  eventCost,
  foreignPrices,
  hasUnpricedHomes,
  hubDisks,
  idleCosts,
  leftOut,
  sumOf,
  together,
  usualCost,
  usualCosts,
  usualMonth,
  type Disks,
} from './costs.ts'
import { clusterPath, hubPath, type ClusterFacts, type Site } from './facts.ts'
import { ClustersTable } from './fleet.tsx'
import { kindOf } from './fleet-map.tsx'
import { GraphPicture, type GraphEdge, type GraphNode } from './graph.tsx'
import { Facts, Figure, renderPage, Row, Section, Table } from './layout.tsx'
import { Problems } from './problems.tsx'
import { coreSentence, roomSentence } from './room.tsx'
import { cents, cores, day, dollars, inWords, money, number, plural } from './words.ts'

export const clustersPage = (site: Site): string =>
  renderPage({
    site,
    title: `Clusters · ${site.title}`,
    top: '..',
    current: 'clusters/index.html',
    children: (
      <>
        <h1>Clusters</h1>
        <ClustersTable site={site} top=".." />
      </>
    ),
  })

export const clusterPage = (cluster: ClusterFacts, site: Site): string =>
  renderPage({
    site,
    title: `${cluster.plan.name} · ${site.title}`,
    top: '..',
    current: clusterPath(cluster.plan),
    children: (
      <>
        <p class="crumbs">
          <a href="index.html">Clusters</a> › {site.communities.get(cluster.plan.community)}
        </p>
        <h1>{cluster.plan.name}</h1>
        <Overview cluster={cluster} site={site} />
        <Section id="map" title="Pools and hubs">
          <PoolsPicture cluster={cluster} />
        </Section>
        <Section id="pools" title="Pools of machines">
          <Pools cluster={cluster} />
        </Section>
        <Section id="capacity" title="Capacity">
          <Capacity cluster={cluster} />
        </Section>
        <Section id="costs" title="What it costs">
          <Costs cluster={cluster} site={site} />
        </Section>
        <Section id="hubs" title="What each hub adds">
          <Added cluster={cluster} />
        </Section>
        <Section id="alerts" title="Problems in its settings">
          <Problems of={cluster.problems} />
        </Section>
      </>
    ),
  })

function Overview({ cluster: { plan, hubs, docs }, site }: { cluster: ClusterFacts; site: Site }) {
  return (
    <Facts
      of={[
        ['Cloud', site.registry.clouds[plan.cloud]!.facts.title],
        ['Region', `${plan.region}, ${plan.zones.join(', ')}`],
        ['Account', plan.account],
        ['Owner', site.communities.get(plan.community)],
        ['For', plan.tenancy === 'shared' ? 'several communities' : 'its owner'],
        ['Hubs', plural(hubs.length, 'hub')],
        ['Kubernetes', plan.kubernetes.version],
        ['Pools', plural(plan.pools.length, 'pool')],
        [
          'Terraform state',
          docs.state.place !== undefined && (
            <>
              {docs.state.where.source} <code>{docs.state.place}</code>, read and written by those who apply
            </>
          ),
        ],
      ]}
    />
  )
}

/** Of more hubs, those that use the same pools are one box. */
const SINGLE = 30

function PoolsPicture({ cluster }: { cluster: ClusterFacts }) {
  const { plan, hubs } = cluster
  const groups = new Map<string, (typeof hubs)[number][]>()
  for (const hub of hubs) {
    const used = plan.pools.filter((pool) => pool.hubs.includes(hub.plan.id)).map(({ name }) => name)
    const key = hubs.length > SINGLE ? used.join(' ') : `${hub.plan.id} ${used.join(' ')}`
    groups.set(key, [...(groups.get(key) ?? []), hub])
  }
  const nodes: GraphNode[] = [
    ...plan.pools.map((pool) => ({
      id: `pool ${pool.name}`,
      title: pool.name,
      note: `${pool.machine.type}, at most ${pool.max}`,
      kind: 'box' as const,
    })),
    ...[...groups].map(([key, [first, ...others]]) =>
      others.length > 0
        ? { id: key, title: plural(others.length + 1, 'hub'), note: `${first!.name} …`, kind: kindOf(first!) }
        : { id: key, title: first!.name, href: `../${hubPath(first!.plan)}`, kind: kindOf(first!) },
    ),
  ]
  const edges: GraphEdge[] = [...groups].flatMap(([key, [first]]) =>
    plan.pools
      .filter((pool) => pool.hubs.includes(first!.plan.id))
      .map(({ name }) => ({ from: key, to: `pool ${name}` })),
  )
  const label = `Hubs and the pools that they use: ${plan.pools
    .map(({ name, hubs: users }) => `${name}, ${plural(users.length, 'hub')}`)
    .join('; ')}`
  return (
    <figure>
      <div class="wide broad" tabIndex={0} role="group" aria-label="Pools and hubs">
        <GraphPicture label={label} nodes={nodes} edges={edges} />
      </div>
      <PoolsList cluster={cluster} />
      <figcaption>Each hub uses core for its own pods, and other pools for servers of its people.</figcaption>
    </figure>
  )
}

/** The same in words, for narrow screens: the picture would not fit. */
const PoolsList = ({ cluster: { plan, hubs } }: { cluster: ClusterFacts }) => (
  <dl class="narrow">
    {plan.pools.map((pool) => {
      const users = hubs.filter((hub) => pool.hubs.includes(hub.plan.id))
      return (
        <div>
          <dt>
            {pool.name} <small>{`${pool.machine.type}, at most ${pool.max}`}</small>
          </dt>
          <dd>
            {users.length > SINGLE || users.length === 0 ? (
              plural(users.length, 'hub')
            ) : (
              <Row
                of={users.map((hub) => (
                  <a href={`../${hubPath(hub.plan)}`}>{hub.name}</a>
                ))}
              />
            )}
          </dd>
        </div>
      )
    })}
  </dl>
)

const Pools = ({ cluster: { docs } }: { cluster: ClusterFacts }) => (
  <Table
    caption="Machines are started and stopped as people come and go, between the two numbers"
    head={['Pool', 'Machine', 'Always on', 'At most', 'An hour each', 'Hubs']}
    figures={[2, 3, 4, 5]}
    rows={docs.pools.map(({ name, machine, min, max, usdPerHour, spot, hubs }) => [
      name,
      `${machine}${spot ? ', spot (on-demand price shown)' : ''}`,
      min,
      max,
      dollars(usdPerHour),
      hubs.length,
    ])}
  />
)

const DIMENSION_WORDS: Readonly<Record<Dimension, string>> = {
  memory: 'memory',
  cpu: 'CPU cores',
  pods: 'pods',
  disks: 'disks attached',
}

function amount(dimension: Dimension, value: number): string {
  if (dimension === 'memory') return inWords(value)
  return dimension === 'cpu' ? cores(value) : String(value)
}

function Capacity({ cluster: { capacity, crowds } }: { cluster: ClusterFacts }) {
  const { pools, addresses } = capacity
  const rows = pools.flatMap((each) =>
    DIMENSIONS.filter((dimension) => each.pool.purpose === 'core' || each.needs[dimension].asked > 0).map((dimension) =>
      capacityRow(each, dimension),
    ),
  )
  return (
    <>
      <ul>
        {crowds.map((each) => (
          <li>{roomSentence(each)}</li>
        ))}
        {pools
          .filter(({ pool }) => pool.purpose === 'core')
          .map((core) => (
            <li>{coreSentence(core)}</li>
          ))}
      </ul>
      <Table
        caption={
          'What pods request together: on core, those of hubs and services; on other pools, the servers that are ' +
          'kept ready on the busiest day of events'
        }
        head={['Pool', 'Resource', 'Requested', 'Allocatable on each machine', 'Machines needed', 'Machines at most']}
        figures={[2, 3, 4, 5]}
        rows={rows}
      />
      {addresses && (
        <p>
          Machines and pods take their IP addresses from <code>network.{addresses.setting}</code>, which has{' '}
          {number(addresses.available)}. Machines that are always on, and those of events, take {number(addresses.rest)}
          ; with every pool at its maximum it is {number(addresses.most)}.
        </p>
      )}
    </>
  )
}

function capacityRow({ pool, needs, most }: PoolCapacity, dimension: Dimension): string[] {
  const { asked, each, machines } = needs[dimension]
  return [
    pool.name,
    DIMENSION_WORDS[dimension],
    amount(dimension, asked),
    amount(dimension, each),
    String(machines),
    String(most),
  ]
}

function onTop({ docs: { beside }, hubs }: ClusterFacts): string {
  const homes = hubs.some(hasUnpricedHomes)
    ? ', homes that are paid by person or by what is in them, or have no price here,'
    : ''
  return beside
    ? `Traffic, logs, snapshots${homes} and what lies in buckets come on top.`
    : `Disks, load balancers, network address translation, traffic, logs, snapshots${homes} and what lies in buckets ` +
        'come on top: hubloom has no prices of these for this cloud.'
}

function Costs({ cluster, site }: { cluster: ClusterFacts; site: Site }) {
  const { hubs } = cluster
  const foreign = foreignPrices(cluster.plan, site)
  const notes = [leftOut(cluster), foreign]
  const idle = idleCosts(cluster)
  const events = hubs.flatMap((hub) => hub.events).sort(byDate)
  return (
    <>
      <Facts
        kind="facts totals"
        of={[
          ['A month while nobody works', <Figure of={money(sumOf(idle))} notes={notes} />],
          ['A month of usual days', <Figure of={money(usualMonth(cluster))} notes={notes} />],
          [
            'Its largest event adds',
            events.length > 0 && <Figure of={money(Math.max(...events.map(eventCost)))} notes={[foreign]} />,
          ],
        ]}
      />
      <Table
        caption="What is on while nobody works, a month"
        head={['What', 'A month']}
        figures={[1]}
        rows={idle.map(({ what, usd }) => [what, money(usd)])}
        foot={['Together', <Figure of={money(sumOf(idle))} notes={notes} />]}
      />
      <p>
        Assumed of each hub that is not for staging: its people are those of <code>home.people</code>, or {USE.people}.
        One in {1 / USE.atOnce} works at once, with a server of the usual size, {USE.hours} hours on {USE.days} days a
        month. Hubs share the machines of a pool, which are paid whole. {onTop(cluster)}
      </p>
      <UsualDays cluster={cluster} />
      {events.length > 0 && (
        <Table
          caption="Room that is kept for events, in order of date, whoever comes"
          head={['Event', 'Hub', 'First day', 'Last day', 'Machines', 'Costs about']}
          figures={[5]}
          rows={events.map((event) => [
            event.event,
            event.hub,
            day(event.from),
            day(event.until),
            `${event.machines} × ${event.machine}`,
            money(eventCost(event)),
          ])}
        />
      )}
    </>
  )
}

function UsualDays({ cluster }: { cluster: ClusterFacts }) {
  const costs = usualCosts(cluster)
  if (costs.length === 0) return null
  return (
    <Table
      caption="What usual days add, a month. Machines that are always on are paid already"
      head={['Pool', 'Hubs with people', 'On while people work', 'Always on of these', 'A month']}
      figures={[1, 2, 3, 4]}
      rows={costs.map(({ what, shares, machines, alwaysOn, usd }) => [
        what,
        shares.length,
        machines,
        alwaysOn,
        money(usd),
      ])}
      foot={['Together', '', '', '', money(sumOf(costs))]}
    />
  )
}

function Added({ cluster }: { cluster: ClusterFacts }) {
  const rows = cluster.hubs.map((hub) => ({ hub, ...hubDisks(hub), usual: usualCost(hub, cluster) }))
  const all = {
    services: together(rows.map(({ services }) => services)),
    homes: together(rows.map(({ homes }) => homes)),
    usual: rows.reduce((sum, { usual }) => sum + usual, 0),
  }
  return (
    <>
      <Table
        caption="What each hub’s own pods request on core, and dollars a month of its disks, homes and usual days"
        head={['Hub', 'Memory', 'CPU cores', 'Pods', 'Disks of its services', 'Homes', 'Usual days', 'Together']}
        figures={[1, 2, 3, 4, 5, 6, 7]}
        rows={rows.map(({ hub, services, homes, usual }) => [
          <a href={`../${hubPath(hub.plan)}`}>{hub.name}</a>,
          inWords(hub.core.memory),
          cores(hub.core.cpu),
          hub.core.pods,
          <DisksOf {...services} />,
          homes.gib === 0 && hasUnpricedHomes(hub) ? NO_PRICE : <DisksOf {...homes} />,
          usual === 0 ? '–' : cents(usual),
          cents(sumOfHub({ services, homes, usual })),
        ])}
        foot={[
          'Together',
          '',
          '',
          '',
          <DisksOf {...all.services} />,
          <DisksOf {...all.homes} />,
          cents(all.usual),
          cents(sumOfHub(all)),
        ]}
      />
      <p class="soft">
        Usual days of a hub are its share of the machines that it uses with others, by the price of an hour of its
        servers. Machines are paid whole, so taking a hub away saves a whole machine or none. Disks and homes are part
        of what the cluster costs while nobody works.
      </p>
    </>
  )
}

const sumOfHub = ({ services, homes, usual }: { services: Disks; homes: Disks; usual: number }): number =>
  (services.usd ?? 0) + (homes.usd ?? 0) + usual

const NO_PRICE = 'no price'

const DisksOf = ({ gib, usd }: Disks) =>
  gib === 0 ? <>–</> : <Figure of={usd === undefined ? NO_PRICE : cents(usd)} notes={[`${gib} GiB`]} />
