/** Files of extra services: mounted as they were written, told when they cannot be. */
import { expect, it } from 'vitest'
import { serviceAddress } from '../../../lib/checks/services.ts'
import { serviceFilePaths, serviceFilesTooLarge } from '../../../lib/checks/service-files.ts'
import type { Manifest } from '../../../lib/print/kubernetes.ts'
import type { HubPlan } from '../../../lib/plan/types.ts'
import { serviceManifests } from '../../../lib/services/jupyterhub/extra-services.ts'
import { manifestFaults } from '../manifests.ts'
import { findings } from '../../plan.ts'
import { hub } from './plans.ts'

type Files = NonNullable<NonNullable<HubPlan['settings']['values']['services']>[string]['files']>
const image = 'quay.io/example/grader:1.0'
const withFiles = (files: Files): HubPlan => hub({}, { values: { services: { grader: { image, files } } } })
const two: Files = {
  config: { path: '/etc/grader/config.yaml', content: 'a: $(HOME) {username} {{ x }}\n' },
  run: { path: '/opt/run', content: '#!/bin/sh\n', mode: '755' },
}
const template = (manifests: Manifest[]) =>
  (
    manifests.find(({ kind }) => kind === 'Deployment') as unknown as {
      spec: {
        template: {
          metadata: { annotations?: Record<string, string> }
          spec: { volumes?: unknown; securityContext?: unknown; containers: { volumeMounts?: unknown }[] }
        }
      }
    }
  ).spec.template

it('a service finds its files as they were written', () => {
  const manifests = serviceManifests(withFiles(two))
  expect(manifests.flatMap(manifestFaults)).toEqual([])
  expect(manifests.find(({ kind }) => kind === 'ConfigMap')).toMatchObject({
    metadata: { name: 'service-grader-files', namespace: 'polar-prod' },
    data: { config: two['config']!.content, run: two['run']!.content },
  })
  const { spec } = template(manifests)
  expect(spec).toMatchObject({ securityContext: { fsGroup: 1000 } })
  expect(spec.volumes).toEqual([
    {
      name: 'files',
      configMap: {
        name: 'service-grader-files',
        items: [
          { key: 'config', path: 'config', mode: 0o644 },
          { key: 'run', path: 'run', mode: 0o755 },
        ],
      },
    },
  ])
  expect(spec.containers[0]!.volumeMounts).toEqual([
    { name: 'files', mountPath: '/etc/grader/config.yaml', subPath: 'config', readOnly: true },
    { name: 'files', mountPath: '/opt/run', subPath: 'run', readOnly: true },
  ])
})

it('another text makes another pod', () => {
  const mark = (content: string): unknown =>
    template(serviceManifests(withFiles({ config: { path: '/x', content } }))).metadata.annotations
  expect(mark('a')).toEqual(mark('a'))
  expect(mark('a')).not.toEqual(mark('b'))
})

it('nothing is mounted where there are none', () => {
  const manifests = serviceManifests(hub({ services: { grader: { image } } }))
  expect(manifests.map(({ kind }) => kind)).not.toContain('ConfigMap')
  expect(JSON.stringify(template(manifests))).not.toMatch(/volume|fsGroup|hubloom\/files/)
})

const file = (path: string, content = ''): Files[string] => ({ path, content })
it.each<[string, HubPlan, string[]]>([
  ['files that are fine', withFiles(two), []],
  [
    'a service elsewhere',
    hub({ services: { far: { url: 'http://far.example.svc:9000', files: two } } }),
    ['service-address services.far'],
  ],
  [
    'one path twice',
    withFiles({ a: file('/etc/x'), b: file('/etc//./x') }),
    ['service-file-path services.grader.files.b.path'],
  ],
  [
    'a file below another',
    withFiles({ a: file('/etc/x/y'), b: file('/etc/x') }),
    ['service-file-path services.grader.files.a.path'],
  ],
  ['paths that only begin alike', withFiles({ a: file('/etc/xy'), b: file('/etc/x') }), []],
  ['a folder', withFiles({ a: file('/etc/') }), ['service-file-path services.grader.files.a.path']],
  ['a way out', withFiles({ a: file('/etc/../x') }), ['service-file-path services.grader.files.a.path']],
  [
    'more than a ConfigMap holds',
    withFiles(
      Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`f${i}`, file(`/x/${i}`, 'x'.repeat(100_000))])),
    ),
    ['service-files-too-large services.grader.files'],
  ],
])('is told: %s', (_, plan, wanted) => {
  const found = findings([serviceAddress, serviceFilePaths, serviceFilesTooLarge], [plan])
  expect(found.map(({ code, at }) => `${code} ${at.file}`)).toEqual(wanted)
})
