"""Runs every hub of a list in the real JupyterHub, and writes what was found as JSON lines.

    python verify.py FACTS OUT PART PARTS

FACTS is a list of hubs as real.test.ts writes it; a process takes each PARTS-th from PART on. Each line of OUT is
{"hub", "check", "problems"}; beside them stand lines {"hub", "pods", "shown"} with manifests for Kubernetes' own
schema, and the pages that people see.
"""
import asyncio
import json
import logging
import os
import sys
import tempfile
import time
import traceback

import authenticators
import browser
import choices
import configuration
import gitpull
import groups
import owncode
import pages
import parts
import session
import shown
import roles
import signin
import values
import yaml
from hub import running


class Report:
    """Problems of one hub by check. A check without problems has passed."""

    def __init__(self, hub):
        self.hub, self.checks = hub, {}

    def check(self, name):
        return self.checks.setdefault(name, [])

    def lines(self):
        for name, problems in self.checks.items():
            yield {"hub": self.hub, "check": name, "problems": [str(problem)[-600:] for problem in problems[:20]]}


async def verify(facts):
    report, pods, seen = Report(facts["id"]), [], None
    folder = tempfile.mkdtemp(prefix="hub-")
    os.chdir(folder)
    with open(facts["values"], encoding="utf-8") as stream:
        data = yaml.safe_load(stream)
    authenticators.bring_own_class()
    database = f"sqlite:///{folder}/jupyterhub.sqlite"
    try:
        config = values.load(data, folder)
        report.check("configuration: loads")
        configuration.check_traits(config, report)
        configuration.check_chart(data, config, folder, report)
        async with running(config, database) as hub:
            configuration.check_complaints(hub, facts, report)
            await signin.check_first_start(hub, facts, report)
            await authenticators.check_authenticators(hub, facts, report)
            await session.check_session(hub, facts, report)
            await owncode.check_code(hub, facts, data, report)
            roles.check_roles(hub, facts, report)
            await roles.check_pages(hub, facts, report)
            if "nobody" not in facts["auth"] and not facts.get("signInOnly"):
                await choices.check_choices(hub, data, facts, report)
                await groups.check_groups(hub, facts, data, report)
                pods += await choices.check_servers(hub, facts, data, report)
                await parts.check_parts(hub, facts, data, report)
                await choices.check_people(hub, facts, pods, report)
                await choices.check_folders(hub, facts, report)
                if browser.CHROMIUM and facts.get("browser"):
                    await browser.check_form(hub, data, facts, report)
            await pages.check_pages(hub, data, facts, report)
            await pages.check_origins(hub, data, report)
            if facts.get("site"):
                seen = await shown.pages_shown(hub, facts, data)
        names = signin.people_to_take_out(facts)
        if names:
            later = values.load(signin.without(data, set(names)), folder)
            async with running(later, database) as hub:
                await signin.check_second_start(hub, facts, names, report)
                await roles.check_taken_out(hub, facts, names, report)
                if not facts.get("signInOnly"):
                    await choices.check_taken_out(hub, facts, data, names, report)
    except (Exception, SystemExit):
        report.check("configuration: loads").append("".join(traceback.format_exc()[-1500:]))
    for container in [c for pod in pods[:1] for c in pod["spec"].get("initContainers", [])]:
        if container["name"] == "git-pull-1":
            gitpull.check_git_pull(container, report)
    return report, pods, seen


def main(facts_file, out, part, parts):
    logging.getLogger().addHandler(logging.NullHandler())
    for name in ("tornado.access", "tornado.application", "tornado.general", "asyncio"):
        logging.getLogger(name).propagate = False
        logging.getLogger(name).addHandler(logging.NullHandler())
    with open(facts_file, encoding="utf-8") as stream:
        hubs = json.load(stream)
    with open(out, "w", encoding="utf-8") as stream:
        for facts in hubs[int(part) :: int(parts)]:
            start = time.monotonic()
            report, pods, seen = asyncio.run(verify(facts))
            more = {"pods": pods, "shown": seen, "seconds": time.monotonic() - start}
            for line in [*report.lines(), {"hub": facts["id"], **more}]:
                stream.write(json.dumps(line) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
