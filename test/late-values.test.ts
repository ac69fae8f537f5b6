/** Values that only an apply tells go through a Terraform output, all others into the values file. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitReleases } from '../lib/late-values.ts'
import { deepAdd, valueAt } from '../lib/maps.ts'
import type { Release } from '../lib/print/helm.ts'
import { ref, template } from '../lib/print/terraform.ts'
import { renderYaml } from '../lib/print/yaml.ts'
import { compileTexts, fleet, outputTexts } from './fleet.ts'

const id = ref('aws_ebs_volume.home.id')
const release = (values: Record<string, unknown>, more: Partial<Release> = {}): Release => ({
  service: 'home-nfs',
  name: 'nfs',
  namespace: 'reef',
  chart: 'jupyterhub-home-nfs',
  repository: 'oci://example.org/charts',
  version: '1.2.0',
  purpose: 'homes',
  values,
  ...more,
})
const split = (values: Record<string, unknown>): { known: unknown; late: unknown } => {
  const { releases, outputs } = splitReleases([release(values)])
  return { known: releases[0]!.values, late: outputs['helm_values_home_nfs']?.value }
}

describe('values of a release', () => {
  it('stay as they are where all are known', () => {
    const all = release({ a: { b: [1], c: {} } })
    expect(splitReleases([all])).toEqual({ releases: [all], outputs: {} })
  })
  it.each([
    ['an expression', { a: { b: id, c: 1 } }, { a: { c: 1 } }, { a: { b: id } }],
    ['a text with one', { a: template`x${id}` }, {}, { a: template`x${id}` }],
    ['a map of which nothing else is left', { a: { b: { c: id } }, d: 1 }, { d: 1 }, { a: { b: { c: id } } }],
    ['a list, since Helm replaces lists', { a: [1, { b: id }], c: [2] }, { c: [2] }, { a: [1, { b: id }] }],
    [
      'a block with its switch',
      { eks: { enabled: true, id } },
      { eks: { enabled: true } },
      { eks: { enabled: true, id } },
    ],
  ])('%s comes late', (_what, values, known, late) => {
    expect(split(values)).toEqual({ known, late })
  })
  it('come together again as Helm lays the one on the other', () => {
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom<unknown>(1, 'a', true, id),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'enabled'), tie('value'), { minKeys: 1, noNullPrototype: true }),
      ),
    })).value
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), value, { noNullPrototype: true }), (values) => {
        const { known, late = {} } = split(values)
        expect(deepAdd(known as object as Record<string, unknown>, late as Record<string, unknown>)).toEqual(values)
        expect(() => renderYaml(known)).not.toThrow()
      }),
    )
  })
  it('are named in an output that says of which release they are', () => {
    const { releases, outputs } = splitReleases([release({ a: id }, { lateValues: 'the disk' })])
    expect(releases[0]!.terraformOutput).toBe('helm_values_home_nfs')
    expect(outputs['helm_values_home_nfs']!.description).toBe(
      'Values of the release home-nfs that are known after an apply only: the disk.',
    )
  })
})

describe('an expression', () => {
  it('never becomes YAML', () => {
    for (const value of [id, { a: id }, [id], template`x${id}`]) expect(() => renderYaml(value)).toThrow(/no YAML for/)
  })
  it('of a release is of a resource in the same root', () => {
    const roots = [...outputTexts(fleet())].filter(([path]) => path.endsWith('/main.tf.json'))
    const sources = roots.flatMap(([path, text]) => {
      const root = JSON.parse(text) as { output?: Record<string, unknown>; resource?: unknown }
      return Object.entries(root.output ?? {})
        .filter(([name]) => name.startsWith('helm_values_'))
        .flatMap(([, output]) => [...JSON.stringify(output).matchAll(/\$\{([a-z_]+)\.([a-z_]+)\.[a-z_]+\}/g)])
        .map(([source, type, name]) => ({ path, source, made: valueAt(root.resource, [type!, name!]) }))
    })
    expect(sources.length).toBeGreaterThan(2)
    expect(sources.filter(({ made }) => made === undefined)).toEqual([])
  })
  it('gives way to an override, which comes last', () => {
    const files = {
      'communities/reef/community.yaml':
        'name: Reef Lab\ncontact: ops@reef.example.org\nhubs:\n  profile: research\n  auth: { github: { ' +
        'organizations: [reef] }, admins: [ada-example] }\n',
      'communities/reef/cluster.yaml': 'cloud: aws\nregion: us-west-2\naccount: "000000000000"\n',
      'communities/reef/hubs/prod.yaml':
        'domain: hub.reef.example.org\nhome: { disk: 500Gi }\n' +
        'overrides: { helm: { home-nfs: { eks: { volumeId: vol-0123 } } } }\n',
    }
    const texts = outputTexts(compileTexts(files))
    expect(texts.get('reef/prod/home-nfs.values.yaml')).toContain('volumeId: vol-0123')
    expect(texts.get('reef/prod/main.tf.json')).not.toContain('helm_values')
    expect(texts.get('reef/prod/releases.json')).not.toContain('terraformOutput')
  })
})
