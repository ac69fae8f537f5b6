import type { CommunitySettings, HubSettings } from '../settings/index.ts'

/** What people see before they sign in, and above every page. */
export interface HomepagePlan {
  description?: string
  /** The hub's own, else the community's. */
  logo?: string
  url?: string
  announcement?: string
  links: readonly { name: string; url: string }[]
  /** Who designed, operates and pays for it: `Funded by`, and a name. */
  parties: readonly { role: string; name: string; url?: string }[]
}

export function planHomepage(settings: HubSettings, owner: CommunitySettings): HomepagePlan {
  const page = settings.homepage ?? {}
  const party = (role: string, who: { name: string; url?: string } | undefined) =>
    who === undefined ? [] : [{ role, ...who }]
  return {
    description: settings.description,
    logo: page.logo ?? owner.logo,
    url: page.url ?? owner.url,
    announcement: page.announcement,
    links: Object.entries(page.links ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, url]) => ({ name, url })),
    parties: [
      ...party('Designed by', page['designed-by']),
      ...party('Operated by', page['operated-by']),
      ...party('Funded by', page['funded-by'] ?? owner.funder),
    ],
  }
}
