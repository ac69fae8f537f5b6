import type { ClusterSettings } from '../settings/index.ts'
import type { Root } from '../print/terraform.ts'

/**
 * Where the Terraform state of one root is kept: `root` is `cluster` or a hub's name. Always explicit, relative to the
 * root, and apart from every other root's. A bucket that is missing is left out here; the check `backend-incomplete`
 * refuses it.
 */
export function backend(state: ClusterSettings['state'], community: string, root: string): Root['backend'] {
  const key = `${community}/${root}`
  switch (state.kind) {
    case 'local':
      return { kind: 'local', config: { path: 'terraform.tfstate' } }
    case 'gcs':
      return { kind: 'gcs', config: { bucket: state.bucket, prefix: key } }
    case 's3':
      return {
        kind: 's3',
        config: {
          bucket: state.bucket,
          key: `${key}/terraform.tfstate`,
          region: state.region,
          encrypt: true,
          use_lockfile: true,
        },
      }
    case 'azurerm':
      return {
        kind: 'azurerm',
        config: {
          container_name: state.bucket,
          key: `${key}/terraform.tfstate`,
          storage_account_name: state.account,
          resource_group_name: state['resource-group'],
          use_azuread_auth: true,
        },
      }
    case 'http':
      return { kind: 'http', config: { address: `${state.url?.replace(/\/+$/, '')}/${key}` } }
  }
}
