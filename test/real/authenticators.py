"""Ways of signing in beside those of OAuth: by LTI, by accounts of the hub, by a directory, by a class of one's own."""
import json
import sys
import time
import types
from urllib.parse import parse_qs, urlencode, urlsplit

import bcrypt
import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from oauthenticator.generic import GenericOAuthenticator
from oauthlib.oauth1 import Client
from signin import administers, opens_servers, scopes_of
from traitlets import Dict, Unicode
from values import SECRET

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
CLAIM = "https://purl.imsglobal.org/spec/lti/claim"


class ReefAuthenticator(GenericOAuthenticator):
    """What a community may write itself: names keep their capitals, and groups come with the person."""

    # as its button says on the site, which knows no more than the class's name
    login_service = "ReefAuthenticator"
    greeting = Unicode(config=True)
    tides = Dict(config=True)

    def normalize_username(self, username):
        return username


def bring_own_class():
    module = types.ModuleType("reefauth")
    module.ReefAuthenticator = ReefAuthenticator
    sys.modules["reefauth"] = module


async def check_authenticators(hub, facts, report):
    auth = facts["auth"]
    for method, check in CHECKS.items():
        if method in auth:
            await check(hub, auth, report.check(f"sign-in: {method}"))


def entered(hub, visitor, response):
    return response.code == 302 and hub.app.hub.cookie_name in visitor.cookies


def compare(hub, auth, name, problems):
    """Whether somebody who has just entered may what the settings say."""
    if hub.find(name) is None:
        problems.append(f"{name} has another name here")
        return
    scopes = scopes_of(hub, name)
    keeps = auth.get("class", {}).get("names-as-they-are", False)
    admin = name in (auth.get("admins", []) if keeps else [each.lower() for each in auth.get("admins", [])])
    if administers(scopes) != admin:
        problems.append(f"{name} {'is no' if admin else 'is an'} admin")
    if opens_servers(scopes) != (admin and ("native" in auth or auth.get("admins-see-servers", False))):
        problems.append(f"{name} {'may' if opens_servers(scopes) else 'may not'} open others' servers")


async def check_lti(hub, auth, problems):
    people = [*auth["admins"], "somebody"]
    send = launch11 if "consumers" in auth["lti"] else launch13
    for name in people:
        visitor = hub.visitor()
        if entered(hub, visitor, await send(hub, auth, visitor, name)):
            compare(hub, auth, name, problems)
        else:
            problems.append(f"{name} was kept out")
    visitor = hub.visitor()
    if entered(hub, visitor, await send(hub, auth, visitor, people[0], forged=True)):
        problems.append("somebody entered without the signature of those who may send people")


async def launch11(hub, auth, visitor, name, forged=False):
    consumers = hub.app.authenticator.consumers
    if sorted(consumers) != sorted(auth["lti"]["consumers"]) or len(set(consumers.values())) != len(consumers):
        return await visitor.request("GET", "/hub/login")
    key = auth["lti"]["consumers"][-1]
    fields = {"lti_message_type": "basic-lti-launch-request", "lti_version": "LTI-1p0", "resource_link_id": "1"}
    fields |= {auth["lti"]["username"]: name}
    client = Client(key, client_secret="another" if forged else consumers[key], signature_type="BODY")
    url = f"https://127.0.0.1:{hub.port}/hub/lti/launch"
    _, _, body = client.sign(url, http_method="POST", body=urlencode(fields), headers=FORM)
    return await visitor.request("POST", "/hub/lti/launch", body, FORM)


async def launch13(hub, auth, visitor, name, forged=False):
    ours, theirs = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    platform = auth["lti"]["platform"]
    asked = []

    class Keys:
        def __init__(self, url):
            asked.append(url)

        def get_signing_key_from_jwt(self, token):
            return types.SimpleNamespace(key=ours.public_key())

    start = {"iss": platform["issuer"], "login_hint": "1", "target_link_uri": f"https://{hub.port}/hub"}
    start |= {"client_id": platform["client-ids"][0]}
    response = await visitor.request("GET", f"/hub/lti13/oauth_login?{urlencode(start)}")
    query = {key: values[0] for key, values in parse_qs(urlsplit(response.headers["Location"]).query).items()}
    token = {"iss": platform["issuer"], "aud": platform["client-ids"][0], "sub": "1", "nonce": query["nonce"]}
    token |= {"iat": int(time.time()), "exp": int(time.time()) + 60, auth["lti"]["username"]: name}
    token |= {f"{CLAIM}/message_type": "LtiResourceLinkRequest", f"{CLAIM}/version": "1.3.0"}
    token |= {f"{CLAIM}/deployment_id": "1", f"{CLAIM}/target_link_uri": start["target_link_uri"]}
    token |= {f"{CLAIM}/resource_link": {"id": "1"}, f"{CLAIM}/roles": []}
    signed = jwt.encode(token, theirs if forged else ours, algorithm="RS256")
    jwt.PyJWKClient = Keys
    body = urlencode({"id_token": signed, "state": query["state"]})
    response = await visitor.request("POST", "/hub/lti13/oauth_callback", body, FORM)
    return response if asked == [platform["keys-url"]] else await visitor.request("GET", "/hub/login")


