/** What Azure refuses in the middle of an apply, asked of the subscription before it. */
import { sh } from '../../print/shell.ts'
import { machineTypes } from '../../plan/pools.ts'
import type { ClusterPlan } from '../../plan/types.ts'
import type { Preflight } from '../cloud.ts'

/** That groups of admins and machines are there. */
export const preflight = (plan: ClusterPlan): Preflight[] => [...admins(plan), machines(plan)]

/** A role for a group that is not there is refused once the cluster stands (`PrincipalNotFound`). */
const admins = ({ admins: wanted }: ClusterPlan): Preflight[] =>
  wanted.map((id) => ({
    test: sh`test "$(az ad group show --group ${id} --query id --output tsv)" = ${id}`,
    advice:
      `${id}, one of admins: in cluster.yaml, is no group that you can see in Entra. Azure refuses it once the ` +
      'cluster stands: write the id that `az ad group show --group NAME --query id` shows.',
  }))

/**
 * Subscriptions are kept from some machines in some regions and zones, until somebody asks
 * (learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-sku-not-available).
 */
function machines(plan: ClusterPlan): Preflight {
  const {
    region,
    zones: [zone],
  } = plan
  const types = machineTypes(plan)
  const wanted = `[?contains(\`${JSON.stringify(types)}\`, name)]`
  const inRegion = `[?!(restrictions[?type=='Location'])]`
  const inZone =
    zone === undefined
      ? ''
      : ` | [?contains(locationInfo[0].zones, '${zone}')]` +
        ` | [?!(restrictions[?type=='Zone' && contains(restrictionInfo.zones, '${zone}')])]`
  const query = `length(${wanted} | ${inRegion}${inZone})`
  const list = sh`az vm list-skus --location ${region} --resource-type virtualMachines --all`
  const place = zone === undefined ? region : `zone ${zone} of ${region}`
  return {
    test: sh`test "$(${list} --query ${query} --output tsv)" = ${types.length}`,
    advice:
      `This subscription may not have all of ${types.join(', ')} in ${place}. Ask for them (Quotas in the portal), ` +
      'or write another zone or other machines in cluster.yaml. Why: az vm list-skus --all --output table ' +
      `--location ${region}`,
  }
}
