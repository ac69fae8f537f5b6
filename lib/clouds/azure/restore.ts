import { homeOwner } from '../../plan/home.ts'
import { shorten } from '../../plan/names.ts'
import type { HubPlan } from '../../plan/types.ts'
import { md, shellBlock } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { HomeCopies } from '../../readme/types.ts'
import { HOME_SHARE, clusterGroup, controlPlaneIdentity, homeAccount, homeDisk, hubGroup } from './names.ts'

/** Snapshots of a managed disk by Azure Backup, or the deleted shares that a storage account keeps. */
export const homeCopies = (plan: HubPlan): HomeCopies => (plan.home.kind === 'managed' ? ofShare(plan) : ofDisk(plan))

function ofDisk(plan: HubPlan): HomeCopies {
  const group = sh`--resource-group ${hubGroup(plan, plan.cluster)}`
  const copy = shorten(`${homeDisk(plan)}-restore`, 80)
  const [zone] = plan.cluster.zones
  const inZone = zone === undefined ? sh`` : sh` --zone ${zone}`
  const ofThisDisk = `sort_by([?ends_with(creationData.sourceResourceId, '/${homeDisk(plan)}')], &timeCreated)`
  return {
    list: [sh`az snapshot list ${group} --query ${`${ofThisDisk}[].[timeCreated, id]`} --output tsv`],
    disk: {
      make: [
        sh`DISK=$(az disk create ${group} --name ${copy} --source "\${SNAPSHOT:?}" --sku StandardSSD_LRS${inZone}
          --query id
          --output tsv)`,
        sh`az role assignment create --role Contributor --scope "\${DISK:?}" --assignee-principal-type ServicePrincipal
          --assignee-object-id "$(az identity show --resource-group ${clusterGroup(plan.cluster)}
          --name ${controlPlaneIdentity(plan.cluster)} --query principalId --output tsv)"`,
      ],
      remove: [sh`az disk delete ${group} --name ${copy} --yes`],
    },
  }
}

/** learn.microsoft.com/azure/storage/files/storage-files-enable-soft-delete */
function ofShare(plan: HubPlan): HomeCopies {
  const account = sh`--storage-account ${homeAccount(homeOwner(plan), plan.cluster)}`
  return {
    list: [
      sh`az storage share-rm list ${account} --include-deleted --query '[?deleted].[deletedTime, version]' --output
        tsv`,
    ],
    share: [
      md`Azure Backup keeps no copies of NFS shares: what is deleted within the share is gone. A deleted share as a
        whole
        comes back for two weeks, with everything in it:`,
      shellBlock([sh`az storage share-rm restore ${account} --name ${HOME_SHARE} --deleted-version "\${SNAPSHOT:?}"`]),
    ],
  }
}
