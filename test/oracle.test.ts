/**
 * The oracle: every Terraform root of the fleet, rebuilt as cdktf constructs by a generic adapter, synthesises to the
 * same JSON. What our plain data says is thereby what the providers' bindings say. cdktf is loaded here and nowhere
 * else.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, TerraformOutput, TerraformStack, Testing } from 'cdktf'
import { afterAll, describe, expect, it } from 'vitest'
import { compileFolder, fleet, outputTexts } from './fleet.ts'

type Json = Record<string, unknown>
/** cdktf makes folders as soon as an App is made. */
const scratch = mkdtempSync(join(tmpdir(), 'hubloom-cdktf-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))
type Construct = new (
  scope: TerraformStack,
  id: string,
  config: Json,
) => { overrideLogicalId(id: string): void; importFrom?(id: string): void }

const PROVIDERS: Record<string, string> = {
  google: '@cdktf/provider-google',
  aws: '@cdktf/provider-aws',
  azurerm: '@cdktf/provider-azurerm',
}
/** Arguments whose keys are data, not arguments. */
const MAPS = new Set([
  'labels',
  'tags',
  'node_labels',
  'resource_labels',
  'user_labels',
  'default_labels',
  'metadata',
  'configuration',
  'variables',
  'parameters',
  'attribute_mapping',
  'content_type_map',
])

const camel = (key: string): string => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())

/** The arguments of a block in cdktf's spelling: block keys in camel case, keys of maps as they are. */
function camelCased(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(camelCased)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [camel(key), MAPS.has(key) ? item : camelCased(item)]),
  )
}

/** The class of a resource or data type, from its own module: loading a whole provider takes seconds. */
async function classOf(mode: 'resource' | 'data', type: string): Promise<Construct> {
  const [provider, ...rest] = type.split('_') as [string, ...string[]]
  const module = (await import(
    `${PROVIDERS[provider]}/lib/${mode === 'data' ? `data-${provider}-` : ''}${rest.join('-')}/index.js`
  )) as Record<string, Construct & { tfResourceType?: string }>
  const found = Object.values(module).find((each) => each.tfResourceType === type)
  if (!found) throw new Error(`no class for ${mode} ${type}`)
  return found
}

/** The JSON that cdktf writes for the same resources, data, providers and outputs. */
export async function synthesise(root: Json): Promise<Json> {
  const stack = new TerraformStack(new App({ outdir: scratch, skipBackendValidation: true }), 'oracle')
  for (const [provider, config] of Object.entries(root['provider'] as Json)) {
    const name = `${provider[0]!.toUpperCase()}${provider.slice(1)}Provider`
    const module = (await import(`${PROVIDERS[provider]}/lib/provider/index.js`)) as Record<string, Construct>
    for (const [i, one] of [config].flat().entries())
      new module[name]!(stack, `provider-${provider}-${i}`, camelCased(one) as Json)
  }
  for (const mode of ['data', 'resource'] as const) {
    for (const [type, blocks] of Object.entries((root[mode] ?? {}) as Record<string, Record<string, Json>>)) {
      const Class = await classOf(mode, type)
      for (const [name, { depends_on: dependsOn, ...args }] of Object.entries(blocks)) {
        const dependencies = dependsOn ? { dependsOn: (dependsOn as string[]).map((fqn) => ({ fqn })) } : {}
        const made = new Class(stack, `${mode}-${type}-${name}`, {
          ...(camelCased(args) as Json),
          ...dependencies,
        })
        made.overrideLogicalId(name)
        const id = idOf(root, `${type}.${name}`)
        if (id !== undefined) made.importFrom!(id)
      }
    }
  }
  for (const [name, output] of Object.entries((root['output'] ?? {}) as Record<string, { value: unknown }>)) {
    new TerraformOutput(stack, `output-${name}`, output).overrideLogicalId(name)
  }
  return JSON.parse(Testing.synth(stack)) as Json
}

const importsOf = (root: Json): { to: string; id: string }[] =>
  ((root['import'] ?? []) as { to: string; id: string }[]).toSorted((a, b) => (a.to < b.to ? -1 : 1))
const idOf = (root: Json, address: string): string | undefined => importsOf(root).find(({ to }) => to === address)?.id

const parts = ({ provider, data, resource, output, ...more }: Json): Json =>
  JSON.parse(
    JSON.stringify({
      provider: Object.fromEntries(Object.entries(provider as Json).map(([name, config]) => [name, [config].flat()])),
      data,
      resource,
      output,
      import: importsOf(more),
    }),
  ) as Json

/** The fleet, and hubs that take over what is there. */
const roots = [...outputTexts(fleet()), ...outputTexts(compileFolder('test/cases/existing'))]
  .filter(([path]) => path.endsWith('main.tf.json'))
  .map(([path, text]): [string, Json] => [path, JSON.parse(text) as Json])

describe('the oracle', () => {
  it('has roots of every cloud to judge', () => {
    expect(roots.length).toBeGreaterThanOrEqual(20)
    for (const provider of Object.keys(PROVIDERS))
      expect(roots.some(([, root]) => provider in (root['provider'] as Json))).toBe(true)
  })

  it.each(roots)('%s is what cdktf synthesises', async (_path, root) => {
    expect(parts(await synthesise(root))).toEqual(parts(root))
  })

  it('sees an argument that is broken on purpose', async () => {
    const [, root] = roots.find(([path]) => path.endsWith('cluster/main.tf.json'))!
    const broken = structuredClone(root)
    const blocks = Object.values(broken['resource'] as Record<string, Record<string, Json>>)[0]!
    Object.values(blocks)[0]!['no_such_argument'] = true
    expect(parts(await synthesise(broken))).not.toEqual(parts(broken))
  })
})
