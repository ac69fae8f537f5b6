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
]
