/** Rules of what is unlike all others of its kind: a letter in a name, a date in a tag. They ask for three alike. */
import { about, defineProblems, type Diagnostic, type Origin } from '../diagnostics.ts'
import { domainOf } from '../plan/account-names.ts'
import { parseImage } from '../plan/image.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { remembered } from '../remembered.ts'
import { isSlipOf } from '../similar.ts'
import { perCluster, perHub, said, subjectOfHub, type FleetRule, type Rule, type RuleSet } from './check.ts'
import type { HubSummary } from './summary.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'unlike-siblings/title': {
    severity: 'warning',
    message: ({ hub, title, word }: OfHub & { title: string; word: string }) =>
      `the title of ${hub}, "${title}", looks misspelt: those of its sister hubs end in "${word}"`,
    help: ({ word }: { word: string }) => `Write "${word}" as the others have it.`,
  },
  'unlike-siblings/domain': {
    severity: 'warning',
    message: ({ hub, domain, host }: OfHub & { domain: string; host: string }) =>
      `the domain ${domain} of ${hub} looks misspelt: its community is at ${host}`,
    help: 'Correct it: nobody has entered the misspelt name in the DNS, or somebody else has.',
  },
  'unlike-siblings/address': {
    severity: 'warning',
    message: ({ address, host }: { address: string; host: string }) =>
      `\`${address}\` looks misspelt: the community is at ${host}`,
    help: 'Correct it: mail for it goes to nobody, or to strangers.',
  },
  'unlike-siblings/image': {
    severity: 'warning',
    message: ({ hub, image, meant }: OfHub & { image: string; meant: string }) =>
      `the image \`${image}\` of ${hub} looks misspelt: others come from \`${meant}\``,
    help: 'Correct it: servers with an image that is not there do not start, and one of strangers runs their code.',
  },
  'odd-image-tag/dates': {
    severity: 'warning',
    message: ({ hub, image, dates }: OfHub & { image: string; dates: readonly string[] }) =>
      `the tag of \`${image}\` of ${hub} has two dates, ${dates.join(' and ')}`,
    help: 'Keep the one that is meant: of a tag that was pasted into another, no image is there.',
  },
  'odd-image-tag/year': {
    severity: 'warning',
    message: ({ hub, image, year, newest }: OfHub & { image: string; year: number; newest: number }) =>
      `the tag of \`${image}\` of ${hub} is of ${year}, and the newest of all others is of ${newest}`,
    help: 'Correct the year.',
  },
})

const titles: Rule = ({ fleet }) =>
  fleet.hubs.flatMap((hub) => {
    const own = titleOf(hub)
    const words = fleet.hubs
      .filter((other) => other !== hub && other.community === hub.community)
      .flatMap((other) => titleOf(other) ?? [])
      .map(({ text }) => lastWord(text))
    const [word = ''] = words
    if (!own || words.length < 3 || words.some((each) => each !== word)) return []
    if (!isSlipOf(lastWord(own.text), word)) return []
    const args = { hub: hub.id, title: own.text, word }
    return about(subjectOfHub(hub), [problems.raise('unlike-siblings/title', { at: own.at, args })])
  })

const titleOf = ({ settings }: UncheckedHub) => said(settings.tree, ['title'])

const lastWord = (text: string): string => text.trim().split(/\s+/).at(-1)!

const domains = perHub(({ id: hub, domain, owner, settings }) => {
  const host = hostsOf(owner).find((each) => isSlipOf(tailLike(domain, each), each))
  return host === undefined || isUnderOne(domain, hostsOf(owner))
    ? []
    : [problems.raise('unlike-siblings/domain', { at: settings.at(['domain']), args: { hub, domain, host } })]
})

/** Where mail about a cluster goes. */
const addresses = perCluster(({ settings, owner, budget, monitoring }) => {
  const named: { address: string; at: Origin }[] = [
    ...(budget?.alert ?? []).map((address) => ({ address, at: settings.at(['budget', 'alert', address]) })),
    ...(monitoring?.alert ?? []).map((address) => ({ address, at: settings.at(['monitoring', 'alert', address]) })),
  ]
  return named.flatMap(({ address, at }) => {
    const domain = domainOf(address) ?? ''
    const host = hostsOf(owner).find((each) => isSlipOf(tailLike(domain, each), each))
    return host === undefined || isUnderOne(domain, hostsOf(owner))
      ? []
      : [problems.raise('unlike-siblings/address', { at, args: { address, host } })]
  })
})

