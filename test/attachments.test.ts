import { describe, expect, it } from 'vitest'
import { compileTexts } from './fleet.ts'

const REEF = {
  'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
  'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-lab\n',
  'communities/reef/hubs/prod.yaml':
    'domain: hub.reef.example.org\nprofile: teaching\n' +
    'auth: { github: { organizations: [reef] }, admins: [ada-example] }\n',
}

/** What is said of one file of code, by code and place. */
const told = (text: string, name = 'register'): string[] =>
  compileTexts({ [`communities/reef/code/${name}.py`]: text, 'communities/reef/community.yaml': 'name: Reef' })
    .diagnostics.filter(({ at, code }) => at.file.endsWith('.py') && code !== 'unused-code')
    .map(({ code, variant, at }) => `${[code, variant].filter(Boolean).join('/')} ${at.line}:${at.column}`)

describe('files that a community keeps', () => {
  const told = (text: string): string[] =>
    compileTexts({ 'communities/reef/files/a.yaml': text, ...REEF })
      .diagnostics.filter(({ at }) => at.file.endsWith('a.yaml'))
      .map(({ code, variant, at }) => `${[code, variant].filter(Boolean).join('/')} ${at.line}:${at.column}`)

  it('are text, no YAML of ours', () => expect(told('a: [')).toEqual(['unused-file 1:1']))
  it('are used where a hub gives one to its own pod', () => {
    const hub = `${REEF['communities/reef/hubs/prod.yaml']}hub: { files: { a: { path: /srv/a.yaml, from: a.yaml } } }\n`
    const texts = { 'communities/reef/files/a.yaml': 'a', ...REEF, 'communities/reef/hubs/prod.yaml': hub }
    expect(compileTexts(texts).diagnostics).toEqual([])
  })
  it('hold no secret', () =>
    expect(told('x\nclient_secret = "s3cr3t-s3cr3t"\n')).toEqual(['unused-file 1:1', 'secret-in-input/file 2:1']))
  it('show what they hold', () => expect(told('a\n"\u202e"')).toEqual(['unused-file 1:1', 'forbidden-character 2:2']))
})

describe('code that a community keeps', () => {
  it.each<[string, string, string[]]>([
    ['a hook', 'async def sign_in(authenticator, handler, authentication):\n    return authentication\n', []],
    [
      'new syntax',
      'match x:\n    case [1, *rest] if (y := rest):\n        print(f"{y!r:>{9}}")\ntype A[T] = list[T]\n',
      [],
    ],
    ['a file of Windows', '\uFEFFdef sign_in(a):\r\n    return a\r\n', []],
    ['a slip', 'def sign_in(a):\n    x = = 2\n', ['python-syntax 2:9']],
    ['a tab too much', 'def sign_in(a):\n    x = 1\n      y = 2\n', ['python-syntax 3:7']],
    ['an open string', "x = 'abc\n", ['python-syntax 1:1']],
    ['a tower of brackets', '('.repeat(50_000), ['python-syntax/deep 1:1']],
    ['a text that runs backwards', 'x = 1\ny = "\u202e"\n', ['forbidden-character 2:6']],
    ['a secret', 'import os\nAPI_TOKEN = "s3cr3t-s3cr3t"\n', ['secret-in-input/code 2:1']],
    ['a long one', '#'.repeat(100 * 1024 + 1), ['file-too-large 1:1']],
  ])('is read and not run: %s', (_what, text, problems) => expect(told(text)).toEqual(problems))
})
