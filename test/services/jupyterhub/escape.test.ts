import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { helmWord, marked } from '../../../lib/services/jupyterhub/escape.ts'
import { NASTY } from '../../hostile.ts'

describe('a text with marks', () => {
  it.each([
    ['Down **on *this* Friday**', 'Down <strong>on <em>this</em> Friday</strong>'],
    [
      'see [its **status**](https://s.example.org/?a=1&b=2).',
      'see <a href="https://s.example.org/?a=1&amp;b=2">its <strong>status</strong></a>.',
    ],
    [
      '[home](/hub/home), [mail](mailto:ops@example.org)',
      '<a href="/hub/home">home</a>, <a href="mailto:ops@example.org">mail</a>',
    ],
    ['2 * 3 * 4, ** and *', '2 * 3 * 4, ** and *'],
    ['<b>x</b> {{ 7 * 7 }}', '&lt;b&gt;x&lt;/b&gt; {{ 7 * 7 }}'],
    ['[x](javascript:alert(1))', '[x](javascript:alert(1))'],
    ['[x](//evil.example.org)', '[x](//evil.example.org)'],
    ['[x](https://a" onclick="b)', '[x](https://a&quot; onclick=&quot;b)'],
  ])('%s', (text, html) => expect(marked(text)).toBe(html))

  it.each(NASTY)('never makes a tag or attribute of what it holds: %s', (nasty) => {
    const made = marked(`**${nasty}** *${nasty}* [${nasty}](https://x.example.org/${nasty})`)
    expect(made.replace(/<\/?(strong|em|a)>|<a href="(https?:\/\/|mailto:|\/)[^\s"<>']*">/g, '')).not.toMatch(/[<>"']/)
  })
})

describe('a word for `hub.args`', () => {
  // what Helm's template engine makes of a text: the one action that may stand in it
  const rendered = (word: string): string => helmWord(word).replaceAll('{{"{{"}}', '{{')

  it.each([...NASTY, 'plain', '--upgrade-db', 'yes', 'a: b', '{{ .Values.hub }}', '{{{x}}}', '[a]', '1', '~'])(
    '%s',
    (word) => {
      expect(parse(`- ${rendered(word)}`, { version: '1.1' })).toEqual([word])
      expect(helmWord(word).replaceAll('{{"{{"}}', '')).not.toContain('{{')
    },
  )
})
