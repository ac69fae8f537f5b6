import { Type } from '@sinclair/typebox'
import { extraSignIn } from './auth.ts'
import {
  NAME,
  bytes,
  choice,
  date,
  either,
  existing,
  flag,
  free,
  group,
  keyed,
  list,
  maybe,
  name,
  named,
  place,
  set,
  text,
  url,
  whole,
} from './fields.ts'
import { hubPod, proxyPod } from './hub-pods.ts'
import { part } from './parts.ts'
import { metrics, network } from './network.ts'
import { command, containerCpu, containerMemory, file, podMounts, podVariables } from './pods.ts'
import { privileges, serverVariables, user } from './pods.ts'
import { image } from './environments.ts'

const container = (what: string) =>
  group(
    {
      image: image('Container image with a fixed tag or digest.'),
      command: maybe(command('What it runs. Default: what the image says.')),
      arguments: maybe(list(Type.String(), "Arguments of what the image runs, in place of the image's own.", ['-v'])),
      variables: maybe(serverVariables('Its environment variables.', { MODE: 'quiet' })),
      ports: maybe(
        named(
          whole('The port.', 8080, { minimum: 1, maximum: 65_535 }),
          'Ports it listens on, by name: what runs in the server reaches them at `localhost`.',
          { http: 8080 },
        ),
      ),
      home: maybe(flag("It sees the person's home at `/home/jovyan`.", false)),
      mounts: maybe(podMounts('What it mounts, by path.')),
      user: maybe(user('it', 'Default: what the image says.')),
      ...privileges('It'),
      memory: maybe(containerMemory('256Mi')),
      cpu: maybe(containerCpu('0.25')),
      order: maybe(place('containers that run before each other')),
    },
    what,
  )

