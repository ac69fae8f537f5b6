/**
 * Whatever somebody's slip of the pen does to an input, hubloom does not fall over, and writes nothing that is not
 * valid: keys of the sample fleet dropped, doubled, retyped, moved and renamed, files cut off, bytes put in.
 */
import { describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { compile, type Compilation } from '../lib/compile.ts'
import { hasErrors } from '../lib/diagnostics.ts'
import { textOf } from '../lib/wording.ts'
import { profiles, repository } from './fleet.ts'
import { whole } from './sampled.ts'

/** Mutations of each kind: some in every run, many in CI and with `LONG=1`. */
const TIMES = whole ? 60 : 4

/** Figures from 0 to 1 that are the same at every run (Mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Overrides of every kind, for mutations of what no schema of hubloom's own holds. */
const OVERRIDES = `overrides:
  helm:
    jupyterhub:
      hub: { config: { JupyterHub: { concurrent_spawn_limit: 20 }, KubeSpawner: { http_timeout: 60 } } }
      singleuser:
        extraLabels: { project: sky }
        extraEnv: { MODE: fast }
        nodeSelector: { hub.jupyter.org/node-purpose: user }
        storage: { extraVolumes: { add: [{ name: own, emptyDir: {} }] } }
      cull: { timeout: 3600 }
    home-nfs: { quotaEnforcer: { enabled: true } }
  kubernetes:
    camera: { apiVersion: v1, kind: ConfigMap, metadata: { name: camera-list }, data: { cameras: north } }
  terraform: { resource: { aws_s3_bucket: { scratch: { tags: { project: sky } } } } }
`
const HUB = 'communities/polar-lab/hubs/prod.yaml'
const WITH_OVERRIDES = `${repository.texts.get(HUB)}${OVERRIDES}`

/** The one file that is changed, its community, and the one that owns the cluster for those without: no others. */
function compiled(file: string, text: string): Compilation {
  const folders = [...new Set(['commons', file.split('/')[1]!])].sort()
  const own = [...repository.texts].filter(([path]) => folders.some((name) => path.startsWith(`communities/${name}/`)))
  return compile(new Map([...profiles, ...own, [file, text]]), folders)
}

type Mutation = (lines: readonly string[], at: number, pick: () => number) => readonly string[]

const KEY = /[A-Za-z_][A-Za-z0-9_.-]*(?=:)/g
const VALUE = /(?<=: )[^{}[\],#]+?(?=[,}\]]| *$)/g
/** Values of every type, and some that only look like one. */
const VALUES = [
  'null',
  '""',
  '[]',
  '{}',
  '-1',
  '1e400',
  '0.5',
  'true',
  '[a, [b]]',
  '{ a: { b: c } }',
  '"${x}"',
  '2027-02-30',
  '~',
  '!!binary x',
  '*a',
]

/** One of the places in a line that match, with something else there. */
function swap(line: string, pattern: RegExp, pick: () => number, other: (found: string) => string): string {
  const found = [...line.matchAll(pattern)]
  const one = found[Math.floor(pick() * found.length)]
  return one === undefined ? line : line.slice(0, one.index) + other(one[0]) + line.slice(one.index + one[0].length)
}

const change = (lines: readonly string[], at: number, line: string): string[] => lines.with(at, line)

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a line dropped': (lines, at) => lines.toSpliced(at, 1),
  'a line twice': (lines, at) => lines.toSpliced(at, 0, lines[at]!),
  'a key dropped': (lines, at, pick) =>
    change(
      lines,
      at,
      swap(lines[at]!, KEY, pick, () => ''),
    ),
  'a key misspelt': (lines, at, pick) =>
    change(
      lines,
      at,
      swap(lines[at]!, KEY, pick, (key) => key.slice(0, 1) + key.slice(2) + 'x'),
    ),
  'a key of another place': (lines, at, pick) =>
    change(
      lines,
      at,
      swap(
        lines[at]!,
        KEY,
        pick,
        () => ['hub', 'home', 'auth', 'config', 'resource', 'helm', 'singleuser'][Math.floor(pick() * 7)]!,
      ),
    ),
  'a value of another type': (lines, at, pick) =>
    change(
      lines,
      at,
      swap(lines[at]!, VALUE, pick, () => VALUES[Math.floor(pick() * VALUES.length)]!),
    ),
  'a value dropped': (lines, at, pick) =>
    change(
      lines,
      at,
      swap(lines[at]!, VALUE, pick, () => ''),
    ),
  'a line moved in': (lines, at) => change(lines, at, `  ${lines[at]}`),
  'a line moved out': (lines, at) => change(lines, at, lines[at]!.replace(/^ {2}/, '')),
  'a line moved elsewhere': (lines, at, pick) =>
    lines.toSpliced(at, 1).toSpliced(Math.floor(pick() * lines.length), 0, lines[at]!),
  'a file cut off': (lines, at, pick) =>
    change(lines.slice(0, at + 1), at, lines[at]!.slice(0, Math.floor(pick() * 40))),
  'bytes put in': (lines, at, pick) => {
    const byte = String.fromCharCode(Math.floor(pick() * 256))
    const column = Math.floor(pick() * lines[at]!.length)
    return change(lines, at, lines[at]!.slice(0, column) + byte + lines[at]!.slice(column))
  },
}

/** What is said can be said, and what is written can be read. */
function judge({ diagnostics, outputs }: Compilation): void {
  for (const diagnostic of diagnostics) expect(textOf(diagnostic).message).not.toMatch(/undefined|NaN|\[object /)
  expect(outputs.size === 0).toBe(hasErrors(diagnostics))
  for (const texts of outputs.values())
    for (const [path, text] of texts) {
      if (path.endsWith('.json')) JSON.parse(text)
      else if (path.endsWith('.values.yaml')) expect(parse(text, { version: '1.1' })).toBeTypeOf('object')
      else if (path.endsWith('.yaml')) expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([])
      expect(path.endsWith('.md') || !/: (undefined|NaN|\[object Object\])$/m.test(text)).toBe(true)
    }
}

const files = [...repository.texts.keys()].filter((path) => /^communities\/.*\.yaml$/.test(path))

describe.each(Object.keys(MUTATIONS))('%s', (kind) => {
  it('in a file of the fleet gives a problem or an output', () => {
    const pick = random(Object.keys(MUTATIONS).indexOf(kind))
    for (let time = 0; time < TIMES; time++) {
      const file = files[Math.floor(pick() * files.length)]!
      judge(compiled(file, mutated(repository.texts.get(file)!, kind, { pick, from: 0 })))
    }
  })
  it('in overrides gives a problem or an output', () => {
    const pick = random(100 + Object.keys(MUTATIONS).indexOf(kind))
    const from = WITH_OVERRIDES.split('\n').indexOf('overrides:')
    for (let time = 0; time < TIMES; time++) judge(compiled(HUB, mutated(WITH_OVERRIDES, kind, { pick, from })))
  })
})

function mutated(text: string, kind: string, { pick, from }: { pick: () => number; from: number }): string {
  const lines = text.trimEnd().split('\n')
  const at = from + Math.floor(pick() * (lines.length - from))
  return `${MUTATIONS[kind]!(lines, at, pick).join('\n')}\n`
}
