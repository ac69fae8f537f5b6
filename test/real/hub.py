"""A real JupyterHub in this process: no proxy, no cluster, a database of its own, and people who talk HTTP with it."""
import asyncio
import logging
import sys
import time
import traceback
import warnings
from contextlib import asynccontextmanager
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import kubespawner.spawner
from jupyterhub import orm
from jupyterhub.app import JupyterHub
from jupyterhub.crypto import CryptKeeper
from jupyterhub.proxy import Proxy
from jupyterhub.roles import assign_default_roles
from kubernetes_asyncio.client import ApiClient, Configuration
from kubernetes_asyncio.client.exceptions import ApiException
from sqlalchemy import event
from sqlalchemy.engine import Engine
from tornado.httpclient import HTTPRequest
from tornado.httpserver import HTTPServer
from tornado.simple_httpclient import SimpleAsyncHTTPClient
from tornado.testing import bind_unused_port
from tornado.web import create_signed_value


class NoProxy(Proxy):
    """Keeps routes to itself."""

    should_start = False
    routes = None

    async def add_route(self, routespec, target, data):
        self.routes = (self.routes or {}) | {routespec: {"routespec": routespec, "target": target, "data": data}}

    async def delete_route(self, routespec):
        (self.routes or {}).pop(routespec, None)

    async def get_all_routes(self):
        return self.routes or {}


class Cluster:
    """Takes pods and starts none: every server fails once its pod was asked for."""

    def __init__(self):
        self.pods = []

    async def create_namespaced_pod(self, namespace, pod):
        self.pods.append(pod)
        raise ApiException(status=500, reason="no cluster")

    async def create_namespaced_persistent_volume_claim(self, namespace, body):
        return body

    def __getattr__(self, name):
        async def missing(*words, **options):
            raise ApiException(status=404, reason="not found")

        return missing


@event.listens_for(Engine, "connect")
def trust_the_disk(connection, record):
    """No test here is about power cuts, and waiting for the disk is half of the time."""
    connection.execute("PRAGMA synchronous = OFF")


CLUSTER = Cluster()
kubespawner.spawner.load_config = lambda **options: None
kubespawner.spawner.shared_client = lambda kind, *words, **options: CLUSTER


async def no_reflector(spawner, kind, reflector_class, replace=False, **options):
    """What the cluster holds: nothing."""
    done = asyncio.get_running_loop().create_future()
    done.set_result(None)
    found = SimpleNamespace(pods={}, events=[], first_load_future=done, stop=lambda: None)
    return type(spawner).reflectors.setdefault(spawner._get_reflector_key(kind), found)


kubespawner.spawner.KubeSpawner._start_reflector = no_reflector


class Complaints(logging.Handler):
    """What JupyterHub and its parts warn of."""

    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        text = record.getMessage()
        if record.exc_info:
            kind, error, trace = record.exc_info
            last = traceback.extract_tb(trace)[-1]
            text += f" ({kind.__name__}: {error}, {last.filename.split('site-packages/')[-1]}:{last.lineno})"
        self.lines.append(text)


