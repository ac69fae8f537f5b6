import type { BudgetPlan } from '../../plan/cluster.ts'
import type { CloudSettings } from '../../settings/clouds.ts'
import { maybe, text } from '../../settings/fields.ts'

export const settings: CloudSettings = {
  name: 'gcp',
  title: 'Google Cloud',
  account: 'Google Cloud project id',
  machine: text('Machine type on Google Cloud.', 'n2-highmem-16'),
  scheme: 'gs',
  budget: {
    'billing-account': maybe(
      text("Google Cloud's billing account, needed there.", '000000-000000-000000', {
        pattern: '^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$',
      }),
    ),
  },
  state: { kind: 'gcs', bucket: 'bucket', fields: {} },
  examples: {
    region: 'us-central1',
    account: 'polar-hubs-123456',
    identity: 'my-hub@polar-hubs-123456.iam.gserviceaccount.com',
  },
}

/** The billing account of a budget. */
export const billingAccount = ({ ofCloud }: BudgetPlan): string | undefined =>
  ofCloud['billing-account'] as string | undefined
