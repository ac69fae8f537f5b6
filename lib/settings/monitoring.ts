/** What a cluster keeps of what goes on there: logs and metrics. */
import { Type } from '@sinclair/typebox'
import { EMAIL, NAME, bytes, flag, group, maybe, set, text, whole } from './fields.ts'

export const monitoring = {
  logs: maybe(
    group(
      {
        keep: whole('Days that they are kept.', 90, { minimum: 1, maximum: 3650 }),
        servers: maybe(flag("Also what people's servers and Dask workers print, which is much and theirs.")),
      },
      'Logs of pods in a store of their own, which is billed by volume: Cloud Logging, or CloudWatch on AWS, where a ' +
        'collector on each machine takes 100 MB of it; not on Azure. Default: the store of the project on Google ' +
        'Cloud, which keeps them 30 days, without those of servers; on other clouds none leave the machines.',
      { keep: 90 },
    ),
  ),
  monitoring: maybe(
    group(
      {
        prometheus: maybe(flag('Collect metrics.')),
        grafana: maybe(flag('Show them.')),
        domain: maybe(
          text('Where Grafana is found.', 'grafana.polar.example.org', { pattern: '^[a-z0-9]([a-z0-9.-]*[a-z0-9])$' }),
        ),
        memory: maybe(
          bytes(
            'Memory of Prometheus: set aside, and the most that it may use. 3 GB are enough for some hundred ' +
              'machines; each further hundred takes another one.',
            '6Gi',
          ),
        ),
        disk: maybe(bytes('Disk for metrics.', '100Gi')),
        keep: maybe(text('How long metrics are kept.', '365d', { pattern: '^[1-9][0-9]*d$' })),
        alert: maybe(
          set(
            'Who is written to when something is wrong; needs `mail`. Default: nobody, alerts are only shown.',
            ['hub-admins@polar.example.org'],
            Type.String({ pattern: EMAIL, 'x-kind': 'email' }),
          ),
        ),
        mail: maybe(
          group(
            {
              host: text('Mail server and port, with TLS.', 'smtp.example.org:587', {
                pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:[0-9]{1,5}$',
              }),
              from: text('Whom the letters come from.', 'alerts@polar.example.org', {
                pattern: EMAIL,
                'x-kind': 'email',
              }),
              user: text('Who signs in there.', 'alerts@polar.example.org', { pattern: '^[^\\s"\'<>{}$%\\\\]+$' }),
              secret: text('Secret with the key `password`, in the namespace `monitoring`.', 'alert-mail', {
                pattern: NAME,
                maxLength: 63,
              }),
            },
            'The mail server that alerts are sent through.',
          ),
        ),
      },
      'Prometheus and Grafana.',
    ),
  ),
}
