/** A tenant's folder has what its Role allows, and nothing else; the owner's has the rest; both say so. */
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { clouds } from '../lib/clouds/index.ts'
import { DEPLOYER_MAY, DEPLOYER_SEES, OWNERS_KINDS } from '../lib/plan/tenants.ts'
import type { Manifest } from '../lib/print/kubernetes.ts'
import { CLOUDS, everything } from './clouds/everything.ts'
import { fleet, outputTexts } from './fleet.ts'
import { manifestFaults } from './services/manifests.ts'

const texts = outputTexts(fleet())
const objects = (path: string): Manifest[] =>
  parseAllDocuments(texts.get(path) ?? '').map((document) => document.toJS() as Manifest)
const hubs = fleet().fleet.hubs.filter(({ community, cluster }) => cluster.community !== community)
const readme = (community: string): string => texts.get(`${community}/README.md`)!

/** The resource of a kind, as RBAC names it. */
const resourceOf = (kind: string): string => `${kind.toLowerCase()}s`.replace(/ys$/, 'ies').replace(/sss$/, 'sses')

interface Rule {
  apiGroups: string[]
  resources: string[]
  verbs: string[]
}
const rulesOf = (object: Manifest): Rule[] => (object as unknown as { rules: Rule[] }).rules
const named = (all: readonly Manifest[], kind: string, namespace?: string): Manifest =>
  all.find((each) => each.kind === kind && each.metadata.namespace === namespace)!

describe.each(hubs.map((hub) => [hub.id, hub] as const))('%s, on a cluster of others', (id, hub) => {
  const own = objects(`${id}/kubernetes.yaml`)
  const owners = objects(`${hub.cluster.community}/cluster/kubernetes.yaml`)
  const role = named(owners, 'Role', hub.namespace)

  it('has in its folder only what its Role allows, in its namespace', () => {
    expect(own.length).toBeGreaterThan(2)
    for (const { apiVersion, kind, metadata } of own) {
      const group = apiVersion.includes('/') ? apiVersion.split('/')[0]! : ''
      expect(metadata.namespace, `${kind}/${metadata.name}`).toBe(hub.namespace)
      const allows = ({ apiGroups, resources, verbs }: Rule): boolean =>
        apiGroups.includes(group) && resources.includes(resourceOf(kind)) && verbs.includes('*')
      expect(rulesOf(role).some(allows), `${apiVersion} ${kind}`).toBe(true)
    }
  })
  it('has the rest from the owner, labelled with whose it is', () => {
    expect(owners.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === hub.namespace)).toBe(true)
    expect(named(owners, 'RoleBinding', hub.namespace)).toMatchObject({
      roleRef: { kind: 'Role', name: role.metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: hub.community, namespace: 'hub-deployers' }],
    })
    for (const kind of ['ResourceQuota', 'LimitRange', 'Role', 'RoleBinding'])
      expect(named(owners, kind, hub.namespace).metadata.labels, kind).toMatchObject({
        community: hub.community,
        hub: hub.hub,
      })
    expect(own.filter(({ kind }) => OWNERS_KINDS.includes(kind))).toEqual([])
  })
  it('cannot lift its limits, or read anything of its neighbours', () => {
    const writes = rulesOf(role).filter(({ verbs }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)))
    const writable = writes.flatMap(({ resources }) => resources)
    for (const kind of OWNERS_KINDS) expect(writable).not.toContain(resourceOf(kind))
    for (const { verbs } of owners
      .filter(({ kind, metadata }) => kind === 'ClusterRole' && /hub-deployers/.test(metadata.name))
      .flatMap(rulesOf))
      expect(verbs).toEqual(['get'])
    expect(JSON.stringify(DEPLOYER_SEES.cluster)).not.toMatch(/secrets|pods|configmaps/)
  })
  it('asks for its own rights, and not for the owner’s', () => {
    const page = readme(hub.community)
    expect(page).toContain(`Ask \`${hub.cluster.community}\` to apply their \`cluster/\` first`)
    expect(page).not.toMatch(/role Owner|AdministratorAccess|on the subscription: the/)
    for (const { resources } of DEPLOYER_MAY) for (const name of resources) expect(page).toContain(`\`${name}\``)
    const root = JSON.parse(texts.get(`${id}/main.tf.json`)!) as Record<string, object | undefined>
    const types = [
      ...Object.keys(root['resource'] ?? {}),
      ...Object.keys(root['data'] ?? {}).map((type) => `data.${type}`),
    ]
    for (const type of types)
      for (const right of clouds[hub.cluster.cloud as 'gcp'].rights[type]!)
        expect(page).toContain(right.replace(/[*_]/g, '\\$&'))
  })
  it('says what the owner runs: the first install, new versions of charts, the place of the state', () => {
    const page = readme(hub.community)
    const owner = `\`${hub.cluster.community}\``
    expect(page).toContain(`${owner} runs \`make kubernetes-<hub>\` in this folder, which installs the releases`)
    expect(page).toContain(`${owner} runs these lines, or \`make kubernetes-${hub.hub}\`; otherwise you do.`)
    expect(page).toContain(`The cluster is that of ${owner}. Where a build has changed their`)
    expect(page).toContain(`ask ${owner} to write \`state:\` in \`communities/${hub.cluster.community}/cluster.yaml\``)
    expect(page).toContain(`ask ${owner} for a bucket: it is named in their`)
    expect(page).not.toContain('\\`')
  })
  it('makes, to bring back homes, what its Role allows, and leaves the rest to the owner', () => {
    const page = texts.get(`${hub.community}/RESTORE.md`)!
    const ofHub = page.split('\n## ').find((section) => section.startsWith(`The hub \`${hub.hub}\``))!
    const [before, ...owners] = ofHub.split(`\`${hub.cluster.community}\` runs this`)
    const tenants = [before!, ...owners.map((text) => text.slice(text.indexOf('Then you:')))].join('')
    for (const text of owners) expect(text).toContain('Then you:')
    const kinds = [...tenants.matchAll(/^kind: (\S+)$/gm)].map(([, kind]) => kind!)
    for (const kind of kinds)
      expect(rulesOf(role).some(({ resources }) => resources.includes(resourceOf(kind)))).toBe(true)
    expect(tenants).not.toMatch(/kubectl \S+ persistentvolume /)
    if (ofHub.includes('persistentVolumeReclaimPolicy')) expect(owners).toHaveLength(2)
    expect(page).toContain(`kubectl config set-credentials ${hub.community} --token`)
  })
  it('is in the page of the owner, with its pools and its token', () => {
    const page = readme(hub.cluster.community)
    const pools = hub.cluster.pools.filter((pool) => pool.hubs.includes(id)).map(({ name }) => `\`${name}\``)
    expect(page).toContain(`| \`${id}\` | \`${hub.namespace}\` | ${pools.join(', ')} |`)
    expect(page).toContain(`kubectl create token ${hub.community} --namespace hub-deployers`)
  })
})

