import { createHash } from 'node:crypto'
import { writeNewFiles } from '../disk-write.ts'
import { readInputFolder, SHIPPED } from '../disk.ts'
import { readInputs, type Layer } from '../layers/inputs.ts'
import { toPlain } from '../layers/tree.ts'
import { isMap } from '../maps.ts'
import { registry } from '../registry.ts'
import { similar } from '../similar.ts'
import { count, UsageError, type Command, type CommandResult, type Options, type Said } from './command.ts'

interface Row {
  profile: string
  about: string
  /** Whose it is: hubloom's, the fleet's, or a community's. */
  of: string
  /** What it says otherwise than hubloom's profile of its name, in whose place it stands. */
  differs?: readonly string[]
  /** Whether hubloom's has changed since it was copied. */
  outdated?: boolean
}

interface Profiles {
  rows: readonly Row[]
  /** Paths of the files that were written. */
  copied: readonly string[]
}

export const profiles: Command<Profiles> = {
  name: 'profiles',
  words: '[profile...]',
  description: "the profiles that hubs can name, and where the fleet's differ from hubloom's",
  options: [{ flags: '--copy', description: "copy these profiles of hubloom's into the fleet, to change them there" }],
  run,
  text,
}

function run({ root, program, words, flags }: Options): CommandResult<Profiles> {
  const { texts, folders } = readInputFolder(root, program.profiles)
  const shipped = new Map([...texts].filter(([path]) => path.startsWith(`${SHIPPED}/`)))
  const copied = flags['copy'] === true ? copies(words, { shipped, version: program.version }) : new Map()
  writeNewFiles(root, copied)
  const all = new Map([...texts, ...copied])
  const { layers } = readInputs(all, folders, registry)
  const rows = layers
    .filter(({ kind, name, file }) => kind === 'profile' && !(shipped.has(file) && all.has(`profiles/${name}.yaml`)))
    .map((layer) => rowOf(layer, { layers, shipped, texts: all }))
  const wanted = words.length === 0 ? rows : rows.filter(({ profile }) => words.includes(profile))
  return { diagnostics: [], data: { rows: wanted, copied: [...copied.keys()] }, fine: true }
}

/** Copies by path. Throws UsageError where hubloom has no profile of that name. */
function copies(
  names: readonly string[],
  { shipped, version }: { shipped: ReadonlyMap<string, string>; version: string },
): Map<string, string> {
  const known = [...shipped.keys()].map((path) => path.slice(SHIPPED.length + 1).replace(/\.yaml$/, ''))
  if (names.length === 0) throw new UsageError(`--copy needs names: ${known.join(', ')}`)
  return new Map(
    names.map((name) => {
      const text = shipped.get(`${SHIPPED}/${name}.yaml`)
      const near = similar(name, known)
      const hint = near === undefined ? `it has ${known.join(', ')}` : `did you mean ${near}?`
      if (text === undefined) throw new UsageError(`hubloom has no profile ${name}; ${hint}`)
      return [`profiles/${name}.yaml`, `${text}\n${MARK} ${version} sha256:${digestOf(text)}\n`]
    }),
  )
}

/** Begins the line by which a copy knows what it was copied from. */
const MARK = '# copied from hubloom'

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16)

interface Known {
  layers: readonly Layer[]
  shipped: ReadonlyMap<string, string>
  texts: ReadonlyMap<string, string>
}

function rowOf({ name, file, node, community }: Layer, { layers, shipped, texts }: Known): Row {
  const plain = toPlain(node)
  const about = isMap(plain) ? String(plain['about'] ?? '') : ''
  const path = `${SHIPPED}/${name}.yaml`
  if (file === path) return { profile: name, about, of: 'hubloom' }
  const row = { profile: name, about, of: community ?? 'the fleet' }
  const original = layers.find((layer) => layer.file === path)
  if (!original || community !== undefined) return row
  if (parents(plain).includes(name)) return { ...row, of: "the fleet, over hubloom's" }
  const digest = new RegExp(`^${MARK} .* sha256:(\\w+)$`, 'm').exec(texts.get(file) ?? '')?.[1]
  const outdated = digest !== undefined && digest !== digestOf(shipped.get(path) ?? '')
  return { ...row, differs: differences(leavesOf(plain), leavesOf(toPlain(original.node))), outdated }
}

const parents = (profile: unknown): unknown[] => (isMap(profile) ? [profile['extends']].flat() : [])

/** Texts of scalars and lists, by their path. */
function leavesOf(value: unknown, path = ''): Map<string, string> {
  if (!isMap(value)) return new Map([[path, JSON.stringify(value)]])
  return new Map(
    Object.entries(value).flatMap(([key, child]) => [...leavesOf(child, path === '' ? key : `${path}.${key}`)]),
  )
}

function differences(own: ReadonlyMap<string, string>, original: ReadonlyMap<string, string>): string[] {
  return [...new Set([...own.keys(), ...original.keys()])]
    .filter((path) => own.get(path) !== original.get(path))
    .map((path) => `${path}: ${own.get(path) ?? 'not here'}; hubloom: ${original.get(path) ?? 'not there'}`)
}

function text({ rows, copied }: Profiles): Said {
  const lines = rows.flatMap(({ profile, about, of, differs = [], outdated }) => [
    `${profile}  (${of})  ${about}`,
    ...(outdated ? ["  hubloom's has changed since it was copied"] : []),
    ...(differs.length > 0
      ? [`  ${count(differs.length, 'difference')} from hubloom's, in whose place it stands:`]
      : []),
    ...differs.map((line) => `    ${line}`),
  ])
  return { out: [...copied.map((path) => `wrote ${path}`), ...lines].map((line) => `${line}\n`).join('') }
}
