import type { HubPlan } from '../../plan/types.ts'
import { md, shellBlock } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { HomeCopies } from '../../readme/types.ts'
import { SHARE, diskName } from './homes.ts'
import { hubName } from './names.ts'

/** Snapshots of a persistent disk by its schedule, or backups of Filestore that somebody made. */
export const homeCopies = (plan: HubPlan): HomeCopies => (plan.home.kind === 'managed' ? ofShare(plan) : ofDisk(plan))

function ofDisk(plan: HubPlan): HomeCopies {
  const { account, zones } = plan.cluster
  const project = sh`--project ${account}`
  const copy = hubName(plan, 'homes-restore')
  const place = sh`${project} --zone ${zones[0]!}`
  return {
    list: [
      sh`gcloud compute snapshots list ${project} --filter ${`sourceDisk~/disks/${diskName(plan)}$`}
        --sort-by creationTimestamp --format 'table(creationTimestamp,name,status)'`,
    ],
    disk: {
      make: [
        sh`gcloud compute disks create ${copy} ${place} --source-snapshot "\${SNAPSHOT:?}" --type pd-balanced`,
        sh`DISK=${`projects/${account}/zones/${zones[0]}/disks/${copy}`}`,
      ],
      remove: [sh`gcloud compute disks delete ${copy} ${place} --quiet`],
    },
  }
}

/** cloud.google.com/filestore/docs/backup-restore */
function ofShare(plan: HubPlan): HomeCopies {
  const { account, region, zones } = plan.cluster
  const project = sh`--project ${account}`
  return {
    list: [sh`gcloud filestore backups list ${project} --region ${region} --sort-by createTime`],
    share: [
      md`Filestore makes no backups by a schedule: there is one only where somebody made it, with the first of these
        lines. The second puts a backup back over the whole file service: stop the hub first, since what was written
        later is lost.`,
      shellBlock([
        sh`gcloud filestore backups create ${`${diskName(plan)}-1`} ${project} --region ${region}
          --instance ${diskName(plan)} --instance-location ${zones[0]!} --file-share ${SHARE}`,
        sh`gcloud filestore instances restore ${diskName(plan)} ${project} --location ${zones[0]!} --file-share ${SHARE}
          --source-backup "\${SNAPSHOT:?}" --source-backup-region ${region}`,
      ]),
    ],
  }
}
