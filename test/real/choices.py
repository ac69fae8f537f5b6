"""What people may choose, and the pods that they get: image, memory, CPU, GPU, machines, volumes, variables."""
import itertools
import json
import re

import tornado.ioloop
from tornado import web

NAME = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
LABEL = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
MIB = 1024 * 1024

# People with names that no settings foresee. JupyterHub has them in lower case, and without "/".
HARD_NAMES = [
    "ada.lovelace@example.edu",
    "a" * 70,
    "имя-фамилия",
    "日本語" * 30,
    "{username}",
    "{0}x{{y}}",
    "..",
    ".",
    "$(home)",
    "-lead-",
    "'; rm -rf ~ #",
    "a b",
    "a_b",
    "a-b",
    "100%",
]
# A choice is named in some 40 characters: what is longer is cut in the form.
NAME_LIMIT = 45


def limit_of(size):
    """Bytes; a size without a limit has none in its pods either."""
    return size["memory"].get("limit", float("inf")) * MIB


class Choice:
    """One way through the form: a profile, an environment, a size and answers of the hub's own, each where asked."""

    def __init__(self, profile, environment, size, asked, card, answers):
        self.profile, self.environment, self.size, self.asked = profile, environment, size, asked
        self.answers = answers
        self.groups = [each["groups"] for each in (environment, size, *answers) if each and each["groups"]]
        self.groups += [card["for"]] if card.get("for") else []

    def __str__(self):
        return "/".join([self.profile, *self.asked.values()])

    def options(self):
        return {"profile": self.profile, **self.asked}

    def fields(self):
        return {"profile": self.profile} | {
            f"profile-option-{self.profile}--{kind}": key for kind, key in self.asked.items()
        }


def choices_of(values, facts):
    environments = {each["key"]: each for each in facts["environments"]}
    sizes = {each["key"]: each for each in facts["sizes"]}
    for profile in values["singleuser"].get("profileList", []):
        options = profile.get("profile_options", {})
        asked = {kind: list(option.get("choices", {})) for kind, option in options.items()}
        slug = profile["slug"]
        fixed_size = sizes.get(slug.removeprefix("gpu-")) or unasked_size(facts, profile)
        # where a profile asks for one thing only, the other is what its override says
        image = profile.get("kubespawner_override", {}).get("image")
        fixed_environment = next((each for each in environments.values() if each["image"] == image), None)
        for_environment = asked.get("environment") or [None]
        for_size = asked.get("size") or [None]
        own = [[(option["key"], choice) for choice in option["choices"]] for option in facts["options"]]
        for e, s, *answers in itertools.product(for_environment, for_size, *own):
            chosen = {k: v for k, v in (("environment", e), ("size", s)) if v is not None}
            chosen |= {option: choice["key"] for option, choice in answers}
            environment, size = environments.get(e, fixed_environment), sizes.get(s, fixed_size)
            card = facts["cards"].get(slug, {})
            yield Choice(slug, environment, size, chosen, card, [choice for _, choice in answers])


def unasked_size(facts, profile):
    """The size of a profile that does not ask for one: it has the only one for its images, or of its card."""
    if "size" in profile.get("profile_options", {}):
        return None
    override = profile.get("kubespawner_override", {})
    gpus = int(override.get("extra_resource_limits", {}).get("nvidia.com/gpu", 0))
    plain = [each for each in facts["sizes"] if each["gpus"] == gpus]
    given = override.get("mem_guarantee")
    same = [each for each in plain if each["memory"]["guarantee"] * MIB == given]
    return next(iter(same or plain), None)


