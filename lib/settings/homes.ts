/** Homes, and folders that people share. */
import { Type } from '@sinclair/typebox'
import { diskSpeed } from './disks.ts'
import {
  NAME,
  bytes,
  choice,
  either,
  existing,
  flag,
  group,
  groupAndNamed,
  keyed,
  list,
  maybe,
  name,
  objectName,
  set,
} from './fields.ts'
import { text, whole } from './fields.ts'
import { part } from './parts.ts'

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
      "A person's folder on the share of `nfs`, or on a disk that is there already. `{user}` is their name as " +
        'KubeSpawner escapes it, `{slug}` the shorter one that it has for `{username}` since version 7; `{hub}` and ' +
        '`{community}` are those of the hub. What comes before the person is the folder that is the ' +
        "hub's own, with its shared folders. Default: `{hub}/{user}`, and on a disk `{user}`.",
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

/** What is kept for people. */
export const homes = {
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
      existing: maybe(
        existing(
          'A disk that is there already, for `disk`: its id, as the volume of the cluster that has it now tells it ' +
            '(`spec.csi.volumeHandle`). The first apply takes it over with everything on it, and makes none. It has ' +
            'to be formatted as XFS, and in the first zone of the cluster. `disk` says its size, and `folder` where ' +
            'on it people have their files.',
          'vol-0a1b2c3d4e5f60718',
        ),
      ),
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
                ...diskSpeed,
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
      volume: maybe(
        group(
          {
            class: maybe(
              objectName(
                'Storage class that they come from: one that the cluster has, whose disks nothing here makes copies ' +
                  'of. Default: one that hubloom makes.',
                'university-files',
              ),
            ),
            claim: maybe(
              text(
                'How their claims are called, for hubs that are there already: a word, and `{user}`, a short form of ' +
                  'the person and the name of the server, `{person}`, that of the person alone, or `{id}`, the ' +
                  'number by which the hub knows the person. Default: `claim-{user}`.',
                'claim-{person}',
                { pattern: '^([a-z][a-z0-9-]{0,13})?\\{(user|person|id)\\}$' },
              ),
            ),
            'many-machines': maybe(
              flag('Servers on several machines may have one at once, where `class` is of storage that can.'),
            ),
          },
          'What the disks of people are made from, with `volume-each`.',
          { class: 'university-files', 'many-machines': true },
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
      service: maybe(
        group(
          {
            ...part('the file service'),
            'quota-keeper': maybe(group(part('what keeps the quotas'), 'What keeps the quotas.', { memory: '1Gi' })),
          },
          'What serves the files of `disk` to all servers of the hub: more memory keeps more of them at hand. ' +
            'Default: 2 GB, of which it may take three times as much, and a quarter of a GB for disks up to 100 GB.',
          { memory: { guarantee: '4Gi', limit: '12Gi' } },
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
}
