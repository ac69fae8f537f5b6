import { Type, type TSchema } from '@sinclair/typebox'
import { machines, type CloudSettings } from './clouds.ts'
import { file, podVariables, serverMounts, serverVariables, user, volumes } from './pods.ts'
import {
  NAME,
  amount,
  bytes,
  bytesOrNone,
  choice,
  duration,
  either,
  flag,
  group,
  keyed,
  list,
  maybe,
  named,
  place,
  set,
  text,
  title,
  whole,
} from './fields.ts'

const IMAGE =
  '^[a-z0-9][a-z0-9.-]*(:[0-9]+)?(/[a-z0-9._-]+)+(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(@sha256:[a-f0-9]{64})?$'

export const image = (description: string, example = 'quay.io/pangeo/pangeo-notebook:2026.10.1') =>
  text(description, example, { pattern: IMAGE, 'x-kind': 'image' })

const groups = (what: string) =>
  set(`Only members of these groups see ${what}. GitHub: \`organisation/team\`; OAuth: what the groups claim says.`, [
    'polar-lab/advanced',
  ])

export const share = <T extends TSchema, L extends TSchema>(
  what: string,
  quantity: (description: string) => T,
  limit: L,
) =>
  group(
    {
      guarantee: maybe(quantity(`How much ${what} is set aside for each server.`)),
      limit: maybe(limit),
    },
    `Guarantee and limit of ${what}.`,
  )
export const memory = (description: string) => bytes(description, '4Gi')
export const memoryLimit = (more: string) =>
  bytesOrNone(
    'How much memory a server may use when the machine has it to spare, which may be more than any machine has: only ' +
      `the guarantee is set aside. \`none\`: all that the machine has.${more}`,
    '8Gi',
  )
export const cpu = (description: string) => amount(description, 0.5, { minimum: 0.01, maximum: 512 })

/** What people find in a server. */
const images = {
  environments: maybe(
    named(
      group(
        {
          title: title('Name in the list of environments.', 'Python'),
          description: maybe(text('One line about it.', "Pangeo's packages for geoscience.")),
          image: image('Container image with a fixed tag or digest. `latest` is refused.'),
          opens: maybe(
            text(
              "What opens first: `lab`, `notebook`, `rstudio`, `vscode`, `desktop`, or a path. Default: the hub's.",
              'rstudio',
              { pattern: '^(lab|notebook|rstudio|vscode|desktop|/[A-Za-z0-9._~/?=&-]*)$' },
            ),
          ),
          directory: maybe(text('Folder that it opens in.', '/home/rstudio', { pattern: '^/[A-Za-z0-9._/-]*$' })),
          pull: maybe(
            choice(
              ['if-not-present', 'always'],
              'When a machine fetches the image: once, or at every start.',
              'if-not-present',
            ),
          ),
          home: maybe(
            text(
              "Where the image has its user's home: people's files are found there, too. Default: the home that " +
                '`directory` lies in, and `/home/rstudio` for RStudio.',
              '/home/rstudio',
              { pattern: '^/[A-Za-z0-9._/-]*[A-Za-z0-9._-]$' },
            ),
          ),
          user: maybe(user('a server with it', "Default: the hub's `user`.")),
          default: maybe(flag('Selected when the page opens. At most one; where none is, the first.')),
          order: maybe(place('environments')),
          for: maybe(groups('it')),
          variables: maybe(
            podVariables('Environment variables of servers with this environment.', {
              R_LIBS_USER: '/home/rstudio/R',
            }),
          ),
        },
        'One environment.',
        { title: 'Python', image: 'quay.io/pangeo/pangeo-notebook:2026.10.1' },
      ),
      'What people can work in, by name: a container image each. They are offered in the order in which they are ' +
        'written.',
      { python: { title: 'Python', image: 'quay.io/pangeo/pangeo-notebook:2026.10.1', default: true } },
    ),
  ),
  'bring-your-own-image': maybe(
    either(
      [
        flag('People may name an image of their own.'),
        group(
          {
            title: maybe(title('What the choice is called.', 'Other…')),
            description: maybe(
              text('One line about it, beside the field for the name.', 'An image of our registry, with its tag.'),
            ),
            help: maybe(
              text(
                'What people read who write a name that may not be had.',
                'Names begin with quay.io/polar-lab/ and end with a tag.',
              ),
            ),
            pattern: maybe(
              text(
                'Regular expression that the whole image name must match. Default: any image with a tag or a digest.',
                'quay\\.io/polar-lab/.+:.+',
              ),
            ),
          },
          'People may name an image of their own.',
          { pattern: 'quay\\.io/polar-lab/.+:.+' },
        ),
      ],
      'Let people name any image when they start a server.',
      true,
    ),
  ),
  'image-building': maybe(
    group(
      {
        registry: text(
          'Registry and path that built images are pushed to; their names begin with it.',
          'us-docker.pkg.dev/example/polar/',
          { pattern: '^[a-z0-9][a-z0-9.:-]*/[a-z0-9._/-]*$' },
        ),
        secret: text(
          'Name of the Kubernetes Secret (kubernetes.io/dockerconfigjson) that may push there; BinderHub ' +
            'cannot push with a cloud identity.',
          'image-push',
          { pattern: NAME },
        ),
        'hub-image': image(
          'Image of the hub itself with jupyterhub-fancy-profiles installed, which shows the form.',
          'quay.io/2i2c/pilot-hub:0.0.1-0.dev.git.13542.h9fb2e7d6',
        ),
        for: maybe(set('Only members of these groups may build. Default: everybody.', ['polar-lab/advanced'])),
      },
      'Let people build an environment from a Git repository, with binderhub-service.',
    ),
  ),
}