class Hub:
    """A hub that answers on a port of this machine."""

    def __init__(self, app, port, complaints):
        self.app, self.port, self.complaints = app, port, complaints
        self.client = SimpleAsyncHTTPClient(force_instance=True)

    def visitor(self):
        return Visitor(self)

    def user(self, name, groups=()):
        """A person of this name with these groups, without any sign-in."""
        row = orm.User.find(self.app.db, name)
        if row is None:
            row = orm.User(name=name)
            self.app.db.add(row)
            self.app.db.commit()
        row.groups = [self.group(group) for group in groups]
        self.app.db.commit()
        assign_default_roles(self.app.db, row)
        # there is no sign-in to ask about this person again
        self.app.authenticator.auth_refresh_age = 0
        self.app.authenticator.refresh_pre_spawn = False
        return self.app.users[row]

    def group(self, name):
        row = orm.Group.find(self.app.db, name)
        if row is None:
            row = orm.Group(name=name)
            self.app.db.add(row)
        return row

    def find(self, name):
        row = orm.User.find(self.app.db, name)
        return None if row is None else self.app.users[row]

    async def pods_of(self, request, user, keep_count=False):
        """What the cluster was asked for while a request was carried out."""
        CLUSTER.pods.clear()
        response = await request
        deadline = time.monotonic() + 20
        while any(spawner.pending for spawner in user.spawners.values()):
            if time.monotonic() > deadline:
                raise TimeoutError(f"a server of {user.name} does not come to an end")
            await asyncio.sleep(0.001)
        # failures are what this cluster always answers
        if not keep_count:
            self.app.tornado_application.settings["failure_count"] = 0
        return [SERIALIZER.sanitize_for_serialization(pod) for pod in CLUSTER.pods], response


# without the connection that its constructor opens
SERIALIZER = object.__new__(ApiClient)
SERIALIZER.configuration = Configuration()


class Visitor:
    """A browser: keeps cookies, does not follow redirects by itself."""

    def __init__(self, hub):
        self.hub, self.cookies, self.token = hub, {}, None

    def sign_in_as(self, user):
        """With the hub's own cookie for a person that there is."""
        settings = self.hub.app.tornado_application.settings
        name = self.hub.app.hub.cookie_name
        self.cookies[name] = create_signed_value(settings["cookie_secret"], name, user.cookie_id).decode()
        return self

    async def request(self, method, path, body=None, headers=None):
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())} | (headers or {})
        if self.token:
            headers = {"Authorization": f"token {self.token}"}
        url = f"http://127.0.0.1:{self.hub.port}{path}"
        options = {"follow_redirects": False, "request_timeout": 60, "allow_nonstandard_methods": True}
        response = await self.hub.client.fetch(
            HTTPRequest(url, method=method, body=body, headers=headers, **options), raise_error=False
        )
        for cookie in response.headers.get_list("Set-Cookie"):
            key, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[key] = value.strip('"')
        return response

    async def get(self, path):
        """Follows redirects within the hub."""
        for _ in range(8):
            response = await self.request("GET", path)
            where = response.headers.get("Location", "")
            if response.code not in (301, 302) or urlsplit(where).netloc:
                break
            path = where
        return response

    async def post_form(self, path, fields):
        """After the page with the form was seen, since it has the token that must come back."""
        if "_xsrf" not in self.cookies:
            await self.get(path)
        fields = {"_xsrf": self.cookies.get("_xsrf", "")} | fields
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return await self.request("POST", path, urlencode(fields), headers)


@asynccontextmanager
async def running(config, database):
    """A hub with this configuration, on the database at a URL of SQLAlchemy's."""
    config.JupyterHub.db_url = database
    config.JupyterHub.proxy_class = NoProxy
    config.JupyterHub.log_level = logging.WARNING
    complaints = Complaints()
    JupyterHub.clear_instance()
    CryptKeeper.clear_instance()
    kubespawner.spawner.KubeSpawner.reflectors.clear()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.showwarning = lambda message, category, *words: complaints.lines.append(
            f"{category.__name__}: {message}"
        )
        app = JupyterHub(config=config)
        JupyterHub._instance = app
        app.log.handlers = [complaints]
        app.log.propagate = False
        app.init_logging = lambda: None
        await app.initialize([])
        # JupyterHub would log what nobody caught, and its log is kept to itself here
        sys.excepthook = sys.__excepthook__
        app.update_traffic = None
        socket, port = bind_unused_port()
        server = HTTPServer(app.tornado_application, xheaders=True)
        server.add_socket(socket)
        hub = Hub(app, port, complaints.lines)
        try:
            yield hub
        finally:
            server.stop()
            await server.close_all_connections()
            hub.client.close()
            app.db.close()
