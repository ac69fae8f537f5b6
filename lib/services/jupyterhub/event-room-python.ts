/**
 * Room for an event from noon UTC of the day before to noon UTC of the day after: in every time zone the days are over
 * then, or have not begun.
 */
export const EVENT_ROOM = `# Keeps room for people on the days of an event, and none before and after.
import json
import os
import ssl
import urllib.request
from datetime import date, datetime, time, timedelta, timezone

HALF_DAY = timedelta(hours=12)


def midnight(day):
    return datetime.combine(date.fromisoformat(day), time(), timezone.utc)


def replicas(now, first, last, wanted):
    return wanted if midnight(first) - HALF_DAY <= now < midnight(last) + 3 * HALF_DAY else 0


def scale(name, number):
    secrets = "/var/run/secrets/kubernetes.io/serviceaccount"
    with open(f"{secrets}/token") as file:
        token = file.read()
    namespace = os.environ["NAMESPACE"]
    request = urllib.request.Request(
        f"https://kubernetes.default.svc/apis/apps/v1/namespaces/{namespace}/deployments/{name}/scale",
        data=json.dumps({"spec": {"replicas": number}}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/merge-patch+json"},
        method="PATCH",
    )
    urllib.request.urlopen(request, context=ssl.create_default_context(cafile=f"{secrets}/ca.crt"), timeout=60)


if __name__ == "__main__":
    now = datetime.now(timezone.utc)
    for name, first, last, wanted in json.loads(os.environ["EVENTS"]):
        number = replicas(now, first, last, wanted)
        scale(name, number)
        print(f"{name}: room for {number}")
`
