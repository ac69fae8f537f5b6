import type { CloudFacts } from '../plan/types.ts'

/** docs/machines.md: the machines hubloom knows, what each leaves for servers, and how sizes are planned on them. */
export function machinesPage(clouds: readonly CloudFacts[]): string {
  return [
    '# Machines, and how sizes are planned',
    '',
    "Made from each cloud's table by `npm run docs`; do not edit it.",
    '',
    'People ask for a size in their own terms: `memory: 13Gi`. hubloom takes the smallest machine of the ' +
      "cloud's family on which servers of that size get no more than half as much again, or else the one that " +
      'fits best, and divides what the machine has left for servers among as many as fit. Each server gets its ' +
      'share, what was asked for or a little more, as guarantee and as limit: shares fill the machine exactly, ' +
      'and no memory is promised twice. With `memory: { guarantee: …, limit: … }` servers are packed by the ' +
      'guarantee and may use up to the limit while the machine has it: that is how teaching hubs carry two to ' +
      'four times as many people.',
    '',
    'CPU follows memory: each server is guaranteed its share and may use the whole machine. `machine:` in a ' +
      'size names another machine, of those below, by cloud.',
    '',
    '*For servers* is what is left after the kernel, the kubelet, its eviction threshold, and the pods that ' +
      "run on every machine. The formulas are the clouds' own; where they are from, and which real machines they " +
      'were measured against, stands in `lib/clouds/<cloud>/`. Prices are on demand, in US dollars an hour, in ' +
      'us-central1, us-east-1 and eastus; the tables say from when.',
    '',
    ...clouds.flatMap(section),
  ].join('\n')
}

function section({ title, machines, families }: CloudFacts): string[] {
  const uses = (type: string): string =>
    [
      ...(families.user.includes(type) ? ['servers'] : []),
      ...(families.core.includes(type) ? ['hubs'] : []),
      ...(families.dask.includes(type) ? ['Dask'] : []),
      ...Object.entries(families.gpu)
        .filter(([, types]) => types.includes(type))
        .map(([kind]) => `GPU ${kind}`),
    ].join(', ')
  return [
    `## ${title}`,
    '',
    '| machine | CPU | memory | for servers | pods | GPU | $/h | taken for |',
    '|---|---|---|---|---|---|---|---|',
    ...machines.map(
      (m) =>
        `| ${m.type} | ${m.vcpu} | ${Math.round(m.memory / 102.4) / 10} GiB | ` +
        `${(m.schedulable.cpu / 1000).toFixed(2)} CPU, ${(m.schedulable.memory / 1024).toFixed(1)} GiB | ` +
        `${m.maxPods} | ${m.gpu ? `${m.gpu.count} ${m.gpu.kind}` : ''} | ${m.usdPerHour} | ${uses(m.type)} |`,
    ),
    '',
  ]
}
