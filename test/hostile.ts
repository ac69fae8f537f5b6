/** What an input could hold to become more than text. */
export const NASTY = [
  '`id`',
  '$(id)',
  '${HOME}',
  '"; rm -rf ~; "',
  "'; id; '",
  'a\nb\n```\n# c',
  '</code><script>alert(1)</script>',
  '[x](javascript:1)',
  '| a | b |',
  '\\',
  '*_~#!',
  '%{ if }',
  '-n',
  '\u2028x',
  '&lt;',
  '{{ x }}',
  '{% raw %}',
  '{username}',
  '$(shell id)',
]

/** How many rows, headings and blocks of code a page of Markdown has. */
export const pageShape = (page: string): unknown[] => [
  page
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.replace(/\\\|/g, '').split('|').length),
  page.match(/^#+ /gm)?.length,
  page.match(/^```/gm)?.length,
]

/** The blocks of a page that are for a shell. */
export const shellBlocks = (page: string): string[] =>
  [...page.matchAll(/```(?:bash|sh)\n([\s\S]*?)\n```/g)].map(([, body]) => body!)
