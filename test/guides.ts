/** The pages of docs/ that lead through something, in the order in which they are needed. */

export interface Guide {
  /** File in docs/, without `.md`. */
  page: string
  title: string
  /** For whom or for what it is, in the index. */
  about: string
}

export const GUIDES: readonly Guide[] = [
  guide('start', 'Start: a first hub in ten minutes', 'from an empty folder to files that can be applied'),
  guide('how-it-works', 'What runs, and where', 'from a click to a notebook, where things lie, who does what'),
  guide('course', 'A hub for a course', 'many students, small servers, sign-in from Canvas, an exam'),
  guide('research-hub', 'A hub for a research group', 'large servers now and then, GPUs for some'),
  guide('workshop', 'A hub for a workshop', 'some days, one password, and gone afterwards'),
  guide(
    'sign-in-setup',
    'Sign-in by provider, step by step',
    'what to click at GitHub, Google, CILogon, Microsoft, Canvas',
  ),
  guide('own-cluster', 'When does a community need a cluster of its own?', 'and what it costs'),
  guide(
    'first-cluster',
    'A first cluster on AWS, Google Cloud or Azure',
    'account, rights, quotas, state, first apply',
  ),
  guide(
    'moving-in',
    'Moving in with a hub that exists',
    'its values, its people, its homes and buckets, its address, and back out',
  ),
  guide(
    'troubleshooting',
    'Troubleshooting, by what people see',
    'what to look at, what it means, which setting mends it',
  ),
  guide('day-two', 'Day two: upgrades, growth, people who leave', 'what comes up once a hub is in use'),
  guide('explain', 'Why a value is there, and how to change it', 'from a setting to the lines of dist/, and back'),
  guide('reviewing', 'How to review a change', 'what it does to people, and who says so'),
  guide('site', 'The fleet as a web site', 'every hub as its people see it, machines, prices, a map'),
  guide('life', "A hub's life", 'what is recorded of it, how it is renamed and removed'),
  guide('engines', 'Other engines: Argo CD, Flux, Atlantis', 'the same files, applied by something else than make'),
  guide('restore-and-leave', 'Restore, and leave', 'what there are copies of, and how to go'),
  guide('leaving', 'Leaving, to any cloud', 'a repository of its own for one community, and what it loses'),
  guide('glossary', 'Glossary', 'words of these pages'),
]

function guide(page: string, title: string, about: string): Guide {
  return { page, title, about }
}
