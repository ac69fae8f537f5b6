async def sign_in(authenticator, handler, authentication):
    return authentication


def before_start(spawner, auth_state):
    pass
