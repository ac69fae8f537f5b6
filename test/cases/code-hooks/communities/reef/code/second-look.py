"""Looks after `register`, changes what it is given, and returns nothing."""
import os


def sign_in(authenticator, handler, authentication):
    authentication["auth_state"]["order"].append("second-look")


async def before_start(spawner, auth_state):
    if spawner.user.name == "never-starts":
        raise ValueError("no server for this person")
    spawner.environment["ORDER"] = " ".join(auth_state["order"]) if auth_state else "nobody asked"
    spawner.environment["TOKEN_OF_SESSION"] = auth_state["access_token"] if auth_state else ""


async def after_stop(spawner, auth_state, more=None):
    os.environ["STOPPED_LAST"] = spawner.user.name
    raise RuntimeError("this is logged, and stops nothing")
