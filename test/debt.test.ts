/** Overrides that need not be, and the table of chart keys that a setting says as well. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { clouds } from '../lib/clouds/index.ts'
import { check } from '../lib/cli/check.ts'
import { overrideDebt, type Debt } from '../lib/debt.ts'
import { readInputs } from '../lib/layers/inputs.ts'
import { SETTINGS_OF_KEYS, settingOfKey } from '../lib/overrides/index.ts'
import type { ChartKeys, KeyTable } from '../lib/print/helm.ts'
import { registry } from '../lib/registry.ts'
import { schemasOf } from '../lib/settings/index.ts'
import { schemaAt } from '../lib/settings/json-schema.ts'
import { compileTexts, fleet, lines, profiles, repository } from './fleet.ts'

const override = (values: string): string => `overrides: { helm: { jupyterhub: { ${values} } } }\n`
const hub = (name: string, values: string): string => `domain: ${name}.reef.example.org\n${override(values)}`

const FLEET: Readonly<Record<string, string>> = {
  'profiles/shared.yaml': override('hub: { extraPodSpec: { priority: 1 } }'),
  'communities/reef/community.yaml':
    'name: Reef\ncontact: ops@reef.example.org\nhubs:\n  profile: [research, shared]\n' +
    '  auth: { github: { organizations: [reef] }, admins: [ada-example] }\n' +
    `  ${override('hub: { revisionHistoryLimit: 3 }')}`,
  'communities/reef/cluster.yaml':
    'cloud: gcp\nregion: us-central1\naccount: reef-hubs-123456\n' +
    'overrides: { helm: { prometheus: { server: { retention: 30d } } } }\n',
  'communities/reef/hubs/again.yaml': hub('again', 'hub: { revisionHistoryLimit: 3, extraPodSpec: { priority: 1 } }'),
  'communities/reef/hubs/anyway.yaml': hub('anyway', 'singleuser: { cloudMetadata: { blockWithIptables: false } }'),
  'communities/reef/hubs/own.yaml': hub('own', 'singleuser: { memory: { guarantee: 3G } }'),
  'communities/reef/hubs/one.yaml': hub('one', 'debug: { enabled: true }'),
  'communities/reef/hubs/two.yaml': hub('two', 'debug: { enabled: true }'),
  'communities/reef/hubs/three.yaml': hub('three', 'debug: { enabled: true }'),
}

function debtOf(files: Readonly<Record<string, string>>): Debt[] {
  const compiled = compileTexts(files)
  expect(lines(compiled.diagnostics.filter(({ severity }) => severity === 'error'))).toBe('')
  const texts = new Map([...profiles, ...Object.entries(files)])
  return overrideDebt(compiled.fleet, readInputs(texts, ['kelp', 'reef'], registry).layers, registry)
}
const told = (files: Readonly<Record<string, string>>): string[] =>
  debtOf(files).map(
    ({ kind, at, path, of, file, setting }) =>
      `${kind} ${at.file.replace('communities/', '')}:${at.line} ${path.replace('helm.', '')} of ${of.length}` +
      ` ${file ?? setting ?? ''}`,
  )

describe('an override that need not be', () => {
  it('is told at its line, with what takes its place', () => {
    expect(told(FLEET)).toEqual([
      'setting reef/cluster.yaml:4 prometheus.server.retention of 1 monitoring.keep',
      'inherited reef/hubs/again.yaml:2 jupyterhub.hub.revisionHistoryLimit of 1 communities/reef/community.yaml',
      'inherited reef/hubs/again.yaml:2 jupyterhub.hub.extraPodSpec.priority of 1 profiles/shared.yaml',
      'written reef/hubs/anyway.yaml:2 jupyterhub.singleuser.cloudMetadata.blockWithIptables of 1 ',
      'shared reef/hubs/one.yaml:2 jupyterhub.debug.enabled of 3 communities/reef/community.yaml',
      'setting reef/hubs/own.yaml:2 jupyterhub.singleuser.memory.guarantee of 1 sizes',
    ])
  })
  it('is none where two hubs say it, or where it says something else', () => {
    const { 'communities/reef/hubs/three.yaml': _, ...two } = FLEET
    expect(told(two).filter((each) => each.startsWith('shared'))).toEqual([])
    const other = FLEET['communities/reef/hubs/again.yaml']!.replace('Limit: 3', 'Limit: 4')
    expect(told({ ...FLEET, 'communities/reef/hubs/again.yaml': other }).join('\n')).not.toContain('revisionHistory')
  })
  it('belongs into the profile that hubs of several communities name', () => {
    const kelp = Object.fromEntries(
      Object.entries(FLEET)
        .filter(([path]) => /reef\/(c|hubs\/one)/.test(path))
        .map(([path, text]) => [path.replace('reef', 'kelp'), text.replaceAll('reef', 'kelp')]),
    )
    expect(told({ ...FLEET, ...kelp }).filter((each) => each.startsWith('shared'))).toEqual([
      'shared kelp/hubs/one.yaml:2 jupyterhub.debug.enabled of 4 profiles/shared.yaml',
    ])
  })
  it('is said by `check --debt` as text, and as data', () => {
    const debt = debtOf(FLEET).slice(0, 2)
    expect(check.text({ hubs: 7, warnings: 0, stale: [], debt }).out).toBe(
      'communities/reef/cluster.yaml:4:46: debt[setting]: `helm.prometheus.server.retention` of reef/cluster' +
        ' has a setting: `monitoring.keep`\n' +
        'communities/reef/hubs/again.yaml:2:43: debt[inherited]: `helm.jupyterhub.hub.revisionHistoryLimit` of' +
        ' reef/again says what communities/reef/community.yaml says already\n' +
        '7 hubs: no problems, and dist/ is up to date\n',
    )
  })
  it('of the sample fleet is one that shows how overrides are written', () => {
    const { layers } = readInputs(repository.texts, repository.folders, registry)
    expect(overrideDebt(fleet().fleet, layers, registry).map(({ path }) => path)).toEqual([
      'helm.jupyterhub.singleuser.extraLabels.aurora.example.org/project',
    ])
  })
})

describe('the table of keys that settings say', () => {
  const schemas = schemasOf(Object.values(clouds).map(({ facts }) => facts.settings))
  const rows = Object.entries(SETTINGS_OF_KEYS).flatMap(([release, table]) =>
    Object.entries(table).map(([key, setting]) => ({ release, key, setting })),
  )
  it.each(rows)('$release: $key is one of the chart, and $setting a setting', ({ release, key, setting }) => {
    const { keys } = JSON.parse(readFileSync(`lib/services/${release}/keys.json`, 'utf8')) as ChartKeys
    let here: KeyTable | undefined = keys
    for (const step of key.split('.')) {
      // below a map of any keys stands what its program reads: classes, and whatever code is named
      if (typeof here === 'string') expect(here).toMatch(/map|any/)
      else here = here?.[step] ?? here?.['*']
    }
    expect(here, key).toBeDefined()
    const schema = release === 'grafana' || release === 'prometheus' ? schemas.cluster : schemas.hub
    expect(schemaAt(schema, setting.split('.')), setting).toBeDefined()
  })
  it('takes the longest path that fits', () => {
    expect(settingOfKey('jupyterhub', ['hub', 'config', 'JupyterHub', 'admin_access'])).toBe('auth.admins-see-servers')
    expect(settingOfKey('jupyterhub', ['singleuser', 'memory', 'limit'])).toBe('sizes')
    expect(settingOfKey('jupyterhub', ['debug', 'enabled'])).toBeUndefined()
  })
})
