/** Buckets and data: of one hub, and of all of the fleet. Who reads and who writes is said in the same words. */
import type { ComponentChildren } from 'preact'
import type { BucketPlan, GrantPlan, HubPlan } from '../plan/types.ts'
import { clusterPath, hubPath, type HubFacts, type Site } from './facts.ts'
import { Figure, Names, renderPage, Section, Table } from './layout.tsx'
import { plural } from './words.ts'

/** What is told of a bucket, and in whose words. */
interface Told {
  plan: HubPlan
  site: Site
  /** What the hub is called: `this hub` on its own page. */
  called: string
}

export function Data({ plan, site }: { plan: HubPlan; site: Site }) {
  const { buckets, grants, account } = plan
  const fileServers = fileServersOf(plan)
  if ([...buckets, ...grants, ...fileServers].length === 0 && account.buckets === undefined)
    return <p>It has no buckets, and may use none of others.</p>
  const told = { plan, site, called: 'this hub' }
  return (
    <>
      {buckets.length > 0 && <Buckets of={told} />}
      {buckets.some(({ personal }) => personal) && <PersonalNote />}
      {grants.length > 0 && (
        <Table
          caption="Data of others that servers may reach. Its owner decides who else may use it"
          head={['Data', 'Address, and variable in servers', 'Who reads it', 'Who writes it', 'Who pays for reading']}
          rows={grants.map((grant) => [
            grant.key,
            <Address of={grant} />,
            everybody(told),
            grantWriters(grant, told),
            payerOf(grant),
          ])}
        />
      )}
      {fileServers.length > 0 && (
        <Table
          caption="Folders on file servers of others"
          head={['Data', 'Address', 'Who reads it', 'Who writes it']}
          rows={fileServers.map(({ name, readOnly, place }) => [
            name,
            <code>{place}</code>,
            mounting(told),
            readOnly ? nobody(told) : mounting(told),
          ])}
        />
      )}
      {account.buckets !== undefined && (
        <p>
          Everybody with a server of this hub may {account.buckets === 'write' ? 'read and write' : 'read'}{' '}
          {allBuckets(plan)}.
        </p>
      )}
    </>
  )
}

const Buckets = ({ of: told }: { of: Told }) => (
  <Table
    caption="Buckets of its own"
    head={['Bucket', 'Address, and variable in servers', 'What it is for', 'Who reads it', 'Who writes it', 'Kept']}
    rows={told.plan.buckets.map((bucket) => [
      bucket.key,
      <Address of={bucket} />,
      <Figure
        of={bucket.personal ? 'a folder for each person' : 'shared by all people of the hub'}
        notes={[bucket.accessLogs ? 'who reads and writes is logged for 90 days' : undefined]}
      />,
      <>
        {everybody(told)}
        <OtherReaders of={bucket} told={told} />
        <Others of={bucket.writers} told={told} />
      </>,
      <Writers of={bucket} told={told} />,
      bucket.expiresDays === undefined ? 'until somebody deletes it' : plural(bucket.expiresDays, 'day'),
    ])}
  />
)

const PersonalNote = () => (
  <p class="soft">
    The folder for each person is a convention and no protection: all servers of a hub use the same identity at the
    cloud, so everybody with a server can also read the folders of others, and write them where servers write the
    bucket.
  </p>
)

const Address = ({ of: { url, variable } }: { of: { url: string; variable?: string } }) => (
  <>
    <code>{url}</code>
    {variable !== undefined && (
      <div>
        <code>{variable}</code>
      </div>
    )}
  </>
)

const everybody = ({ called }: Told): string => `everybody with a server of ${called}`
const mounting = ({ called }: Told): string => `pods of ${called} that mount it`
const nobody = ({ called }: Told): string => `nobody of ${called}`
const allBuckets = ({ cluster }: HubPlan): string => `all buckets of the account ${cluster.account}`
const grantWriters = ({ write }: GrantPlan, told: Told): string => (write ? everybody(told) : nobody(told))

const payerOf = ({ requesterPays }: Pick<GrantPlan, 'requesterPays'>): string =>
  requesterPays ? 'the account of the hub' : 'its owner'

interface OfBucket {
  of: BucketPlan
  told: Told
}

/** Who reads it beside servers and those who write it. */
const OtherReaders = ({ of: { public: isPublic, readers }, told }: OfBucket) => (
  <>
    {isPublic && <div>everybody on the Internet, without signing in</div>}
    <Others of={readers} told={told} />
  </>
)

const Writers = ({ of: { readOnly, writers }, told }: OfBucket) => (
  <>
    {!readOnly && everybody(told)}
    {readOnly && writers.length === 0 && nobody(told)}
    <Others of={writers} told={told} />
  </>
)

