/** Files that look like inputs and are none: told where they were meant as such, and never where people keep notes. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readInputFolder } from '../lib/disk.ts'
import { writeFolder } from './fleet.ts'

/** What is said of a file in an otherwise empty fleet: the codes of its problems, and whether it is read. */
function found(path: string): { codes: string[]; read: boolean } {
  const root = mkdtempSync(join(tmpdir(), 'hubloom-'))
  try {
    writeFolder(root, new Map([[path, 'domain: hub.reef.example.org\n']]))
    const { diagnostics, texts } = readInputFolder(root)
    return { codes: diagnostics.map(({ code }) => code), read: texts.has(path) }
  } finally {
    rmSync(root, { recursive: true })
  }
}

describe('a file that is nearly an input', () => {
  it.each([
    'communities/reef/hubs/prod.yamlQ',
    'communities/reef/hubs/prod.yaml.bak',
    'communities/reef/hubs/prod.yaml~',
    'communities/reef/hubs/prod.YAML',
    'communities/reef/hubs/prod',
    'communities/reef/hubs/prod.json',
    'communities/reef/hub/prod.yamlx',
    'communities/reef/cluster',
    'communities/reef/Cluster.YAML',
    'communities/reef/community.yaml.orig',
    'communities/reef/code/courses.PY',
    'communities/reef/code/courses',
    'communities/reef/pages/sky/templates/page.htm',
    'profiles/own',
    'profiles/own.yaml.off',
  ])('is told of: %s', (path) => {
    expect(found(path)).toEqual({ codes: ['unread-file'], read: false })
  })
  it.each([
    'communities/reef/README.md',
    'communities/reef/hubs/notes.txt',
    'communities/reef/hubs/.prod.yaml.swp',
    'communities/reef/.git/hubs/prod.yaml.orig',
    'communities/reef/code/__pycache__/courses.cpython-312.pyc',
    'communities/reef/OWNERS',
    'communities/reef/pages/sky/notes.md',
    'profiles/README.md',
  ])('is no note of people: %s', (path) => {
    expect(found(path)).toEqual({ codes: [], read: false })
  })
  it('is no input', () => {
    expect(found('communities/reef/hubs/prod.yaml')).toEqual({ codes: [], read: true })
    // read, and refused by name
    expect(found('communities/reef/hubs/prod.yml')).toEqual({ codes: [], read: true })
  })
})
