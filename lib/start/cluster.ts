import { registry } from '../registry.ts'
import { stateNeeds } from '../settings/clouds.ts'
import type { Kind } from './kind.ts'
import { wrongName, type Answers } from './question.ts'
import { lines, scalar, schemaLine } from './yaml.ts'

const clouds = Object.fromEntries(Object.entries(registry.clouds).map(([name, { facts }]) => [name, facts]))
const examplesOf = ({ cloud = '' }: Answers) => clouds[cloud]?.settings.examples

export const cluster: Kind = {
  name: 'cluster',
  word: '<community>',
  wrongWord: wrongName,
  answersOf: (community) => ({ community }),
  questions: [
    {
      name: 'cloud',
      ask: 'At which cloud?',
      why: 'Where the machines are, and whose words machines and regions have.',
      choices: Object.fromEntries(Object.entries(clouds).map(([name, { title }]) => [name, title])),
      fallback: () => Object.keys(clouds).sort()[0],
    },
    {
      name: 'account',
      ask: 'In which account?',
      why: ({ cloud = '' }) => {
        const settings = clouds[cloud]?.settings
        // the file gets the quotes by itself
        return settings
          ? `${settings.account.replace(' (in quotes)', '')}, such as ${settings.examples.account}`
          : 'The one that pays.'
      },
    },
    {
      name: 'region',
      ask: 'In which region?',
      why: 'Near the data that people read, else near the people.',
      fallback: (answers) => examplesOf(answers)?.region,
    },
    {
      name: 'tenancy',
      ask: 'For whom?',
      why: 'A shared cluster also takes hubs of other communities.',
      choices: { dedicated: "for this community's hubs", shared: 'for hubs of other communities, too' },
      fallback: () => 'dedicated',
    },
  ],
  files: ({ community = '', cloud = '', account = '', region = '', tenancy }) =>
    new Map([
      [
        `communities/${community}/cluster.yaml`,
        lines(
          schemaLine('cluster', 2),
          `cloud: ${cloud}`,
          `region: ${scalar(region)}`,
          `account: ${scalar(account)}`,
          tenancy === 'shared' ? 'tenancy: shared' : undefined,
          ...stateLines(cloud),
        ),
      ],
    ]),
  next: ({ community = '' }) => [`npx hubloom new hub ${community}/NAME`],
}

/** How to say where Terraform's state is kept, for a file that does not say it. */
export const stateLines = (cloud: string): readonly string[] => [
  "# Where Terraform keeps what it knows of the cluster. On one person's machine, until a bucket is named:",
  `# ${stateExample(cloud)}`,
]

/** `state: { kind: s3, bucket: …, region: … }`, in the words of the cloud. */
function stateExample(cloud: string): string {
  const { state } = clouds[cloud]!.settings
  if (!state) return 'state: { kind: http, url: … }'
  return `state: { kind: ${state.kind}, ${stateNeeds(state)
    .map((key) => `${key}: …`)
    .join(', ')} }`
}
