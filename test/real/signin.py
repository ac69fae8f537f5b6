"""Who may enter, who is an admin, and what is left of that once the inputs no longer say so."""
import copy
import json
import sys

from jupyterhub.scopes import get_scopes_for
from providers import Provider, is_admin, lower, may_enter, members, name_at_hub, named, providers_of, sign_in
from providers import strangers, through
from values import SECRET

OAUTH = ("github", "google", "cilogon", "oauth")
USER_PASSWORD, ADMIN_PASSWORD = SECRET + "shared_password", SECRET + "shared_admin_password"


def scopes_of(hub, name):
    hub.app.db.expire_all()
    return get_scopes_for(hub.find(name).orm_user)


def administers(scopes):
    return "list:users" in scopes


def opens_servers(scopes):
    return "access:servers" in scopes


async def check_first_start(hub, facts, report):
    auth = facts["auth"]
    if any(method in auth for method in OAUTH):
        hub.app.authenticator.http_client = Provider(auth)
        await check_people(hub, auth, facts["groups"], report.check("sign-in: who may enter, and who is an admin"))
        await check_capitals(hub, auth, facts["groups"], report.check("sign-in: names in capitals"))
        await check_providers(hub, auth, report.check("sign-in: a name belongs to one provider"))
        await check_shared_folder(hub, facts, report.check("sign-in: admins alone write the shared folder"))
        await check_own_rights(hub, facts, report.check("sign-in: nobody gives himself rights"))
    elif "shared-password" in auth:
        await check_passwords(hub, auth, report.check("sign-in: passwords"))
    elif "temporary" in auth:
        await check_temporary(hub, report.check("sign-in: temporary people"))
    elif "nobody" in auth:
        await check_nobody(hub, report.check("sign-in: nobody"))


async def expect(hub, auth, groups, person, problems):
    _, entered = await sign_in(hub, person)
    if entered != may_enter(auth, person):
        problems.append(f"{person} {'entered' if entered else 'was kept out'}")
    if entered:
        compare_rights(hub, auth, groups, person, problems)


def compare_rights(hub, auth, groups, person, problems):
    scopes = scopes_of(hub, name_at_hub(auth, person))
    admin = is_admin(auth, person)
    staff = is_staff(hub, name_at_hub(auth, person), groups)
    if administers(scopes) != (admin or staff):
        problems.append(f"{person} {'is' if administers(scopes) else 'is not'} an admin")
    if opens_servers(scopes) != (staff or (admin and auth.get("admins-see-servers", False))):
        problems.append(f"{person} {'may' if opens_servers(scopes) else 'may not'} open others' servers")


def is_staff(hub, name, groups):
    """By the members in the settings, or, for a group of the sign-in, by what it said."""
    lists = {group: each.get("members") for group, each in groups.items() if each.get("staff")}
    told = {group.name for group in hub.find(name).groups}
    return any(name in lower(members) if members else group in told for group, members in lists.items())


async def check_people(hub, auth, groups, problems):
    people = [named(auth, name) for name in auth.get("admins", []) + auth.get("users", [])]
    for person in [*people, *members(auth), *strangers(auth)]:
        await expect(hub, auth, groups, person, problems)


async def check_capitals(hub, auth, groups, problems):
    for name in auth.get("admins", [])[:1] + auth.get("users", [])[:1]:
        await expect(hub, auth, groups, named(auth, name) | {"name": named(auth, name)["name"].upper()}, problems)


async def check_providers(hub, auth, problems):
    for name in auth.get("admins", []) + auth.get("users", []) if "cilogon" in auth else []:
        own = providers_of(auth, name)
        for key in sorted(auth["cilogon"]["providers"]):
            person = through(auth, key, name)
            entered = (await sign_in(hub, person))[1]
            if entered and (key not in own or own.index(key) > 0) and name_at_hub(auth, person) == name.lower():
                problems.append(f"{name} of {own[0]} is also who signs in as that through {key}")


