import type { Kind } from './kind.ts'
import { wrongName } from './question.ts'
import { lines, scalar, schemaLine } from './yaml.ts'

export const profile: Kind = {
  name: 'profile',
  word: '<profile>',
  wrongWord: wrongName,
  answersOf: (profile) => ({ profile }),
  questions: [
    {
      name: 'about',
      ask: 'For whom is it?',
      why: 'One sentence, for those who choose a profile.',
    },
    {
      name: 'extends',
      ask: 'Which profile does it start from?',
      why: 'It then says only what differs; empty: from the defaults of every hub.',
      optional: () => true,
      wrong: wrongName,
    },
  ],
  files: ({ profile = '', about = '', extends: parent }) =>
    new Map([
      [
        `profiles/${profile}.yaml`,
        lines(
          schemaLine('profile', 1),
          `about: ${scalar(about)}`,
          parent && `extends: ${parent}`,
          '',
          '# Any setting of a hub. Hubs that name this profile get it.',
          '# memory: { guarantee: 1Gi, limit: 2Gi }',
        ),
      ],
    ]),
  next: ({ profile = '' }) => [`write \`profile: ${profile}\` into a hub`, 'npm run build'],
}
