import type { Root } from '../formats/terraform.ts'
import type { ClusterSettings } from '../settings/index.ts'

/**
 * Where a root module keeps its state. `root` names it below its fleet: `polar/cluster`, `polar/prod`. Always declared and never
 * absolute, so that what one person applied the next one finds. A backend without its bucket is refused by a check before this.
 */
export function backend(state: ClusterSettings['state'], root: string): Root['backend'] {
  const { kind, bucket, region, account, url } = state
  switch (kind) {
    case 'local': return { kind, config: { path: 'terraform.tfstate' } }
    case 'gcs': return { kind, config: { bucket, prefix: root } }
    // locks by conditional writes, without a DynamoDB table (Terraform 1.10 and later; OpenTofu 1.10)
    case 's3': return { kind, config: { bucket, key: `${root}/terraform.tfstate`, region, encrypt: true, use_lockfile: true } }
    case 'azurerm': return { kind, config: { resource_group_name: state['resource-group'], storage_account_name: account, container_name: bucket, key: `${root}/terraform.tfstate`, use_azuread_auth: true } }
    case 'http': {
      // lock and unlock as GitLab's state server expects them (docs.gitlab.com/user/infrastructure/iac/terraform_state)
      const address = `${url}/${root.replace('/', '-')}`
      return { kind, config: { address, lock_address: `${address}/lock`, lock_method: 'POST', unlock_address: `${address}/lock`, unlock_method: 'DELETE' } }
    }
  }
}
