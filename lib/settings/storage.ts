import { Type } from '@sinclair/typebox'
import { bucketAddress, exampleAddress, machines, type CloudSettings } from './clouds.ts'
import {
  NAME,
  bytes,
  choice,
  either,
  duration,
  flag,
  group,
  groupAndNamed,
  keyed,
  list,
  maybe,
  name,
  named,
  set,
  text,
  whole,
  amount,
} from './fields.ts'

/**
 * A person's name in printable ASCII without spaces: what providers give out, and what is sure to be spelt the same by
 * everybody who computes with it.
 */
const PERSON = '^[!-.0-~]{1,80}$'

/** Of a share that the hub mounts and does not make. */
const existingShare = {
  server: maybe(
    text('The share of `nfs`: the name or address of its server, and the path.', 'files.example.org:/exports/homes', {
      pattern: '^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?:/[A-Za-z0-9._/-]*$',
    }),
  ),
  version: maybe(
    Type.Unsafe<number>({
      type: 'number',
      enum: [3, 4, 4.1, 4.2],
      description: 'Version of NFS that the server of `nfs` speaks. Default: 4.1.',
      examples: [4.1],
    }),
  ),
  options: maybe(
    list(
      text('One option.', 'noatime', { pattern: '^[a-z_]+(=[A-Za-z0-9._:-]+)?$' }),
      'Mount options of the share of `nfs`, beside its version. Default: large reads and writes, and an error after ' +
        'minutes where the server is away.',
      ['hard', 'noatime'],
    ),
  ),
  squash: maybe(
    choice(
      ['none', 'root', 'all'],
      'Whom the server of `nfs` makes of others: `none`, where everybody stays who they are; `root`, which takes ' +
        'root for nobody; `all`, which takes everybody for one user. Decides how the folder of a new person is ' +
        'made: by root, who gives it to uid 1000; by uid 1000, who has to be allowed to write where the folders ' +
        'are; or by whoever the server takes everybody for. Default: none.',
      'root',
    ),
  ),
  folder: maybe(
    text(
      "A person's folder on the share of `nfs`. `{user}` is their name as KubeSpawner escapes it, `{slug}` " +
        'the shorter one that it has for `{username}` since version 7; `{hub}` and `{community}` are those of the ' +
        "hub. What comes before the person is the folder that is the hub's own, with its shared folders. " +
        'Default: `{hub}/{user}`.',
      '{hub}/{user}',
      { pattern: '^(?!.*\\.\\.)([A-Za-z0-9._-]|\\{hub\\}|\\{community\\}|/)*\\{(user|slug)\\}(/[A-Za-z0-9._-]+)*$' },
    ),
  ),
}

/** Names of folders beside those that are there by a word of their own. */
const FOLDER = '^(?!(shared|public|everyone)$)[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'

const folder = group(
  {
    path: maybe(
      text('Where people find it. Default: below their home, under its name.', '/data/curated', {
        pattern: '^(/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$',
      }),
    ),
    'read-for': maybe(set('Groups that have it; nobody else does. Default: everyone.', ['polar-lab/ice'])),
    'write-for': maybe(set('Groups that may write it. Default: admins.', ['polar-lab/curators'])),
    public: maybe(flag('Whether everyone who has it may write it.', false)),
    from: maybe(
      text(
        'The folder is that of another hub of the community on the same cluster, as `hub/folder`; `shared` and ' +
          '`public` are folders of these names. Only groups of `write-for` may write it.',
        'prod/shared',
        { pattern: '^[a-z0-9-]+/[a-z0-9-]+$' },
      ),
    ),
  },
  'One folder.',
  { 'write-for': ['polar-lab/curators'] },
)
/** Who somebody at the cloud is. */
const WHO = 'an ARN, an address after `user:`, `group:` or `serviceAccount:`, or an object id, as the cloud has it'
const WRITER = 'group:curators@polar.example.org'

