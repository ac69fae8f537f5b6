import { expect } from 'vitest'
import { nodePoolName } from '../../lib/clouds/azure/names.ts'
import type { Pool } from '../../lib/plan/types.ts'
import { blocks, type Data, type Row, type View } from './views.ts'

interface Made {
  pool: Pool
  generation: string
  args: Data
  template?: Data
}

/**
 * Every pool of the plan in each of its generations, with what became of it. AKS's core pool is part of its cluster.
 */
function made(view: View): Made[] {
  const { root, plan } = view
  return plan.pools.flatMap((pool) =>
    pool.generations.map((generation): Made => {
      const name = `${pool.name}-${generation}`
      const identifier = name.replaceAll('-', '_')
      switch (view.cloud) {
        case 'gcp':
          return { pool, generation, args: blocks(root, 'google_container_node_pool')[name]! }
        case 'aws':
          return {
            pool,
            generation,
            args: blocks(root, 'aws_eks_node_group')[identifier]!,
            template: blocks(root, 'aws_launch_template')[identifier]!,
          }
        case 'azure':
          return {
            pool,
            generation,
            args:
              pool.purpose === 'core'
                ? root.resource['azurerm_kubernetes_cluster']!['main']!['default_node_pool']!
                : Object.values(blocks(root, 'azurerm_kubernetes_cluster_node_pool')).find(
                    (each) => (each['name'] as unknown) === nodePoolName(pool.name, generation),
                  )!,
          }
      }
    }),
  )
}

const each =
  (check: (made: Made, view: View) => void) =>
  (view: View): void => {
    const all = made(view)
    expect(all.length).toBeGreaterThan(1)
    for (const one of all) check(one, view)
  }
const not = (purpose: Pool['purpose'], check: (made: Made, view: View) => void) =>
  each((one, view) => {
    if (one.pool.purpose !== purpose) check(one, view)
  })
const gpus = (check: (made: Made) => void) =>
  each((one) => {
    if (one.pool.machine.gpu) check(one)
  })
const config = ({ args }: Made) => args['node_config']!
const isOld = ({ pool, generation }: Made): boolean => generation !== pool.generations[0]
const text = (value: unknown): string => JSON.stringify(value)

