import { sh } from '../../print/shell.ts'
import { joined, wordOf, type Imported, type ImportId, type ImportIds } from '../../print/terraform-imports.ts'

const inProject = (r: Imported, ...rest: readonly (string | ImportId)[]): ImportId =>
  joined('projects/', r.at('project'), ...rest)
const global = (collection: string) => (r: Imported) => inProject(r, `/global/${collection}/`, r.at('name'))
const regional = (collection: string) => (r: Imported) =>
  inProject(r, '/regions/', r.at('region'), `/${collection}/`, r.at('name'))
const located = (collection: string) => (r: Imported) =>
  inProject(r, '/locations/', r.at('location'), `/${collection}/`, r.at('name'))
const email = (r: Imported): ImportId => joined(r.at('account_id'), '@', r.at('project'), '.iam.gserviceaccount.com')
const account = (r: Imported): ImportId => inProject(r, '/serviceAccounts/', email(r))

/** Section "Import" of each resource's page (registry.terraform.io/providers/hashicorp/google, 6.50). */
export const imports: ImportIds = {
  ids: {
    google_artifact_registry_repository: (r) =>
      inProject(r, '/locations/', r.at('location'), '/repositories/', r.at('repository_id')),
    google_artifact_registry_repository_iam_member: (r) =>
      words(
        inProject(r, '/locations/', r.at('location'), '/repositories/', r.at('repository')),
        r.at('role'),
        r.at('member'),
      ),
    google_compute_address: regional('addresses'),
    google_compute_disk: (r) => inProject(r, '/zones/', r.at('zone'), '/disks/', r.at('name')),
    google_compute_disk_resource_policy_attachment: (r) =>
      inProject(r, '/zones/', r.at('zone'), '/disks/', r.at('disk'), '/', r.at('name')),
    google_compute_firewall: global('firewalls'),
    google_compute_network: global('networks'),
    google_compute_resource_policy: regional('resourcePolicies'),
    google_compute_router: regional('routers'),
    google_compute_router_nat: (r) =>
      inProject(r, '/regions/', r.at('region'), '/routers/', r.at('router'), '/', r.at('name')),
    google_compute_subnetwork: regional('subnetworks'),
    google_container_cluster: located('clusters'),
    google_container_node_pool: (r) =>
      inProject(r, '/locations/', r.at('location'), '/clusters/', r.at('cluster'), '/nodePools/', r.at('name')),
    google_dns_managed_zone: (r) => inProject(r, '/managedZones/', r.at('name')),
    google_dns_record_set: (r) =>
      inProject(r, '/managedZones/', r.at('managed_zone'), '/rrsets/', r.at('name'), '/', r.at('type')),
    google_filestore_instance: located('instances'),
    google_logging_project_bucket_config: (r) =>
      inProject(r, '/locations/', r.at('location'), '/buckets/', r.at('bucket_id')),
    google_logging_project_exclusion: (r) => inProject(r, '/exclusions/', r.at('name')),
    google_logging_project_sink: (r) => inProject(r, '/sinks/', r.at('name')),
    google_project_iam_custom_role: (r) => inProject(r, '/roles/', r.at('role_id')),
    google_project_iam_member: (r) => words(r.at('project'), r.at('role'), r.at('member')),
    google_project_service: (r) => joined(r.at('project'), '/', r.at('service')),
    google_service_account: account,
    google_service_account_iam_member: (r) => words(r.at('service_account_id'), r.at('role'), r.at('member')),
    google_storage_bucket: (r) => joined(r.at('project'), '/', r.at('name')),
    google_storage_bucket_iam_member: (r) => words(joined('b/', r.at('bucket')), r.at('role'), r.at('member')),
  },
  attributes: {
    'google_service_account.email': email,
    'google_service_account.name': account,
    'google_service_account.member': (r) => joined('serviceAccount:', email(r)),
    'data.google_container_cluster.workload_identity_config[0].workload_pool': (r) =>
      joined(r.at('project'), '.svc.id.goog'),
    'data.google_project.number': (r) => [
      sh`"$(gcloud projects describe ${wordOf(r.at('project_id'))} --format='value(projectNumber)')"`,
    ],
  },
}

/** Parts that the provider wants with spaces between them. */
const words = (...pieces: readonly ImportId[]): ImportId =>
  joined(...pieces.flatMap((piece, i) => (i === 0 ? [piece] : [' ', piece])))