/** What is kept for people. */
const homes = {
  home: group(
    {
      kind: choice(
        ['disk', 'managed', 'nfs', 'volume-each', 'none'],
        "`disk`: one disk for the hub with a quota for each person. `managed`: the cloud's own file service, " +
          'without quotas. `nfs`: a share that is there already, at `server`. `volume-each`: a disk for each person, ' +
          'as large as `quota`. `none`: nothing is kept.',
        'disk',
      ),
      'folders-on': maybe(
        choice(
          ['disk', 'managed', 'nfs'],
          'Where the folders that people share lie, where homes are `volume-each` or `none`: `disk`, `speed`, ' +
            '`backup` and `server` are then said of that. Default: there are no such folders.',
          'disk',
        ),
      ),
      ...existingShare,
      share: maybe(
        name(
          'Another hub of the community on the same cluster, with `managed` too, whose file system this hub ' +
            "uses, in a folder of its own there. Size, speed and backups are the other hub's, and nobody is held " +
            'to a quota; its admins see these homes too where they have `folders.everyone`. Set the other hub up ' +
            'first.',
          'prod',
        ),
      ),
      quota: maybe(
        bytes(
          'How much each person may keep, with `disk` and `volume-each`. A disk of `volume-each` that is there ' +
            'already keeps its size.',
          '10Gi',
        ),
      ),
      quotas: maybe(
        keyed(
          { [PERSON]: bytes('How much this person may keep.', '100Gi') },
          "Quotas of single people, in place of `quota`, by the name that the hub's admin page shows. With " +
            '`disk` only.',
          { 'ada-example': '100Gi' },
        ),
      ),
      disk: maybe(
        either(
          [
            bytes(
              'Size of the disk. It can grow at any time and never shrink. Default: planned from `people` and ' +
                '`quota`. EFS, which is `managed` on AWS, has no size.',
              '500Gi',
            ),
            group(
              {
                size: maybe(bytes('Its size. Default: planned from `people` and `quota`.', '500Gi')),
                kind: maybe(
                  text(
                    "Its kind, in the cloud's own words: `gp3`, `io2` (AWS); `pd-balanced`, `pd-ssd`, " +
                      '`hyperdisk-balanced` (Google Cloud); `StandardSSD_LRS`, `Premium_LRS`, `PremiumV2_LRS` ' +
                      '(Azure). Default: by `speed`.',
                    'gp3',
                    { pattern: '^[A-Za-z][A-Za-z0-9_-]*$', maxLength: 30 },
                  ),
                ),
                iops: maybe(
                  whole('Operations a second, where its kind lets one choose.', 6000, { minimum: 1, maximum: 500_000 }),
                ),
                throughput: maybe(
                  whole('MiB a second, where its kind lets one choose.', 500, { minimum: 1, maximum: 10_000 }),
                ),
              },
              'The disk of homes, or of each person with `volume-each`, which has its size from `quota`.',
              { size: '500Gi', iops: 6000, throughput: 500 },
            ),
          ],
          'The disk, by its size, or with its kind and speed, too.',
          '500Gi',
        ),
      ),
      alert: maybe(
        whole(
          'How full the file system is, in percent, when a warning is sent, beside the alarm at 90. Where the ' +
            'cluster has monitoring.',
          75,
          { minimum: 10, maximum: 89 },
        ),
      ),
      'quotas-from': maybe(
        group(
          {
            secret: maybe(
              text('Name of the Kubernetes Secret in the namespace of the hub.', 'quotas', {
                pattern: NAME,
                maxLength: 253,
              }),
            ),
            'config-map': maybe(
              text('Name of the ConfigMap in its place.', 'quotas', { pattern: NAME, maxLength: 253 }),
            ),
            key: text('Key in it: a YAML map of people to GiB.', 'quotas.yaml', { pattern: '^[A-Za-z0-9._-]+$' }),
          },
          'Quotas of single people, beside `quotas`, whose names are not to stand in these files: a map in a Secret ' +
            'or ConfigMap of yours, which the file service reads every minute. With `disk` only.',
          { secret: 'quotas', key: 'quotas.yaml' },
        ),
      ),
      people: maybe(whole('How many people will have a home here; the disk is planned from it.', 100, { minimum: 1 })),
      // Google Cloud: cloud.google.com/compute/docs/disks/performance, read in November 2026. Azure: table of
      // learn.microsoft.com/azure/virtual-machines/disks-types, sizes E20, P20 and P30, not read again
      speed: maybe(
        choice(
          ['standard', 'fast'],
          'Operations a second of the disk. Google Cloud: 6 for each GiB, `fast` 30; of managed homes 9,200 for each ' +
            'TiB, `fast` 17,000. AWS: 3,000 and 125 MiB/s, `fast` up to 6,000 and 500 MiB/s. Azure: a standard SSD ' +
            'with 500, `fast` a premium one with 2,300 at 512 GiB and 5,000 at 1 TiB.',
          'standard',
        ),
      ),
      backup: maybe(
        group(
          {
            keep: whole('How many daily snapshots are kept. 0: none.', 7, { maximum: 365 }),
          },
          'Daily snapshots of the homes.',
          { keep: 7 },
        ),
      ),
      delete: maybe(
        flag(
          'Terraform may destroy the disk with everything that people keep on it. Without it, it refuses. With ' +
            "`share` and `nfs`: the hub may leave its folder on the other hub's file system behind. With " +
            '`volume-each`: the disk goes with the person, when they are deleted from the hub.',
          false,
        ),
      ),
    },
    "Where people's files are kept.",
    { quota: '10Gi', people: 200 },
  ),
  folders: maybe(
    groupAndNamed(
      {
        properties: {
          shared: flag('A folder `~/shared` that everyone reads and admins write (as `~/shared-readwrite`).'),
          public: flag('A folder `~/shared-public` that everyone writes.', false),
          everyone: flag("Admins find everybody's home below `~/allusers`.", false),
        },
        named: { [FOLDER]: folder },
      },
      'Folders that people share: some usual ones, and any number by name.',
      { shared: true, curated: { 'write-for': ['polar-lab/curators'] } },
    ),
  ),
  buckets: maybe(
    named(
      group(
        {
          expires: maybe(duration('Objects are deleted after so long. Whole days.', '7d')),
          versions: maybe(flag('Keep older versions of objects for 30 days.', false)),
          'requester-pays': maybe(flag('Whoever reads pays for it. Not on Azure.', false)),
          access: maybe(choice(['write', 'read'], 'What servers may do with it. Default: write.', 'read')),
          writers: maybe(set(`Others who may write it, beside the hub's servers: ${WHO}.`, [WRITER])),
          readers: maybe(set(`Others who may read it: ${WHO}.`, [WRITER])),
          public: maybe(flag('Everybody on the Internet may list and read it, without signing in.', false)),
          'access-logs': maybe(flag('Who reads and writes what is logged, in a place beside it, for 90 days.', false)),
          name: maybe(
            text(
              'Full name of the bucket at the cloud. Default: made from community, hub and account.',
              'polar-scratch',
              { pattern: '^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$' },
            ),
          ),
          variable: maybe(
            text(
              'Environment variable that holds its address. Default: `SCRATCH_BUCKET` for scratch, and so on. ' +
                'Of `scratch` and `persistent` it ends in `/$(JUPYTERHUB_USER)`, a folder for each person.',
              'SCRATCH_BUCKET',
              { pattern: '^[A-Z_][A-Z0-9_]*$' },
            ),
          ),
          delete: maybe(flag('Terraform may destroy the bucket with everything in it. Without it, it refuses.', false)),
        },
        'One bucket.',
        { expires: '7d' },
      ),
      'Cloud buckets of the hub that every server may write, by name. `scratch` and `persistent` are usual.',
      { scratch: { expires: '7d' } },
    ),
  ),
}

