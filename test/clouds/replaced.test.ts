/**
 * The tables of what replaces a resource (`clouds/<cloud>/resource-types.ts`): each entry is an argument that the provider
 * has, names its source, and stands for a resource that is written with that argument; and whatever Terraform is told
 * never to destroy is in its cloud's table.
 */
import { describe, expect, it } from 'vitest'
import { argumentAt } from '../../lib/clouds/resource-types.ts'
import { clouds, type CloudName } from '../../lib/clouds/index.ts'
import { fleet, outputTexts } from '../fleet.ts'
import { slice, type Slice } from '../providers.ts'
import { everything } from './everything.ts'

type Args = Record<string, unknown>
interface Written {
  type: string
  address: string
  args: Args
}

const SLICES: Record<CloudName, string> = {
  aws: 'aws-6.66.0.json',
  azure: 'azurerm-4.73.0.json',
  gcp: 'google-6.50.0.json',
}

/** Every resource of the fleet and of the communities that ask for everything, of one provider. */
function writtenBy(cloud: CloudName): Written[] {
  const texts = [fleet(), everything(cloud, 'open'), everything(cloud, 'closed')].flatMap((compilation) =>
    [...outputTexts(compilation as ReturnType<typeof fleet>)].filter(([path]) => path.endsWith('/main.tf.json')),
  )
  return texts
    .map(([, text]) => JSON.parse(text) as { provider: object; resource?: Record<string, Record<string, Args>> })
    .filter(({ provider }) => clouds[cloud].resourceTypes.provider.name in provider)
    .flatMap(({ resource = {} }) =>
      Object.entries(resource).flatMap(([type, named]) =>
        Object.entries(named).map(([name, args]) => ({ type, address: `${type}.${name}`, args })),
      ),
    )
}

/** Whether the provider has an argument at a path, in blocks as well. */
function hasArgument(types: Slice, type: string, path: string): boolean {
  let here: Slice[string] | undefined = types[type]
  return path.split('.').every((key) => {
    const argument: Slice[string][string] | undefined = here?.[key]
    here = argument?.block
    return argument !== undefined
  })
}

describe.each(Object.keys(SLICES) as CloudName[])('%s', (cloud) => {
  const { replacedBy: held, replacing = {}, ground } = clouds[cloud].resourceTypes
  const replacedBy = { ...held, ...replacing }
  const resources = writtenBy(cloud)
  const types = slice(SLICES[cloud])
  const paths = Object.entries(replacedBy).flatMap(([type, { changes, shrinks = [] }]) =>
    [...changes, ...shrinks].map((path) => ({ type, path })),
  )

  it.skipIf(!types)('names arguments that the provider has', () => {
    expect(paths.filter(({ type, path }) => !hasArgument(types!, type, path))).toEqual([])
    expect(hasArgument(types!, paths[0]!.type, 'versoin')).toBe(false)
  })
  it('names the source of each type, in which the argument is looked up', () => {
    for (const { source } of Object.values(replacedBy)) expect(source).toMatch(/^[a-z0-9]+\/[a-z0-9_]+\.go$/)
  })
  it('has no type that is never written', () => {
    const written = new Set(resources.map(({ type }) => type))
    expect(Object.keys(replacedBy).filter((type) => !written.has(type))).toEqual([])
  })
  it('has each type that Terraform or the cloud must never destroy, and what a cluster stands on', () => {
    const kept = resources.filter(
      ({ args }) => argumentAt(args, 'lifecycle.prevent_destroy') === true || args['deletion_protection'] === true,
    )
    expect(kept.length).toBeGreaterThan(2)
    expect([...new Set([...kept.map(({ type }) => type), ...ground])].filter((type) => !(type in held))).toEqual([])
  })
})
