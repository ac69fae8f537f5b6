/**
 * The oracle: every Terraform root of the fleet, rebuilt as cdktf constructs by a generic adapter, synthesises to the
 * same JSON. What our plain data says is thereby what the providers' bindings say.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, TerraformStack, Testing } from 'cdktf'
import { afterAll, describe, expect, it } from 'vitest'
import { addRoot, PROVIDERS } from '../bench/constructs.js'
import { compileFolder, fleet, outputTexts } from './fleet.ts'

type Json = Record<string, unknown>
/** cdktf makes folders as soon as an App is made. */
const scratch = mkdtempSync(join(tmpdir(), 'hubloom-cdktf-'))
afterAll(() => rmSync(scratch, { recursive: true, force: true }))

/** The JSON that cdktf writes for the same resources, data, providers and outputs. */
async function synthesise(root: Json): Promise<Json> {
  const stack = new TerraformStack(new App({ outdir: scratch, skipBackendValidation: true }), 'oracle')
  await addRoot(stack, root)
  return JSON.parse(Testing.synth(stack)) as Json
}

const importsOf = (root: Json): { to: string; id: string }[] =>
  ((root['import'] ?? []) as { to: string; id: string }[]).toSorted((a, b) => (a.to < b.to ? -1 : 1))

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
