import { sh, type Shell } from '../print/shell.ts'

interface State {
  kind: string
  bucket?: string | undefined
  region?: string | undefined
  account?: string | undefined
  'resource-group'?: string | undefined
}

interface Place {
  cloud: string
  region: string
  account: string
}

/**
 * What makes the bucket for Terraform's state, closed to the public and with older versions kept: it has to be there
 * before the first `init`, and belongs to no root, since it would hold its own state. `place` is where the cluster is,
 * of use where both are of one cloud.
 */
export function createState(state: State, place: Place): Shell[] {
  switch (state.kind) {
    case 'gcs':
      return createGcs(state, place)
    case 's3':
      return createS3(state)
    case 'azurerm':
      return createAzure(state, place)
    default:
      return []
  }
}

/** The region of the cluster, where it is of the state's cloud; else a variable that the reader sets. */
const regionOf = (cloud: string, place: Place): Shell => (place.cloud === cloud ? sh`${place.region}` : sh`"$PLACE"`)

function createGcs({ bucket = '' }: State, place: Place): Shell[] {
  const project = place.cloud === 'gcp' ? sh` --project ${place.account}` : sh``
  return [
    sh`gcloud storage buckets create gs://${bucket}${project} --location ${regionOf('gcp', place)}
      --uniform-bucket-level-access --public-access-prevention`,
    sh`gcloud storage buckets update gs://${bucket} --versioning`,
  ]
}

function createS3({ bucket = '', region = '' }: State): Shell[] {
  // the first region takes no constraint
  const constraint = region === 'us-east-1' ? sh`` : sh` --create-bucket-configuration LocationConstraint=${region}`
  return [
    sh`aws s3api create-bucket --bucket ${bucket} --region ${region}${constraint}`,
    sh`aws s3api put-public-access-block --bucket ${bucket} --public-access-block-configuration
      BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    sh`aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
  ]
}

function createAzure(state: State, place: Place): Shell[] {
  const { bucket = '', account = '', 'resource-group': group = '' } = state
  return [
    sh`az group create --name ${group} --location ${regionOf('azure', place)}`,
    sh`az storage account create --name ${account} --resource-group ${group} --sku Standard_ZRS
      --min-tls-version TLS1_2 --allow-blob-public-access false --allow-shared-key-access false`,
    sh`az storage account blob-service-properties update --account-name ${account} --resource-group ${group}
      --enable-versioning true`,
    sh`az storage container create --name ${bucket} --account-name ${account} --auth-mode login`,
  ]
}
