import { describe, expect, test } from 'vitest'
import { written } from '../../written.ts'
import { homeFolders } from '../../../lib/services/home-nfs/home-folders.ts'
import { homeNfs } from '../../../lib/services/home-nfs/index.ts'
import { hasPython, runPython } from '../python.ts'
import { hubPlan, wiring } from '../plan.ts'

/** The hub around the snippet: the chart's values, the pod that KubeSpawner has made, and one person. */
const HUB = (values: unknown, before: string) => `
import asyncio, json, sys, types
values = json.loads(${JSON.stringify(JSON.stringify(values))})

z2jh = types.ModuleType("z2jh")
def get_config(key, default=None):
    here = values
    for level in key.split("."):
        if not isinstance(here, dict) or level not in here:
            return default
        here = here[level]
    return here
z2jh.get_config = get_config
client = types.ModuleType("kubernetes_asyncio.client")
class V1VolumeMount:
    def __init__(self, name, mount_path, sub_path=None):
        self.name, self.mount_path, self.sub_path = name, mount_path, sub_path
client.V1VolumeMount = V1VolumeMount
sys.modules.update({"z2jh": z2jh, "kubernetes_asyncio": types.ModuleType("kubernetes_asyncio"), "kubernetes_asyncio.client": client})

class Section(dict):
    def __setattr__(self, key, value):
        self[key] = value
    def __getattr__(self, key):
        return self[key]
c = types.SimpleNamespace(KubeSpawner=Section())
${before}
exec(SNIPPET)

def start(admin, groups, roles):
    containers = [types.SimpleNamespace(name=name, volume_mounts=mounts) for name, mounts in (("notebook", ["own"]), ("sidecar", None))]
    pod = types.SimpleNamespace(spec=types.SimpleNamespace(containers=containers), touched=False)
    user = types.SimpleNamespace(admin=admin, groups=[types.SimpleNamespace(name=name, roles=[types.SimpleNamespace(name="hub-admin")] if name == "hub-admins" else []) for name in groups], roles=[types.SimpleNamespace(name=name) for name in [*roles, *(["admin"] if admin else [])]], name="ada")
    pod = asyncio.run(c.KubeSpawner["modify_pod_hook"](types.SimpleNamespace(user=user), pod))
    mounts = [m if isinstance(m, str) else [m.mount_path, m.sub_path] for m in pod.spec.containers[0].volume_mounts]
    return {"mounts": mounts, "sidecar": pod.spec.containers[1].volume_mounts, "touched": pod.touched}
`

const hub = hubPlan({
  settings: {
    folders: { shared: true, public: true, everyone: true },
  },
  values: { groups: { 'polar-lab/ice': { folder: 'ice' }, 'q"\\\'uote': { folder: 'odd' }, plain: {} } },
})
const values = homeNfs.forHub(hub, wiring())!.values!['jupyterhub']!

function start(
  admin: boolean,
  groups: string[],
  before = '',
  roles: string[] = [],
): { mounts: unknown[]; sidecar: unknown; touched: boolean } {
  const program =
    'SNIPPET = ' +
    `${JSON.stringify(homeFolders('home'))}\n${HUB(values, before)}\nprint(json.dumps(start(${admin ? 'True' : 'False'}, ` +
    `json.loads(${JSON.stringify(JSON.stringify(groups))}), ` +
    `json.loads(${JSON.stringify(JSON.stringify(roles))}))))`
  return runPython(program) as ReturnType<typeof start>
}

describe.skipIf(!hasPython)('folders that only some people have', () => {
  test.each([
    ['somebody', false, [], []],
    [
      'an admin',
      true,
      [],
      [
        ['/home/jovyan/shared-readwrite', '_shared'],
        ['/home/jovyan/allusers', null],
      ],
    ],
    ['a member', false, ['polar-lab/ice', 'another'], [['/home/jovyan/ice', '_group-polar-2dlab-2fice']]],
    [
      'an admin and member',
      true,
      ['polar-lab/ice'],
      [
        ['/home/jovyan/shared-readwrite', '_shared'],
        ['/home/jovyan/allusers', null],
        ['/home/jovyan/ice', '_group-polar-2dlab-2fice'],
      ],
    ],
    ['a member of a group with an odd name', false, ['q"\\\'uote'], [['/home/jovyan/odd', '_group-q-22-5c-27uote']]],
  ])('%s', (_, admin, groups, more) => {
    expect(start(admin, groups)).toEqual({ mounts: ['own', ...more], sidecar: null, touched: false })
  })

  test(
    "an admin without access to other people's servers has the role hub-admin instead, and the folders all the " +
      'same',
    () => {
      expect(start(false, [], '', ['user', 'hub-admin'])).toEqual(start(true, []))
      expect(start(false, [], '', ['user'])).toEqual(start(false, []))
      expect(start(false, ['hub-admins']), 'through a group').toEqual(start(true, []))
    },
  )

  test.each([
    ['plain', 'def other(spawner, pod):\n    pod.touched = True\n    return pod'],
    ['asynchronous', 'async def other(spawner, pod):\n    pod.touched = True\n    return pod'],
  ])('a hook that was there before still runs (%s)', (_, other) => {
    expect(start(true, [], `${other}\nc.KubeSpawner.modify_pod_hook = other`)).toMatchObject({
      touched: true,
      mounts: ['own', ['/home/jovyan/shared-readwrite', '_shared'], ['/home/jovyan/allusers', null]],
    })
  })
})

test('no snippet where nobody has a folder of their own', () => {
  const plain = homeNfs.forHub(hubPlan({ settings: { folders: { shared: null, public: true } } }), wiring())!.values![
    'jupyterhub'
  ]!
  expect(written(plain)).not.toHaveProperty('hub')
  expect(written(plain)).not.toHaveProperty('custom')
})
