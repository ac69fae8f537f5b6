import { Type } from '@sinclair/typebox'
import { RANGE, choice, either, flag, group, keyed, list, maybe, set, text, whole } from './fields.ts'

const SERVICE = '^[a-z0-9]([a-z0-9-]*[a-z0-9])?/[a-z0-9]([a-z0-9.-]*[a-z0-9])?$'

const port = whole('A port.', 5432, { minimum: 1, maximum: 65_535 })
const ports = (description: string, example: number[]) => list(port, description, example)
const internet = choice(
  ['open', 'web-only', 'closed'],
  'What servers may reach in the internet: everything, only web ports, nothing.',
  'open',
)

/** What servers may reach. */
export const network = maybe(
  group(
    {
      'allow-private': maybe(
        set(
          'Private address ranges that servers may reach, at every port. Others are closed to them.',
          ['10.20.0.0/16'],
          Type.String({ pattern: '^[0-9.]+/[0-9]+$' }),
        ),
      ),
      outbound: maybe(
        either(
          [
            internet,
            group(
              {
                internet: maybe(
                  choice(
                    ['open', 'web-only', 'closed'],
                    'The internet, beside the ports below: everything, only web ports, nothing. Default: nothing.',
                    'web-only',
                  ),
                ),
                tcp: maybe(ports('Ports of TCP that servers may reach in the internet.', [80, 443, 22])),
                udp: maybe(ports('Ports of UDP that servers may reach in the internet.', [123])),
                private: maybe(
                  keyed(
                    { [RANGE]: ports('Ports of TCP.', [5432]) },
                    'Private address ranges that servers may reach at some ports only.',
                    { '10.20.0.0/16': [5432] },
                  ),
                ),
                services: maybe(
                  keyed(
                    {
                      [SERVICE]: either(
                        [
                          ports('Ports of TCP on which its pods listen.', [5432]),
                          group(
                            {
                              ports: ports('Ports of TCP on which its pods listen.', [5432]),
                              labels: keyed(
                                {
                                  '^[A-Za-z0-9][A-Za-z0-9./_-]*$': text('Its value.', 'postgres', {
                                    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
                                    maxLength: 63,
                                  }),
                                },
                                'Labels of its pods.',
                                { app: 'postgres' },
                              ),
                            },
                            'Ports and labels of its pods.',
                          ),
                        ],
                        'Ports on which its pods listen: those labelled `app.kubernetes.io/name: <name>`, where no ' +
                          'others are named.',
                        [5432],
                      ),
                    },
                    "Services of the cluster, as `<namespace>/<name>`. The other namespace's own policies have to " +
                      'let them in.',
                    { 'data/postgres': [5432] },
                  ),
                ),
              },
              'What servers may reach, one by one. What is not named is closed to them.',
            ),
          ],
          'What servers may reach: a word for the internet, or a list.',
          { tcp: [80, 443, 22], private: { '10.20.0.0/16': [5432] } },
        ),
      ),
    },
    'What servers may reach.',
  ),
)

/** Who may read what the hub says of itself. */
export const metrics = maybe(
  either(
    [
      flag("Prometheus of the cluster may read the hub's metrics."),
      group(
        {
          namespaces: maybe(
            set(
              "Namespaces whose pods may read them, beside the cluster's Prometheus.",
              ['team-monitoring'],
              Type.String({ pattern: '^[a-z0-9]([a-z0-9-]*[a-z0-9])?$' }),
            ),
          ),
          everywhere: maybe(flag('Every pod of the cluster may read them.', true)),
        },
        'Who may read them, beside Prometheus.',
      ),
    ],
    "Who may read the hub's metrics, without a token: how many people and servers there are, and no names.",
    { namespaces: ['team-monitoring'] },
  ),
)
