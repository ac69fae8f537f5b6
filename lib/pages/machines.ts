import { blocks, md, renderMarkdown, table, type Markdown } from '../print/markdown.ts'
import type { CloudFacts } from '../plan/cloud-facts.ts'

/** docs/machines.md: the machines hubloom knows, what each leaves for servers, and how sizes are planned on them. */
export const machinesPage = (clouds: readonly CloudFacts[]): string =>
  renderMarkdown(
    blocks([
      md`# Machines, and how sizes are planned`,
      md`Made from each cloud's table by \`npm run docs\`; do not edit it.`,
      md`People ask for a size in their own terms: \`memory: 12Gi\`. hubloom takes the smallest machine of the cloud's
        family on which servers of that size get no more than half as much again, or else the one that fits best, and
        divides what the machine has left for servers among as many as fit. Each server gets its share, what was asked
        for or a little more, as guarantee and as limit: shares fill the machine exactly, and no memory is promised
        twice. With \`memory: { guarantee: …, limit: … }\` servers are packed by the guarantee and may use up to the
        limit while the machine has it: that is how teaching hubs carry two to four times as many people. A machine
        that has the limit is preferred; where none has, or \`machine:\` names a smaller one, the guarantee alone
        decides. \`limit: none\` lets servers use all that their machine has, and so does a guarantee alone, as in
        Kubernetes.`,
      md`CPU follows memory: each server is guaranteed its share and may use the whole machine. \`machine:\` in a size
        names another machine, of those below, by cloud.`,
      md`*For servers* is what is left after the kernel, the kubelet, its eviction threshold, and the pods that run on
        every machine, less 2 % of memory, which is promised to nobody. The formulas are the clouds' own; where they are
        from, and which real machines they were measured against, stands in \`lib/clouds/<cloud>/\`. Prices are on
        demand, in US dollars an hour, in us-central1, us-east-1 and eastus; the tables say from when.`,
      ...[...clouds].sort((a, b) => (a.title < b.title ? -1 : 1)).flatMap(section),
    ]),
  )

const section = (facts: CloudFacts): Markdown[] => [
  md`## ${facts.title}`,
  table(
    ['machine', 'CPU', 'memory', 'for servers', 'pods', 'own disk', 'GPU', '$/h', 'taken for'],
    facts.machines.map((machine) => {
      const { type, vcpu, memory, schedulable, maxPods, gpu, localDisk, usdPerHour } = machine
      const cpu = (schedulable.cpu / 1000).toFixed(2)
      return [
        md`${type}`,
        md`${vcpu}`,
        md`${Math.round(memory / 102.4) / 10} GiB`,
        md`${cpu} CPU, ${(schedulable.memory / 1024).toFixed(1)} GiB`,
        md`${maxPods}`,
        localDisk === undefined ? md`` : md`${localDisk} GiB`,
        gpu ? md`${gpu.count} ${gpu.kind}` : md``,
        md`${usdPerHour}`,
        md`${uses(facts, type).join(', ')}`,
      ]
    }),
  ),
]

function uses({ families }: CloudFacts, type: string): string[] {
  const gpus = Object.entries(families.gpu).filter(([, types]) => types.includes(type))
  return [
    ...(families.user.includes(type) ? ['servers'] : []),
    ...(families.core.includes(type) ? ['hubs'] : []),
    ...(families.dask.includes(type) ? ['Dask'] : []),
    ...gpus.map(([kind]) => `GPU ${kind}`),
  ]
}
