/**
 * The thirty points hold of every hub of the fleet. Below, values are broken on purpose, so that no point can hold by
 * saying nothing.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fleet } from './fleet.ts'
import { POINTS, hubOf, list, nameOf, overridesOf, writtenOf, type Values, type Written } from './points.ts'

const written = writtenOf(fleet())

describe('each of the thirty points holds of every hub', () => {
  it.each(POINTS.map((point) => [nameOf(point), point[2]] as const))('%s', (_, holds) => {
    for (const hub of written) {
      try {
        holds(hub)
      } catch (error) {
        throw new Error(`${hub.plan.id}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      }
    }
  })
  it('there are thirty, over at least sixteen hubs', () => {
    expect(POINTS.map(([place]) => place)).toEqual(Array.from({ length: 30 }, (_, i) => i + 1))
    expect(written.length).toBeGreaterThanOrEqual(16)
  })
})

describe('docs/thirty-points.md', () => {
  it('names exactly these tests', () => {
    const rows = readFileSync('docs/thirty-points.md', 'utf8')
      .split('\n')
      .filter((line) => /^\| [0-9]+ \|/.test(line))
      .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))
    for (const row of rows) expect(row.length, row.join()).toBe(5)
    expect(rows.map((row) => `${row[0]}. ${row[4]}`)).toEqual(POINTS.map(nameOf))
  })
})

const set =
  (path: string, value: unknown) =>
  (hub: Written): void => {
    const keys = path.split('.')
    const last = keys.pop()!
    const parent = keys.reduce<Values>((node, key) => node[key]!, hub as unknown as Values)
    if (value === undefined) delete parent[last]
    else parent[last] = value as Values
  }
const V = 'values.jupyterhub'
const isSchool = ({ plan }: Written): boolean => plan.id === 'coral-school/school'
/** One of the bindings of a hub, with another account. */
const bindingOf = ({ manifests }: Written, name: string): Values => {
  const binding = manifests.find(({ kind }) => String(kind) === 'RoleBinding')!
  return { ...binding, subjects: [{ kind: 'ServiceAccount', name }] } as unknown as Values
}

