/** Each cluster with its hubs as tests of rows see it: the plan beside the files that came of it. */
import { parse, parseAllDocuments } from 'yaml'
import type { Compilation } from '../../lib/compile.ts'
import type { CloudName } from '../../lib/clouds/index.ts'
import type { ClusterPlan, HubPlan } from '../../lib/plan/types.ts'
import { fleet, outputTexts, ownersObjects } from '../fleet.ts'
import { CLOUDS, everything } from './everything.ts'

export type Data = { [key: string]: Data } & { [index: number]: Data } & Iterable<Data>
export interface Root {
  resource: Data
  data: Data
  output: Data
  provider: Data
  terraform: Data
}
export interface HubView {
  plan: HubPlan
  root: Root
  text: string
  values: Record<string, Data>
  objects: Data[]
}
export interface View {
  cloud: CloudName
  plan: ClusterPlan
  root: Root
  text: string
  values: Record<string, Data>
  releases: string[]
  objects: Data[]
  hubs: HubView[]
}

/** One row of docs/clouds.md: what it says of each cloud, as a test of one cluster with its hubs. */
export type Row = Record<CloudName, (view: View) => void>

/** The fleet's own clusters, and those that ask for everything. */
export const views: readonly View[] = [
  fleet(),
  ...CLOUDS.flatMap((cloud) => [everything(cloud, 'open'), everything(cloud, 'closed')]),
].flatMap(viewsOf)

function viewsOf(compilation: Compilation): View[] {
  const texts = outputTexts(compilation)
  return compilation.fleet.clusters.map((plan) => ({
    cloud: plan.cloud as CloudName,
    plan,
    ...folder(texts, `${plan.community}/cluster`),
    hubs: compilation.fleet.hubs
      .filter((hub) => hub.cluster === plan)
      .map((hub) => {
        const own = folder(texts, hub.id)
        const owners = ownersObjects(texts, plan.community, hub.namespace) as unknown as Data[]
        return { plan: hub, ...own, objects: [...own.objects, ...owners] }
      }),
  }))
}

function folder(
  texts: ReadonlyMap<string, string>,
  path: string,
): Pick<View, 'root' | 'text' | 'values' | 'releases' | 'objects'> {
  const mine = [...texts].filter(([file]) => file.startsWith(`${path}/`))
  const text = texts.get(`${path}/main.tf.json`)!
  return {
    text,
    root: { resource: {}, data: {}, output: {}, ...(JSON.parse(text) as object) } as unknown as Root,
    values: Object.fromEntries(
      mine.flatMap(([file, content]) => {
        const [, name] = /([^/]+)\.values\.yaml$/.exec(file) ?? []
        return name ? [[name, parse(content) as Data]] : []
      }),
    ),
    releases: (JSON.parse(texts.get(`${path}/releases.json`)!) as { values: string }[]).map(({ values }) =>
      values.replace('.values.yaml', ''),
    ),
    objects: mine
      .filter(([file]) => file.endsWith('/kubernetes.yaml'))
      .flatMap(([, content]) => parseAllDocuments(content).map((document) => document.toJS() as Data)),
  }
}

/** The blocks of one kind, by name; none where there are none. */
export const blocks = (root: Root, type: string, mode: 'resource' | 'data' = 'resource'): Record<string, Data> =>
  (root[mode][type] ?? {}) as unknown as Record<string, Data>
