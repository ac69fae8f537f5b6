"""Keeps people's names off the machines' own metrics, which read the labels of pods."""


def change_pod(spawner, pod):
    pod.metadata.labels.pop("hub.jupyter.org/username", None)
