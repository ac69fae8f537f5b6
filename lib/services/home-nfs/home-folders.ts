/**
 * Python for the hub: mounts the folders that only some people have, named below `custom.hubloom.home-nfs` in the
 * values.
 */
export const HOME_FOLDERS = `import inspect

import z2jh
from kubernetes_asyncio.client import V1VolumeMount


# Folders that only some people find in their home: admins, and members of a group.
def hubloom_home_folders(folders, before):
    async def mount(spawner, pod):
        # at every start and on the pod alone, so that who stops being an admin loses the folder
        if before is not None:
            pod = before(spawner, pod)
            if inspect.isawaitable(pod):
                pod = await pod
        groups = {group.name for group in spawner.user.groups}
        # admins without access to other people's servers have this role instead, themselves or through a group
        holders = [spawner.user, *spawner.user.groups]
        admin = spawner.user.admin or any(role.name == "hub-admin" for holder in holders for role in holder.roles)
        for folder in folders:
            if "group" in folder and folder["group"] not in groups:
                continue
            if folder.get("admins") and not admin:
                continue
            for container in pod.spec.containers:
                if container.name == "notebook":
                    container.volume_mounts = (container.volume_mounts or []) + [
                        V1VolumeMount(name="home", mount_path=path, sub_path=folder.get("subPath"))
                        for path in folder["paths"]
                    ]
        return pod

    return mount


c.KubeSpawner.modify_pod_hook = hubloom_home_folders(
    z2jh.get_config("custom.hubloom.home-nfs.folders", []),
    c.KubeSpawner.get("modify_pod_hook"),
)
`
