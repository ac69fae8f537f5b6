import { manifest } from '../../print/kubernetes-types.ts'
import type { Manifest } from '../../print/kubernetes.ts'
import type { HomePlan, HubPlan } from '../../plan/types.ts'
import type { SecretNeed } from '../../plan/wiring.ts'

type Source = NonNullable<HomePlan['quotasFrom']>

/** In the words of Kubernetes' API. */
const RESOURCE = { secret: 'secrets', 'config-map': 'configmaps' } as const
const NAME = 'quotas-from'

/** The Secret that the README has a command for; a ConfigMap is nobody's secret. */
export const quotasNeed = ({ namespace }: HubPlan, { kind, name, key }: Source): SecretNeed[] =>
  kind === 'config-map'
    ? []
    : [
        {
          name,
          namespace,
          keys: [{ key, from: 'ask', what: 'people, as the admin page shows them, and GiB: {ada: 100, grace: 0.5}' }],
          why: 'quotas of single people, whose names stand in no file',
        },
      ]

/**
 * Lets the pod of homes read that one object. The chart gives it no service account of its own, so it is the
 * namespace's `default`, which servers do not have.
 */
export function quotasReader({ namespace }: HubPlan, { kind, name }: Source): Manifest[] {
  return [
    manifest(
      'rbac.authorization.k8s.io/v1/Role',
      { name: NAME, namespace },
      { rules: [{ apiGroups: [''], resources: [RESOURCE[kind]], resourceNames: [name], verbs: ['get'] }] },
    ),
    manifest(
      'rbac.authorization.k8s.io/v1/RoleBinding',
      { name: NAME, namespace },
      {
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
        subjects: [{ kind: 'ServiceAccount', name: 'default', namespace }],
      },
    ),
  ]
}

/**
 * Python for the quota enforcer (`quotaEnforcer.extraConfig` of jupyterhub-home-nfs): adds the quotas to those of the
 * values, and ends the process once they have changed, which Kubernetes starts again with the new ones. The file server
 * is another container and stays.
 */
export const quotasSnippet = ({ kind, name, key }: Source): string =>
  `HUBLOOM_QUOTAS = ${JSON.stringify({ kind: RESOURCE[kind], name, key })}\n${READS}`

const READS = `import base64
import json
import os
import ssl
import threading
import time
import urllib.request

from ruamel.yaml import YAML

HUBLOOM_ACCOUNT = os.environ.get("HUBLOOM_ACCOUNT", "/var/run/secrets/kubernetes.io/serviceaccount")


def hubloom_quotas_text():
    def account(file):
        with open(f"{HUBLOOM_ACCOUNT}/{file}") as opened:
            return opened.read()

    path = f"/api/v1/namespaces/{account('namespace')}/{HUBLOOM_QUOTAS['kind']}/{HUBLOOM_QUOTAS['name']}"
    headers = {"Authorization": f"Bearer {account('token')}"}
    request = urllib.request.Request("https://kubernetes.default.svc" + path, headers=headers)
    try:
        context = ssl.create_default_context(cafile=f"{HUBLOOM_ACCOUNT}/ca.crt")
        with urllib.request.urlopen(request, context=context, timeout=30) as answer:
            text = (json.load(answer).get("data") or {}).get(HUBLOOM_QUOTAS["key"], "")
    except OSError as error:
        print(f"quotas of single people cannot be read: {error}")
        return None
    return base64.b64decode(text).decode() if HUBLOOM_QUOTAS["kind"] == "secrets" else text


# the folder of a person: each byte of the name that is no small letter or digit is a hyphen and two digits
def hubloom_folder(name):
    plain = b"abcdefghijklmnopqrstuvwxyz0123456789"
    return "".join(chr(byte) if byte in plain else f"-{byte:02x}" for byte in str(name).lower().encode())


def hubloom_quotas(text):
    try:
        found = YAML(typ="safe").load(text or "") or {}
        people = {str(name): float(gib) for name, gib in found.items()}
    except Exception as error:
        # not its text, which names people
        print(f"quotas of single people are no map of names to GiB: {type(error).__name__}")
        return {}
    return {hubloom_folder(name): gib for name, gib in people.items() if gib > 0}


def hubloom_watch(before):
    while True:
        time.sleep(60)
        now = hubloom_quotas_text()
        if now is not None and now != before:
            os._exit(0)


hubloom_text = hubloom_quotas_text()
c.QuotaManager.quota_overrides = {
    **dict(c.QuotaManager.get("quota_overrides") or {}),
    **hubloom_quotas(hubloom_text),
}
threading.Thread(target=hubloom_watch, args=(hubloom_text,), daemon=True).start()
`
