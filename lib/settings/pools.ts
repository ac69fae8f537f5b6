/** Pools of machines that a cluster names, beside those that are planned from sizes. */
import { Type } from '@sinclair/typebox'
import { diskSpeed } from './disks.ts'
import { bytes, choice, either, flag, group, keyed, list, maybe, set, text, whole, withNames } from './fields.ts'

/** A machine type, in the words of whichever cloud the cluster is on. */
export const machineType = (description: string, example: string) =>
  text(description, example, { pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$', maxLength: 60 })

/** Words of `machines:` and of `core:` are no names, so that a setting of theirs is found where it was meant. */
const POOL = '^(?!(?:max|min|disk|generation|replacing|limits|nodes|core)$)[a-z]([a-z0-9-]{0,28}[a-z0-9])?$'

const disk = either(
  [
    bytes('Boot disk; images are unpacked there.', '200Gi'),
    group(
      {
        size: maybe(bytes('Its size. Default: that of `machines:`.', '200Gi')),
        kind: maybe(
          text(
            "Its kind, in the cloud's own words: `gp3`, `io2` (AWS); `pd-balanced`, `pd-ssd`, `hyperdisk-balanced` " +
              '(Google Cloud); `managed`, `ephemeral` (Azure).',
            'gp3',
            { pattern: '^[a-z][a-z0-9-]*$', maxLength: 30 },
          ),
        ),
        ...diskSpeed,
      },
      'Boot disk.',
      { size: '200Gi', iops: 6000, throughput: 500 },
    ),
  ],
  'Boot disk of its machines.',
  '200Gi',
)

/** A generation of pools: a letter. */
export const GENERATION = '^[a-z]$'

export const replacing = maybe(
  text('The generation that is still there while the new one takes over.', 'a', { pattern: GENERATION }),
)

/** `pools:` of a cluster. */
export const pools = maybe(
  withNames(
    keyed(
      {
        [POOL]: group(
          {
            machines: maybe(
              list(
                machineType('A machine type.', 'r5.4xlarge'),
                "Machine types in the cloud's own words, any one of which may serve; the first is preferred. Sizes " +
                  'are planned so that they fit each of them. Google Cloud and Azure make a pool for each, with ' +
                  '`max` machines each.',
                ['r5.4xlarge', 'r6i.4xlarge'],
              ),
            ),
            memory: maybe(
              bytes('In place of `machines`: the smallest usual machine that has so much memory.', '128Gi'),
            ),
            gpu: maybe(choice(['t4', 'l4', 'a10g', 'a100', 'v100'], 'Machines with GPUs of this kind.', 't4')),
            'gpu-shares': maybe(
              whole('How many servers share one GPU by taking turns. Default 1.', 2, { minimum: 1, maximum: 48 }),
            ),
            'gpu-slices': maybe(
              whole(
                'How many parts a GPU is divided into, each with memory and computing units of its own and for one ' +
                  'server (MIG): 2, 3 or 7. For `a100`. Default: it is not.',
                7,
                { minimum: 2, maximum: 7 },
              ),
            ),
            zones: maybe(
              list(
                Type.String({ pattern: '^[a-z0-9-]+$' }),
                'Zones of the cluster that its machines may be in. Default: the first, where homes are; traffic ' +
                  'between zones costs on AWS and Google Cloud.',
                ['us-west-2a', 'us-west-2b'],
              ),
            ),
            disk: maybe(disk),
            'local-disk': maybe(
              flag("Images and temporary files lie on the machines' own fast disk; only for machines that have one."),
            ),
            min: maybe(whole('Machines that are always on. Default 0.', 1, { maximum: 100 })),
            max: maybe(whole('Most machines. Default: that of `machines:`.', 20, { maximum: 2000 })),
            spot: maybe(flag('Machines that the cloud may take back at any time, for a third of the price or so.')),
            labels: maybe(
              keyed(
                {
                  '^([a-z0-9]([a-z0-9.-]*[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$': Type.String({
                    description: 'Its value.',
                    examples: ['lab'],
                    pattern: '^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$',
                  }),
                },
                'Labels of its machines in Kubernetes.',
                { 'example.org/rack': 'lab' },
              ),
            ),
            purpose: maybe(
              choice(
                ['users', 'builds', 'dask'],
                '`users`: servers of every size that fits and names no machine. `builds`: image builds. `dask`: ' +
                  "Dask's workers. Default: `users` where `hubs` are named, else only sizes that name it in `pool`.",
                'users',
              ),
            ),
            hubs: maybe(
              set(
                "Only these hubs: `<hub>` of the cluster's own community, or `<community>/<hub>`. A pool of one hub " +
                  'is on the bill under its name. Default: all.',
                ['exam', 'river-college/stats'],
                Type.String({ pattern: '^([a-z][a-z0-9-]*/)?[a-z][a-z0-9-]*$', maxLength: 100 }),
              ),
            ),
            generation: maybe(
              text('A letter in its name at the cloud, as in `machines:`. Default: that of `machines:`.', 'b', {
                pattern: GENERATION,
              }),
            ),
            replacing,
          },
          'One pool.',
          { machines: ['r5.4xlarge', 'r6i.4xlarge'], max: 20, hubs: ['exam'] },
        ),
      },
      'Pools of machines by name, beside those that follow from sizes: which machines, for which hubs and for what.',
      { exams: { machines: ['r5.4xlarge', 'r6i.4xlarge'], max: 20, hubs: ['exam'] } },
    ),
    'Names begin with a letter and have letters, digits and hyphens. What all planned pools have (`max`, `min`, ' +
      '`disk`, `generation`, `replacing`, `limits`) stands below `machines:`, what core machines have below ' +
      '`core:`.',
  ),
)
