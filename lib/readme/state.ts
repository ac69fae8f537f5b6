/** Where the state of Terraform is, what that means, and how it moves. */
import { code, codeList, joinMarkdown, lines, md, shellBlock, type Markdown } from '../print/markdown.ts'
import { sh } from '../print/shell.ts'
import { terraform } from './commands.ts'
import { partsOf } from './parts.ts'
import type { BundleDocs, ClusterDocs, HubDocs, PartDocs } from './types.ts'

/** What to do before the first apply where the state would be a file in the folder. */
export function localState(bundle: BundleDocs): Markdown[] {
  const local = partsOf(bundle).filter(({ state }) => state.onThisMachine)
  if (local.length === 0) return []
  return [
    md`> **The state of Terraform is kept on one machine.** It is the file \`terraform.tfstate\` in
      ${codeList(local.map(({ folder }) => `${folder}/`))}: whoever has it is the only one who can change or remove
      these resources, and when it is lost Terraform makes everything a second time. Before the first apply,
      ${byFile(bundle, local, nameBucket)}. [RESTORE.md](RESTORE.md) has what to do when it is lost.`,
  ]
}

/** Which folder's state is where, folders of one place on one line; and how it moves to another. */
export function state(bundle: BundleDocs): Markdown[] {
  return [
    md`## State of Terraform`,
    lines(places(bundle)),
    md`\`.terraform.lock.hcl\`, written by \`terraform init\`, holds the checksums of the providers. It belongs in Git;
      \`.terraform/\`, \`*.tfstate\` and \`*.tfplan\` do not.`,
    ...moving(bundle),
  ]
}

function places(bundle: BundleDocs): Markdown[] {
  const foldersByPlace = new Map<string, { where: Markdown; folders: string[] }>()
  for (const part of partsOf(bundle)) {
    const where = placeOf(part)
    const known = foldersByPlace.get(where.source) ?? { where, folders: [] }
    known.folders.push(`${part.folder}/`)
    foldersByPlace.set(where.source, known)
  }
  return [...foldersByPlace.values()].map(({ where, folders }) => md`- ${codeList(folders)}: ${where}.`)
}

const placeOf = ({ state: { where, place } }: PartDocs): Markdown =>
  joinMarkdown([where, ...(place ? [code`${place}`] : [])], ' ')

/** `-force-copy` answers the question whether to copy: the plan after it is what tells. */
function moving(bundle: BundleDocs): Markdown[] {
  const parts = partsOf(bundle)
  if (parts.length === 0) return []
  const isLocal = parts.some(({ state }) => state.onThisMachine)
  const copied = isLocal ? md`, and keep a copy of each \`terraform.tfstate\`` : md``
  const made = bundle.cluster ? md`; make the place, with the lines that ${SET_UP} then has` : md``
  return [
    md`### Move the state`,
    md`To another place, such as from these folders to a bucket: nobody else applies meanwhile.
      First ${byFile(bundle, parts, writePlace)}. Build${made}${copied}.
      Then, once for each folder:`,
    shellBlock(
      parts.flatMap((part) => [terraform(part, sh`init -migrate-state -force-copy`), terraform(part, sh`plan`)]),
    ),
    md`Each plan has to say that nothing changes; if it wants to make things that are there, the state has not come
      along: apply nothing, put the former backend back, and run \`init -migrate-state\` again. Then commit, and remove
      the old state.`,
  ]
}

/** The file that names the place is that of the cluster's owner; `owner` is set where that is somebody else. */
type SayWho = (file: string, owner: string | undefined) => Markdown

function byFile({ community }: BundleDocs, parts: readonly (ClusterDocs | HubDocs)[], say: SayWho): Markdown {
  const owners = new Map(parts.map(({ state, access }) => [state.settings, access.community]))
  return joinMarkdown(
    [...owners].map(([file, owner]) => say(file, owner === community.name ? undefined : owner)),
    '; ',
  )
}

const nameBucket: SayWho = (file, owner) =>
  owner === undefined
    ? md`name a bucket for it under \`state:\` in ${code`${file}`}`
    : md`ask ${code`${owner}`} for a bucket: it is named in their ${code`${file}`}, and lies in their account`

const writePlace: SayWho = (file, owner) =>
  owner === undefined
    ? md`write \`state:\` in ${code`${file}`}`
    : md`ask ${code`${owner}`} to write \`state:\` in ${code`${file}`}, to make that place, and to let you read and
        write what is in it`

const SET_UP = md`[Set up](#set-up)`
