import { homeOwner } from '../../plan/home.ts'
import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'
import { md, shellBlock } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { HomeCopies } from '../../readme/types.ts'
import { homeTag } from './homes.ts'
import { partitionOf } from './regions.ts'

/** Snapshots of EBS by Data Lifecycle Manager, or recovery points of EFS in AWS Backup. */
export const homeCopies = (plan: HubPlan): HomeCopies => (plan.home.kind === 'managed' ? ofShare(plan) : ofDisk(plan))

function ofDisk(plan: HubPlan): HomeCopies {
  const region = sh`--region ${plan.cluster.region}`
  // no tag by which snapshots find it; the one without which the driver may not attach it (AmazonEBSCSIDriverPolicyV2)
  const tags = 'ResourceType=volume,Tags=[{Key=Name,Value=restore},{Key=ebs.csi.aws.com/cluster,Value=true}]'
  // of disks of people's own, whose it is: the driver's tag of their claim (aws-ebs-csi-driver, docs/tagging.md)
  const claim = "Tags[?Key=='kubernetes.io/created-for/pvc/name'].Value|[0]"
  const columns = ['StartTime', 'SnapshotId', 'State', ...(plan.home.personal === 'volume' ? [claim] : [])].join()
  return {
    list: [
      sh`aws ec2 describe-snapshots ${region} --owner-ids self --filters ${`Name=tag:home-of,Values=${homeTag(plan)}`}
        --query ${`sort_by(Snapshots,&StartTime)[].[${columns}]`} --output text`,
    ],
    disk: {
      make: [
        sh`DISK=$(aws ec2 create-volume ${region} --availability-zone ${plan.cluster.zones[0]!}
          --snapshot-id "\${SNAPSHOT:?}" --volume-type gp3 --encrypted --tag-specifications ${tags}
          --query VolumeId --output text)`,
        sh`aws ec2 wait volume-available ${region} --volume-ids "\${DISK:?}"`,
      ],
      remove: [sh`aws ec2 delete-volume ${region} --volume-id "\${DISK:?}"`],
    },
  }
}

/** docs.aws.amazon.com/aws-backup/latest/devguide/restoring-efs.html */
function ofShare(plan: HubPlan): HomeCopies {
  const { account, region, name } = plan.cluster
  const { namespace } = homeOwner(plan)
  const at = sh`--region ${region}`
  const vault = shorten(`${name}-${namespace}-home`, 50)
  const role = `arn:${partitionOf(region)}:iam::${account}:role/${shorten(`${name}-${namespace}-backups`, 64)}`
  const find = sh`"FileSystems[?Name=='"${`${name}-${namespace}-home`}"'].FileSystemId"`
  const metadata = sh`"file-system-id=$SYSTEM,newFileSystem=false,Encrypted=true,PerformanceMode=generalPurpose"`
  return {
    list: [
      sh`aws backup list-recovery-points-by-backup-vault ${at} --backup-vault-name ${vault}
        --query 'sort_by(RecoveryPoints,&CreationDate)[].[CreationDate,RecoveryPointArn,Status]' --output text`,
    ],
    share: [
      md`AWS Backup restores into a folder of the same file system, \`aws-backup-restore_…\` beside people's
        folders, and
        overwrites nothing:`,
      shellBlock([
        sh`SYSTEM=$(aws efs describe-file-systems ${at} --query ${find} --output text)`,
        sh`aws backup start-restore-job ${at} --recovery-point-arn "\${SNAPSHOT:?}" --iam-role-arn ${role}
          --resource-type EFS --metadata ${metadata}`,
        sh`aws backup list-restore-jobs ${at} --by-resource-type EFS --query 'RestoreJobs[].[Status,PercentDone]'
          --output text`,
      ]),
    ],
  }
}
