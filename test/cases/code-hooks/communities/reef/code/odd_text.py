# {{ .Values.hub }} ${HOME} $(HOME) {% raw %} {username} %{ if } "'; rm -rf ~ #
NOTE = '''
---
key: value
'''


def before_start(spawner, auth_state):
    spawner.environment["NOTE"] = "yes"
