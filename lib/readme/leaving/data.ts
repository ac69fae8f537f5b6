/** What people have on the hubs, and how much of it there may be. */
import { code, joinMarkdown, md, table, type Markdown } from '../../print/markdown.ts'
import type { BundleDocs, HubDocs } from '../types.ts'

export function data(bundle: BundleDocs): Markdown[] {
  const rows = bundle.hubs.flatMap((hub) => rowsOf(hub, bundle))
  return [
    md`## Data`,
    md`What has to be moved, and what is not: machines, certificates, metrics and logs are made anew. "The way", below,
      has the commands, which copies of it there are stands in [RESTORE.md](RESTORE.md).`,
    table(['Folder', 'What', 'Where', 'How much'], rows),
  ]
}

function rowsOf(hub: HubDocs, { leaving }: BundleDocs): Markdown[][] {
  const people = leaving.uses.find(({ folder }) => folder === hub.folder)?.people
  const folder = code`${hub.folder}/`
  return [
    ...homes(hub, people).map((row) => [folder, ...row]),
    ...hub.buckets.map(({ url, expiresDays }) => [
      folder,
      md`a bucket`,
      code`${url}`,
      expiresDays === undefined ? md`what is in it` : md`empties itself after ${expiresDays} days: nothing to move`,
    ]),
    [folder, md`the hub's database: who is known, tokens, groups`, md`the claim \`hub-db-dir\``, md`some MiB`],
  ]
}

function homes({ home }: HubDocs, people: number | undefined): Markdown[][] {
  const { kind, personal, gib, quotaGib, server, within } = home
  const all = quotaGib === undefined || people === undefined ? [] : [most(quotaGib, people)]
  const each = quotaGib === undefined ? [] : [md`${quotaGib} GiB a person at most`]
  const rows: Markdown[][] = []
  if (personal === 'volume') rows.push([md`homes`, md`a disk for each person`, joinMarkdown([...each, ...all], '; ')])
  if (within !== undefined)
    return [...rows, [md`homes`, md`in the file service of ${code`${within}/`}`, md`moves with that`]]
  if (kind === 'nfs') rows.push([files(personal), md`the share ${code`${server ?? ''}`}`, md`stays where it is`])
  if (kind === 'disk')
    rows.push([
      files(personal),
      md`a disk of the hub's own`,
      joinMarkdown([md`a disk of ${gib} GiB`, ...(personal === 'folder' ? [...each, ...all] : [])], '; '),
    ])
  if (kind === 'managed')
    rows.push([
      files(personal),
      md`the cloud's file service`,
      personal === 'folder' && all.length > 0 ? joinMarkdown([...each, ...all], '; ') : md`what is in it`,
    ])
  return rows
}

const files = (personal: HubDocs['home']['personal']): Markdown =>
  personal === 'folder' ? md`homes, with shared folders` : md`shared folders`

const most = (quotaGib: number, people: number): Markdown =>
  md`${quotaGib * people} GiB if all ${people} people filled theirs`
