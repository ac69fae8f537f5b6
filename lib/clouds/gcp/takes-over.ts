import { code, md, type Markdown } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { BucketPlan, HubPlan } from '../../plan/types.ts'
import { DETACHED, GOES } from '../../readme/existing.ts'
import type { TakenOverDocs } from '../../readme/types.ts'
import { diskName } from './homes.ts'
import { identityEmail } from './names.ts'

/** What the first apply does with what was there before. */
export const takesOver = (hub: HubPlan): TakenOverDocs[] => [
  ...hub.buckets.filter(({ existing }) => existing).map(ofBucket),
  ...(hub.home.existing ? [ofDisk(hub)] : []),
  ...(hub.existing.identity ? [ofAccount(hub)] : []),
]

const ofBucket = (bucket: BucketPlan): TakenOverDocs => ({
  what: md`The bucket ${code`${bucket.fullName}`}`,
  stays: md`everything in it, its location and storage class, who may do what by IAM, CORS, encryption, retention and
    autoclass`,
  changes: bucketChanges(bucket),
  look: [sh`gcloud storage buckets describe ${bucket.url}`, sh`gcloud storage buckets get-iam-policy ${bucket.url}`],
})

const bucketChanges = ({ expiresDays, public: open, versions, requesterPays, accessLogs }: BucketPlan): Markdown[] => [
  ...(expiresDays === undefined
    ? []
    : [
        md`**Objects older than ${expiresDays} days are deleted**, within a day or two, those that are there included,
        and cannot be brought back.`,
      ]),
  md`Its lifecycle rules are replaced: uploads that nobody finished are cleared after 7 days.`,
  md`Access lists of single objects (ACLs) no longer count${open ? '' : md`, and nobody may make it public`}.`,
  versions
    ? md`Older versions of objects are kept for 30 days.`
    : md`No new versions of objects are kept from then on; those that are there stay.`,
  ...(expiresDays === undefined ? [md`What is deleted can be had back for 7 days.`] : []),
  requesterPays ? md`Whoever reads it pays for it.` : md`Its project pays for reading.`,
  accessLogs
    ? md`Who reads and writes what is logged into a bucket beside it.`
    : md`Its access is no longer logged, where it was.`,
  md`Labels of the hub are added.`,
]

function ofDisk(hub: HubPlan): TakenOverDocs {
  const { account, zones } = hub.cluster
  return {
    what: md`The disk of the homes, ${code`${diskName(hub)}`}`,
    first: md`It has to be formatted as XFS and ${DETACHED}.`,
    stays: md`everything on it, its kind, its encryption and its description`,
    changes: [
      md`It has ${hub.home.disk} GiB; it grows where it had less, and Terraform refuses where it had more.`,
      ...(hub.home.snapshots > 0 ? [md`A schedule of daily snapshots is attached to it.`] : []),
      md`Labels of the hub are added.`,
    ],
    look: [sh`gcloud compute disks describe ${diskName(hub)} --project ${account} --zone ${zones[0]!}`],
  }
}

function ofAccount(hub: HubPlan): TakenOverDocs {
  const email = identityEmail(hub)!
  return {
    what: md`The service account of the hub's servers, ${code`${email}`}`,
    stays: md`its keys, what it may do, and who may use it`,
    changes: [md`Servers of this hub may use it, too. Its display name is replaced.`, GOES],
    look: [sh`gcloud iam service-accounts get-iam-policy ${email} --project ${hub.cluster.account}`],
  }
}
