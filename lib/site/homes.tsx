/** What people keep: their homes, how much of it, its copies, and folders that they share. */
import type { FolderPlan, Who } from '../plan/folders.ts'
import type { HubPlan } from '../plan/types.ts'
import { hubPath, type HubFacts, type Site } from './facts.ts'
import { Facts, Table } from './layout.tsx'
import { plural } from './words.ts'

export function Homes({ hub: { plan }, site }: { hub: HubFacts; site: Site }) {
  const { home, folders } = plan
  const more = Object.entries(home.quotas ?? {})
  return (
    <>
      <Facts
        of={[
          ['Homes', whereOf(plan)],
          ['Each person', quotaOf(plan)],
          ['Room for all', home.kind === 'disk' && !home.within ? `${home.disk} GiB` : undefined],
          ['Copies', copiesOf(plan)],
          ['Warning', home.alert === undefined ? undefined : `when ${Math.round(home.alert * 100)} % full`],
          [
            'File system of',
            home.within && (
              <a href={`../../${hubPath(home.within)}`}>
                {home.within.community}/{home.within.hub}
              </a>
            ),
          ],
          ['More for', more.length > 0 && (site.named ? namesOf(more) : plural(more.length, 'person', 'people'))],
        ]}
      />
      {folders.length > 0 && (
        <Table
          caption="Folders that people share"
          head={['Folder', 'Where', 'Only read it', 'Read and write it']}
          rows={folders.map((folder, i) => [
            folder.name,
            placeOf(folder, folders.slice(0, i)),
            whoOf(folder.readers),
            whoOf(folder.writers),
          ])}
        />
      )}
    </>
  )
}

/** Where people find a folder; of one that has been told of by another name, which that is. */
function placeOf({ name, path = `~/${name}`, subPath, from }: FolderPlan, before: readonly FolderPlan[]): string {
  const same = before.find((other) => subPath !== undefined && other.subPath === subPath && other.from === from)
  return [path, ...(from === undefined ? [] : [`of ${from}`]), ...(same ? [`the same as ${same.name}`] : [])].join(', ')
}

const namesOf = (quotas: readonly (readonly [string, number])[]): string =>
  quotas.map(([name, gib]) => `${name} ${gib} GiB`).join(', ')

export function whereOf({ home, cluster }: HubPlan): string {
  if (home.personal === 'none') return 'nothing is kept: what people write goes with their server'
  if (home.personal === 'volume') return 'a disk for each person'
  switch (home.kind) {
    case 'disk':
      return 'a folder for each person on a disk of the hub’s'
    case 'managed':
      return `a folder for each person on the file service of the cloud, in ${cluster.region}`
    case 'nfs':
      return `a folder for each person on ${home.nfs?.server}:${home.nfs?.path}`
    default:
      return 'nothing is kept: what people write goes with their server'
  }
}

export function quotaOf({ home: { personal, quota } }: HubPlan): string | undefined {
  if (personal === 'none') return undefined
  return quota === undefined ? 'no quota' : `${quota} GiB`
}

function copiesOf({ home: { personal, snapshots } }: HubPlan): string | undefined {
  if (personal === 'none') return undefined
  return snapshots === 0 ? 'none' : `one a day, the last ${snapshots} are kept`
}

function whoOf(who: Who): string {
  if (who === 'everyone' || who === 'admins') return who
  return who.length === 0 ? '–' : who.join(', ')
}
