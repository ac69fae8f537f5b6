import type { Rights } from '../cloud.ts'

/** Roles in the project (cloud.google.com/iam/docs/roles-permissions). */
export const rights: Rights = {
  'data.google_container_cluster': ['roles/container.clusterViewer'],
  'data.google_project': ['roles/browser'],
  google_compute_disk: ['roles/compute.storageAdmin'],
  google_compute_disk_resource_policy_attachment: ['roles/compute.storageAdmin'],
  google_compute_resource_policy: ['roles/compute.storageAdmin'],
  google_dns_managed_zone: ['roles/dns.admin'],
  google_dns_record_set: ['roles/dns.admin'],
  google_filestore_instance: ['roles/file.editor'],
  google_project_iam_member: ['roles/resourcemanager.projectIamAdmin'],
  google_project_service: ['roles/serviceusage.serviceUsageAdmin'],
  google_service_account: ['roles/iam.serviceAccountAdmin'],
  google_service_account_iam_member: ['roles/iam.serviceAccountAdmin'],
  google_storage_bucket: ['roles/storage.admin'],
  google_storage_bucket_iam_member: ['roles/storage.admin'],
}