async def check_choices(hub, values, facts, report):
    choices = list(choices_of(values, facts))
    check_reachable(choices, values, facts, report.check("choices: all of them are offered"))
    check_names(values, report.check("choices: names fit the form"))
    planned = report.check("choices: pods as planned")
    if not choices:
        user = hub.user("plain")
        environment, size = facts["environments"][0], facts["sizes"][0]
        for pod in [await by_rest(hub, user, {})]:
            compare(pod, environment, size, facts, "without a form", planned)
        return
    limited = report.check("choices: limited to groups")
    giving = {name for name, group in facts["groups"].items() if "size" in group}
    every = sorted({group for choice in choices for allowed in choice.groups for group in allowed} - giving)
    member, outsider = hub.user("member", every), hub.user("outsider")
    for choice in once_each(choices):
        compare(await by_rest(hub, member, choice.options()), choice.environment, choice.size, facts, choice, planned)
        if choice.groups and await by_rest(hub, outsider, choice.options()):
            limited.append(f"{choice} by REST is had by somebody in no group")
        compare(await by_form(hub, member, choice.fields()), choice.environment, choice.size, facts, choice, planned)
        if choice.groups and await by_form(hub, outsider, choice.fields()):
            limited.append(f"{choice} by form is had by somebody in no group")
    # a request that names nothing, half of it, or what there is not, gives no more than the form does
    best = max((choice for choice in choices if choice.size), key=lambda c: limit_of(c.size), default=None)
    largest = {"size": best and best.asked.get("size")}
    for options in ({}, {"profile": "nothing"}, largest, {"kubespawner_override": {}}):
        pod = await by_rest(hub, outsider, options)
        allowed = [planned_memory(c.size, c.answers)[1] for c in choices if c.size and not c.groups]
        if pod and memory_of(pod) not in allowed:
            limited.append(f"{json.dumps(options)} gives somebody in no group {memory_of(pod)} bytes")
    await check_other_image(hub, values, member, report.check("choices: an image of one's own"))


def once_each(choices):
    """Each environment and each size once: the form names them as REST does."""
    seen = set()
    for choice in choices:
        keys = {(choice.profile, kind, key) for kind, key in choice.asked.items()} or {(choice.profile,)}
        if not keys <= seen:
            seen |= keys
            yield choice


async def by_rest(hub, user, options):
    visitor = hub.visitor()
    visitor.token = user.new_api_token()
    path = f"/hub/api/users/{user.escaped_name}/server"
    pods, _ = await hub.pods_of(visitor.request("POST", path, json.dumps(options)), user)
    return pods[0] if pods else None


async def by_form(hub, user, fields):
    visitor = hub.visitor().sign_in_as(user)
    pods, _ = await hub.pods_of(visitor.post_form("/hub/spawn", fields), user)
    return pods[0] if pods else None


def check_reachable(choices, values, facts, problems):
    if not values["singleuser"].get("profileList"):
        return
    for kind, things in (("environment", facts["environments"]), ("size", facts["sizes"])):
        offered = {getattr(choice, kind)["key"] for choice in choices if getattr(choice, kind)}
        problems += [f"{kind} {each['key']} is nowhere" for each in things if each["key"] not in offered]


def check_names(values, problems):
    for profile in values["singleuser"].get("profileList", []):
        options = profile.get("profile_options", {}).values()
        names = [profile["display_name"], *(c["display_name"] for o in options for c in o.get("choices", {}).values())]
        problems += [f"{len(name)} characters: {name}" for name in names if len(name) > NAME_LIMIT]


async def check_other_image(hub, values, user, problems):
    for profile in values["singleuser"].get("profileList", []):
        option = profile.get("profile_options", {}).get("environment", {})
        if not option.get("unlisted_choice", {}).get("enabled"):
            continue
        fields = {"profile": profile["slug"], f"profile-option-{profile['slug']}--environment": "unlisted-choice"}
        key = f"profile-option-{profile['slug']}--environment--unlisted-choice"
        for image, good in (("quay.io/a/b:1", True), ("quay.io/a/b", False), ("x {username}:1", False), ("", False)):
            good = good and bool(re.fullmatch(option["unlisted_choice"]["validation_regex"], image))
            pod = await by_form(hub, user, fields | {key: image})
            got = pod and notebook(pod)["image"]
            if got != (image if good else None):
                problems.append(f"{image!r} gives {got}")


