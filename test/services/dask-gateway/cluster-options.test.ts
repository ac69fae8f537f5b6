import { describe, expect, test } from 'vitest'
import { clusterOptions } from '../../../lib/services/dask-gateway/cluster-options.ts'
import { daskGateway } from '../../../lib/services/dask-gateway/index.ts'
import { hasPython, runPython } from '../python.ts'
import { dask, hubPlan, wiring } from '../plan.ts'

const hub = hubPlan({
  settings: { dask: true },
  dask,
  buckets: [
    {
      key: 'scratch',
      variable: 'SCRATCH_BUCKET',
      fullName: 'polar-scratch',
      url: 's3://polar-scratch',
      personal: true,
      versions: false,
      requesterPays: false,
      mayDestroy: false,
      readOnly: false,
      writers: [],
      readers: [],
      public: false,
      accessLogs: false,
    },
  ],
})

interface Answer {
  options: Record<string, unknown>
  limits: Record<string, number>
  fields: unknown[]
  error?: string
}

/** The gateway around the snippet, with stand-ins that keep what they are given as dask_gateway_server does. */
function ask(person: string, options: Record<string, unknown>, plan = hub): Answer {
  const { value } = (
    daskGateway.forHub(plan, wiring({ podLabels: { use: 'true' } }))!.releases![0]!.values as unknown as {
      gateway: { env: { value: string }[] }
    }
  ).gateway.env[0]!
  const question = JSON.stringify(JSON.stringify({ person, options }))
  return runPython(
    `
import json, os, sys, types

class Field:
    def __init__(self, field, options=None, default=None, label=None):
        self.field, self.label = field, label
        self.choices = dict(options) if isinstance(options, list) else None
        self.default = next(iter(self.choices)) if self.choices else default

    def transform(self, x):
        return self.choices[x] if self.choices else x

module = types.ModuleType("dask_gateway_server.options")
module.Select = Field
module.String = lambda field, default="", label=None: Field(field, default=default, label=label)
module.Mapping = lambda field, default=None, label=None: Field(field, default=default or {}, label=label)
class Options:
    def __init__(self, *fields, handler):
        self.fields, self.handler = fields, handler
module.Options = Options
sys.modules.update({"dask_gateway_server": types.ModuleType("dask_gateway_server"), "dask_gateway_server.options": module})

c = types.SimpleNamespace(Backend=types.SimpleNamespace(), KubeClusterConfig=types.SimpleNamespace())
get_property = lambda key: {"gateway.backend.environment": {"AZURE_CLIENT_ID": "from-terraform"}}[key]
exec(${JSON.stringify(clusterOptions(plan.dask!.choices))})

question = json.loads(${question})
spec = c.Backend.cluster_options
chosen = {field.field: field.transform(question["options"].get(field.field, field.default)) for field in spec.fields}
answer = {"fields": [[f.field, list(f.choices) if f.choices else None, f.default] for f in spec.fields], "limits": vars(c.KubeClusterConfig)}
try:
    answer["options"] = spec.handler(types.SimpleNamespace(**chosen), types.SimpleNamespace(name=question["person"]))
except ValueError as error:
    answer["error"] = str(error)
print(json.dumps(answer))
`,
    { HUBLOOM_DASK: value.replace(/\$\$/g, () => '$') },
  ) as Answer
}

describe.skipIf(!hasPython)('what people may choose for a cluster', () => {
  test('nothing at all, where the settings say so: all have the largest worker', () => {
    const fixed = hubPlan({
      settings: { dask: true },
      dask: { ...dask, choices: { worker: false, image: false, environment: false } },
    })
    const { fields, options } = ask('ada-example', { environment: { A: 'b' }, image: 'other' }, fixed)
    expect(fields).toEqual([])
    expect(options).toMatchObject({
      image: 'quay.io/pangeo/pangeo-notebook:2026.10.1',
      environment: { JUPYTERHUB_USER: 'ada-example' },
      worker_cores: dask.workers.at(-1)!.cores,
    })
    expect(options['environment']).not.toHaveProperty('A')
  })
  test("the smallest worker and the hub's image, unless they say", () => {
    const { fields, options, limits } = ask('ada-example', {})
    expect(fields).toEqual([
      ['worker', ['1 CPU, 8 GB', '4 CPU, 32 GB', '16 CPU, 128 GB'], '1 CPU, 8 GB'],
      ['image', null, 'quay.io/pangeo/pangeo-notebook:2026.10.1'],
      ['environment', null, {}],
    ])
    expect(options).toEqual({
      image: 'quay.io/pangeo/pangeo-notebook:2026.10.1',
      environment: {
        AZURE_CLIENT_ID: 'from-terraform',
        JUPYTERHUB_USER: 'ada-example',
        SCRATCH_BUCKET: 's3://polar-scratch/ada-example',
      },
      worker_cores: 0.9,
      worker_threads: 1,
      worker_memory: 7600 * 2 ** 20,
      worker_extra_pod_annotations: { 'hub.jupyter.org/username': 'ada-example' },
      worker_extra_pod_labels: { use: 'true' },
      scheduler_extra_pod_annotations: { 'hub.jupyter.org/username': 'ada-example' },
      scheduler_extra_pod_labels: { use: 'true' },
    })
    expect(limits).toEqual({
      idle_timeout: 1800,
      cluster_max_workers: 100,
      cluster_max_cores: 200,
      cluster_max_memory: 1_638_400 * 2 ** 20,
    })
  })

  test('a larger worker, and variables of their own', () => {
    const { options } = ask('user:odd:name', { worker: '16 CPU, 128 GB', environment: { OMP_NUM_THREADS: '1' } })
    expect(options).toMatchObject({
      worker_cores: 15.4,
      worker_threads: 15,
      environment: { OMP_NUM_THREADS: '1', JUPYTERHUB_USER: 'odd:name' },
    })
  })

  test("no image but the hub's, unless people may bring their own", () => {
    const wish = { image: 'docker.io/example/miner:1' }
    expect(ask('ada-example', wish).error).toContain('docker.io/example/miner:1')
    expect(
      ask('ada-example', wish, hubPlan({ dask, settings: { dask: true, 'bring-your-own-image': true } })).options,
    ).toMatchObject(wish)
  })
})
