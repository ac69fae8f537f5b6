import { sh } from './text.ts'

interface State {
  kind: string
  bucket?: string | undefined
  region?: string | undefined
  account?: string | undefined
  'resource-group'?: string | undefined
}

/**
 * What makes the bucket for Terraform's state, closed to the public and with older versions kept: it has to be there
 * before the first `init`, and belongs to no root, since it would hold its own state. `place` is where the cluster is,
 * of use where both are of one cloud.
 */
export function createState(state: State, place: { cloud: string; region: string; account: string }): string[] {
  const bucket = sh(state.bucket ?? '')
  const here = (cloud: string, value: string): string => (place.cloud === cloud ? sh(value) : '"$PLACE"')
  switch (state.kind) {
    case 'gcs':
      return [
        'gcloud storage buckets create ' +
          `gs://${bucket}${place.cloud === 'gcp' ? ` --project ${sh(place.account)}` : ''} --location ` +
          `${here('gcp', place.region)} --uniform-bucket-level-access --public-access-prevention`,
        `gcloud storage buckets update gs://${bucket} --versioning`,
      ]
    case 's3': {
      const region = state.region ?? ''
      return [
        // the first region takes no constraint
        `aws s3api create-bucket --bucket ${bucket} --region ` +
          `${sh(region)}${region === 'us-east-1' ? '' : ` --create-bucket-configuration LocationConstraint=${sh(region)}`}`,
        `aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration ` +
          'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
        `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
      ]
    }
    case 'azurerm': {
      const [account, group] = [sh(state.account ?? ''), sh(state['resource-group'] ?? '')]
      return [
        `az group create --name ${group} --location ${here('azure', place.region)}`,
        `az storage account create --name ${account} --resource-group ${group} --sku Standard_ZRS ` +
          '--min-tls-version TLS1_2 --allow-blob-public-access false --allow-shared-key-access false',
        `az storage account blob-service-properties update --account-name ${account} --resource-group ${group} ` +
          '--enable-versioning true',
        `az storage container create --name ${bucket} --account-name ${account} --auth-mode login`,
      ]
    }
    default:
      return []
  }
}
