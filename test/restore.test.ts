/**
 * RESTORE.md of every bundle, and of a community with all settings on each cloud: its commands are shell, name what is
 * in the bundle, and take in every resource of its roots.
 */
import { spawnSync } from 'node:child_process'
import { describe, expect, it, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Manifest } from '../lib/print/kubernetes.ts'
import { importsOf, joined, wordOf, type Imported } from '../lib/print/terraform-imports.ts'
import { sh } from '../lib/print/shell.ts'
import { CLOUDS, everything } from './clouds/everything.ts'
import { fleet, outputTexts } from './fleet.ts'
import { manifestFaults } from './services/manifests.ts'

const bundles = new Map(
  [
    outputTexts(fleet()),
    ...CLOUDS.flatMap((cloud) => ['open', 'closed'].map((how) => outputTexts(everything(cloud, how as 'open')))),
  ].flatMap((texts, i) =>
    [...texts]
      .filter(([path]) => path.endsWith('/RESTORE.md'))
      .map(([path, page]) => {
        const community = path.split('/')[0]!
        const files = new Map(
          [...texts].flatMap(([name, text]) =>
            name.startsWith(`${community}/`) ? [[name.slice(community.length + 1), text] as const] : [],
          ),
        )
        return [`${i === 0 ? '' : `${i}: `}${community}`, { page, files }] as const
      }),
  ),
)

const blocks = (page: string): string[] => [...page.matchAll(/```bash\n([\s\S]*?)```/g)].map(([, block]) => block!)
const script = (page: string): string => blocks(page).join('')
const all = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, name]) => name!)),
]

/** Objects that a page itself makes. */
const objectsOf = (page: string): Manifest[] =>
  [...script(page).matchAll(/<<'END'\n([\s\S]*?)\nEND\n/g)].flatMap(([, text]) =>
    parseAllDocuments(text!).map((document) => document.toJS() as Manifest),
  )
const namespacesOf = (files: ReadonlyMap<string, string>): string[] =>
  [...files].flatMap(([path, text]) =>
    path.endsWith('releases.json')
      ? (JSON.parse(text) as { namespace: string }[]).map(({ namespace }) => namespace)
      : [],
  )

