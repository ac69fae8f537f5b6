/** What the hub's own pods are made of, beside what each asks for. */
import { Type } from '@sinclair/typebox'
import {
  bytes,
  choice,
  either,
  flag,
  group,
  keyed,
  list,
  maybe,
  named,
  objectName,
  set,
  text,
  whole,
} from './fields.ts'
import { file, podMounts, podVariables } from './pods.ts'
import { image } from './environments.ts'

/** A Python package with its version, as pip takes it: no address, no option. */
const PACKAGE = '^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?(\\[[A-Za-z0-9._,-]+\\])?==[A-Za-z0-9][A-Za-z0-9.+!]*$'

/**
 * What Kubernetes calls safe: a pod may set it for itself, whatever its machine has
 * (kubernetes.io/docs/tasks/administer-cluster/sysctl-cluster, "Safe and Unsafe Sysctls").
 */
const SAFE_SYSCTLS =
  '^(net\\.ipv4\\.(ip_local_port_range|ip_local_reserved_ports|ip_unprivileged_port_start|ping_group_range|' +
  'tcp_fin_timeout|tcp_keepalive_intvl|tcp_keepalive_probes|tcp_keepalive_time|tcp_syncookies|tcp_rmem|tcp_wmem)|' +
  'kernel\\.shm_rmid_forced)$'

export const hubPod = {
  image: maybe(
    image(
      "Image of the hub itself, made from the chart's (`quay.io/jupyterhub/k8s-hub`) of the same version.",
      'quay.io/example/hub:4.4.0',
    ),
  ),
  user: maybe(
    whole(
      "Whom the hub's own pods run as (uid and gid), for files of a share or an image that want this one. Default: " +
        '1000 for the hub itself, and nobody (65534) for its proxy and the like.',
      52771,
      { minimum: 1, maximum: 2_147_483_647 },
    ),
  ),
  packages: maybe(
    set(
      'Python packages that the hub has beside those of its image, each with its version. They are fetched whenever ' +
        'the hub starts, which it does not where the package index is out of reach; an image of its own has no such ' +
        'wait. What the image has already is not replaced.',
      ['jupyterhub-example==1.4.0'],
      Type.String({ pattern: PACKAGE, maxLength: 200, 'x-kind': 'package' }),
    ),
  ),
  disk: maybe(
    either(
      [
        bytes("Size of the disk that keeps the hub's database. It can grow later, and not shrink.", '10Gi'),
        group(
          {
            size: maybe(bytes("Size of the disk that keeps the hub's database. Default: 1Gi.", '10Gi')),
            class: maybe(
              objectName(
                'Storage class of the disk: one that the cluster has. Default: the small disks of the cluster. A hub ' +
                  'that exists keeps the class that it began with.',
                'premium-rwo',
              ),
            ),
          },
          "Size and storage class of the disk that keeps the hub's database.",
        ),
      ],
      "The disk that keeps the hub's database.",
      { size: '10Gi' },
    ),
  ),
  command: maybe(
    list(
      Type.String({ minLength: 1, maxLength: 10_000 }),
      'What the hub runs in place of `jupyterhub --config /usr/local/etc/jupyterhub/jupyterhub_config.py ' +
        '--upgrade-db`.',
      ['example-hub', '--config', '/usr/local/etc/jupyterhub/jupyterhub_config.py', '--upgrade-db'],
    ),
  ),
  variables: maybe(podVariables('Environment variables of the hub, for code of your own and for its image.')),
  files: maybe(
    named(
      file('the hub', '/etc/hub/courses.yaml', 'courses: 3'),
      'Files that the hub finds, by name. It is started anew when one changes.',
      { courses: { path: '/etc/hub/courses.yaml', content: 'courses: 3' } },
    ),
  ),
  mounts: maybe(podMounts('What the hub mounts of `volumes`, by path.')),
  'log-level': maybe(choice(['debug', 'info', 'warning', 'error'], 'How much the hub writes. Default: info.', 'debug')),
  'log-file': maybe(
    text(
      "A file that the hub's log goes to as well, of 20 MiB, with the four before it. `/srv/jupyterhub/` is the disk " +
        'of its database.',
      '/srv/jupyterhub/hub.log',
      { pattern: '^/[A-Za-z0-9._/-]*[A-Za-z0-9_-]$', maxLength: 200 },
    ),
  ),
  'failing-starts': maybe(
    whole(
      'After how many starts of servers in a row that fail the hub itself starts anew. Default: never, since one ' +
        'person could bring that about for all.',
      20,
      { minimum: 1, maximum: 10_000 },
    ),
  ),
  'list-page': maybe(
    group(
      {
        size: maybe(
          whole('People on a page of the list, where nobody asks for another number. Default: 50.', 100, {
            minimum: 1,
          }),
        ),
        limit: maybe(whole('The most that a program may ask for at once. Default: 200.', 500, { minimum: 1 })),
      },
      'Pages of lists: of people on the admin page, and of what programs ask of the API.',
      { size: 100, limit: 500 },
    ),
  ),
  'disruption-budget': maybe(
    flag(
      'Keep the hub and the proxy, of which there is one each, on their machine when it is to be drained. Its ' +
        'upgrade then waits until somebody moves them.',
      false,
    ),
  ),
}

export const proxyPod = {
  sysctls: maybe(
    keyed(
      { [SAFE_SYSCTLS]: text('Its value.', '1024 65535', { pattern: '^[0-9]+([ \\t][0-9]+)*$', maxLength: 100 }) },
      'System settings of the proxy (sysctl), of those that Kubernetes calls safe. More local ports are for hubs ' +
        'with thousands of open connections.',
      { 'net.ipv4.ip_local_port_range': '1024 65535' },
    ),
  ),
}