it('the owner writes objects that Kubernetes takes', () => {
  const kinds = ['Namespace', 'ServiceAccount', 'Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding']
  const owners = objects('commons/cluster/kubernetes.yaml').filter(({ kind }) => kinds.includes(kind))
  expect(owners.flatMap(manifestFaults)).toEqual([])
})

it.each(CLOUDS)('the rights that each resource of a hub takes on %s are known', (cloud) => {
  for (const how of ['open', 'closed'] as const)
    for (const [path, text] of outputTexts(everything(cloud, how))) {
      if (!path.endsWith('main.tf.json') || path.includes('/cluster/')) continue
      const { resource = {}, data = {} } = JSON.parse(text) as { resource?: object; data?: object }
      for (const type of [...Object.keys(resource), ...Object.keys(data).map((each) => `data.${each}`)])
        expect(clouds[cloud].rights[type], type).toBeDefined()
    }
})

it('the page says who may enter a hub, by which setting of which file', () => {
  const page = readme('river-college')
  const row = (setting: string, name: string, file: string): string =>
    `| \`east/\` | CILogon | \`auth.${setting}\` | \`${name}\` by \`communities/river-college/${file}.yaml\` |`
  expect(page).toContain(row('admins', 'staff@rivercolleges.example.org', 'community'))
  expect(page).toContain(row('cilogon.providers.google.domains', 'rivercolleges.example.org', 'community'))
  expect(page).toContain(row('cilogon.providers.microsoft.domains', 'east.example.edu', 'hubs/east'))
  for (const { id, community, hub, signIn } of fleet().fleet.hubs)
    if (signIn.provider.kind !== 'nobody')
      expect(readme(community).split('## Who may enter')[1], id).toMatch(
        new RegExp(`^\\| \`${hub}/\` \\| [^|]+ \\| \`(auth|event)\\.(?!admins)`, 'm'),
      )
})
