import type { CommunitySettings, HubSettings } from '../settings/index.ts'

/** What people see before they sign in, above every page, and while their server starts. */
export interface HomepagePlan {
  description?: string
  /** The hub's own, else the community's. */
  logo?: string
  url?: string
  /** Texts with links and emphasis, in a subset of Markdown. */
  announcement?: string
  starting?: string
  links: readonly { name: string; url: string }[]
  /** Who designed, operates and pays for it: `Funded by`, and a name. */
  parties: readonly Party[]
}

interface Party {
  role: string
  name: string
  url?: string
  logo?: string
}

export function planHomepage(settings: HubSettings, owner: CommunitySettings): HomepagePlan {
  const page = settings.homepage ?? {}
  return {
    description: settings.description,
    logo: page.logo ?? owner.logo,
    url: page.url ?? owner.url,
    announcement: page.announcement,
    starting: page.starting,
    links: byName(page.links).map(([name, url]) => ({ name, url })),
    parties: [
      ...parties('Designed by', page['designed-by']),
      ...parties('Operated by', page['operated-by']),
      ...parties('Funded by', page['funded-by'] ?? owner['funded-by']),
    ],
  }
}

const parties = (role: string, named: CommunitySettings['funded-by']): Party[] =>
  byName(named).map(([name, party]) => ({ role, name, ...(typeof party === 'string' ? { url: party } : party) }))

const byName = <T>(named: Readonly<Record<string, T>> = {}): [string, T][] =>
  Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1))
