/**
 * What the hub runs beside its settings, as `hub.extraConfig`. Each text is constant: what it works on is read from
 * `custom` in the same values file, so that no text of an input ever becomes Python. Run in the order of their keys.
 */
import { GROUPS_OF } from '../groups-of.ts'

/** Memory and CPU of groups whose members the settings list: for those people alone. */
export const GROUP_MEMORY = `# Gives a group's memory to whom the settings name in it, and to nobody else.
from z2jh import get_config

${GROUPS_OF}

def group_overrides(spawner):
    mine = groups_of(spawner)
    overrides = get_config("hub.config.Spawner.group_overrides", {})
    return {key: override for key, override in overrides.items() if mine & set(override["groups"])}


c.Spawner.group_overrides = group_overrides
`

/** Who is let in at last, once the sign-in has said who it is. */
export const ACCOUNTS = `# Turns away names that no folder can have, and names from a provider that is not theirs.
from tornado import web
from z2jh import get_config

PLAIN = set(b"abcdefghijklmnopqrstuvwxyz0123456789")


def accept_account(authenticator, handler, model):
    name = model["name"]
    # a person's folder: KubeSpawner writes each byte that is no small letter or digit as three characters
    length = sum(1 if byte in PLAIN else 3 for byte in name.encode())
    if name in {".", ".."} or length > 255 or not name.isprintable():
        raise web.HTTPError(403, "This hub cannot keep files under a name like yours. Ask those who run it.")
    rules = get_config("custom.hubloom.sign-in.belongs", {})
    owners = rules.get("names", {}).get(name) or rules.get("domains", {}).get(name.rpartition("@")[2])
    if owners and model["auth_state"]["cilogon_user"]["idp"] not in owners:
        raise web.HTTPError(403, "Your account here belongs to another way of signing in. Sign out, and choose that.")
    return model


c.Authenticator.post_auth_hook = accept_account
`

/** People without a session begin elsewhere. Who has one goes on to the server, as JupyterHub does by itself. */
export const START_PAGE = `# Sends whoever comes without a session to a page elsewhere.
from z2jh import get_config


def start_page(handler):
    return "" if handler.current_user else get_config("custom.hubloom.sign-in.startPage")


c.JupyterHub.default_url = start_page
`

/** CILogon is asked to offer providers in the order of a map, and maps of a file are sorted. */
export const PROVIDER_ORDER = `# Offers the identity providers in the order of the settings.
from z2jh import get_config

known = c.CILogonOAuthenticator.idps
first = {key: known[key] for key in get_config("custom.hubloom.sign-in.providers") if key in known}
c.CILogonOAuthenticator.idps = first | known
`

/** What the settings call groups of the sign-in, beside the names that it has for them. */
export const GROUP_NAMES = `# Puts people into the groups of the settings that are called otherwise at the sign-in.
import inspect
from functools import reduce

from z2jh import get_config


def with_names(key):
    async def groups(auth_state):
        found = key(auth_state) if callable(key) else reduce(dict.get, key.split("."), auth_state)
        found = set((await found if inspect.isawaitable(found) else found) or [])
        return found | {name for name, told in get_config("custom.hubloom.group-names", {}).items() if told in found}

    return groups


for section in list(c.values()):
    if isinstance(section, dict) and "auth_state_groups_key" in section:
        section["auth_state_groups_key"] = with_names(section["auth_state_groups_key"])
`

/** GitHub's teams as groups, spelled as the settings spell them: GitHub does not tell upper from lower case. */
export const GITHUB_GROUPS = `# Makes groups of people's GitHub teams, named organisation/team.
from z2jh import get_config


def github_groups(auth_state):
    known = {name.lower(): name for name in get_config("custom.hubloom.sign-in.groups", [])}
    teams = auth_state.get("teams") or []
    names = [f"{team['organization']['login']}/{team['slug']}" for team in teams]
    return [known.get(name.lower(), name) for name in names]


c.GitHubOAuthenticator.auth_state_groups_key = github_groups
`

/** A provider that does not say what it granted leaves one empty text (`build_auth_state_dict`, OAuthenticator). */
export const GRANTED_SCOPES = `# Makes groups of the scopes that the provider granted.
def granted_scopes(auth_state):
    return [scope for scope in auth_state["scope"] if scope]


c.GenericOAuthenticator.auth_state_groups_key = granted_scopes
`

