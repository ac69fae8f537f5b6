import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { written } from '../../written.ts'
import { facts } from '../../../lib/clouds/aws/facts.ts'
import { groupName, instanceTypes } from '../../../lib/clouds/aws/nodes.ts'
import { aws } from '../../../lib/clouds/aws/index.ts'
import { subnetRanges } from '../../../lib/clouds/aws/network.ts'
import { ref, terraformJson } from '../../../lib/print/terraform.ts'
import { overlap, parseRange } from '../../../lib/plan/network.ts'
import { conforms, slice } from '../../providers.ts'
import { plans, type Extra } from './fleet.ts'
import { shapes } from './shapes.ts'

type Blocks = Record<string, Record<string, Record<string, never>>>
type Json = {
  resource: Blocks
  data: Blocks
  output: Record<string, { value: unknown }>
  provider: Record<string, never>
  terraform: Record<string, unknown>
}

const types = slice('aws-6.66.0.json')
const clusterOf = (extra: Extra = {}): Json => {
  const { cluster, hub } = plans(extra)
  return terraformJson(aws.cluster(cluster, [hub])) as unknown as Json
}
const hubOf = (extra: Extra = {}): Json => terraformJson(aws.hub(plans(extra).hub)) as unknown as Json
const policyOf = (json: Json, name: string): { Action: string[]; Resource: string[] | string; Condition?: object }[] =>
  JSON.parse(json.resource['aws_iam_role_policy']![name]!['policy']!).Statement
const trustOf = (json: Json, name: string) =>
  JSON.parse(json.resource['aws_iam_role']![name]!['assume_role_policy']!).Statement[0]

describe.skipIf(!types)('provider', () => {
  test.each(Object.keys(shapes))('takes every argument: %s', (shape) => {
    expect([
      ...conforms(clusterOf(shapes[shape]) as never, types!),
      ...conforms(hubOf(shapes[shape]) as never, types!),
    ]).toEqual([])
  })
})

describe('every root', () => {
  test.each(Object.keys(shapes))('is for one account, with labels on everything: %s', (shape) => {
    const hub = hubOf(shapes[shape])
    expect(clusterOf(shapes[shape]).provider['aws']).toMatchObject({
      region: 'us-west-2',
      allowed_account_ids: ['000000000000'],
      default_tags: { tags: { community: 'ice', hub: 'cluster' } },
    })
    expect(hub.provider['aws']).toMatchObject({
      allowed_account_ids: ['000000000000'],
      default_tags: { tags: { community: 'ice', hub: 'prod', environment: 'production' } },
    })
    expect(JSON.stringify(hub)).not.toContain('null')
  })
})

describe('network', () => {
  test('subnets lie in the VPC, apart from each other and from services, and a further zone moves none', () => {
    const { cluster } = plans()
    const letters = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => `us-west-2${letter}`)
    const { vpc, zones } = subnetRanges({ ...cluster, zones: letters })
    const ranges = zones.flatMap((zone) => [zone.private, zone.public])
    for (const [i, range] of ranges.entries()) {
      expect(parseRange(range), range).toBeDefined()
      expect(overlap(parseRange(range)!, parseRange(vpc)!)).toBe(true)
      for (const other of ranges.slice(0, i))
        expect(overlap(parseRange(range)!, parseRange(other)!), `${range} ${other}`).toBe(false)
    }
    expect(overlap(parseRange(vpc)!, parseRange(cluster.network.services)!)).toBe(false)
    expect(subnetRanges({ ...cluster, zones: letters.slice(0, 2) }).zones).toEqual(zones.slice(0, 2))
  })
  test('a VPC is a /16 at most', () => {
    const { cluster } = plans()
    expect(subnetRanges({ ...cluster, network: { ...cluster.network, range: '10.0.0.0/8' } }).vpc).toBe('10.0.0.0/16')
  })
  test('one that is there is used, not made', () => {
    const { resource, data } = clusterOf(shapes['a network that is there, and managed homes'])
    expect(Object.keys(resource)).not.toContain('aws_vpc')
    expect(Object.keys(data['aws_subnet']!)).toHaveLength(2)
    expect(resource['aws_eks_node_group']!['core_a']!['subnet_ids']).toContain(
      'if subnet.availability_zone == "us-west-2a"',
    )
  })
})

