/** What a bundle takes over at its first apply, and what that changes. */
import { code, joinMarkdown, lines, md, shellBlock, table, type Markdown } from '../print/markdown.ts'
import { partsOf } from './parts.ts'
import type { BundleDocs, TakenOverDocs } from './types.ts'

/** For the step in which Terraform runs. Nothing where everything is made new. */
export function takesOver(bundle: BundleDocs): Markdown[] {
  const rows = partsOf(bundle).flatMap(({ folder, takenOver }) =>
    takenOver.map(({ address, id }) => [code`${folder}/`, code`${address}`, code`${id}`]),
  )
  if (rows.length === 0) return []
  return [
    md`**Taken over.** These are there already. The first apply takes them over with what is in them, by \`import\`
      blocks in \`main.tf.json\`, and makes none. Its plan says how many it imports, and **0 to destroy**; where it
      says anything else, answer \`no\`. Afterwards these blocks do nothing, and may stay. Where another Terraform made
      them, take them out of its state (\`terraform state rm\`), or two change them in turn.`,
    table(['Folder', 'In Terraform', 'At the cloud'], rows),
    md`Look at how each is set up before: what the first apply changes of it, nothing here remembers.`,
    ...bundle.hubs.flatMap(({ existing }) => existing.flatMap(ofThing)),
  ]
}

/** Of what nothing keeps Terraform from destroying. */
export const GOES = md`It is the hub's from then on: destroying the hub destroys it, unless \`terraform state rm\` with
  its name in Terraform takes it out before.`

/** Of a disk that another file service has: ends the sentence on what has to be so before. */
export const DETACHED = md`attached to no machine: stop the file service that has it now. Where a claim of Kubernetes
  made it, its volume has to say \`Retain\`, or the disk goes with the claim`

const ofThing = ({ what, first, changes, stays, look }: TakenOverDocs): Markdown[] => [
  joinMarkdown(
    [md`${what}.`, ...(first ? [first] : []), md`These stay as they are: ${stays}. The first apply changes this:`],
    ' ',
  ),
  lines(changes.map((change) => md`- ${change}`)),
  shellBlock(look),
]
