/** The page of a hub: what its people see and get, who may enter, and what it stands on. */
import { byDate } from '../plan/event.ts'
import type { HubPlan, SizePlan } from '../plan/types.ts'
import { Calendar } from './calendar.tsx'
import { eventCost, usualCost } from './costs.ts'
import { Data } from './data.tsx'
import { Entry } from './entry.tsx'
import {
  clusterOf,
  clusterPath,
  hubPath,
  openProblems,
  type ClusterFacts,
  type CrowdFacts,
  type HubFacts,
  type Site,
} from './facts.ts'
import { Homes } from './homes.tsx'
import { Facts, Figure, Names, Outside, Path, renderPage, Row, Section, Table } from './layout.tsx'
import { HubLayers } from './layers.tsx'
import { Problems } from './problems.tsx'
import { roomSentence } from './room.tsx'
import { Safety } from './safety.tsx'
import { SignInScreen, StartScreen } from './screens.tsx'
import {
  cores,
  day,
  dollars,
  eachHas,
  gpuOf,
  inWords,
  money,
  plural,
  poolOf,
  priceOf,
  profileWord,
  shareOf,
  span,
  stopsWord,
} from './words.ts'

const TOP = '../..'

export function hubPage(hub: HubFacts, site: Site): string {
  const { plan, name } = hub
  const community = site.communities.get(plan.community) ?? plan.community
  return renderPage({
    site,
    title: `${name} · ${site.title}`,
    top: TOP,
    current: hubPath(plan),
    children: (
      <>
        <p class="crumbs">
          <a href={`${TOP}/index.html`}>Hubs</a> › {community}
        </p>
        <h1>{name}</h1>
        <p class="lead">
          <Outside url={`https://${plan.domain}`}>{plan.domain}</Outside>
          {plan.homepage.description !== undefined && <>: {plan.homepage.description}</>}
        </p>
        <Overview hub={hub} site={site} />
        <Section id="seen" title="What its people see">
          <div class="seen">
            <SignInScreen plan={plan} />
            <StartScreen hub={hub} />
          </div>
          <SeenNote plan={plan} />
        </Section>
        <Section id="sizes" title="Servers">
          <Sizes plan={plan} />
          <Environments plan={plan} />
          <Stops plan={plan} />
        </Section>
        <Section id="entry" title="Who may enter">
          <Entry hub={hub} site={site} />
        </Section>
        <Section id="safety" title="Safety">
          <Safety plan={plan} site={site} />
        </Section>
        <Section id="homes" title="Homes and shared folders">
          <Homes hub={hub} site={site} />
        </Section>
        <Section id="data" title="Buckets and data">
          <Data plan={plan} site={site} />
        </Section>
        <Section id="events" title="Events">
          <Events hub={hub} crowds={crowdsOf(hub, site)} />
        </Section>
        <Section id="alerts" title="Problems in its settings">
          <Problems of={hub.problems} />
        </Section>
        <Section id="layers" title="What it is made from">
          <HubLayers hub={hub} site={site} />
          <Overrides hub={hub} />
        </Section>
      </>
    ),
  })
}

function Overview({ hub, site }: { hub: HubFacts; site: Site }) {
  const { plan, events } = hub
  const { cluster, owner } = plan
  const cloud = site.registry.clouds[cluster.cloud]!.facts.title
  const warnings = openProblems(hub).length
  return (
    <Facts
      of={[
        ['Community', <Outside url={owner.url}>{owner.name}</Outside>],
        ['Contact', site.named && owner.contact && <Outside url={`mailto:${owner.contact}`}>{owner.contact}</Outside>],
        ['Purpose', plan.purpose],
        ['Profile', profileWord(plan)],
        [
          'Cluster',
          <>
            <a href={`${TOP}/${clusterPath(cluster)}`}>{cluster.name}</a>, {cloud}, {cluster.region}
          </>,
        ],
        ['Sign-in', plan.signIn.title],
        ['People expected', plan.purpose === 'staging' ? undefined : plan.home.people],
        ['A server of the usual size', <HourOf hub={hub} cluster={clusterOf(hub, site)} />],
        ['Machines on usual days', <UsualDays hub={hub} cluster={clusterOf(hub, site)} />],
        ['Servers stop', stopsWord(plan)],
        ['Dask', plan.dask ? `up to ${plan.dask.maxWorkers} workers a cluster` : undefined],
        ['Binder', plan.binder ? 'starts any repository' : undefined],
        ['Events', events.length > 0 ? plural(events.length, 'event') : undefined],
        ['Namespace', <code>{plan.namespace}</code>],
        ['Problems in its settings', warnings === 0 ? 'none' : <a href="#alerts">{plural(warnings, 'warning')}</a>],
      ]}
    />
  )
}

