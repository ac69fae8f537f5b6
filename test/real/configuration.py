"""Whether the configuration is one that this JupyterHub knows, and the one that the chart makes of the same values."""
import os
import runpy
import sys
import types

import ldapauthenticator  # noqa: F401  classes are found by their name
import ltiauthenticator.lti13.auth  # noqa: F401
import nativeauthenticator  # noqa: F401
import oauthenticator.cilogon  # noqa: F401
import oauthenticator.generic  # noqa: F401
import oauthenticator.github  # noqa: F401
import oauthenticator.globus  # noqa: F401
import oauthenticator.google  # noqa: F401
import tmpauthenticator  # noqa: F401
import yaml
from jupyterhub.app import JupyterHub  # noqa: F401
from jupyterhub.authenticators.shared import SharedPasswordAuthenticator  # noqa: F401
from traitlets.config import Config, Configurable, LazyConfigValue

# What JupyterHub and its parts say of themselves, whatever the configuration.
NOT_OURS = (
    "JupyterEventsVersionWarning",
    "ResourceWarning",
    "PendingDeprecationWarning",
    "No database found",
    "not in the database",
    # the services of hubloom ask for it (`oauth_no_confirm`)
    "complete OAuth without confirmation",
)

# Said of what a way of signing in needs: a shared password knows admins by `admin_users`, and the role revokes.
OF_METHOD = {
    "native": "The shared database session at Authenticator.db is deprecated",
    "nobody": "No allow config found",
    "shared-password": "Configuration specifies both admin_users and users in the admin role",
}


def classes():
    found, waiting = {}, [Configurable]
    while waiting:
        each = waiting.pop()
        found[each.__name__] = each
        waiting += each.__subclasses__()
    return found


def check_traits(config, report):
    problems, known = report.check("configuration: traits exist"), classes()
    for section, traits in config.items():
        if section not in known:
            problems.append(f"no class {section}")
            continue
        names = known[section].class_trait_names(config=True)
        problems += [f"{section} has no trait {name}" for name in traits if name not in names]


def check_complaints(hub, facts, report):
    problems = report.check("configuration: nothing is deprecated or complained of")
    # makes a spawner, which says what it thinks of its own configuration
    assert hub.user("plain").spawner
    expected = (*NOT_OURS, *(words for method, words in OF_METHOD.items() if method in facts["auth"]))
    problems += [line for line in hub.complaints if not any(word in line for word in expected)]
    del hub.complaints[:]


def check_chart(data, ours, folder, report):
    """Against the chart's own files, where JUPYTERHUB_CHART names the chart's folder."""
    chart = os.environ.get("JUPYTERHUB_CHART")
    if not chart:
        return
    problems = report.check("configuration: as the chart's own files make it")
    theirs = plain(chart_config(chart, data, folder))
    mine = plain(ours)
    for section in sorted(theirs.keys() | mine.keys()):
        a, b = mine.get(section, {}), theirs.get(section, {})
        problems += [
            f"{section}.{name}: ours {a.get(name)}, the chart's {b.get(name)}"
            for name in sorted(a.keys() | b.keys())
            if a.get(name) != b.get(name) and (section, name) not in OF_THE_PLACE
        ]


# Addresses and names of the pod's own surroundings, and where files lie here.
OF_THE_PLACE = {
    ("ConfigurableHTTPProxy", "api_url"),
    ("ConfigurableHTTPProxy", "should_start"),
    ("CryptKeeper", "keys"),
    ("JupyterHub", "cookie_secret"),
    ("JupyterHub", "hub_bind_url"),
    ("JupyterHub", "hub_connect_url"),
    ("JupyterHub", "services"),
    ("JupyterHub", "template_paths"),
    ("KubeSpawner", "common_labels"),
    ("KubeSpawner", "namespace"),
}


def plain(thing):
    """Without what differs at each making: functions are their names, sections are maps, absent is empty."""
    if isinstance(thing, LazyConfigValue):
        return plain(list(thing._extend) or thing._update or {})
    if isinstance(thing, dict):
        return {key: plain(value) for key, value in thing.items() if value not in (None, [], {})}
    if isinstance(thing, (list, tuple)):
        return [plain(each) for each in thing]
    if hasattr(thing, "to_dict"):
        from hub import SERIALIZER

        return plain(SERIALIZER.sanitize_for_serialization(thing))
    return thing.__name__ if callable(thing) else thing


def chart_config(chart, data, folder):
    """What the chart's configuration file makes of the values over the chart's defaults."""
    path = f"{chart}/files/hub"
    with open(f"{chart}/values.yaml", encoding="utf-8") as stream:
        merged = merge(yaml.safe_load(stream), data)
    merged["singleuser"]["networkTools"]["image"]["tag"] = "4.4.0"
    source = types.ModuleType("z2jh")
    with open(f"{path}/z2jh.py", encoding="utf-8") as stream:
        exec(compile(stream.read(), "z2jh.py", "exec"), source.__dict__)
    source._load_config = lambda: merged
    source._get_config_value = lambda key: key
    source.get_secret_value = lambda key, default=None: default or "1" * 64
    os.environ |= {"HUB_SERVICE_PORT": "8081", "PROXY_API_SERVICE_PORT": "8001"}
    before, config = sys.modules.get("z2jh"), Config()
    sys.modules["z2jh"] = source
    output = sys.stdout
    try:
        sys.stdout = open(os.devnull, "w")
        runpy.run_path(f"{path}/jupyterhub_config.py", {"get_config": lambda: config})
    finally:
        sys.stdout = output
        sys.modules["z2jh"] = before
    return config


def merge(below, above):
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    return below | {key: merge(below[key], value) if key in below else value for key, value in above.items()}
