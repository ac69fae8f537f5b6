/** Who may enter each hub, and which file says so. */
import { code, codeList, joinMarkdown, md, table, type Markdown } from '../print/markdown.ts'
import type { BundleDocs, HubDocs } from './types.ts'

export function whoMayEnter({ hubs }: BundleDocs): Markdown[] {
  const rows = hubs.flatMap(({ folder, signIn, enter }) =>
    enter.map(({ setting, members }) => [code`${folder}/`, md`${signIn}`, code`${setting}`, byFile(members)]),
  )
  if (rows.length === 0) return []
  return [
    md`## Who may enter`,
    md`Each line lets in more people. What several files list adds up, too; \`{ only: […] }\` in the last of them
      replaces what the others say.`,
    table(['Hub', 'Sign-in', 'Setting', 'Lets in'], rows),
  ]
}

function byFile(members: HubDocs['enter'][number]['members']): Markdown {
  const files = [...new Set(members.map(({ file }) => file))]
  return joinMarkdown(
    files.map((file) => {
      const names = members.filter((each) => each.file === file).map(({ name }) => name)
      return md`${codeList(names)} by ${code`${file}`}`
    }),
    '<br>',
  )
}
