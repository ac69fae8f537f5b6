/** The real hub: JupyterHub, KubeSpawner and OAuthenticator of the chart's own versions, on each hub. See README.md. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium as playwright, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Manifest } from '../../lib/print/kubernetes.ts'
import { manifestFaults } from '../services/manifests.ts'
import { everyHub, here, type Hub } from './facts.ts'
import { KNOWN } from './known.ts'
import { seenOfHub, seenOfSite, type Shown } from './shown.ts'

const PROCESSES = 2
/** `HUBS=regex` runs some hubs alone, while one works on them. */
const wanted = new RegExp(process.env['HUBS'] ?? '')
const all = process.env['HUBS'] === undefined
const python = '.venv-hub/bin/python'
const hash = createHash('sha256')
  .update(readFileSync(here('requirements.txt')))
  .digest('hex')
const ready = existsSync('.venv-hub/requirements') && readFileSync('.venv-hub/requirements', 'utf8').trim() === hash

interface Result {
  hub: string
  check: string
  problems: string[]
}

if (!ready) {
  console.warn('SKIPPED: the real hub is not run, since .venv-hub is not there or out of date (make verify-hub)')
} else if (!process.env['JUPYTERHUB_CHART']) {
  console.warn("SKIPPED: configurations are not compared with the chart's own files (JUPYTERHUB_CHART=FOLDER)")
}
/** As `browser.py` looks for it. */
const chromium = ['chromium', 'chromium-browser', 'google-chrome']
  .flatMap((name) => (process.env['PATH'] ?? '').split(':').map((directory) => join(directory, name)))
  .find((path) => existsSync(path))
if (ready && !chromium)
  console.warn('SKIPPED: forms are not filled in in a browser, nor compared with the site, since no Chromium is here')

const folder = mkdtempSync(join(tmpdir(), 'real-hub-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const { results, pods, pages } = ready ? await verify() : { results: [], pods: [], pages: [] }

interface Verified {
  results: Result[]
  pods: { hub: string; pod: Manifest }[]
  /** What people see, by the hub's page of the site. */
  pages: { hub: string; site: string; shown: Shown }[]
}

async function verify(): Promise<Verified> {
  const facts = join(folder, 'facts.json')
  const hubs = everyHub(folder).filter(({ id }) => wanted.test(id))
  const sites = new Map(hubs.map(({ id, site }: Hub) => [id, site]))
  writeFileSync(facts, JSON.stringify(hubs))
  const parts = await Promise.all(Array.from({ length: PROCESSES }, (_, part) => runPart(facts, part)))
  const lines = parts.flat() as (Result & { pods?: Manifest[]; shown?: Shown | null })[]
  return {
    results: lines.filter(({ check }) => check !== undefined),
    pods: lines.flatMap(({ hub, pods: made }) => (made ?? []).map((pod) => ({ hub, pod }))),
    pages: lines.flatMap(({ hub, shown }) => (shown ? [{ hub, site: sites.get(hub)!, shown }] : [])),
  }
}

/** What one process found, a line a check. */
function runPart(facts: string, part: number): Promise<unknown[]> {
  const out = join(folder, `results-${part}.jsonl`)
  const words = [here('verify.py'), facts, out, String(part), String(PROCESSES)]
  const child = spawn(python, words, { stdio: ['ignore', 'ignore', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (data: Buffer) => (complaint = `${complaint}${String(data)}`.slice(-5000)))
  return new Promise((resolve, reject) => {
    child.on('close', (status) => {
      if (status !== 0) return reject(new Error(`verify.py ended with ${status}:\n${complaint}`))
      const lines = readFileSync(out, 'utf8').split('\n').filter(Boolean)
      resolve(lines.map((line) => JSON.parse(line) as unknown))
    })
  })
}

const knownOf = ({ hub, check }: Result) => KNOWN.find((each) => each.check === check && (each.hubs?.test(hub) ?? true))

describe.skipIf(!ready)('the real hub', () => {
  it('ran', () => expect(results.length).toBeGreaterThan(all ? 400 : 0))

  for (const result of results) {
    if (knownOf(result) && result.problems.length > 0) continue
    it(`${result.hub}: ${result.check}`, () => expect(result.problems).toEqual([]))
  }

  it.skipIf(!chromium || !all)('has its form filled in in a browser', () => {
    expect(results.filter(({ check }) => check.startsWith('form: seen')).length).toBeGreaterThan(1)
  })

  it('asks for pods that Kubernetes takes', () => {
    const faults = pods.flatMap(({ hub, pod }) => manifestFaults(pod).map((fault) => `${hub}: ${fault}`))
    if (all) expect(pods.length).toBeGreaterThan(300)
    expect(faults).toEqual([])
  })

  it.skipIf(!all).each(KNOWN)('still has fault $fault: $check', ({ check, fault, what, hubs }) => {
    const found = results.filter((each) => each.check === check && (hubs?.test(each.hub) ?? true))
    const message = `fault ${fault} is mended (${what}): take it out of known.ts`
    expect(
      found.flatMap(({ problems }) => problems),
      message,
    ).not.toEqual([])
  })
})

describe.skipIf(!ready || !chromium)("a hub's page of the site", () => {
  let browser: Browser
  let page: Page
  beforeAll(async () => {
    browser = await playwright.launch({ executablePath: chromium!, args: ['--no-sandbox'] })
    page = await browser.newPage()
  })
  afterAll(() => browser.close())

  it.skipIf(!all)('is compared with what the hub shows', () => {
    expect(pages.length).toBeGreaterThan(30)
    expect(pages.flatMap(({ shown }) => shown.forms).length).toBeGreaterThan(60)
  })
  it.each(pages)('shows what people see of $hub', async ({ site, shown }) => {
    expect(await seenOfSite(page, site, shown)).toEqual(await seenOfHub(page, shown))
  })
})
