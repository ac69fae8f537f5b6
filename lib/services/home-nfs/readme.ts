import { md } from '../../print/markdown.ts'
import { sh, type Shell } from '../../print/shell.ts'
import type { MovingDocs } from '../../readme/types.ts'

const inServer = (options: Shell, words: Shell): Shell =>
  sh`kubectl ${options} deployment/home-nfs --container nfs-server -- ${words}`
const inOld = (words: Shell): Shell => inServer(sh`--context "$OLD" --namespace "$hub" exec`, words)
const inNew = (words: Shell, input = sh``): Shell =>
  inServer(sh`--context "$NEW" --namespace "\${new_hub:-$hub}" exec${input}`, words)

/** Through the servers of the homes, which mount the disks themselves: owners and times stay. */
export const COPY: MovingDocs = {
  copy: {
    what: md`Homes, then how much there is on either side:`,
    commands: [
      sh`${inOld(sh`tar -C /export -cf - .`)} | ${inNew(sh`tar -C /export -xpf -`, sh` -i`)}`,
      inOld(sh`du -s /export`),
      inNew(sh`du -s /export`),
    ],
  },
}
