/** The page of a hub: what its people see and get, who may enter, and what it stands on. */
import { byDate } from '../plan/event.ts'
import type { BucketPlan, HubPlan, SizePlan } from '../plan/types.ts'
import { Calendar } from './calendar.tsx'
import { eventCost, usualCost } from './costs.ts'
import { Entry } from './entry.tsx'
import { clusterPath, hubPath, openProblems, type HubFacts, type Site } from './facts.ts'
import { Homes } from './homes.tsx'
import { Facts, Names, Outside, Path, renderPage, Row, Section, Table } from './layout.tsx'
import { HubLayers } from './layers.tsx'
import { Problems } from './problems.tsx'
import { SignInScreen, StartScreen } from './screens.tsx'
import {
  cpuOf,
  day,
  dollars,
  gpuOf,
  memoryOf,
  money,
  plural,
  poolOf,
  priceOf,
  profileWord,
  shareOf,
  span,
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
          <p class="soft">{pagesNote(plan)}</p>
        </Section>
        <Section id="sizes" title="Servers">
          <Sizes plan={plan} />
          <Environments plan={plan} />
        </Section>
        <Section id="entry" title="Who may enter">
          <Entry hub={hub} site={site} />
        </Section>
        <Section id="homes" title="Homes and shared folders">
          <Homes hub={hub} site={site} />
        </Section>
        <Section id="data" title="Buckets and data">
          <Data plan={plan} />
        </Section>
        <Section id="events" title="Events">
          <Events hub={hub} />
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
  const { cluster, servers, owner } = plan
  const cloud = site.registry.clouds[cluster.cloud]!.facts.title
  const warnings = openProblems(hub).length
  return (
    <Facts
      of={[
        ['Community', <Outside url={owner.url}>{owner.name}</Outside>],
        ['Purpose', plan.purpose],
        ['Profile', profileWord(plan)],
        [
          'Cluster',
          <>
            <a href={`${TOP}/${clusterPath(cluster)}`}>{cluster.name}</a>, {cloud}, {cluster.region}
          </>,
        ],
        ['Sign-in', plan.signIn.title],
        ['A server of the usual size', `${dollarsAnHour(plan)} an hour`],
        [
          'Usual days of its people',
          usualCost(hub) > 0 && (
            <>
              about {money(usualCost(hub))} a month,{' '}
              <a href={`${TOP}/${clusterPath(cluster)}#costs`}>beside the cluster</a>
            </>
          ),
        ],
        [
          'Servers stop',
          servers.cull.idle === 0 ? 'never by themselves' : `after ${span(servers.cull.idle)} without use`,
        ],
        ['Dask', plan.dask ? `up to ${plan.dask.maxWorkers} workers a cluster` : undefined],
        ['Binder', plan.binder ? 'starts any repository' : undefined],
        ['Events', events.length > 0 ? plural(events.length, 'event') : undefined],
        ['Namespace', <code>{plan.namespace}</code>],
        ['Problems in its settings', warnings === 0 ? 'none' : <a href="#alerts">{plural(warnings, 'warning')}</a>],
      ]}
    />
  )
}

const dollarsAnHour = (plan: HubPlan): string => priceOf(plan.defaultSize, plan)

const pagesNote = (plan: HubPlan): string =>
  plan.pages
    ? 'The community has templates of its own for these pages, which may show more than this.'
    : 'In the manner of JupyterHub’s and KubeSpawner’s own pages. Nothing here can be sent.'

const Sizes = ({ plan }: { plan: HubPlan }) => (
  <Table
    caption="Sizes, the machine of each, and what an hour costs when the machine is full"
    head={['Size', 'Memory', 'CPU', 'GPU', 'Machine', 'Share of it', 'An hour', 'For']}
    figures={[6]}
    rows={plan.sizes.map((size) => [
      <>
        {size.title}
        {size === plan.defaultSize && plan.sizes.length > 1 && <small class="soft">the usual one</small>}
      </>,
      memoryOf(size),
      cpuOf(size),
      gpuOf(size, plan) || '–',
      machineOf(plan, size.pool),
      shareOf(size),
      priceOf(size, plan),
      <SizeFor plan={plan} size={size} />,
    ])}
  />
)

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
        <small class="soft">
          {dollars(found.machine.usdPerHour)} an hour{found.spot && ', spot'}
        </small>
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
      environment.description ?? '',
      <code>{environment.image}</code>,
      environment.url,
      environment.groups.length > 0 ? <Names of={environment.groups} /> : 'everybody',
    ])}
  />
)

function Data({ plan }: { plan: HubPlan }) {
  const { buckets, grants, account } = plan
  if (buckets.length === 0 && grants.length === 0 && account.buckets === undefined)
    return <p>It has no buckets, and may use none of others.</p>
  return (
    <>
      {buckets.length > 0 && (
        <Table
          caption="Buckets of its own"
          head={['Bucket', 'Address', 'In servers', 'What it is for', 'Kept']}
          rows={buckets.map((bucket) => [
            bucket.key,
            <code>{bucket.url}</code>,
            <code>{bucket.variable}</code>,
            useOf(bucket),
            bucket.expiresDays === undefined ? 'until somebody deletes it' : plural(bucket.expiresDays, 'day'),
          ])}
        />
      )}
      {grants.length > 0 && (
        <Table
          caption="Data of others that servers may reach"
          head={['Data', 'Address', 'In servers', 'Access']}
          rows={grants.map(({ key, url, variable, write, requesterPays }) => [
            key,
            <code>{url}</code>,
            variable === undefined ? '' : <code>{variable}</code>,
            `${write ? 'read and write' : 'read'}${requesterPays ? ', whoever reads pays' : ''}`,
          ])}
        />
      )}
      {account.buckets !== undefined && <p>Servers may {account.buckets} all buckets of the account.</p>}
    </>
  )
}

function useOf({ personal, readOnly, public: isPublic }: BucketPlan): string {
  const use = personal ? 'a folder for each person' : 'shared by all people of the hub'
  return [
    use,
    ...(readOnly ? ['servers only read it'] : []),
    ...(isPublic ? ['everybody on the Internet may read it'] : []),
  ].join(', ')
}

function Events({ hub: { plan, events } }: { hub: HubFacts }) {
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
            `${plural(warm, 'server')}${size ? ` of ${size.title}` : ''}`,
            room ? `${room.machines} × ${room.machine}` : '',
            room ? money(eventCost(room)) : '',
          ]
        })}
      />
      <Calendar spans={plan.events.map(({ key, from, until }) => ({ name: key, from, until }))} />
    </>
  )
}

function Overrides({ hub: { part } }: { hub: HubFacts }) {
  const { overridden } = part
  if (overridden.length === 0) return <p>It has no overrides.</p>
  return (
    <Table
      caption={`${plural(overridden.length, 'value')} set past the settings`}
      head={['Value', 'Of', 'Set in']}
      rows={overridden.map(({ format, address, path, at }) => [
        <code>{path.join('.')}</code>,
        <Row of={[format, address]} />,
        <Path of={`${at.file}:${at.line}`} />,
      ])}
    />
  )
}
