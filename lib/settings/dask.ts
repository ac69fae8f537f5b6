import { machines, type CloudSettings } from './clouds.ts'
import { amount, bytes, duration, either, flag, group, maybe, whole } from './fields.ts'

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
            scheduler: maybe(
              group(
                {
                  memory: maybe(
                    bytes(
                      "Memory of each cluster's scheduler, set aside and at most. Default: 512 MB and 4 GB.",
                      '2Gi',
                    ),
                  ),
                  cpu: maybe(
                    amount('CPU cores set aside for it; it may use two, or as many. Default: 0.1.', 0.5, {
                      minimum: 0.01,
                      maximum: 64,
                    }),
                  ),
                },
                "Each cluster's scheduler, which runs on a machine for servers.",
                { memory: '2Gi', cpu: 0.5 },
              ),
            ),
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
