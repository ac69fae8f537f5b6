import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { escapedName } from '../../../lib/plan/home.ts'
import { quotasSnippet } from '../../../lib/services/home-nfs/quotas-from.ts'
import { hasPython, runPython } from '../python.ts'

const folder = mkdtempSync(join(tmpdir(), 'account-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
for (const [name, text] of [
  ['namespace', 'reef-prod'],
  ['token', 'a-token'],
  ['ca.crt', ''],
] as const)
  writeFileSync(join(folder, name), text)

/** The quota enforcer around the snippet: an answer of Kubernetes, and YAML as JSON. */
function overrides(kind: 'secret' | 'config-map', answer: string): Record<string, unknown> {
  const program = `
import base64, io, json, ssl, sys, threading, types, urllib.request, urllib.error
yaml = types.ModuleType("ruamel.yaml")
class YAML:
    def __init__(self, typ): pass
    def load(self, text): return json.loads(text) if text else None
yaml.YAML = YAML
sys.modules.update({"ruamel": types.ModuleType("ruamel"), "ruamel.yaml": yaml})
ssl.create_default_context = lambda cafile: None
asked = []
def urlopen(request, context, timeout):
    asked.append([request.full_url, request.headers["Authorization"]])
    ${answer}
urllib.request.urlopen = urlopen
threading.Thread = lambda target, args, daemon: types.SimpleNamespace(start=lambda: None)
class Section(dict):
    def __setattr__(self, key, value): self[key] = value
c = types.SimpleNamespace(QuotaManager=Section(quota_overrides={"_shared": 100, "ada": 5}))
printed = io.StringIO()
real, sys.stdout = sys.stdout, printed
exec(${JSON.stringify(quotasSnippet({ kind, name: 'quotas', key: 'people' }))})
sys.stdout = real
print(json.dumps({"found": c.QuotaManager["quota_overrides"], "asked": asked, "printed": printed.getvalue()}))
`
  return runPython(program, { HUBLOOM_ACCOUNT: folder }) as Record<string, unknown>
}

const answered = (text: string): string => `return io.BytesIO(json.dumps({"data": {"people": ${text}}}).encode())`
const PEOPLE = JSON.stringify(JSON.stringify({ Ada: 50, 'grace@x.org': 0.5, nobody: 0 }))
const HERE = 'https://kubernetes.default.svc/api/v1/namespaces/reef-prod'

describe.skipIf(!hasPython)('quotas of single people from Kubernetes', () => {
  test.each([
    ['config-map', answered(PEOPLE), `${HERE}/configmaps/quotas`],
    ['secret', answered(`base64.b64encode(${PEOPLE}.encode()).decode()`), `${HERE}/secrets/quotas`],
  ] as const)('%s: by the folders of people, beside those of the values', (kind, answer, address) => {
    expect(overrides(kind, answer)).toMatchObject({
      asked: [[address, 'Bearer a-token']],
      found: { _shared: 100, ada: 50, [escapedName('grace@x.org')]: 0.5 },
    })
  })

  test.each([
    ['is not there', 'raise urllib.error.URLError("not found")'],
    ['is no map', answered('"[1, 2]"')],
    ['has no number', answered(JSON.stringify('{"ada": "much"}'))],
    ['is empty', answered('""')],
  ])('what %s leaves the quotas of the values, and no name is printed', (_, answer) => {
    const { found, printed } = overrides('config-map', answer)
    expect(found).toEqual({ _shared: 100, ada: 5 })
    expect(printed).not.toContain('ada')
  })
})
