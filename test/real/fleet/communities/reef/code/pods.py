"""Changes the pod of a server, and gives the hub a page of its own."""
from jupyterhub.handlers.base import BaseHandler


class Takeout(BaseHandler):
    def get(self):
        self.write("what you may take with you")


def change_pod(spawner, pod):
    pod.metadata.annotations["changed-by"] = spawner.user.name


def configure(c):
    c.JupyterHub.extra_handlers = [(r"/takeout", Takeout)]
