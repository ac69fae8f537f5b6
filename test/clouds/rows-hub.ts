import { expect } from 'vitest'
import { blocks, type HubView, type Row, type View } from './views.ts'

const each =
  (check: (hub: HubView, view: View) => void, only: (hub: HubView) => boolean = () => true) =>
  (view: View): void => {
    expect(view.hubs.length).toBeGreaterThan(0)
    for (const hub of view.hubs.filter(only)) check(hub, view)
  }
const onDisk = (check: (hub: HubView, view: View) => void) => each(check, ({ plan }) => plan.home.kind === 'disk')
const managed = (check: (hub: HubView, view: View) => void) => each(check, ({ plan }) => plan.home.kind === 'managed')
const withIdentity = (check: (hub: HubView, view: View) => void) =>
  each(check, ({ plan }) => plan.identity !== undefined)
const block = (hub: HubView, type: string, name: string) => blocks(hub.root, type)[name]!
/** A bucket's name among the blocks of Google Cloud and AWS. */
const named = (hub: HubView, type: string, fullName: string) =>
  Object.entries(blocks(hub.root, type)).find(([, args]) => [args['name'], args['bucket']].includes(fullName as never))!
const buckets = (check: (hub: HubView, bucket: HubView['plan']['buckets'][number]) => void) =>
  each((hub) => {
    for (const bucket of hub.plan.buckets) check(hub, bucket)
  })
const rules = (hub: HubView, fullName: string) =>
  (
    block(hub, 'azurerm_storage_management_policy', 'buckets')?.['rule'] as unknown as
      | { name: string; actions: object }[]
      | undefined
  )?.find(({ name }) => name === fullName)?.actions
const trusts = ({ plan }: HubView): string[] => [
  plan.serviceAccount,
  ...(plan.settings.values.hub?.identity ? ['hub'] : []),
]

