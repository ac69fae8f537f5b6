/**
 * The tables of Terraform's arguments, against the slices of the providers' own that lie beside the repository.
 * `UPDATE=1 npx vitest run test/clouds/arguments.test.ts` writes them anew; then read the diff.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clouds } from '../../lib/clouds/index.ts'
import type { KeyTable } from '../../lib/print/helm.ts'
import { slice } from '../providers.ts'
import { render } from '../services/key-tables.ts'

const SLICES: Readonly<Record<string, string>> = {
  aws: 'aws-6.66.0.json',
  azure: 'azurerm-4.73.0.json',
  gcp: 'google-6.50.0.json',
}

interface Argument {
  type?: string
  required?: boolean
  block?: Readonly<Record<string, Argument>>
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'number',
  boolean: 'bool',
  array: 'list',
  set: 'list',
  list: 'list',
  map: 'map',
}

/** `!` behind what a new block must say. Timeouts and the id are of every type. */
const tableOf = (known: Readonly<Record<string, Argument>>, depth = 0): Record<string, KeyTable> =>
  Object.fromEntries(
    Object.entries(known)
      .filter(([key]) => depth > 0 || (key !== 'timeouts' && key !== 'id'))
      .map(([key, { type = 'any', required, block }]) => [
        required ? `${key}!` : key,
        block ? tableOf(block, depth + 1) : (KINDS[type.split('<')[0]!] ?? 'any'),
      ]),
  )

describe('the table of arguments', () => {
  it('is there for every cloud', () => expect(Object.keys(SLICES)).toEqual(Object.keys(clouds).sort()))
  it.each(Object.entries(SLICES))('of %s is that of %s', (cloud, file) => {
    const types = slice(file)
    if (types === undefined) return
    const table = Object.fromEntries(Object.entries(types).map(([type, known]) => [type, tableOf(known)]))
    const path = `lib/clouds/${cloud}/arguments.json`
    if (process.env['UPDATE'] === '1') writeFileSync(path, render(table))
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(table)
  })
})