const shm = (more: string) =>
  bytes(`Shared memory of a server, in \`/dev/shm\`; what lies there counts as its memory.${more}`, '4Gi')

/** What a size says of memory and CPU, in short or as guarantee and limit. */
const amounts = {
  memory: maybe(
    either(
      [
        bytes(
          'Memory set aside for each server; it may not use more. At least this much is given; the ' +
            'shares of a machine fill it exactly.',
          '16Gi',
        ),
        share('memory', memory, memoryLimit(' Default: `none` beside a guarantee.')),
      ],
      'Memory of a server.',
      '16Gi',
    ),
  ),
  cpu: maybe(
    either(
      [
        cpu(
          'CPU cores set aside for each server. Default: in proportion to its memory; the limit is the ' +
            'whole machine.',
        ),
        share('CPU', cpu, cpu('How much CPU a server may use when the machine has it to spare.')),
      ],
      'CPU of a server, in cores.',
      2,
    ),
  ),
}

/** What a server may use, on machines that may be named by cloud. */
const sizes = (clouds: readonly CloudSettings[]) => ({
  sizes: maybe(
    named(
      group(
        {
          title: maybe(title('Name in the list of sizes. Default: its memory, CPU and GPU.', 'Large, 16 GiB')),
          description: maybe(
            text(
              'One line about it. Default: what the title does not say of memory, CPU and GPU.',
              'For whole-basin models.',
            ),
          ),
          ...amounts,
          shm: maybe(shm(' Default: half of its memory with a GPU, else 64 MB.')),
          gpu: maybe(choice(['t4', 'l4', 'a10g', 'a100', 'v100'], 'Kind of GPU.', 't4')),
          gpus: maybe(whole('How many GPUs. Default 1.', 1, { minimum: 1, maximum: 16 })),
          'gpu-shares': maybe(
            whole('How many servers share one GPU by taking turns. Default 1.', 2, { minimum: 1, maximum: 48 }),
          ),
          default: maybe(flag('Selected when the page opens. At most one; where none is, the first.')),
          order: maybe(place('sizes')),
          for: maybe(groups('it')),
          environments: maybe(
            set("Only with these environments. Default: all of them, and images of people's own.", ['pytorch']),
          ),
          'own-images': maybe(
            flag(
              'Whether people may also start it with an image of their own, or one that they build, where the hub ' +
                'allows these at all. Default: only where the size names no `environments`.',
            ),
          ),
          'default-environment': maybe(
            text("The environment that is selected with this size. Default: the hub's.", 'pytorch', { pattern: NAME }),
          ),
          machine: maybe(
            machines(clouds, "The machine to use, in each cloud's own words, where hubloom's choice is not wanted."),
          ),
          pool: maybe(
            text('The pool to use, by its name below `pools:` of the cluster.', 'exams', {
              pattern: '^[a-z][a-z0-9-]*$',
            }),
          ),
        },
        'One size.',
        { memory: '16Gi' },
      ),
      'How large a server may be, by name, in the order in which people see them. With one or none, they are not ' +
        'asked.',
      { large: { memory: '16Gi' } },
    ),
  ),
})

/**
 * At most 63 characters, of which `{user}` takes up to 48 (KubeSpawner's `{user_server}`); letters and digits at both
 * ends, `within` between them.
 */
const withUser = (letters: string, within: string): string => {
  const [end, any] = [`[${letters}]`, `[${letters}${within}]`]
  return `^(${end}(${any}{0,61}${end})?|(${end}${any}{0,6})?\\{user\\}(${any}{0,6}${end})?)$`
}

/** What holds for every server. */
const serverSettings = {
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
  opens: text('What opens first: `lab`, `notebook`, `rstudio`, `vscode`, `desktop`, or a path.', 'lab', {
    pattern: '^(lab|notebook|rstudio|vscode|desktop|/[A-Za-z0-9._~/?=&-]*)$',
  }),
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

/** What people start: images, sizes, and how long they run. */
export const servers = (clouds: readonly CloudSettings[]) => ({
  ...images,
  ...sizes(clouds),
  ...serverSettings,
})
