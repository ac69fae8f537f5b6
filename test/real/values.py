"""A hub's values as the configuration that JupyterHub has in its pod.

Which value becomes which trait is the chart's documented behaviour (z2jh.jupyter.org, "Configuration reference", chart
4.4.0). Every value that hubloom writes is loaded here or stands in CHART_ONLY; anything else is an error, so that
nothing is left out in silence.
"""
import base64
import copy
import os
import sys
import types

from jupyterhub.handlers.base import BaseHandler
from traitlets.config import Config

SECRET = "a-secret-of-more-than-thirty-two-characters-"

# What the chart does for a value that hubloom does not write.
DEFAULTS = {
    "hub.consecutiveFailureLimit": 5,
    "singleuser.cmd": "jupyterhub-singleuser",
    "singleuser.events": True,
    "singleuser.cloudMetadata.ip": "169.254.169.254",
    "singleuser.networkTools.image.name": "quay.io/jupyterhub/k8s-network-tools",
    "singleuser.networkTools.image.tag": "4.4.0",
    "scheduling.userPods.tolerations": [
        {"key": key, "operator": "Equal", "value": "user", "effect": "NoSchedule"}
        for key in ("hub.jupyter.org/dedicated", "hub.jupyter.org_dedicated")
    ],
}
# Labels that the chart puts on every server beside those of the values.
DEFAULT_LABELS = {"hub.jupyter.org/network-access-hub": "true"}

# Values that go to Kubernetes objects of the chart and not to JupyterHub's configuration.
CHART_ONLY = (
    "fullnameOverride",
    "custom",
    "ingress",
    "proxy",
    "prePuller",
    "scheduling.corePods",
    "scheduling.userPlaceholder",
    "scheduling.userScheduler",
    "hub.db.pvc",
    "hub.db.upgrade",
    "hub.image",
    "hub.networkPolicy",
    "hub.serviceAccount",
    "hub.pdb",
    "hub.resources",
    "hub.containerSecurityContext",
    "hub.podSecurityContext",
    "hub.annotations",
    "hub.labels",
    "hub.extraFiles",
    "hub.args",
    "hub.extraContainers",
    "hub.extraVolumes",
    "hub.extraVolumeMounts",
    "hub.initContainers",
    "singleuser.networkPolicy",
)

TRAITS = {
    "JupyterHub": {
        "concurrent_spawn_limit": "hub.concurrentSpawnLimit",
        "active_server_limit": "hub.activeServerLimit",
        "allow_named_servers": "hub.allowNamedServers",
        "named_server_limit_per_user": "hub.namedServerLimitPerUser",
        "authenticate_prometheus": "hub.authenticatePrometheus",
        "shutdown_on_logout": "hub.shutdownOnLogout",
        "template_paths": "hub.templatePaths",
        "template_vars": "hub.templateVars",
    },
    "Spawner": {
        "consecutive_failure_limit": "hub.consecutiveFailureLimit",
        "default_url": "singleuser.defaultUrl",
        "cmd": "singleuser.cmd",
    },
    "KubeSpawner": {
        "allow_privilege_escalation": "singleuser.allowPrivilegeEscalation",
        "cpu_guarantee": "singleuser.cpu.guarantee",
        "cpu_limit": "singleuser.cpu.limit",
        "environment": "singleuser.extraEnv",
        "events_enabled": "singleuser.events",
        "extra_annotations": "singleuser.extraAnnotations",
        "extra_containers": "singleuser.extraContainers",
        "extra_labels": "singleuser.extraLabels",
        "extra_pod_config": "singleuser.extraPodConfig",
        "extra_resource_guarantees": "singleuser.extraResource.guarantees",
        "extra_resource_limits": "singleuser.extraResource.limits",
        "fs_gid": "singleuser.fsGid",
        "image_pull_policy": "singleuser.image.pullPolicy",
        "image_pull_secrets": "singleuser.image.pullSecrets",
        "init_containers": "singleuser.initContainers",
        "lifecycle_hooks": "singleuser.lifecycleHooks",
        "mem_guarantee": "singleuser.memory.guarantee",
        "mem_limit": "singleuser.memory.limit",
        "node_selector": "singleuser.nodeSelector",
        "pod_name_template": "singleuser.podNameTemplate",
        "profile_list": "singleuser.profileList",
        "service_account": "singleuser.serviceAccountName",
        "start_timeout": "singleuser.startTimeout",
        "uid": "singleuser.uid",
    },
}


