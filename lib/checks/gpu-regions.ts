/** Rules of where clouds have GPUs. */
import { defineProblems, listed } from '../diagnostics.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'gpu-elsewhere': {
    severity: 'error',
    message: ({ hub, region, title, gpu }: { hub: string; region: string; title: string; gpu: string }) =>
      `the region \`${region}\` of ${title}, where ${hub} is, has no GPUs of kind \`${gpu}\``,
    help: ({ cloud, others }: { cloud: string; others: readonly string[] }) =>
      (others.length > 0
        ? `It has ${listed(others)}.`
        : 'It has none of any kind that hubloom offers: take the size out with `null`.') +
      ` A region that has got them since is added in lib/clouds/${cloud}/gpus.ts.`,
    why:
      'A pool of machines that the region lacks stays empty: whoever asks for the GPU waits until the start times ' +
      'out.',
  },
})

const gpuOfRegion = perHub(({ id: hub, sizes, cluster: { cloud, region }, settings }, { clouds }) => {
  const { gpuRegions, title } = clouds[cloud]!
  if (!gpuRegions?.known.includes(region)) return []
  const has = (kind: string): boolean => gpuRegions.kinds[kind]?.includes(region) ?? false
  const others = Object.keys(gpuRegions.kinds).filter(has).sort()
  return sizes.flatMap(({ key, gpuKind: gpu }) =>
    gpu === undefined || gpuRegions.kinds[gpu] === undefined || has(gpu)
      ? []
      : [
          problems.raise('gpu-elsewhere', {
            at: settings.at(['sizes', key, 'gpu']),
            args: { hub, region, title, gpu, cloud, others },
          }),
        ],
  )
})

export const gpuRegionRules: RuleSet = { problems, rules: [gpuOfRegion] }
