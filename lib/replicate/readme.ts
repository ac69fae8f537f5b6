/** What people read first in the new repository: README.md, and LOSSES.md with what is not as it was. */
import {
  blocks,
  code,
  lines,
  link,
  md,
  prose,
  renderMarkdown,
  shellBlock,
  table,
  type Markdown,
} from '../print/markdown.ts'
import { sh } from '../print/shell.ts'
import type { HubPlan, UncheckedHub } from '../plan/types.ts'
import type { Fate, Replica, Row } from './index.ts'

/** What the pages speak of. */
export interface Pages extends Pick<Replica, 'rows' | 'fillIns'> {
  community: string
  /** In full, and its page. */
  name: string
  url?: string
  /** In full: the cloud that it is for, and the one where the hubs run now. */
  cloud: string
  before: string
  wasTenant: boolean
  hubs: readonly { hub: string; domain: string }[]
  /** Buckets that are kept, by their addresses; the new one is known once everything is filled in. */
  buckets: readonly { hub: string; from: string; to?: string }[]
}

/** The buckets of a community's hubs whose data stays until somebody removes it. */
export function bucketsToCopy(
  before: readonly HubPlan[],
  after: readonly UncheckedHub[],
  isKnown: boolean,
): Pages['buckets'] {
  return before.flatMap(({ hub, buckets }) =>
    buckets
      .filter(({ expiresDays, mayDestroy }) => expiresDays === undefined && !mayDestroy)
      .map(({ key, url }) => {
        const there = after.find((each) => each.hub === hub)?.buckets.find((each) => each.key === key)
        return { hub, from: url, to: isKnown ? there?.url : undefined }
      }),
  )
}

/** The two pages by path. */
export const pagesOf = (pages: Pages): ReadonlyMap<string, string> =>
  new Map([
    ['README.md', renderMarkdown(blocks(readme(pages)))],
    ['LOSSES.md', renderMarkdown(blocks(losses(pages)))],
  ])

function readme(pages: Pages): Markdown[] {
  const { community, name, url, cloud, before, wasTenant, hubs, fillIns, rows } = pages
  const origin = wasTenant ? md`on a cluster of another community, at ${before}` : md`at ${before}`
  return [
    md`# Hubs of ${name}`,
    md`This repository holds the JupyterHubs of ${url === undefined ? md`${name}` : link(name, url)} and nothing of
      anybody else: short YAML files, and what hubloom makes of them, which lies in \`dist/\`: Terraform, Kubernetes
      objects and Helm values, reviewed as a diff and applied with terraform, kubectl and helm alone. It is for
      ${cloud}. The hubs that it is a replica of run ${origin}; [LOSSES.md](LOSSES.md) has what is not as it is there:
      ${summary(rows)}.`,
    table(
      ['Hub', 'Address'],
      hubs.map(({ hub, domain }) => [code`${hub}`, md`${domain}`]),
    ),
    ...(fillIns.length > 0 ? toFillIn(fillIns) : []),
    md`## First steps`,
    md`You need [Node](https://nodejs.org) 20 or newer, and Git.${
      fillIns.length > 0 ? md` With the lines above written:` : md``
    }`,
    shellBlock([sh`npm install`, sh`npm run build`, sh`git init && git add --all && git commit --message 'Our hubs'`]),
    lines([
      md`1. Go on with [dist/${community}/README.md](dist/${community}/README.md): what to have, which Secrets to make,
        and the commands up to a running hub. The first is a plan of Terraform, which changes nothing.`,
      md`2. Before a second person applies anything, give the state of Terraform a place: the last lines of
        [communities/${community}/cluster.yaml](communities/${community}/cluster.yaml) show how.`,
    ]),
    md`## What people have`,
    ...moving(pages),
    md`## What to edit`,
    where(community),
    md`After an edit, \`npm run build\` writes \`dist/\` and says what it changes for people; \`npm test\` says what is
      wrong, and whether \`dist/\` is what the files give. How to do a thing, with examples, and every setting:
      \`node_modules/hubloom/docs/README.md\`.`,
    md`## Without hubloom`,
    md`[dist/${community}](dist/${community}/README.md) works without it. To drop it, keep that folder and edit its
      files by hand: its README says which line is for what.`,
  ]
}