async def check_shared_folder(hub, facts, problems):
    auth, folders = facts["auth"], facts["folders"]
    paths = [path for folder in folders if folder.get("admins") for path in folder["paths"]]
    admins = [named(auth, name) for name in auth.get("admins", [])[:1]]
    groups = auth.get("oauth", {}).get("admin-groups", [])[:1]
    admins += [{"name": "of-admin-group", "groups": groups}] if groups else []
    ordinary = [person for person in members(auth) if may_enter(auth, person) and not is_admin(auth, person)][:1]
    for person in [*admins, *ordinary] if paths else []:
        visitor, entered = await sign_in(hub, person)
        user = hub.find(name_at_hub(auth, person)) if entered else None
        if user is None:
            problems.append(f"{person} was kept out")
            continue
        pods = await start_default(hub, user)
        mounts = {m["mountPath"] for pod in pods for m in pod["spec"]["containers"][0]["volumeMounts"]}
        if not pods:
            problems.append(f"{person} gets no server")
        elif mounts.issuperset(paths) != is_admin(auth, person):
            problems.append(f"{person} {'has' if mounts & set(paths) else 'has no'} {paths[0]}")


async def start_default(hub, user):
    visitor = hub.visitor()
    visitor.token = user.new_api_token()
    hub.app.authenticator.refresh_pre_spawn = False
    hub.app.authenticator.auth_refresh_age = 0
    return (await hub.pods_of(visitor.request("POST", f"/hub/api/users/{user.escaped_name}/server", "{}"), user))[0]


async def check_own_rights(hub, facts, problems):
    """Adds himself to every group that there is, as an admin or a member of it might through the API."""
    auth = facts["auth"]
    people = [named(auth, name) for name in auth.get("admins", [])[:1]]
    people += [person for person in members(auth) if may_enter(auth, person)][:1]
    for person in people:
        if not (await sign_in(hub, person))[1]:
            continue
        user = hub.find(name_at_hub(auth, person))
        before = scopes_of(hub, user.name)
        if opens_servers(before):
            continue
        visitor = hub.visitor()
        visitor.token = user.new_api_token()
        for group in facts["groups"]:
            path = f"/hub/api/groups/{group.replace('/', '%2F')}/users"
            await visitor.request("POST", path, json.dumps({"users": [user.name]}))
        gained = scopes_of(hub, user.name) - before
        if opens_servers(gained) or administers(gained):
            problems.append(f"{user.name} gave himself {', '.join(sorted(gained))}")


async def check_passwords(hub, auth, problems):
    admin, words = (auth.get("admins", []) + ["nobody-at-all"])[0], {True: ADMIN_PASSWORD, False: USER_PASSWORD}
    tries = [("student", False), ("student", True), (admin, True)]
    tries += [(name, False) for name in (admin, admin.upper(), admin.title(), f" {admin} ", f"{admin}\u200b")]
    tries.append((admin, True))
    for name, with_admin_password in tries:
        person = {"name": name, "password": words[with_admin_password]}
        _, entered = await sign_in(hub, person)
        known = hub.find(name.strip().lower())
        admin_now = entered and known is not None and administers(scopes_of(hub, known.name))
        rightful = with_admin_password and name == admin and bool(auth.get("admins"))
        # whoever enters as an admin is one as soon as that admin signs in again
        if entered and not with_admin_password and name.strip().lower() == admin.lower():
            problems.append(f"{name!r} with the shared password enters as {admin}, who is an admin")
        if admin_now != rightful:
            problems.append(f"{name!r} with the {'admin' if with_admin_password else 'shared'} password: {admin_now}")
    for name in ("student", admin):
        if (await sign_in(hub, {"name": name, "password": "wrong-password"}))[1]:
            problems.append(f"{name} entered with a wrong password")
    if not auth.get("users") and not (await sign_in(hub, {"name": "student", "password": USER_PASSWORD}))[1]:
        problems.append("student was kept out")


