import { Type } from '@sinclair/typebox'
import { account, budgetOfClouds, cloudName, state, type CloudSettings } from './clouds.ts'
import { network } from './cluster-network.ts'
import { deploy } from './deploy.ts'
import {
  EMAIL,
  bytes,
  choice,
  flag,
  free,
  group,
  list,
  maybe,
  keyed,
  named,
  set,
  text,
  whole,
  withNames,
} from './fields.ts'
import { monitoring } from './monitoring.ts'
import { GENERATION, machineType, pools, replacing } from './pools.ts'

/** Names of tags that hubloom itself writes are no names here. */
const OURS = 'community|hub|purpose|environment|pool|pool-purpose|Name|node-pool|node-purpose|bucket'
const TAG = `^(?!(?:${OURS})$)[A-Za-z][A-Za-z0-9_-]{0,62}$`

/** Where it is. */
const place = {
  region: text("Where it runs, in the cloud's own words.", 'us-west-2', { pattern: '^[a-z0-9-]+$' }),
  zones: maybe(
    list(
      Type.String({ pattern: '^[a-z0-9-]+$' }),
      'Zones to use, in order: homes and user servers stay in the first, so never change that one. Default: ' +
        'two or three of the region.',
      ['us-west-2a', 'us-west-2b'],
    ),
  ),
}

/** Whose it is, its network and its machines. */
const hardware = {
  tenancy: choice(
    ['dedicated', 'shared'],
    "`dedicated`: its community's hubs only. `shared`: other communities' hubs too.",
    'dedicated',
  ),
  default: maybe(
    flag('Hubs that name no cluster, of communities that own none, come here. One cluster of the fleet.', false),
  ),
  kubernetes: group(
    {
      version: text('Kubernetes version.', '1.34', { pattern: '^1\\.[0-9]{2}$' }),
      channel: maybe(
        choice(['stable', 'regular', 'rapid'], 'How soon upgrades arrive, on Google Cloud and Azure.', 'regular'),
      ),
    },
    'Which Kubernetes.',
    { version: '1.34' },
  ),
  network,
  core: group(
    {
      memory: bytes('Memory of the machines that carry the hubs themselves.', '16Gi'),
      machine: maybe(machineType("Machine type, in the cloud's own words, in place of `memory`.", 'r5.2xlarge')),
      disk: maybe(bytes('Boot disk of each. Default: 50 GB.', '100Gi')),
      nodes: whole('Most of them at once.', 5, { minimum: 1, maximum: 50 }),
    },
    'Machines for the hubs, proxies and monitoring.',
    { memory: '16Gi', nodes: 5 },
  ),
  machines: group(
    {
      max: whole('Most machines of each kind for user servers.', 100, { minimum: 1, maximum: 2000 }),
      min: maybe(whole('Machines of the smallest kind that are always on.', 0, { maximum: 100 })),
      'per-hub': maybe(
        flag(
          'Each hub has machines of its own, on the bill under its name, so that bills tell what each costs. More of ' +
            'them stand half empty, and `min` has none to keep on.',
        ),
      ),
      disk: bytes('Boot disk of machines for user servers; images are unpacked there.', '100Gi'),
      generation: maybe(
        text(
          "A letter in the pools' names. Change it to replace all machines without downtime: the new pools come first.",
          'a',
          { pattern: GENERATION },
        ),
      ),
      replacing,
      limits: maybe(
        named(
          whole('Most machines.', 20, { minimum: 0, maximum: 2000 }),
          'Most machines of one planned pool, by its name: `core`, or `user-` or `dask-` and the machine. The ' +
            "README of the bundle lists the cluster's own.",
          { 'user-r5-4xlarge': 20 },
        ),
      ),
    },
    'Machines for user servers.',
    { max: 100 },
  ),
  pools,
  registries: maybe(
    named(
      text('A registry of images.', '111111111111.dkr.ecr.us-west-2.amazonaws.com/images', {
        pattern: '^[A-Za-z0-9/][A-Za-z0-9._/-]*[A-Za-z0-9]$',
        maxLength: 300,
      }),
      "Private registries of other accounts that the cluster's machines may pull images from, in the cloud's own " +
        'words: `us-docker.pkg.dev/<project>/<repository>` (Google Cloud), ' +
        '`<account>.dkr.ecr.<region>.amazonaws.com/<repository>` (AWS, where the other account allows it by a ' +
        'command of README.md), the id of a container registry (Azure).',
      { group: '111111111111.dkr.ecr.us-west-2.amazonaws.com/images' },
    ),
  ),
  tags: maybe(
    withNames(
      keyed(
        {
          [TAG]: Type.String({
            description: 'Its value.',
            examples: ['4711'],
            pattern: '^[A-Za-z0-9]([A-Za-z0-9 _.:/@+-]{0,60}[A-Za-z0-9])?$',
          }),
        },
        'Tags (labels on Google Cloud, there in lower case) of everything that the cluster and its hubs make at the ' +
          'cloud, beside `community`, `hub`, `purpose` and `environment`, which everything has.',
        { 'cost-centre': '4711' },
      ),
      'Names have letters, digits, `_` and `-`. What hubloom itself writes is not among them: `community`, `hub`, ' +
        '`purpose`, `environment`, `bucket`, `pool`, `Name`.',
    ),
  ),
}

