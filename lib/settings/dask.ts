import { machines, type CloudSettings } from './clouds.ts'
import { podMounts } from './pods.ts'
import { amount, bytes, duration, either, flag, group, maybe, whole } from './fields.ts'

const cores = (description: string, example: number) => amount(description, example, { minimum: 0.01, maximum: 64 })

const scheduler = maybe(
  group(
    {
      memory: maybe(
        either(
          [
            bytes('Memory set aside for it, and the most that it may use.', '2Gi'),
            group(
              {
                guarantee: maybe(bytes('Memory set aside for it. Default: 512 MB.', '128Mi')),
                limit: maybe(bytes('The most memory that it may use. Default: 4 GB.', '1Gi')),
              },
              'Guarantee and limit of its memory.',
            ),
          ],
          'Its memory: one size, or guarantee and limit.',
          { guarantee: '128Mi', limit: '1Gi' },
        ),
      ),
      cpu: maybe(
        either(
          [
            cores('CPU cores set aside for it; it may use two, or as many.', 0.5),
            group(
              {
                guarantee: maybe(cores('CPU cores set aside for it. Default: 0.1.', 0.05)),
                limit: maybe(cores('The most CPU cores that it may use. Default: 2, or as many.', 1)),
              },
              'Guarantee and limit of its CPU, in cores.',
            ),
          ],
          'Its CPU in cores: what is set aside, or guarantee and limit.',
          { guarantee: 0.05, limit: 1 },
        ),
      ),
    },
    "Each cluster's scheduler, which runs on a machine for servers.",
    { memory: '2Gi', cpu: 0.5 },
  ),
)

/** Dask, on a machine that may be named by cloud. */
export const dask = (clouds: readonly CloudSettings[]) => ({
  dask: maybe(
    either(
      [
        flag('People may start Dask clusters.'),
        group(
          {
            workers: maybe(whole('How many workers one person may have at once.', 100, { minimum: 1, maximum: 5000 })),
            cores: maybe(
              whole("How many cores one person's cluster may have at once.", 200, { minimum: 1, maximum: 20_000 }),
            ),
            memory: maybe(bytes("How much memory one person's cluster may have at once.", '1024Gi')),
            idle: maybe(duration('Clusters that did nothing for so long are stopped.', '30m')),
            spot: maybe(flag('Workers run on machines that the cloud may take back, at a third of the price.', true)),
            nodes: maybe(whole('Machines for workers at most, over the whole hub.', 20, { minimum: 1, maximum: 1000 })),
            machine: maybe(machines(clouds, "The workers' machine, in each cloud's own words.")),
            scheduler,
            mounts: maybe(podMounts('What workers mount of `volumes`, by path. Servers have mounts of their own.')),
            choices: maybe(
              group(
                {
                  worker: maybe(flag('The size of workers; without it all have the largest, a whole machine.', false)),
                  image: maybe(
                    flag("The image; without it workers have that of the hub's default environment.", false),
                  ),
                  environment: maybe(flag('Environment variables of workers.', false)),
                },
                'What people choose for a cluster of their own. Default: all of it.',
                { environment: false },
              ),
            ),
          },
          'Dask clusters with limits.',
        ),
      ],
      'Dask: people compute on many machines at once.',
      true,
    ),
  ),
})
