/** The network of a cluster. */
import { Type } from '@sinclair/typebox'
import { RANGE, flag, group, maybe, set, text } from './fields.ts'

const range = (description: string, example: string) => text(description, example, { pattern: RANGE })

export const network = maybe(
  group(
    {
      range: maybe(
        range(
          'Addresses of the network, in private space, /16 or larger. No two clusters of the fleet may ' +
            "overlap. Default: 10.x.0.0/16, with x made from the cluster's name.",
          '10.40.0.0/16',
        ),
      ),
      pods: maybe(
        range('Addresses of pods, on Google Cloud and Azure. Default: planned beside `range`.', '10.128.0.0/14'),
      ),
      services: maybe(range('Addresses of services. Default: planned beside `range`.', '10.100.0.0/16')),
      existing: maybe(
        group(
          {
            network: text('Name (Google Cloud, Azure) or id (AWS) of the network.', 'vpc-0a1b2c3d', {
              pattern: '^[A-Za-z0-9_./-]+$',
            }),
            subnets: set(
              'Names or ids of its private subnets.',
              ['subnet-0a1b2c3d'],
              Type.String({ pattern: '^[A-Za-z0-9_./-]+$' }),
            ),
          },
          'Use a network that is there already.',
        ),
      ),
      'flow-logs': maybe(flag('Log connections, for audits. Costs by volume.', false)),
      'api-access': maybe(
        set(
          'Address ranges that may reach the Kubernetes API. Default: everywhere, with credentials.',
          ['198.51.100.0/24'],
          Type.String({ pattern: RANGE }),
        ),
      ),
      'private-api': maybe(flag('The Kubernetes API has no public address.', false)),
    },
    'Its network.',
    { range: '10.40.0.0/16' },
  ),
)
