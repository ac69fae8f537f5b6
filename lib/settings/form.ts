/** How the form looks in which people choose their server. */
import { Type } from '@sinclair/typebox'
import { NAME, group, maybe, named, place, set, text, title } from './fields.ts'

const names = (description: string, example: string[]) => set(description, example, Type.String({ pattern: NAME }))

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
    },
    'The form in which people choose their server.',
  ),
)
