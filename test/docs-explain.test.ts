/**
 * docs/explain.md: its commands print what it shows, but for numbers of lines and hubs, which move with whatever else there
 * is. `UPDATE=1 npx vitest run test/docs-explain.test.ts` writes what they print; then read the diff.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { execute } from '../lib/cli/main.ts'
import { addressOf, printedLeaves } from '../lib/explain/leaves.ts'
import { fleet, outputTexts } from './fleet.ts'

const PAGE = 'docs/explain.md'
const outputs = outputTexts(fleet())

/** The words with the line on which the value that the page shows stands now. */
function withLine(words: string, shown: string): string {
  const [, file] = /dist\/(\S+):\d+$/.exec(words) ?? []
  const address = /^value {2}(\S+) = /m.exec(shown)?.[1]
  if (file === undefined || address === undefined) return words
  const name = file.split('/')[2]!
  const leaf = printedLeaves(name, outputs.get(file)!).leaves.find((each) => addressOf(each) === address)
  return leaf ? words.replace(/\d+$/, String(leaf.line)) : words
}

const withoutLines = (text: string): string => text.replace(/:\d+(:\d+)?\b|: \d+ hubs?\b/g, ':N')

/** What is written to is a copy. */
let copy: string
beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'hubloom-docs-'))
  for (const folder of ['profiles', 'communities']) cpSync(folder, join(copy, folder), { recursive: true })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

it('the commands of docs/explain.md print what it shows', async () => {
  const page = readFileSync(PAGE, 'utf8')
  const blocks = [...page.matchAll(/```sh\nnpx hubloom (.+)\n```\n\n```text\n([^]*?)```\n/g)]
  expect(blocks.length).toBeGreaterThan(3)
  let written = page
  for (const [block, was, shown] of blocks) {
    const words = withLine(was!, shown!)
    const root = words.startsWith('set ') ? ['--root', copy] : []
    const { out, err } = await execute([...root, ...words.split(' ')], { version: '0.0.0' })
    const said = `\`\`\`sh\nnpx hubloom ${words}\n\`\`\`\n\n\`\`\`text\n${err}${out}\`\`\`\n`
    written = written.replace(block, () => said)
  }
  if (process.env['UPDATE']) writeFileSync(PAGE, written)
  else expect(withoutLines(written)).toBe(withoutLines(page))
})
