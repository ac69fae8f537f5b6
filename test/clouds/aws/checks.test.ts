import { expect, test } from 'vitest'
import { said } from './fleet.ts'

test('nothing is said of a plain cluster', () => expect(said({}).filter((line) => line.includes('aws-'))).toEqual([]))

test.each([
  [
    'an admin by e-mail',
    { cluster: 'admins: ["user:ada@ice.example.org"]\n' },
    /^aws-admin cluster\.yaml:4: .*ada@ice/,
  ],
  ['one zone', { cluster: 'zones: [us-west-2a]\n' }, /^aws-zones cluster\.yaml:4/],
  [
    'a subnet by name',
    { cluster: 'network: { existing: { network: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, private-b] } }\n' },
    /^aws-subnet cluster\.yaml:4: .*private-b/,
  ],
  [
    'a single subnet',
    { cluster: 'network: { existing: { network: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d] } }\n' },
    /^aws-subnet cluster\.yaml:4: EKS needs/,
  ],
  [
    'services in public addresses',
    { cluster: 'network: { services: 100.64.0.0/16 }\n' },
    /^aws-service-range cluster\.yaml:4/,
  ],
  [
    'a budget in euros',
    { cluster: 'budget: { monthly: 4000 EUR, alert: [a@ice.example.org] }\n' },
    /^aws-budget-currency cluster\.yaml:4/,
  ],
  [
    'images built into ECR',
    {
      hub:
        'image-building: { registry: 000000000000.dkr.ecr.us-west-2.amazonaws.com/hub/, secret: image-push, ' +
        'hub-image: "quay.io/2i2c/pilot-hub:0.0.1" }\n',
    },
    /^aws-registry prod\.yaml:\d/,
  ],
])('%s is told of', (_what, extra, expected) => {
  expect(said(extra).filter((line) => line.startsWith('aws-'))).toEqual([expect.stringMatching(expected)])
})

test("Kubernetes newer than Calico is tried out at one's own risk", () => {
  const untested = (version: string) =>
    said({ cluster: `kubernetes: { version: "${version}" }\n` }).filter((line) => line.startsWith('calico-untested'))
  expect(untested('1.36')).toEqual([expect.stringMatching(/tested up to Kubernetes 1\.35/)])
  expect(untested('1.35')).toEqual([])
})