class Values:
    """Values over the chart's defaults; knows which of them were read."""

    def __init__(self, data):
        self.data = data
        self.read = {tuple(path.split(".")) for path in CHART_ONLY}

    def get(self, path, default=None):
        keys = tuple(path.split("."))
        self.read.add(keys)
        found = self.data
        for key in keys:
            if not isinstance(found, dict) or key not in found:
                return DEFAULTS.get(path, default)
            found = found[key]
        return copy.deepcopy(found)

    def unread(self):
        return sorted(".".join(path) for path in self._unread(self.data, ()))

    def _unread(self, data, path):
        if path in self.read:
            return []
        if not isinstance(data, dict) or not data:
            return [path]
        return [each for key, below in data.items() for each in self._unread(below, (*path, str(key)))]


class NotLoaded(Exception):
    pass


def load(data, files):
    """JupyterHub's configuration for the values `data`. Files for the hub are written below the folder `files`."""
    values = Values(data)
    config = Config()
    for section, traits in TRAITS.items():
        for trait, path in traits.items():
            value = values.get(path)
            if value is not None:
                config[section][trait] = value
    load_fixed(config)
    load_database(config, values)
    load_image(config, values)
    load_scheduling(config, values)
    load_volumes(config, values)
    load_services(config, values)
    for section, traits in values.get("hub.config", {}).items():
        config[section].update(traits)
    environment = load_environment(values)
    write_files(data, files)
    if "template_paths" in config.JupyterHub:
        config.JupyterHub.template_paths = [files + path for path in config.JupyterHub.template_paths]
    code = data.get("custom", {}).get("hubloom", {}).get("code", {})
    if code and not code["folder"].startswith(files):
        code["folder"] = files + code["folder"]
    place_log_file(config, files)
    run_extra_config(config, data, values.get("hub.extraConfig", {}), environment)
    if values.unread():
        raise NotLoaded(f"this loader does not know: {', '.join(values.unread())}")
    return config


def load_fixed(config):
    config.JupyterHub.spawner_class = "kubespawner.KubeSpawner"
    # a default of the chart's; JupyterHub 5 reads it no more
    config.JupyterHub.admin_access = True
    config.JupyterHub.base_url = "/"
    config.JupyterHub.cleanup_servers = False
    config.JupyterHub.last_activity_interval = 60
    config.JupyterHub.tornado_settings = {"slow_spawn_timeout": 0}
    config.JupyterHub.cookie_secret = b"0" * 32
    config.CryptKeeper.keys = ["1" * 64]
    labels = {"app.kubernetes.io/name": "jupyterhub", "app": "jupyterhub"}
    labels |= {"app.kubernetes.io/managed-by": "kubespawner"}
    config.KubeSpawner.common_labels = labels
    config.KubeSpawner.extra_labels = DEFAULT_LABELS | config.KubeSpawner.get("extra_labels", {})
    config.KubeSpawner.namespace = "hub-namespace"


def load_database(config, values):
    kind = values.get("hub.db.type")
    url = values.get("hub.db.url")
    if kind == "sqlite-pvc":
        config.JupyterHub.db_url = "sqlite:///jupyterhub.sqlite"
    elif kind in ("postgres", "mysql"):
        config.JupyterHub.db_url = url
    else:
        raise NotLoaded(f"hub.db.type {kind}")


def load_image(config, values):
    name, tag = values.get("singleuser.image.name"), values.get("singleuser.image.tag")
    config.KubeSpawner.image = f"{name}:{tag}" if tag else name


