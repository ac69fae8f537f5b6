import { md } from '../../print/markdown.ts'
import { sh } from '../../print/shell.ts'
import type { StateBackend } from '../cloud.ts'

export const state: StateBackend = {
  config: ({ bucket, region }, key) => ({
    bucket,
    key: `${key}/terraform.tfstate`,
    region,
    encrypt: true,
    use_lockfile: true,
  }),
  where: md`in the S3 bucket`,
  create({ bucket = '', region = '' }) {
    // the first region takes no constraint
    const constraint = region === 'us-east-1' ? sh`` : sh` --create-bucket-configuration LocationConstraint=${region}`
    return [
      sh`aws s3api create-bucket --bucket ${bucket} --region ${region}${constraint}`,
      sh`aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration
        BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
      sh`aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
    ]
  },
}