describe.each([...bundles])('RESTORE.md of %s', (_name, { page, files }) => {
  const commands = script(page)

  it('has only shell that bash can read', () => {
    expect(blocks(page).length).toBeGreaterThan(2)
    for (const block of blocks(page)) {
      const { stderr, status } = spawnSync('bash', ['-n'], { input: block, encoding: 'utf8' })
      expect(stderr, block).toBe('')
      expect(status).toBe(0)
    }
  })
  it('names folders, files and targets that are in the bundle', () => {
    const makefile = files.get('Makefile')!
    for (const folder of all(commands, /-chdir=(\S+)/g)) expect([...files.keys()]).toContain(`${folder}/main.tf.json`)
    for (const file of all(commands, /-f (\S+\.yaml)/g)) expect([...files.keys()]).toContain(file)
    for (const target of all(commands, /^make (\S+)/gm)) expect(makefile).toMatch(new RegExp(`^${target}:`, 'm'))
  })
  it("names its hubs' namespaces, deployments and claims, and no others", () => {
    const known = namespacesOf(files)
    for (const namespace of all(commands, /--namespace (\S+)/g)) expect(known).toContain(namespace)
    for (const hub of all(page, /It is in the namespace `(\S+)`/g)) expect(known).toContain(hub)
    const made = objectsOf(page).map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`)
    for (const pod of all(commands, /\b(pod\/[a-z-]+)/g)) expect(made).toContain(pod)
    expect(all(commands, /\bdeployment\/([a-z-]+)/g).filter((name) => !['hub', 'home-nfs'].includes(name))).toEqual([])
    if (commands.includes('deployment/home-nfs')) expect([...files.keys()].join()).toContain('home-nfs.values.yaml')
  })
  it('makes objects that Kubernetes takes, on machines and of claims that are there', () => {
    const objects = objectsOf(page)
    expect(objects.flatMap(manifestFaults)).toEqual([])
    const claims = [...files].flatMap(([path, text]) =>
      path.endsWith('kubernetes.yaml')
        ? parseAllDocuments(text)
            .map((document) => document.toJS() as Manifest)
            .filter(({ kind }) => kind === 'PersistentVolumeClaim')
        : [],
    )
    const known = [...claims, ...objects].map(({ kind, metadata }) => `${kind}/${metadata.namespace}/${metadata.name}`)
    for (const pod of objects.filter(({ kind }) => kind === 'Pod')) {
      const { volumes } = (pod as unknown as { spec: { volumes: { persistentVolumeClaim: { claimName: string } }[] } })
        .spec
      const claim = volumes[0]!.persistentVolumeClaim.claimName
      // the chart's own
      if (claim !== 'hub-db-dir') expect(known).toContain(`PersistentVolumeClaim/${pod.metadata.namespace}/${claim}`)
    }
  })
  it('takes in every resource of every root, once', () => {
    for (const [path, text] of files) {
      if (!path.endsWith('main.tf.json')) continue
      const { resource = {} } = JSON.parse(text) as { resource?: Record<string, Record<string, unknown>> }
      const addresses = Object.entries(resource).flatMap(([type, named]) =>
        Object.keys(named).map((name) => `${type}.${name}`),
      )
      const folder = path.replace('/main.tf.json', '')
      const imported = [...commands.matchAll(new RegExp(`-chdir=${folder} import (\\S+) `, 'g'))].map(([, at]) => at)
      expect(imported).toEqual(addresses.sort())
    }
  })
  it('knows each id, or the command that asks for it, but for what has neither name nor tag', () => {
    const open = all(commands, / import \S+ .*<id of ([a-z0-9_]+)\./g)
    const nameless = [
      'aws_vpc_security_group_ingress_rule',
      'google_artifact_registry_repository_iam_member',
      'google_billing_budget',
      'google_monitoring_notification_channel',
    ]
    expect(open.filter((type) => !nameless.includes(type))).toEqual([])
    expect(all(commands, /import (\S+ .*<(?!id of)[^>]*>)/g)).toEqual([])
  })
  it('says what nobody has tried', () => expect(page).toContain('Nothing here was run against a real cloud'))
})

test('a hub with homes has a way for one file and for all; one without says so', () => {
  const page = bundles.get('polar-lab')!.page
  expect(page).toContain('**One person’s file.**'.replace('’', "'"))
  expect(page).toContain('**All homes.**')
  expect(bundles.get('commons')!.page).toContain('Nothing is kept on this hub.')
})

describe('ids of a root', () => {
  const root = {
    resource: {
      a_bucket: { b: { name: "it's", parent: 'x-${a_group.g.id}/${a_group.g.label}-$${literal}' } },
      a_group: { g: { label: 'L' } },
    },
  }
  const table = {
    ids: {
      a_bucket: (r: Imported) => joined(r.at('parent'), '#', r.at('name')),
      a_group: () => [sh`"$(ask)"`],
    },
    attributes: {},
  }
  it('hold what they refer to, each text as one word', () =>
    expect(importsOf(root, table).map(({ address, id }) => `${address} ${id}`)).toEqual([
      `a_bucket.b x-"$(ask)"'/L-\${literal}#it'\\''s'`,
      'a_group.g "$(ask)"',
    ]))
  it('are for people to look up where nobody knows them', () => {
    expect(importsOf(root, { ids: {}, attributes: {} }).map(({ id }) => String(id))).toEqual([
      "'<id of a_bucket.b>'",
      "'<id of a_group.g>'",
    ])
    expect(String(wordOf(['a', 'b']))).toBe('ab')
  })
})
