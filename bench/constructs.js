// Terraform roots as cdktf constructs, by a generic adapter: the oracle of the tests, and what `npm run bench` compares
// with. cdktf and its providers are loaded here and nowhere else.
import { TerraformOutput } from 'cdktf'

export const PROVIDERS = {
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

const camel = (key) => key.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase())

/** The arguments of a block in cdktf's spelling: block keys in camel case, keys of maps as they are. */
function camelCased(value) {
  if (Array.isArray(value)) return value.map(camelCased)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [camel(key), MAPS.has(key) ? item : camelCased(item)]),
  )
}

/** The class of a resource or data type, from its own module: loading a whole provider takes seconds. */
async function classOf(mode, type) {
  const [provider, ...rest] = type.split('_')
  const name = `${mode === 'data' ? `data-${provider}-` : ''}${rest.join('-')}`
  const module = await import(`${PROVIDERS[provider]}/lib/${name}/index.js`)
  const found = Object.values(module).find((each) => each.tfResourceType === type)
  if (!found) throw new Error(`no class for ${mode} ${type}`)
  return found
}

/** Adds the providers, data, resources and outputs of a root to a stack of cdktf. */
export async function addRoot(stack, root) {
  for (const [provider, config] of Object.entries(root.provider)) {
    const name = `${provider[0].toUpperCase()}${provider.slice(1)}Provider`
    const module = await import(`${PROVIDERS[provider]}/lib/provider/index.js`)
    for (const [i, one] of [config].flat().entries())
      new module[name](stack, `provider-${provider}-${i}`, camelCased(one))
  }
  for (const mode of ['data', 'resource'])
    for (const [type, blocks] of Object.entries(root[mode] ?? {}))
      for (const [name, block] of Object.entries(blocks)) await addBlock(stack, root, { mode, type, name, block })
  for (const [name, output] of Object.entries(root.output ?? {}))
    new TerraformOutput(stack, `output-${name}`, output).overrideLogicalId(name)
}

async function addBlock(stack, root, { mode, type, name, block: { depends_on: dependsOn, ...args } }) {
  const Class = await classOf(mode, type)
  const dependencies = dependsOn ? { dependsOn: dependsOn.map((fqn) => ({ fqn })) } : {}
  const made = new Class(stack, `${mode}-${type}-${name}`, { ...camelCased(args), ...dependencies })
  made.overrideLogicalId(name)
  const taken = (root.import ?? []).find(({ to }) => to === `${type}.${name}`)
  if (taken !== undefined) made.importFrom(taken.id)
}
