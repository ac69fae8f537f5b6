/** docs/checks.md: every problem that hubloom tells, with an example from the tests and one that is right. */
import { blocks, code, joinMarkdown, lines, link, md, prose, renderMarkdown, textBlock } from '../print/markdown.ts'
import type { Markdown } from '../print/markdown.ts'
import type { Excerpt } from './excerpt.ts'

/** The page, from where a command runs. */
export const CHECKS_PAGE = 'docs/checks.md'

/** Where a problem is explained: the heading of its code. */
export const explainedAt = (problem: string): string => `${CHECKS_PAGE}#${problem}`

/** One code, as it is told. */
export interface ProblemEntry {
  code: string
  severity: 'error' | 'warning'
  /** Its texts as one of the examples makes them: one a variant. */
  texts: readonly { message: string; help: string }[]
  why: readonly string[]
  sources: readonly string[]
  wrong?: Excerpt | undefined
  /** The wrong one, mended. */
  right?: Excerpt | undefined
  /** Where there is none: the same setting in another example, without any problem. */
  elsewhere?: Excerpt | undefined
}

export interface ProblemGroup {
  title: string
  /** The page of docs/ that explains what it is about, without `.md`. */
  page?: string | undefined
  problems: readonly ProblemEntry[]
}

export function checksPage(groups: readonly ProblemGroup[]): string {
  return renderMarkdown(
    blocks([
      md`# What hubloom tells`,
      md`Made by \`npm run docs:checks\` from the tables of problems and the cases of the tests; do not edit it. Each
        problem has a code, which stands in brackets where it is told. An error keeps hubloom from writing; a warning
        does not, and can be ${link('accepted', 'overrides.md#accept-a-warning')} where it is meant. What is wrong and
        what to do stands here as one example has it.`,
      lines(
        groups.map(({ title, problems }) => md`- ${link(title, `checks.md#${anchorOf(title)}`)} (${problems.length})`),
      ),
      ...groups.flatMap((group) => [
        md`## ${group.title}`,
        ...(group.page === undefined ? [] : [md`How to use the settings: ${link(group.page, `${group.page}.md`)}.`]),
        ...group.problems.flatMap(entry),
      ]),
    ]),
  )
}

/** As GitHub makes it of a heading. */
const anchorOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')

function entry({ code: name, severity, texts, why, sources, wrong, right, elsewhere }: ProblemEntry): Markdown[] {
  return [
    md`### ${name}`,
    lines(texts.map(({ message, help }) => md`- ${severity}: ${prose(message)}. *${prose(help)}*`)),
    ...(why.length > 0 ? [md`Why: ${joinMarkdown(why.map(prose), ' ')}`] : []),
    ...(sources.length > 0 ? [md`Source: ${joinMarkdown(sources.map(sourceOf), ', ')}`] : []),
    ...(wrong ? [md`Wrong, in ${code`${wrong.file}`}:`, textBlock(wrong.lines, 'yaml')] : []),
    ...(right ? [md`Right, in ${code`${right.file}`}:`, textBlock(right.lines, 'yaml')] : []),
    ...(elsewhere
      ? [md`Right, in another example, ${code`${elsewhere.file}`}:`, textBlock(elsewhere.lines, 'yaml')]
      : []),
  ]
}

const sourceOf = (source: string): Markdown =>
  /^https?:/.test(source) ? link(source.replace(/^https?:\/\//, ''), source) : prose(source)