def notebook(pod):
    return next(each for each in pod["spec"]["containers"] if each["name"] == "notebook")


def memory_of(pod):
    return float(notebook(pod)["resources"]["limits"].get("memory", "inf"))


def variables(container):
    """As Kubernetes expands them: earlier ones in later ones, `$$` for `$`. None where a value is not known here."""
    found = {}
    for each in container.get("env", []):
        text = each.get("value") or ""
        found[each["name"]] = None if "valueFrom" in each else expand(text, found)
    return found


def expand(text, found):
    return re.sub(
        r"\$\$|\$\(([A-Za-z_][A-Za-z0-9_.-]*)\)",
        lambda m: "$" if m[0] == "$$" else (found.get(m[1]) or m[0]) if m[1] in found else m[0],
        text,
    )


def compare(pod, environment, size, facts, what, problems):
    if pod is None:
        problems.append(f"{what} gives no pod")
        return
    container = notebook(pod)
    expected, found = {}, {}
    answers = getattr(what, "answers", [])
    if environment:
        expected["image"], found["image"] = environment["image"], container["image"]
        told = variables(container)
        wanted = environment["variables"] | {k: v for each in answers for k, v in each["variables"].items()}
        texts = {name: value for name, value in wanted.items() if isinstance(value, str)}
        expected["secrets"], found["secrets"] = secrets_of(wanted), secrets_in(container, wanted)
        expected["variables"], found["variables"] = texts, {name: told.get(name) for name in texts}
        urls = [each["url"] for each in (environment, *answers) if "url" in each]
        expected["url"], found["url"] = urls[-1], told.get("JUPYTERHUB_DEFAULT_URL")
        if environment.get("directory"):
            expected["directory"], found["directory"] = environment["directory"], container.get("workingDir")
    if size:
        requests, limits = container["resources"]["requests"], container["resources"]["limits"]
        expected["memory"] = planned_memory(size, answers)
        found["memory"] = [float(each.get("memory", "inf")) for each in (requests, limits)]
        cpu = size["cpu"] | {k: v for each in answers for k, v in each.get("cpu", {}).items()}
        expected["cpu"] = [cpu[each] / 1000 for each in ("guarantee", "limit")]
        found["cpu"] = [float(each.get("cpu", 0)) for each in (requests, limits)]
        expected["gpus"], found["gpus"] = size["gpus"], int(limits.get("nvidia.com/gpu", 0))
        expected["pools"], found["pools"] = [size["pool"]], pools_for(pod, facts["pools"])
    for key, value in expected.items():
        if found[key] != value:
            problems.append(f"{what}: {key} {found[key]}, planned {value}")
    check_pod(pod, what, problems)


def planned_memory(size, answers):
    """Guarantee and limit, bytes: of the answer that says them, else of the size."""
    size = next((each for each in answers if "memory" in each), size)
    return [size["memory"]["guarantee"] * MIB, limit_of(size)]


def secrets_of(variables):
    secrets = {name: value for name, value in variables.items() if isinstance(value, dict) and value["from"] == "secret"}
    return {name: {"name": value["secret"], "key": value["key"]} for name, value in secrets.items()}


def secrets_in(container, names):
    """Of these variables, the Secret of each that is read from one: of several of a name, the last counts."""
    last = {each["name"]: each.get("valueFrom") or {} for each in container.get("env", [])}
    return {name: last[name]["secretKeyRef"] for name in names if last.get(name, {}).get("secretKeyRef")}


def pools_for(pod, pools):
    """Pools whose machines Kubernetes may put the pod on: labels, affinity, taints."""
    spec = pod["spec"]
    terms = spec["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"]["nodeSelectorTerms"]
    return [
        pool["name"]
        for pool in pools
        if (spec.get("nodeSelector") or {}).items() <= pool["labels"].items()
        and any(all(pool["labels"].get(e["key"]) in e["values"] for e in t["matchExpressions"]) for t in terms)
        and all(any(tolerates(each, taint) for each in spec["tolerations"]) for taint in pool["taints"])
    ]


