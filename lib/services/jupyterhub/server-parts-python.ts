import { GROUPS_OF, IS_ADMIN } from '../groups-of.ts'

/** What the sign-in says of a person. A field that is no text is written as JSON. */
const SAID = `def field_of(state, path):
    for key in path.split("."):
        state = state.get(key) if isinstance(state, dict) else None
    return state


def said(state, fields):
    """One field as it is, or several as one JSON text; None where the sign-in says nothing of them."""
    if isinstance(fields, str):
        value = field_of(state, fields)
        return value if value is None or isinstance(value, str) else json.dumps(value)
    values = {key: field_of(state, path) for key, path in fields.items()}
    return None if all(value is None for value in values.values()) else json.dumps(values)
`

/** Braces and dollars of a token are doubled: KubeSpawner and Kubernetes expand them in values of variables. */
export const SIGN_IN_VARIABLES = `# Hands what the sign-in says on to people's servers, as environment variables.
import inspect
import json

from z2jh import get_config


${SAID}

def hand_on(before):
    async def hook(spawner, auth_state):
        if before is not None:
            done = before(spawner, auth_state)
            if inspect.isawaitable(done):
                await done
        # for the containers beside the server
        spawner.hubloom_sign_in = auth_state or {}
        for variable, fields in get_config("custom.hubloom.servers.sign-in", {}).items():
            value = said(spawner.hubloom_sign_in, fields)
            if value is None:
                # of an earlier start
                spawner.environment.pop(variable, None)
            else:
                spawner.environment[variable] = value.replace("{", "{{").replace("}", "}}").replace("$", "$$")

    return hook


c.Spawner.auth_state_hook = hand_on(c.Spawner.get("auth_state_hook"))
`

/** What depends on the person is added to the pod, at every start: who leaves a group loses what it gave. */
export const SERVER_PARTS = `# Mounts of some people only, and variables of the containers beside a server.
import inspect
import json

from kubernetes_asyncio.client import V1EnvVar, V1VolumeMount
from z2jh import get_config


${GROUPS_OF}

${IS_ADMIN}

${SAID}

def hubloom_server_parts(rules, before):
    def mount(container, spawner, admin, groups):
        for rule in rules.get("mounts", []):
            if rule.get("admins") and not admin or "groups" in rule and not groups & set(rule["groups"]):
                continue
            read_only = rule.get("readOnly") or "writers" in rule and not groups & set(rule["writers"])
            container.volume_mounts = (container.volume_mounts or []) + [
                V1VolumeMount(
                    name=rule["name"],
                    mount_path=rule["path"],
                    sub_path=rule.get("subPath"),
                    read_only=bool(read_only),
                    mount_propagation=rule.get("propagation"),
                )
            ]

    def value_of(spawner, source):
        if "choice" in source:
            return spawner.image
        return said(getattr(spawner, "hubloom_sign_in", {}), source["fields"])

    async def finish(spawner, pod):
        if before is not None:
            pod = before(spawner, pod)
            if inspect.isawaitable(pod):
                pod = await pod
        admin, groups = is_admin(spawner), groups_of(spawner)
        for container in [*pod.spec.containers, *(pod.spec.init_containers or [])]:
            if container.name == "notebook":
                mount(container, spawner, admin, groups)
            values = {
                name: value_of(spawner, source)
                for name, source in rules.get("containers", {}).get(container.name, {}).items()
            }
            # first, since others may be copies of them; Kubernetes reads $ in a value
            container.env = [
                V1EnvVar(name=name, value=value.replace("$", "$$"))
                for name, value in values.items()
                if value is not None
            ] + (container.env or [])
        return pod

    return finish


c.KubeSpawner.modify_pod_hook = hubloom_server_parts(
    get_config("custom.hubloom.servers", {}),
    c.KubeSpawner.get("modify_pod_hook"),
)
`