/**
 * Claims with dots in them: either a key as it stands, as in `https://example.org/groups`, or a path into nested ones.
 */
export const NESTED_CLAIMS = `# Finds claims below other claims: "realm_access.roles" is "roles" in "realm_access".
from z2jh import get_config


def find_claim(data, name):
    if name in data:
        return data[name]
    for key in name.split("."):
        data = data.get(key) if isinstance(data, dict) else None
    return data


def username_from_claim(user):
    return find_claim(user, get_config("custom.hubloom.sign-in.username"))


def groups_from_claim(auth_state):
    return find_claim(auth_state["oauth_user"], get_config("custom.hubloom.sign-in.groupsClaim")) or []


c.GenericOAuthenticator.username_claim = username_from_claim
if get_config("custom.hubloom.sign-in.groupsClaim"):
    c.GenericOAuthenticator.auth_state_groups_key = groups_from_claim
`

/**
 * A name without any domain is turned away: it could be the same as that of somebody whose domain was dropped, and then
 * two people would have one account.
 */
const WITHOUT_DOMAIN = `from tornado import web
from z2jh import get_config


def without_domain(name):
    person, at, domain = str(name or "").rpartition("@")
    if not at:
        raise web.HTTPError(403, "This hub knows people by their e-mail address, and your sign-in tells of none.")
    return person if domain.lower() == get_config("custom.hubloom.sign-in.stripDomain") else name
`

export const GOOGLE_NAMES = `# Drops one domain from the end of people's names.
${WITHOUT_DOMAIN}

def short_address(user):
    return without_domain(user["email"])


c.GoogleOAuthenticator.username_claim = short_address
`

/** Works on what NESTED_CLAIMS finds. */
export const OAUTH_NAMES = `# Drops one domain from the end of people's names.
${WITHOUT_DOMAIN}

def short_name(user):
    return without_domain(username_from_claim(user))


c.GenericOAuthenticator.username_claim = short_name
`

/**
 * OAuthenticator 17.4 turns away everyone outside of `hosted_domain`, whatever else would let them in
 * (oauthenticator/google.py, `check_blocked_users`). Where everybody of the domains may enter, it does not look at
 * whether an address is verified; Google's own word for the domain stands for that, which guests have not.
 */
export const GOOGLE_GUESTS = `# Lets single people in beside everybody of the domains.
from jupyterhub.auth import Authenticator
from oauthenticator.google import GoogleOAuthenticator
from z2jh import get_config


class GuestGoogleOAuthenticator(GoogleOAuthenticator):
    """Google's domains, and guests of other ones."""

    def check_blocked_users(self, username, auth_model):
        user = auth_model["auth_state"][self.user_auth_state_key]
        if user["verified_email"] and user["email"].lower() in get_config("custom.hubloom.sign-in.guests", []):
            return Authenticator.check_blocked_users(self, username, auth_model)
        return super().check_blocked_users(username, auth_model)


c.JupyterHub.authenticator_class = GuestGoogleOAuthenticator
`

/**
 * JupyterHub 5.5 compares a name with those of the admins before it writes it in lower case (`authenticate` of
 * jupyterhub/authenticators/shared.py), so `Tutor` with everybody's password would become the admin `tutor`: names are
 * written as they are kept before anything is compared.
 */
export const SHARED_PASSWORD = `# The passwords come from a Secret, through the hub's environment.
import os

from jupyterhub.authenticators.shared import SharedPasswordAuthenticator


class NormalizedSharedPasswordAuthenticator(SharedPasswordAuthenticator):
    """Compares names as JupyterHub keeps them: in lower case."""

    async def authenticate(self, handler, data):
        return await super().authenticate(handler, {**data, "username": self.normalize_username(data["username"])})


c.JupyterHub.authenticator_class = NormalizedSharedPasswordAuthenticator
c.SharedPasswordAuthenticator.user_password = os.environ["SHARED_PASSWORD"]
if os.environ.get("SHARED_ADMIN_PASSWORD"):
    c.SharedPasswordAuthenticator.admin_password = os.environ["SHARED_ADMIN_PASSWORD"]
`

/**
 * A community's own code, a module a file: names of one never meet those of another, nor of the configuration. What it
 * makes of somebody at sign-in is looked at by the rules of names afterwards, as if the sign-in had told it.
 */
