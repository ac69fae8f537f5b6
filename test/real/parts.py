"""Variables, volumes and mounts that servers and the containers with them get: of whom, for whom, from where."""
import json

from choices import by_rest, check_pod, choices_of, expand, notebook, once_each

STATE = {"access_token": "a{b}$(HOME)$$c", "github_user": {"login": "ada"}, "oauth_user": {"sub": "auth0|1"}}
CONTAINERS = (("sidecars", "containers"), ("init-containers", "initContainers"))


async def check_parts(hub, facts, values, report):
    written = facts["parts"]
    mounts = written.get("mounts") or {}
    groups = sorted({group for m in mounts.values() if isinstance(m, dict) for key in ("for", "write-for") for group in m.get(key, [])})
    if not any(written.values()):
        return
    variables, places = report.check("servers: variables from everywhere"), report.check("servers: mounts by person")
    people = [("outsider-of-parts", [], False), ("member-of-parts", groups, False), ("admin-of-parts", [], True)]
    for name, theirs, admin in people:
        user = hub.user(name, [*theirs])
        if admin:
            make_admin(hub, user)
        if hub.app.authenticator.enable_auth_state:
            await user.save_auth_state(STATE)
        for choice in [*once_each(list(choices_of(values, facts)))][:6] or [None]:
            pod = await by_rest(hub, user, choice.options() if choice else {})
            if pod is None:
                continue
            check_pod(pod, name, places)
            check_mounts(pod, written, {"groups": set(theirs), "admin": admin}, f"{name}, {choice}", places)
            chosen = choice.asked if choice else {}
            check_variables(pod, notebook(pod), written.get("variables"), chosen, f"{name}, {choice}", variables)
            for kind, where in CONTAINERS:
                for container, wanted in (written.get(kind) or {}).items():
                    found = next(each for each in pod["spec"][where] if each["name"] == container)
                    what = f"{name}, {choice}, {container}"
                    check_variables(pod, found, wanted.get("variables"), chosen, what, variables)


def make_admin(hub, user):
    from jupyterhub import orm, roles

    role = orm.Role.find(hub.app.db, "hub-admin") or orm.Role.find(hub.app.db, "admin")
    roles.grant_role(hub.app.db, user.orm_user, role)


def told_to(pod, container):
    """Its environment as Kubernetes makes it; what a Secret holds is its name and key here."""
    found = {}
    for each in container.get("env", []):
        source = each.get("valueFrom", {})
        if "secretKeyRef" in source:
            found[each["name"]] = "secret {name} {key}".format(**source["secretKeyRef"])
        elif "fieldRef" in source:
            found[each["name"]] = field(pod, source["fieldRef"]["fieldPath"])
        else:
            found[each["name"]] = expand(each.get("value") or "", found)
    return found


def field(pod, path):
    if path.startswith("metadata.annotations"):
        return pod["metadata"].get("annotations", {}).get(path.split("'")[1], "")
    return f"field {path}"


def check_variables(pod, container, written, chosen, what, problems):
    told = told_to(pod, container)
    for name, source in (written or {}).items():
        expected = value_of(source, name, told, chosen, notebook(pod)["image"])
        if expected is not ... and told.get(name) != expected:
            problems.append(f"{what}: {name} is {told.get(name)!r}, not {expected!r}")


def value_of(source, name, told, chosen, image):
    if isinstance(source, str):
        return source
    if "secret" in source:
        return f"secret {source['secret']} {source.get('key', name)}"
    if "same-as" in source:
        return told.get(source["same-as"], "there is none")
    if "field" in source:
        return f"field {source['field']}"
    if source.get("chosen") == "image":
        return image
    if "chosen" in source:
        return chosen.get(source["chosen"], ...)
    if isinstance(source["sign-in"], str):
        return of_state(source["sign-in"])
    return json.dumps({key: of_state(path) for key, path in source["sign-in"].items()})


def of_state(path):
    state = STATE
    for key in path.split("."):
        state = state.get(key) if isinstance(state, dict) else None
    return state


def check_mounts(pod, written, person, what, problems):
    volumes = {volume["name"]: volume for volume in pod["spec"]["volumes"]}
    mounted = {mount["mountPath"]: mount for mount in notebook(pod)["volumeMounts"]}
    for path, mount in (written.get("mounts") or {}).items():
        mount = {"volume": mount} if isinstance(mount, str) else mount
        has = not mount.get("admins-only") or person["admin"]
        has = has and ("for" not in mount or bool(person["groups"] & set(mount["for"])))
        if has != (path in mounted):
            problems.append(f"{what}: {path} is {'missing' if has else 'there'}")
        if not has or path not in mounted:
            continue
        volume = written["volumes"][mount["volume"]]
        writes = not mount.get("read-only") and not volume.get("read-only")
        writes = writes and ("write-for" not in mount or bool(person["groups"] & set(mount["write-for"])))
        if bool(mounted[path].get("readOnly")) == writes:
            problems.append(f"{what}: {path} {'is read-only' if writes else 'may be written'}")
        if mounted[path].get("subPath") != mount.get("key", mount.get("folder")):
            problems.append(f"{what}: {path} is {mounted[path].get('subPath')}")
        if not is_of(volumes.get(mounted[path]["name"], {}), volume):
            problems.append(f"{what}: {path} is {volumes.get(mounted[path]['name'])}")


def is_of(made, wanted):
    """Whether a volume of a pod is what the settings call it."""
    if "secret" in wanted:
        return made.get("secret", {}).get("secretName") == wanted["secret"]
    if "claim" in wanted:
        return made.get("persistentVolumeClaim", {}).get("claimName") == wanted["claim"]
    if "host-path" in wanted:
        return made.get("hostPath", {}).get("path") == wanted["host-path"]
    if "memory" in wanted:
        return made.get("emptyDir", {}).get("medium") == "Memory"
    if "empty" in wanted:
        return made.get("emptyDir", {}).get("sizeLimit") == wanted["empty"]
    return ("configMap" if "files" in wanted else "persistentVolumeClaim") in made
