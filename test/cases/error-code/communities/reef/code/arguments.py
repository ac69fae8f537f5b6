import os


def before_start(spawner):
    os.environ["X"] = "1"