async def check_temporary(hub, problems):
    before = set(hub.app.users.keys())
    for _ in range(2):
        visitor = hub.visitor()
        await visitor.get("/hub/tmplogin")
        if hub.app.hub.cookie_name not in visitor.cookies:
            problems.append("a visitor was kept out")
    names = {user.name for key, user in hub.app.users.items() if key not in before}
    if len(names) != 2:
        problems.append(f"two visitors became {sorted(names)}")
    problems += [f"{name} is an admin" for name in names if administers(scopes_of(hub, name))]


async def check_nobody(hub, problems):
    visitor = hub.visitor()
    await visitor.get("/hub/login")
    if hub.app.hub.cookie_name in visitor.cookies:
        problems.append("a visitor entered")


def people_to_take_out(facts):
    """One of each: an admin, a person by name, a member of a group, somebody with a role."""
    auth = facts["auth"]
    groups = [(each.get("members") or [])[:1] for each in facts["groups"].values()]
    groups += [(each.get("users") or [])[:1] for each in facts["roles"].values()]
    found = auth.get("admins", [])[:1] + auth.get("users", [])[:1] + [name for group in groups for name in group]
    return sorted({name if keeps_capitals(auth) else name.lower() for name in found})


def keeps_capitals(auth):
    return auth.get("class", {}).get("names-as-they-are", False)


def without(data, names):
    """The values as they are once these people stand nowhere in the inputs."""
    data = copy.deepcopy(data)
    hub = data["hub"]
    strip(hub.get("config", {}), names)
    strip(data.get("custom", {}).get("hubloom", {}).get("sign-in", {}), names)
    listed = data.get("custom", {}).get("hubloom", {}).get("groups", {})
    listed.update({group: [name for name in people if name not in names] for group, people in listed.items()})
    for role in hub.get("loadRoles", {}).values():
        # an explicit list of nobody is what takes a role away
        gone = tuple(f"!user={name}" for name in names)
        if "scopes" in role:
            role["scopes"] = [scope for scope in role["scopes"] if not scope.endswith(gone)]
        role.update({kind: [name for name in role[kind] if name not in names] for kind in ("users",) if kind in role})
    return data


def strip(data, names):
    for key, value in list(data.items()):
        if isinstance(value, dict):
            strip(value, names)
        elif isinstance(value, list) and names & {str(each) for each in value}:
            data[key] = [each for each in value if each not in names]
            if not data[key]:
                del data[key]


async def check_second_start(hub, facts, names, report):
    """On the database of the first start, after `names` were taken out of the inputs."""
    auth = copy.deepcopy(facts["auth"])
    groups = copy.deepcopy(facts["groups"])
    for each in groups.values():
        if each.get("members"):
            # a list of nobody is still a list
            each["members"] = [name for name in each["members"] if name not in names and name.lower() not in names] or [""]
    for key in ("admins", "users"):
        auth[key] = [name for name in auth.get(key, []) if name not in names and name.lower() not in names]
    problems = report.check("sign-in: taken out of the inputs")
    oauth = any(method in auth for method in OAUTH)
    if oauth:
        hub.app.authenticator.http_client = Provider(auth)
    for name in names:
        person = named(auth, name)
        user = hub.find(name)
        if user is None:
            continue
        listed = sys.modules["z2jh"].get_config("custom.hubloom.groups", {})
        told = {group.name for group in user.groups if group.name not in listed}
        left = sorted(told & set(facts["groups"]) | {group for group, people in listed.items() if name in people})
        if left:
            problems.append(f"{name} is still in {', '.join(left)}")
        scopes = scopes_of(hub, name)
        if administers(scopes) or opens_servers(scopes):
            problems.append(f"{name} is still an admin before signing in again")
        if oauth:
            await expect(hub, auth, groups, person, problems)
