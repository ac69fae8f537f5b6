/** What holds for every server. */
import { Type } from '@sinclair/typebox'
import { NAME, choice, bytes, duration, either, flag, group, keyed, list, maybe, named, set } from './fields.ts'
import { text, whole } from './fields.ts'
import { opens } from './environments.ts'
import { file, serverMounts, serverVariables, user, volumes } from './pods.ts'
import { cpu, memory, memoryLimit, shm } from './sizes.ts'

/**
 * At most 63 characters, of which `{user}` takes up to 48 (KubeSpawner's `{user_server}`); letters and digits at both
 * ends, `within` between them.
 */
const withUser = (letters: string, within: string): string => {
  const [end, any] = [`[${letters}]`, `[${letters}${within}]`]
  return `^(${end}(${any}{0,61}${end})?|(${end}${any}{0,6})?\\{user\\}(${any}{0,6}${end})?)$`
}

export const servers = {
  memory: group(
    {
      guarantee: memory('Memory set aside for each server where the hub offers no sizes.'),
      limit: memoryLimit(' Where the hub offers no sizes.'),
    },
    'Memory of every server of a hub without sizes.',
    { guarantee: '512Mi', limit: '1Gi' },
  ),
  cpu: group(
    {
      guarantee: cpu('CPU cores set aside for each server where the hub offers no sizes.'),
      limit: maybe(cpu('CPU cores that a server may use at most. Default: the whole machine.')),
    },
    'CPU of every server of a hub without sizes, in cores.',
    { guarantee: 0.05, limit: 2 },
  ),
  shm: maybe(shm(' Where the hub offers no sizes. Default: 64 MB.')),
  'temporary-storage': maybe(
    bytes(
      'How much each server and each Dask worker may write outside of the home, such as in `/tmp`, before it is ' +
        "stopped. It lies on the machine's disk, `machines.disk` of the cluster. Default: 10 GB, or its share of " +
        'that disk where that is more.',
      '20Gi',
    ),
  ),
  opens: opens('What opens first: `lab`, `notebook`, `rstudio`, `vscode`, `desktop`, or a path.', 'lab'),
  'named-servers': maybe(
    whole('How many more servers people may run beside their own, under names of their choice. 0: none.', 3, {
      maximum: 50,
    }),
  ),
  'start-timeout': duration(
    'How long a server may take to start before it counts as failed. New machines take minutes.',
    '10m',
  ),
  cull: group(
    {
      idle: duration('Stop servers that nobody used for so long.', '1h'),
      'max-age': maybe(duration('Stop servers that have run for so long, used or not.', '7d')),
      kernels: maybe(
        duration(
          'Stop notebooks that nobody used for so long, or for as long as `idle` where that is shorter, so ' +
            'that their server counts as unused.',
          '1h',
        ),
      ),
      every: duration('How often to look.', '10m'),
      admins: maybe(
        flag(
          'Whether admins are deleted too where `users` is true. Their servers stop in any case. Default: true.',
          false,
        ),
      ),
      users: maybe(flag('Also delete the users of culled servers, for hubs where names are thrown away.', false)),
    },
    'When unused servers are stopped.',
    { idle: '1h', 'max-age': '12h' },
  ),
  variables: maybe(
    serverVariables('Environment variables of every server. What is secret comes from a Secret.', {
      GDAL_CACHEMAX: '512',
      WEATHER_TOKEN: { secret: 'weather-api', key: 'token' },
    }),
  ),
  command: maybe(
    list(
      Type.String({ minLength: 1, maxLength: 10_000 }),
      'What a server runs in place of `jupyterhub-singleuser`, to which the hub adds its arguments. Images of the ' +
        'Jupyter Docker Stacks prepare a server by `start-singleuser.py`.',
      ['start-singleuser.py'],
    ),
  ),
  user: maybe(
    user(
      'a server',
      "Default: 1000, the user of Jupyter's own images. As `root` it may change everything in its container.",
    ),
  ),
  sudo: maybe(
    flag(
      'People may use `sudo` in their server: it starts as root, and images of the Jupyter Docker Stacks then change ' +
        'to their own user (`GRANT_SUDO`). Other images run as root.',
    ),
  ),
  pod: maybe(
    group(
      {
        name: maybe(
          text(
            'How pods of servers are called: a word, and `{user}`, a short form of the person and the name of the ' +
              'server, or `{id}`, the number by which the hub knows the person. Default: `jupyter-{user}`.',
            'lab-{user}',
            { pattern: '^([a-z][a-z0-9-]{0,13})?\\{(user|id)\\}$' },
          ),
        ),
        'restart-policy': maybe(
          choice(['on-failure', 'never'], 'Whether a server that fails is started again by itself.', 'never'),
        ),
        'service-links': maybe(
          flag('Variables with the addresses of every Service of the namespace, as Kubernetes adds them.', false),
        ),
        'host-name': maybe(
          text('What a server calls itself. `{user}` is a short form of its person and its name.', 'lab-{user}', {
            pattern: '^([a-z0-9-]|\\{user\\})+$',
            maxLength: 20,
          }),
        ),
        labels: maybe(
          keyed(
            {
              '^([a-z0-9.-]+/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$': text(
                'Its value. `{user}` is a short form of the person and the name of the server.',
                'ice',
                { pattern: withUser('A-Za-z0-9', '._-') },
              ),
            },
            'Labels of servers in Kubernetes, for monitoring and bills.',
            { project: 'ice', person: '{user}' },
          ),
        ),
      },
      "Options of servers' pods.",
      { 'service-links': false, labels: { project: 'ice' } },
    ),
  ),
  volumes: maybe(volumes),
  mounts: maybe(serverMounts('What every server mounts, by path.')),
  files: maybe(
    named(
      file('a server', '/etc/jupyter/jupyter_server_config.d/site.json', '{"LabApp": {}}'),
      'Files that every server finds, by name. What is secret comes from a Secret.',
      { site: { path: '/etc/motd', content: 'Welcome' } },
    ),
  ),
  'pull-secrets': maybe(
    set(
      'Names of Kubernetes Secrets (kubernetes.io/dockerconfigjson) for images in private registries.',
      ['registry-polar'],
      Type.String({ pattern: NAME }),
    ),
  ),
  prepull: maybe(
    either(
      [
        flag('Fetch all images onto new machines before people arrive.', false),
        group(
          {
            when: maybe(
              choice(
                ['always', 'upgrade'],
                '`always`: onto each machine as it comes. `upgrade`: onto the machines that are there, before an ' +
                  'upgrade of the hub, which waits for it, at most 15 minutes. Default: always.',
                'upgrade',
              ),
            ),
            images: maybe(
              choice(
                ['all', 'default'],
                'The images of all environments, or of the one that is selected first. Default: all.',
                'default',
              ),
            ),
            sizes: maybe(
              set(
                'Only onto machines that servers of these sizes run on. Default: onto all for servers.',
                ['small'],
                Type.String({ pattern: NAME }),
              ),
            ),
          },
          'When which images are fetched onto which machines.',
        ),
      ],
      'Fetch images onto machines before people arrive.',
      { when: 'upgrade', images: 'default' },
    ),
  ),
  'git-pull': maybe(
    list(
      group(
        {
          repository: text('Address of the Git repository.', 'https://github.com/example/course', {
            pattern: '^https://[^\\s"\'<>\\\\`{}$]+$',
          }),
          branch: maybe(text('Branch. Default: main.', 'main', { pattern: '^[A-Za-z0-9._/-]+$' })),
          folder: maybe(
            text("Folder in the home that it goes to. Default: the repository's name.", 'course', {
              pattern: '^[A-Za-z0-9._-]+$',
            }),
          ),
        },
        'One repository.',
      ),
      "Git repositories that are fetched into people's homes when a server starts, keeping what they changed.",
      [{ repository: 'https://github.com/example/course' }],
    ),
  ),
}
