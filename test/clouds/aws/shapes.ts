import type { Extra } from './fleet.ts'

/** Each shape of cluster and hub that the settings can ask for on AWS. */
export const shapes: Readonly<Record<string, Extra>> = {
  plain: {},
  'every cluster setting': {
    cluster: [
      'zones: [us-west-2b, us-west-2c, us-west-2d]',
      'kubernetes: { version: "1.35" }',
      'network: { range: 10.40.0.0/16, services: 172.20.0.0/16, flow-logs: true, api-access: ' +
        '[198.51.100.0/24], private-api: true }',
      'machines: { generation: b, replacing: a, min: 1 }',
      'budget: { monthly: 4000 USD, alert: [a@ice.example.org, b@ice.example.org] }',
      'admins: ["arn:aws:iam::000000000000:role/ice-admins", ' +
        '"arn:aws:iam::000000000000:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admins_1"]',
      'deployer: { repository: ice-lab/hubs, branch: live, ids: 123/4567 }',
      'state: { kind: s3, bucket: ice-state, region: us-west-2 }',
      'protect: false',
      '',
    ].join('\n'),
  },
  'a network that is there, and managed homes': {
    cluster: 'network: { existing: { network: vpc-0a1b2c3d, subnets: [subnet-0a1b2c3d, subnet-0a1b2c3e] } }\n',
    home: 'home: { kind: managed, quota: null, disk: 1Ti }',
  },
  'managed homes, fast, without backup': {
    home: 'home: { kind: managed, quota: null, disk: 1Ti, speed: fast, backup: { keep: 0 }, delete: true }',
  },
  'a fast disk that may go': { home: 'home: { disk: 40Gi, speed: fast, delete: true }' },
  'no homes': { home: 'home: { kind: none, quota: null, backup: null }', hub: 'folders: null\n' },
  'every kind of data': {
    hub: [
      'buckets: { scratch: { expires: 7d, delete: true }, persistent: { versions: true, requester-pays: true ' +
        '}, 2020-data: { expires: 30d, versions: true } }',
      'data: { read: { sentinel: { url: "s3://others-data/2026/sar/", requester-pays: true } }, write: { ' +
        'results: "s3://others-results" } }',
      'hub: { identity: true }',
      '',
    ].join('\n'),
  },
  'GPUs and Dask': {
    hub: [
      'sizes: { small: { memory: 4Gi, default: true }, large: { memory: 100Gi }, gpu: { gpu: t4 }, shared: { ' +
        'gpu: a10g, gpu-shares: 4 } }',
      'dask: { spot: true, nodes: 30 }',
      'buckets: { scratch: { expires: 7d } }',
      '',
    ].join('\n'),
  },
}
