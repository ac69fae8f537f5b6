import { STAGING } from '../checks/of-others.ts'
import { titled } from './community.ts'
import type { Kind } from './kind.ts'
import { parts, wrongDomain, wrongName, type Answers } from './question.ts'
import { authLines, signIns } from './sign-in.ts'
import { lines, scalar, schemaLine } from './yaml.ts'

export const hub: Kind = {
  name: 'hub',
  word: '<community>/<hub>',
  wrongWord: (word) => {
    const [community = '', name = '', ...more] = word.split('/')
    return more.length > 0 || wrongName(community) || wrongName(name) ? 'written as community/hub' : undefined
  },
  answersOf: (word) => ({ community: word.split('/')[0]!, hub: word.split('/')[1]! }),
  questions: [
    {
      name: 'domain',
      ask: 'Under which address do people find it?',
      why: 'A domain of yours; its record is pointed to the hub once that is up.',
      wrong: wrongDomain,
    },
    {
      name: 'hub-title',
      ask: 'What is the title of the hub?',
      why: 'Shown on its pages.',
      fallback: ({ hub = '', title }) => title ?? titled(hub),
    },
    {
      name: 'profile',
      ask: 'What is it for?',
      why: 'A profile, such as teaching, research or geoscience; several as teaching,workshop or research,gpu.',
      fallback: () => 'teaching',
      wrong: (answer) => (answer.split(',').some((name) => wrongName(name.trim())) ? 'names of profiles' : undefined),
    },
    {
      name: 'sign-in',
      ask: 'How do people sign in?',
      why: 'More ways are in docs/sign-in.md, such as Moodle or Auth0; begin with any, and write it into the file.',
      choices: Object.fromEntries(Object.entries(signIns).map(([name, { title }]) => [name, title])),
    },
    {
      name: 'allow',
      ask: 'Who may enter?',
      why: (answers) => severalOf(signInOf(answers)?.allow),
      applies: (answers) => signInOf(answers)?.allow !== undefined || !signInOf(answers),
      optional: (answers) => signInOf(answers)?.isEnough === undefined,
      wrong: (answer, answers) => {
        const { isEnough, allow } = signInOf(answers) ?? {}
        return !isEnough || isEnough(parts(answer)) ? undefined : allow
      },
    },
    {
      name: 'admins',
      ask: 'Who are its admins?',
      why: (answers) => severalOf(signInOf(answers)?.admins),
      applies: (answers) => signInOf(answers)?.admins !== undefined || !signInOf(answers),
    },
  ],
  files: (answers) =>
    new Map([
      [
        `communities/${answers['community']}/hubs/${answers['hub']}.yaml`,
        lines(
          schemaLine('hub', 3),
          '# Only what differs from the profile and from community.yaml.',
          `title: ${scalar(answers['hub-title'] ?? '')}`,
          `domain: ${answers['domain']}`,
          `profile: ${profilesOf(answers)}`,
          ...(callsItselfStaging(answers) ? ['purpose: staging'] : []),
          ...authLines(answers['sign-in'] ?? '', answers),
          '# memory: { guarantee: 1Gi, limit: 2Gi }',
        ),
      ],
    ]),
  next: () => [
    'npm run build',
    'git diff, then commit the inputs and dist/',
    'dist/README.md leads to the bundle, whose README has how to apply it',
  ],
}

const signInOf = (answers: Answers) => signIns[answers['sign-in'] ?? '']

const callsItselfStaging = ({ hub = '', domain = '', 'hub-title': title = '' }: Answers): boolean =>
  hub === 'staging' || STAGING.test(title) || STAGING.test(domain)

const severalOf = (what = 'names of people'): string => `${what}; several with commas.`

function profilesOf({ profile = '' }: Answers): string {
  const names = profile.split(',').map((name) => name.trim())
  return names.length > 1 ? `[${names.join(', ')}]` : names[0]!
}
