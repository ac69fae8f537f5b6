def signin(authenticator, handler, authentication):
    return authentication