def load_scheduling(config, values):
    spawner = config.KubeSpawner
    if values.get("scheduling.userScheduler.enabled"):
        spawner.scheduler_name = "user-scheduler"
    if values.get("scheduling.podPriority.enabled"):
        spawner.priority_class_name = "priority"
    if values.get("scheduling.userPods.nodeAffinity.matchNodePurpose") != "require":
        raise NotLoaded("matchNodePurpose other than require")
    expression = {"key": "hub.jupyter.org/node-purpose", "operator": "In", "values": ["user"]}
    spawner.node_affinity_required = [{"matchExpressions": [expression]}]
    common = values.get("scheduling.userPods.tolerations")
    spawner.tolerations = common + values.get("singleuser.extraTolerations", [])
    if values.get("singleuser.cloudMetadata.blockWithIptables", True):
        spawner.init_containers = spawner.get("init_containers", []) + [metadata_block(values)]
    else:
        values.get("singleuser.networkTools.resources")


def metadata_block(values):
    """The chart's container that closes the cloud's metadata service to the pod."""
    image, tag = values.get("singleuser.networkTools.image.name"), values.get("singleuser.networkTools.image.tag")
    address = values.get("singleuser.cloudMetadata.ip")
    rule = f"iptables --append OUTPUT --protocol tcp --destination {address} --destination-port 80 --jump DROP"
    return {
        "name": "block-cloud-metadata",
        "image": f"{image}:{tag}",
        "command": rule.split(),
        "resources": values.get("singleuser.networkTools.resources"),
        "securityContext": {"privileged": True, "runAsUser": 0, "capabilities": {"add": ["NET_ADMIN"]}},
    }


def load_volumes(config, values):
    """Homes from one volume claim, files from a Secret, then what the values add; maps keyed as the chart keys them."""
    kind = values.get("singleuser.storage.type")
    home = values.get("singleuser.storage.homeMountPath")
    claim, folder = values.get("singleuser.storage.static.pvcName"), values.get("singleuser.storage.static.subPath")
    volumes, mounts = {}, {}
    if kind == "static":
        volumes["home"] = {"name": "home", "persistentVolumeClaim": {"claimName": claim}}
        mounts["home"] = {"name": "home", "mountPath": home, "subPath": folder}
    elif kind == "dynamic":
        load_own_disks(config, values)
        name = values.get("singleuser.storage.dynamic.volumeNameTemplate")
        volumes[name] = {"name": name, "persistentVolumeClaim": {"claimName": "{pvc_name}"}}
        mounts[name] = {"name": name, "mountPath": home}
    elif kind != "none":
        raise NotLoaded(f"singleuser.storage.type {kind}")
    files = values.get("singleuser.extraFiles", {})
    if files:
        items = [{"key": key, "path": key} | ({"mode": f["mode"]} if "mode" in f else {}) for key, f in files.items()]
        volumes["files"] = {"name": "files", "secret": {"secretName": "singleuser", "items": items}}
    for i, (key, file) in enumerate(files.items()):
        mounts[f"{i}-files"] = {"name": "files", "mountPath": file["mountPath"], "subPath": key}
    config.KubeSpawner.volumes = volumes | by_name(values.get("singleuser.storage.extraVolumes", {}))
    config.KubeSpawner.volume_mounts = mounts | numbered(values.get("singleuser.storage.extraVolumeMounts", {}))


def load_own_disks(config, values):
    """A claim for each server, which KubeSpawner makes."""
    config.KubeSpawner.storage_pvc_ensure = True
    for trait, value in {
        "storage_capacity": "singleuser.storage.capacity",
        "storage_class": "singleuser.storage.dynamic.storageClass",
        "storage_access_modes": "singleuser.storage.dynamic.storageAccessModes",
        "pvc_name_template": "singleuser.storage.dynamic.pvcNameTemplate",
    }.items():
        config.KubeSpawner[trait] = values.get(value)


def by_name(volumes):
    return volumes if isinstance(volumes, dict) else {volume["name"]: volume for volume in volumes}