describe('a point is told where it is broken', () => {
  it.each<[number, string, (hub: Written) => void]>([
    [1, 'polar-lab/prod', set(`${V}.hub.config.JupyterHub.authenticator_class`, 'dummy')],
    [2, 'polar-lab/prod', set(`${V}.hub.config.Authenticator.allow_all`, true)],
    [2, 'polar-lab/prod', set(`${V}.hub.config.GitHubOAuthenticator.allowed_organizations`, ['*'])],
    [
      3,
      'polar-lab/prod',
      set(`${V}.hub.config.GitHubOAuthenticator.oauth_callback_url`, 'http://hub.polar.example.org/hub/oauth_callback'),
    ],
    [3, 'polar-lab/prod', set(`${V}.hub.config.GitHubOAuthenticator.client_secret`, 'x')],
    [
      4,
      'polar-lab/prod',
      (hub) =>
        list(hubOf(hub)['hub']!['loadRoles']!['hub-admin']!['scopes']).push('access:servers' as unknown as Values),
    ],
    [4, 'polar-lab/prod', set(`${V}.hub.loadRoles.admin.users`, ['ada-example'])],
    [5, 'polar-lab/prod', set(`${V}.hub.loadRoles.hub-admin`, undefined)],
    [6, 'polar-lab/prod', set(`${V}.proxy.secretToken`, 'abc')],
    [7, 'polar-lab/prod', set(`${V}.ingress.tls`, [])],
    [8, 'polar-lab/prod', set(`${V}.proxy.service.type`, 'LoadBalancer')],
    [9, 'polar-lab/prod', set(`${V}.cull.enabled`, false)],
    [9, 'river-college/north', set(`${V}.cull.maxAge`, 0)],
    [10, 'polar-lab/prod', set('cluster.releases', [])],
    [10, 'polar-lab/prod', set(`${V}.singleuser.networkPolicy.enabled`, false)],
    [11, 'delta-hydrology/prod', set(`${V}.singleuser.cloudMetadata.blockWithIptables`, true)],
    [11, 'polar-lab/prod', set(`${V}.singleuser.cloudMetadata.blockWithIptables`, false)],
    [12, 'polar-lab/prod', set(`${V}.scheduling.userPods.nodeAffinity.matchNodePurpose`, 'prefer')],
    [12, 'river-college/north', set(`${V}.singleuser.nodeSelector`, { 'hub.jupyter.org/pool-name': 'user-none' })],
    [13, 'polar-lab/prod', set(`${V}.scheduling.userScheduler.enabled`, false)],
    [14, 'coral-school/school', set(`${V}.scheduling.podPriority.enabled`, false)],
    [15, 'coral-school/school', set(`${V}.prePuller.hook.enabled`, true)],
    [16, 'polar-lab/prod', set(`${V}.hub.db.pvc.storageClassName`, 'nfs')],
    [17, 'polar-lab/prod', set(`${V}.hub.resources`, {})],
    [18, 'river-college/north', set(`${V}.singleuser.memory.limit`, undefined)],
    [
      18,
      'polar-lab/prod',
      (hub) =>
        set('mem_limit', 1)(overridesOf(hub).find(([, override]) => 'mem_limit' in override)![1] as unknown as Written),
    ],
    [19, 'polar-lab/prod', set(`${V}.singleuser.storage.static.subPath`, '{username}')],
    [19, 'delta-hydrology/staging', set(`${V}.singleuser.storage.dynamic.pvcNameTemplate`, 'home-{username}')],
    [19, 'polar-lab/prod', set('values.home-nfs.quotaEnforcer.config.QuotaManager.hard_quota', 1)],
    [20, 'polar-lab/prod', set(`${V}.singleuser.startTimeout`, 300)],
    [21, 'polar-lab/prod', set(`${V}.singleuser.image.tag`, 'latest')],
    [22, 'polar-lab/prod', set(`${V}.hub.concurrentSpawnLimit`, 0)],
    [22, 'commons/demo', set(`${V}.hub.activeServerLimit`, undefined)],
    [23, 'polar-lab/prod', set(`${V}.hub.networkPolicy.ingress`, [{}])],
    [24, 'polar-lab/prod', set(`${V}.hub.pdb.enabled`, true)],
    [25, 'polar-lab/prod', set(`${V}.hub.config.KubeSpawner.automount_service_account_token`, true)],
    [25, 'coral-school/school', (hub) => void hub.manifests.push(bindingOf(hub, 'user'))],
    [25, 'polar-lab/prod', (hub) => void hub.manifests.push(...written.find(isSchool)!.manifests)],
    [
      25,
      'coral-school/school',
      (hub) => {
        for (const { rules } of hub.manifests) for (const rule of list(rules)) delete rule['resourceNames']
      },
    ],
    [26, 'polar-lab/prod', set(`${V}.singleuser.uid`, 0)],
    [26, 'polar-lab/prod', set(`${V}.singleuser.allowPrivilegeEscalation`, true)],
    [26, 'polar-lab/staging', set(`${V}.singleuser.fsGid`, 0)],
    [26, 'polar-lab/staging', set(`${V}.singleuser.extraContainers`, [{ name: 'more' }])],
    [
      27,
      'polar-lab/prod',
      (hub) =>
        set(
          'stringData',
          '{}',
        )(hubOf(hub)['singleuser']!['extraFiles']!['ipython_kernel_config.json'] as unknown as Written),
    ],
    [28, 'polar-lab/prod', set('terraform.resource.aws_dlm_lifecycle_policy', {})],
    [28, 'delta-hydrology/prod', set('terraform.resource.google_compute_disk.homes.lifecycle', {})],
    [29, 'delta-hydrology/prod', set('cluster.terraform.resource.google_billing_budget', {})],
    [30, 'polar-lab/prod', (hub) => set('version', '*')(hub.releases[1] as unknown as Written)],
  ])('%s. of %s', (place, id, breaks) => {
    const { plan, ...rest } = written.find((hub) => hub.plan.id === id)!
    const broken: Written = { ...structuredClone(rest), plan }
    const holds = POINTS[place - 1]![2]
    holds(broken)
    breaks(broken)
    expect(() => holds(broken)).toThrow()
  })
})
