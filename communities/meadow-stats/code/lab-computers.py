"""Signs people out after a day: they share the computers of the lab."""


def configure(c):
    c.JupyterHub.cookie_max_age_days = 1