/** Who runs it. */
const people = {
  admins: maybe(
    set(
      'Who administers the cluster: Google accounts or groups (`user:…`, `group:…`), AWS role ARNs, Azure ' +
        'group object ids.',
      ['group:hub-admins@polar.example.org'],
    ),
  ),
  deployer: maybe(
    group(
      {
        repository: text('GitHub repository whose workflows may deploy, as `owner/name`.', 'polar-lab/hubs', {
          pattern: '^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$',
        }),
        branch: maybe(text('Branch. Default: main.', 'main', { pattern: '^[A-Za-z0-9._/-]+$' })),
        ids: maybe(
          text(
            "Numbers of owner and repository, which GitHub's tokens name for repositories since July 2026: what `gh " +
              'api repos/OWNER/NAME --jq \'"\\(.owner.id)/\\(.id)"\'` prints.',
            '1234567/890123456',
            { pattern: '^[0-9]+/[0-9]+$' },
          ),
        ),
      },
      'An identity for deploying from CI, by OpenID Connect and without keys.',
    ),
  ),
}

/** What runs on it beside the hubs. */
const operation = {
  deploy,
  maintenance: maybe(
    group(
      {
        day: choice(
          ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
          'Day of the week.',
          'tuesday',
        ),
        hour: whole('Hour in UTC at which it begins; it lasts four. On Google Cloud also two and four days later.', 4, {
          maximum: 23,
        }),
      },
      'When the cloud may upgrade machines. EKS has no such window: nothing happens there by itself.',
      { day: 'tuesday', hour: 4 },
    ),
  ),
  protect: maybe(
    flag(
      'Terraform refuses to destroy the cluster, and so does the cloud: Google Cloud by itself, AWS after a ' +
        "command of the bundle's README, Azure not.",
      true,
    ),
  ),
  ingress: choice(
    ['traefik', 'nginx', 'none'],
    'What receives web traffic for the hubs. `none`: each hub has an address of its own.',
    'traefik',
  ),
  certificates: maybe(
    group(
      {
        email: maybe(
          text("Let's Encrypt writes here. Default: the community's contact.", 'hub-admins@polar.example.org', {
            pattern: EMAIL,
            'x-kind': 'email',
          }),
        ),
        staging: maybe(flag("Use Let's Encrypt's test service, whose certificates browsers refuse.", false)),
      },
      'Certificates by cert-manager.',
    ),
  ),
  ...monitoring,
  releases: maybe(
    named(
      group({ version: text('Version of the chart.', 'v1.20.3', { pattern: '^v?[0-9A-Za-z.+-]+$' }) }, 'One release.'),
      "Chart versions other than hubloom's, by name of the release.",
      { 'cert-manager': { version: 'v1.20.3' } },
    ),
  ),
  overrides: maybe(
    group(
      {
        helm: maybe(
          named(
            free('Values of the chart.', {}),
            'Values merged last into a release, by its name: `traefik`, `nginx-ingress`, `cert-manager`, ' +
              '`prometheus`, `grafana`, `cluster-autoscaler`, `calico`, `csi-driver-nfs`, `external-secrets` or ' +
              '`nvidia-device-plugin`. ' +
              'Maps merge; a list replaces the whole list below it.',
            { traefik: {} },
          ),
        ),
        kubernetes: maybe(
          keyed(
            { '^[A-Za-z0-9./-]+$': free('A manifest.', {}) },
            'Manifests to add or to merge into, as `<kind>/<name>`.',
            {},
          ),
        ),
        terraform: maybe(
          free("Blocks as Terraform's JSON syntax writes them. Strings are data; expressions are refused.", {
            resource: {},
          }),
        ),
      },
      'The escape hatch: merged last, and counted.',
    ),
  ),
  name: maybe(
    text("Name of the cluster at the cloud. Default: the community's.", 'polar', {
      pattern: '^[a-z]([a-z0-9-]*[a-z0-9])?$',
      maxLength: 30,
      'x-kind': 'name',
    }),
  ),
}

/** A Kubernetes cluster on one cloud: `cluster.yaml` of the community that owns it. */
export const clusterSettings = (clouds: readonly CloudSettings[]) => ({
  cloud: cloudName(clouds),
  ...place,
  account: account(clouds),
  ...hardware,
  budget: maybe(
    group(
      {
        monthly: text('How much a month may cost.', '4000 USD', { pattern: '^[1-9][0-9]* [A-Z]{3}$' }),
        alert: set(
          'Who is told at 50, 90 and 100 % of it.',
          ['hub-admins@polar.example.org'],
          Type.String({ pattern: EMAIL, 'x-kind': 'email' }),
        ),
        ...budgetOfClouds(clouds),
      },
      'A budget with alerts by e-mail.',
      { monthly: '4000 USD', alert: ['hub-admins@polar.example.org'] },
    ),
  ),
  ...people,
  state: state(clouds),
  ...operation,
})
