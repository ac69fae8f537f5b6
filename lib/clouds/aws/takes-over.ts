import { code, md, type Markdown } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { BucketPlan, HubPlan } from '../../plan/types.ts'
import { DETACHED, GOES } from '../../readme/existing.ts'
import type { TakenOverDocs } from '../../readme/types.ts'

/** What the first apply does with what was there before. */
export const takesOver = (hub: HubPlan): TakenOverDocs[] => [
  ...hub.buckets.filter(({ existing }) => existing).map((bucket) => ofBucket(hub, bucket)),
  ...(hub.home.existing ? [ofDisk(hub, hub.home.existing.id)] : []),
  ...(hub.existing.identity ? [ofRole(hub.existing.identity.name)] : []),
]

function ofBucket({ cluster: { region } }: HubPlan, bucket: BucketPlan): TakenOverDocs {
  const { fullName } = bucket
  const show = (what: string) => sh`aws s3api ${what} --region ${region} --bucket ${fullName}`
  return {
    what: md`The bucket ${code`${fullName}`}`,
    first: md`It has to be in ${code`${region}`}.`,
    stays: md`everything in it, CORS, replication, notifications, and whether older versions are kept`,
    changes: bucketChanges(bucket),
    look: [
      show('get-bucket-location'),
      show('get-bucket-policy'),
      show('get-bucket-lifecycle-configuration'),
      show('get-bucket-encryption'),
      show('get-public-access-block'),
    ],
  }
}

const bucketChanges = ({ expiresDays, public: open, versions, requesterPays, accessLogs }: BucketPlan): Markdown[] => [
  ...(expiresDays === undefined
    ? []
    : [
        md`**Objects older than ${expiresDays} days are deleted**, within a day or two, those that are there included.`,
      ]),
  md`Its policy is replaced: it refuses what does not come by TLS, and lets in whom the settings name. Whom the old one
    let in loses the bucket.`,
  md`Its lifecycle rules are replaced: uploads that nobody finished are cleared after 7 days.`,
  md`New objects are encrypted with a key of S3 (SSE-S3), whatever key was the default.`,
  md`Access lists (ACLs) no longer count${open ? '' : md`, and nothing makes it public`}.`,
  ...(versions ? [md`Older versions of objects are kept for 30 days.`] : []),
  ...(requesterPays ? [md`Whoever reads it pays for it.`] : []),
  ...(accessLogs ? [md`Who reads and writes what is logged into a bucket beside it.`] : []),
  md`Its tags are replaced by those of the hub.`,
]

function ofDisk({ cluster: { region, zones }, home }: HubPlan, id: string): TakenOverDocs {
  return {
    what: md`The disk of the homes, ${code`${id}`}`,
    first: md`It has to be in ${code`${zones[0]!}`}, formatted as XFS, and ${DETACHED}.`,
    stays: md`everything on it, its encryption, and what the settings do not say of its kind and speed`,
    changes: [
      md`It has ${home.disk} GiB; it grows where it had less, and AWS refuses where it had more.`,
      md`Its tags are replaced by those of the hub; by one of them the daily snapshots find it.`,
    ],
    look: [sh`aws ec2 describe-volumes --region ${region} --volume-ids ${id}`],
  }
}

const ofRole = (name: string): TakenOverDocs => ({
  what: md`The role of the hub's servers, ${code`${name}`}`,
  stays: md`policies that are attached to it, its path and its permissions boundary`,
  changes: [
    md`**Whom it trusts is replaced** by the servers of this hub: whoever uses it now, such as the old hub, loses it.`,
    md`The inline policy \`hub\` is written, over one of that name; description and tags are replaced.`,
    GOES,
  ],
  look: [sh`aws iam get-role --role-name ${name}`, sh`aws iam list-role-policies --role-name ${name}`],
})
