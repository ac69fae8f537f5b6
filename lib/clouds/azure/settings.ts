import type { CloudSettings } from '../../settings/clouds.ts'
import { text } from '../../settings/fields.ts'

export const settings: CloudSettings = {
  name: 'azure',
  title: 'Microsoft Azure',
  account: 'Azure subscription id',
  machine: text('Size on Azure.', 'Standard_E16s_v5'),
  scheme: 'abfs',
  state: {
    kind: 'azurerm',
    bucket: 'container',
    fields: {
      account: text('Storage account (azurerm).', 'polarstate', { pattern: '^[a-z0-9]{3,24}$' }),
      'resource-group': text('Resource group of the storage account (azurerm).', 'polar-state', {
        pattern: '^[A-Za-z0-9._()-]+$',
      }),
    },
  },
  examples: {
    region: 'westeurope',
    account: '00000000-0000-0000-0000-000000000000',
    identity:
      '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/my-lab/providers/' +
      'Microsoft.ManagedIdentity/userAssignedIdentities/my-hub',
  },
}
