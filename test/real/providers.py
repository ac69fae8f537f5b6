"""Providers of sign-in as the authenticators see them, and who may do what by the hub's settings."""
import json
from urllib.parse import parse_qs, urlsplit

import jwt
from tornado.httpclient import HTTPClientError
from values import SECRET


MESSAGE = {"message": "Not Found"}


class Response:
    def __init__(self, code, body):
        self.code, self.body, self.headers = code, json.dumps(body).encode(), {}


class Provider:
    """Stands in for the network of an OAuthenticator: answers for the person who is signing in."""

    def __init__(self, auth):
        self.auth, self.person, self.out = auth, None, False

    async def fetch(self, request, raise_error=True, **options):
        if self.out:
            raise HTTPClientError(599)
        code, body = self.answer(urlsplit(request.url), request.url)
        if code >= 400 and raise_error:
            raise HTTPClientError(code)
        return Response(code, body)

    def answer(self, url, full):
        person = self.person
        oauth = self.auth.get("oauth", {})
        if full == oauth.get("token-url") or url.path.endswith(("/access_token", "/token")):
            scope = " ".join(person.get("scopes", []) + (person.get("groups", []) if "groups-from" in oauth else []))
            identity = jwt.encode(self.claims(), SECRET, algorithm="HS256")
            return 200, {"access_token": "t", "token_type": "bearer", "scope": scope, "id_token": identity}
        if url.netloc == "api.github.com":
            return self.github(url.path.strip("/").split("/"))
        return 200, self.claims()

    def github(self, path):
        person = self.person
        teams = [team.split("/") for team in person.get("teams", [])]
        if path == ["user"]:
            return 200, {"login": person["name"], "id": 1, "email": None}
        if path == ["user", "teams"]:
            return 200, [{"slug": team, "organization": {"login": org}} for org, team in teams]
        if path[0] == "orgs" and path[2] == "members":
            return (204 if path[1] in [*person.get("organizations", []), *(org for org, _ in teams)] else 404), MESSAGE
        if path[0] == "orgs" and path[2] == "teams":
            return (204 if [path[1], path[3]] in teams else 404), MESSAGE
        return 404, MESSAGE

    def claims(self):
        person, auth = self.person, self.auth
        if "google" in auth:
            verified = person.get("verified", True)
            return {"email": person["name"], "verified_email": verified, "hd": person.get("domain"), "sub": "1"}
        if "cilogon" in auth:
            email = person.get("email", person["name"])
            found = {"idp": person["idp"], "sub": "http://cilogon.org/serverA/users/1", "email": email}
            return found | {person["claim"]: person["name"]}
        found = {"sub": "1", "aud": SECRET + "oauth_client_id"}
        if "oauth" in auth:
            put(found, auth["oauth"]["username"], person["name"])
            if "groups-claim" in auth["oauth"]:
                put(found, auth["oauth"]["groups-claim"], person.get("groups", []))
        return found


def put(claims, name, value):
    """A claim by its name: a path with dots, or an address as it stands."""
    keys = [name] if "/" in name else name.split(".")
    for key in keys[:-1]:
        claims = claims.setdefault(key, {})
    claims[keys[-1]] = value


# cilogon.org/idplist
CILOGON = {
    "google": "http://google.com/accounts/o8/id",
    "microsoft": "http://login.microsoftonline.com/common/oauth2/v2.0/authorize",
    "github": "http://github.com/login/oauth/authorize",
    "orcid": "http://orcid.org/oauth/authorize",
}


def through(auth, key, name):
    """A person of this name as one of CILogon's providers tells it."""
    provider = auth["cilogon"]["providers"][key]
    domain = provider.get("strip-domain")
    told = f"{name}@{domain}" if domain and "@" not in name else name
    email = told if "@" in told else f"{told}@elsewhere.example.net"
    return {
        "name": told,
        "email": email,
        "idp": provider.get("id") or CILOGON.get(key, key),
        "claim": provider.get("username", "email"),
        "provider": key,
    }


def providers_of(auth, name):
    """Providers that a name belongs to: it stands below them, they know its domain, or all their people may enter."""
    providers = auth["cilogon"]["providers"]
    domain = name.partition("@")[2].lower()
    of_domain = [key for key, each in providers.items() if domain and domain in each.get("domains", [])]
    of_name = [key for key, each in providers.items() if name.lower() in lower(each.get("users", []))]
    return of_name or of_domain or [key for key, each in providers.items() if each.get("everyone")] or list(providers)


def named(auth, name):
    """A person whom the settings name, as their own provider tells of them."""
    if "cilogon" in auth:
        return through(auth, providers_of(auth, name)[0], name)
    domain = stripped(auth)
    told = f"{name}@{domain}" if domain and "@" not in name else name
    if "google" in auth:
        domain = told.partition("@")[2].lower()
        return {"name": told, "domain": domain if domain in lower(auth["google"].get("domains", [])) else None}
    return {"name": told}


def stripped(auth):
    """The domain that is dropped from names, but for CILogon, where each provider has its own."""
    return (auth.get("google") or auth.get("oauth") or {}).get("strip-domain")