async def check_native(hub, auth, problems):
    admin, password = auth["admins"][0].lower(), SECRET + "native_admin_password"
    await sign_up(hub, admin, "stranger-of-some-length")
    await sign_up(hub, "stranger", "stranger-of-some-length")
    for name, word, may in [
        (admin, "stranger-of-some-length", False),
        ("stranger", "stranger-of-some-length", auth["native"].get("sign-up") == "open"),
        (admin, password, True),
    ]:
        visitor, inside = await with_password(hub, name, word)
        if inside != may:
            problems.append(f"{name} {'entered' if inside else 'was kept out'}")
        if inside:
            compare(hub, auth, name, problems)
    if auth["native"].get("sign-up", "approved") == "approved":
        await visitor.request("GET", "/hub/authorize/stranger")
        if not (await with_password(hub, "stranger", "stranger-of-some-length"))[1]:
            problems.append("whom an admin has let in was kept out")
    await sign_up(hub, "short", "123456")
    # an account that waits to be let in, and whose name the settings then have among the admins
    account = hub.app.authenticator.get_user(admin)
    account.is_authorized, account.password = False, bcrypt.hashpw(b"stranger-of-some-length", bcrypt.gensalt())
    hub.app.authenticator.db.commit()
    type(hub.app.authenticator)(parent=hub.app, _deprecated_db_session=hub.app.db)
    for word, may in [("stranger-of-some-length", False), (password, True)]:
        if (await with_password(hub, admin, word))[1] != may:
            problems.append(f"{admin} {'was kept out' if may else 'entered'} by an account that nobody had let in")
    if hub.app.authenticator.user_exists("short"):
        problems.append("an account has a password that is too short")


async def sign_up(hub, name, password):
    fields = {"username": name, "signup_password": password, "signup_password_confirmation": password}
    return await hub.visitor().post_form("/hub/signup", fields | {"email": f"{name}@example.org"})


async def with_password(hub, name, password):
    visitor = hub.visitor()
    response = await visitor.post_form("/hub/login", {"username": name, "password": password})
    return visitor, entered(hub, visitor, response)


async def check_ldap(hub, auth, problems):
    directory = Directory(auth["ldap"])
    hub.app.authenticator.get_connection = directory.connect
    admins, users = ([name.lower() for name in auth.get(key, [])] for key in ("admins", "users"))
    people = [(name, True) for name in admins + users] + [("member", bool(auth["ldap"].get("groups")))]
    for name, may in [*people, ("stranger", False)]:
        for written in (name, name.upper()):
            _, inside = await with_password(hub, written, f"password-of-{name}")
            if inside != may:
                problems.append(f"{written} {'entered' if inside else 'was kept out'}")
            if inside:
                compare(hub, auth, name, problems)
    for password in ("wrong", ""):
        if (await with_password(hub, admins[0], password))[1]:
            problems.append(f"{admins[0]} entered with the password {password!r}")
    if (await with_password(hub, "*", "password-of-*"))[1]:
        problems.append("somebody entered without a name")
    if hub.app.authenticator.tls_strategy.name != TLS[auth["ldap"].get("encryption", "start-tls")]:
        problems.append("passwords travel in another way")


TLS = {"start-tls": "before_bind", "tls": "on_connect", "none": "insecure"}


class Directory:
    """Everybody stands in it, with a password of their own; `member` is in the groups that may enter."""

    def __init__(self, ldap):
        self.ldap, self.entries = ldap, []

    def connect(self, userdn, password):
        search = self.ldap.get("search", {})
        if userdn is not None and userdn == search.get("user"):
            return self if password == SECRET + "ldap_search_password" else None
        name = userdn.partition(",")[0].partition("=")[2].lower()
        return self if password == f"password-of-{name}" else None

    def search(self, search_base, search_scope, search_filter, attributes):
        attribute = self.ldap.get("search", {}).get("attribute")
        if attribute and search_filter.startswith(f"({attribute}="):
            name = search_filter.strip("()").partition("=")[2]
            dn = f"CN={name},{search_base}"
            self.entries = [types.SimpleNamespace(entry_dn=dn, entry_attributes_as_dict={attribute: [name]})]
            return True
        return search_base in self.ldap.get("groups", []) and "member," in search_filter.lower()


async def check_class(hub, auth, problems):
    """The class that this file brings; of others, that they load is looked at elsewhere."""
    if not isinstance(hub.app.authenticator, ReefAuthenticator):
        return
    if hub.app.authenticator.greeting != SECRET + "sign_in_greeting":
        problems.append("a trait does not come from its Secret")
    for name in [*auth["admins"], *auth.get("users", []), auth["admins"][0].lower(), "member"]:
        hub.app.authenticator.http_client = Answers(name)
        visitor = hub.visitor()
        start = await visitor.request("GET", "/hub/oauth_login")
        state = parse_qs(urlsplit(start.headers["Location"]).query)["state"][0]
        response = await visitor.request("GET", f"/hub/oauth_callback?code=c&state={state}")
        may = name in auth["admins"] + auth.get("users", []) or name == "member"
        if entered(hub, visitor, response) != may:
            problems.append(f"{name} {'was kept out' if may else 'entered'}")
        if may:
            compare(hub, auth, name, problems)
    if "Rays" not in {group.name for group in hub.find("member").groups}:
        problems.append("groups do not come from the class")


class Answers:
    def __init__(self, name):
        self.name = name

    async def fetch(self, request, **options):
        groups = ["Rays"] if self.name == "member" else []
        body = {"access_token": "t", "token_type": "bearer", "nickname": self.name, "rays": groups}
        return types.SimpleNamespace(code=200, body=json.dumps(body).encode(), headers={})


CHECKS = {"lti": check_lti, "native": check_native, "ldap": check_ldap, "class": check_class}
