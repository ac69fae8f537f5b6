/** The list of all hubs, with search and filters. Without its script it is the whole list. */
import { foundOf } from './found.ts'
import { clusterPath, hubPath, openProblems, type HubFacts, type Site } from './facts.ts'
import { inWords, plural, profileWord } from './words.ts'

export const FindHub = ({ site }: { site: Site }) => (
  <>
    <Find site={site} />
    <Hubs site={site} />
  </>
)

const cloudOf = ({ plan }: HubFacts, { registry }: Site): string => registry.clouds[plan.cluster.cloud]!.facts.title
const communityOf = ({ plan }: HubFacts, { communities }: Site): string =>
  communities.get(plan.community) ?? plan.community

function Find({ site }: { site: Site }) {
  const { hubs } = site
  return (
    <>
      <form class="find" role="search" aria-label="Find a hub">
        <label class="text">
          Search
          <input type="search" name="search" autocomplete="off" placeholder="title, event, image, machine …" />
        </label>
        <Select name="community" label="Community" values={hubs.map((hub) => communityOf(hub, site))} />
        <Select name="cloud" label="Cloud" values={hubs.map((hub) => cloudOf(hub, site))} />
        <Select name="profile" label="Profile" values={hubs.flatMap(({ plan }) => profileWord(plan).split(' + '))} />
        <Select name="purpose" label="Purpose" values={hubs.map(({ plan }) => plan.purpose)} />
        <Select name="problems" label="Problems" values={hubs.map((hub) => (hasProblems(hub) ? 'some' : 'none'))} />
        <button type="reset">Show all</button>
      </form>
      <p class="soft" id="found" role="status">
        All {hubs.length} hubs
      </p>
      <p id="nothing" hidden>
        No hub fits the search and the choices. The search knows titles, addresses, communities, clouds, regions,
        clusters, profiles, purposes, environments and their images, machines and GPUs, buckets and data, ways of
        signing in, groups that may enter, services, quotas, overrides, events with their dates
        {site.named && ', admins and contacts'}. It looks for words that begin with what is written, and a hub has to
        have all of them.
      </p>
    </>
  )
}

interface SelectProps {
  name: string
  label: string
  values: readonly string[]
}

/** Its own values of a column, in order. */
const Select = ({ name, label, values }: SelectProps) => (
  <label>
    {label}
    <select name={name}>
      <option value="">any</option>
      {[...new Set(values)].sort().map((value) => (
        <option value={value}>{value}</option>
      ))}
    </select>
  </label>
)

const hasProblems = (hub: HubFacts): boolean => openProblems(hub).length > 0

const COLUMNS = ['Hub', 'Community', 'Cloud', 'Profile', 'Purpose', 'Problems', 'Cluster', 'Servers']

function Hubs({ site }: { site: Site }) {
  const foundBeside = site.hubs.map((hub) => foundOf(hub, site))
  const lines = [...new Set(foundBeside.flat())]
  const numbers = new Map(lines.map((line, i) => [line, i]))
  return (
    <table class="hubs" data-lines={lines.join('\n')}>
      <HubsHead />
      <tbody>
        {site.hubs.map((hub, i) => (
          <HubRow hub={hub} site={site} found={foundBeside[i]!.map((line) => numbers.get(line)).join(' ')} />
        ))}
      </tbody>
    </table>
  )
}

const HubsHead = () => (
  <thead>
    <tr>
      {COLUMNS.map((each) => (
        <th scope="col">{each}</th>
      ))}
    </tr>
  </thead>
)

/** `found`: which lines of the table's `data-lines` the search finds of it; hubs have many of them in common. */
function HubRow({ hub, site, found }: { hub: HubFacts; site: Site; found: string }) {
  const { plan } = hub
  return (
    <tr data-more={found}>
      <th scope="row">
        <a href={hubPath(plan)}>{hub.name}</a>
        <small>{plan.domain}</small>
      </th>
      <td>{communityOf(hub, site)}</td>
      <td>{cloudOf(hub, site)}</td>
      <td>{profileWord(plan)}</td>
      <td>{plan.purpose}</td>
      <td>{hasProblems(hub) ? <ProblemsWord hub={hub} /> : 'none'}</td>
      <td>
        <a href={clusterPath(plan.cluster)}>{plan.cluster.name}</a>
      </td>
      <td>{sizesWord(hub)}</td>
    </tr>
  )
}

const ProblemsWord = ({ hub }: { hub: HubFacts }) => (
  <a class="warned" href={`${hubPath(hub.plan)}#alerts`}>
    {plural(openProblems(hub).length, 'warning')}
  </a>
)

/** What servers there are: `1 to 16 GiB, GPU`. */
function sizesWord({ plan: { sizes } }: HubFacts): string {
  const memory = sizes.map((size) => size.memory.limit ?? size.memory.guarantee)
  const [least, most] = [Math.min(...memory), Math.max(...memory)]
  const range = least === most ? inWords(most) : `${inWords(least)} to ${inWords(most)}`
  return sizes.some(({ gpus }) => gpus > 0) ? `${range}, GPU` : range
}
