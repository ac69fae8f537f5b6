/** What people keep: their homes, how much of it, its copies, and folders that they share. */
import type { FolderPlan, Who } from '../plan/folders.ts'
import { FILL } from '../plan/home.ts'
import type { HubPlan } from '../plan/types.ts'
import { hubPath, type HubFacts, type Site } from './facts.ts'
import { Facts, Figure, Table } from './layout.tsx'
import { number, plural } from './words.ts'

export function Homes({ hub: { plan }, site }: { hub: HubFacts; site: Site }) {
  const { home, folders } = plan
  const { quotasFrom } = home
  const more = Object.entries(home.quotas ?? {})
  const full = fullWord(plan, site)
  return (
    <>
      <Facts
        of={[
          ['Homes', whereOf(plan)],
          ['Each person', quotaOf(plan)],
          [
            'Room for all',
            home.kind === 'disk' && !home.within && <Figure of={`${home.disk} GiB`} notes={[whySoLarge(plan)]} />,
          ],
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
          ['Other quotas', quotasFrom && <QuotasFrom {...quotasFrom} />],
        ]}
      />
      {full !== undefined && <p>When a home is full: {full}.</p>}
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

export function quotaOf({ home: { personal, quota, kind } }: HubPlan): string | undefined {
  if (personal === 'none') return undefined
  if (quota !== undefined) return `${quota} GiB`
  if (kind === 'nfs') return 'no quota of the hub’s: home.quota sets no limit on the file server of others'
  return kind === 'managed' ? 'no quota: home.quota sets no limit in the file service of the cloud' : 'no quota'
}

/** Whom it concerns when no more fits, by what keeps the homes. */
function fullWord({ home, cluster }: HubPlan, { registry }: Site): string | undefined {
  const { personal, kind, quota, people = 0, disk } = home
  const forOne = 'whoever has filled it can write no more, until they delete something; others are not affected'
  const forAll = 'then nobody can write, until somebody deletes something or it is enlarged'
  if (personal === 'none') return undefined
  if (personal === 'volume') return `each person has a disk of their own: ${forOne}`
  switch (kind) {
    case 'disk':
      if (quota === undefined) return `the disk fills for all: ${forAll}`
      return `its quota refuses more: ${forOne}${
        people * quota > disk ? `. If all of them together fill the disk first, ${forAll}` : ''
      }`
    case 'managed':
      return registry.clouds[cluster.cloud]!.facts.unsizedHomes
        ? 'it does not fill: the file service takes what comes, at its price'
        : `the file service fills for all: ${forAll}`
    default:
      return 'its file server decides: nothing of the hub’s limits anybody there'
  }
}

/** Of a disk that the settings do not size, how its size follows from people and quota. */
function whySoLarge({ home: { people = 0, quota = 0, sized, personal } }: HubPlan): string | undefined {
  if (personal !== 'folder') return undefined
  const most = people * quota
  const all = `${plural(people, 'person', 'people')} × ${quota} GiB`
  if (sized) return `as home.disk says${most > 0 ? `; ${all} would be ${number(most)} GiB` : ''}`
  return `${FILL * 100} % of ${all}, in steps of 10 GiB: few people fill their quota, and the disk can be enlarged`
}

const QuotasFrom = ({ kind, name, key }: NonNullable<HubPlan['home']['quotasFrom']>) => (
  <>
    for whom <code>{key}</code> of the {kind === 'secret' ? 'Secret' : 'ConfigMap'} <code>{name}</code> in its namespace
    names
  </>
)

function copiesOf({ home: { personal, snapshots } }: HubPlan): string | undefined {
  if (personal === 'none') return undefined
  return snapshots === 0 ? 'none' : `one a day, the last ${snapshots} are kept`
}

function whoOf(who: Who): string {
  if (who === 'everyone' || who === 'admins') return who
  return who.length === 0 ? '–' : who.join(', ')
}
