/** Rules of what people see before they sign in. */
import { defineProblems } from '../diagnostics.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'html-as-text': {
    severity: 'warning',
    message: ({ hub, setting }: { hub: string; setting: string }) =>
      `\`homepage.${setting}\` of ${hub} has HTML in it, which people read as text`,
    help: 'Write `**bold**`, `*italics*` and `[text](https://…)`. For more, give the hub pages of its own: `pages:`.',
  },
})

const htmlAsText = perHub(({ id: hub, homepage, settings }) =>
  (['announcement', 'starting'] as const)
    .filter((setting) => /<\/?[a-z][^<]*>/i.test(homepage[setting] ?? ''))
    .map((setting) =>
      problems.raise('html-as-text', { at: settings.at(['homepage', setting]), args: { hub, setting } }),
    ),
)

export const homepageRules: RuleSet = { problems, rules: [htmlAsText] }