export const machineRows: Record<string, Row> = {
  'Pools from the plan': {
    gcp: each((one) => expect(config(one)['machine_type']).toBe(one.pool.machine.type)),
    aws: each((one) => expect((one.args['instance_types'] as unknown as string[])[0]).toBe(one.pool.machine.type)),
    azure: each((one) => expect(one.args['vm_size']).toBe(one.pool.machine.type)),
  },
  Labels: {
    gcp: each((one) => expect(config(one)['labels']).toEqual(one.pool.labels)),
    aws: each((one) => expect(one.args['labels']).toMatchObject(one.pool.labels)),
    azure: each((one) => expect(one.args['node_labels']).toMatchObject(one.pool.labels)),
  },
  Taints: {
    gcp: each((one) =>
      expect(config(one)['taint'] ?? []).toEqual(
        one.pool.taints.map(({ key, value }) => ({ key, value, effect: 'NO_SCHEDULE' })),
      ),
    ),
    aws: each((one) =>
      expect(one.args['taint'] ?? []).toEqual(
        expect.arrayContaining(one.pool.taints.map(({ key, value }) => ({ key, value, effect: 'NO_SCHEDULE' }))),
      ),
    ),
    azure: not('core', (one) =>
      expect(one.args['node_taints'] ?? []).toEqual(
        expect.arrayContaining(one.pool.taints.map(({ key, value, effect }) => `${key}=${value}:${effect}`)),
      ),
    ),
  },
  'From no machine and back': {
    gcp: each((one) =>
      expect(one.args['autoscaling']).toMatchObject({
        total_min_node_count: one.pool.min,
        total_max_node_count: one.pool.max,
      }),
    ),
    aws: each((one) => {
      expect(one.args['scaling_config']).toMatchObject({
        min_size: isOld(one) ? 0 : one.pool.min,
        max_size: one.pool.max,
      })
      expect(one.args['lifecycle']).toMatchObject({ ignore_changes: ['scaling_config[0].desired_size'] })
      expect(text(one.args['tags'])).toContain('k8s.io/cluster-autoscaler/node-template/resources/ephemeral-storage')
    }),
    azure: each((one) =>
      expect(one.args).toMatchObject({ auto_scaling_enabled: true, min_count: one.pool.min, max_count: one.pool.max }),
    ),
  },
  Zones: {
    gcp: each((one, view) => expect(one.args['node_locations']).toEqual([view.plan.zones[0]])),
    aws: each((one, view) =>
      expect(text(one.args['subnet_ids'])).toContain(
        view.plan.settings.values.network?.existing
          ? `availability_zone == \\"${view.plan.zones[0]}\\"`
          : `private_${view.plan.zones[0]!.replaceAll('-', '_')}`,
      ),
    ),
    azure: each((one, view) => expect(one.args['zones']).toEqual([view.plan.zones[0]])),
  },
  'Upgrades of machines': {
    gcp: each((one, view) => {
      expect(one.args['upgrade_settings']).toEqual(
        one.pool.machine.gpu
          ? { strategy: 'SURGE', max_surge: 0, max_unavailable: 1 }
          : { strategy: 'SURGE', max_surge: 1, max_unavailable: 0 },
      )
      expect(one.args['management']).toEqual({
        auto_repair: true,
        auto_upgrade: view.plan.settings.values.kubernetes.channel !== undefined,
      })
    }),
    aws: each((one) => {
      expect(one.args['version'] !== undefined).toBe(one.pool.purpose === 'core')
      expect(one.args['update_config']).toEqual(
        one.pool.purpose === 'core' ? { max_unavailable: 1 } : { max_unavailable_percentage: 25 },
      )
    }),
    azure: each((one) => {
      const core = one.pool.purpose === 'core'
      expect(one.args['upgrade_settings']).toEqual(
        one.pool.spot
          ? undefined
          : {
              ...(one.pool.machine.gpu ? { max_unavailable: '1' } : { max_surge: '1' }),
              drain_timeout_in_minutes: 30,
              node_soak_duration_in_minutes: 0,
              ...(core || one.pool.machine.gpu ? {} : { undrainable_node_behavior: 'Cordon' }),
            },
      )
    }),
  },
  'Replacing machines without downtime': {
    gcp: each((one) => expect(one.args['name']).toBe(`${one.pool.name}-${one.generation}`)),
    aws: each((one) => {
      expect(one.args['node_group_name']).toMatch(new RegExp(`^${one.pool.name}-${one.generation}(-|$)`))
      expect(text(one.args['taint'] ?? []).includes('hubloom/replaced')).toBe(isOld(one))
    }),
    azure: each((one) =>
      expect(one.args['name']).toBe(one.pool.purpose === 'core' ? 'core' : nodePoolName(one.pool.name, one.generation)),
    ),
  },
  'Boot disks': {
    gcp: each((one) => {
      const { boot_disk: own, disk_size_gb: size_gb, disk_type } = config(one)
      expect(own ?? { size_gb, disk_type }).toMatchObject({
        size_gb: one.pool.disk,
        disk_type: one.pool.machine.type.startsWith('n4-') ? 'hyperdisk-balanced' : 'pd-balanced',
      })
    }),
    aws: each((one) =>
      expect(one.template!['block_device_mappings']).toMatchObject([
        { ebs: { volume_size: one.pool.disk, volume_type: 'gp3' } },
      ]),
    ),
    azure: each((one) => expect(one.args).toMatchObject({ os_disk_size_gb: one.pool.disk, os_disk_type: 'Managed' })),
  },
  'Image caching': {
    gcp: each((one) => expect(config(one)['gcfs_config']).toBeUndefined()),
    aws: each((one) => expect(text(one.template)).not.toMatch(/bootstrap|image_id|snapshot_id/)),
    azure: (view) => expect(view.text).not.toMatch(/streaming|artifact_cache/),
  },
  'Images from registries of other accounts': {
    gcp: (view) => {
      const grants = Object.values(blocks(view.root, 'google_artifact_registry_repository_iam_member'))
      expect(grants.map(({ project, role }) => [project, role])).toEqual(
        view.plan.registries.map(() => ['group-images', 'roles/artifactregistry.reader']),
      )
    },
    aws: ({ root }) =>
      expect(
        Object.values(blocks(root, 'aws_iam_role_policy_attachment')).map(({ policy_arn }) => String(policy_arn)),
      ).toContainEqual(expect.stringContaining('AmazonEC2ContainerRegistryPullOnly')),
    azure: (view) => {
      const pulls = Object.entries(blocks(view.root, 'azurerm_role_assignment'))
        .filter(([name]) => name.startsWith('pull_from_'))
        .map(([, { scope, role_definition_name }]) => [scope, role_definition_name])
      expect(pulls).toEqual(view.plan.registries.map(({ address }) => [address, 'AcrPull']))
    },
  },
  'A kernel that takes too much memory': {
    gcp: each((one) => expect(config(one)['kubelet_config']).toMatchObject({ single_process_oom_kill: true })),
    aws: each((one) => expect(text(one.template)).toContain('singleProcessOOMKill: true')),
    azure: each((one) => expect([one.args['os_sku'], one.args['kubelet_config']]).toEqual(['Ubuntu', undefined])),
  },
  'What pods see of their machine': {
    gcp: each((one) => expect(config(one)['workload_metadata_config']).toEqual({ mode: 'GKE_METADATA' })),
    aws: each((one) =>
      expect(one.template!['metadata_options']).toMatchObject({
        http_tokens: 'required',
        http_put_response_hop_limit: 1,
      }),
    ),
    azure: (view) => {
      for (const hub of view.hubs)
        expect(hub.values['jupyterhub']!['singleuser']!['cloudMetadata']).toEqual({ blockWithIptables: true })
    },
  },
  GPUs: {
    gcp: gpus((one) => {
      const shares = one.pool.gpuShares
      expect((config(one)['guest_accelerator'] as unknown as object[])[0]).toMatchObject({
        count: one.pool.machine.gpu!.count,
        gpu_driver_installation_config: { gpu_driver_version: 'DEFAULT' },
        ...(shares > 1 ? { gpu_sharing_config: { max_shared_clients_per_gpu: shares } } : {}),
      })
    }),
    aws: gpus((one) => {
      expect(one.args['ami_type']).toBe('AL2023_x86_64_NVIDIA')
      expect(
        (one.args['tags'] as unknown as Record<string, string>)[
          'k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu'
        ],
      ).toBe(String(one.pool.machine.gpu!.count * one.pool.gpuShares))
    }),
    azure: gpus((one) => expect(one.args['gpu_driver']).toBe('Install')),
  },
  'Dask on spot machines': {
    gcp: each((one) => expect(config(one)['spot']).toBe(one.pool.spot)),
    aws: each((one) => expect(one.args['capacity_type']).toBe(one.pool.spot ? 'SPOT' : 'ON_DEMAND')),
    azure: each((one) => {
      expect(one.args['priority']).toBe(one.pool.spot ? 'Spot' : undefined)
      if (one.pool.spot)
        expect(one.args).toMatchObject({
          eviction_policy: 'Delete',
          spot_max_price: -1,
          node_taints: expect.arrayContaining(['kubernetes.azure.com/scalesetpriority=spot:NoSchedule']) as unknown,
        })
    }),
  },
  'Servers never on spot machines': { gcp: steady, aws: steady, azure: steady },
}

function steady(view: View): void {
  for (const { pool, args } of made(view)) {
    expect(args, pool.name).toBeDefined()
    if (pool.purpose !== 'dask')
      expect([pool.spot, /"(spot":true|SPOT"|Spot")/.test(text(args))], pool.name).toEqual([false, false])
  }
}