export const COMMUNITY_CODE = `# Calls the community's own code: at sign-in, before a server starts, after it stopped.
import importlib.util
import inspect

from z2jh import get_config


def load_code(names, folder):
    modules = {}
    for name in names:
        spec = importlib.util.spec_from_file_location(f"community_code_{name}", f"{folder}/{name}.py")
        modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(modules[name])
    return modules


async def awaited(value):
    return await value if inspect.isawaitable(value) else value


def at_sign_in(functions, before):
    async def sign_in(authenticator, handler, authentication):
        for function in functions:
            changed = await awaited(function(authenticator, handler, authentication))
            authentication = authentication if changed is None else changed
        return await awaited(before(authenticator, handler, authentication)) if before else authentication

    return sign_in


def before_start(functions, before):
    async def start(spawner):
        if before:
            await awaited(before(spawner))
        auth_state = await spawner.user.get_auth_state()
        for function in functions:
            await awaited(function(spawner, auth_state))

    return start


def after_stop(functions, before):
    async def stop(spawner):
        if before:
            await awaited(before(spawner))
        auth_state = await spawner.user.get_auth_state()
        for function in functions:
            try:
                await awaited(function(spawner, auth_state))
            except Exception:
                spawner.log.exception("%s failed after a server of %s", function.__module__, spawner.user.name)

    return stop


def hook_code(hooks, folder):
    modules = load_code({name: None for names in hooks.values() for name in names}, folder)
    for function, section, trait, make in (
        ("sign_in", c.Authenticator, "post_auth_hook", at_sign_in),
        ("before_start", c.Spawner, "pre_spawn_hook", before_start),
        ("after_stop", c.Spawner, "post_stop_hook", after_stop),
    ):
        functions = [getattr(modules[name], function) for name in hooks.get(function, [])]
        if functions:
            section[trait] = make(functions, section.get(trait))


hook_code(get_config("custom.hubloom.code.hooks", {}), get_config("custom.hubloom.code.folder"))
`

export const DATABASE_PASSWORD = `# The database's password comes from a Secret, through the hub's environment.
import os

from sqlalchemy.engine import make_url

c.JupyterHub.db_url = (
    make_url(c.JupyterHub.db_url)
    .set(password=os.environ["DATABASE_PASSWORD"])
    .render_as_string(hide_password=False)
)
`

/**
 * Choices by group. KubeSpawner 7 calls it for the form and again when a server starts, and finds what was asked for in
 * what it returns: a choice that is left out here cannot be had by a hand-made request either. Two things it does not
 * do itself: it starts a server without any profile where the list is empty, and it checks nothing of a request that
 * names no profile (`_validate_user_options`).
 */
export const serverChoices = ({ gives, builds }: { gives: boolean; builds: boolean }): string => {
  const [given, give, form] = gives ? [GIVEN_SIZE, GIVE_SIZE, NO_FORM] : ['', '', '']
  return `${OF_PERSON}${given}${OF_PROFILES}${builds ? BUILDING : ''}${give}${OFFERED}${form}`
}

const OF_PERSON = `# Offers people what their groups may use, in the order of the settings.
import copy

from tornado import web
from z2jh import get_config


${GROUPS_OF}

def server_choices(spawner):
    rules = get_config("custom.hubloom.server-choices", {})
    groups = groups_of(spawner)

`

const OF_PROFILES = `    def open_to_user(kind, key):
        limits = rules.get("groups", {}).get(kind, {}).get(key, [])
        return all(groups & set(allowed) for allowed in limits)

    def offered(kind, choices):
        order = rules.get("order", {}).get(kind, [])
        rank = {key: place for place, key in enumerate(order)}
        keys = sorted(choices, key=lambda key: (rank.get(key, len(order)), key))
        return {key: choices[key] for key in keys if open_to_user(kind, key)}

    profiles = []
    for profile in copy.deepcopy(get_config("singleuser.profileList", [])):
        if not open_to_user("profile", profile.get("slug")):
            continue
        options = profile.get("profile_options", {})
        for kind, option in options.items():
            option["choices"] = offered(kind, option.get("choices", {}))
`

