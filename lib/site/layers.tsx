/** How settings flow into a hub: the files that have a say in it, and what each one says that holds. */
import type { Origin } from '../diagnostics.ts'
import type { Layer } from '../layers/inputs.ts'
import { toPlain, type MapNode, type Node } from '../layers/tree.ts'
import type { HubPlan } from '../plan/types.ts'
import { countBy, type HubFacts, type Site } from './facts.ts'
import { FlowPicture, type GraphEdge, type GraphNode } from './graph.tsx'
import { Path, Row, Table } from './layout.tsx'
import { plural } from './words.ts'

/** A setting that holds, and where it is said. */
interface Said {
  path: string
  value: string
  at: Origin
  lost: readonly Origin[]
}

/** Every setting of a tree: of what is a set, its members, as layers add to it. */
function settingsOf(node: MapNode): Said[] {
  const said: Said[] = []
  const add = ({ entries }: MapNode, above: string): void => {
    for (const [key, child] of entries) {
      const path = `${above}${key}`
      if (child.kind === 'map' && child.entries.size > 0) add(child, `${path}.`)
      else said.push(...saidBy(child, path))
    }
  }
  add(node, '')
  return said
}

function saidBy(node: Node, path: string): Said[] {
  const { at, lost } = node
  if (node.kind === 'set') return [...node.members].map(([value, from]) => ({ path, value, at: from, lost: [] }))
  const plain = toPlain(node)
  return plain === undefined
    ? []
    : [{ path, value: typeof plain === 'string' ? plain : JSON.stringify(plain), at, lost }]
}

const BASE = /(^|\/)profiles\/base\.yaml$/
const PROFILE = /(^|\/)profiles\//
/** Settings whose values name single people. */
const PEOPLE = /(^|\.)(admins|users|members|quotas|readers|writers)(\.|$)/

export function HubLayers({ hub, site }: { hub: HubFacts; site: Site }) {
  const said = settingsOf(hub.plan.settings.tree)
  const shown = [...said, ...takenOut(hub.plan, { site, said })]
    .filter(({ at, path }) => !BASE.test(at.file) && !path.startsWith('overrides.'))
    .filter(({ path }) => site.named || !PEOPLE.test(path))
  const own = shown.filter(({ at }) => !PROFILE.test(at.file))
  const ofProfiles = shown.filter(({ at }) => PROFILE.test(at.file))
  return (
    <>
      <LayersPicture hub={hub} said={said} />
      <SettingsTable
        title={`${plural(own.length, 'setting')} of the community’s own, in place of its profiles’ or in addition`}
        caption="What the hub’s file and community.yaml say, the line of each, and the lines that it overrides"
        of={own}
      />
      <SettingsTable
        title={`${plural(ofProfiles.length, 'setting')} of its profiles, in place of the base’s or in addition`}
        caption="What the profiles of this hub say, and the hub has of them"
        of={ofProfiles}
      />
    </>
  )
}

/** Settings behind a click, each with its line; nothing where there are none. */
const SettingsTable = ({ title, caption, of }: { title: string; caption: string; of: readonly Said[] }) =>
  of.length === 0 ? null : (
    <details>
      <summary>{title}</summary>
      <Table
        caption={caption}
        head={['Setting', 'Value', 'Set in', 'Overrides']}
        rows={of.map(({ path, value, at, lost }) => [
          <code>{path}</code>,
          value.length > 120 ? `${value.slice(0, 119)}…` : value,
          <Path of={placeOf(at)} />,
          <Row
            of={lost.map((each) => (
              <Path of={placeOf(each)} />
            ))}
          />,
        ])}
      />
    </details>
  )

/** What the community's own files take out with `null`, and nothing later sets again. */
function takenOut({ files }: HubPlan, { site, said }: { site: Site; said: readonly Said[] }): Said[] {
  const removed = (node: Node | undefined, path: string): Said[] => {
    if (node?.kind === 'map')
      return [...node.entries].flatMap(([key, child]) => removed(child, path === '' ? key : `${path}.${key}`))
    if (node?.kind !== 'remove' || node.empty) return []
    return [{ path, value: 'taken out', at: node.at, lost: node.lost }]
  }
  const stands = ({ path }: Said): boolean =>
    said.some((each) => each.path === path || each.path.startsWith(`${path}.`))
  return site.layers
    .filter(({ file, kind }) => kind !== 'profile' && files.includes(file))
    .flatMap(({ kind, node }) => removed(kind === 'community' ? node.entries.get('hubs') : node, ''))
    .filter((each) => !stands(each))
}

