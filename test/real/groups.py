"""What people have by the groups that they are in: names of the settings, memory, CPU, a size without choosing."""
import copy

from choices import by_form, by_rest, choices_of, limit_of, notebook
from jupyterhub.scopes import get_scopes_for
from providers import may_enter, named, sign_in

UNITS = {"Mi": 2**20, "Gi": 2**30, "Ti": 2**40}


async def check_groups(hub, facts, values, report):
    groups = facts["groups"]
    await check_names(hub, facts, report.check("groups: by the names that the settings have for them"))
    if facts.get("building", {}).get("for"):
        await check_builders(hub, facts, report.check("groups: who may build images"))
    problems = report.check("groups: memory and CPU")
    sizes = report.check("groups: a size without choosing")
    for name, group in groups.items():
        if group.get("members"):
            continue
        if "memory" in group or "cpu" in group:
            user = hub.user(f"in-{name}".replace("/", "-"), [name])
            compare_shares(name, group, await by_rest(hub, user, {}), problems)
        if "size" in group:
            await check_size(hub, facts, values, name, sizes)


async def check_names(hub, facts, problems):
    """Somebody of whom the sign-in tells the other name."""
    auth = facts["auth"]
    for name, told in [(name, group["from"]) for name, group in facts["groups"].items() if "from" in group]:
        person = named(auth, "in-a-group@reef.example.org")
        person |= {"teams": [told]} if "github" in auth else {"groups": [told]}
        if not may_enter(auth, person):
            continue
        await sign_in(hub, person)
        found = {group.name for group in hub.find(person["name"]).groups}
        expected = {told} | {each for each, group in facts["groups"].items() if group.get("from") == told}
        if found != expected:
            problems.append(f"who is in {told} is in {sorted(found)}, and should be in {sorted(expected)}")


def compare_shares(name, group, pod, problems):
    resources = notebook(pod)["resources"]
    memory, cpu = group.get("memory"), group.get("cpu")
    wanted = [("memory", memory, size_of), ("cpu", cpu, float)]
    for kind, share, read in wanted:
        if share is None:
            continue
        share = share if isinstance(share, dict) else {"limit": share}
        limit = share.get("limit", "none" if kind == "memory" else None)
        found = {key: resources[each].get(kind) for key, each in (("guarantee", "requests"), ("limit", "limits"))}
        planned = None if limit == "none" else limit and read(limit)
        if limit is not None and (found["limit"] and float(found["limit"])) != planned:
            problems.append(f"{name}: {kind} {found}, and should be {share}")
        if "guarantee" in share and float(found["guarantee"]) != read(share["guarantee"]):
            problems.append(f"{name}: {kind} {found}, and should be {share}")
        if found["limit"] and float(found["guarantee"]) > float(found["limit"]):
            problems.append(f"{name}: {kind} {found}")


def size_of(text):
    return float(text[:-2]) * UNITS[text[-2:]]


async def check_size(hub, facts, values, name, problems):
    """By whatever way somebody asks for whatever size."""
    size = next(each for each in facts["sizes"] if each["key"] == facts["groups"][name]["size"])
    user = hub.user(f"given-{name}".replace("/", "-"), [name])
    asked = [{}, *(choice.options() for choice in choices_of(values, facts))]
    pods = [await by_rest(hub, user, options) for options in asked]
    pods += [await by_form(hub, user, choice.fields()) for choice in choices_of(values, facts)]
    for pod in pods:
        limit = pod and float(notebook(pod)["resources"]["limits"].get("memory", "inf"))
        if pod and limit != limit_of(size):
            problems.append(f"{name} has {limit} bytes, and should have {limit_of(size)}")
    if not pods[0] or not any(pods[1:]):
        problems.append(f"{name} gets no server")
    page = await user_page(hub, user)
    if len(facts["environments"]) == 1 and "profile-option" in page:
        problems.append(f"{name} is shown a form")
    if "--size" in page:
        problems.append(f"{name} is asked for a size")


async def user_page(hub, user):
    visitor = hub.visitor().sign_in_as(user)
    _, response = await hub.pods_of(visitor.request("GET", "/hub/spawn"), user)
    return (response.body or b"").decode()


async def check_builders(hub, facts, problems):
    """A built image is named by the form; the builder is a service, which one has to be let into."""
    building = facts["building"]
    people = {"builder": building["for"][:1], "no-builder": []}
    for name, groups in people.items():
        user = hub.user(name, groups)
        profiles = copy.deepcopy(user.spawner.profile_list(user.spawner))
        offered = any("dynamic_image_building" in o for p in profiles for o in p.get("profile_options", {}).values())
        slug = profiles[0]["slug"]
        fields = {"profile": slug, f"profile-option-{slug}--environment": "unlisted-choice"}
        image = f"{building['registry']}built:1"
        pod = await by_form(hub, user, fields | {f"profile-option-{slug}--environment--unlisted-choice": image})
        built = bool(pod) and notebook(pod)["image"] == image
        let_in = any(scope.startswith("access:services") for scope in get_scopes_for(user.orm_user))
        if {offered, built, let_in} != {bool(groups)}:
            problems.append(f"{name}: offered {offered}, starts {built}, is let in {let_in}")
