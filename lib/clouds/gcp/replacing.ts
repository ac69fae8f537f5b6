import type { Replacement } from '../resource-types.ts'

/**
 * What replaces resources that hold nothing: what is `ForceNew`, or `RequiresReplace`, in
 * hashicorp/terraform-provider-google of August 2026, files below `google/services/`, and `tpgiamresource`
 * beside it. All else changes in place.
 */
export const replacing: Readonly<Record<string, Replacement>> = {
  google_container_node_pool: {
    source: 'container/resource_container_node_pool.go',
    changes: ['cluster', 'location', 'project', 'name', 'initial_node_count', 'max_pods_per_node'],
  },
  google_compute_address: {
    source: 'compute/resource_compute_address.go',
    changes: ['address_type', 'name', 'project', 'region'],
  },
  google_compute_router: {
    source: 'compute/resource_compute_router.go',
    changes: ['name', 'network', 'project', 'region'],
  },
  google_compute_router_nat: {
    source: 'compute/resource_compute_router_nat.go',
    changes: ['name', 'project', 'region', 'router'],
  },
  google_compute_disk_resource_policy_attachment: {
    source: 'compute/resource_compute_disk_resource_policy_attachment.go',
    changes: ['disk', 'name', 'project', 'zone'],
  },
  google_compute_resource_policy: {
    source: 'compute/resource_compute_resource_policy.go',
    changes: ['project', 'region'],
  },
  google_billing_budget: { source: 'billingbudgets/resource_billing_budget.go', changes: ['billing_account'] },
  google_monitoring_notification_channel: {
    source: 'monitoring/resource_monitoring_notification_channel.go',
    changes: ['project'],
  },
  google_project_service: {
    source: 'resourcemanager/resource_google_project_service.go',
    changes: ['project', 'service'],
  },
  google_service_account: {
    source: 'resourcemanager/resource_google_service_account.go',
    changes: ['account_id', 'project'],
  },
  google_project_iam_member: {
    source: 'tpgiamresource/resource_iam_member.go',
    changes: ['project', 'role', 'member'],
  },
  google_service_account_iam_member: {
    source: 'tpgiamresource/resource_iam_member.go',
    changes: ['service_account_id', 'role', 'member'],
  },
  google_storage_bucket_iam_member: {
    source: 'tpgiamresource/resource_iam_member.go',
    changes: ['bucket', 'role', 'member'],
  },
}