function UsualDays({ hub, cluster }: { hub: HubFacts; cluster: ClusterFacts }) {
  const sharing = cluster.usual.find(({ shares }) => shares.some((share) => share.hub === hub.plan))
  if (!sharing) return <>none: nobody is expected at a hub for staging</>
  const others = sharing.shares.length - 1
  return (
    <>
      about {money(usualCost(hub, cluster))} a month{others > 0 && `, its share with ${plural(others, 'other hub')}`},
      in addition to <a href={`${TOP}/${clusterPath(hub.plan.cluster)}#costs`}>what the cluster costs</a> while nobody
      works
    </>
  )
}

const SeenNote = ({ plan }: { plan: HubPlan }) => (
  <p class="soft">
    {pagesNote(plan)}{' '}
    {plan.sizes.length > 1 && (
      <>
        The form tells what the settings of a size ask for; <a href="#sizes">what a server gets here</a> may be more.
      </>
    )}
  </p>
)

const pagesNote = (plan: HubPlan): string =>
  plan.pages
    ? 'The community has templates of its own for these pages, which may show more than this.'
    : 'In the manner of JupyterHub’s and KubeSpawner’s own pages. Nothing here can be sent.'

/** What an hour costs: a share of a machine that is full, and all of it while nobody else is there. */
function HourOf({ hub: { plan }, cluster }: { hub: HubFacts; cluster: ClusterFacts }) {
  const size = plan.defaultSize
  const machine = poolOf(size, plan)?.machine
  const price = `${priceOf(size, plan)} an hour`
  if (!machine || size.perNode <= 1) return <>{price}, a machine of its own</>
  return (
    <Figure
      of={`${price}: ${shareOf(size)} of a full ${machine.type}; alone on the machine, ${dollars(machine.usdPerHour)}`}
      notes={[addedAlone(size.pool, cluster)]}
    />
  )
}

/** What one person alone adds to the bill: nothing on a machine that its pool's `min` or spare servers keep on. */
function addedAlone(pool: string, { capacity }: ClusterFacts): string {
  const alwaysOn = capacity.pools.find((each) => each.pool.name === pool)?.rest ?? 0
  if (alwaysOn === 0) return 'in addition to what the cluster costs while nobody works'
  const machines = `${plural(alwaysOn, 'machine')} of its pool ${alwaysOn === 1 ? 'is' : 'are'}`
  return `${machines} always on and paid in any case: one person alone there adds nothing`
}

const Sizes = ({ plan }: { plan: HubPlan }) => (
  <>
    <Table
      caption="Sizes and machines. An hour is a share of a full machine; a server alone on it costs the whole one"
      head={['Size', 'Memory', 'CPU cores', 'GPU', 'Machine', 'Share of it', 'An hour', 'For']}
      figures={[6]}
      rows={plan.sizes.map((size) => [
        <>
          {size.title}
          {size === plan.defaultSize && plan.sizes.length > 1 && <small class="soft">the usual one</small>}
          {plan.sizes.length > 1 && size.description !== undefined && (
            <small class="soft">in the form: {size.description}</small>
          )}
        </>,
        <MemoryOf size={size} />,
        <Figure {...bounds(size.cpu, cores)} />,
        gpuOf(size, plan) || '–',
        machineOf(plan, size.pool),
        shareOf(size),
        <Figure of={priceOf(size, plan)} notes={[aloneOf(size, plan)]} />,
        <SizeFor plan={plan} size={size} />,
      ])}
    />
    <p class="soft">
      A server is guaranteed the first amount, and may use up to the limit while others leave it free. These are what it
      gets here: what a machine has for servers, which is less than all of its memory, is divided among those that fit
      on it. The form and the name of a size show what the settings ask for, which is the same on every cloud. Where the
      settings ask for no CPU, the form shows CPU in proportion to memory; with a GPU, what the machine gives, rounded
      down.
    </p>
  </>
)

/** What it gets, and what was asked for, where the machine gives more. */
function MemoryOf({ size: { memory, asked } }: { size: SizePlan }) {
  const { of, notes } = bounds(memory, inWords)
  const said = asked.map(inWords)
  const differs = said.some((amount) => ![memory.guarantee, memory.limit ?? 0].map(inWords).includes(amount))
  return <Figure of={of} notes={[...notes, differs ? `asked for ${said.join(' to ')}` : undefined]} />
}

/** Guarantee and limit of a server, in words. */
function bounds(
  { guarantee, limit }: { guarantee: number; limit?: number },
  inUnits: (amount: number) => string,
): { of: string; notes: string[] } {
  if (limit === undefined) return { of: inUnits(guarantee), notes: ['guaranteed, no limit'] }
  return inUnits(limit) === inUnits(guarantee)
    ? { of: inUnits(guarantee), notes: ['guarantee and limit'] }
    : { of: inUnits(guarantee), notes: ['guaranteed', `limit ${inUnits(limit)}`] }
}

