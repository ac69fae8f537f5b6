/**
 * Terraform and Helm agree on labels, taints, identities, buckets and disks; and the comparison sees it when they do
 * not.
 */
import { describe, expect, test } from 'vitest'
import { hasErrors } from '../lib/diagnostics.ts'
import { CLOUDS, everything } from './clouds/everything.ts'
import { faults, faultsOf, placed, poolsOf, bucketsOf, trusted } from './derived.ts'
import { fleet, lines, outputTexts } from './fleet.ts'

test('the fleet has no fault', () => {
  expect(faultsOf(fleet())).toEqual([])
})

describe.each(CLOUDS)('%s', (cloud) => {
  test.each(['open', 'closed'] as const)('a cluster and hubs with every setting have no fault: %s', (way) => {
    const all = everything(cloud, way)
    expect(hasErrors(all.diagnostics), lines(all.diagnostics)).toBe(false)
    expect(faultsOf(all)).toEqual([])
  })
  test('there is something to compare', () => {
    const texts = outputTexts(everything(cloud))
    const root = (path: string) => JSON.parse(texts.get(path)!) as Record<string, unknown>
    expect(poolsOf(root('tide/cluster/main.tf.json')).length).toBeGreaterThan(6)
    expect(bucketsOf(root('tide/all/main.tf.json'))).toHaveLength(2)
    expect(trusted(root('tide/all/main.tf.json'))).toEqual(['tide-all/hub', 'tide-all/user'])
  })
})

/**
 * Each is a mistake that a live fleet had, or that an edit could make: in which file, from what, to what, and what is
 * told.
 */
