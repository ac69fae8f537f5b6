/** A comment accepts the finding at its line; each way in which it may fail to is told: see also test/cases/accepted. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { reportJson } from '../lib/cli/reporters/json.ts'
import { reportSarif } from '../lib/cli/reporters/sarif.ts'
import { reportText } from '../lib/cli/reporters/text.ts'
import { accept, acceptancesOf } from '../lib/layers/accepted.ts'
import { compileFolder, compileTexts, lines } from './fleet.ts'

const result = compileFolder('test/cases/accepted')
const read = (text: string) =>
  acceptancesOf(new Map([['communities/reef/hubs/prod.yaml', text]])).map(({ code, covers, reason }) => ({
    code,
    covers,
    reason,
  }))

describe('a comment', () => {
  it('covers its line, or the next one that is no comment', () => {
    expect(read('a: 1 # accept one: r\nb: 2\n')).toEqual([{ code: 'one', covers: [1, 1], reason: 'r' }])
    expect(read('a: 1\n# accept two/x: r: s\n# more\nb: 2\n')).toEqual([
      { code: 'two/x', covers: [2, 4], reason: 'r: s' },
    ])
    expect(read('# fleet\n\n# accept one: r\na: 1\r\n')).toEqual([{ code: 'one', covers: [3, 4], reason: 'r' }])
    expect(read('# top\n# accept one: r\na: 1\n')).toEqual([{ code: 'one', covers: [1, 3], reason: 'r' }])
  })
  it('is none within a text, quoted or folded', () => {
    expect(read('a: "x # accept one: r"\nb: |\n  # accept two: r\nc: \'# accept three: r\'\n')).toEqual([])
    expect(read('a: x # accept one: r\nb: [1, # accept two: s\n  2]\n').map(({ code }) => code)).toEqual(['one', 'two'])
  })
  it('is read in a file that is no YAML', () => {
    expect(read('a: [ # accept one: r\n').map(({ code }) => code)).toEqual(['one'])
  })
})

describe('findings of any kind', () => {
  const at = { file: 'communities/reef/hubs/prod.yaml', line: 1 }
  const comments = acceptancesOf(new Map([[at.file, 'a: 1 # accept costs: known\nb: 1 # accept visible: known\n']]))
  it('are open or accepted, and comments idle', () => {
    const { open, accepted, idle } = accept(
      [
        { at, code: 'costs' },
        { at, code: 'locks-out' },
      ],
      comments,
    )
    expect(open).toEqual([{ at, code: 'locks-out' }])
    expect(accepted.map(({ finding, by }) => [finding.code, by.reason])).toEqual([['costs', 'known']])
    expect(idle.map(({ code }) => code)).toEqual(['visible'])
  })
})

describe('what is accepted', () => {
  it('is not told, and stands with its reason in JSON and SARIF', () => {
    expect(result.accepted.map(({ diagnostic, reason }) => [diagnostic.at.file, diagnostic.code, reason])).toEqual([
      ['communities/kelp/hubs/one.yaml', 'no-admins', 'the staff of the sign-in looks after people'],
      ['communities/reef/cluster.yaml', 'spot-servers', 'people know'],
      ['communities/reef/community.yaml', 'no-effect', 'sizes come with the next term'],
      ['communities/reef/community.yaml', 'no-admins', 'a class without staff'],
    ])
    const json = JSON.parse(reportJson({ ...result, fine: true }).out) as { accepted: { accepted: object }[] }
    expect(json.accepted.map((each) => each.accepted)).toContainEqual({
      at: { file: 'communities/reef/community.yaml', line: 5, column: 3 },
      reason: 'a class without staff',
    })
    const sarif = JSON.parse(reportSarif({ ...result, fine: true }).out) as {
      runs: { results: { suppressions?: object[]; ruleId: string }[] }[]
    }
    expect(sarif.runs[0]!.results.filter(({ suppressions }) => suppressions)).toHaveLength(4)
    expect(sarif.runs[0]!.results.flatMap(({ suppressions = [] }) => suppressions)[0]).toMatchObject({
      kind: 'inSource',
      justification: 'the staff of the sign-in looks after people',
    })
    expect(reportText({ ...result, fine: true }, {}).err).toMatch(
      /0 errors, \d+ warnings, 4 accepted; docs\/checks.md explains each by its code\n$/,
    )
  })
  it('is told again without the comment', () => {
    const file = 'test/cases/accepted/communities/reef/community.yaml'
    const text = readFileSync(file, 'utf8')
    expect(text).toContain('# accept no-effect')
    const without = compileTexts({
      'profiles/shared.yaml': readFileSync('test/cases/accepted/profiles/shared.yaml', 'utf8'),
      'communities/reef/community.yaml': text.replace(/ # accept no-effect.*/, ''),
      'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-hubs-123456\n',
      'communities/reef/hubs/prod.yaml': 'domain: hub.reef.example.org\n',
    })
    expect(lines(without.diagnostics)).toMatch(/^communities\/reef\/community.yaml:4:3: warning\[no-effect\]/)
  })
  it('is not called gone where an error may hide it', () => {
    const found = compileTexts(
      {
        'communities/reef/community.yaml': 'name: Reef\ncontact: ops@reef.example.org\n',
        'communities/reef/cluster.yaml': 'cloud: gcp\nregion: us-central1\naccount: reef-hubs-123456\n',
        'communities/reef/hubs/prod.yaml': 'domian: hub.reef.example.org # accept no-admins: none\n',
      },
      { applied: new Map() },
    )
    expect(lines(found.diagnostics)).not.toContain('acceptance')
  })
})
