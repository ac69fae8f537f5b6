"""Keeps who was seen by whom, and turns one person away."""
from tornado import web


async def sign_in(authenticator, handler, authentication):
    if authentication["name"] == "turned-away":
        raise web.HTTPError(403, "Not today.")
    authentication["auth_state"]["order"] = ["register"]
    return authentication