/** Events, more services, the hub's own machinery and the escape hatch. */
export const operation = {
  spare: maybe(
    named(
      whole('How many.', 2, { minimum: 1, maximum: 500 }),
      'Servers that there is always room for, beside those that run, by size (`standard` where the hub offers none): ' +
        'who comes next waits for no machine. Their machines are paid for all the time.',
      { small: 2 },
    ),
  ),
  events: maybe(
    named(
      group(
        {
          users: whole('How many people will come.', 120, { minimum: 1, maximum: 20_000 }),
          from: date('First day. Room is kept from noon UTC of the day before.', '2027-01-18'),
          until: date(
            'Last day. Room is kept until noon UTC of the day after; then `hubloom check --date` says that the event ' +
              'is over.',
            '2027-01-22',
          ),
          size: maybe(name('Size that room is kept for. Default: the default one.', 'small')),
          warm: maybe(whole('For how many people machines are kept running. Default: all of them.', 40)),
          'sign-in': maybe(extraSignIn),
          'own-machines': maybe(
            flag(
              "Keep the hub on machines of its own, apart from the cluster's other users, for as long as this stands " +
                'here.',
              false,
            ),
          ),
        },
        'One event.',
      ),
      'Workshops and exams, by name: on the days of each, machines are kept running, with images, before people ' +
        'arrive, and no machine is upgraded.',
      { exams: { users: 120, from: '2027-01-18', until: '2027-01-22' } },
    ),
  ),
  services: maybe(
    named(
      group(
        {
          url: maybe(url('Where the hub finds it, where it runs elsewhere.', 'http://grader.example.svc:8000')),
          image: maybe(image('Image to run beside the hub.')),
          command: maybe(
            command(
              'What it runs. Default: what the image says. Without `image` and `url` the hub itself runs it, in its ' +
                "own pod, with the hub's image and `hub.files`, and starts it again when it ends.",
            ),
          ),
          port: maybe(whole('Port it listens on.', 8000, { minimum: 1, maximum: 65_535 })),
          display: maybe(flag("Shown in the hub's menu.", false)),
          scopes: maybe(
            set(
              'What it may ask of the hub (JupyterHub scopes).',
              ['list:users'],
              Type.String({ pattern: '^[a-z_:!=A-Za-z0-9.-]+$' }),
            ),
          ),
          users: maybe(flag('Everyone who may enter the hub may open it.', true)),
          variables: maybe(podVariables('Its environment variables.')),
          mounts: maybe(podMounts('What it mounts, by path.')),
          memory: maybe(containerMemory('1Gi')),
          cpu: maybe(containerCpu('what its machine has to spare')),
          user: maybe(user('it', 'Default: what the image says.')),
          files: maybe(
            named(
              file('the service', '/etc/grader/config.yaml', 'courses: 3'),
              'Files that it finds, by name. It is started anew when the text of one changes.',
              { config: { path: '/etc/grader/config.yaml', content: 'courses: 3' } },
            ),
          ),
        },
        'One service.',
      ),
      'Services beside the hub, by name. Their token is made by the hub; nothing secret is written.',
      { grader: { url: 'http://grader.example.svc:8000' } },
    ),
  ),
  sidecars: maybe(
    named(
      container('One container beside every server.'),
      'Containers that run beside every server, by name. They add to what the chart itself runs.',
      { sync: { image: 'quay.io/example/sync:1.0' } },
    ),
  ),
  'init-containers': maybe(
    named(
      container('One container that runs before every server.'),
      'Containers that run before every server, by name. They add to what the chart itself runs.',
      { prepare: { image: 'quay.io/example/prepare:1.0' } },
    ),
  ),
  'start-hooks': maybe(
    named(
      list(Type.String({ minLength: 1 }), 'Command and its arguments.', ['sh', '-c', 'mkdir -p ~/data']),
      'Commands that every server runs when it starts, by name, in the order of their names.',
      { folders: ['mkdir', '-p', '/home/jovyan/data'] },
    ),
  ),
  secrets: maybe(
    group(
      {
        from: choice(
          ['commands', 'key-vault'],
          "Where the hub's Kubernetes Secrets come from: made by the commands in the README, or fetched every hour " +
            "from the cloud's store of secrets (AWS Secrets Manager, Google Secret Manager, a Key Vault on Azure) by " +
            'External Secrets Operator, which its cluster then has. The README has the commands that fill the store.',
          'key-vault',
        ),
        existing: maybe(
          existing(
            'A Key Vault that is there already, by its id: the first apply takes it over with what is in it, and ' +
              'makes none. On Azure, with `key-vault`.',
            '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-lab/providers/' +
              'Microsoft.KeyVault/vaults/my-lab-secrets',
          ),
        ),
      },
      "The hub's Secrets. Those of its cluster are always made by commands.",
      { from: 'key-vault' },
    ),
  ),
  hub: maybe(
    group(
      {
        ...part('the hub itself'),
        ...hubPod,
        proxy: maybe(
          group(
            { ...part('the proxy'), ...proxyPod },
            'The proxy between people and their servers. Where the hub has an address of its own, also the one ' +
              'in front of it.',
            { memory: { guarantee: '256Mi', limit: '2Gi' } },
          ),
        ),
        scheduler: maybe(
          either(
            [
              flag(
                "`false`: Kubernetes' own scheduler chooses machines, for clusters that do not grow and shrink.",
                false,
              ),
              group(part('each scheduler'), 'What each of its two pods asks for.', { cpu: 0.1 }),
            ],
            'What chooses machines for servers, so that full ones fill up and empty ones go away: two pods, of which ' +
              'one waits.',
            { cpu: 0.1 },
          ),
        ),
        identity: maybe(
          either(
            [
              flag('`true`: the cloud identity of its servers.', true),
              choice(
                ['own'],
                'A cloud identity that its servers do not have. It may do nothing by itself: owners of what it needs ' +
                  'let it in by the name that Terraform tells as `hub_identity`.',
                'own',
              ),
            ],
            'The cloud identity of the hub itself. Default: none.',
            'own',
          ),
        ),
        database: maybe(
          group(
            {
              type: choice(['postgres', 'mysql'], 'Kind of database.', 'postgres'),
              url: text(
                'Address without a password; that comes from the Secret.',
                'postgresql+psycopg2://hub@db.example.svc:5432/hub',
                { pattern: '^(postgresql(\\+[a-z0-9]+)?|mysql(\\+[a-z0-9]+)?)://[^\\s:@/]+@[^\\s/@]+/[A-Za-z0-9_-]+$' },
              ),
              secret: text('Name of the Kubernetes Secret that holds `password`.', 'hub-database', { pattern: NAME }),
            },
            'An external database, for hubs of thousands of users. Default: a small disk.',
          ),
        ),
        'concurrent-spawns': maybe(
          whole('How many servers may be starting at once.', 100, { minimum: 1, maximum: 1000 }),
        ),
        'active-servers': maybe(whole('How many servers may run at once. 0: no limit.', 500)),
      },
      "The hub's own machinery.",
    ),
  ),
  network,
  limits: maybe(
    group(
      {
        memory: maybe(bytes('Memory that the whole namespace may ask for. On shared clusters.', '500Gi')),
        cpu: maybe(whole('CPU cores that the whole namespace may ask for. On shared clusters.', 100, { minimum: 1 })),
        servers: maybe(whole('Servers at once.', 200, { minimum: 1 })),
      },
      'How much of a shared cluster the hub may take.',
    ),
  ),
  metrics,
  tls: maybe(
    choice(
      ['cert-manager', 'letsencrypt'],
      "Default: by the cluster's ingress, if it has one. `cert-manager`: through the cluster's ingress " +
        'controller. `letsencrypt`: the hub has an address and a certificate of its own.',
      'cert-manager',
    ),
  ),
  releases: maybe(
    named(
      group({ version: text('Version of the chart.', '4.4.0', { pattern: '^[0-9A-Za-z.+-]+$' }) }, 'One release.'),
      "Chart versions other than the profile's, by name of the release, as in `overrides.helm`.",
      { jupyterhub: { version: '4.4.0' } },
    ),
  ),
  overrides: maybe(
    group(
      {
        helm: maybe(
          named(
            free('Values of the chart as its documentation writes them.', { singleuser: { extraLabels: {} } }),
            'Values merged last into a release, by its name: `jupyterhub`, `home-nfs`, `dask-gateway` or ' +
              '`image-building`. Maps merge; a list replaces the whole list below it; `null` takes out ' +
              'what a profile or the community overrides.',
            { jupyterhub: { singleuser: { extraLabels: { project: 'ice' } } } },
          ),
        ),
        kubernetes: maybe(
          keyed(
            { '^[A-Za-z0-9./-]+$': free('A Kubernetes manifest.', { apiVersion: 'v1', kind: 'ConfigMap' }) },
            'Manifests to add, by a name of your own; one of the name of an existing object, as ' +
              '`<kind>/<name>`, is merged into it.',
            { notes: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'notes' } } },
          ),
        ),
        terraform: maybe(
          free(
            "Blocks as Terraform's JSON syntax writes them: `resource`, `data`, `output`. Strings are data; " +
              'expressions are refused.',
            { resource: {} },
          ),
        ),
      },
      'The escape hatch: merged last, and counted. What many hubs override should become a setting.',
    ),
  ),
}
