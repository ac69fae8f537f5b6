/**
 * The kinds of resource this cloud uses, each checked against the arguments of the provider's own bindings.
 */
import type { ArtifactRegistryRepositoryConfig } from '@cdktf/provider-google/lib/artifact-registry-repository/index.js'
import type * as repositoryMember from '@cdktf/provider-google/lib/artifact-registry-repository-iam-member/index.js'
import type { BillingBudgetConfig } from '@cdktf/provider-google/lib/billing-budget/index.js'
import type { ComputeAddressConfig } from '@cdktf/provider-google/lib/compute-address/index.js'
import type { ComputeDiskConfig } from '@cdktf/provider-google/lib/compute-disk/index.js'
import type * as diskPolicy from '@cdktf/provider-google/lib/compute-disk-resource-policy-attachment/index.js'
import type { ComputeNetworkConfig } from '@cdktf/provider-google/lib/compute-network/index.js'
import type { ComputeResourcePolicyConfig } from '@cdktf/provider-google/lib/compute-resource-policy/index.js'
import type { ComputeRouterConfig } from '@cdktf/provider-google/lib/compute-router/index.js'
import type { ComputeRouterNatConfig } from '@cdktf/provider-google/lib/compute-router-nat/index.js'
import type { ComputeSubnetworkConfig } from '@cdktf/provider-google/lib/compute-subnetwork/index.js'
import type { ContainerClusterConfig } from '@cdktf/provider-google/lib/container-cluster/index.js'
import type { ContainerNodePoolConfig } from '@cdktf/provider-google/lib/container-node-pool/index.js'
import type * as dataGoogleContainerCluster from '@cdktf/provider-google/lib/data-google-container-cluster/index.js'
import type { DataGoogleProjectConfig } from '@cdktf/provider-google/lib/data-google-project/index.js'
import type { DnsManagedZoneConfig } from '@cdktf/provider-google/lib/dns-managed-zone/index.js'
import type { DnsRecordSetConfig } from '@cdktf/provider-google/lib/dns-record-set/index.js'
import type { FilestoreInstanceConfig } from '@cdktf/provider-google/lib/filestore-instance/index.js'
import type { LoggingProjectBucketConfigConfig } from '@cdktf/provider-google/lib/logging-project-bucket-config/index.js'
import type { LoggingProjectExclusionConfig } from '@cdktf/provider-google/lib/logging-project-exclusion/index.js'
import type { LoggingProjectSinkConfig } from '@cdktf/provider-google/lib/logging-project-sink/index.js'
import type * as channel from '@cdktf/provider-google/lib/monitoring-notification-channel/index.js'
import type { ProjectIamMemberConfig } from '@cdktf/provider-google/lib/project-iam-member/index.js'
import type { ProjectServiceConfig } from '@cdktf/provider-google/lib/project-service/index.js'
import type { ServiceAccountConfig } from '@cdktf/provider-google/lib/service-account/index.js'
import type { ServiceAccountIamMemberConfig } from '@cdktf/provider-google/lib/service-account-iam-member/index.js'
import type { StorageBucketConfig } from '@cdktf/provider-google/lib/storage-bucket/index.js'
import type { StorageBucketIamMemberConfig } from '@cdktf/provider-google/lib/storage-bucket-iam-member/index.js'
import { makers, type Arguments } from '../../print/terraform-types.ts'

interface Resources {
  google_artifact_registry_repository: ArtifactRegistryRepositoryConfig
  google_artifact_registry_repository_iam_member: repositoryMember.ArtifactRegistryRepositoryIamMemberConfig
  google_billing_budget: BillingBudgetConfig
  google_compute_address: ComputeAddressConfig
  google_compute_disk: ComputeDiskConfig
  google_compute_disk_resource_policy_attachment: diskPolicy.ComputeDiskResourcePolicyAttachmentConfig
  google_compute_network: ComputeNetworkConfig
  google_compute_resource_policy: ComputeResourcePolicyConfig
  google_compute_router: ComputeRouterConfig
  google_compute_router_nat: ComputeRouterNatConfig
  google_compute_subnetwork: ComputeSubnetworkConfig
  google_container_cluster: ContainerClusterConfig
  google_container_node_pool: ContainerNodePoolConfig
  google_dns_managed_zone: DnsManagedZoneConfig
  google_dns_record_set: DnsRecordSetConfig
  google_filestore_instance: FilestoreInstanceConfig
  google_logging_project_bucket_config: LoggingProjectBucketConfigConfig
  google_logging_project_exclusion: LoggingProjectExclusionConfig
  google_logging_project_sink: LoggingProjectSinkConfig
  google_monitoring_notification_channel: channel.MonitoringNotificationChannelConfig
  google_project_iam_member: ProjectIamMemberConfig
  google_project_service: ProjectServiceConfig
  google_service_account: ServiceAccountConfig
  google_service_account_iam_member: ServiceAccountIamMemberConfig
  google_storage_bucket: StorageBucketConfig
  google_storage_bucket_iam_member: StorageBucketIamMemberConfig
}

interface Data {
  google_container_cluster: dataGoogleContainerCluster.DataGoogleContainerClusterConfig
  google_project: DataGoogleProjectConfig
}

export const { resource, data } = makers<Resources, Data>()

export type ClusterArguments = Arguments<ContainerClusterConfig>
export type NodeConfig = NonNullable<Arguments<ContainerNodePoolConfig>['node_config']>
