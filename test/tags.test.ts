/** Tags that keep text from inputs text: in Markdown, in shell that real shells read, in a Makefile that make reads. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { make, recipe, renderMake, target } from '../lib/print/make.ts'
import { code, link, md, prose, table, type Markdown } from '../lib/print/markdown.ts'
import { joinShell, program, sh, shellComment, type Shell } from '../lib/print/shell.ts'
import { NASTY } from './hostile.ts'

const folder = mkdtempSync(join(tmpdir(), 'tags-'))
afterAll(() => rmSync(folder, { recursive: true }))

const anything = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(...NASTY),
  fc.array(fc.constantFrom(...NASTY)).map((parts) => parts.join('')),
)
/** Texts that survive a pipe: no half of a surrogate pair. */
const samples = (many: number): string[] => fc.sample(anything, many).filter((text) => !/[\uD800-\uDFFF]/.test(text))
const flat = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
const run = (commands: readonly Shell[], shell: string): string[] => {
  const { stdout, stderr } = spawnSync(shell, ['-c', commands.join('\n')], { encoding: 'utf8' })
  expect(stderr).toBe('')
  return stdout.split('\n').slice(0, -1)
}

describe('shell', () => {
  it.each(['sh', 'bash'])('keeps a text one word, as %s reads it', (shell) => {
    const cases = samples(300)
    expect(
      run(
        cases.map((text) => sh`printf '%s\\n' ${text}`),
        shell,
      ),
    ).toEqual(cases.map(flat))
  })
  it.each<[where: string, command: (text: string) => Shell]>([
    ['beside other words', (text) => sh`printf '%s\\n' before=${text}`],
    ['within double quotes', (text) => sh`printf '%s\\n' "before=${text}"`],
    ['within single quotes', (text) => sh`printf '%s\\n' 'before=${text}'`],
    ['in a substitution within quotes', (text) => sh`printf '%s\\n' "$(printf '%s' before=${text})"`],
    ['after an escaped quote', (text) => sh`printf '%s\\n' "\\"before=${text}"`],
    ['after a substitution has ended', (text) => sh`printf '%s%s\\n' "$(printf before)" =${text}`],
    ['in shell that is put into shell', (text) => sh`printf '%s\\n' ${sh`before=${text}`}`],
  ])('keeps a text text %s', (_where, command) => {
    const cases = samples(200)
    const said = run(cases.map(command), 'bash').map((line) => line.replace(/^"/, ''))
    expect(said).toEqual(cases.map((text) => `before=${flat(text)}`))
  })
  it('keeps a comment a comment', () => {
    const cases = samples(200)
    expect(
      run(
        cases.flatMap((text) => [
          shellComment(text),
          sh`echo fine # ${text}`,
          joinShell([sh`echo fine`, shellComment(text)], ' '),
        ]),
        'sh',
      ),
    ).toEqual(cases.flatMap(() => ['fine', 'fine']))
  })
  it('leaves plain words as they are, and makes one line of several', () =>
    expect(
      String(sh`kubectl get pods
      --namespace ${'polar-prod'} --output=${'name'}`),
    ).toBe('kubectl get pods --namespace polar-prod --output=name'))
  it('takes no text for shell, whatever its type says', () => {
    // @ts-expect-error a text is no shell
    const text: Shell = 'rm -rf ~'
    expect(String(sh`echo ${text}`)).toBe("echo 'rm -rf ~'")
    const input = String('; rm -rf ~ #')
    // @ts-expect-error nor may it stand between two commands
    expect(String(joinShell([sh`a`, sh`b`], input))).toContain('rm')
  })
})

describe('make', () => {
  it('hands a text to the shell as it is', () => {
    const cases = samples(200)
    writeFileSync(
      join(folder, 'words.mk'),
      renderMake([make`${target('all')}:`, ...cases.map((text) => recipe(sh`@printf '%s\\n' ${text}`))]),
    )
    const said = execFileSync('make', ['-f', join(folder, 'words.mk')], { encoding: 'utf8' })
    expect(said.split('\n').slice(0, -1)).toEqual(cases.map(flat))
  })
  it('keeps a text in a comment, beside a target too, and within its line', () => {
    const cases = samples(200)
    writeFileSync(
      join(folder, 'comments.mk'),
      renderMake([
        ...cases.flatMap((text, i) => [make`# ${text}`, make`export V${String(i)} := fine`]),
        make`${target('all')}: ## ${cases.join('')}`,
        ...cases.map((_, i) => recipe(sh`@printf '%s\\n' "$V${sh`${i}`}"`)),
      ]),
    )
    const said = execFileSync('make', ['-f', join(folder, 'comments.mk')], { encoding: 'utf8' })
    expect(said.split('\n').slice(0, -1)).toEqual(cases.map(() => 'fine'))
  })
  it('calls programs by their variables, which a script does not have', () => {
    const command = sh`${program('terraform', 'TERRAFORM')} plan "$HOME"`
    expect(recipe(command).source).toBe('\t$(TERRAFORM) plan "$$HOME"')
    expect(String(command)).toBe('terraform plan "$HOME"')
  })
  it.each(['a b', 'a:', '%', '', '$(shell id)', '.PHONY'])('takes %j for no name of a target', (name) =>
    expect(() => target(name)).toThrow(/no name/),
  )
})

describe('Markdown', () => {
  it('in which a text opens nothing', () =>
    fc.assert(
      fc.property(anything, (text) => {
        const { source } = md`${text}`
        expect(source.replace(/\\[\\`*_[\]|~#!$]|&(amp|lt|gt);/g, '')).not.toMatch(/[\\`*_[\]|~#!$<>&\n]/)
      }),
    ))
  it.each<[what: string, span: (text: string) => Markdown]>([
    ['a code span', (text) => code`${text}`],
    ['shell in a line', (text) => md`${sh`${text}`}`],
  ])('in which a text ends neither %s nor the cell of a table', (_what, span) =>
    fc.assert(
      fc.property(anything, (text) => {
        const out = span(text)
        const fence = /^`+/.exec(out.source)![0]
        const inner = out.source.slice(fence.length, -fence.length)
        expect(out.source.endsWith(fence)).toBe(true)
        expect([...inner.matchAll(/`+/g)].map(([runs]) => runs.length)).not.toContain(fence.length)
        const row = table(['a', 'b'], [[out, md`${out} ${text}`]])
          .source.split('\n')
          .slice(2)
        expect(row).toHaveLength(1)
        expect(row[0]!.replace(/\\\|/g, '').split('|')).toHaveLength(4)
      }),
    ),
  )
  it('in which a link stays in it', () =>
    fc.assert(
      fc.property(anything, (text) => {
        expect(link(text, `https://example.org/${text}`).source).toMatch(/^\[.*\]\(<[^<>\n]*>\)$/u)
      }),
    ))
  it('in which words with backticks are code and text, and nothing more', () => {
    expect(prose('`a|b` of *c*, `d`').source).toBe('`a|b` of \\*c\\*, `d`')
    fc.assert(
      fc.property(anything, (text) => {
        const words = text.replace(/`/g, '')
        expect(prose(`${words}\`code\`${words}`).source.replace(/\\[\\`*_[\]|~#!$]|&(amp|lt|gt);/g, '')).not.toMatch(
          /[\\*_[\]|~#!$<>&\n]/,
        )
      }),
    )
  })
  it('takes no text for Markdown, whatever its type says', () => {
    // @ts-expect-error a text is no Markdown
    const text: Markdown = '# heading'
    expect(md`a ${text}`.source).toBe('a \\# heading')
    // @ts-expect-error nor is what looks like it
    const like: Markdown = { source: '# heading', inCell: '' }
    expect(md`a ${like}`.source).not.toContain('# heading')
  })
  it('refuses a value in a code span that it did not make', () => expect(() => md`see \`${'a'}\``).toThrow(/code span/))
  it('has tables of even rows', () =>
    expect(table(['a', 'b'], [[md`1`, md`2`]]).source).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |'))
})
