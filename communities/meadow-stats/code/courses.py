"""Tells R which courses somebody is in, in a variable that the course material reads."""


def before_start(spawner, auth_state):
    courses = sorted(group.name for group in spawner.user.groups if group.name.startswith("stats-"))
    # KubeSpawner and Kubernetes expand braces and dollars in values
    spawner.environment["STATS_COURSES"] = ",".join(courses).replace("{", "{{").replace("}", "}}").replace("$", "$$")
