import { md } from '../../print/markdown.ts'
import { sh, type Shell } from '../../print/shell.ts'
import type { MovingDocs } from '../../readme/types.ts'

const inServer = (context: Shell, options: Shell, words: Shell): Shell =>
  sh`kubectl --context ${context} exec ${options}deployment/home-nfs --container nfs-server --namespace "$hub" --
    ${words}`
const inOld = (words: Shell): Shell => inServer(sh`"$OLD"`, sh``, words)
const inNew = (words: Shell, options = sh``): Shell => inServer(sh`"$NEW"`, options, words)

/** Through the servers of the homes, which mount the disks themselves: owners and times stay. */
export const COPY: MovingDocs = {
  copy: {
    what: md`Homes, then how much there is on either side:`,
    commands: [
      sh`${inOld(sh`tar -C /export -cf - .`)} | ${inNew(sh`tar -C /export -xpf -`, sh`-i `)}`,
      inOld(sh`du -s /export`),
      inNew(sh`du -s /export`),
    ],
  },
}
