"""What the roles of the settings let people do: whom they find, whose servers they start and open."""
import json

from jupyterhub import orm
from jupyterhub.scopes import _intersect_expanded_scopes, get_scopes_for
from providers import lower

EVERYONE = "everyone"


def check_roles(hub, facts, report):
    """People are in a group by the settings, or, where these list nobody, by what the sign-in says."""
    roles = facts["roles"]
    if not roles:
        return
    problems, members = report.check("roles: over whom, and nobody else"), members_of(hub, facts)
    people = {name for each in members.values() for name in each} | {"role-outsider"}
    held = holders(roles, members)
    for name in people | set(held):
        hub.user(name, [group for group, each in members.items() if name in each])
    for name in sorted(people | set(held)):
        scopes = get_scopes_for(hub.find(name).orm_user)
        for right in ("list:users", "servers", "access:servers"):
            expected = {other for other in people if may(held.get(name, []), right, other, members)} - {name}
            found = {other for other in people if reaches(hub, scopes, right, other)} - {name}
            if found != expected and not administers(facts, name):
                problems.append(f"{name} has {right} over {sorted(found)}, and should over {sorted(expected)}")
        page = any(admin_page(role) for role in held.get(name, []))
        if ("admin-ui" in scopes) != page and not administers(facts, name):
            problems.append(f"{name} {'has' if 'admin-ui' in scopes else 'has no'} admin page")


async def check_pages(hub, facts, report):
    """The same by HTTP: the list of people that the admin page asks for, and a start of somebody else's server."""
    problems, members = report.check("roles: by HTTP"), members_of(hub, facts)
    for name, roles in holders(facts["roles"], members).items():
        over = {role.get("staff-of") for role in roles if "staff-of" in role}
        if not over or EVERYONE in over or administers(facts, name):
            continue
        visitor = hub.visitor()
        visitor.token = hub.find(name).new_api_token()
        answer = await visitor.request("GET", "/hub/api/users")
        # of the sign-in's people, some may have become members before
        known = {other for each in members.values() for other in each} | {"role-outsider"}
        listed = {each["name"] for each in json.loads(answer.body)} & known - {name}
        expected = {other for group in over for other in members[group]} - {name}
        if listed != expected:
            problems.append(f"{name} is shown {sorted(listed)}, and should be {sorted(expected)}")
        for other in [*sorted(expected)[:1], "role-outsider"]:
            pods, response = await hub.pods_of(
                visitor.request("POST", f"/hub/api/users/{other}/server", "{}"), hub.find(other)
            )
            if bool(pods) != (other in expected):
                problems.append(f"{name} starts a server of {other}: {response.code}")


def members_of(hub, facts):
    """One person stands for those whom the sign-in puts into a group."""
    return {
        group: lower(each["members"]) if each.get("members") else [f"of-{group.replace('/', '-')}".lower()]
        for group, each in facts["groups"].items()
    } | {
        group: [f"of-{group.replace('/', '-')}".lower()]
        for role in facts["roles"].values()
        for group in [*role.get("for", []), role.get("staff-of"), role.get("over")]
        if group and group != EVERYONE and group not in facts["groups"]
    }


def holders(roles, members):
    held = {}
    for role in roles.values():
        people = {name for group in role.get("for", []) for name in members[group]} | set(lower(role.get("users", [])))
        for name in people:
            held.setdefault(name, []).append(role)
    return held


def may(roles, right, other, members):
    return any(
        right in rights(role) and (over in (None, EVERYONE) or other in members[over])
        for role in roles
        for over in [role.get("staff-of") or role.get("over")]
    )


def rights(role):
    return ["list:users", "servers", "access:servers"] if "staff-of" in role else role.get("scopes", [])


def admin_page(role):
    return role.get("admin-page", True) if "staff-of" in role else "admin-ui" in role.get("scopes", [])


def reaches(hub, scopes, right, other):
    """As JupyterHub itself compares what somebody has with what is asked for one person."""
    wanted = f"{right}!server={other}/" if right == "access:servers" else f"{right}!user={other}"
    return bool(_intersect_expanded_scopes({wanted}, scopes, db=hub.app.db))


def administers(facts, name):
    auth = facts["auth"]
    return name in lower(auth.get("admins", []))


async def check_taken_out(hub, facts, names, report):
    """Whom the inputs no longer name has none of these rights any more, over nobody."""
    if not facts["roles"]:
        return
    problems = report.check("roles: taken out of the inputs")
    for name in names:
        row = orm.User.find(hub.app.db, name)
        scopes = get_scopes_for(row) if row else set()
        for right in ("list:users", "servers", "access:servers"):
            if reaches(hub, scopes, right, "role-outsider"):
                problems.append(f"{name} still has {right}")
