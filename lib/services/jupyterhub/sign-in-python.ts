/**
 * What the hub runs of the sign-in, as `hub.extraConfig`, in the order of its keys. Each text is constant, as in every
 * `-python.ts` beside it: what it works on is read from `custom` in the same values file, so that no text of an input
 * ever becomes Python.
 */

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