describe('control plane', () => {
  test('encrypted, logged, with access entries, protected', () => {
    const cluster = clusterOf().resource['aws_eks_cluster']!['main']!
    expect(cluster).toMatchObject({
      access_config: { authentication_mode: 'API', bootstrap_cluster_creator_admin_permissions: true },
      encryption_config: { resources: ['secrets'], provider: { key_arn: '${aws_kms_key.secrets.arn}' } },
      upgrade_policy: { support_type: 'STANDARD' },
      lifecycle: { prevent_destroy: true },
      vpc_config: { endpoint_private_access: true, endpoint_public_access: true },
    })
    expect(cluster['depends_on']).toContain('aws_cloudwatch_log_group.cluster')
  })
  test('the settings close it, and name who administers it', () => {
    const { resource } = clusterOf(shapes['every cluster setting'])
    const cluster = resource['aws_eks_cluster']!['main']!
    expect(cluster).toMatchObject({
      version: '1.35',
      access_config: { bootstrap_cluster_creator_admin_permissions: false },
      vpc_config: { endpoint_public_access: false },
    })
    expect(written(cluster['lifecycle'])).not.toHaveProperty('prevent_destroy')
    expect(Object.keys(resource['aws_eks_access_entry']!)).toHaveLength(3)
    expect(resource['aws_vpc_security_group_ingress_rule']!['api_198_51_100_0_24']).toMatchObject({
      from_port: 443,
      cidr_ipv4: '198.51.100.0/24',
    })
    expect(resource['aws_budgets_budget']!['monthly']).toMatchObject({
      limit_amount: '4000',
      limit_unit: 'USD',
      notification: [{ threshold: 50 }, { threshold: 90 }, { threshold: 100 }, { notification_type: 'FORECASTED' }],
    })
    expect(Object.keys(resource)).toContain('aws_flow_log')
  })
  test('the deployer is one branch of one repository, and may do little', () => {
    const json = clusterOf(shapes['every cluster setting'])
    expect(trustOf(json, 'deployer').Condition.StringEquals['token.actions.githubusercontent.com:sub']).toEqual([
      'repo:ice-lab/hubs:ref:refs/heads/live',
      'repo:ice-lab@123/hubs@4567:ref:refs/heads/live',
    ])
    expect(
      policyOf(json, 'deployer')
        .flatMap(({ Action }) => Action)
        .sort(),
    ).toEqual(['eks:DescribeCluster', 's3:GetObject', 's3:ListBucket'])
  })
  test('add-ons: network before machines, the others after', () => {
    const addons = clusterOf(shapes['a network that is there, and managed homes']).resource['aws_eks_addon']!
    expect(
      Object.values(addons)
        .map((addon) => addon['addon_name'])
        .sort(),
    ).toEqual([
      // none for EFS: homes are mounted as plain NFS
      'aws-ebs-csi-driver',
      'coredns',
      'eks-pod-identity-agent',
      'kube-proxy',
      'vpc-cni',
    ])
    expect(addons['coredns']!['depends_on']).toContain('aws_eks_node_group.core_a')
    expect(clusterOf().resource['aws_eks_node_group']!['core_a']!['depends_on']).toEqual(
      expect.arrayContaining([
        'aws_eks_addon.vpc_cni',
        'aws_eks_addon.kube_proxy',
        'aws_eks_addon.eks_pod_identity_agent',
      ]),
    )
    expect(JSON.parse(addons['coredns']!['configuration_values']!)).toMatchObject({
      nodeSelector: plans().cluster.pools.find(({ name }) => name === 'core')!.labels,
    })
  })
})