const OFFERED = `        if rules.get("describe"):
            # KubeSpawner's form cuts a choice that is longer than its field, so what is said of each stands above
            said = [profile["description"]] if profile.get("description") else []
            lines = said + [
                f"<strong>{choice['display_name']}</strong>: {choice['description']}"
                for option in options.values()
                for choice in option["choices"].values()
                if choice.get("description")
            ]
            if lines:
                profile["description"] = "<br>".join(lines)
        if all(
            option["choices"] or option.get("unlisted_choice", {}).get("enabled")
            for option in options.values()
        ):
            profiles.append(profile)

    # without any profile, KubeSpawner would start a server that nobody chose
    if not profiles:
        raise web.HTTPError(403, "None of your groups may start a server here.")

    # KubeSpawner does not check a request that leaves the profile out
    if spawner.user_options and not spawner.user_options.get("profile"):
        first = next((p for p in profiles if p.get("default")), profiles[0])
        spawner.user_options["profile"] = first["slug"]
    return profiles


c.KubeSpawner.profile_list = server_choices
`

/** Who may build no images is not offered it, and may name those only that anybody may. */
const BUILDING = `        asked = options.get("environment", {})
        if "dynamic_image_building" in asked and not groups & set(rules["building"]["groups"]):
            del asked["dynamic_image_building"]
            if rules["building"].get("others"):
                asked["unlisted_choice"]["validation_regex"] = rules["building"]["others"]
            else:
                del asked["unlisted_choice"]
`

/** The size that a person's groups give, if they do: of several the last, as they stand from small to large. */
const GIVEN_SIZE = `    sizes = rules.get("given", {}).get("sizes", [])
    given = [size for size, allowed in sizes if groups & set(allowed)][-1:]

`

/** It takes the place of a choice; a profile that is of another size is left out. */
const GIVE_SIZE = `        for size in given:
            of_profile = rules["given"]["profiles"].get(profile["slug"])
            choice = options.pop("size", {}).get("choices", {}).get(size)
            if choice:
                override = profile.setdefault("kubespawner_override", {})
                for key, value in choice["kubespawner_override"].items():
                    maps = key in ("environment", "extra_annotations") and isinstance(override.get(key), dict)
                    override[key] = override[key] | value if maps else value
            elif of_profile != size:
                profile = None
        if profile is None:
            continue
`

/** A form in which nothing is left to choose is not shown: the server starts. */
const NO_FORM = `

async def choices_form(spawner):
    profiles = server_choices(spawner)
    if len(profiles) == 1 and not profiles[0].get("profile_options"):
        return ""
    return spawner._render_options_form(profiles)


c.KubeSpawner.options_form = choices_form
`

/**
 * Room for an event from noon UTC of the day before to noon UTC of the day after: in every time zone the days are over
 * then, or have not begun.
 */
export const EVENT_ROOM = `# Keeps room for people on the days of an event, and none before and after.
import json
import os
import ssl
import urllib.request
from datetime import date, datetime, time, timedelta, timezone

HALF_DAY = timedelta(hours=12)


def midnight(day):
    return datetime.combine(date.fromisoformat(day), time(), timezone.utc)


def replicas(now, first, last, wanted):
    return wanted if midnight(first) - HALF_DAY <= now < midnight(last) + 3 * HALF_DAY else 0


def scale(number):
    secrets = "/var/run/secrets/kubernetes.io/serviceaccount"
    with open(f"{secrets}/token") as file:
        token = file.read()
    namespace, name = os.environ["NAMESPACE"], os.environ["NAME"]
    request = urllib.request.Request(
        f"https://kubernetes.default.svc/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale",
        data=json.dumps({"spec": {"replicas": number}}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/merge-patch+json"},
        method="PATCH",
    )
    urllib.request.urlopen(request, context=ssl.create_default_context(cafile=f"{secrets}/ca.crt"), timeout=60)


if __name__ == "__main__":
    number = replicas(
        datetime.now(timezone.utc), os.environ["FIRST_DAY"], os.environ["LAST_DAY"], int(os.environ["REPLICAS"])
    )
    scale(number)
    print(f"room for {number}")
`

/** The API of the hub, asked by pages elsewhere. */
export const CORS = `# Lets pages of some web applications elsewhere ask the API of the hub.
from jupyterhub.handlers.base import BaseHandler
from z2jh import get_config


def allow_origins(before):
    def set_default_headers(handler):
        before(handler)
        origin = handler.request.headers.get("Origin")
        if origin in get_config("custom.hubloom.cors", []):
            # no word of credentials: browsers send no cookie, and a token says who asks
            handler.set_header("Access-Control-Allow-Origin", origin)
            handler.set_header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
            handler.set_header("Vary", "Origin")

    return set_default_headers


BaseHandler.set_default_headers = allow_origins(BaseHandler.set_default_headers)
`
