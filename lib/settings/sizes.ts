/** How large a server may be, and the figures of memory and CPU. */
import type { TSchema } from '@sinclair/typebox'
import { machines, type CloudSettings } from './clouds.ts'
import { forGroups } from './environments.ts'
import { NAME, amount, bytes, bytesOrNone, choice, either, flag, group, maybe, named } from './fields.ts'
import { place, set, text, title, whole } from './fields.ts'

export const share = <T extends TSchema, L extends TSchema>(
  what: string,
  quantity: (description: string) => T,
  limit: L,
) =>
  group(
    {
      guarantee: maybe(quantity(`How much ${what} is set aside for each server.`)),
      limit: maybe(limit),
    },
    `Guarantee and limit of ${what}.`,
  )

export const memory = (description: string) => bytes(description, '4Gi')

export const memoryLimit = (more: string) =>
  bytesOrNone(
    'How much memory a server may use when the machine has it to spare, which may be more than any machine has: only ' +
      `the guarantee is set aside. \`none\`: all that the machine has.${more}`,
    '8Gi',
  )

export const cpu = (description: string) => amount(description, 0.5, { minimum: 0.01, maximum: 512 })

export const shm = (more: string) =>
  bytes(`Shared memory of a server, in \`/dev/shm\`; what lies there counts as its memory.${more}`, '4Gi')

/** What a size says of memory and CPU, in short or as guarantee and limit. */
const amounts = {
  memory: maybe(
    either(
      [
        bytes(
          'Memory set aside for each server; it may not use more. At least this much is given; the ' +
            'shares of a machine fill it exactly.',
          '16Gi',
        ),
        share('memory', memory, memoryLimit(' Default: `none` beside a guarantee.')),
      ],
      'Memory of a server.',
      '16Gi',
    ),
  ),
  cpu: maybe(
    either(
      [
        cpu(
          'CPU cores set aside for each server. Default: in proportion to its memory; the limit is the ' +
            'whole machine.',
        ),
        share('CPU', cpu, cpu('How much CPU a server may use when the machine has it to spare.')),
      ],
      'CPU of a server, in cores.',
      2,
    ),
  ),
}

/** What a server may use, on machines that may be named by cloud. */
export const sizes = (clouds: readonly CloudSettings[]) => ({
  sizes: maybe(
    named(
      group(
        {
          title: maybe(title('Name in the list of sizes. Default: its memory, CPU and GPU.', 'Large, 16 GiB')),
          description: maybe(
            text(
              'One line about it. Default: what the title does not say of memory, CPU and GPU.',
              'For whole-basin models.',
            ),
          ),
          ...amounts,
          shm: maybe(shm(' Default: half of its memory with a GPU, else 64 MB.')),
          gpu: maybe(choice(['t4', 'l4', 'a10g', 'a100', 'v100'], 'Kind of GPU.', 't4')),
          gpus: maybe(whole('How many GPUs. Default 1.', 1, { minimum: 1, maximum: 16 })),
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
          default: maybe(flag('Selected when the page opens. At most one; where none is, the first.')),
          order: maybe(place('sizes')),
          for: forGroups,
          environments: maybe(
            set("Only with these environments. Default: all of them, and images of people's own.", ['pytorch']),
          ),
          'own-images': maybe(
            flag(
              'Whether people may also start it with an image of their own, or one that they build, where the hub ' +
                'allows these at all. Default: only where the size names no `environments`.',
            ),
          ),
          'default-environment': maybe(
            text("The environment that is selected with this size. Default: the hub's.", 'pytorch', { pattern: NAME }),
          ),
          machine: maybe(
            machines(clouds, "The machine to use, in each cloud's own words, where hubloom's choice is not wanted."),
          ),
          pool: maybe(
            text('The pool to use, by its name below `pools:` of the cluster.', 'exams', {
              pattern: '^[a-z][a-z0-9-]*$',
            }),
          ),
        },
        'One size.',
        { memory: '16Gi' },
      ),
      'How large a server may be, by name, in the order in which people see them. With one or none, they are not ' +
        'asked.',
      { large: { memory: '16Gi' } },
    ),
  ),
})
