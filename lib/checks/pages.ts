/** Rules of pages of a hub's own. */
import { defineProblems, type Diagnostic, type Origin } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import type { PageFile, PagesFolder } from '../plan/pages.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const FROM_REPOSITORY = ['repository', 'branch', 'templates', 'static', 'keep-fresh'] as const
/** Most KiB of all files: Helm keeps them several times over in a Secret of at most 1 MiB. */
const MOST = 200

const problems = defineProblems({
  'pages-source/none': {
    severity: 'error',
    message: ({ hub }: OfHub) => `\`pages\` of ${hub} says neither a folder nor a repository`,
    help: "Name a folder of the community's `pages/` with `folder`, or a repository with `repository`.",
  },
  'pages-source/two': {
    severity: 'error',
    message: ({ hub, setting }: OfHub & { setting: string }) =>
      `\`pages\` of ${hub} names a folder, and \`${setting}\` is of a repository`,
    help: 'Take one of them out.',
  },
  'pages-folder': {
    severity: 'error',
    message: ({ hub, folder }: OfHub & { folder: string }) => `there is nothing in the folder \`${folder}\` for ${hub}`,
    help: ({ community, folder }: { community: string; folder: string }) =>
      `Put templates into \`communities/${community}/pages/${folder}/templates/\`, and images, styles and the like ` +
      'into `static/` beside it.',
  },
  'pages-size': {
    severity: 'error',
    message: ({ hub, kilobytes }: OfHub & { kilobytes: number }) =>
      `the pages of ${hub} have ${kilobytes} KiB, and the hub takes ${MOST}`,
    help: 'Make images smaller, or put the pages into a repository.',
  },
  'own-template': {
    severity: 'warning',
    message: ({ hub, template }: OfHub & { template: string }) =>
      `\`${template}\` stands in place of hubloom's for ${hub}: people do not see ${LOST[template]}`,
    help: ({ template }: { template: string }) =>
      `Begin with \`{% extends "hubloom/${template}" %}\`, and change its blocks.`,
  },
})

/** What a template of hubloom's shows. */
const LOST: Readonly<Record<string, string>> = {
  'page.html': 'the title and the logo of the home page',
  'login.html': 'the description, links and funders of the home page',
  'spawn_pending.html': 'the text of `homepage.starting`',
}

const source = perHub(({ id: hub, pages, settings }) => {
  if (pages === undefined && !nodeAt(settings.tree, ['pages'])) return []
  if (pages === undefined) return [problems.raise('pages-source/none', { at: settings.at(['pages']), args: { hub } })]
  if (pages.kind === 'repository') return []
  return FROM_REPOSITORY.filter((setting) => nodeAt(settings.tree, ['pages', setting])).map((setting) =>
    problems.raise('pages-source/two', { at: settings.at(['pages', setting]), args: { hub, setting } }),
  )
})

const folder = perHub((hub) => {
  const { pages, binder, settings } = hub
  return [
    ...(pages?.kind === 'folder' ? folderFaults(hub, pages, settings.at(['pages', 'folder'])) : []),
    ...(binder?.pages ? folderFaults(hub, binder.pages, settings.at(['binder', 'pages', 'folder'])) : []),
  ]
})

function folderFaults({ id: hub, community }: UncheckedHub, pages: PagesFolder, at: Origin): Diagnostic[] {
  const size = pages.files.reduce((sum, file) => sum + bytesOf(file), 0)
  const kilobytes = Math.ceil(size / 1024)
  if (pages.files.length === 0)
    return [problems.raise('pages-folder', { at, args: { hub, community, folder: pages.name } })]
  return kilobytes > MOST ? [problems.raise('pages-size', { at, args: { hub, kilobytes } })] : []
}

const bytesOf = ({ text, binary }: PageFile): number => (binary ? (text.length / 4) * 3 : Buffer.byteLength(text))

const ownTemplate = perHub(({ id: hub, community, pages, homepage }) => {
  if (pages?.kind !== 'folder') return []
  const shown = ({ path }: PageFile) =>
    path in LOST && (path !== 'spawn_pending.html' || homepage.starting !== undefined)
  return pages.files
    .filter((file) => file.kind === 'templates' && shown(file) && !file.text.includes(`"hubloom/${file.path}"`))
    .map(({ path: template, file }) =>
      problems.raise('own-template', {
        at: { file, line: 1, column: 1, community },
        args: { hub, template },
      }),
    )
})

export const pageRules: RuleSet = { problems, rules: [source, folder, ownTemplate] }