def tolerates(toleration, taint):
    if toleration.get("effect") not in (None, taint["effect"]) or toleration.get("key") not in (None, taint["key"]):
        return False
    return toleration.get("operator") == "Exists" or toleration.get("value") == taint["value"]


def check_pod(pod, what, problems):
    """What the API server refuses beyond the schema."""
    if not NAME.fullmatch(pod["metadata"]["name"]):
        problems.append(f"{what}: pod named {pod['metadata']['name']}")
    for key, value in pod["metadata"]["labels"].items():
        if not LABEL.fullmatch(value):
            problems.append(f"{what}: label {key}: {value}")
    volumes = [volume["name"] for volume in pod["spec"].get("volumes", [])]
    if len(set(volumes)) < len(volumes):
        problems.append(f"{what}: two volumes of one name")
    for container in pod["spec"]["containers"] + pod["spec"].get("initContainers", []):
        mounts = container.get("volumeMounts") or []
        paths = [mount["mountPath"] for mount in mounts]
        if len(set(paths)) < len(paths):
            problems.append(f"{what}: two mounts at one path: {sorted(paths)}")
        problems += [f"{what}: no volume {mount['name']}" for mount in mounts if mount["name"] not in volumes]


async def check_people(hub, facts, pods, report):
    """Homes, names and addresses of people with hard names."""
    problems, homes = report.check("servers: people with hard names"), {}
    for name in HARD_NAMES:
        if not await may_sign_in(hub, name):
            continue
        pod = await by_rest(hub, hub.user(name, facts["allGroups"]), {})
        if pod is None:
            problems.append(f"{name!r} gets no pod")
            continue
        pods.append(pod)
        check_pod(pod, repr(name), problems)
        container = notebook(pod)
        claims = {v["name"]: (v.get("persistentVolumeClaim") or {}).get("claimName") for v in pod["spec"]["volumes"]}
        for mount in container.get("volumeMounts") or []:
            folder = mount.get("subPath") or ""
            parts = folder.split("/")
            if folder.startswith("/") or ".." in parts or any(len(part.encode()) > 255 for part in parts):
                problems.append(f"{name!r}: {mount['mountPath']} is folder {folder[:80]}")
            if mount["mountPath"].startswith("/home/") and mount["mountPath"].count("/") == 2:
                homes.setdefault(f"{claims[mount['name']]}/{folder}", set()).add(name)
        for variable, address in variables(container).items():
            if re.match(r"(s3|gs|abfs|az)://", address or "") and check_address(address):
                problems.append(f"{name!r}: {variable} is {address}")
    problems += [f"{sorted(names)} share the home {folder}" for folder, names in homes.items() if len(names) > 1]


async def check_taken_out(hub, facts, values, names, report):
    """Whom the inputs no longer name gets what somebody new gets: no folder, memory or choice of a former group."""
    problems, newcomer = report.check("servers: taken out of the inputs"), hub.user("never-named")
    options = [{}, *(choice.options() for choice in once_each(list(choices_of(values, facts))))]
    for name in names:
        user = hub.find(name)
        for asked in options if user else []:
            ours, new = what_is_had(await by_rest(hub, user, asked)), what_is_had(await by_rest(hub, newcomer, asked))
            if ours != new:
                problems.append(f"{name} asks for {json.dumps(asked)} and has {ours}, somebody new {new}")


def what_is_had(pod):
    if pod is None:
        return None
    container = notebook(pod)
    return sorted(mount["mountPath"] for mount in container.get("volumeMounts") or []), container["resources"]


async def may_sign_in(hub, name):
    """Whether the hook after a sign-in takes the name, whoever says that it is theirs."""
    try:
        return await hub.app.authenticator.run_post_auth_hook(None, {"name": name, "auth_state": {"cilogon_user": {}}})
    except web.HTTPError:
        return False


