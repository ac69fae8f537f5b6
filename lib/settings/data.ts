/** Buckets of the hub, and outside data. */
import { bucketAddress, exampleAddress, shown, type CloudSettings } from './clouds.ts'
import { choice, duration, either, existing, flag, group, maybe, named, set, text } from './fields.ts'

/** Name of an environment variable that holds an address. */
const VARIABLE = '^[A-Z_][A-Z0-9_]*$'

/** Who somebody at the cloud is. */
const WHO = 'an ARN, an address after `user:`, `group:` or `serviceAccount:`, or an object id, as the cloud has it'
const WRITER = 'group:curators@polar.example.org'

/** Buckets that the hub has of its own. */
export const buckets = {
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
          existing: maybe(
            existing(
              'A bucket that is there already, in place of `name`: by its name, or on Azure by the id of its ' +
                'container. The first apply takes it over with everything in it, and makes none; the README of the ' +
                'bundle says what it changes of it.',
              'my-lab-scratch',
            ),
          ),
          variable: maybe(
            text(
              'Environment variable that holds its address. Default: `SCRATCH_BUCKET` for scratch, and so on. ' +
                'Of `scratch` and `persistent` it ends in `/$(JUPYTERHUB_USER)`, a folder for each person.',
              'SCRATCH_BUCKET',
              { pattern: VARIABLE },
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

const variable = maybe(text('Environment variable that holds the address.', 'ICESAT2', { pattern: VARIABLE }))

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
export const data = (clouds: readonly CloudSettings[]) => ({
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
        identity: maybe(
          existing(
            "The identity of the hub's servers, where one is there already that owners of data have let in: the ARN " +
              'of a role on AWS, the address of a service account on Google Cloud, the id of a managed identity on ' +
              'Azure. The first apply takes it over; on AWS only this hub can use it from then on. Default: one that ' +
              'hubloom makes.',
            shown(clouds).examples.identity,
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
