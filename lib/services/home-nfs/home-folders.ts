import { GROUPS_OF } from '../groups-of.ts'

/**
 * Python for the hub: mounts the folders that only some people have, named below `custom.hubloom.home-nfs` in the
 * values, from the pod's volume of that name.
 */
export const homeFolders = (volume: string): string => `import inspect

from kubernetes_asyncio.client import V1VolumeMount
from z2jh import get_config


${GROUPS_OF}

# Folders that only some people find in their home: admins, and members of a group.
def hubloom_home_folders(folders, before):
    async def mount(spawner, pod):
        # at every start and on the pod alone, so that who stops being an admin loses the folder
        if before is not None:
            pod = before(spawner, pod)
            if inspect.isawaitable(pod):
                pod = await pod
        groups = groups_of(spawner)
        # by a role of their own or of a group of theirs; without access to other people's servers it is hub-admin
        holders = [spawner.user, *spawner.user.groups]
        admin = any(role.name in ("admin", "hub-admin") for holder in holders for role in holder.roles)
        for folder in folders:
            if "group" in folder and folder["group"] not in groups:
                continue
            if folder.get("admins") and not admin:
                continue
            for container in pod.spec.containers:
                if container.name == "notebook":
                    container.volume_mounts = (container.volume_mounts or []) + [
                        V1VolumeMount(name="${volume}", mount_path=path, sub_path=folder.get("subPath"))
                        for path in folder["paths"]
                    ]
        return pod

    return mount


c.KubeSpawner.modify_pod_hook = hubloom_home_folders(
    get_config("custom.hubloom.home-nfs.folders", []),
    c.KubeSpawner.get("modify_pod_hook"),
)
`
