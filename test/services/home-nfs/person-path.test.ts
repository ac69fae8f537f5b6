/** Where a person's home lies, against what KubeSpawner documents, said again in Python. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { personalQuota, quotaOfStranger } from '../../../lib/checks/quotas.ts'
import type { HubPlan } from '../../../lib/plan/types.ts'
import { escapedName } from '../../../lib/plan/home.ts'
import { findings } from '../../plan.ts'
import { hubPlan } from '../plan.ts'
import { hasPython, runPython } from '../python.ts'

it.each([
  ['ada', 'ada'],
  ['ada-example', 'ada-2dexample'],
  ['grace@x.org', 'grace-40x-2eorg'],
  ['0a_b+c', '0a-5fb-2bc'],
  ['a--b', 'a-2d-2db'],
  ['a'.repeat(80), 'a'.repeat(80)],
])('%s keeps files in %s', (name, folder) => expect(escapedName(name)).toBe(folder))

// letters and digits stay; of every other character each byte of its UTF-8 is written in base 16, behind the escape
// character
const PYTHON = `import json, os, string
safe = string.ascii_lowercase + string.digits
def folder(name):
    return "".join(c if c in safe else "".join("-%x" % byte for byte in c.encode("utf-8")) for c in name)
print(json.dumps([folder(name) for name in json.loads(os.environ["NAMES"])]))
`

test.skipIf(!hasPython)('as Python computes it, for every name that a file may hold', () => {
  const name = fc.string({
    unit: fc
      .integer({ min: 0x21, max: 0x7e })
      .filter((code) => code !== 0x2f)
      .map((code) => String.fromCharCode(code).toLowerCase()),
    minLength: 1,
    maxLength: 80,
  })
  const names = fc.sample(name, 300)
  expect(runPython(PYTHON, { NAMES: JSON.stringify(names) })).toEqual(names.map(escapedName))
})

test('no two people share a folder, nor one with everybody', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (a, b) => {
      expect(escapedName(a) === escapedName(b)).toBe(a === b)
      expect(escapedName(a)).not.toMatch(/^_/)
    }),
  )
})

type Settings = HubPlan['settings']['values']
describe('quotas of single people that cannot be', () => {
  const hub = (
    quotas: Record<string, string>,
    disk = 500,
    more: Partial<Settings> = {},
    kind: HubPlan['home']['kind'] = 'disk',
  ): HubPlan =>
    hubPlan({ home: { ...hubPlan().home, kind, disk }, settings: { home: { kind, disk: '500Gi', quotas }, ...more } })
  it.each<[string, HubPlan, string[]]>([
    ['fine', hub({ 'ada-example': '500Gi', grace: '1Mi' }), []],
    ['larger than the disk', hub({ ada: '501Gi' }), ['personal-quota home.quotas.ada']],
    ['none', hub({ ada: '0Gi' }), ['personal-quota home.quotas.ada']],
    ['one person twice', hub({ Ada: '1Gi', ada: '2Gi' }), ['personal-quota home.quotas.ada']],
    ['without a disk', hub({ ada: '1Gi' }, 500, {}, 'managed'), ['personal-quota home.quotas.ada']],
    [
      'of strangers',
      hub({ ada: '1Gi' }, 500, { auth: { secret: 's', 'admins-see-servers': false, temporary: {} } }),
      ['quota-of-stranger home.quotas.ada'],
    ],
  ])('%s', (_, plan, wanted) => {
    expect(findings([personalQuota, quotaOfStranger], [plan]).map(({ code, at }) => `${code} ${at.file}`)).toEqual(
      wanted,
    )
  })
})
