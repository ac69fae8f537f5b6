import { md } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { StateBackend } from '../cloud.ts'

export const state: StateBackend = {
  config: (settings, key) => ({
    container_name: settings.bucket,
    key: `${key}/terraform.tfstate`,
    storage_account_name: settings['account'],
    resource_group_name: settings['resource-group'],
    use_azuread_auth: true,
  }),
  where: md`in the Azure storage container`,
  create(settings, here) {
    const { bucket = '', account = '', 'resource-group': group = '' } = settings
    return [
      sh`az group create --name ${group} --location ${here?.region ?? sh`"$PLACE"`}`,
      sh`az storage account create --name ${account} --resource-group ${group} --sku Standard_ZRS
        --min-tls-version TLS1_2 --allow-blob-public-access false --allow-shared-key-access false`,
      sh`az storage account blob-service-properties update --account-name ${account} --resource-group ${group}
        --enable-versioning true`,
      sh`az storage container create --name ${bucket} --account-name ${account} --auth-mode login`,
    ]
  },
}
