/** The text of `dist/<community>/LEAVING.md`: what it takes to run these hubs elsewhere, without whoever runs them. */
import { blocks, link, md, renderMarkdown } from '../../print/markdown.ts'
import type { BundleDocs } from '../types.ts'
import { atUse } from './cost.ts'
import { data } from './data.ts'
import { images } from './images.ts'
import { needs } from './needs.ts'
import { secrets, signInAndNames } from './secrets.ts'
import { steps } from './steps.ts'
import { whatWouldStop } from './stops.ts'

export function renderLeaving(bundle: BundleDocs): string {
  const { community } = bundle
  return renderMarkdown(
    blocks([
      md`# Leaving: ${community.url ? link(community.title, community.url) : community.title}`,
      md`What it takes to run these hubs in an account of your own, without whoever runs them now, and the way there.
        The files of this folder are all that is needed beside what stands here; [README.md](README.md) says how they
        are applied, and, under "Without hubloom", which line is for what.`,
      ...whatWouldStop(bundle),
      ...needs(bundle),
      ...secrets(bundle),
      ...signInAndNames(bundle),
      ...images(bundle),
      ...data(bundle),
      ...atUse(bundle),
      ...steps(bundle),
    ]),
  )
}
