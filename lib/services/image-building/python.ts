/** Python that the hub of a Binder runs: it reads what it needs from `custom` in the same values file. */
export const BINDER_SPAWNER = `# Starts the image that BinderHub asks for.
from kubespawner import KubeSpawner
from tornado import web
from z2jh import get_config

SIGNS_IN = get_config("custom.hubloom.binder.signs-in")


class BinderSpawner(KubeSpawner):
    def get_args(self):
        if SIGNS_IN:
            return super().get_args()
        # whoever has the token that BinderHub made may open the server: nobody signs in
        args = {
            "base_url": self.server.base_url,
            "token": self.user_options["token"],
            "trust_xheaders": "True",
        }
        if self.default_url:
            args["default_url"] = self.default_url
        words = ["--ip=0.0.0.0", f"--port={self.port}"]
        # old images have NotebookApp, newer ones ServerApp
        return words + [f"--{app}.{key}={value}" for app in ("NotebookApp", "ServerApp") for key, value in args.items()]

    async def start(self):
        image = self.user_options.get("image")
        if image:
            self.image = image
        if not SIGNS_IN and not (image and self.user_options.get("token")):
            raise web.HTTPError(400, "Only the Binder starts servers here.")
        return await super().start()

    def get_env(self):
        env = super().get_env()
        if "repo_url" in self.user_options:
            env["BINDER_REPO_URL"] = self.user_options["repo_url"]
        for option in ("binder_ref_url", "binder_launch_host", "binder_persistent_request", "binder_request"):
            if option in self.user_options:
                env[option.upper()] = self.user_options[option]
        return env


c.JupyterHub.spawner_class = BinderSpawner
`