const BROKEN: [what: string, cloud: (typeof CLOUDS)[number], path: string, from: RegExp, to: string, told: RegExp][] = [
  [
    'a label of a pool',
    'gcp',
    'tide/cluster/main.tf.json',
    /"hub.jupyter.org\/pool-name": "user-n2-highmem-4"/g,
    '"hub.jupyter.org/pool-name": "user-other"',
    /jupyterhub\.values\.yaml.*no pool has the labels.*user-n2-highmem-4/,
  ],
  [
    'a label of a node group',
    'aws',
    'tide/cluster/main.tf.json',
    /"hub.jupyter.org\/pool-name": "dask-r5-4xlarge"/g,
    '"hub.jupyter.org/pool-name": "dask"',
    /dask-gateway.*no pool has the labels.*dask-r5-4xlarge/,
  ],
  [
    'a label of an AKS pool',
    'azure',
    'tide/cluster/main.tf.json',
    /"hub.jupyter.org\/node-purpose": "core"/g,
    '"hub.jupyter.org/node-purpose": "system"',
    /no pool has the labels.*core/,
  ],
  [
    'a selector',
    'aws',
    'tide/all/dask-gateway.values.yaml',
    /pool-name: dask-r5-4xlarge/,
    'pool-name: dask-r5-8xlarge',
    /dask-gateway.*no pool has the labels/,
  ],
  [
    'the machines of image builds',
    'gcp',
    'tide/all/image-building.values.yaml',
    /pool-name: user-n2-highmem-4/g,
    'pool-name: dask-n2-highmem-16',
    /tide\/all: image builds run on dask-n2-highmem-16, and servers of the default size on user-n2-highmem-4/,
  ],
  [
    'a taint of a pool',
    'gcp',
    'tide/cluster/main.tf.json',
    /"key": "event.hub.jupyter.org\/dedicated"/g,
    '"key": "exam"',
    /guest\/course.*a taint of .* is not tolerated/,
  ],
  [
    'a taint that the cloud adds',
    'azure',
    'tide/cluster/main.tf.json',
    /"k8s.dask.org\/dedicated=worker:NoSchedule"/g,
    '"dask=worker:NoSchedule"',
    /dask-gateway.*is not tolerated/,
  ],
  [
    'a toleration',
    'aws',
    'tide/all/jupyterhub.values.yaml',
    /key: nvidia.com\/gpu/g,
    'key: amd.com/gpu',
    /jupyterhub.*is not tolerated/,
  ],
  [
    'the namespace in a trust',
    'gcp',
    'tide/all/main.tf.json',
    /\[tide-all\/user\]/,
    '[tide/user]',
    /trusts tide\/user, which nobody makes/,
  ],
  [
    'the service account in an association',
    'aws',
    'tide/all/main.tf.json',
    /"service_account": "user"/,
    '"service_account": "notebook"',
    /trusts tide-all\/notebook, which nobody makes/,
  ],
  [
    "the service account in a role's own trust",
    'aws',
    'tide/all/main.tf.json',
    /\\"user\\"/,
    '\\"notebook\\"',
    /the role's own trust does not name tide-all\/user/,
  ],
  [
    'the subject of a credential',
    'azure',
    'tide/all/main.tf.json',
    /system:serviceaccount:tide-all:user/,
    'system:serviceaccount:tide-all:users',
    /which nobody makes/,
  ],
  [
    'the name of a service account',
    'aws',
    'tide/all/kubernetes.yaml',
    /(kind: ServiceAccount\nmetadata:\n(?: {2}labels:\n(?: {4}.*\n)+)? {2}name: )user/,
    '$1users',
    /nobody makes this service account/,
  ],
  [
    'the annotated identity',
    'gcp',
    'tide/all/kubernetes.yaml',
    /gcp-service-account: tide-all@/,
    'gcp-service-account: tide-prod@',
    /annotated with tide-prod@.*which Terraform does not make/,
  ],
  [
    'the label of servers on Azure',
    'azure',
    'tide/all/jupyterhub.values.yaml',
    /azure.workload.identity\/use: "true"/g,
    'x: "true"',
    /lack the label/,
  ],
  [
    'the name of a bucket on AWS',
    'aws',
    'tide/all/main.tf.json',
    /"bucket": "tide-all-scratch-000000000000"/,
    '"bucket": "scratch-tide-all-000000000000"',
    /tide-all-scratch-000000000000 is named, and Terraform neither makes it nor grants it/,
  ],
  [
    'the name of a bucket in the environment',
    'gcp',
    'tide/all/jupyterhub.values.yaml',
    /gs:\/\/tide-lab-1-tide-all-scratch/g,
    'gs://tide-lab-1-scratch',
    /is named, and Terraform neither/,
  ],
  [
    'the account of a bucket on Azure',
    'azure',
    'tide/all/jupyterhub.values.yaml',
    /@tideall[0-9a-f]{6}\.dfs/g,
    '@tideall.dfs',
    /is named, and Terraform neither/,
  ],
  [
    'a bucket that no variable names',
    'aws',
    'tide/all/jupyterhub.values.yaml',
    /PERSISTENT_BUCKET:[\s\S]*?(?=\n {4}[A-Z])/,
    'NOTHING: "1"',
    /no variable of the servers holds s3:\/\/tide-all-persistent/,
  ],
  [
    'buckets whose identity is gone',
    'aws',
    'tide/all/main.tf.json',
    /aws_eks_pod_identity_association/g,
    'aws_eks_association',
    /buckets, and nobody who may use them/,
  ],
  [
    'the disk that homes are served from',
    'gcp',
    'tide/all/home-nfs.values.yaml',
    /disks\/tide-all-homes/,
    'disks/guest-course-homes',
    /homes are served from .*guest-course-homes|from the same disk/,
  ],
  [
    'the disk of a volume',
    'azure',
    'tide/all/kubernetes.yaml',
    /disks\/tide-all-homes/,
    'disks/tide-homes',
    /homes are served from .*disks\/tide-homes/,
  ],
  [
    'the cluster that a hub looks for',
    'aws',
    'tide/managed/main.tf.json',
    /"name": "tide"/,
    '"name": "tides"',
    /looks for the cluster tides, and tide is made/,
  ],
]

test.each(BROKEN)('broken on purpose, %s is told', (_what, cloud, path, from, to, told) => {
  const all = everything(cloud)
  const texts = outputTexts(all)
  const text = texts.get(path)!
  const broken = text.replace(from, to)
  expect(broken, 'the edit changes something').not.toBe(text)
  expect(faults(new Map([...texts, [path, broken]]), placed(all)).join('\n')).toMatch(told)
})
