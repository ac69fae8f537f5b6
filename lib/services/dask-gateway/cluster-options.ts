import type { DaskPlan } from '../../plan/types.ts'

/** Python for the gateway: what a person may choose for a cluster, from JSON in `HUBLOOM_DASK`. */
export const clusterOptions = ({ worker, image, environment }: DaskPlan['choices']): string => `import json
import os

from dask_gateway_server.options import ${classes({ worker, image, environment }).join(', ')}


# What people may choose for a Dask cluster, and how much of it.
def hubloom_cluster_options(data, common):
    def configure(options, user):
        image = ${image ? 'options.image or data["image"]' : 'data["image"]'}
        if "images" in data and image not in data["images"]:
            raise ValueError(f"the image {image} is none of this hub's environments")
        # the gateway puts "user:" before names that hold a colon
        name = user.name.removeprefix("user:")
        environment = {**common, "JUPYTERHUB_USER": name}
        for variable, url in data["personal"].items():
            environment[variable] = f"{url}/{name}"
${environment ? OWN_VARIABLES : ''}        worker = data["workers"][${worker ? 'options.worker' : '0'}]
        annotations = {"hub.jupyter.org/username": name}
        return {
            "image": image,
            "environment": environment,
            "worker_cores": worker["cores"],
            "worker_threads": max(1, round(worker["cores"])),
            "worker_memory": worker["memory"] * 2**20,
            "worker_extra_pod_annotations": annotations,
            "worker_extra_pod_labels": data["labels"],
            "scheduler_extra_pod_annotations": annotations,
            "scheduler_extra_pod_labels": data["labels"],
        }

    return Options(
${worker ? WORKER : ''}${image ? IMAGE : ''}${environment ? ENVIRONMENT : ''}        handler=configure,
    )


hubloom_dask = json.loads(os.environ["HUBLOOM_DASK"])
c.Backend.cluster_options = hubloom_cluster_options(
    hubloom_dask,
    # what the chart would give every cluster, and a cluster's own choice would replace
    get_property("gateway.backend.environment") or {},
)
c.KubeClusterConfig.idle_timeout = hubloom_dask["idle"]
c.KubeClusterConfig.cluster_max_workers = hubloom_dask["limits"]["workers"]
c.KubeClusterConfig.cluster_max_cores = hubloom_dask["limits"]["cores"]
c.KubeClusterConfig.cluster_max_memory = hubloom_dask["limits"]["memory"] * 2**20
`

const classes = ({ worker, image, environment }: DaskPlan['choices']): string[] => [
  ...(environment ? ['Mapping'] : []),
  'Options',
  ...(worker ? ['Select'] : []),
  ...(image ? ['String'] : []),
]

const WORKER = `        Select(
            "worker",
            [(worker["title"], place) for place, worker in enumerate(data["workers"])],
            label="Worker",
        ),
`
const IMAGE = `        String("image", default=data["image"], label="Image"),
`
const ENVIRONMENT = `        Mapping("environment", {}, label="Environment variables"),
`
const OWN_VARIABLES = `        environment.update(options.environment)
`
