"""The community's own code: each hook is called, in order, with what the sign-in told; what it raises has its effect."""
import os

from choices import by_rest, notebook, variables
from providers import may_enter, members, sign_in


async def check_code(hub, facts, values, report):
    hooks = values.get("custom", {}).get("hubloom", {}).get("code", {}).get("hooks")
    # of what the code of other hubs does, nothing is known here
    if not (hooks or {}).get("sign_in"):
        return
    problems = report.check("code: hooks are called, in order, with the tokens of the session")
    person = next(each for each in members(facts["auth"]) if may_enter(facts["auth"], each))
    if not (await sign_in(hub, person))[1]:
        problems.append(f"{person} was kept out")
    pod = await by_rest(hub, hub.find(person["name"]), {})
    told = variables(notebook(pod)) if pod else {}
    if told.get("ORDER") != " ".join(hooks["sign_in"]):
        problems.append(f"sign-in ran as {told.get('ORDER')}, and should as {hooks['sign_in']}")
    if hooks.get("change_pod") and pod["metadata"]["annotations"].get("changed-by") != person["name"]:
        problems.append("the code does not change the pods of servers")
    if hooks.get("configure") and (await hub.visitor().get("/hub/takeout")).body != b"what you may take with you":
        problems.append("the code does not configure the hub when it starts")
    if not told.get("TOKEN_OF_SESSION"):
        problems.append("the code is not given the tokens of the session")
    if os.environ.get("STOPPED_LAST") != person["name"]:
        problems.append(f"after the stop of {person['name']}: {os.environ.get('STOPPED_LAST')}")
    del hub.complaints[:]
    if (await sign_in(hub, person | {"name": "turned-away"}))[1]:
        problems.append("whom the code turns away enters")
    await sign_in(hub, person | {"name": "never-starts"})
    if await by_rest(hub, hub.find("never-starts"), {}):
        problems.append("a server starts that the code refuses")
