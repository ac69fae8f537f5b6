/** Addresses of hubs, below another domain. */
import type { Source, Wish } from './index.ts'
import { replaced, standingAt, withRow, type Draft, type Originals } from './draft.ts'
import { kindOf, type Path } from './paths.ts'

interface Known extends Pick<Source, 'fleet'> {
  wish: Wish
  from: Originals
}

/** The draft with every address that is below the domain of its hubs below the new one. */
export function withDomain(draft: Draft, { fleet, wish, from }: Known): Draft {
  const { domain, community } = wish
  const before = domainOf(fleet, community)
  if (before === undefined) return withNeighbours(draft, { fleet, wish, from })
  if (domain === undefined) return draft
  return [...draft.texts.keys()].reduce((so, file) => {
    const places = placesOf(file, so.texts.get(file)!)
    return places.reduce((each, path) => moved(each, { file, path }, { before, domain, from }), so)
  }, draft)
}

/** The domain that all hubs of a community are below; that of its only hub. */
export function domainOf(fleet: Source['fleet'], community: string): string | undefined {
  const [first, ...others] = fleet.hubs.filter((hub) => hub.community === community).map(({ domain }) => labels(domain))
  if (!first) return undefined
  const same = first.findIndex((label, i) => others.some((other) => other[i] !== label))
  const common = same < 0 ? first : first.slice(0, same)
  // what all domains of a country or a kind share is nobody's
  return common.length < 2 ? undefined : [...common].reverse().join('.')
}

/**
 * Whether the domain of its hubs is not its own: hubs of others are right beside them, as where whoever runs the fleet
 * gives names below one of theirs.
 */
export function isDomainOfOthers(fleet: Source['fleet'], community: string): boolean {
  const isBeside = besideOthers(fleet, community)
  return fleet.hubs.some((hub) => hub.community === community && isBeside(hub.domain))
}

/** Whether an address is right beside one of another community's hubs. */
function besideOthers(fleet: Source['fleet'], community: string): (address: string) => boolean {
  const parent = (address: string): string => address.split('.').slice(1).join('.')
  const theirs = new Set(fleet.hubs.filter((hub) => hub.community !== community).map(({ domain }) => parent(domain)))
  return (address) => theirs.has(parent(address))
}

/** The draft with a row for each address that whoever has it has to change by hand, as it is not below one's own. */
function withNeighbours(draft: Draft, { fleet, wish, from }: Known): Draft {
  const isBeside = besideOthers(fleet, wish.community)
  const why = "right beside addresses of other communities' hubs: write one that is its own"
  return [...draft.texts.keys()]
    .flatMap((file) => placesOf(file, draft.texts.get(file)!).map((path) => ({ file, path })))
    .filter(({ file, path }) => [standingAt(draft.texts.get(file)!, path)].flat().map(String).some(isBeside))
    .reduce((so, place) => withRow(so, place, { fate: 'kept', why, from }), draft)
}

/** The last one first. */
const labels = (domain: string): string[] => domain.split('.').reverse()

function placesOf(file: string, text: string): Path[] {
  if (kindOf(file) === 'cluster') return [['monitoring', 'domain']]
  if (kindOf(file) !== 'hub') return []
  const more = standingAt(text, ['more-domains'])
  return [['domain'], ...(Array.isArray(more) ? [['more-domains']] : [])]
}

interface Domains {
  before: string
  domain: string
  from: Originals
}

function moved(draft: Draft, place: { file: string; path: Path }, { before, domain, from }: Domains): Draft {
  const now = standingAt(draft.texts.get(place.file)!, place.path)
  const next = [now].flat().map((each) => renamed(String(each), before, domain))
  const value = Array.isArray(now) ? next : next[0]!
  if (now === undefined || JSON.stringify(value) === JSON.stringify(now)) return draft
  const told = { fate: 'changed', why: `now ${next.join(', ')}`, from } as const
  return replaced(withRow(draft, place, told), place, value)
}

function renamed(address: string, before: string, domain: string): string {
  if (address === before) return domain
  return address.endsWith(`.${before}`) ? address.slice(0, -before.length) + domain : address
}
