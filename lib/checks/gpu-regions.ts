import type { Check, Finding } from './check.ts'

/** A pool of machines that the region lacks stays empty: whoever asks for the GPU waits until the start times out. */
export const gpuOfRegion: Check = {
  code: 'gpu-elsewhere',
  severity: 'error',
  find: ({ fleet, clouds }) =>
    fleet.hubs.flatMap((hub) =>
      hub.sizes.flatMap(({ key, gpuKind }): Finding[] => {
        const { gpuRegions, title } = clouds[hub.cluster.cloud]!
        const { region } = hub.cluster
        if (
          gpuKind === undefined ||
          !gpuRegions?.known.includes(region) ||
          gpuRegions.kinds[gpuKind] === undefined ||
          gpuRegions.kinds[gpuKind].includes(region)
        )
          return []
        const others = Object.keys(gpuRegions.kinds)
          .filter((kind) => gpuRegions.kinds[kind]!.includes(region))
          .sort()
        return [
          {
            at: hub.settings.at(['sizes', key, 'gpu']),
            message: `the region \`${region}\` of ${title}, where ${hub.id} is, has no GPUs of kind \`${gpuKind}\``,
            help:
              `${others.length > 0 ? `It has ${others.map((kind) => `\`${kind}\``).join(', ')}.` : 'It has none of any kind that hubloom offers: take the size out with `null`.'} ` +
              `A region that has got them since is added in lib/clouds/${hub.cluster.cloud}/gpus.ts.`,
          },
        ]
      }),
    ),
}