const placeOf = ({ file, line }: Origin): string => `${file}:${line}`

function LayersPicture({ hub: { plan, name }, said }: { hub: HubFacts; said: readonly Said[] }) {
  const counts = countBy(said.map(({ at }) => at.file))
  const { files } = plan
  const cluster = `communities/${plan.cluster.community}/cluster.yaml`
  const nodes: GraphNode[] = [
    ...files.map((file) => ({ id: file, ...wordsOf(file, counts.get(file) ?? 0) })),
    { id: cluster, title: `${plan.cluster.community}/cluster`, note: 'where it runs' },
    { id: 'hub', title: name, note: plan.domain, kind: 'hub' },
  ]
  const edges: GraphEdge[] = [
    ...files.map((file, i) => ({ from: file, to: files[i + 1] ?? 'hub' })),
    { from: cluster, to: 'hub', rows: files.length },
  ]
  const label = `From ${files.map(shortName).join(' to ')} to the hub ${name}, on the cluster ${plan.cluster.name}`
  return (
    <figure>
      <FlowPicture label={label} nodes={nodes} edges={edges} gap={20} />
      <figcaption>
        Files are merged along the arrows: where two say different things, the later one wins. The number of settings
        below a file is how many of this hub’s final settings have their value from it.
      </figcaption>
    </figure>
  )
}

/** What a file is, and how many settings of the hub are as it says: `research`, `profile, 12 settings`. */
function wordsOf(file: string, count: number): { title: string; note: string } {
  const name = shortName(file)
  const settings = plural(count, 'setting')
  if (/\/hubs\//.test(file)) return { title: name.replace('/hubs/', '/'), note: `hub, ${settings}` }
  if (name.endsWith('/community')) return { title: name.replace(/\/community$/, ''), note: `community, ${settings}` }
  return { title: name.replace(/^profiles\//, ''), note: `profile, ${settings}` }
}

const shortName = (file: string): string => file.replace(/^(communities|hubloom)\//, '').replace(/\.yaml$/, '')

/** Profiles, what they build on, and how many hubs name each. */
export function ProfilesPicture({ site }: { site: Site }) {
  const profiles = site.layers.filter(({ kind, community }) => kind === 'profile' && community === undefined)
  const byName = new Map(profiles.map((layer) => [layer.name, layer]))
  const used = countBy(site.hubs.flatMap(({ plan }) => plan.profiles.filter((name) => byName.has(name))))
  const names = [...byName.keys()].sort()
  const nodes: GraphNode[] = [
    ...names.map((name) => ({
      id: name,
      title: name,
      note: name === 'base' ? 'every hub' : plural(used.get(name) ?? 0, 'hub'),
    })),
    {
      id: ' community',
      title: 'the community’s file',
      note: `${new Set(site.hubs.map(({ plan }) => plan.community)).size} of them`,
    },
    { id: ' hub', title: 'the hub’s file', note: `${site.hubs.length} of them` },
  ]
  const edges: GraphEdge[] = [
    ...names.flatMap((name) =>
      name === 'base'
        ? []
        : parentsOf(byName.get(name)!).map((parent) => ({ from: byName.has(parent) ? parent : 'base', to: name })),
    ),
    ...names.filter((name) => used.has(name)).map((name) => ({ from: name, to: ' community' })),
    { from: ' community', to: ' hub' },
  ]
  const label = `Profiles: ${names.map((name) => `${name}, named by ${plural(used.get(name) ?? 0, 'hub')}`).join('; ')}`
  return (
    <figure>
      <FlowPicture label={label} nodes={nodes} edges={edges} />
    </figure>
  )
}

/** What a profile extends; the base where it says nothing. */
function parentsOf({ node }: Layer): string[] {
  const plain = toPlain(node) as { extends?: string | readonly string[] }
  const parents = [plain.extends ?? []].flat()
  return parents.length > 0 ? parents : ['base']
}
