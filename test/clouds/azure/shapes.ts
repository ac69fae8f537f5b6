import type { Extra } from './fleet.ts'

/** Each shape of cluster and hub that the settings can ask for on Azure. */
export const shapes: Readonly<Record<string, Extra>> = {
  plain: {},
  'every setting of a cluster': {
    cluster: [
      'kubernetes: { version: "1.34", channel: rapid }',
      'network: { range: 10.40.0.0/16, pods: 10.128.0.0/14, services: 10.100.0.0/20, api-access: [198.51.100.0/24] }',
      'machines: { generation: b, replacing: a, min: 1, limits: { user-standard-e4s-v5: 20 } }',
      'budget: { monthly: 4000 EUR, alert: [a@soil.example.org, b@soil.example.org] }',
      'admins: [11111111-1111-1111-1111-111111111111]',
      'deployer: { repository: soil-lab/hubs, branch: live }',
      'state: { kind: azurerm, bucket: soil-state, account: soilstate, resource-group: soil-state }',
      'maintenance: { day: sunday, hour: 20 }',
      'protect: false',
      '',
    ].join('\n'),
  },
  'a private API': { cluster: 'network: { private-api: true }\n' },
  'a network that is there': {
    cluster: 'network: { existing: { network: network-team/research, subnets: [machines] } }\n',
    home: 'home: { kind: managed, disk: 50Gi, backup: { keep: 0 } }',
  },
  'every kind of data': {
    home: 'home: { disk: 300Gi, speed: fast, delete: true, backup: { keep: 30 } }',
    hub: [
      'buckets: { scratch: { expires: 7d, delete: true }, results: { versions: true }, 2020-data: {} }',
      'data: { read: { sentinel: "abfs://data@others.dfs.core.windows.net/l2a" }, write: { results: ' +
        '"abfs://results@others" } }',
      'hub: { identity: true }',
      '',
    ].join('\n'),
  },
  'GPUs, Dask, image building and machines of an event': {
    hub: [
      'sizes: { small: { memory: 4Gi, default: true }, gpu: { gpu: t4, gpu-shares: 2 }, a100: { gpu: a100 } }',
      'dask: true',
      'events: { exams: { users: 20, from: 2027-01-18, until: 2027-01-22, own-machines: true } }',
      'image-building: { registry: soilimages.azurecr.io/prod/, secret: image-push, hub-image: ' +
        '"quay.io/2i2c/pilot-hub:0.0.1" }',
      'buckets: { scratch: { expires: 7d } }',
      '',
    ].join('\n'),
  },
}
