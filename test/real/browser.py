"""The form as people fill it in: Chromium without a window, told what to do over its own debugging protocol."""
import asyncio
import json
import os
import shutil
import tempfile
from contextlib import asynccontextmanager

from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import websocket_connect

import choices

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
# no sandbox in containers without the kernel's; nothing but the hub of this process is visited
OPTIONS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"]

# What stands in the form: each choice that is seen, and whether anything is cut off or reaches beyond the window.
SEEN = """JSON.stringify({
  profiles: [...document.querySelectorAll('input[name=profile]')].map((each) => each.value),
  selects: [...document.querySelectorAll('#spawn_form select')].filter((each) => each.offsetParent).map((each) => ({
    name: each.name, options: [...each.options].map((option) => option.value),
    cut: [...each.options].filter((option) => widthOf(each, option.text) > each.clientWidth).map(({ text }) => text),
  })),
  wide: document.documentElement.scrollWidth > window.innerWidth,
})
function widthOf(select, text) {
  const context = document.createElement('canvas').getContext('2d')
  context.font = getComputedStyle(select).font
  return context.measureText(text).width
}"""

# As a person does it: the select is clicked, then changed.
CHOOSE = """(() => {
  for (const [name, value] of Object.entries(%s)) {
    const radio = document.querySelector(`input[type=radio][name="${name}"][value="${value}"]`)
    if (radio) { radio.click(); continue }
    const select = document.querySelector(`select[name="${name}"]`)
    select.click()
    select.value = value
    select.dispatchEvent(new Event('change', { bubbles: true }))
  }
  document.querySelector('#spawn_form input[type=submit], #spawn_form button[type=submit]').click()
})()"""


async def check_form(hub, values, facts, report):
    """Size and environment, each another one than what is selected, by hand; the pod is that of the choice."""
    asked = [choice for choice in choices.choices_of(values, facts) if {"size", "environment"} <= set(choice.asked)]
    if not asked:
        return
    problems = report.check("form: seen and filled in in a browser")
    every = sorted({group for choice in asked for allowed in choice.groups for group in allowed})
    user = hub.user("browsing", every)
    async with page(hub, user) as run:
        found = json.loads(await run(SEEN))
        problems += [f"no choice {choice} in the page" for choice in asked if not is_seen(choice, found)]
        problems += [f"{each['name']} cuts off {text!r}" for each in found["selects"] for text in each["cut"]]
        problems += ["the page is wider than its window"] if found["wide"] else []
        choice = asked[-1]
        pods, _ = await hub.pods_of(submitted(run, choice, user), user)
    choices.compare(pods[0] if pods else None, choice.environment, choice.size, facts, f"browser: {choice}", problems)
    options = user.spawners[""].user_options
    if {key: options.get(key) for key in choice.options()} != choice.options():
        problems.append(f"{choice} arrives as {options}")


def is_seen(choice, found):
    offered = {each["name"]: each["options"] for each in found["selects"]}
    wanted = {name: value for name, value in choice.fields().items() if name != "profile"}
    return choice.options()["profile"] in found["profiles"] and all(
        value in offered.get(name, []) for name, value in wanted.items()
    )


async def submitted(run, choice, user):
    await run(CHOOSE % json.dumps(choice.fields()))
    for _ in range(200):
        if user.spawners[""].pending or user.spawners[""].user_options:
            return
        await asyncio.sleep(0.05)


@asynccontextmanager
async def page(hub, user):
    """The page with the form, signed in. Gives what runs an expression in it."""
    folder = tempfile.mkdtemp(prefix="chromium-")
    words = [*OPTIONS, "--remote-debugging-port=0", f"--user-data-dir={folder}", "--window-size=1280,900", "about:blank"]
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(CHROMIUM, *words, stdout=quiet, stderr=quiet)
    try:
        tab = await websocket_connect(await address_of_tab(folder))
        run = Tab(tab)
        origin = f"http://127.0.0.1:{hub.port}"
        for name, value in hub.visitor().sign_in_as(user).cookies.items():
            await run.send("Network.setCookie", name=name, value=value, url=origin)
        await run.send("Page.navigate", url=f"{origin}/hub/spawn")
        await run.until("document.readyState === 'complete' && !!document.querySelector('#spawn_form')")
        yield run.evaluate
    finally:
        process.kill()
        await process.wait()
        shutil.rmtree(folder, ignore_errors=True)


async def address_of_tab(folder):
    """Chromium writes its port into a file once it listens."""
    file = os.path.join(folder, "DevToolsActivePort")
    for _ in range(600):
        if os.path.exists(file) and (lines := open(file, encoding="utf-8").read().split()):
            answer = await AsyncHTTPClient().fetch(f"http://127.0.0.1:{lines[0]}/json/list")
            tabs = [each for each in json.loads(answer.body) if each["type"] == "page"]
            if tabs:
                return tabs[0]["webSocketDebuggerUrl"]
        await asyncio.sleep(0.05)
    raise TimeoutError("Chromium does not listen")


class Tab:
    def __init__(self, socket):
        self.socket, self.number = socket, 0

    async def send(self, method, **parameters):
        self.number += 1
        await self.socket.write_message(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = json.loads(await asyncio.wait_for(self.socket.read_message(), 60))
            if message.get("id") == self.number:
                return message.get("result") or {}

    async def evaluate(self, expression):
        result = await self.send("Runtime.evaluate", expression=expression)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    async def until(self, condition):
        for _ in range(400):
            if await self.evaluate(condition):
                return
            await asyncio.sleep(0.05)
        raise TimeoutError(await self.evaluate("document.body.innerText.slice(0, 500)"))
