import { expect, test } from 'vitest'
import { runChecks } from '../../../lib/compile-group.ts'
import { registry } from '../../../lib/registry.ts'
import { fleet, type Extra } from './fleet.ts'

/** Code and line of each finding, as `code: line of its file`. */
const findings = (extra: Extra): string[] =>
  runChecks(fleet(extra), registry).map(
    ({ code, at }) => `${code} ${at.file.replace('communities/ice/', '')}:${at.line}`,
  )

test('a plain fleet has none', () => {
  expect(findings({})).toEqual([])
})

test.each<[code: string, extra: Extra, where: string]>([
  ['budget-without-billing-account', { cluster: 'budget: { monthly: 10 USD, alert: [a@x.org] }\n' }, 'cluster.yaml:4'],
  [
    'too-many-budget-addresses',
    {
      cluster:
        'budget: { monthly: 10 USD, billing-account: 012345-6789AB-CDEF01, alert: ' +
        `[${['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}@x.org`).join(', ')}] }\n`,
    },
    'cluster.yaml:4',
  ],
  [
    'more-than-one-subnetwork',
    { cluster: 'network: { existing: { network: research, subnets: [a, b] } }\n' },
    'cluster.yaml:4',
  ],
  ['not-a-google-member', { cluster: 'admins: ["arn:aws:iam::000000000000:role/admin"]\n' }, 'cluster.yaml:4'],
  [
    'managed-home-without-backup',
    { home: 'home: { kind: managed, disk: 1Ti, quota: null, backup: { keep: 7 } }' },
    'hubs/prod.yaml:4',
  ],
])('%s', (code, extra, where) => {
  expect(findings(extra)).toEqual([`${code} ${where}`])
})