/** Whom the settings name, as the cloud knows them, with what each is: `4444…4444 (an Entra object id)`. */
function Others({ of, told: { plan, site } }: { of: readonly string[]; told: Told }) {
  if (of.length === 0) return null
  const { principalKind } = site.registry.clouds[plan.cluster.cloud]!.facts.forms
  const kindOf = (id: string): string => (principalKind?.(id) === undefined ? '' : ` (${principalKind(id)})`)
  return (
    <div class="id">
      {site.named ? (
        <Names of={of.map((id) => `${id}${kindOf(id)}`)} />
      ) : (
        `and ${plural(of.length, 'other')} that the settings name`
      )}
    </div>
  )
}

/** Every bucket and source of data of the fleet. */
export const dataPage = (site: Site): string =>
  renderPage({
    site,
    title: `Data · ${site.title}`,
    top: '.',
    current: 'data.html',
    children: (
      <>
        <h1>Data</h1>
        <p class="lead">
          Every bucket that hubs have, and all data of others that their servers may use. What people keep in their
          homes and shared folders stands on the page of each hub.
        </p>
        <Section id="sources" title="Buckets and sources of data">
          <Sources site={site} />
        </Section>
      </>
    ),
  })

function Sources({ site }: { site: Site }) {
  const rows = [...site.hubs.flatMap((hub) => sourcesOf(hub, site)), ...statesOf(site)]
  if (rows.length === 0) return <p>No hub has a bucket, and none may use data of others.</p>
  return (
    <>
      <Table
        caption="Who writes may read, too. The owner of data from outside decides who else may use it"
        head={['Data', 'Owner', 'Where it lies', 'Who writes it', 'Who only reads it', 'Who pays for requests']}
        rows={rows}
      />
      {site.hubs.some(({ plan }) => plan.buckets.some(({ personal }) => personal)) && <PersonalNote />}
    </>
  )
}

function sourcesOf({ plan, name }: HubFacts, site: Site): ComponentChildren[][] {
  const told: Told = { plan, site, called: name }
  const hub = <a href={`${hubPath(plan)}#data`}>{name}</a>
  return [
    ...plan.buckets.map((bucket) => [
      bucket.key,
      <>the hub {hub}</>,
      <code>{bucket.url}</code>,
      <Writers of={bucket} told={told} />,
      <OnlyReaders of={bucket} told={told} />,
      bucket.requesterPays ? 'whoever reads; for its own, the account of the hub' : 'the account of the hub',
    ]),
    ...plan.grants.map((grant) => [
      grant.key,
      <>outside, used by {hub}</>,
      <code>{grant.url}</code>,
      grantWriters(grant, told),
      grant.write ? nobody(told) : everybody(told),
      payerOf(grant),
    ]),
    ...(plan.account.buckets === undefined ? [] : [accountRow(told, hub)]),
    ...fileServersOf(plan).map(({ name: key, readOnly, place }) => [
      key,
      <>outside, used by {hub}</>,
      <code>{place}</code>,
      readOnly ? nobody(told) : mounting(told),
      readOnly ? mounting(told) : nobody(told),
      'nobody: a file server',
    ]),
  ]
}

/** Folders of file servers of others, for pods that mount them; `place` is `server:/path`. */
export const fileServersOf = ({ servers }: HubPlan): { name: string; readOnly: boolean; place: string }[] =>
  servers.volumes.flatMap(({ name, readOnly, ...volume }) =>
    volume.kind === 'nfs' ? [{ name, readOnly, place: `${volume.server}:${volume.path}` }] : [],
  )

const OnlyReaders = ({ of, told }: OfBucket) => (
  <>
    {of.readOnly && everybody(told)}
    <OtherReaders of={of} told={told} />
    {!of.readOnly && !of.public && of.readers.length === 0 && 'nobody else'}
  </>
)

function accountRow(told: Told, hub: ComponentChildren): ComponentChildren[] {
  const { plan, site } = told
  const writes = plan.account.buckets === 'write'
  return [
    allBuckets(plan),
    <>
      the account of the cluster <a href={clusterPath(plan.cluster)}>{plan.cluster.name}</a>, used by {hub}
    </>,
    site.registry.clouds[plan.cluster.cloud]!.facts.title,
    writes ? everybody(told) : nobody(told),
    writes ? nobody(told) : everybody(told),
    'the account',
  ]
}

/** Buckets with Terraform's state of clusters and their hubs. */
const statesOf = ({ clusters }: Site): ComponentChildren[][] =>
  clusters.flatMap(({ plan, docs: { state } }) =>
    state.place === undefined
      ? []
      : [
          [
            'Terraform state',
            <>
              the cluster <a href={clusterPath(plan)}>{plan.name}</a>
            </>,
            <>
              {state.where.source} <code>{state.place}</code>
            </>,
            'those who apply',
            'nobody that the settings name',
            'its owner',
          ],
        ],
  )