describe('node groups', () => {
  const { cluster } = plans(shapes['GPUs and Dask'])
  const { resource } = clusterOf(shapes['GPUs and Dask'])
  const groups = Object.values(resource['aws_eks_node_group']!)

  test("one for each pool and generation, with the plan's labels and taints", () => {
    expect(groups.map((group) => group['node_group_name']).sort()).toEqual(
      cluster.pools.map((pool) => groupName(pool, 'a')).sort(),
    )
    for (const pool of cluster.pools) {
      const group = groups.find((each) => each['node_group_name'] === groupName(pool, 'a'))!
      expect(group['labels']).toMatchObject(pool.labels)
      expect(group['taint']).toEqual(pool.taints.map(({ key, value }) => ({ key, value, effect: 'NO_SCHEDULE' })))
      expect(group['scaling_config']).toEqual({ min_size: pool.min, desired_size: pool.min, max_size: pool.max })
      expect(group['subnet_ids']).toEqual(['${aws_subnet.private_us_west_2a.id}'])
    }
  })
  test('Dask on spot machines of several types of one size, everything else on demand', () => {
    const dask = groups.filter((group) => group['capacity_type'] === 'SPOT')
    expect(dask.map((group) => group['instance_types'])).toEqual([['r5.4xlarge', 'r6i.4xlarge', 'r7i.4xlarge']])
  })
  test('lists of types are what they were, however the machine table grows: another list replaces the group', () => {
    expect(
      facts.machines.flatMap((machine) => {
        const types = instanceTypes({ machine, spot: true })
        expect(instanceTypes({ machine, spot: false })).toEqual([machine.type])
        return types.length > 1 ? [types.join(' ')] : []
      }),
    ).toEqual([
      ...['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge'].map(
        (size) => `r5.${size} r6i.${size} r7i.${size}`,
      ),
      ...['xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge'].map((size) => `r6i.${size} r5.${size} r7i.${size}`),
      ...['xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge'].map((size) => `r7i.${size} r5.${size} r6i.${size}`),
      ...['large', 'xlarge', '2xlarge', '4xlarge', '8xlarge'].map((size) => `m5.${size} m6i.${size}`),
      ...['xlarge', '2xlarge', '4xlarge', '8xlarge', '16xlarge'].map((size) => `m6i.${size} m5.${size}`),
    ])
  })
  test('each list holds machines of one size only', () => {
    for (const machine of facts.machines)
      for (const type of instanceTypes({ machine, spot: true })) {
        const other = facts.machines.find((each) => each.type === type)
        if (other) expect([other.vcpu, other.memory, other.gpu]).toEqual([machine.vcpu, machine.memory, machine.gpu])
      }
  })
  test('another type of core machine is another group, which stands before the old one goes', () => {
    const core = (memory: string) =>
      clusterOf({ cluster: `core: { memory: ${memory} }\n` }).resource['aws_eks_node_group']!['core_a']!
    const [small, large] = [core('16Gi'), core('32Gi')]
    expect(small['instance_types']).not.toEqual(large['instance_types'])
    expect(small['node_group_name']).not.toBe(large['node_group_name'])
    for (const group of [small, large]) expect(group).toMatchObject({ lifecycle: { create_before_destroy: true } })
    // a name that two groups shared would be refused: all others have their machine type in it, too
    for (const pool of cluster.pools) expect(groupName(pool, 'a')).toContain(pool.machine.type.replace('.', '-'))
  })
  test('one kernel that takes too much memory is stopped alone, on machines of a new generation', () => {
    const templates = (version: string) =>
      Object.values(clusterOf({ cluster: `kubernetes: { version: "${version}" }\n` }).resource['aws_launch_template']!)
    for (const template of templates('1.35')) {
      const [, mime] = /^\$\{base64encode\((".*")\)\}$/s.exec(template['user_data']!)!
      const [head, config] = (JSON.parse(mime!) as string).split('\n\n--//\n')
      expect(head).toBe('MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="//"')
      expect(
        parse(config!.replace('\n--//--\n', '').replace(/^Content-Type: application\/node.eks.aws\n\n/, '')),
      ).toEqual({
        apiVersion: 'node.eks.aws/v1alpha1',
        kind: 'NodeConfig',
        spec: { kubelet: { config: { singleProcessOOMKill: true } } },
      })
      // machines that are there keep what they began with
      expect(template['lifecycle']!['ignore_changes']).toEqual(
        expect.arrayContaining(['block_device_mappings', 'tag_specifications', 'user_data']),
      )
    }
    // older kubelets do not know the field
    for (const template of templates('1.31')) expect(written(template)).not.toHaveProperty('user_data')
  })
  test('GPU machines bring drivers, and the autoscaler knows their GPUs, shared ones by the share', () => {
    const gpu = groups.filter((group) => group['ami_type'] === 'AL2023_x86_64_NVIDIA')
    const count = 'k8s.io/cluster-autoscaler/node-template/resources/nvidia.com/gpu'
    expect(
      gpu.map((group) => [group['labels']!['k8s.amazonaws.com/accelerator'], group['tags']![count]]).sort(),
    ).toEqual([
      ['nvidia-a10g', '4'],
      ['nvidia-t4', '1'],
    ])
  })
  test('the metadata service is one hop away, disks are encrypted', () => {
    for (const template of Object.values(resource['aws_launch_template']!)) {
      expect(template).toMatchObject({
        metadata_options: { http_tokens: 'required', http_put_response_hop_limit: 1 },
        block_device_mappings: [{ ebs: { encrypted: 'true', volume_type: 'gp3' } }],
      })
      expect(aws.wiring(plans().hub)).toMatchObject({ blockMetadata: true, allowMetadata: false })
    }
  })
  test('a generation that is replaced takes no new servers and may go to nothing', () => {
    const replacing = clusterOf(shapes['every cluster setting']).resource['aws_eks_node_group']!
    const marked = Object.entries(replacing)
      .filter(([, group]) => JSON.stringify(group['taint']).includes('hubloom/replaced'))
      .map(([name]) => name)
    expect(marked.sort()).toEqual(
      Object.keys(replacing)
        .filter((name) => name.endsWith('_a'))
        .sort(),
    )
    expect(marked.map((name) => replacing[name]!['scaling_config']!['min_size'])).toEqual(marked.map(() => 0))
    expect(Object.keys(replacing)).toEqual(expect.arrayContaining(['core_a', 'core_b']))
  })
})

