/** What a hub that is imported stands on: its community, its cluster, and what an operator's files say of them. */
import { stringify } from 'yaml'
import { readNamedFile } from '../disk.ts'
import { CLUSTER, readInfrastructure, type Infrastructure } from '../import/infrastructure/index.ts'
import { withSetting } from '../layers/edit.ts'
import type { PlainMap } from '../maps.ts'
import { similar } from '../similar.ts'
import { cluster } from '../start/cluster.ts'
import { community, titled } from '../start/community.ts'
import type { Kind } from '../start/kind.ts'
import { faultOf } from '../start/question.ts'
import { UsageError, type Options } from './command.ts'

export const flag = (flags: Options['flags'], name: string): string | undefined => {
  const value = flags[name]
  return typeof value === 'string' ? value : undefined
}

/** Questions of `hubloom new` that are flags of `hubloom import`, too. */
const FLAGS = ['cloud', 'region', 'account', 'contact', 'cluster']

/** What the files beside the values say; undefined where there are none. */
export function infrastructureOf(flags: Options['flags'], hub: string): Infrastructure | undefined {
  const read = (name: string): readonly [string, string] | undefined => {
    const path = flag(flags, name)
    return path === undefined ? undefined : [path, readNamedFile(path)]
  }
  const [list, variables] = [read('cluster-file'), read('tfvars')]
  if (!list && !variables) return undefined
  return readInfrastructure(
    { ...(list ? { list } : {}), ...(variables ? { variables } : {}) },
    { hub, cloud: flag(flags, 'cloud') },
  )
}

const ownersOf = (flags: Options['flags']): string[] => [flag(flags, 'cluster') ?? []].flat()

/** Inputs that the hub may stand on. */
export const inputsOf = (name: string, { texts, flags }: Pick<Beside, 'texts' | 'flags'>): Map<string, string> =>
  new Map([...texts].filter(([path]) => concerns(path, [name, ...ownersOf(flags)])))

/** Whether the hub may stand on an input: profiles, and what its community and the owner of its cluster say. */
const concerns = (path: string, communities: readonly string[]): boolean =>
  !path.startsWith('communities/') ||
  communities.some((name) => path.startsWith(`communities/${name}/`) && !path.startsWith(`communities/${name}/hubs/`))

/**
 * The cluster that a hub's own file has to name: where its community is there already and says another, or none.
 * `texts` are the inputs, with the community's saying it, so that the hub is judged on that cluster.
 */
export function placed(
  name: string,
  { texts, flags }: Pick<Beside, 'texts' | 'flags'>,
): { texts: ReadonlyMap<string, string>; cluster?: string } {
  const path = `communities/${name}/community.yaml`
  const [text, owner] = [texts.get(path), flag(flags, 'cluster')]
  if (text === undefined || owner === undefined || owner === name) return { texts }
  const said = withSetting(text, { path: ['cluster'], value: owner })
  return said === undefined || said === text ? { texts } : { texts: new Map([...texts, [path, said]]), cluster: owner }
}

interface Beside {
  /** The fleet's inputs. */
  texts: ReadonlyMap<string, string>
  flags: Options['flags']
  infrastructure: Infrastructure | undefined
}

/** Files of the community and its cluster that are not there yet. Throws UsageError where a flag is wrong. */
export function filesBeside(name: string, { texts, flags: said, infrastructure }: Beside): Map<string, string> {
  const owner = flag(said, 'cluster')
  const flags = { ...(owner === undefined ? infrastructure?.place : {}), ...said }
  const cloud = flag(flags, 'cloud')
  const owners = [...texts.keys()].flatMap((path) => /^communities\/([^/]+)\/cluster\.yaml$/.exec(path)?.[1] ?? [])
  if (owner !== undefined && !owners.includes(owner)) {
    const near = similar(owner, owners)
    const hint = near === undefined ? 'name a community that owns a cluster, or --cloud' : `did you mean ${near}?`
    throw new UsageError(`${owner} has no cluster.yaml; ${hint}`)
  }
  const isNew = !texts.has(`communities/${name}/community.yaml`)
  const ownsOne = owners.includes(name)
  if (isNew && owner === undefined && cloud === undefined && !ownsOne)
    throw new UsageError(`a new community needs --cluster of another, or --cloud, --region and --account of its own`)
  const isNewCluster = cloud !== undefined && !ownsOne
  if (!isNewCluster)
    for (const values of infrastructure?.values ?? []) values.takeBack([CLUSTER], 'the cluster is there already')
  return new Map([
    ...(isNew ? filesOf(community, { name, flags, whose: 'a new community' }) : []),
    ...(isNewCluster ? clusterFiles(name, flags, infrastructure?.cluster ?? {}) : []),
  ])
}

function clusterFiles(name: string, flags: Options['flags'], settings: PlainMap): Map<string, string> {
  const more =
    Object.keys(settings).length > 0 ? stringify(settings, { lineWidth: 0, aliasDuplicateObjects: false }) : ''
  return new Map([...filesOf(cluster, { name, flags, whose: '--cloud' })].map(([path, text]) => [path, text + more]))
}

/** What `hubloom new` writes for the answers that are flags here, too; a title follows from the name. */
function filesOf(
  { answersOf, files, questions }: Kind,
  { name, flags, whose }: { name: string; flags: Options['flags']; whose: string },
): ReadonlyMap<string, string> {
  const known = answersOf(name)
  const asked = questions.filter((each) => FLAGS.includes(each.name))
  const said = asked.map((question) => [question, flag(flags, question.name)] as const)
  const missing = said.filter(([{ optional }, answer]) => answer === undefined && !optional?.(known))
  if (missing.length > 0)
    throw new UsageError(`${whose} needs ${missing.map(([each]) => `--${each.name}`).join(' and ')}`)
  const faults = said.flatMap(([question, answer]) => {
    const fault = faultOf(question, answer, known)
    return fault === undefined ? [] : [`--${question.name} needs ${fault}, not ${answer}`]
  })
  if (faults.length > 0) throw new UsageError(faults.join('\n       '))
  return files({
    title: titled(name),
    ...known,
    ...Object.fromEntries(said.flatMap(([{ name: key }, answer]) => (answer ? [[key, answer]] : []))),
  })
}