def members(auth):
    """People who are nobody by name, one for each way that lets them in."""
    name = "somebody"
    for team in auth.get("github", {}).get("teams", []):
        yield {"name": name, "teams": [team]}
    for organization in auth.get("github", {}).get("organizations", []):
        yield {"name": name, "organizations": [organization]}
    for domain in auth.get("google", {}).get("domains", []):
        yield {"name": f"{name}@{domain}", "domain": domain.lower()}
    for key, provider in auth.get("cilogon", {}).get("providers", {}).items():
        for domain in provider.get("domains", []):
            yield through(auth, key, f"{name}@{domain}")
        yield through(auth, key, f"{name}@elsewhere.example.net")
    name = f"{name}@{stripped(auth)}" if stripped(auth) else name
    for group in auth.get("oauth", {}).get("groups", []) + auth.get("oauth", {}).get("admin-groups", []):
        yield {"name": name, "groups": [group]}
    if auth.get("oauth", {}).get("allowed-scopes"):
        yield {"name": name, "scopes": auth["oauth"]["allowed-scopes"]}


def strangers(auth):
    """People whom no setting lets in, unless everyone may enter."""
    name = "stranger"
    if "github" in auth:
        yield {"name": name, "teams": ["elsewhere/members"], "organizations": ["elsewhere"]}
        yield from ({"name": name, "organizations": [team.split("/")[0]]} for team in auth["github"].get("teams", []))
    elif "google" in auth:
        yield {"name": "stranger@elsewhere.example.net", "domain": None}
        yield from (named(auth, name) | {"verified": False} for name in auth.get("users", [])[:1])
    elif "cilogon" in auth:
        yield {"name": name, "email": "s@x.example.net", "idp": "https://idp.elsewhere.example/idp", "claim": "email"}
    elif "oauth" in auth:
        yield {"name": name, "groups": ["elsewhere"], "scopes": ["openid"]}
        # somebody without a domain is not who has the name without its domain
        yield from ({"name": name.partition("@")[0]} for name in auth.get("admins", [])[:1] if stripped(auth))


def name_at_hub(auth, person):
    """What JupyterHub calls a person."""
    name = person["name"].lower()
    domain = auth.get("cilogon", {}).get("providers", {}).get(person.get("provider"), {}).get("strip-domain")
    domain = domain or stripped(auth)
    return name.removesuffix(f"@{domain}") if domain else name


def listed(auth, *lists):
    """Names of the settings as the hub calls these people."""
    names = [name for each in lists for name in auth.get(each, [])]
    if "cilogon" in auth:
        return lower(names)
    return {name_at_hub(auth, named(auth, name)) for name in names}


def may_enter(auth, person):
    name = name_at_hub(auth, person)
    if not person.get("verified", True) and person.get("domain") is None:
        return False
    if stripped(auth) and "@" not in person["name"]:
        return False
    if name in listed(auth, "users", "admins"):
        return True
    if "cilogon" in auth:
        provider = auth["cilogon"]["providers"].get(person.get("provider"))
        if provider is None:
            return False
        domain = person["name"].partition("@")[2].lower()
        return bool(auth.get("everyone") or provider.get("everyone") or domain in provider.get("domains", []))
    if "google" in auth and auth["google"].get("domains"):
        return person.get("domain") in lower(auth["google"]["domains"])
    if auth.get("everyone"):
        return True
    if "github" in auth:
        teams, organizations = set(person.get("teams", [])), set(person.get("organizations", []))
        organizations |= {team.split("/")[0] for team in teams}
        github = auth["github"]
        return bool(teams & set(github.get("teams", [])) or organizations & set(github.get("organizations", [])))
    if "oauth" in auth:
        oauth, scopes = auth["oauth"], auth["oauth"].get("allowed-scopes", [])
        groups = set(oauth.get("groups", []) + oauth.get("admin-groups", []))
        return bool(groups & set(person.get("groups", [])) or (scopes and set(scopes) <= set(person.get("scopes", []))))
    return False


def is_admin(auth, person):
    groups = set(person.get("groups", [])) & set(auth.get("oauth", {}).get("admin-groups", []))
    return bool(groups) or name_at_hub(auth, person) in listed(auth, "admins")


def lower(names):
    return {name.lower() for name in names}


async def sign_in(hub, person):
    """Through the pages, as a browser goes. The visitor, and whether the hub let them in."""
    visitor = hub.visitor()
    if "password" in person:
        fields = {"username": person["name"], "password": person["password"]}
        await visitor.get("/hub/login")
        response = await visitor.post_form("/hub/login", fields)
    else:
        hub.app.authenticator.http_client.person = person
        start = await visitor.request("GET", "/hub/oauth_login")
        state = parse_qs(urlsplit(start.headers["Location"]).query)["state"][0]
        response = await visitor.request("GET", f"/hub/oauth_callback?code=c&state={state}")
    return visitor, response.code == 302 and hub.app.hub.cookie_name in visitor.cookies
