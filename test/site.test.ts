/** The fleet as a site: pages that lead to each other, facts that stand in the plans, and texts that stay text. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { execute, type Run } from '../lib/cli/main.ts'
import { registry } from '../lib/registry.ts'
import { readInputFolder } from '../lib/disk.ts'
import { formOf, textOfHtml } from '../lib/site/form.ts'
import { compileFolder, compileTexts, fleet, profiles, repository } from './fleet.ts'
import { NASTY } from './hostile.ts'
import { siteTexts } from './site.ts'

const pages = siteTexts(fleet(), repository.texts)
const html = [...pages].filter(([path]) => path.endsWith('.html'))
const attributes = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value]) => value!)

describe('the pages of the sample fleet', () => {
  /** What stands between the tags of a page. */
  const texts = (path: string): string =>
    pages
      .get(path)!
      .replace(/<[^>]*>/g, '|')
      .replace(/\|[\s|]*/g, '|')
  it('are one for each hub and each cluster, which the page of the fleet names', () => {
    const { hubs, clusters } = fleet().fleet
    const top = pages.get('index.html')!
    expect(hubs.length).toBeGreaterThan(10)
    for (const { community, hub, domain } of hubs) {
      expect(pages.has(`hubs/${community}/${hub}.html`)).toBe(true)
      expect(top).toContain(domain)
    }
    for (const { community } of clusters) expect(pages.has(`clusters/${community}.html`)).toBe(true)
  })
  it('lead to each other, and load nothing from elsewhere', () => {
    for (const [path, text] of html) {
      const loaded = [...text.matchAll(/<(?:link|script|img|iframe|object)[^>]* (?:src|href)="([^"]*)"/g)]
      expect(loaded.map(([, to]) => normalize(join(dirname(path), to!)))).toEqual(['assets/site.css', 'assets/site.js'])
      const links = attributes(text, 'href').filter((to) => !/^(https:\/\/|mailto:|#)/.test(to))
      expect(
        links.map((to) => normalize(join(dirname(path), to.replace(/#.*/, '')))).filter((to) => !pages.has(to)),
      ).toEqual([])
    }
    expect(pages.get('assets/site.css')).not.toMatch(/url\(|@import/)
    expect(pages.get('assets/site.js')).not.toMatch(/fetch|innerHTML|https?:/)
  })
  it('have no id twice, and every label and heading that is named by one', () => {
    for (const [path, text] of html) {
      const ids = attributes(text, 'id')
      expect([path, ids.filter((id, i) => ids.indexOf(id) !== i)]).toEqual([path, []])
      for (const name of ['for', 'aria-labelledby'])
        expect(attributes(text, name).filter((id) => !ids.includes(id))).toEqual([])
    }
  })
  it('are the same again', () => expect(siteTexts(fleet(), repository.texts)).toEqual(pages))
  it('tell sizes with machine, share and price, and how long a bucket keeps', () => {
    const page = pages.get('hubs/polar-lab/prod.html')!
    expect(page).toMatch(
      new RegExp(
        'r5\\.xlarge<small class="soft">\\$0\\.25 an hour</small><small class="soft">28\\.8 GiB of 32 GiB for servers' +
          '</small></td><td data-name="Share of it">1/9<',
      ),
    )
    expect(page).toContain(
      'SCRATCH_BUCKET</code></div></td><td data-name="What it is for">a folder for each person</td>',
    )
  })
  it('say beside each figure of a month what it leaves out, and whose prices stand in for its region’s', () => {
    const figure = /\|\$328\|without its homes\|/g
    expect(texts('clusters/genome-atlas.html').match(/\|without its homes\|prices of eastus\|/g)).toHaveLength(3)
    for (const path of ['clusters/index.html', 'index.html']) {
      expect(texts(path).match(figure), path).toHaveLength(1)
      expect(texts(path), path).toContain('|westeurope|prices of eastus|')
    }
    expect(texts('index.html')).toContain('|without homes on delta-hydrology, genome-atlas|')
    expect(texts('index.html')).toContain('|4 clusters at prices of another region of the same cloud|')
    expect(texts('clusters/commons.html')).not.toMatch(/without|prices of us/)
  })
  it('say who gets in where nobody signs in, and only there that no list lets anybody in', () => {
    const binder = texts('hubs/commons/binder.html')
    expect(binder).toContain('Nobody signs in: whoever opens the address may have an image built and a server started.')
    expect(texts('hubs/commons/api.html')).toContain('programs that have a token of the hub start servers.')
    for (const path of ['hubs/commons/binder.html', 'hubs/commons/api.html'])
      expect(texts(path)).not.toContain('No list lets anybody in')
  })
  it('say of a shared folder who only reads it, who writes it, and by which other name it is told of', () => {
    const folders = '|Only read it|Read and write it|shared|~/shared|everyone|–|shared-readwrite|'
    const page = texts('hubs/polar-lab/prod.html')
    expect(page).toContain(`${folders}~/shared-readwrite, the same as shared|–|admins|shared-public|~/shared-public|–|`)
    expect(page.match(/the same as/g)).toHaveLength(1)
  })
  it('say in a sentence what people fill first: at each event in order of date, and on a usual day', () => {
    const sentences = texts('clusters/commons.html').match(/(At|On a) [^|]* full first[^|]*/g)
    expect(sentences).toEqual([
      'At exams (South Campus, 18 to 22 January 2027), with a usual day at the other hubs, all 120 people fit; ' +
        'the pool user-n2-highmem-4 would be full first, in CPU, at 3,796 people of South Campus.',
      'At resits (South Campus, 15 March 2027), with a usual day at the other hubs, all 30 people fit; ' +
        'the pool user-n2-highmem-4 would be full first, in CPU, at 3,796 people of South Campus.',
      'At school (Coral Summer School, 5 to 15 July 2027), with a usual day at the other hubs, all 60 people fit; ' +
        'the pool coral-school-school-user-n2-highmem-4 would be full first, in memory, at 720 people of ' +
        'Coral Summer School.',
      'On a usual day all 202 people at work at the same time fit; ' +
        'the hub Open Commons would be full first, at 20 people, where 10 are expected: it lets at most 20 servers ' +
        'run at once.',
    ])
    for (const path of ['index.html', 'clusters/index.html'])
      for (const sentence of [sentences![0], sentences!.at(-1)]) expect(texts(path)).toContain(sentence)
    expect(texts('clusters/polar-lab.html')).toContain(
      'On a usual day all 10 people at work at the same time fit; ' +
        'the pool user-r5-xlarge would be full first, in CPU, at 900 people of Polar Data Lab.',
    )
  })
  it('say which part of core machines more hubs would fill first', () => {
    expect(texts('clusters/commons.html')).toContain(
      '|The pods of hubs and services need 4 of at most 5 machines of the pool core; ' +
        'with more hubs it would be full first in CPU, of which 65 % is requested.|',
    )
    expect(texts('clusters/polar-lab.html')).toContain('it would be full first in pods, of which 32 % is requested.')
  })
  it('tell how many people are expected in all, those of staging once, and when servers stop', () => {
    const expecting = fleet().fleet.hubs.filter(({ home, purpose }) => home.people && purpose !== 'staging')
    expect(expecting).toHaveLength(12)
    expect(texts('index.html')).toContain('|People expected|1,915|at 12 of these hubs|')
    expect(expecting.reduce((sum, { home }) => sum + home.people!, 0)).toBe(1915)
    expect(texts('hubs/commons/binder.html')).toContain('after 20 minutes without use, and after 6 hours in any case')
    expect(texts('hubs/polar-lab/prod.html')).toContain('|Servers stop|after 1 hour without use, and after 7 days')
  })
  /** Dollars in the rows of a table and below them, by the names of its columns. */
  const sumsOf = (path: string, caption: string): ReadonlyMap<string, { rows: number[]; foot: number }> => {
    const table = pages
      .get(path)!
      .split('<table')
      .find((each) => each.includes(`<caption>${caption}`))!
    const [body, foot] = table.split('</table>')[0]!.split('<tfoot>')
    const dollars = (part: string): [string, number][] =>
      [...part.matchAll(/data-name="([^"]+)">(?:\$([\d.,]+)|–)/g)].map(([, name, usd = '0']) => [
        name!,
        Number(usd.replaceAll(',', '')),
      ])
    const rows = dollars(body!)
    const named = dollars(foot!).map(([name, sum]) => {
      return [name, { rows: rows.flatMap(([other, usd]) => (other === name ? [usd] : [])), foot: sum }] as const
    })
    return new Map(named)
  }
  const added = (usd: readonly number[]): number => usd.reduce((sum, each) => sum + each, 0)
  const figuresOf = (path: string, ...names: string[]): number[] =>
    names.map((name) => Number(new RegExp(`\\|${name}\\|\\$([\\d,]+)`).exec(texts(path))![1]!.replace(',', '')))
  const MONTHS = ['A month while nobody works', 'A month of usual days']

  it('have sums that are those of the figures that people see', () => {
    const months = fleet().fleet.clusters.map(({ community }) => {
      const path = `clusters/${community}.html`
      const [idle, usual] = figuresOf(path, ...MONTHS) as [number, number]
      const standing = sumsOf(path, 'What is on while nobody works').get('A month')!
      const days = sumsOf(path, 'What usual days add').get('A month')!
      expect([path, Math.round(added(standing.rows))]).toEqual([path, standing.foot])
      expect([path, added(days.rows)]).toEqual([path, days.foot])
      expect([path, standing.foot, standing.foot + days.foot]).toEqual([path, idle, usual])
      return [idle, usual] as const
    })
    expect(figuresOf('index.html', ...MONTHS)).toEqual([
      added(months.map(([idle]) => idle)),
      added(months.map(([, usual]) => usual)),
    ])
  })
  it('tell of each hub what it adds, apart by disks, homes and its share of usual days, with a sum', () => {
    expect(texts('clusters/commons.html')).toContain(
      '|East Campus|2.8 GiB|0.41|5|$0.10|1 GiB|$25.00|250 GiB|$14.26|$39.36|',
    )
    expect(texts('clusters/genome-atlas.html')).toContain('|$0.08|1 GiB|no price|3000 GiB|$84.67|$84.75|')
    for (const { community } of fleet().fleet.clusters) {
      const path = `clusters/${community}.html`
      const columns = sumsOf(path, 'What each hub’s own pods request')
      const names = ['Disks of its services', 'Homes', 'Usual days', 'Together']
      for (const name of names) {
        const { rows, foot } = columns.get(name)!
        expect([path, name, added(rows).toFixed(2)]).toEqual([path, name, foot.toFixed(2)])
      }
      const feet = names.map((name) => columns.get(name)!.foot)
      expect([path, added(feet.slice(0, 3)).toFixed(2)]).toEqual([path, feet[3]!.toFixed(2)])
      expect([path, Math.round(feet[2]!)]).toEqual([path, sumsOf(path, 'What usual days add').get('A month')!.foot])
    }
  })
  it('count machines of usual days for all hubs of a pool, and those that are always on once', () => {
    // three machines more than the one that is always on, 8 hours on 21 days
    const usd = Math.round(3 * 0.262 * 8 * 21)
    expect(texts('clusters/commons.html')).toContain(`|user-n2-highmem-4|9|4|1|$${usd}|`)
    expect(texts('clusters/meadow-stats.html')).toContain('|user-standard-e4s-v5|1|3|1|$85|')
    expect(texts('hubs/commons/demo.html')).toContain(
      '|about $7.13 a month, its share with 8 other hubs, in addition to',
    )
    expect(texts('hubs/meadow-stats/r.html')).toContain('|about $85 a month, in addition to |')
    expect(texts('hubs/polar-lab/staging.html')).toContain('|none: nobody is expected at a hub for staging|')
  })
  it('say why a disk of homes is smaller than all quotas together, and where a quota has no effect', () => {
    expect(texts('hubs/river-college/east.html')).toContain(
      '|Room for all|250 GiB|50 % of 100 people × 5 GiB, in steps of 10 GiB: few people fill their quota, and the disk ' +
        'can be enlarged|',
    )
    expect(texts('hubs/polar-lab/prod.html')).toContain(
      '|Room for all|5600 GiB|as home.disk says; 50 people × 35 GiB would be 1,750 GiB|',
    )
    expect(texts('hubs/river-college/west.html')).toContain(
      '|Each person|no quota of the hub’s: home.quota sets no limit on the file server of others|',
    )
    expect(texts('hubs/coral-school/school.html')).toContain(
      '|Other quotas|for whom |quotas.yaml|of the Secret |school-quotas|in its namespace names|',
    )
  })
  it('tell events in order of date, those of all hubs of a cluster together', () => {
    const order = (path: string): string[] =>
      [...texts(path).matchAll(/\|(exams|resits|school)(?=\|(?:[^|]+\|)?\d+ \w+ 2027\|)/g)].map(([, name]) => name!)
    expect(order('clusters/commons.html')).toEqual(['exams', 'resits', 'school'])
    expect(order('index.html')).toEqual(['exams', 'resits', 'school'])
    expect(order('hubs/river-college/south.html')).toEqual(['exams', 'resits'])
  })
  it('say of a size what is guaranteed and what the limit, and what a server alone on its machine costs', () => {
    const page = texts('hubs/polar-lab/prod.html')
    const rest =
      '0.4|guaranteed|limit 3.6|–|r5.xlarge|$0.25 an hour|28.8 GiB of 32 GiB for servers|1/9|$0.028|alone $0.25|'
    expect(page).toContain(`|3.2 GiB|guarantee and limit|${rest}`)
    expect(page).toContain('|14.4 GiB|guarantee and limit|asked for 12.8 GiB|1.8|guaranteed|limit 3.6|')
    expect(page).toContain(
      '|A whole machine|in the form: 112 GiB of memory; 13.1 CPU cores or more|118.2 GiB|guarantee and limit|' +
        'asked for 112 GiB|15.57|guarantee and limit|',
    )
    expect(page).toContain('The form tells what the settings of a size ask for; |what a server gets here|may be more.|')
    expect(page).toContain(
      'The form and the name of a size show what the settings ask for, which is the same on every cloud.',
    )
    // where nothing is chosen, there is no form
    expect(texts('hubs/commons/demo.html')).not.toMatch(/in the form:|The form tells/)
    expect(page).toContain('|$0.028 an hour: 1/9 of a full r5.xlarge; alone on the machine, $0.25|')
    expect(texts('hubs/commons/demo.html')).toContain('|512 MiB|guaranteed|limit 1 GiB|')
    expect(texts('use-cases/index.html')).toMatch(/1\/8 of n2-highmem-4, \$0\.26 alone/)
  })
  it('say on the page of a hub whether the people of its events fit, and of no other hub', () => {
    const sentence = /\|At exams \(South Campus, 18 to 22 January 2027\), with [^|]* all 120 people fit; the pool/
    expect(texts('hubs/river-college/south.html')).toMatch(sentence)
    expect(texts('hubs/river-college/south.html')).not.toContain('|At school')
    expect(texts('hubs/river-college/north.html')).not.toMatch(/ people fit/)
  })
  it('say how many people are expected where the inputs do', () => {
    expect(texts('hubs/genome-atlas/prod.html')).toContain('|People expected|60|')
    expect(texts('hubs/commons/demo.html')).not.toContain('People expected')
  })
  it('say who reads and who writes each bucket', () => {
    const own = 'everybody with a server of this hub'
    const gauges = 'serviceAccount:gauges@example-gauges.iam.gserviceaccount.com (a service account)'
    const delta = texts('hubs/delta-hydrology/prod.html')
    const logged = 'who reads and writes is logged for 90 days'
    expect(delta).toContain(`|PERSISTENT_BUCKET|a folder for each person|${logged}|${own}|${gauges}|${own}|${gauges}|`)
    expect(delta).toContain('The folder for each person is a convention and no protection')
    expect(delta).toContain(`|gs://example-rivers|RIVERS|${own}|nobody of this hub|the account of the hub|`)
    const results = '|RESULTS_BUCKET|shared by all people of the hub|'
    expect(texts('hubs/genome-atlas/prod.html')).toContain(
      `${results}${own}|44444444-4444-4444-4444-444444444444 (an Entra object id)|${own}|until`,
    )
    const counted = siteTexts(fleet(), repository.texts, { named: false }).get('hubs/delta-hydrology/prod.html')
    expect(counted).not.toContain('gauges@')
    expect(counted).toContain('and 1 other that the settings name')
  })
  it('have one of all data: whose it is, where, who writes it, who only reads it and who pays for requests', () => {
    const data = texts('data.html')
    expect(texts('index.html')).toContain('|Clusters|Data|Use cases|')
    const delta = 'everybody with a server of Delta Hydrology Network (prod)'
    const gauges = 'serviceAccount:gauges@example-gauges.iam.gserviceaccount.com (a service account)'
    for (const row of [
      'persistent|the hub |Delta Hydrology Network (prod)|gs://delta-hydrology-delta-hydrology-prod-persistent|' +
        `${delta}|${gauges}|nobody else|the account of the hub`,
      'rivers|outside, used by |Delta Hydrology Network (prod)|gs://example-rivers|' +
        `nobody of Delta Hydrology Network (prod)|${delta}|the account of the hub`,
      'archive|outside, used by |Delta Hydrology Network (prod)|files.delta.example.org:/exports/archive|' +
        'nobody of Delta Hydrology Network (prod)|pods of Delta Hydrology Network (prod) that mount it|',
      'results|the hub |Genome Atlas|abfs://results@genomeatlasprodc1a8c4.dfs.core.windows.net|' +
        'everybody with a server of Genome Atlas|' +
        '44444444-4444-4444-4444-444444444444 (an Entra object id)|the account of the hub',
      'icesat2|outside, used by |Polar Data Lab (prod)|s3://example-icesat2|' +
        'nobody of Polar Data Lab (prod)|everybody with a server of Polar Data Lab (prod)|its owner',
      'Terraform state|the cluster |aurora-observatory|in the S3 bucket |aurora-terraform-state|those who apply|',
    ])
      expect(data).toContain(`|${row}`)
    const buckets = fleet().fleet.hubs.flatMap((hub) => [...hub.buckets, ...hub.grants])
    for (const { url } of buckets) expect(data).toContain(`|${url}|`)
    expect(siteTexts(fleet(), repository.texts, { named: false }).get('data.html')).not.toContain('gauges@')
  })
  it('say on the page of a hub, and to the search, which folders of file servers it mounts', () => {
    const place = 'files.delta.example.org:/exports/archive'
    expect(texts('hubs/delta-hydrology/prod.html')).toContain(
      `|archive|${place}|pods of this hub that mount it|nobody of this hub|`,
    )
    expect(attributes(pages.get('index.html')!, 'data-lines')[0]).toContain(`data: archive, file server ${place}`)
  })
  it('say of outsiders at every cloud what they are', () => {
    const kinds = (cloud: string, ids: string[]) =>
      ids.map((id) => registry.clouds[cloud]!.facts.forms.principalKind!(id))
    expect(
      kinds(
        'aws',
        ['role/up', 'user/ada', 'root'].map((end) => `arn:aws:iam::000000000000:${end}`),
      ),
    ).toEqual(['a role', 'a user', 'a whole account'])
    expect(kinds('gcp', ['user:a@b.org', 'group:a@b.org', 'serviceAccount:a@b.org', 'domain:b.org'])).toEqual([
      'a person',
      'a group',
      'a service account',
      'everybody of a domain',
    ])
  })
  it('tell what the community itself says apart from what its profiles say', () => {
    const page = texts('hubs/river-college/harbor.html')
    const [, own, ofProfiles] = page.split(/\|\d+ settings of (?:the community’s own|its profiles), in place of /)
    expect([own, ofProfiles].map((each) => each?.split('|')[0])).toEqual([
      'its profiles’ or in addition',
      'the base’s or in addition',
    ])
    expect(own).toContain('|network.outbound.internet|web-only|communities/|river-college/|hubs/|harbor.yaml:')
    // taken out, and not set again
    expect(own).toContain('|auth.cilogon|taken out|communities/|river-college/|hubs/|harbor.yaml:5')
    expect(own).not.toContain('|profiles/|teaching.yaml:6|profiles/')
    expect(ofProfiles).toContain('|cull.max-age|12h|profiles/|teaching.yaml:8|profiles/|base.yaml:')
    expect(ofProfiles).not.toContain('harbor.yaml')
    expect(texts('hubs/polar-lab/prod.html')).toContain(
      '|environments.ml|taken out|communities/|polar-lab/|community.yaml:',
    )
    const people = siteTexts(fleet(), repository.texts, { named: false }).get('hubs/river-college/harbor.html')
    expect(people).not.toContain('dean')
  })
  it('tell accepted warnings with their reasons, or that none is accepted', () => {
    for (const { community, hub } of fleet().fleet.hubs)
      expect(texts(`hubs/${community}/${hub}.html`)).toContain('|Accepted warnings|No warnings are accepted.|')
    const { texts: inputs } = readInputFolder('test/cases/accepted')
    const site = siteTexts(compileFolder('test/cases/accepted'), new Map([...profiles, ...inputs]))
    const page = [...site].find(
      ([path, text]) => path.startsWith('hubs/kelp/') && text.includes('staff of the sign-in'),
    )!
    const words = page[1].replace(/<[^>]*>/g, '|').replace(/\|[\s|]*/g, '|')
    expect(words).toContain('|Accepted in the inputs, with the reason: the staff of the sign-in looks after people|')
    expect(words).not.toContain('No warnings are accepted')
  })
  it('say of every hub who may be root, what servers reach, whether metadata is closed, and who shares a machine', () => {
    const closed = 'Metadata of the cloud|closed to servers: none of them gets the rights of its machine'
    const hidden =
      'Metadata of the cloud|answers a server with the rights that servers of this hub have, and hides those of its machine'
    for (const { community, hub, cluster, servers } of fleet().fleet.hubs) {
      const page = texts(`hubs/${community}/${hub}.html`)
      const root = servers.sudo ? 'whoever has a server may become root in it, with sudo' : 'nobody may become root'
      expect(page).toContain(`|Safety|Root in a server|${root}|Servers may reach|`)
      expect(page).toContain(`|${cluster.cloud === 'gcp' ? hidden : closed}|Machines are shared|`)
    }
    expect(texts('hubs/polar-lab/staging.html')).toContain('|whoever has a server may become root in it, with sudo|')
    expect(texts('hubs/polar-lab/prod.html')).toContain(
      '|r5.xlarge: up to 9 servers on one, beside those of 1 other hub|' +
        'r5.4xlarge: up to 2 servers on one, beside those of 1 other hub|' +
        'g4dn.xlarge: each server has a machine of its own|',
    )
    expect(texts('hubs/coral-school/school.html')).toContain(
      '|n2-highmem-4: up to 12 servers on one, of this hub alone|',
    )
    expect(texts('hubs/river-college/harbor.html')).toContain(
      '|Servers may reach|web pages on the Internet, at the ports 80 and 443; and there also TCP 22|' +
        'of private networks 10.20.0.0/16 at port 5432|',
    )
    expect(texts('hubs/genome-atlas/prod.html')).toContain(
      '|the whole Internet|of private networks 10.200.0.0/16|pods of registry/samples at port 443|',
    )
    expect(texts('hubs/river-college/west.html')).toContain(
      '|the whole Internet|no private network, beyond the hub and its services|',
    )
  })
  it('say when servers stop, and whom it concerns when homes are full, by what keeps them', () => {
    expect(texts('hubs/coral-school/school.html')).toContain(
      '|Servers stop|after 1 hour without use, and after 10 hours in any case|',
    )
    const full = (path: string) => /\|When a home is full: ([^|]*)\.\|/.exec(texts(path))?.[1]
    expect(full('hubs/polar-lab/prod.html')).toBe(
      'its quota refuses more: whoever has filled it can write no more, until they delete something; ' +
        'others are not affected',
    )
    expect(full('hubs/river-college/south.html')).toMatch(
      /; others are not affected\. If all of them together fill the disk first/,
    )
    expect(full('hubs/delta-hydrology/staging.html')).toMatch(/^each person has a disk of their own: whoever/)
    expect(full('hubs/river-college/west.html')).toMatch(/^its file server decides/)
    expect(full('hubs/commons/demo.html')).toBeUndefined()
  })
  it('say whether one person alone on a machine adds to what the cluster costs in any case', () => {
    expect(texts('hubs/commons/demo.html')).toContain(
      '; alone on the machine, $0.26|1 machine of its pool is always on and paid in any case: ' +
        'one person alone there adds nothing|',
    )
    // on for spare servers
    expect(texts('hubs/meadow-stats/r.html')).toContain('|1 machine of its pool is always on and paid')
    for (const path of ['hubs/polar-lab/prod.html', 'hubs/coral-school/school.html'])
      expect(texts(path)).toMatch(
        /; alone on the machine, \$0\.2\d\|in addition to what the cluster costs while nobody works\|/,
      )
  })
  it('say what counts as use of a server, that those of admins stop too, and that homes stay', () => {
    const use = 'Use is activity that the hub sees: requests, a page in a browser that is connected, '
    // `cull.admins: false` keeps admins from being deleted as users; their servers stop
    expect(texts('hubs/meadow-stats/r.html')).toContain(
      '|Servers stop after 2 hours without use, and after 12 hours in any case, those of admins too. ' +
        `${use}output of a notebook. Notebooks that nobody used for 1 hour are stopped, open in a browser or not. ` +
        'Homes stay as they are.|',
    )
    expect(texts('hubs/commons/demo.html')).toContain('What people wrote goes with their server.|')
  })
  it('give the search GPUs with their maker, images by that word, and the groups whose members may enter', () => {
    const lines = attributes(pages.get('index.html')!, 'data-lines')[0]!.split('\n')
    for (const line of [
      'GPU: NVIDIA T4, machine g4dn.xlarge',
      'machine: r5.xlarge',
      'team: its members enter, polar-lab/advanced',
      'organization: its members enter, delta-hydrology',
      'group: its members enter, stats-tutors',
    ])
      expect(lines).toContain(line)
    expect(pages.get('assets/site.js')).toContain("environment: ['image']")
  })
  it('say which more ports anybody may reach, and what tokens of services may ask of the hub', () => {
    expect(texts('hubs/genome-atlas/prod.html')).toContain(
      '|More open ports|TCP 2222 (sftp), where anybody may connect; sftp.registry.svc:22 behind it asks who they are|',
    )
    expect(texts('hubs/commons/api.html')).toContain(
      '|Tokens of services|book may ask the hub for admin:servers, admin:users|',
    )
    expect(texts('hubs/commons/demo.html')).not.toMatch(/\|(More open ports|Tokens of services)\|/)
  })
  it('say nowhere that people are expected at a hub for staging', () => {
    const staging = fleet().fleet.hubs.filter(({ purpose, home }) => purpose === 'staging' && home.people)
    expect(staging.length).toBeGreaterThan(0)
    for (const { community, hub } of staging)
      expect(texts(`hubs/${community}/${hub}.html`)).not.toContain('|People expected|')
    expect(texts('hubs/polar-lab/prod.html')).toContain('|People expected|50|')
  })
  it('say of the servers of an event what each is guaranteed and may use', () => {
    const servers = 'each is guaranteed 384 MiB, may use 1.5 GiB'
    expect(texts('hubs/river-college/south.html')).toMatch(RegExp(`\\|120 servers of [^|]*\\|${servers}\\|`))
    expect(texts('index.html')).toContain(`|120|${servers}|`)
    expect(texts('index.html')).toContain('|60|each is guaranteed 2 GiB and may use no more|')
  })
  it('say whom to ask, and who reads and writes the state of a cluster', () => {
    expect(texts('hubs/commons/demo.html')).toContain('|Contact|ops@commons.example.org|')
    const state = '|Terraform state|in the S3 bucket |aurora-terraform-state|, read and written by those who apply|'
    expect(texts('clusters/aurora-observatory.html')).toContain(state)
    const counted = siteTexts(fleet(), repository.texts, { named: false })
    for (const [path, page] of counted) expect(page.includes('ops@commons'), path).toBe(false)
  })
  it('say once that everybody may enter, whichever settings say so, and that first', () => {
    expect(texts('hubs/commons/demo.html')).toContain(
      '|Whoever opens the address|everyone|auth.temporary|, |auth.everyone|',
    )
    const school = texts('hubs/coral-school/school.html')
    expect(school.match(/Everybody who can sign in with a shared password/g)).toHaveLength(1)
    expect(school).toContain('|The first line lets in everybody; the others say more of some of them|Who|')
    expect(school.indexOf('Everybody who can sign in')).toBeLessThan(school.indexOf('Admins of the hub, by name'))
    expect(texts('hubs/polar-lab/prod.html')).toContain('|People named in any of these lines may enter|Who|')
  })
  it('say in standard terms where a value is from and what addresses and pods take', () => {
    const all = html.map(([path]) => texts(path)).join('\n')
    for (const riddle of ['past the settings', 'Counted are', 'Asked: of', 'beside the cluster', 'are taken while'])
      expect(all).not.toContain(riddle)
    expect(texts('hubs/aurora-observatory/live.html')).toMatch(/values? that overrides set, in place of/)
    expect(texts('clusters/commons.html')).toMatch(
      /take their IP addresses from \|network\.pods\|, which has [\d,]+\. Machines that are always on, and those/,
    )
  })
  it('draw arrows past the boxes that are between their ends', () => {
    const [picture] = /<svg [^>]*aria-label="Profiles:.*?<\/svg>/.exec(pages.get('index.html')!)!
    const [from, to] = ['base', 'gpu']
      .map((name) =>
        /<rect[^>]* x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"[^>]*><\/rect><text[^>]*>NAME</.source.replace(
          'NAME',
          name,
        ),
      )
      .map((source) => new RegExp(source).exec(picture)!.slice(1).map(Number) as [number, number, number, number])
    const start = `M${from![0] + from![2]},${from![1] + from![3] / 2}C`
    const arrow = attributes(picture, 'd').find((d) => d.startsWith(start) && d.endsWith(`,${to![1] + to![3] / 2}`))!
    expect(arrow.split('C').length).toBeGreaterThan(2)
  })
  it('tell of each cluster which Kubernetes it has', () => {
    for (const path of ['index.html', 'clusters/index.html'])
      expect(texts(path).match(/\|Kubernetes 1\.\d+\|/g), path).toHaveLength(fleet().fleet.clusters.length)
  })
  it('say how to see what changed, where there is no page of it', () => {
    expect(texts('index.html')).toContain('hubloom site --against REF')
    expect(pages.has('changes/index.html')).toBe(false)
  })
  it('name single people only where the site is for those who may know them', () => {
    const counted = siteTexts(fleet(), repository.texts, { named: false })
    const people = fleet().fleet.hubs.flatMap(({ signIn }) => [...signIn.admins, ...signIn.users])
    const shown = (all: ReadonlyMap<string, string>): string[] =>
      people.filter((name) => [...all.values()].some((text) => new RegExp(`\\b${name}\\b`).test(text)))
    expect(shown(pages)).toEqual(people)
    expect(shown(counted)).toEqual([])
  })
})

describe('a fleet of any size', () => {
  const at = 'communities/reef/hubs/prod.yaml'
  const reef = [
    ['communities/reef/community.yaml', 'name: Reef\ncontact: a@example.org\n'],
    ['communities/reef/cluster.yaml', 'cloud: gcp\nregion: us-central1\naccount: example-hubs\n'],
  ] as const
  const auth = { github: { organizations: ['example'] }, admins: ['ada'], secret: 'sign-in' }
  const siteWith = (texts: ReadonlyMap<string, string>): Map<string, string> => {
    const compilation = compileTexts(texts)
    expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    return siteTexts(compilation, texts)
  }

  it('without any hub says so', () => {
    const site = siteWith(new Map(profiles))
    expect(site.get('index.html')).toContain('There are no hubs yet.')
    expect(site.get('index.html')).toContain('$0<')
    expect([...site.keys()].filter((path) => path.startsWith('hubs/'))).toEqual(['hubs/hubloom-site.txt'])
  })
  it.each([
    [
      'the machines of its pool',
      { home: { people: 4000 } },
      'not all 800 people at work at the same time fit: the pool user-n2-highmem-4 is full first, in memory, ' +
        'at 102 of 800 people of Reef.',
    ],
    [
      'the pods of its machines',
      { home: { people: 4000 }, sizes: { one: { memory: '16Mi', cpu: 0.01 } } },
      'full first, in pods, at 200 of 800 people of Reef.',
    ],
    [
      'the addresses of its range',
      { home: { people: 4000 }, cluster: { network: { pods: '10.64.0.0/22' }, machines: { max: 8 } } },
      'the range of IP addresses for the pool user-n2-highmem-4 is full first, at 102 of 800 people of Reef.',
    ],
    [
      'the quota of its namespace',
      { home: { people: 100 }, limits: { memory: '24Gi' } },
      'the quota of the namespace of Reef would be full first, in memory, at 42 people.',
    ],
    [
      'the servers that its settings allow',
      { home: { people: 100 }, limits: { servers: 30 }, hub: { 'active-servers': 40 } },
      'all 20 people at work at the same time fit; the hub Reef would be full first, at 30 people: ' +
        'it lets at most 30 servers run at once.',
    ],
    [
      'fewer servers than people at work',
      { home: { people: 100 }, hub: { 'active-servers': 15 } },
      'not all 20 people at work at the same time fit: the hub Reef is full first, at 15 of 20 people: ' +
        'it lets at most 15 servers run at once.',
    ],
    [
      'the GPUs of its machines',
      { home: { people: 100 }, sizes: { one: { gpu: 't4', memory: '2Gi' } } },
      'full first, in GPUs, at 2 of 20 people of Reef.',
    ],
    ['nothing, where it is for staging', { purpose: 'staging' }, 'On a usual day nobody is expected.'],
  ])('says what people fill first: %s', (_, { cluster: own, ...more }: Record<string, unknown>, sentence) => {
    const gcp = { cloud: 'gcp', region: 'us-central1', account: 'example-hubs', machines: { max: 2 } }
    const cluster = { ...gcp, ...(own as object) }
    const hub = { domain: 'hub.example.org', title: 'Reef', purpose: 'production', profile: 'teaching', auth, ...more }
    const page = siteWith(
      new Map([
        ...profiles,
        reef[0],
        ['communities/reef/cluster.yaml', JSON.stringify(cluster)],
        [at, JSON.stringify(hub)],
      ]),
    ).get('clusters/reef.html')!
    expect(/<li>(On a usual day [^<]*)</.exec(page)?.[1]).toContain(sentence)
  })
  it('counts at an event those that are on with it on its busiest day, and what other hubs take', () => {
    const day = (date: number): string => `2027-01-${String(date).padStart(2, '0')}`
    const event = (from: number, until: number, users: number) => ({ from: day(from), until: day(until), users })
    const hub = { purpose: 'production', profile: 'teaching', auth }
    // a and c do not meet; b is on with each
    const events = { c: event(13, 13, 30), a: event(5, 8, 20), b: event(8, 12, 40), alone: event(25, 25, 100) }
    const texts = (people: number) =>
      new Map([
        ...profiles,
        reef[0],
        [
          'communities/reef/cluster.yaml',
          JSON.stringify({ cloud: 'gcp', region: 'us-central1', account: 'example-hubs', machines: { max: 2 } }),
        ],
        [at, JSON.stringify({ ...hub, domain: 'hub.example.org', title: 'Reef', events })],
        [
          'communities/reef/hubs/other.yaml',
          JSON.stringify({ ...hub, domain: 'other.example.org', title: 'Other', home: { people } }),
        ],
      ])
    const sentences = (people: number): string[] =>
      [
        ...siteWith(texts(people))
          .get('clusters/reef.html')!
          .matchAll(/<li>(At [^<]*)</g),
      ].map(([, text]) => text!)
    // two at work at the other hub, of 102 on two machines
    expect(sentences(10)).toEqual([
      'At a (Reef, 5 to 8 January 2027, together with b), with a usual day at the other hubs, all 60 people fit; ' +
        'the pool user-n2-highmem-4 would be full first, in memory, at 100 people of Reef.',
      'At b (Reef, 8 to 12 January 2027, together with c), with a usual day at the other hubs, all 70 people fit; ' +
        'the pool user-n2-highmem-4 would be full first, in memory, at 100 people of Reef.',
      'At c (Reef, 13 January 2027, together with b), with a usual day at the other hubs, all 70 people fit; ' +
        'the pool user-n2-highmem-4 would be full first, in memory, at 100 people of Reef.',
      'At alone (Reef, 25 January 2027), with a usual day at the other hubs, all 100 people fit; ' +
        'the pool user-n2-highmem-4 would be full first, in memory, at 100 people of Reef.',
    ])
    expect(sentences(11)[3]).toBe(
      'At alone (Reef, 25 January 2027), with a usual day at the other hubs, not all 100 people fit: ' +
        'the pool user-n2-highmem-4 is full first, in memory, at 99 of 100 people of Reef.',
    )
  })
  it('counts hubs that share a pool together, with servers that are kept spare', () => {
    // at work are 17, 17 and 17 of 51 that a machine carries; three spare ones take another
    const common = { purpose: 'production', profile: 'teaching', auth, home: { people: 85 } }
    const hubs = ['one', 'two', 'three'].map((name): [string, string] => {
      const spare = name === 'one' ? { spare: { standard: 3 } } : {}
      const own = { ...common, ...spare, domain: `${name}.example.org` }
      return [`communities/reef/hubs/${name}.yaml`, JSON.stringify(own)]
    })
    const page = siteWith(new Map([...profiles, ...reef, ...hubs])).get('clusters/reef.html')!
    expect(page).toMatch(/at [\d,]+ people of 3 hubs\./)
    const row = ['Hubs with people', 'On while people work', 'Always on of these', 'A month'].map(
      (name, i) => `<td class="n" data-name="${name}">${['3', '2', '1', '$44'][i]}</td>`,
    )
    expect(page).toContain(`user-n2-highmem-4</th>${row.join('')}`)
  })
  it.each([
    ['azure', 'eastus', '00000000-0000-0000-0000-000000000000', { more: 1024, onTop: 'snapshots and what' }],
    [
      'aws',
      'us-west-2',
      '000000000000',
      {
        more: 0,
        onTop: 'snapshots, homes that are paid by person or by what is in them, or have no price here, and what',
      },
    ],
  ])('counts homes in the file service of %s where its size is paid', (cloud, region, account, { more, onTop }) => {
    const cluster = JSON.stringify({ cloud, region, account })
    const common = { domain: 'hub.example.org', purpose: 'production', profile: 'teaching', auth }
    const pageWith = (disk: string): string =>
      siteWith(
        new Map([
          ...profiles,
          reef[0],
          ['communities/reef/cluster.yaml', cluster],
          [at, JSON.stringify({ ...common, home: { kind: 'managed', disk, people: null, quota: null, backup: null } })],
        ]),
      ).get('clusters/reef.html')!
    const gib = (page: string): number => Number(/>homes of the hubs, (\d+) GiB</.exec(page)?.[1] ?? 0)
    const [one, two] = [pageWith('1Ti'), pageWith('2Ti')]
    expect(gib(two) - gib(one)).toBe(more)
    expect(one).toContain(`Traffic, logs, ${onTop} lies in buckets come on top.`)
  })
  it.each([
    [{ kind: 'disk', disk: '100Gi', quota: null }, /^the disk fills for all: then nobody can write/],
    [
      { kind: 'managed', disk: '1Ti', quota: null, people: null, backup: null },
      /^the file service fills for all: then nobody can write/,
    ],
  ])('says what becomes of homes that are full: %j', (home, words) => {
    const hub = { domain: 'hub.example.org', purpose: 'production', profile: 'teaching', auth, home }
    const page = siteWith(new Map([...profiles, ...reef, [at, JSON.stringify(hub)]])).get('hubs/reef/prod.html')!
    expect(/>When a home is full: ([^<]*)/.exec(page)?.[1]).toMatch(words)
  })
  it('has the first of many groups at once, the others behind a click, and each once in the form', () => {
    const names = Array.from({ length: 200 }, (_, i) => `example/course-${String(i).padStart(3, '0')}`)
    const sizes = { small: { memory: '2Gi' }, medium: { memory: '4Gi' }, large: { memory: '8Gi', for: names } }
    const groups = Object.fromEntries(names.map((name) => [name, { size: 'medium' }]))
    const hub = { domain: 'hub.example.org', purpose: 'production', profile: 'teaching', auth, sizes, groups }
    const page = siteWith(new Map([...profiles, ...reef, [at, JSON.stringify(hub)]])).get('hubs/reef/prod.html')!
    expect(page).toContain('example/course-007 and 192 more</summary>')
    expect(page.match(/a member of example\/course-150</g)).toHaveLength(1)
  })
})

describe('the form', () => {
  const of = (id: string) => {
    const [community, name] = id.split('/')
    const bundle = fleet().bundles.find((each) => each.community === community)!
    return formOf(bundle.hubs.find(({ plan }) => plan.hub === name)!)
  }
  it('has the cards, choices and defaults of the values, in the order of the settings', () => {
    const [cpu, gpu, ...others] = of('polar-lab/prod').cards
    expect(others).toEqual([])
    expect([cpu!.title, cpu!.isDefault, gpu!.isDefault]).toEqual(['CPU only', true, false])
    expect(cpu!.options.map(({ key }) => key)).toEqual(['environment', 'size'])
    const [environment, size] = cpu!.options
    expect(environment!.choices.map(({ key, isDefault }) => [key, isDefault])).toEqual([
      ['python', true],
      ['r', false],
      ['pytorch', false],
    ])
    expect(environment!.other?.choice).toBe('Other…')
    // left out where browsers could not read it
    expect(
      new RegExp(environment!.other!.patterns[0]!.pattern!, 'v').test('quay.io/jupyter/scipy-notebook:2026-01-05'),
    ).toBe(true)
    expect(size!.choices.filter(({ limits }) => limits.length > 0).map(({ key }) => key)).toEqual([
      'large-node',
      'fast-disk',
    ])
    expect(gpu!.limits).toEqual([['polar-lab/advanced']])
  })
  it('is none where there is nothing to choose', () => expect(of('coral-school/school').cards).toEqual([]))
  it('reads HTML as people do', () => {
    expect(textOfHtml('Xarray &amp; Pangeo&#39;s <strong>1 &lt; 2</strong>')).toBe("Xarray & Pangeo's 1 < 2")
    expect(textOfHtml('&lt;script&gt;')).toBe('<script>')
  })
})

/** A fleet with a text in every field that takes one. */
function fleetWith(text: string): ReadonlyMap<string, string> {
  const quoted = JSON.stringify(text)
  // names of links may not hold these
  const name = text.replace(/[<>{}\n]/g, '').trim() || 'name'
  const hub = {
    domain: 'hub.example.org',
    title: text,
    description: text,
    purpose: 'production',
    profile: 'research',
    auth: { github: { organizations: ['example'] }, admins: ['ada'], secret: 'sign-in' },
    homepage: {
      announcement: text,
      starting: text,
      links: { [name]: 'https://example.org/?a=1&b=%22%3E' },
      'designed-by': { [name]: 'https://example.org' },
    },
    environments: {
      one: { title: text, description: text, image: 'quay.io/example/one:1' },
      two: { title: text, image: 'quay.io/example/two:1' },
    },
    sizes: { small: { title: text, description: text, memory: '2Gi' }, large: { memory: '8Gi' } },
    overrides: { helm: { jupyterhub: { custom: { [text]: text } } } },
  }
  return new Map([
    ...profiles,
    ['communities/a/community.yaml', `name: ${quoted}\ncontact: a@example.org\n`],
    ['communities/a/cluster.yaml', 'cloud: gcp\nregion: us-central1\naccount: example-hubs\n'],
    ['communities/a/hubs/one.yaml', JSON.stringify(hub)],
  ])
}

/** What is markup: tags with the names of their attributes. */
const markup = (text: string): string[] =>
  [...text.matchAll(/<[^>"]*(?:"[^"]*"[^>"]*)*>/g)].map(([tag]) => tag.replace(/"[^"]*"/g, '""'))

describe('texts of the inputs', () => {
  const siteWith = (text: string): Map<string, string> => {
    const texts = fleetWith(text)
    const compilation = compileTexts(texts)
    expect(compilation.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    return siteTexts(compilation, texts, { title: text })
  }
  const plain = siteWith('plain words')
  const known = new Set([...pages, ...plain].flatMap(([, text]) => markup(text)))
  // the parser refuses what ends a line for some and not for others
  it.each(NASTY.filter((text) => !text.includes('\u2028')))('stay text: %j', (text) => {
    const site = siteWith(text)
    for (const [path, page] of site) {
      if (!path.endsWith('.html')) continue
      expect([path, markup(page).filter((tag) => !known.has(tag))]).toEqual([path, []])
      expect(page.match(/<script/g)).toHaveLength(1)
      expect(attributes(page, 'href').filter((to) => /^\s*(javascript|data):/i.test(to))).toEqual([])
    }
    expect(site.get('assets/site.js')).toBe(plain.get('assets/site.js'))
  })
})

describe('hubloom site', () => {
  let root: string
  const run = (...words: string[]): Promise<Run> => execute(['--root', root, ...words], { version: '1.2.3' })
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'hubloom-site-'))
    cpSync('profiles', join(root, 'profiles'), { recursive: true })
    cpSync('communities/commons', join(root, 'communities/commons'), { recursive: true })
  })
  afterAll(() => rmSync(root, { recursive: true }))

  it('writes a site, and writes only what changed when it is run again', async () => {
    const out = join(root, 'public')
    expect(await run('site', '--out', out)).toMatchObject({ code: 0, out: expect.stringMatching(/pages, \d+ written/) })
    expect(readFileSync(join(out, 'hubs/commons/demo.html'), 'utf8')).toContain('<h1>')
    expect((await run('site', '--out', out)).out).toMatch(/ 0 written/)
    rmSync(join(root, 'communities/commons/hubs/demo.yaml'))
    await run('site', '--out', out)
    expect(existsSync(join(out, 'hubs/commons/demo.html'))).toBe(false)
  })
  it.each([
    ['.', 'the fleet itself'],
    ['dist', 'what is applied'],
    ['dist/commons', 'a bundle'],
    ['communities/site', 'the inputs'],
  ])('is not written into %s: %s', async (folder) => {
    const found = await run('site', '--out', join(root, folder))
    expect([found.code, found.err]).toEqual([2, expect.stringContaining('--out takes a folder of its own')])
  })
  it('is not written over files of others', async () => {
    mkdirSync(join(root, 'notes'))
    writeFileSync(join(root, 'notes/index.html'), 'mine')
    const found = await run('site', '--out', join(root, 'notes'))
    expect([found.code, found.err]).toEqual([2, expect.stringContaining('has files, and no earlier site')])
    expect(readFileSync(join(root, 'notes/index.html'), 'utf8')).toBe('mine')
    expect((await run('site')).code).toBe(2)
  })
})
