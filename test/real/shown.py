"""The pages on which people sign in and start a server, for the site of the fleet to be compared with (shown.ts)."""
from jupyterhub.roles import assign_default_roles

# More groups than these show no other kind of form.
MOST = 8


async def pages_shown(hub, facts, values):
    shown = {"signIn": await sign_in_shown(hub, facts["auth"]), "forms": []}
    if facts.get("signInOnly") or {"nobody", "temporary"} & set(facts["auth"]):
        return shown
    listed = values.get("custom", {}).get("hubloom", {}).get("groups", {})
    for number, group in enumerate(facts["allGroups"][:MOST]):
        name = next(iter(listed.get(group, [])), f"sees-{number}")
        groups = sorted({group} | {other for other, people in listed.items() if name in people})
        # the site has one group at a time
        if len(groups) == 1 and listed.get(group) != []:
            shown["forms"].append(await form_shown(hub, hub.user(name, groups), groups))
    shown["forms"].append(await form_shown(hub, hub.user("sees-as-nobody"), []))
    admin = hub.user("sees-as-admin")
    admin.admin = True
    hub.app.db.commit()
    assign_default_roles(hub.app.db, admin.orm_user)
    shown["forms"].append(await form_shown(hub, admin, []))
    return shown


async def sign_in_shown(hub, auth):
    """None where people begin elsewhere, or are sent on."""
    page = await hub.visitor().request("GET", "/hub/login")
    elsewhere = "lti" in auth or auth.get("start-at", "click") not in ("click", "provider")
    return page.body.decode() if page.code == 200 and not elsewhere else None


async def form_shown(hub, user, groups):
    visitor = hub.visitor().sign_in_as(user)
    _, page = await hub.pods_of(visitor.request("GET", "/hub/spawn"), user)
    # without a form, the server starts and people are sent on
    return {"groups": groups, "code": page.code, "page": page.body.decode() if page.code == 200 else None}