/** How data, Secrets and addresses come along; its commands are those of the old bundle, which names what is there. */
function moving({ buckets, cloud, before }: Pages): Markdown[] {
  const rows = buckets.map(({ hub, from, to }) => [
    code`${hub}`,
    code`${from}`,
    to === undefined ? md`as dist/ says, once it is built` : code`${to}`,
  ])
  const tool =
    cloud === before
      ? md`The old bundle has the command that copies each.`
      : md`Between clouds, [rclone](https://rclone.org) copies them.`
  return [
    md`Ask whoever runs the hubs now for their \`LEAVING.md\`: it lies in the bundle that they run from, and names what
      is there. All of this is done while the old hubs run, but the last two.`,
    lines([
      md`1. "Secrets" has how to read those that somebody typed; make them here with the same values. Sign-in
        applications go on as long as addresses stay: ask for them to be passed on, or register new ones.`,
      md`2. Set the hubs up here, all but DNS.`,
      md`3. Copy homes and databases by the commands of "The way", from the line on that calls the old cluster \`old\`,
        with \`NEW\` as the name of this one in kubectl; the old hubs are stopped there, on a day that people know of.${
          rows.length > 0 ? md` Then the buckets below.` : md``
        }`,
      md`4. Sign in, find a file; then point DNS here.`,
    ]),
    ...(rows.length > 0 ? [table(['Hub', 'From', 'To'], rows), tool] : []),
  ]
}

/** The lines that a person writes before anything can be built. */
function toFillIn(fillIns: Pages['fillIns']): Markdown[] {
  return [
    md`## What to fill in first`,
    md`Each stands as \`FILL-IN\`; until all are written, \`npm run build\` makes nothing and lists them.`,
    table(
      ['Line', 'Setting', 'What it is', 'Such as'],
      fillIns.map(({ file, line, setting, what, example }) => [
        code`${file}:${line}`,
        code`${setting}`,
        prose(what),
        code`${example}`,
      ]),
    ),
  ]
}

const where = (community: string): Markdown =>
  table(
    ['File', 'Says'],
    [
      [code`communities/${community}/community.yaml`, md`who they are, and what all hubs share`],
      [code`communities/${community}/cluster.yaml`, md`the cluster: cloud, region, account, machines`],
      [code`communities/${community}/hubs/`, md`a file for each hub: only what differs`],
      [code`profiles/`, md`defaults for kinds of hubs, where there are any beside those that come with hubloom`],
      [code`dist/`, md`what hubloom writes: never edited by hand, always committed`],
    ],
  )

const HEADS: Readonly<Record<Fate, readonly [title: string, about: string]>> = {
  lost: ['Lost', 'Taken out, because it is not to be had there, or says nothing there.'],
  changed: ['Changed', 'Says the same in other words, or what is right for an account and a cluster of its own.'],
  kept: ['To be read again', 'Stays as it was; read whether it still holds.'],
}

const FATES = Object.keys(HEADS) as Fate[]

function losses({ rows, name, cloud, before }: Pages): Markdown[] {
  return [
    md`# What is not as it was`,
    md`The hubs of ${name} from ${before} to ${cloud}: each setting that is not as in the files they were made from,
      with its line there. All other settings hold as they did; figures that follow from a cloud's machines may differ,
      and the README of the bundle has them.`,
    ...(rows.length === 0 ? [md`Nothing: every line came along as it was.`] : []),
    ...FATES.flatMap((fate) => {
      const these = rows.filter((row) => row.fate === fate)
      const [title, about] = HEADS[fate]
      return these.length === 0 ? [] : [md`## ${title}`, md`${about}`, tableOf(these)]
    }),
  ]
}

const tableOf = (rows: readonly Row[]): Markdown =>
  table(
    ['Line', 'Setting', 'Was', 'Why'],
    rows.map(({ file, line, setting, was, why }) => [
      code`${file}:${line}`,
      code`${setting}`,
      code`${was}`,
      prose(why),
    ]),
  )

/** `2 settings lost, 4 changed`. */
export function summary(rows: readonly Row[]): string {
  const words: Readonly<Record<Fate, string>> = { lost: 'lost', changed: 'changed', kept: 'to be read again' }
  const counts = FATES.flatMap((fate) => {
    const many = rows.filter((row) => row.fate === fate).length
    return many === 0 ? [] : [`${many} ${words[fate]}`]
  })
  return counts.length === 0 ? 'nothing' : `settings: ${counts.join(', ')}`
}
