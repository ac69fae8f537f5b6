import { blocks, code, link, md, renderMarkdown, type Markdown } from '../print/markdown.ts'
import { contents } from './contents.ts'
import { costs } from './costs.ts'
import { whoMayEnter } from './enter.ts'
import { BY_HAND, destroying, leaving } from './leave.ts'
import { changing, checking } from './operate.ts'
import { fillIn, setUp } from './set-up.ts'
import { localState, state } from './state.ts'
import { tenants } from './tenants.ts'
import type { BundleDocs } from './types.ts'

/**
 * The text of `dist/<community>/README.md`: the runbook of one community, complete without hubloom or whoever ran it.
 */
export function renderBundleReadme(bundle: BundleDocs): string {
  return renderMarkdown(
    blocks([
      ...title(bundle),
      ...localState(bundle),
      ...contents(bundle),
      ...whoMayEnter(bundle),
      ...fillIn(bundle),
      ...setUp(bundle),
      ...checking(bundle),
      ...changing(bundle),
      ...tenants(bundle),
      ...costs(bundle),
      ...state(bundle),
      ...destroying(bundle),
      ...leaving(),
    ]),
  )
}

const title = ({ community }: BundleDocs): Markdown[] => [
  md`# ${community.url ? link(community.title, community.url) : community.title}`,
  md`Written by hubloom from ${code`communities/${community.name}/`} and \`profiles/\`. While hubloom writes this
    folder, change those, not the files here; afterwards, see ${BY_HAND}.`,
]
