"""Runs a hub's extraConfig as the chart does, with stand-ins for what the hub's image holds, then answers questions about it.

In: {"values": …, "environment": {…}, "questions": [{"ask": …, …}]} as JSON. Out: a list of answers as JSON.
"""
import asyncio
import json
import os
import sys
import types


class Section(types.SimpleNamespace):
    """A section of traitlets' configuration: made when it is first named."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        made = Section()
        setattr(self, name, made)
        return made

    def get(self, name):
        return self.__dict__.get(name)


class HTTPError(Exception):
    pass


class Url(str):
    def set(self, password):
        return Url(self.replace("@", f":{password}@", 1))

    def render_as_string(self, hide_password):
        return str(self)


def module(name, **members):
    made = types.ModuleType(name)
    made.__dict__.update(members)
    sys.modules[name] = made
    return made


request = json.load(sys.stdin)
os.environ.update(request.get("environment", {}))


def get_config(key, default=None):
    value = request["values"]
    for level in key.split("."):
        if not isinstance(value, dict) or level not in value:
            return default
        value = value[level]
    return value


module("z2jh", get_config=get_config)
module("tornado", web=module("tornado.web", HTTPError=HTTPError))
module("sqlalchemy", engine=module("sqlalchemy.engine", make_url=Url))

module("jupyterhub", authenticators=module("jupyterhub.authenticators"))
module("jupyterhub.authenticators.shared", SharedPasswordAuthenticator=object)

c = Section()
c.JupyterHub.db_url = get_config("hub.db.url")
for key, code in sorted(get_config("hub.extraConfig", {}).items()):
    if not key.startswith("hubloom-"):
        exec(compile(code, key, "exec"), {"c": c})


def choices(question):
    groups = [types.SimpleNamespace(name=name) for name in question.get("groups", [])]
    spawner = types.SimpleNamespace(user=types.SimpleNamespace(groups=groups, name=question.get("name", "ada")), user_options=question.get("options", {}))
    try:
        profiles = c.KubeSpawner.profile_list(spawner)
    except HTTPError as error:
        return f"HTTP {error.args[0]}"
    offered = {p["slug"]: {name: list(o["choices"]) for name, o in p.get("profile_options", {}).items()} for p in profiles}
    # a list of pairs, since the order of keys matters
    return {"offered": [[slug, sorted(options.items())] for slug, options in offered.items()], "options": spawner.user_options, "said": {p["slug"]: p.get("description") for p in profiles}}


def tokens(question):
    spawner = types.SimpleNamespace(environment={})
    asyncio.run(c.Spawner.auth_state_hook(spawner, question["state"]))
    return spawner.environment


def account(question):
    model = {"name": question["name"], "auth_state": {"cilogon_user": {"idp": question["provider"]}}}
    try:
        return c.Authenticator.post_auth_hook(None, None, model)["name"]
    except HTTPError as error:
        return f"HTTP {error.args[0]}"


def memory(question):
    groups = [types.SimpleNamespace(name=name) for name in question["groups"]]
    return c.Spawner.group_overrides(types.SimpleNamespace(user=types.SimpleNamespace(groups=groups, name=question["name"])))


ANSWERS = {
    "account": account,
    "memory": memory,
    "choices": choices,
    "tokens": tokens,
    "github groups": lambda question: c.GitHubOAuthenticator.auth_state_groups_key(question["state"]),
    "username": lambda question: c.GenericOAuthenticator.username_claim(question["user"]),
    "groups": lambda question: c.GenericOAuthenticator.auth_state_groups_key({"oauth_user": question["user"]}),
    "passwords": lambda question: [c.SharedPasswordAuthenticator.user_password, getattr(c.SharedPasswordAuthenticator, "admin_password", None)],
    "database": lambda question: c.JupyterHub.db_url,
}
json.dump([ANSWERS[question["ask"]](question) for question in request["questions"]], sys.stdout, default=str)
