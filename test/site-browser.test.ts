/** The site in a real browser: what its script does, that nothing is wrong on any page, and what axe finds. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { execFileSync } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generate } from '../bench/generate.js'
import { readInputFolder } from '../lib/disk.ts'
import { compile } from '../lib/compile.ts'
import { compileFolder, fleet, profiles, repository, writeFolder } from './fleet.ts'
import { siteTexts } from './site.ts'

/** `CHROMIUM`, or one on the path. */
function findBrowser(): string | undefined {
  const named = process.env['CHROMIUM']
  if (named !== undefined) return existsSync(named) ? named : undefined
  for (const name of ['chromium', 'chromium-browser', 'google-chrome'])
    try {
      return execFileSync('which', [name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    } catch {
      // the next one
    }
  return undefined
}

/** Other programs may keep the machine busy. */
const SLACK = 3

const executablePath = findBrowser()
if (executablePath === undefined)
  console.warn('SKIPPED: no Chromium is there (CHROMIUM names one), so the site is not looked at in a browser')
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const pages = siteTexts(fleet(), repository.texts, {
  compared: { against: 'HEAD', changes: [] },
})
const paths = [...pages.keys()].filter((path) => path.endsWith('.html')).sort()
const folder = mkdtempSync(join(tmpdir(), 'hubloom-site-'))
const addressOf = (path: string, within = folder): string => pathToFileURL(join(within, path)).href

describe.skipIf(executablePath === undefined)('the site in a browser', () => {
  let browser: Browser
  const faults: string[] = []
  /** A page that keeps what goes wrong on it. */
  async function open(path: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
    const page = await context.newPage()
    page.on('console', (message) => faults.push(`${path}: ${message.text()}`))
    page.on('pageerror', (error) => faults.push(`${path}: ${error.message}`))
    page.on('request', (request) => {
      if (!request.url().startsWith('file:')) faults.push(`${path}: asks for ${request.url()}`)
    })
    await page.goto(addressOf(path))
    return page
  }
  /** A page of the site of a case. */
  function openOfCase(name: string, path: string): Promise<Page> {
    const { texts } = readInputFolder(`test/cases/${name}`)
    writeFolder(join(folder, name), siteTexts(compileFolder(`test/cases/${name}`), new Map([...profiles, ...texts])))
    return open(`${name}/${path}`)
  }
  const close = (page: Page): Promise<void> => page.context().close()
  /** By how many pixels a page is wider than the screen or the paper. */
  const over = (page: Page): Promise<unknown> =>
    page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
  const shown = (page: Page): Promise<number> => page.locator('table.hubs tbody tr:visible').count()

  beforeAll(async () => {
    writeFolder(folder, pages)
    browser = await chromium.launch({ executablePath: executablePath!, args: ['--no-sandbox'] })
  })
  afterAll(async () => {
    await browser.close()
    rmSync(folder, { recursive: true })
  })

  it('finds hubs by words, by choices and by both, and says how many', async () => {
    const page = await open('index.html')
    const { hubs } = fleet().fleet
    expect(await shown(page)).toBe(hubs.length)
    await page.getByRole('searchbox', { name: 'Search' }).fill('campus commons')
    expect(await shown(page)).toBe(6)
    expect(await page.getByRole('status').textContent()).toBe(`6 of ${hubs.length} hubs`)
    await page.getByRole('searchbox').fill('')
    await page.getByRole('combobox', { name: 'Profile' }).selectOption('gpu')
    expect(await shown(page)).toBe(hubs.filter(({ profiles }) => profiles.includes('gpu')).length)
    await page.getByRole('combobox', { name: 'Purpose' }).selectOption('staging')
    expect(await shown(page)).toBe(1)
    expect(await page.locator('table.hubs tbody tr:visible a').first().textContent()).toBe('Polar Data Lab (staging)')
    expect(page.url()).toMatch(/#profile=gpu&purpose=staging$/)
    await page.reload()
    expect(await shown(page)).toBe(1)
    await page.getByRole('button', { name: 'Show all' }).click()
    await page.getByText(`All ${hubs.length} hubs`).waitFor()
    expect(await shown(page)).toBe(hubs.length)
    await close(page)
  })

  it('finds words by how they begin, in all that it knows of a hub, and says where', async () => {
    const page = await open('index.html')
    const all = fleet().fleet.hubs.length
    const found = async (words: string): Promise<string[]> => {
      await page.getByRole('searchbox').fill(words)
      return (await page.locator('table.hubs tbody tr:visible th > a').allTextContents()).sort()
    }
    const why = (): Promise<string[]> => page.locator('.why:visible').allTextContents()
    // not the hosts of example.org, and not ada-example
    expect(await found('exam')).toEqual(['South Campus'])
    expect(await why()).toEqual(['event: exams, 18 to 22 January 2027 (2027-01-18 to 2027-01-22)'])
    expect(await found('july 2027')).toEqual(['Coral Summer School'])
    expect(await found('2027-03')).toEqual(['South Campus'])
    expect(await found('polar pyth')).toEqual(['Polar Data Lab (prod)', 'Polar Data Lab (staging)'])
    const python =
      "environment: Polar Python, Xarray, Dask, Zarr and all of Pangeo's packages, " +
      'quay.io/example/polar-python:2026.11.1'
    expect(await why()).toEqual([python, python])
    expect(await found('ADA-')).toContain('Polar Data Lab (prod)')
    expect(await found('us-central1 delta')).toHaveLength(2)
    expect(await found('overrides')).toEqual(['Aurora Observatory'])
    expect(await why()).toEqual(['has: overrides, 6 values'])
    expect(await found('ops@commons')).toEqual(['Demonstration hub', 'Open Binder', 'Open Commons'])
    // a whole address, a part of one that says by its dot that it is one, and no label of one
    expect(await found('south.rivercolleges.example.org')).toEqual(['South Campus'])
    expect((await found('rivercolleges.ex')).length).toBeGreaterThan(1)
    expect(await found('rivercolleges')).toEqual([])
    expect(await page.getByRole('status').textContent()).toBe(`0 of ${all} hubs`)
    const nothing = page.getByText('No hub fits the search and the choices. The search knows titles, addresses,')
    expect(await nothing.textContent()).toContain('events with their dates, admins and contacts.')
    expect(await found('')).toHaveLength(all)
    expect([await nothing.isVisible(), await why()]).toEqual([false, []])
    await close(page)
  })

  it('finds what hubs run, where, on which data and on which days, and says the line also where the row has it', async () => {
    const page = await open('index.html')
    const { hubs } = fleet().fleet
    const why = (): Promise<string[]> => page.locator('.why:visible').allTextContents()
    const namesOf = (fits: (hub: (typeof hubs)[number]) => boolean): string[] =>
      hubs.flatMap((hub) => (fits(hub) ? `hubs/${hub.community}/${hub.hub}.html` : [])).sort()
    const found = async (words: string): Promise<string[]> => {
      await page.getByRole('searchbox').fill(words)
      const links = page.locator('table.hubs tbody tr:visible th > a')
      return (await links.evaluateAll((all) => all.map((each) => each.getAttribute('href')!))).sort()
    }
    const line = async (words: string): Promise<string | undefined> => (await found(words), (await why())[0])
    const image = (name: string) =>
      namesOf(({ environments }) => environments.some((each) => each.image.includes(name)))
    expect(await found('tensorflow')).toEqual(image('/ml-notebook'))
    expect(await found('datascience-notebook')).toEqual(image('datascience-notebook'))
    const pool = (type: string) =>
      namesOf(({ sizes, cluster }) =>
        sizes.some(({ pool: own }) => cluster.pools.find(({ name }) => name === own)?.machine.type === type),
      )
    expect(await found('n2-highmem-4')).toEqual(pool('n2-highmem-4'))
    for (const kind of ['t4', 'a100'])
      expect(await found(kind)).toEqual(namesOf(({ sizes }) => sizes.some(({ gpuKind }) => gpuKind === kind)))
    for (const words of ['t4', 'nvidia t4'])
      expect(await line(words)).toBe('GPU: NVIDIA T4, machine Standard_NC4as_T4_v3')
    for (const words of ['gpu', 'gpus', 'nvidia'])
      expect(await found(words)).toEqual(namesOf(({ sizes }) => sizes.some(({ gpus }) => gpus > 0)))
    expect(await found('groups advanced')).toEqual(['hubs/polar-lab/prod.html', 'hubs/polar-lab/staging.html'])
    for (const words of ['image ml-notebook', 'images ml-notebook'])
      expect(await found(words)).toEqual(image('/ml-notebook'))
    expect(await found('icesat2')).toEqual(['hubs/polar-lab/prod.html', 'hubs/polar-lab/staging.html'])
    expect(await found('bucket')).toEqual(namesOf(({ buckets, grants }) => buckets.length + grants.length > 0))
    for (const kind of ['cilogon', 'github'])
      expect(await found(kind)).toEqual(namesOf(({ signIn }) => signIn.provider.kind === kind))
    expect(await line('microsoft')).toBe('sign-in: CILogon, google, microsoft')
    expect(await found('dask workers')).toEqual(namesOf(({ dask }) => dask !== undefined))
    expect(await found('quota')).toEqual(namesOf(({ home, quota }) => (home.quota ?? quota.memory) !== undefined))
    expect(await found('events')).toEqual(namesOf(({ events }) => events.length > 0))
    const exams = 'event: exams, 18 to 22 January 2027 (2027-01-18 to 2027-01-22)'
    for (const day of ['18 January 2027', '19 January 2027', '22 jan', '2027-01-19', '2027-01-22'])
      expect([day, await found(day), await why()]).toEqual([day, ['hubs/river-college/south.html'], [exams]])
    for (const day of ['17 January 2027', '23 January 2027', '9 January 2027', '2027-01-23', '19 July 2027'])
      expect([day, await found(day)]).toEqual([day, []])
    // the cluster is called so, too
    expect(await line('south exams')).toBe(exams)
    expect(await line('data icesat2')).toBe('data: icesat2, bucket s3://example-icesat2')
    expect(await found('datasci')).toEqual(image('datascience-notebook'))
    // parts of an address as a whole: not the event exams, whose buckets and images are no example
    expect(await line('rocker')).toMatch(/ docker\.io\/rocker\/binder:4/)
    expect([await found('rock'), await found('example-icesat').then(({ length }) => length)]).toEqual([[], 2])
    // of many lines the first, and how many more there are
    await found('polar-lab/prod environments buckets admins')
    expect(await why()).toHaveLength(5)
    expect((await why()).at(-1)).toBe('and 3 more lines')
    await close(page)
  })

  it('marks hubs with problems by a word, and shows these alone', async () => {
    const page = await openOfCase('choices-limits', 'index.html')
    const before = await shown(page)
    await page.getByRole('combobox', { name: 'Problems' }).selectOption('some')
    const links = page.locator('table.hubs tbody tr:visible').getByRole('link', { name: /^\d+ warnings?$/ })
    expect([await shown(page), await links.count()]).toEqual([1, 1])
    expect(before).toBeGreaterThan(1)
    await links.click()
    expect(await page.getByRole('heading', { name: 'Problems in its settings' }).isVisible()).toBe(true)
    expect(await page.locator('.note.warning').count()).toBe(1)
    await close(page)
  })

  it('leads by keyboard alone from the top of the fleet to a hub', async () => {
    const page = await open('index.html')
    await page.keyboard.press('Tab')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to content')
    await page.getByRole('searchbox').focus()
    await page.keyboard.type('genome')
    await page.locator('table.hubs a:visible').first().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Genome Atlas' }).waitFor()
    await close(page)
  })

  it('keeps light or dark from page to page', async () => {
    const page = await open('index.html', { colorScheme: 'light' })
    const paper = (): Promise<unknown> => page.evaluate('getComputedStyle(document.documentElement).backgroundColor')
    const light = await paper()
    await page.getByRole('button', { name: 'Dark' }).click()
    expect(await paper()).not.toBe(light)
    await page.goto(addressOf('clusters/index.html'))
    expect(await paper()).not.toBe(light)
    expect(await page.getByRole('button', { name: 'Light' }).count()).toBe(1)
    await close(page)
  })

  it('shows the form as members of a group see it, and the field of images where one is to be named', async () => {
    const page = await open('hubs/polar-lab/prod.html')
    const form = page.getByRole('form', { name: 'Server options, as people see them' })
    const card = form.getByRole('radio', { name: 'NVIDIA T4' })
    const sizes = (): Promise<number> => form.getByLabel('Size').locator('option:not([hidden])').count()
    expect([await card.isVisible(), await sizes()]).toEqual([true, 7])
    await page.getByLabel('As seen by').selectOption('')
    expect([await card.isVisible(), await sizes()]).toEqual([false, 5])
    await page.getByLabel('As seen by').selectOption('a member of polar-lab/advanced')
    expect([await card.isVisible(), await sizes()]).toEqual([true, 7])
    const image = form.getByLabel('Image', { exact: true })
    expect(await image.isVisible()).toBe(false)
    await form.getByLabel('Environment').selectOption('Other…')
    expect(await image.isVisible()).toBe(true)
    await image.fill('no image')
    const mismatch = 'document.querySelector(".other:not([hidden]) input").validity.patternMismatch'
    expect(await page.evaluate(mismatch)).toBe(true)
    await image.fill('quay.io/jupyter/scipy-notebook:2026-01-05')
    expect(await page.evaluate(mismatch)).toBe(false)
    await close(page)
  })

  it('shows the form as a plain member of a group sees it, by the name of the group that may enter', async () => {
    const page = await open('hubs/meadow-stats/r.html')
    const size = page.getByRole('form', { name: 'Server options, as people see them' }).getByLabel('Size')
    const titles = (): Promise<string[]> => size.locator('option:not([hidden])').allTextContents()
    await page.getByLabel('As seen by').selectOption('a member of stats-students')
    expect(await titles()).toEqual(['Small, 1 GiB', 'Medium, 4 GiB'])
    await page.getByLabel('As seen by').selectOption('a member of stats-staff')
    expect(await titles()).toEqual(['Small, 1 GiB', 'Medium, 4 GiB', 'Exam, 4 GiB of its own'])
    await page.goto(addressOf('hubs/polar-lab/prod.html'))
    await page.getByLabel('As seen by').selectOption('a member of polar-lab/members')
    expect(await size.locator('option:not([hidden])').count()).toBe(5)
    await close(page)
  })

  it('shows members of a group the form of the size that they are given, which asks for none', async () => {
    const page = await openOfCase('groups-from-sign-in', 'hubs/reef/prod.html')
    const form = page.getByRole('form', { name: 'Server options, as people see them' })
    const seen = (): Promise<unknown> =>
      Promise.all(
        [form.getByRole('combobox', { name: 'Size' }), form.locator('.at-once')].map((each) => each.isVisible()),
      )
    expect(await seen()).toEqual([true, false])
    await page.getByLabel('As seen by').selectOption('a member of heavy')
    expect(await seen()).toEqual([false, true])
    expect(await page.locator('.as p:visible').textContent()).toBe(
      '4 GiB of memory, 0.4 CPU cores or more without choosing',
    )
    await page.getByLabel('As seen by').selectOption('somebody in none of the groups')
    expect(await seen()).toEqual([true, false])
    await close(page)
  })

  it('takes images that are built from who may build them alone, and of the others those of their pattern', async () => {
    const page = await openOfCase('choices-cards', 'hubs/reef/builders.html')
    const form = page.getByRole('form', { name: 'Server options, as people see them' })
    const taken = async (image: string): Promise<boolean> => {
      await form.getByLabel('Environment', { exact: true }).selectOption('An image of ours')
      await form.locator('.other input').fill(image)
      return (await page.evaluate('document.querySelector(".other input").checkValidity()')) as boolean
    }
    const built = 'us-docker.pkg.dev/reef-lab/images/own:1'
    const seen: unknown[] = []
    for (const who of ['*', 'group reef/advanced', '']) {
      await page.getByLabel('As seen by').selectOption(who)
      seen.push([who, await taken(built), await taken('quay.io/reef/own:1'), await taken('quay.io/other/own:1')])
    }
    expect(seen).toEqual([
      ['*', true, true, false],
      ['group reef/advanced', true, true, false],
      ['', false, true, false],
    ])
    await close(page)
  })

  /** Tables and pictures that are wider than a narrow screen, but for the map of a fleet. */
  const CUT_OFF =
    '[...document.querySelectorAll(".wide")].filter((each) => each.scrollWidth > each.clientWidth)' +
    '.map((each) => each.ariaLabel).filter((label) => !label.startsWith("Map of"))'
  const LOOKS = [
    ['light', 1280],
    ['dark', 360],
  ] as const
  it.each(LOOKS)(
    'has nothing that axe finds, and nothing wider than the screen: %s, %d pixels',
    async (look, width) => {
      const page = await open('index.html', { colorScheme: look, viewport: { width, height: 900 } })
      const found: string[] = []
      for (const path of paths) {
        await page.goto(addressOf(path))
        const pixels = await over(page)
        if (pixels !== 0) found.push(`${path}: ${String(pixels)} pixels wider than the screen`)
        await page.evaluate('document.querySelectorAll("details").forEach((each) => { each.open = true })')
        if (width === 360)
          found.push(...((await page.evaluate(CUT_OFF)) as string[]).map((each) => `${path}: cut off: ${each}`))
        await page.evaluate(axe)
        const violations = (await page.evaluate(
          '(async () => (await axe.run({ preload: false })).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`))()',
        )) as string[]
        found.push(...violations.map((each) => `${path}: ${each}`))
      }
      expect(found).toEqual([])
      await close(page)
    },
  )

  it('shows no names of columns without a value in the sums of a narrow screen', async () => {
    const page = await open('clusters/commons.html', { viewport: { width: 360, height: 900 } })
    const sums = page.locator('table').last().locator('tfoot td:visible')
    expect(await sums.evaluateAll((cells) => cells.map((cell) => cell.getAttribute('data-name')))).toEqual([
      'Disks of its services',
      'Homes',
      'Usual days',
      'Together',
    ])
    await close(page)
  })

  it('shows pictures of layers and pools whole on a narrow screen, and a long choice in full', async () => {
    const page = await open('hubs/polar-lab/prod.html', { viewport: { width: 360, height: 900 } })
    const right = async (selector: string): Promise<number> => {
      const box = await page.locator(selector).first().boundingBox()
      return box!.x + box!.width
    }
    expect(await page.locator('.broad').first().isVisible()).toBe(false)
    expect(await right('.narrow svg')).toBeLessThan(345)
    const height = async (label: string): Promise<number> =>
      (await page.locator('form.spawn').getByLabel(label).first().boundingBox())!.height
    expect(await height('Size')).toBeGreaterThan((await height('Environment')) * 1.3)
    await page.goto(addressOf('index.html'))
    expect(await right('.narrow svg')).toBeLessThan(345)
    await page.goto(addressOf('clusters/commons.html'))
    const pools = page.locator('dl.narrow')
    expect([await pools.isVisible(), await pools.getByRole('link', { name: 'South Campus' }).count()]).toEqual([
      true,
      2,
    ])
    await page.setViewportSize({ width: 1280, height: 900 })
    expect([await pools.isVisible(), await page.locator('.broad').first().isVisible()]).toEqual([false, true])
    await close(page)
  })

  it('prints without its controls', async () => {
    const page = await open('index.html')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    expect(await page.getByRole('searchbox').isVisible()).toBe(false)
    expect(await page.evaluate('getComputedStyle(document.documentElement).backgroundColor')).toBe('rgb(255, 255, 255)')
    await close(page)
  })

  it('prints no wider than A4 with margins of a centimetre: 718 pixels', async () => {
    const page = await open('index.html', { viewport: { width: 718, height: 1000 } })
    await page.emulateMedia({ media: 'print' })
    const found: [string, unknown][] = []
    for (const path of paths) {
      await page.goto(addressOf(path))
      found.push([path, await over(page)])
    }
    expect(found.filter(([, pixels]) => pixels !== 0)).toEqual([])
    await close(page)
  })

  it('with 1,000 hubs is below 1 MB, and finds them in a second', async () => {
    const root = join(folder, 'large')
    generate({ root, repository: '.', hubs: 1000, clusters: 200 })
    const { texts, folders } = readInputFolder(root)
    const compilation = compile(texts, folders)
    expect(compilation.bundles).toHaveLength(200)
    const site = siteTexts(compilation, texts)
    expect(Buffer.byteLength(site.get('index.html')!)).toBeLessThan(1_000_000)
    writeFolder(join(root, 'site'), site)
    const page = await open('large/site/index.html')
    // of the browser alone: from the start of the navigation to the page with its list
    const { domContentLoadedEventEnd: ready } = (await page.evaluate(
      'performance.getEntriesByType("navigation")[0].toJSON()',
    )) as { domContentLoadedEventEnd: number }
    const began = performance.now()
    await page.getByRole('searchbox').fill('hub-77')
    await page.getByRole('searchbox').fill('h77.')
    expect(await shown(page)).toBe(1)
    expect([ready, performance.now() - began].map((time) => time < 1000 * SLACK)).toEqual([true, true])
    await close(page)
  })

  it('told of no fault on any page', () => expect(faults).toEqual([]))
})
