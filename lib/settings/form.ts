/** How the form looks in which people choose their server. */
import { Type } from '@sinclair/typebox'
import { forGroups, opens } from './environments.ts'
import { NAME, either, flag, group, maybe, named, place, set, text, title } from './fields.ts'
import { podVariables } from './pods.ts'
import { cpu, memory, memoryLimit } from './sizes.ts'

const names = (description: string, example: string[]) => set(description, example, Type.String({ pattern: NAME }))

/** Amounts that stand for themselves: beside other choices, nothing says what a share of the machine would be. */
const amounts = {
  memory: maybe(
    either(
      [
        memory('Memory set aside for the server; it may not use more.'),
        group(
          { guarantee: memory('How much memory is set aside for the server.'), limit: maybe(memoryLimit('')) },
          'Guarantee and limit of memory.',
        ),
      ],
      "Memory of the server, in place of its size's.",
      '16Gi',
    ),
  ),
  cpu: maybe(
    either(
      [
        cpu('CPU cores set aside for the server; the limit is the whole machine.'),
        group(
          {
            guarantee: cpu('How much CPU is set aside for the server.'),
            limit: maybe(cpu('How much CPU it may use when the machine has it to spare. Default: the whole machine.')),
          },
          'Guarantee and limit of CPU.',
        ),
      ],
      "CPU of the server, in cores, in place of its size's.",
      4,
    ),
  ),
}

const option = group(
  {
    title: title('What the question is called.', 'CPU cores'),
    choices: named(
      group(
        {
          title: title('What the answer is called.', '16 cores'),
          description: maybe(text('One line about it.', 'For fits of whole runs.')),
          default: maybe(flag('Selected when the page opens. At most one; where none is, the first.')),
          order: maybe(place('choices')),
          for: forGroups,
          variables: maybe(
            podVariables('Environment variables of servers with it.', {
              LM_LICENSE_FILE: '27000@licences.example.org',
            }),
          ),
          ...amounts,
          opens: maybe(
            opens(
              'What opens first: `lab`, `notebook`, `rstudio`, `vscode`, `desktop`, or a path. Default: that of the ' +
                'environment.',
              'vscode',
            ),
          ),
        },
        'One answer.',
        { title: '16 cores', cpu: 16 },
      ),
      'What people choose among, by a name of your own, in the order in which they see it.',
      { few: { title: '4 cores', cpu: 4 }, many: { title: '16 cores', cpu: 16 } },
    ),
    order: maybe(place('options')),
  },
  'One question of your own.',
  { title: 'CPU cores', choices: { few: { title: '4', cpu: 4 }, many: { title: '16', cpu: 16 } } },
)

export const form = maybe(
  group(
    {
      cards: maybe(
        named(
          group(
            {
              title: title('What the card is called.', 'With a GPU'),
              description: maybe(text('One line about it.', 'For training models. Stops after a day.')),
              sizes: maybe(names('Sizes on it, by name. Default: all of them.', ['t4', 'a100'])),
              environments: maybe(
                names('Environments on it, by name. Default: all of them that go with its sizes.', ['pytorch']),
              ),
              for: maybe(set('Only members of these groups see it.', ['polar-lab/ml'])),
              order: maybe(place('cards')),
            },
            'One card.',
            { title: 'With a GPU', sizes: ['t4'] },
          ),
          'What people choose among first, by a name of your own, where the cards that hubloom makes are not wanted: ' +
            'one for all sizes with the same environments, and one for each size with a GPU.',
          { gpu: { title: 'With a GPU', sizes: ['t4'] } },
        ),
      ),
      options: maybe(
        named(
          option,
          'What people choose beside the environment and the size, by a name of your own: each question is asked on ' +
            'every card, and answered on its own. Memory or CPU that is asked for here takes the place of what the ' +
            'sizes say, and each size gets a machine that has room for the largest of all answers together.',
          { cpu: { title: 'CPU cores', choices: { few: { title: '4', cpu: 4 }, many: { title: '16', cpu: 16 } } } },
        ),
      ),
    },
    'The form in which people choose their server.',
  ),
)
