import type { CloudSettings } from '../../settings/clouds.ts'
import { text } from '../../settings/fields.ts'

export const settings: CloudSettings = {
  name: 'aws',
  title: 'Amazon Web Services',
  account: 'AWS account number (in quotes)',
  machine: text('Instance type on AWS.', 'r5.4xlarge'),
  scheme: 's3',
  state: {
    kind: 's3',
    bucket: 'bucket',
    fields: { region: text('Region of the s3 bucket.', 'us-west-2', { pattern: '^[a-z0-9-]+$' }) },
  },
  examples: { region: 'us-west-2', account: '000000000000', identity: 'arn:aws:iam::000000000000:role/my-lab-hub' },
  shown: true,
}