def numbered(mounts):
    return mounts if isinstance(mounts, dict) else {f"{i}-{each['name']}": each for i, each in enumerate(mounts)}


def load_services(config, values):
    services, roles = load_culler(values)
    for name, service in values.get("hub.services", {}).items():
        service.pop("apiToken", None)
        services.append({"name": name, **service, "api_token": SECRET + name})
    for name, role in values.get("hub.loadRoles", {}).items():
        roles.append({"name": name, **role})
    config.JupyterHub.services = services
    config.JupyterHub.load_roles = roles


def load_culler(values):
    every = {name: values.get(f"cull.{name}") for name in ("enabled", "timeout", "every", "maxAge", "users")}
    every |= {name: values.get(f"cull.{name}") for name in ("adminUsers", "concurrency", "removeNamedServers")}
    if not every["enabled"]:
        return [], []
    name = "jupyterhub-idle-culler"
    command = ["python3", "-m", "jupyterhub_idle_culler", "--url=http://localhost:8081/hub/api"]
    options = {"timeout": "timeout", "cull-every": "every", "concurrency": "concurrency"}
    command += [f"--{option}={every[key]}" for option, key in options.items() if every[key]]
    command += ["--cull-users"] if every["users"] else []
    command += [] if every["adminUsers"] else ["--cull-admin-users=false"]
    command += ["--remove-named-servers"] if every["removeNamedServers"] else []
    command += [f"--max-age={every['maxAge']}"] if every["maxAge"] else []
    scopes = ["list:users", "read:users:activity", "read:servers", "delete:servers"]
    scopes += ["admin:users"] if every["users"] else []
    return [{"name": name, "command": command}], [{"name": name, "scopes": scopes, "services": [name]}]


def load_environment(values):
    """Variables of the hub's pod. What comes from a Secret is a secret of its own."""
    found = {}
    for name, value in values.get("hub.extraEnv", {}).items():
        found[name] = SECRET + name.lower() if isinstance(value, dict) else str(value)
    return found


def write_files(data, folder):
    """The hub's own files, below a folder."""
    for file in data["hub"].get("extraFiles", {}).values():
        path = folder + file["mountPath"]
        os.makedirs(os.path.dirname(path), exist_ok=True)
        content = base64.b64decode(file["binaryData"]) if "binaryData" in file else file["stringData"].encode()
        with open(path, "wb") as stream:
            stream.write(content)


def place_log_file(config, folder):
    """The hub's log file, below a folder."""
    handler = config.JupyterHub.get("logging_config", {}).get("handlers", {}).get("file")
    if handler:
        handler["filename"] = folder + handler["filename"]
        os.makedirs(os.path.dirname(handler["filename"]), exist_ok=True)


def run_extra_config(config, data, scripts, environment):
    """As the chart does: in the order of their keys, with `c`, and with a module z2jh that finds values."""

    def get_config(path, default=None):
        found = data
        for key in path.split("."):
            if not isinstance(found, dict) or key not in found:
                return default
            found = found[key]
        return found

    module = types.ModuleType("z2jh")
    module.get_config = get_config
    sys.modules["z2jh"] = module
    # hubs with a hub image of their own have it; its form is not looked at here
    builder = types.ModuleType("jupyterhub_fancy_profiles")
    builder.setup_ui = lambda config: None
    sys.modules["jupyterhub_fancy_profiles"] = builder
    for name in OF_HUB:
        os.environ.pop(name, None)
    OF_HUB.clear()
    OF_HUB.update(environment)
    os.environ.update(environment)
    # the hub before this one, in the same process, may have changed it
    BaseHandler.set_default_headers = OWN_HEADERS
    # one namespace for all of them, as in jupyterhub_config.py
    names = {"c": config, "get_config": get_config, "__name__": "__main__"}
    for key, script in sorted(scripts.items()):
        exec(compile(script, f"hub.extraConfig[{key}]", "exec"), names)


OWN_HEADERS = BaseHandler.set_default_headers
# The variables that the hub loaded last has set.
OF_HUB = {}
