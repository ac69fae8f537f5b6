"""How a session begins, is renewed, and ends."""
from urllib.parse import parse_qs, urlsplit

from providers import may_enter, members, name_at_hub, named, sign_in

OAUTH = ("github", "google", "cilogon", "oauth")


async def check_session(hub, facts, report):
    auth = facts["auth"]
    if "nobody" in auth:
        return
    await check_start(hub, facts, report.check("session: where it begins"))
    if any(method in auth for method in OAUTH):
        await check_request(hub, facts, report.check("session: what the provider is asked for"))
        await check_outage(hub, auth, report.check("session: an outage of the provider"))
        await check_end(hub, auth, report.check("session: where it ends"))
    if hub.app.shutdown_on_logout != auth.get("sign-out", {}).get("stop-server", False):
        report.check("session: where it ends").append("servers are not treated as sign-out says")


def somebody(auth):
    people = [named(auth, name) for name in auth.get("admins", []) + auth.get("users", [])]
    return next((person for person in [*people, *members(auth)] if may_enter(auth, person)), None)


async def check_start(hub, facts, problems):
    auth = facts["auth"]
    start = auth.get("start-at", "provider" if "temporary" in auth else "click")
    place = (await hub.visitor().request("GET", "/hub/")).headers.get("Location", "")
    if start not in ("click", "provider"):
        if place != start:
            problems.append(f"people are sent to {place}")
        return
    if "lti" in auth:
        return
    if not place.startswith(facts.get("page") or "/hub/login"):
        problems.append(f"people are sent to {place}")
    page = await hub.visitor().request("GET", "/hub/login")
    if page.code != (302 if start == "provider" else 200):
        problems.append(f"/hub/login answers {page.code}")


async def check_request(hub, facts, problems):
    asked = parse_qs(urlsplit((await hub.visitor().request("GET", "/hub/oauth_login")).headers["Location"]).query)
    scopes = asked.get("scope", [""])[0].split()
    missing = set(facts["auth"].get("github", {}).get("scopes", [])) - set(scopes)
    if missing:
        problems.append(f"{missing} are not asked for")
    if facts["providerOrder"] and asked["selected_idp"] != [",".join(facts["providerOrder"])]:
        problems.append(f"providers are offered as {asked['selected_idp']}")


async def check_outage(hub, auth, problems):
    """Who has signed in stays in while the provider is out; with `refresh`, until it was asked again in vain."""
    person = somebody(auth)
    if person is None:
        return
    visitor, entered = await sign_in(hub, person)
    if not entered:
        problems.append(f"{person} was kept out")
        return
    user = hub.find(name_at_hub(auth, person))
    start = auth.get("start-at", "click")
    if (await visitor.request("GET", "/hub/")).headers.get("Location", "") == start:
        problems.append("who has signed in is sent to the start page again")
    provider = hub.app.authenticator.http_client
    provider.out = True
    user._auth_refreshed = None
    # other checks turn it off for people who never signed in
    configured = hub.app.config.get("Authenticator", {})
    age, before_start = configured.get("auth_refresh_age", 300), configured.get("refresh_pre_spawn", True)
    hub.app.authenticator.auth_refresh_age = age
    wanted = auth.get("refresh", "never") != "never"
    asks = hub.app.authenticator.enable_auth_state and age > 0
    if asks != wanted or (wanted and not before_start):
        problems.append(f"the provider is asked again every {age} seconds")
    try:
        page = await visitor.request("GET", "/hub/home")
        if (page.code == 200) == wanted:
            problems.append(f"with refresh {auth.get('refresh')}, /hub/home answers {page.code}")
    finally:
        provider.out = False
        hub.app.authenticator.auth_refresh_age = 0


async def check_end(hub, auth, problems):
    page = await hub.visitor().request("GET", "/hub/logout")
    wanted = auth.get("sign-out", {}).get("url")
    if wanted and page.headers.get("Location") != wanted:
        problems.append(f"signing out leads to {page.headers.get('Location')}")
