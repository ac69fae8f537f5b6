/**
 * Each row of docs/clouds.md is a test of its name here, over the fleet's clusters and over clusters and hubs that ask
 * for everything.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { clusterRows } from './rows-cluster.ts'
import { hubRows } from './rows-hub.ts'
import { machineRows } from './rows-machines.ts'
import { views, type Row, type View } from './views.ts'

const rows: Record<string, Row> = { ...clusterRows, ...machineRows, ...hubRows }
const page = readFileSync('docs/clouds.md', 'utf8')
/** The cells of the comparison: tables of four columns. */
const table = page
  .split('\n')
  .filter((line) => /^\| [^-]/.test(line))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
  .filter((cells) => cells.length === 4 && cells[1] !== 'Google Cloud')

test('the page has a row for each test, and a test for each row', () => {
  expect(table.map(([title]) => title)).toEqual(Object.keys(rows))
})
test('no cell is empty, and what a cloud lacks is explained', () => {
  for (const [title, ...cells] of table) {
    for (const cell of cells) {
      expect(cell, title).not.toBe('')
      if (/^(none|nothing|no|not)\b/i.test(cell)) expect(cell.length, `${title}: ${cell}`).toBeGreaterThan(40)
    }
  }
})
test('every cloud is looked at with its own clusters and with everything', () => {
  for (const cloud of ['gcp', 'aws', 'azure'])
    expect(views.filter((view) => view.cloud === cloud).length, cloud).toBeGreaterThanOrEqual(4)
})

/** A cluster of which nothing was written that should be, and much that should not. */
const hollow = (view: View): View => {
  const nothing = {
    root: { resource: {}, data: {}, output: {}, provider: {}, terraform: {} } as View['root'],
    text:
      'node_public_ip oms_agent maintenance google_kms disk_encryption_set streaming aws_ecr ' +
      'amazon-cloudwatch-observability',
    values: {},
    objects: [],
  }
  return {
    ...view,
    ...nothing,
    releases: ['ingress-nginx', ...(view.cloud === 'aws' ? [] : ['calico'])],
    hubs: view.hubs.map((hub) => ({ ...hub, ...nothing })),
  }
}
/** Held by a check, which refuses the setting, and so by plans alone. */
const REFUSED = ['gcp: Backups of managed homes', 'azure: Backups of managed homes', 'azure: Readers pay']

test.each(
  Object.keys(rows)
    .flatMap((title) =>
      (['gcp', 'aws', 'azure'] as const).map((cloud) => [`${cloud}: ${title}`, title, cloud] as const),
    )
    .filter(([name]) => !REFUSED.includes(name)),
)('%s fails where nothing of it is there', (_name, title, cloud) => {
  const fails = views
    .filter((view) => view.cloud === cloud)
    .filter((view) => {
      try {
        rows[title]![cloud](hollow(view))
        return false
      } catch {
        return true
      }
    })
  expect(fails.length).toBeGreaterThan(0)
})

describe.each(Object.keys(rows))('%s', (title) => {
  test.each(
    views.map(
      (view) =>
        [
          view.cloud,
          `${view.plan.community}, API ${view.plan.settings.values.network?.['private-api'] ? 'private' : 'public'}`,
          view,
        ] as const,
    ),
  )('%s: %s', (cloud, _which, view) => expect(() => rows[title]![cloud](view)).not.toThrow())
})
