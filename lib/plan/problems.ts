/** What planning itself may find impossible. */
import { defineProblems, listed } from '../diagnostics.ts'
import { didYouMean } from '../similar.ts'
import { asWritten } from './units.ts'

/** Thousandths of a core as settings have them, rounded down. */
const cores = (cpu: number): number => Math.floor(cpu / 100) / 10

/** What to write instead, by what no machine has enough of. */
const MOST = {
  memory: (memory: string) => memory,
  cpu: (_memory: string, cpu: number) => `${cpu} CPU cores`,
  both: (memory: string, cpu: number) => `${memory} and ${cpu} CPU cores`,
}

interface OfPool {
  pool: string
}

/** Parts of equal size that an A100 can have (docs.nvidia.com/datacenter/tesla/mig-user-guide, "A100 Profiles"). */
export const GPU_PARTS = [2, 3, 7]

export const planProblems = defineProblems({
  'unknown-cluster': {
    severity: 'error',
    message: ({ cluster }: { cluster: string }) => `no community \`${cluster}\` has a cluster`,
    help: ({ cluster, known }: { cluster: string; known: readonly string[] }) =>
      `${didYouMean(cluster, known)}Clusters belong to ${listed(known) || 'nobody yet'}. Write one of these, or ` +
      `\`communities/${cluster}/cluster.yaml\`.`,
  },
  'no-cluster': {
    severity: 'error',
    message: 'the hub has no cluster: its community owns none, and the fleet has no default one',
    help: ({ community }: { community: string }) =>
      'Write `cluster:` with the name of a community that has one, write ' +
      `\`communities/${community}/cluster.yaml\`, or mark a shared cluster with \`default: true\`.`,
  },
  'not-a-tenant': {
    severity: 'error',
    message: ({ owner }: { owner: string }) => `the cluster of \`${owner}\` is dedicated to its own hubs`,
    help: ({ owner }: { owner: string }) =>
      `Choose a shared cluster, or write \`tenancy: shared\` in communities/${owner}/cluster.yaml.`,
  },
  'no-environment': {
    severity: 'error',
    message: 'the hub has no environment: nothing could be started',
    help: 'Write one below `environments:`, with a `title:` and an `image:`, or take a profile that has some.',
  },
  'no-such-gpu/kind': {
    severity: 'error',
    message: ({ cloud, gpu }: { cloud: string; gpu: string }) =>
      `${cloud} has no machines with a GPU of kind \`${gpu}\` in hubloom's table`,
    help: ({ known }: { known: readonly string[] }) => `There are ${listed(known)}.`,
  },
  'no-such-gpu/number': {
    severity: 'error',
    message: ({ cloud, gpu, wanted, most }: { cloud: string; gpu: string; wanted: number; most: number }) =>
      `no machine of ${cloud} has ${wanted} GPUs of kind \`${gpu}\`: ${most} at most`,
    help: ({ most }: { most: number }) => `Write \`gpus: ${most}\` or less.`,
  },
  'no-such-machine/size': {
    severity: 'error',
    message: ({ cloud, machine }: { cloud: string; machine: string }) =>
      `hubloom does not know the machine \`${machine}\` of ${cloud}`,
    help: ({ known }: { known: readonly string[] }) => `It knows ${known.join(', ')} and more: docs/machines.md.`,
  },
  'no-such-machine/dask': {
    severity: 'error',
    message: ({ cloud, machine }: { cloud: string; machine: string }) =>
      `hubloom does not know the machine \`${machine}\` of ${cloud}`,
    help: 'docs/machines.md lists the machines it knows.',
  },
  'no-such-machine/pool': {
    severity: 'error',
    message: ({ cloud, machine, pool }: { cloud: string; machine: string; pool: string }) =>
      `hubloom knows no machine \`${machine}\` of ${cloud} for the pool \`${pool}\``,
    help: 'docs/machines.md lists the machines it knows.',
  },
  'no-such-machine/core': {
    severity: 'error',
    message: ({ cloud, machine }: { cloud: string; machine: string }) =>
      `hubloom does not know the machine \`${machine}\` of ${cloud}`,
    help: 'docs/machines.md lists the machines it knows; with `memory:` in its place hubloom takes one of them.',
  },
  'size-pool/unknown': {
    severity: 'error',
    message: ({ cluster, pool }: OfPool & { cluster: string }) => `the cluster ${cluster} names no pool \`${pool}\``,
    help: ({ known, community }: { known: readonly string[]; community: string }) =>
      known.length > 0
        ? `It names ${listed(known)}. Others are written below \`pools:\` in communities/${community}/cluster.yaml.`
        : `Write it below \`pools:\` in communities/${community}/cluster.yaml.`,
  },
  'size-pool/others': {
    severity: 'error',
    message: ({ pool, hub }: OfPool & { hub: string }) => `the pool \`${pool}\` is not for ${hub}`,
    help: ({ hub, community }: { hub: string; community: string }) =>
      `Add ${hub} to its \`hubs:\` in communities/${community}/cluster.yaml, or name another pool.`,
  },
  'size-pool/purpose': {
    severity: 'error',
    message: ({ pool, purpose }: OfPool & { purpose: string }) =>
      `the pool \`${pool}\` is for ${purpose === 'dask' ? "Dask's workers" : 'image builds'}, not for servers`,
    help: 'Name another pool, or take its `purpose:` out in cluster.yaml.',
  },
  'gpu-slices/kind': {
    severity: 'error',
    message: ({ what }: { what: string }) => `\`gpu-slices\` of ${what} divides a GPU that cannot be divided`,
    help: ({ kind }: { kind: string | undefined }) => {
      const turns = '`gpu-shares:` in its place: servers then take turns on the GPU.'
      return kind === undefined ? `Write ${turns}` : `Write \`gpu: ${kind}\` beside it, or ${turns}`
    },
  },
  'gpu-slices/number': {
    severity: 'error',
    message: ({ what, slices }: { what: string; slices: number }) =>
      `the GPUs of ${what} cannot be divided into ${slices} equal parts`,
    help: `Write one of ${GPU_PARTS.join(', ')}.`,
  },
  'gpu-slices/shares': {
    severity: 'error',
    message: ({ what }: { what: string }) =>
      `${what} says both \`gpu-slices\` and \`gpu-shares\`: servers have parts of a GPU, or take turns on it`,
    help: 'Take one of them out.',
  },
  'gpu-slices/several': {
    severity: 'error',
    message: ({ what }: { what: string }) => `${what} asks for several GPUs and for a part of one`,
    help: 'Take `gpus:` or `gpu-slices:` out.',
    why: 'A program sees one part at most, however many a server has (NVIDIA\'s MIG user guide, "CUDA").',
  },
  'size-pool/gpu': {
    severity: 'error',
    message: ({ size, pool, gpu }: OfPool & { size: string; gpu: string }) =>
      `the size \`${size}\` asks for a GPU of kind \`${gpu}\`, which the pool \`${pool}\` does not have`,
    help: 'Take `gpu:` out, or name another pool.',
  },
  'size-pool/fit': {
    severity: 'error',
    message: (args: OfPool & { size: string; memory: number; cpu: number; machine: string }) =>
      `the size \`${args.size}\` fits no machine of the pool \`${args.pool}\`: at most ` +
      `${asWritten(args.memory)} of memory with ${cores(args.cpu)} CPU cores are to be had on ${args.machine}`,
    help: 'Ask for less, or write larger machines in the pool.',
  },
  'size-fits-no-machine': {
    severity: 'error',
    message: (most: { size: string; cloud: string; memory: number; cpu: number; gpu?: string }) =>
      `the size \`${most.size}\` fits no machine of ${most.cloud}: at most ${asWritten(most.memory)} of memory with ` +
      `${cores(most.cpu)} CPU cores are to be had` +
      (most.gpu === undefined ? '' : ` with a GPU of kind ${most.gpu}`),
    help: ({ memory, cpu, over }: { memory: number; cpu: number; over: 'memory' | 'cpu' | 'both' }) =>
      `Ask for ${MOST[over](asWritten(memory), cores(cpu))} or less, or name a larger machine below \`machine:\`.`,
  },
  'foreign-data': {
    severity: 'error',
    message: ({ url, cloud }: { url: string; cloud: string }) =>
      `the bucket \`${url}\` is of another cloud than the hub, ${cloud}, and the hub's identity is not known there`,
    help: ({ scheme }: { scheme: string }) =>
      `Name a bucket that begins with \`${scheme}://\`. Public data needs no entry; for private data ask its owner ` +
      'for a copy, or move the hub.',
  },
  'home-needs-size': {
    severity: 'error',
    message: ({ hub }: { hub: string }) => `nothing says how large the disk for the homes of ${hub} is`,
    help: ({ kind, people }: { kind: string; people?: number }) => {
      if (kind === 'folders') return 'Write `home: { disk: 50Gi }`, or as much as people share.'
      return kind === 'disk'
        ? `Write \`home: { people: ${people ?? 100}, quota: 10Gi }\`, from which it is planned, or ` +
            '`home: { disk: 500Gi }`.'
        : 'Write `home: { disk: 1Ti }`: without quotas, it cannot be planned from `people`.'
    },
  },
})
