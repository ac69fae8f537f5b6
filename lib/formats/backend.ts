import type { ClusterSettings } from '../settings/index.ts'
import type { Root } from './terraform.ts'

/**
 * Where Terraform keeps the state of the root `community/folder`, from a cluster's settings. Always explicit, and relative where it is a
 * file: the state of one root never depends on who runs it or where. The checks have made sure that a bucket is named.
 */
export function backend(state: ClusterSettings['state'], community: string, folder: string): Root['backend'] {
  const name = `${community}/${folder}`
  const config = { gcs, s3, azurerm, http, local }[state.kind](state, name)
  return { kind: state.kind, config }
}

type State = ClusterSettings['state']
type Config = Readonly<Record<string, unknown>>

const local = (): Config => ({ path: 'terraform.tfstate' })

const gcs = (state: State, name: string): Config => ({ bucket: state.bucket, prefix: name })

/** `use_lockfile` keeps two people apart without a table of its own; Terraform and OpenTofu know it from 1.10 on. */
const s3 = (state: State, name: string): Config =>
  ({ bucket: state.bucket, key: `${name}/terraform.tfstate`, region: state.region, encrypt: true, use_lockfile: true })

const azurerm = (state: State, name: string): Config =>
  ({ resource_group_name: state['resource-group'], storage_account_name: state.account, container_name: state.bucket, key: `${name}.tfstate`, use_azuread_auth: true })

const http = (state: State, name: string): Config => ({ address: `${state.url?.replace(/\/$/, '')}/${name}` })

/** The oldest Terraform that knows everything the backend asks for. */
export const requiredVersion = (state: State): string => (state.kind === 's3' ? '>= 1.10' : '>= 1.9')