/** Where a community says that it is: the host of its web page, and the domain of its address. */
function hostsOf({ url, contact }: UncheckedHub['owner']): string[] {
  const host = /^https?:\/\/([^/:]+)/.exec(url ?? '')?.[1]
  return [
    ...new Set([host, domainOf(contact ?? '')].flatMap((each) => (each === undefined ? [] : [each.toLowerCase()]))),
  ]
}

const isUnderOne = (domain: string, hosts: readonly string[]): boolean =>
  hosts.some((host) => domain === host || domain.endsWith(`.${host}`))

/** As much of the end of a domain as another one has parts. */
const tailLike = (domain: string, host: string): string => domain.split('.').slice(-host.split('.').length).join('.')

interface Used {
  hub: HubSummary
  image: string
  at: Origin
}

type Tell = (used: Used) => Diagnostic

/** A rule of the images of all hubs together: hubs share them, and each is judged once. */
const ofImages =
  (find: (images: readonly string[]) => (image: string) => Tell | undefined): FleetRule =>
  ({ fleet }) => {
    const all = fleet.hubs.flatMap((hub) => hub.images.map(({ text: image, at }): Used => ({ hub, image, at })))
    const tellOf = remembered(find(all.map(({ image }) => image)))
    return all.flatMap((used) => {
      const tell = tellOf(used.image)
      return tell ? about(used.hub.subject, [tell(used)]) : []
    })
  }

/** Names used once in the fleet that are nearly those of three other images. */
const names = ofImages((images) => {
  const repositoryOf = remembered((image: string) => parseImage(image).repository)
  const times = counted(images.map(repositoryOf))
  const owners = counted([...times.keys()].map(ownerOf))
  const meantFor = (name: string, counts: ReadonlyMap<string, number>): string | undefined =>
    counts.get(name) === 1 ? [...counts].find(([other, n]) => n >= 3 && isSlipOf(name, other))?.[0] : undefined
  return (name) => {
    const repository = repositoryOf(name)
    const meant = meantFor(ownerOf(repository), owners) ?? meantFor(repository, times)
    if (meant === undefined) return undefined
    return ({ hub, image, at }) => problems.raise('unlike-siblings/image', { at, args: { hub: hub.id, image, meant } })
  }
})

const ownerOf = (repository: string): string => repository.slice(0, repository.lastIndexOf('/'))

function counted(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

/** `2026.06.04`, `2026-07-28`: of one form, since another one is that of what an image is built on. */
const DATE = /(?<![\d.])(20\d\d)([.-])\d{1,2}\2\d{1,2}(?!\d)/g

const datesOf = (image: string): RegExpExecArray[] => [...(parseImage(image).tag ?? '').matchAll(DATE)]

const twoDates = ofImages(() => (name) => {
  const found = datesOf(name)
  const [first, other] = found
  if (!first || !other || first[2] !== other[2] || first[0] === other[0]) return undefined
  const dates = found.map(([date]) => date)
  return ({ hub, image, at }) => problems.raise('odd-image-tag/dates', { at, args: { hub: hub.id, image, dates } })
})

/** A year that is at least two after those of three other images. */
const years = ofImages((images) => {
  const dated = new Map([...new Set(images)].map((image) => [image, Number(datesOf(image)[0]?.[1])]))
  const known = [...dated.values()].filter((year) => !Number.isNaN(year)).sort((a, b) => b - a)
  return (name) => {
    const year = dated.get(name)!
    const newest = known[0] === year ? known[1]! : known[0]!
    if (known.length < 4 || !(year >= newest + 2)) return undefined
    return ({ hub, image, at }) =>
      problems.raise('odd-image-tag/year', { at, args: { hub: hub.id, image, year, newest } })
  }
})

export const siblingRules: RuleSet = {
  problems,
  rules: [titles, domains, addresses],
  fleetRules: [names, twoDates, years],
}