function aloneOf(size: SizePlan, plan: HubPlan): string | undefined {
  const machine = poolOf(size, plan)?.machine
  return machine && size.perNode > 1 ? `alone ${dollars(machine.usdPerHour)}` : undefined
}

/** Who may choose a size, and who has it without choosing. */
function SizeFor({ plan, size }: { plan: HubPlan; size: SizePlan }) {
  const given = plan.groups.filter((group) => group.size === size.key).map(({ name }) => name)
  return (
    <>
      {size.groups.length > 0 ? <Names of={size.groups} /> : 'everybody'}
      {given.length > 0 && (
        <div class="soft">
          without choosing: <Names of={given} />
        </div>
      )}
    </>
  )
}

function machineOf(plan: HubPlan, pool: string) {
  const found = poolOf({ pool }, plan)
  return (
    <>
      {found?.machine.type ?? pool}
      {found && (
        <>
          <small class="soft">
            {dollars(found.machine.usdPerHour)} an hour{found.spot && ', spot'}
          </small>
          <small class="soft">
            {inWords(found.machine.schedulable.memory)} of {inWords(found.machine.memory)} for servers
          </small>
        </>
      )}
    </>
  )
}

const Environments = ({ plan }: { plan: HubPlan }) => (
  <Table
    caption="Environments: what runs in a server"
    head={['Environment', 'What it has', 'Image', 'Opens', 'For']}
    rows={plan.environments.map((environment) => [
      environment.title,
      environment.description ?? '–',
      <code>{environment.image}</code>,
      environment.url,
      environment.groups.length > 0 ? <Names of={environment.groups} /> : 'everybody',
    ])}
  />
)

/**
 * When servers stop, what is use, and what stays. The culler spares no server, whoever's it is: `cull.admins` keeps
 * admins from being deleted as users (jupyterhub-idle-culler, `handle_server` and `--cull-admin-users`).
 */
function Stops({ plan }: { plan: HubPlan }) {
  const { idle, maxAge, kernels } = plan.servers.cull
  if (idle === 0 && maxAge === 0) return <p>Servers stop when their people or an admin stop them.</p>
  return (
    <p>
      Servers stop {stopsWord(plan)}, those of admins too. {idle > 0 && USE}{' '}
      {kernels !== undefined &&
        `Notebooks that nobody used for ${span(kernels)} are stopped, open in a browser or not.`}{' '}
      {plan.home.personal === 'none' ? 'What people wrote goes with their server.' : 'Homes stay as they are.'}
    </p>
  )
}

const USE = 'Use is activity that the hub sees: requests, a page in a browser that is connected, output of a notebook.'

/** At its own events, of all that come to its cluster. */
const crowdsOf = (hub: HubFacts, site: Site): CrowdFacts[] =>
  clusterOf(hub, site).crowds.filter(({ crowd }) => crowd.event?.hub === hub.plan)

function Events({ hub: { plan, events }, crowds }: { hub: HubFacts; crowds: readonly CrowdFacts[] }) {
  if (plan.events.length === 0) return <p>No events are planned.</p>
  const told = new Map(events.map((event) => [event.event, event]))
  return (
    <>
      <Table
        caption="Room is kept from noon of the day before to noon of the day after, UTC, whether anybody comes or not"
        head={['Event', 'First day', 'Last day', 'People', 'Room kept for', 'Machines', 'Costs about']}
        figures={[3, 6]}
        rows={[...plan.events].sort(byDate).map(({ key, from, until, users, warm, size }) => {
          const room = told.get(key)
          return [
            key,
            day(from),
            day(until),
            users,
            <Figure
              of={`${plural(warm, 'server')}${size ? ` of ${size.title}` : ''}`}
              notes={[size && eachHas(size)]}
            />,
            room ? `${room.machines} × ${room.machine}` : '',
            room ? money(eventCost(room)) : '',
          ]
        })}
      />
      {crowds.map((each) => (
        <p>{roomSentence(each)}</p>
      ))}
      <Calendar spans={plan.events.map(({ key, from, until }) => ({ name: key, from, until }))} />
    </>
  )
}

function Overrides({ hub: { part } }: { hub: HubFacts }) {
  const { overridden } = part
  if (overridden.length === 0) return <p>It has no overrides.</p>
  return (
    <Table
      caption={`${plural(overridden.length, 'value')} that overrides set, in place of what hubloom would write`}
      head={['Value', 'Of', 'Set in']}
      rows={overridden.map(({ format, address, path, at }) => [
        <code>{path.join('.')}</code>,
        <Row of={[format, address]} />,
        <Path of={`${at.file}:${at.line}`} />,
      ])}
    />
  )
}