/** What an object of an outside bucket has beside its content. */
const beside = (right: string) => ({
  tags: maybe(flag(`Also ${right} the tags of objects. On AWS.`)),
  versions: maybe(flag('Also read older versions of objects, where the bucket keeps them.')),
})

const variable = maybe(
  text('Environment variable that holds the address.', 'ICESAT2', { pattern: '^[A-Z_][A-Z0-9_]*$' }),
)

/** A bucket of others that servers may read, by its address or with more. */
const readable = (clouds: readonly CloudSettings[]) =>
  either(
    [
      bucketAddress(clouds, 'example-icesat2'),
      group(
        {
          url: bucketAddress(clouds, 'example-icesat2'),
          'requester-pays': maybe(flag('Reading is billed to this hub.')),
          ...beside('read'),
          list: maybe(flag('Whether servers may list what is in it. Default: true. Not on Azure.', false)),
          variable,
        },
        'One outside bucket.',
      ),
    ],
    'An outside bucket.',
    exampleAddress(clouds, 'example-icesat2'),
  )

/** The same of one that servers may write. */
const writable = (clouds: readonly CloudSettings[]) =>
  either(
    [
      bucketAddress(clouds, 'example-results'),
      group(
        { url: bucketAddress(clouds, 'example-results'), ...beside('read and set'), variable },
        'One outside bucket.',
      ),
    ],
    'An outside bucket.',
    exampleAddress(clouds, 'example-results'),
  )

