import type { Kind } from './kind.ts'
import { wrongName } from './question.ts'
import { lines, scalar, schemaLine } from './yaml.ts'

export const community: Kind = {
  name: 'community',
  word: '<community>',
  wrongWord: wrongName,
  answersOf: (community) => ({ community }),
  questions: [
    {
      name: 'title',
      ask: 'What is the community called?',
      why: "Shown on its hubs' pages.",
      fallback: ({ community = '' }) => titled(community),
    },
    {
      name: 'url',
      ask: 'Its web page?',
      why: 'People find it from the page where they sign in.',
      optional: () => true,
      wrong: (answer) => (/^https?:\/\/\S+$/.test(answer) ? undefined : 'an address that begins with https://'),
    },
    {
      name: 'contact',
      ask: 'An e-mail address for questions?',
      why: 'Shown to people who need help, and in certificates.',
      wrong: (answer) => (/^[^@\s]+@[^@\s]+$/.test(answer) ? undefined : 'an e-mail address'),
    },
    {
      name: 'cluster',
      ask: 'Whose cluster do its hubs run on?',
      why: 'The community that owns it; leave it empty where it has one of its own.',
      optional: () => true,
      wrong: wrongName,
    },
  ],
  files: ({ community = '', title = '', url, contact = '', cluster }) =>
    new Map([
      [
        `communities/${community}/community.yaml`,
        lines(
          schemaLine('community', 2),
          `name: ${scalar(title)}`,
          url && `url: ${scalar(url)}`,
          `contact: ${scalar(contact)}`,
          cluster && `cluster: ${cluster}`,
          '# What all its hubs share; a hub says only what differs.',
          '# hubs:',
          '#   profile: teaching',
        ),
      ],
    ]),
  next: ({ community = '', cluster }) => [
    ...(cluster ? [] : [`npx hubloom new cluster ${community}`]),
    `npx hubloom new hub ${community}/NAME`,
  ],
}

/** `polar-lab` as `Polar Lab`. */
export const titled = (name: string): string =>
  name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