export const hubRows: Record<string, Row> = {
  'Homes on a disk': {
    gcp: onDisk((hub) =>
      expect(block(hub, 'google_compute_disk', 'homes')).toMatchObject({
        size: hub.plan.home.disk,
        zone: hub.plan.cluster.zones[0],
        type: hub.plan.home.fast ? 'pd-ssd' : 'pd-balanced',
      }),
    ),
    aws: onDisk((hub) =>
      expect(block(hub, 'aws_ebs_volume', 'home')).toMatchObject({
        size: hub.plan.home.disk,
        availability_zone: hub.plan.cluster.zones[0],
        type: 'gp3',
        encrypted: true,
      }),
    ),
    azure: onDisk((hub) =>
      expect(block(hub, 'azurerm_managed_disk', 'homes')).toMatchObject({
        disk_size_gb: hub.plan.home.disk,
        storage_account_type: hub.plan.home.fast ? 'Premium_LRS' : 'StandardSSD_LRS',
        network_access_policy: 'DenyAll',
      }),
    ),
  },
  'Homes are kept': {
    gcp: each((hub) => kept(hub, ['google_compute_disk', 'google_filestore_instance'])),
    aws: each((hub) => kept(hub, ['aws_ebs_volume', 'aws_efs_file_system'])),
    azure: each((hub) => kept(hub, ['azurerm_managed_disk', 'azurerm_storage_share'])),
  },
  'Daily snapshots of homes': {
    gcp: onDisk((hub) =>
      expect(
        block(hub, 'google_compute_resource_policy', 'homes')?.['snapshot_schedule_policy']?.['retention_policy']?.[
          'max_retention_days'
        ],
      ).toBe(hub.plan.home.snapshots || undefined),
    ),
    aws: onDisk((hub) =>
      expect(
        (
          block(hub, 'aws_dlm_lifecycle_policy', 'home')?.['policy_details'] as unknown as
            | { schedule: { retain_rule: { count: number } }[] }
            | undefined
        )?.schedule[0]!.retain_rule.count,
      ).toBe(hub.plan.home.snapshots || undefined),
    ),
    azure: onDisk((hub) =>
      expect(block(hub, 'azurerm_data_protection_backup_policy_disk', 'homes')?.['default_retention_duration']).toBe(
        hub.plan.home.snapshots ? `P${hub.plan.home.snapshots}D` : undefined,
      ),
    ),
  },
  'Managed homes': {
    gcp: managed((hub) =>
      expect(block(hub, 'google_filestore_instance', 'homes')).toMatchObject({
        tier: 'ZONAL',
        protocol: 'NFS_V4_1',
        location: hub.plan.cluster.zones[0],
      }),
    ),
    aws: managed((hub) => {
      expect(block(hub, 'aws_efs_file_system', 'home')).toMatchObject({ encrypted: true })
      expect(Object.keys(blocks(hub.root, 'aws_efs_mount_target')).length).toBeGreaterThan(0)
    }),
    azure: managed((hub) => {
      expect(block(hub, 'azurerm_storage_account', 'homes')).toMatchObject({
        account_kind: 'FileStorage',
        network_rules: { default_action: 'Deny' },
      })
      expect(block(hub, 'azurerm_storage_share', 'homes')).toMatchObject({ enabled_protocol: 'NFS' })
    }),
  },
  'Backups of managed homes': {
    gcp: managed((hub) => expect(hub.plan.home.snapshots).toBe(0)),
    aws: managed((hub) =>
      expect(block(hub, 'aws_backup_plan', 'home')['rule']).toMatchObject([
        { lifecycle: { delete_after: hub.plan.home.snapshots } },
      ]),
    ),
    azure: managed((hub) => expect(hub.plan.home.snapshots).toBe(0)),
  },
  'Buckets are emptied': {
    gcp: buckets((hub, { fullName, expiresDays }) =>
      expect(
        (
          named(hub, 'google_storage_bucket', fullName)[1]['lifecycle_rule'] as unknown as {
            action: { type: string }
            condition: { age?: number }
          }[]
        ).find(({ action, condition }) => action.type === 'Delete' && condition.age)?.condition.age,
      ).toBe(expiresDays),
    ),
    aws: buckets((hub, { fullName, expiresDays }) =>
      expect(
        (
          block(hub, 'aws_s3_bucket_lifecycle_configuration', named(hub, 'aws_s3_bucket', fullName)[0])[
            'rule'
          ] as unknown as { id: string; expiration?: { days: number }[] }[]
        ).find(({ id }) => id === 'expire')?.expiration?.[0]!.days,
      ).toBe(expiresDays),
    ),
    azure: buckets((hub, { fullName, expiresDays }) =>
      expect((rules(hub, fullName) as { base_blob?: object } | undefined)?.base_blob).toEqual(
        expiresDays === undefined ? undefined : { delete_after_days_since_modification_greater_than: expiresDays },
      ),
    ),
  },
  'Buckets are public only where the settings say so': {
    gcp: buckets((hub, { fullName }) =>
      expect(named(hub, 'google_storage_bucket', fullName)[1]).toMatchObject({
        public_access_prevention: 'enforced',
        uniform_bucket_level_access: true,
      }),
    ),
    aws: buckets((hub, { fullName }) =>
      expect(block(hub, 'aws_s3_bucket_public_access_block', named(hub, 'aws_s3_bucket', fullName)[0])).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      }),
    ),
    azure: buckets((hub) => {
      expect(block(hub, 'azurerm_storage_account', 'buckets')).toMatchObject({
        allow_nested_items_to_be_public: false,
        shared_access_key_enabled: false,
      })
      for (const container of Object.values(blocks(hub.root, 'azurerm_storage_container')))
        expect(container['container_access_type']).toBe('private')
    }),
  },
  'Buckets are encrypted': {
    gcp: buckets((hub, { fullName }) =>
      expect(named(hub, 'google_storage_bucket', fullName)[1]['encryption']).toBeUndefined(),
    ),
    aws: buckets((hub, { fullName }) => {
      const [name] = named(hub, 'aws_s3_bucket', fullName)
      expect(JSON.stringify(block(hub, 'aws_s3_bucket_server_side_encryption_configuration', name))).toContain('AES256')
      expect(String(block(hub, 'aws_s3_bucket_policy', name)['policy'])).toContain('aws:SecureTransport')
    }),
    azure: buckets((hub) => expect(block(hub, 'azurerm_storage_account', 'buckets')['min_tls_version']).toBe('TLS1_2')),
  },
  'Versions of objects': {
    gcp: buckets((hub, { fullName, versions }) =>
      expect(named(hub, 'google_storage_bucket', fullName)[1]['versioning']).toEqual({ enabled: versions }),
    ),
    aws: buckets((hub, { fullName, versions }) =>
      expect(block(hub, 'aws_s3_bucket_versioning', named(hub, 'aws_s3_bucket', fullName)[0]) !== undefined).toBe(
        versions,
      ),
    ),
    azure: each((hub) => {
      if (hub.plan.buckets.length > 0)
        expect(block(hub, 'azurerm_storage_account', 'buckets')['blob_properties']!['versioning_enabled']).toBe(
          hub.plan.buckets.some(({ versions }) => versions),
        )
    }),
  },
  'Readers pay': {
    gcp: buckets((hub, { fullName, requesterPays }) =>
      expect(named(hub, 'google_storage_bucket', fullName)[1]['requester_pays']).toBe(requesterPays),
    ),
    aws: buckets((hub, { fullName, requesterPays }) =>
      expect(
        block(hub, 'aws_s3_bucket_request_payment_configuration', named(hub, 'aws_s3_bucket', fullName)[0]) !==
          undefined,
      ).toBe(requesterPays),
    ),
    azure: buckets((_hub, { requesterPays }) => expect(requesterPays).toBe(false)),
  },
  'Buckets are kept': {
    gcp: buckets((hub, { fullName, mayDestroy }) =>
      expect(named(hub, 'google_storage_bucket', fullName)[1]).toMatchObject({
        force_destroy: mayDestroy,
        lifecycle: { prevent_destroy: !mayDestroy },
      }),
    ),
    aws: buckets((hub, { fullName, mayDestroy }) =>
      expect(named(hub, 'aws_s3_bucket', fullName)[1]['lifecycle']?.['prevent_destroy']).toBe(
        mayDestroy ? undefined : true,
      ),
    ),
    azure: buckets((hub, { key, mayDestroy }) =>
      expect(block(hub, 'azurerm_storage_container', `bucket_${key}`)['lifecycle']?.['prevent_destroy']).toBe(
        mayDestroy ? undefined : true,
      ),
    ),
  },
  'Identity of a hub': {
    gcp: withIdentity((hub) =>
      expect(
        Object.values(blocks(hub.root, 'google_service_account_iam_member'))
          .map(({ member }) => /\[[^[\]]+\]$/.exec(member as unknown as string)![0])
          .sort(),
      ).toEqual(
        trusts(hub)
          .map((name) => `[${hub.plan.namespace}/${name}]`)
          .sort(),
      ),
    ),
    aws: withIdentity((hub) =>
      expect(
        Object.values(blocks(hub.root, 'aws_eks_pod_identity_association'))
          .map((each) => [each['namespace'], each['service_account']] as unknown)
          .sort(),
      ).toEqual(
        trusts(hub)
          .map((name) => [hub.plan.namespace, name])
          .sort(),
      ),
    ),
    azure: withIdentity((hub) =>
      expect(
        Object.values(blocks(hub.root, 'azurerm_federated_identity_credential'))
          .map(({ subject }) => subject as unknown)
          .sort(),
      ).toEqual(
        // and what reads the hub's Key Vault
        [...trusts(hub), ...(hub.plan.vault ? ['secrets-reader'] : [])]
          .map((name) => `system:serviceaccount:${hub.plan.namespace}:${name}`)
          .sort(),
      ),
    ),
  },
  'What it may do': {
    gcp: withIdentity((hub) => {
      const members = Object.values(blocks(hub.root, 'google_storage_bucket_iam_member'))
      expect(members.map(({ role }) => role as unknown)).toEqual([
        // Google itself, which writes who reads and writes
        ...(hub.plan.buckets.some(({ accessLogs }) => accessLogs) ? ['roles/storage.objectCreator'] : []),
        // the hub's own identity, then the further writers that the settings name
        ...hub.plan.buckets.flatMap(({ writers }) => ['', ...writers].map(() => 'roles/storage.objectUser')),
      ])
      expect(
        Object.keys(blocks(hub.root, 'google_project_iam_member')).filter((name) => name !== 'requester_pays'),
      ).toEqual([])
    }),
    aws: withIdentity((hub) => {
      for (const { Action, Resource } of (
        JSON.parse(block(hub, 'aws_iam_role_policy', 'hub')['policy'] as unknown as string) as {
          Statement: { Action: string[]; Resource: string[] }[]
        }
      ).Statement) {
        expect(Action.filter((action) => !action.startsWith('s3:') || action.includes('*'))).toEqual([])
        expect(Resource.filter((resource) => !/aws_s3_bucket\.|:s3:::/.test(resource))).toEqual([])
      }
    }),
    azure: withIdentity((hub) =>
      expect(
        Object.values(blocks(hub.root, 'azurerm_role_assignment'))
          .filter(({ principal_id }) => String(principal_id).includes('.servers.'))
          .map((each) => [each['role_definition_name'], /\/containers\//.test(String(each['scope']))] as unknown),
      ).toEqual(hub.plan.buckets.map(() => ['Storage Blob Data Contributor', true])),
    ),
  },
  'Data of others': {
    gcp: each((hub) =>
      expect(Object.keys(hub.root.output['ask_bucket_owners']?.['value'] ?? {}).sort()).toEqual(
        hub.plan.grants.map(({ key }) => key).sort(),
      ),
    ),
    aws: each((hub) => {
      for (const { bucket } of hub.plan.grants) expect(hub.text).toContain(`s3:::${bucket}`)
    }),
    azure: each((hub) =>
      expect(Object.keys(hub.root.output['outside_data']?.['value'] ?? {}).sort()).toEqual(
        hub.plan.grants.map(({ key }) => key).sort(),
      ),
    ),
  },
  'Registry for built images': {
    gcp: (view) =>
      expect(Object.keys(blocks(view.root, 'google_artifact_registry_repository')).length > 0).toBe(
        view.hubs.some(({ plan }) => plan.settings.values['image-building']?.registry.includes('pkg.dev')),
      ),
    aws: (view) => expect(view.text).not.toContain('aws_ecr'),
    azure: (view) =>
      expect(Object.keys(blocks(view.root, 'azurerm_container_registry')).length > 0).toBe(
        view.hubs.some(({ plan }) => plan.settings.values['image-building']?.registry.includes('azurecr.io')),
      ),
  },
  'Tenants of a shared cluster': { gcp: tenants, aws: tenants, azure: tenants },
}

function kept({ plan, root }: HubView, types: readonly string[]): void {
  const homes = types.flatMap((type) => Object.values(blocks(root, type)))
  expect(homes).toHaveLength(plan.home.kind === 'disk' || plan.home.kind === 'managed' ? 1 : 0)
  for (const home of homes) expect(home['lifecycle']?.['prevent_destroy'] ?? false).toBe(!plan.home.mayDestroy)
}

/**
 * Their own root that finds the cluster by name and changes nothing of it, their namespace closed to others, and on
 * shared clusters a quota.
 */
function tenants(view: View): void {
  const types = ['google_container_cluster', 'aws_eks_cluster', 'azurerm_kubernetes_cluster']
  for (const hub of view.hubs) {
    expect(types.flatMap((type) => Object.keys(blocks(hub.root, type)))).toEqual([])
    expect(Object.keys(hub.root.resource).filter((type) => /node_pool|node_group|_network$|_vpc$/.test(type))).toEqual(
      [],
    )
    const kinds = hub.objects.map(
      ({ kind, metadata }) => `${kind as unknown as string} ${metadata!['name'] as unknown as string}`,
    )
    expect(kinds).toEqual(
      expect.arrayContaining([`Namespace ${hub.plan.namespace}`, 'ServiceAccount user', 'NetworkPolicy deny-ingress']),
    )
    expect(kinds.includes('ResourceQuota hub')).toBe(
      view.plan.tenancy === 'shared' ||
        hub.plan.settings.values.limits?.memory !== undefined ||
        hub.plan.settings.values.limits?.cpu !== undefined,
    )
    expect(hub.objects.find(({ kind }) => (kind as unknown) === 'Namespace')!['metadata']!['labels']).toMatchObject({
      community: hub.plan.community,
      hub: hub.plan.hub,
    })
  }
}