describe('a hub', () => {
  const data = hubOf(shapes['every kind of data'])

  test('homes on a disk: encrypted, kept, with daily snapshots, named to the release', () => {
    const { resource } = hubOf()
    expect(resource['aws_ebs_volume']!['home']).toMatchObject({
      availability_zone: 'us-west-2a',
      encrypted: true,
      size: 200,
      lifecycle: { prevent_destroy: true },
    })
    const policy = resource['aws_dlm_lifecycle_policy']!['home']!['policy_details']! as {
      target_tags: object
      schedule: { retain_rule: object }[]
    }
    expect(resource['aws_ebs_volume']!['home']!['tags']).toMatchObject(policy.target_tags)
    expect(policy.schedule[0]!.retain_rule).toEqual({ count: 7 })
    expect(aws.wiring(plans().hub).homeDisk).toEqual({
      driver: 'ebs.csi.aws.com',
      handle: ref('aws_ebs_volume.home.id'),
    })
  })
  test('a disk that may go, and a fast one within what gp3 allows', () => {
    const volume = hubOf(shapes['a fast disk that may go']).resource['aws_ebs_volume']!['home']!
    expect(volume).toMatchObject({ iops: 6000, throughput: 500 })
    expect(written(volume)).not.toHaveProperty('lifecycle')
  })
  test('the last snapshot is asked for before the disk may go, and waited for', () => {
    for (const extra of [{}, shapes['a fast disk that may go']!])
      expect(hubOf(extra).resource['aws_ebs_volume']!['home']).toMatchObject({
        final_snapshot: true,
        timeouts: { delete: '12h' },
      })
  })
  test('the driver may attach the disk: its role reaches volumes with its tag only', () => {
    expect(hubOf().resource['aws_ebs_volume']!['home']!['tags']).toMatchObject({ 'ebs.csi.aws.com/cluster': 'true' })
    const managed = Object.values(clusterOf().resource['aws_iam_role_policy_attachment']!).map((each) =>
      String(each['policy_arn']).replace(/^.*:policy\//, ''),
    )
    expect(managed.sort()).toEqual([
      'AmazonEBSCSIDriverPolicyV2',
      'AmazonEC2ContainerRegistryPullOnly',
      'AmazonEKSClusterPolicy',
      'AmazonEKSWorkerNodePolicy',
      'AmazonEKS_CNI_Policy',
    ])
  })
  test('managed homes are as fast as they are used, not as they are full', () => {
    for (const speed of ['', ', speed: fast'])
      expect(
        hubOf({ home: `home: { kind: managed, quota: null, disk: 1Ti${speed} }` }).resource['aws_efs_file_system']![
          'home'
        ],
      ).toMatchObject({ throughput_mode: 'elastic' })
  })
  test('managed homes are reached by a name that is known before', () => {
    const extra = shapes['a network that is there, and managed homes']
    const { resource } = hubOf(extra)
    expect(resource['aws_route53_record']!['home']!['name']).toBe(aws.wiring(plans(extra).hub).homeShare!.server)
    expect(resource['aws_efs_file_system']!['home']).toMatchObject({
      encrypted: true,
      lifecycle: { prevent_destroy: true },
    })
    expect(resource['aws_backup_plan']!['home']).toMatchObject({ rule: [{ lifecycle: { delete_after: 7 } }] })
    expect(resource['aws_vpc_security_group_ingress_rule']!['home']).toMatchObject({ from_port: 2049, to_port: 2049 })
  })
  test('buckets are private, encrypted and kept, and expire as the settings say', () => {
    for (const name of ['scratch', 'persistent', '_2020_data']) {
      expect(data.resource['aws_s3_bucket_public_access_block']![name]).toMatchObject({
        block_public_acls: true,
        block_public_policy: true,
        ignore_public_acls: true,
        restrict_public_buckets: true,
      })
      expect(Object.keys(data.resource['aws_s3_bucket_server_side_encryption_configuration']!)).toContain(name)
      expect(data.resource['aws_s3_bucket_policy']![name]!['policy']).toContain('"aws:SecureTransport":"false"')
    }
    expect(data.resource['aws_s3_bucket']!['persistent']).toMatchObject({
      bucket: 'ice-prod-persistent-000000000000',
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    })
    expect(written(data.resource['aws_s3_bucket']!['scratch'])).not.toHaveProperty('lifecycle')
    expect(data.resource['aws_s3_bucket_lifecycle_configuration']!['scratch']!['rule']).toContainEqual(
      expect.objectContaining({ expiration: [{ days: 7 }], filter: [{ prefix: '' }] }),
    )
    expect(Object.keys(data.resource['aws_s3_bucket_versioning']!).sort()).toEqual(['_2020_data', 'persistent'])
    expect(Object.keys(data.resource['aws_s3_bucket_request_payment_configuration']!)).toEqual(['persistent'])
  })
  test('its identity is for its service accounts in its namespace on its cluster, and for its data only', () => {
    const { hub } = plans(shapes['every kind of data'])
    expect(trustOf(data, 'hub')).toMatchObject({
      Principal: { Service: 'pods.eks.amazonaws.com' },
      Condition: {
        StringEquals: {
          'aws:RequestTag/kubernetes-namespace': hub.namespace,
          'aws:RequestTag/kubernetes-service-account': [hub.serviceAccount, 'hub'],
          'aws:RequestTag/eks-cluster-arn': '${data.aws_eks_cluster.main.arn}',
        },
      },
    })
    expect(data.resource['aws_eks_pod_identity_association']!['user']).toMatchObject({
      namespace: hub.namespace,
      service_account: hub.serviceAccount,
      role_arn: '${aws_iam_role.hub.arn}',
    })
    expect(data.resource['aws_iam_role']!['hub']!['name']).toBe(hub.identity)
    const statements = policyOf(data, 'hub')
    for (const { Action, Resource } of statements) {
      expect(Action.join()).not.toContain('*')
      expect(Resource).not.toBe('*')
    }
    const writes = statements
      .filter(({ Action }) => Action.includes('s3:PutObject'))
      .flatMap(({ Resource }) => Resource)
    expect(writes).toEqual([
      '${aws_s3_bucket._2020_data.arn}/*',
      '${aws_s3_bucket.persistent.arn}/*',
      '${aws_s3_bucket.scratch.arn}/*',
      'arn:${data.aws_partition.current.partition}:s3:::others-results/*',
    ])
  })
  test('a path of an outside bucket grants what lies below it only', () => {
    const statements = policyOf(data, 'hub').filter(({ Resource }) => JSON.stringify(Resource).includes('others-data'))
    expect(statements.find(({ Action }) => Action.includes('s3:GetObject'))!.Resource).toEqual([
      'arn:${data.aws_partition.current.partition}:s3:::others-data/2026/sar/*',
    ])
    expect(statements.find(({ Action }) => Action.includes('s3:ListBucket'))!.Condition).toEqual({
      StringLike: { 's3:prefix': ['2026/sar', '2026/sar/*'] },
    })
    expect(aws.wiring(plans(shapes['every kind of data']).hub).environment).toMatchObject({
      AWS_REQUEST_PAYER: 'requester',
    })
  })
  test('without data it has no identity, and without homes nothing is kept', () => {
    const { resource } = hubOf(shapes['no homes'])
    expect(resource).toBeUndefined()
  })
})

describe("what the cluster's releases are told", () => {
  const { cluster } = plans(shapes['GPUs and Dask'])
  const wiring = aws.clusterWiring(cluster)
  test('the autoscaler runs as whom its role trusts', () => {
    const { resource } = clusterOf()
    const { service_account, namespace } = resource['aws_eks_pod_identity_association']!['autoscaler']! as Record<
      string,
      string
    >
    expect(wiring.autoscaler).toMatchObject({
      autoDiscovery: { clusterName: cluster.name },
      awsRegion: 'us-west-2',
      rbac: { serviceAccount: { create: true, name: service_account } },
    })
    expect(namespace).toBe('kube-system')
  })
  test('web traffic goes to core machines, through the ingress and through an address of its own', () => {
    const core = cluster.pools.find(({ purpose }) => purpose === 'core')!
    const { hub } = plans(shapes['GPUs and Dask'])
    for (const annotations of [wiring.loadBalancer, aws.wiring(hub).loadBalancer!]) {
      const asked = annotations['service.beta.kubernetes.io/aws-load-balancer-target-node-labels']!
      const labels = Object.fromEntries(asked.split(',').map((each) => each.split('=')))
      expect(core.labels).toMatchObject(labels)
      for (const pool of cluster.pools.filter(({ purpose }) => purpose !== 'core'))
        expect(pool.labels).not.toMatchObject(labels)
    }
  })
  test('Calico enforces policies, the device plugin is there for GPUs, disks are gp3', () => {
    expect(wiring).toMatchObject({ calico: { cni: { type: 'AmazonVPC' } }, gpuPlugin: true, storageClass: 'gp3' })
    expect(aws.clusterWiring(plans().cluster).gpuPlugin).toBe(false)
    expect(aws.clusterManifests(cluster).find(({ kind }) => kind === 'StorageClass')).toMatchObject({
      metadata: { name: wiring.storageClass },
      provisioner: 'ebs.csi.aws.com',
      parameters: { encrypted: 'true' },
      volumeBindingMode: 'WaitForFirstConsumer',
    })
  })
})

test('the runbook names account, region and cluster, and leaves no gap', () => {
  for (const extra of Object.values(shapes)) {
    const { cluster } = plans(extra)
    const { prerequisites, signIn, credentials, check, upgrade, destroy, preflight, beforeApply } = aws.runbook(cluster)
    const all = [prerequisites.source, ...signIn, ...credentials, ...check, upgrade.source, destroy?.source].join('\n')
    expect(all).toContain('aws eks update-kubeconfig --region us-west-2 --name ice')
    expect(all).not.toMatch(/undefined|\[object|\$\{/)
    expect([...preflight!.flatMap(({ test: asks, advice }) => [asks, advice]), ...beforeApply!].join('\n')).not.toMatch(
      /undefined|\[object|\$\{/,
    )
    expect(destroy?.source).toContain('--region us-west-2 --name ice --no-deletion-protection')
    expect(prerequisites.source.includes('--deletion-protection')).toBe(cluster.settings.values.protect !== false)
  }
})

test('the log of the control plane is not made anew after a destroy, and the README says what is left', () => {
  const { resource } = clusterOf()
  expect(resource['aws_cloudwatch_log_group']!['cluster']).toMatchObject({ skip_destroy: true })
  expect(aws.runbook(plans().cluster).destroy!.source).toContain(
    'terraform -chdir=cluster import aws_cloudwatch_log_group.cluster /aws/eks/ice/cluster',
  )
})

test('the next generation is a new letter, and core machines are emptied', () => {
  const source = (pools: string) => aws.runbook(plans({ cluster: `machines: ${pools}\n` }).cluster).upgrade.source
  expect(source('{ generation: a }')).toContain('machines: { generation: b, replacing: a }')
  expect(source('{ generation: b }')).toContain('machines: { generation: c, replacing: b }')
  expect(source('{ generation: b, replacing: c }')).toContain('machines: { generation: d, replacing: b }')
  expect(source('{ generation: z }')).toContain('machines: { generation: a, replacing: z }')
  expect(source('{ generation: b }')).toContain(
    'kubectl drain --selector eks.amazonaws.com/nodegroup=core-b-r5-large --ignore-daemonsets',
  )
})
