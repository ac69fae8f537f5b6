import { GROUPS_OF } from '../groups-of.ts'

/**
 * Python for the hub: mounts the folders, named below `custom.hubloom.home-nfs` in the values, that some may read and
 * others write.
 */
export const FOLDERS_BY_RIGHT = `import inspect

from kubernetes_asyncio.client import V1VolumeMount
from z2jh import get_config


${GROUPS_OF}

# Folders that some people may read, and others write.
def hubloom_folders_by_right(folders, before):
    async def mount(spawner, pod):
        if before is not None:
            pod = before(spawner, pod)
            if inspect.isawaitable(pod):
                pod = await pod
        groups = groups_of(spawner)
        holders = [spawner.user, *spawner.user.groups]
        admin = any(role.name in ("admin", "hub-admin") for holder in holders for role in holder.roles)

        def among(people):
            if isinstance(people, str):
                return people == "everyone" or admin
            return not groups.isdisjoint(people)

        for folder in folders:
            writes = among(folder["writers"])
            if not writes and not among(folder["readers"]):
                continue
            for container in pod.spec.containers:
                if container.name == "notebook":
                    container.volume_mounts = (container.volume_mounts or []) + [
                        V1VolumeMount(
                            name=folder["volume"],
                            mount_path=path,
                            sub_path=folder["subPath"],
                            read_only=not writes,
                        )
                        for path in folder["paths"]
                    ]
        return pod

    return mount


c.KubeSpawner.modify_pod_hook = hubloom_folders_by_right(
    get_config("custom.hubloom.home-nfs.by-right", []),
    c.KubeSpawner.get("modify_pod_hook"),
)
`