/** Buckets of others, at addresses that name their cloud. */
const data = (clouds: readonly CloudSettings[]) => ({
  data: maybe(
    group(
      {
        read: maybe(
          named(readable(clouds), 'Buckets of others that servers may read, by name. Public ones need no entry.', {
            icesat2: exampleAddress(clouds, 'example-icesat2'),
          }),
        ),
        write: maybe(
          named(
            writable(clouds),
            "Buckets of others that servers may also write, by name. Their owner has to allow the hub's identity too.",
            { results: exampleAddress(clouds, 'example-results') },
          ),
        ),
        account: maybe(
          choice(
            ['read', 'write'],
            'What servers may do with all buckets of the account, project or subscription that the cluster is in, ' +
              'those that others make there later included.',
            'read',
          ),
        ),
        credentials: maybe(
          duration(
            "How long credentials live that are made of the role of the hub's servers: 1h to 12h. On AWS; elsewhere " +
              'the cloud decides.',
            '12h',
          ),
        ),
      },
      "Outside data, reached with the hub's own identity and no keys.",
      { read: { icesat2: exampleAddress(clouds, 'example-icesat2') } },
    ),
  ),
})

/** Dask, on a machine that may be named by cloud. */
const dask = (clouds: readonly CloudSettings[]) => ({
  dask: maybe(
    either(
      [
        flag('People may start Dask clusters.'),
        group(
          {
            workers: maybe(whole('How many workers one person may have at once.', 100, { minimum: 1, maximum: 5000 })),
            cores: maybe(
              whole("How many cores one person's cluster may have at once.", 200, { minimum: 1, maximum: 20_000 }),
            ),
            memory: maybe(bytes("How much memory one person's cluster may have at once.", '1024Gi')),
            idle: maybe(duration('Clusters that did nothing for so long are stopped.', '30m')),
            spot: maybe(flag('Workers run on machines that the cloud may take back, at a third of the price.', true)),
            nodes: maybe(whole('Machines for workers at most, over the whole hub.', 20, { minimum: 1, maximum: 1000 })),
            machine: maybe(machines(clouds, "The workers' machine, in each cloud's own words.")),
            scheduler: maybe(
              group(
                {
                  memory: maybe(
                    bytes(
                      "Memory of each cluster's scheduler, set aside and at most. Default: 512 MB and 4 GB.",
                      '2Gi',
                    ),
                  ),
                  cpu: maybe(
                    amount('CPU cores set aside for it; it may use two, or as many. Default: 0.1.', 0.5, {
                      minimum: 0.01,
                      maximum: 64,
                    }),
                  ),
                },
                "Each cluster's scheduler, which runs on a machine for servers.",
                { memory: '2Gi', cpu: 0.5 },
              ),
            ),
            choices: maybe(
              group(
                {
                  worker: maybe(flag('The size of workers; without it all have the largest, a whole machine.', false)),
                  image: maybe(
                    flag("The image; without it workers have that of the hub's default environment.", false),
                  ),
                  environment: maybe(flag('Environment variables of workers.', false)),
                },
                'What people choose for a cluster of their own. Default: all of it.',
                { environment: false },
              ),
            ),
          },
          'Dask clusters with limits.',
        ),
      ],
      'Dask: people compute on many machines at once.',
      true,
    ),
  ),
})

/** Homes, shared folders, buckets, outside data. */
export const storage = (clouds: readonly CloudSettings[]) => ({
  ...homes,
  ...data(clouds),
  ...dask(clouds),
})
