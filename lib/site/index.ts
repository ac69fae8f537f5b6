/**
 * The fleet as a site: plans, bundles, problems and layers in, pages out. Static, and whole in itself: no page asks the
 * network for anything. Pure.
 */
import type { OutputTexts } from '../compile.ts'
import { SITE_MARK } from '../print/checksums.ts'
import { changesPage } from './changes.tsx'
import { clusterPage, clustersPage } from './cluster.tsx'
import { dataPage } from './data.tsx'
import { siteFacts, type SiteGiven } from './facts.ts'
import { fleetPage } from './fleet.tsx'
import { hubPage } from './hub.tsx'
import { SCRIPT } from './script.ts'
import { STYLE } from './style.ts'
import { useCasesPage } from './use-cases.tsx'

export type { SiteGiven } from './facts.ts'

/** What stands in each folder beside the pages. */
const MARK = 'Written by `hubloom site`, which replaces and removes files here when it is run again.\n'

/** The texts of the site by path, for each of its folders; `''` is its top. */
export function siteOf(given: SiteGiven): OutputTexts {
  const site = siteFacts(given)
  const { hubs, clusters, compared } = site
  const folders: Record<string, Record<string, string>> = {
    '': { 'index.html': fleetPage(site), 'data.html': dataPage(site) },
    assets: { 'site.css': STYLE, 'site.js': SCRIPT },
    clusters: {
      'index.html': clustersPage(site),
      ...Object.fromEntries(clusters.map((each) => [`${each.plan.community}.html`, clusterPage(each, site)])),
    },
    'use-cases': { 'index.html': useCasesPage(site) },
    ...(compared ? { changes: { 'index.html': changesPage(compared, site) } } : {}),
    hubs: Object.fromEntries(hubs.map((hub) => [`${hub.plan.community}/${hub.plan.hub}.html`, hubPage(hub, site)])),
  }
  return new Map(
    Object.entries(folders).map(([folder, texts]) => [
      folder,
      new Map(Object.entries({ ...texts, [SITE_MARK]: MARK })),
    ]),
  )
}
