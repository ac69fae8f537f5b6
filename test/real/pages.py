"""The pages that people see, with the templates of the values."""
import html
import re

from jupyterhub.roles import assign_default_roles


async def check_pages(hub, values, facts, report):
    problems = report.check("pages: they render")
    title = values["hub"]["templateVars"]["homepage"]["title"]
    # a group that gives a size may leave nothing to choose, and then there is no form
    asked = [name for name in facts["allGroups"] if "size" not in facts["groups"].get(name, {})]
    member, admin = hub.user("member", asked), hub.user("admin-of-pages")
    # temporary people are sent on to their server, and those of a learning management system come from there
    start = facts["auth"].get("start-at", "provider" if "temporary" in facts["auth"] else "click")
    visits = [] if start == "provider" or "lti" in facts["auth"] else [(hub.visitor(), "/hub/login", 200)]
    signed_in = hub.visitor().sign_in_as(member)
    visits += [(signed_in, path, 200) for path in ("/hub/home", "/hub/token")]
    visits += [(signed_in, "/hub/nothing-here", 404)]
    visits += [(signed_in, "/hub/spawn", 200)] if values["singleuser"].get("profileList") else []
    admin.admin = True
    hub.app.db.commit()
    assign_default_roles(hub.app.db, admin.orm_user)
    visits += [(hub.visitor().sign_in_as(admin), "/hub/admin", 200)] if "temporary" not in facts["auth"] else []
    for visitor, path, expected in visits:
        response = await visitor.get(path)
        page = response.body.decode()
        if response.code != expected and not ("nobody" in facts["auth"] and path == "/hub/login"):
            problems.append(f"{path} answers {response.code}")
        elif f"<title>{html.escape(title, quote=False)}" not in page.replace("&#39;", "'").replace("&#34;", '"'):
            problems.append(f"{path} has no title {title!r}: {re.findall('<title>.*', page)[:1]}")
        announcement = values["hub"]["templateVars"].get("announcement", "")
        if announcement not in page and response.code == 200:
            problems.append(f"{path} does not show the announcement")
        if "<script>x" in page:
            problems.append(f"{path} runs a script that is text of the inputs")


async def check_origins(hub, values, report):
    """Pages elsewhere that may ask the API are told so by it, and no others."""
    problems = report.check("API: only named origins may ask it from pages elsewhere")
    allowed = values["custom"]["hubloom"].get("cors", []) if "custom" in values else []
    for origin in [*allowed, "https://evil.example.org", "null"]:
        for method in ("GET", "OPTIONS"):
            response = await hub.visitor().request(method, "/hub/api/user", headers={"Origin": origin})
            told = response.headers.get("Access-Control-Allow-Origin")
            if told != (origin if origin in allowed or "*" in allowed else None):
                problems.append(f"{method} from {origin} is told {told}")
