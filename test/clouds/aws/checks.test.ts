import { expect, test } from 'vitest'
import { CALICO_DEFAULT } from '../../../lib/clouds/aws/rules.ts'
import { aws } from '../../../lib/clouds/aws/index.ts'
import { calico } from '../../../lib/services/calico/index.ts'
import { plans, said } from './fleet.ts'

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

test('Kubernetes that this Calico is not tested with is told of, with one that is', () => {
  const untested = (version: string, more = '') =>
    said({ cluster: `kubernetes: { version: "${version}" }\n${more}` }).filter((line) =>
      line.startsWith('calico-untested'),
    )
  expect(untested('1.36')).toEqual([expect.stringMatching(/cluster\.yaml:4: Calico 3\.31.* 1\.32 to 1\.35/)])
  expect(untested('1.35')).toEqual([])
  expect(untested('1.31')).toEqual([expect.stringContaining('1.32 to 1.35')])
  const newer = 'releases: { calico: { version: v3.32.1 } }\n'
  expect(untested('1.36', newer)).toEqual([])
  expect(untested('1.33', newer)).toEqual([expect.stringContaining('Calico 3.32')])
  expect(untested('1.40', 'releases: { calico: { version: v3.40.0 } }\n')).toEqual([])
})

test('the version that the rule takes for granted is the one that is installed', () => {
  const { cluster } = plans()
  const made = calico.forCluster(cluster, aws.clusterWiring(cluster), {
    communities: [],
    clusters: [cluster],
    hubs: [],
  })!
  expect(made.releases![0]!.version).toMatch(new RegExp(`^v${CALICO_DEFAULT.replace('.', '\\.')}\\.`))
})
