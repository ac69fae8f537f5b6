import type { CloudFacts } from '../../plan/cloud-facts.ts'

/** What may be there before the first apply: zonal disks as the driver calls them, and service accounts by address. */
export const existing: CloudFacts['existing'] = {
  bucket: {
    form: /^(?<name>[a-z0-9][a-z0-9._-]{1,220}[a-z0-9])$/,
    what: 'the name of a bucket',
    example: 'my-lab-scratch',
    find: "gcloud storage buckets list --format 'value(name)'",
  },
  disk: {
    form: /^projects\/(?<account>[a-z][a-z0-9-]+)\/zones\/(?<zone>[a-z0-9-]+)\/disks\/(?<name>[a-z][a-z0-9-]*)$/,
    what: 'the path of a zonal disk',
    example: 'projects/my-lab/zones/us-central1-b/disks/my-homes',
    find: "gcloud compute disks list --format 'value(selfLink.scope(v1))'",
  },
  identity: {
    form: /^(?<name>[a-z][a-z0-9-]{4,28}[a-z0-9])@(?<account>[a-z][a-z0-9-]+)\.iam\.gserviceaccount\.com$/,
    what: 'the address of a service account',
    example: 'my-lab-hub@my-lab.iam.gserviceaccount.com',
    find: "gcloud iam service-accounts list --format 'value(email)'",
  },
}

/**
 * What stays of each as it is: what would replace it (`ForceNew`), and what the settings have no words for. Files below
 * google/services of hashicorp/terraform-provider-google.
 */
export const LEAVES = {
  // storage/resource_storage_bucket.go
  google_storage_bucket: [
    'autoclass',
    'cors',
    'custom_placement_config',
    'default_event_based_hold',
    'enable_object_retention',
    'encryption',
    'hierarchical_namespace',
    'location',
    'retention_policy',
    'storage_class',
    'website',
  ],
  // compute/resource_compute_disk.go; its description is left in any case
  google_compute_disk: [
    'architecture',
    'async_primary_disk',
    'disk_encryption_key',
    'enable_confidential_compute',
    'guest_os_features',
    'image',
    'licenses',
    'physical_block_size_bytes',
    'snapshot',
    'source_disk',
    'source_image_encryption_key',
    'source_instant_snapshot',
    'source_snapshot_encryption_key',
    'source_storage_object',
    'storage_pool',
    'type',
    'zone',
  ],
  // resourcemanager/resource_google_service_account.go
  google_service_account: ['description', 'disabled'],
} as const
