import { expect, test } from 'vitest'
import { checks } from '../../../lib/checks/index.ts'
import { facts } from '../../../lib/clouds/gcp/facts.ts'
import { serviceFacts } from '../../../lib/services/index.ts'
import { fleet, type Extra } from './fleet.ts'

/** Code and line of each finding, as `code: line of its file`. */
function findings(extra: Extra): string[] {
  const context = { fleet: fleet(extra), clouds: { gcp: facts, aws: facts, azure: facts }, services: serviceFacts }
  return checks.flatMap((check) =>
    check.find(context).map(({ at }) => `${check.code} ${at.file.replace('communities/ice/', '')}:${at.line}`),
  )
}

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