async def check_folders(hub, facts, report):
    """Folders by name: who reads, who writes, and who has none, as the inputs say."""
    problems, folders = report.check("servers: folders by name"), facts["namedFolders"]
    named = sorted({group for f in folders for who in (f["readers"], f["writers"]) if isinstance(who, list) for group in who})
    for groups in [[], *([group] for group in named), named] if folders else []:
        pod = await by_rest(hub, hub.user("of-folders", groups), {})
        mounts = {m["mountPath"]: m for m in (notebook(pod).get("volumeMounts") or [])} if pod else {}
        for folder in folders:
            path = folder.get("path") or f"/home/jovyan/{folder['name']}"
            writes, reads = (among(folder[key], groups) for key in ("writers", "readers"))
            found = mounts.get(path)
            had = "nothing" if found is None else "reads" if found.get("readOnly") else "writes"
            wanted = "writes" if writes else "reads" if reads else "nothing"
            if had != wanted:
                problems.append(f"{groups} at {path}: {had} and not {wanted}")


def among(who, groups):
    return who == "everyone" if isinstance(who, str) else any(group in who for group in groups)


def check_address(address):
    return any(part in (".", "..", "") for part in address.split("://")[1].split("/")[1:])


async def check_servers(hub, facts, values, report):
    """What every server has, whoever starts it."""
    user = hub.user("plain", facts["allGroups"])
    pods = [await by_rest(hub, user, {})]
    for choice in once_each(list(choices_of(values, facts))):
        pods.append(await by_rest(hub, user, choice.options()))
    pods = [pod for pod in pods if pod]
    if facts["home"] != "none":
        check_runtime_files(values, pods, report.check("servers: runtime files are outside of the home"))
        check_home_of_interface(pods, report.check("servers: what people save is kept"))
    await check_failing_starts(hub, user, report.check("servers: one person's failing starts do not stop the hub"))
    return pods


def check_runtime_files(values, pods, problems):
    for pod in pods[:1]:
        folder = variables(notebook(pod)).get("JUPYTER_RUNTIME_DIR")
        if not folder or folder.startswith("/home"):
            problems.append(f"JUPYTER_RUNTIME_DIR is {folder}")
    files = [file.get("stringData", "") for file in values["singleuser"].get("extraFiles", {}).values()]
    if not any(re.search(r'"NotebookNotary"[^}]*"db_file": *"/(?!home)', text) for text in files):
        problems.append("the notary's database is in the home")


def check_home_of_interface(pods, problems):
    for pod in pods:
        container = notebook(pod)
        url = variables(container).get("JUPYTERHUB_DEFAULT_URL") or ""
        homes = {m["mountPath"] for m in container["volumeMounts"] if m["name"] == "home"}
        # RStudio runs as rstudio, and saves in that home
        if "/rstudio" in url and "/home/rstudio" not in homes:
            problems.append(f"{container['image']} opens {url}, and nothing is mounted at /home/rstudio")
        folder = container.get("workingDir")
        if folder and not any(folder == home or folder.startswith(f"{home}/") for home in homes):
            problems.append(f"{container['image']} opens in {folder}, which is no volume")


async def check_failing_starts(hub, user, problems):
    """Six in a row: JupyterHub ends itself by a callback in two seconds, which is caught here."""
    loop, caught = tornado.ioloop.IOLoop.current(), []
    call_later = loop.call_later
    loop.call_later = lambda delay, callback, *words: caught.append(callback) if delay == 2 else call_later(
        delay, callback, *words
    )
    try:
        for _ in range(6):
            await by_rest_counted(hub, user)
    finally:
        del loop.call_later
        hub.app.tornado_application.settings["failure_count"] = 0
    if any(callback.__name__ == "abort" for callback in caught):
        problems.append("the hub ends itself after six failing starts of one person")


async def by_rest_counted(hub, user):
    visitor = hub.visitor()
    visitor.token = user.new_api_token()
    path = f"/hub/api/users/{user.escaped_name}/server"
    await hub.pods_of(visitor.request("POST", path, "{}"), user, keep_count=True)
