/** What the hub runs for its own database and its API. */

export const DATABASE_PASSWORD = `# The database's password comes from a Secret, through the hub's environment.
import os

from sqlalchemy.engine import make_url

c.JupyterHub.db_url = (
    make_url(c.JupyterHub.db_url)
    .set(password=os.environ["DATABASE_PASSWORD"])
    .render_as_string(hide_password=False)
)
`

/** The API of the hub, asked by pages elsewhere: of some, or of everybody. */
export const corsOf = ({ everybody }: { everybody: boolean }): string =>
  everybody ? CORS.replace(SOME, '        if origin:') : CORS

const SOME = '        if origin in get_config("custom.hubloom.cors", []):'

const CORS = `# Lets pages of some web applications elsewhere ask the API of the hub.
from jupyterhub.handlers.base import BaseHandler
from z2jh import get_config


def allow_origins(before):
    def set_default_headers(handler):
        before(handler)
        origin = handler.request.headers.get("Origin")
${SOME}
            # no word of credentials: browsers send no cookie, and a token says who asks
            handler.set_header("Access-Control-Allow-Origin", origin)
            handler.set_header("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE")
            handler.set_header("Vary", "Origin")

    return set_default_headers


BaseHandler.set_default_headers = allow_origins(BaseHandler.set_default_headers)
`
