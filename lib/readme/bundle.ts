import {
  blocks,
  code,
  codeList,
  joinMarkdown,
  lines,
  link,
  md,
  renderMarkdown,
  type Markdown,
} from '../print/markdown.ts'
import { contents } from './contents.ts'
import { costs } from './costs.ts'
import { BY_HAND, destroying, leaving } from './leave.ts'
import { changing, checking } from './operate.ts'
import { fillIn, setUp } from './set-up.ts'
import type { BundleDocs, PartDocs } from './types.ts'

/**
 * The text of `dist/<community>/README.md`: the runbook of one community, complete without hubloom or whoever ran it.
 */
export function renderBundleReadme(bundle: BundleDocs): string {
  return renderMarkdown(
    blocks([
      ...title(bundle),
      ...contents(bundle),
      ...fillIn(bundle),
      ...setUp(bundle),
      ...checking(bundle),
      ...changing(bundle),
      ...costs(bundle),
      ...state(bundle),
      ...destroying(bundle),
      ...leaving(bundle),
    ]),
  )
}

const title = ({ community }: BundleDocs): Markdown[] => [
  md`# ${community.url ? link(community.title, community.url) : community.title}`,
  md`Written by hubloom from ${code`communities/${community.name}/`} and \`profiles/\`. While hubloom writes this
    folder, change those, not the files here; afterwards, see ${BY_HAND}.`,
]

/** Which folder's state is where; folders of one place on one line. */
function state({ cluster, hubs }: BundleDocs): Markdown[] {
  const foldersByPlace = new Map<string, { where: Markdown; folders: string[] }>()
  for (const part of [...(cluster ? [cluster] : []), ...hubs]) {
    const where = placeOf(part)
    const known = foldersByPlace.get(where.source) ?? { where, folders: [] }
    known.folders.push(`${part.folder}/`)
    foldersByPlace.set(where.source, known)
  }
  return [
    md`## State of Terraform`,
    lines([...foldersByPlace.values()].map(({ where, folders }) => md`- ${codeList(folders)}: ${where}.`)),
    md`\`.terraform.lock.hcl\`, written by \`terraform init\`, holds the checksums of the providers. It belongs in Git;
      \`.terraform/\`, \`*.tfstate\` and \`*.tfplan\` do not.`,
  ]
}

const placeOf = ({ state: { where, place } }: PartDocs): Markdown =>
  joinMarkdown([where, ...(place ? [code`${place}`] : [])], ' ')
