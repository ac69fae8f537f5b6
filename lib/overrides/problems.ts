/** What an override may not do. */
import { defineProblems, listed } from '../diagnostics.ts'
import type { Hint } from './key-hints.ts'

const MAPS = 'Write blocks as `type: { name: { … } }`, outputs as `name: { value: … }`.'
const OWN_FILE = 'a Terraform file of your own beside the output: hubloom leaves it alone.'

interface UnknownKey {
  release: string
  path: string
  hint: Hint
}

interface Amount {
  path: string
  value: unknown
  better?: string
}

function meant(hint: Hint): string {
  switch (hint.kind) {
    case 'similar':
      return `Did you mean \`${hint.key}\`?`
    case 'elsewhere':
      return `It stands under ${hint.paths.map((path) => `\`${path}\``).join(' or ')}.`
    case 'release':
      return `The chart of \`${hint.release}\` has it: write it under \`overrides.helm.${hint.release}\`.`
    case 'level':
      return `Leave \`${hint.key}:\` out, and write what stands below it one level higher.`
    default:
      return hint.keys.length > 0
        ? `Known here: ${listed(hint.keys)}.`
        : 'Take it out: here the chart reads no keys at all.'
  }
}

const KIND_WORDS: Readonly<Record<string, string>> = {
  text: 'a text',
  number: 'a number',
  bool: '`true` or `false`',
  list: 'a list',
  map: 'a map',
}
const kinds = (wanted: string): string =>
  wanted
    .split('|')
    .map((kind) => KIND_WORDS[kind] ?? `\`${kind}\``)
    .join(' or ')

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'string') return `the text \`${value}\``
  return typeof value === 'object' && value !== null ? 'a map' : `\`${String(value)}\``
}

/** How a value has to be written to be of a kind that is wanted. */
function rewritten(wanted: string, value: unknown): string {
  const ways = wanted.split('|')
  if (typeof value === 'string' && ways.includes('number') && /^-?\d+(\.\d+)?$/.test(value))
    return `Write \`${value}\`, without quotes.`
  if (typeof value === 'string' && ways.includes('bool') && /^(true|false|yes|no|on|off)$/i.test(value))
    return `Write \`${/^(true|yes|on)$/i.test(value)}\`, without quotes.`
  if (['number', 'boolean'].includes(typeof value) && ways.includes('text'))
    return `Write \`"${String(value)}"\`, in quotes.`
  if (wanted === 'list' && typeof value !== 'object') return `Write \`[${String(value)}]\`.`
  return "Write it as the chart's documentation does."
}

export const overrideProblems = defineProblems({
  'unknown-release': {
    severity: 'error',
    message: ({ release }: { release: string }) => `there is no release \`${release}\` here`,
    help: ({ known }: { known: readonly string[] }) =>
      `The releases are ${listed(known) || 'none'}. One that is off, such as dask-gateway without \`dask: true\`, ` +
      'cannot be overridden.',
  },
  'override-misfit/key': {
    severity: 'error',
    message: ({ release, path }: UnknownKey) => `the chart of \`${release}\` has no \`${path}\``,
    help: ({ hint }: UnknownKey) => meant(hint),
    why: 'Helm stops at what a schema of the chart refuses; without a schema, nothing reads such a key, in silence.',
    source: 'helm.sh/docs/topics/charts, "Schema Files"',
  },
  'override-misfit/class': {
    severity: 'error',
    message: ({ owner }: { owner: string }) => `there is no class \`${owner}\``,
    help: ({ hint }: { hint: Hint }) => named(hint),
  },
  'override-misfit/trait': {
    severity: 'error',
    message: ({ path, owner }: { path: string; owner: string }) => `the class \`${owner}\` has no \`${path}\``,
    help: ({ hint }: { hint: Hint }) => named(hint),
  },
  'override-unlisted': {
    severity: 'warning',
    message: ({ release, path }: UnknownKey) => `the values of \`${release}\` list no \`${path}\``,
    help: ({ hint }: UnknownKey) => `Nothing in its documentation reads it. ${meant(hint)}`,
  },
  'override-unlisted/heir': {
    severity: 'warning',
    message: ({ path, heir }: { path: string; heir: string }) =>
      `\`${path}\` is a trait of \`${heir}\`: other classes pass over it`,
    help: ({ heir }: { heir: string }) => `Write it below \`${heir}\`, where whoever reads it looks for it.`,
    why: 'What is said of a class holds for those that derive from it and have such a trait, and for no others.',
    source: 'traitlets.readthedocs.io/en/stable/config.html, "Configuration files inheritance"',
  },
  'override-misfit/type': {
    severity: 'error',
    message: ({ path, wanted, value }: { path: string; wanted: string; value: unknown }) =>
      `\`${path}\` takes ${kinds(wanted)}, and this is ${kindOf(value)}`,
    help: ({ wanted, value }: { wanted: string; value: unknown }) => rewritten(wanted, value),
  },
  'override-misfit/bytes': {
    severity: 'error',
    message: ({ path, value }: Amount) =>
      typeof value === 'number'
        ? `\`${path}\` is ${value} ${value === 1 ? 'byte' : 'bytes'}`
        : `KubeSpawner does not read \`${String(value)}\` in \`${path}\``,
    help: ({ better }: Amount) =>
      `Write ${better ? `\`${better}\`` : 'it as `14.5G`'}: KubeSpawner knows bytes, and K, M, G and T of 1024.`,
  },
  'override-misfit/quantity': {
    severity: 'error',
    message: ({ path, value }: Amount) => `\`${path}\` is \`${String(value)}\`, which no container can have`,
    help: ({ better }: Amount) =>
      better
        ? `Write \`${better}\`, if that is meant.`
        : 'Write memory as `512Mi` or `4Gi`, CPU in cores as `0.5` or `500m`.',
  },
  'override-misfit/function': {
    severity: 'error',
    message: ({ path }: { path: string }) => `\`${path}\` is a Python function, which YAML cannot hold`,
    help: 'Write it in `hub.extraConfig` of the chart, as Python.',
  },
  'override-deprecated': {
    severity: 'warning',
    message: ({ path }: { path: string; class: string }) => `\`${path}\` is deprecated`,
    help: ({ class: name }: { class: string }) => `The documentation of ${name} says what took its place.`,
  },
  'override-misfit/kind': {
    severity: 'error',
    message: ({ path, name, from, to }: { path: string; name: string; from: string; to: string }) =>
      `\`${path}\` of \`${name}\` is ${from}, and the override makes it ${to}`,
    help: ({ from, to }: { from: string; to: string }) =>
      from === 'a map' && to === 'a list'
        ? 'Write it as a map, each item below a name of its own: the list would take the place of all that is there.'
        : 'Write it as its documentation does; a list replaces the whole list below it.',
  },
  'override-misfit/argument': {
    severity: 'error',
    message: ({ type, argument }: { type: string; argument: string }) => `\`${type}\` has no argument \`${argument}\``,
    help: ({ hint }: { hint: Hint }) => meant(hint),
  },
  'override-misfit/argument-type': {
    severity: 'error',
    message: ({ path, wanted, value }: { path: string; wanted: string; value: unknown }) =>
      `\`${path}\` takes ${kinds(wanted)}, and this is ${kindOf(value)}`,
    help: ({ wanted }: { wanted: string }) =>
      wanted === 'text'
        ? 'Write one text; a policy is JSON as text.'
        : "Write it as the provider's documentation does.",
  },
  'override-misfit/resource-type': {
    severity: 'error',
    message: ({ type }: { type: string }) => `the provider has no \`${type}\``,
    help: ({ hint }: { hint: Hint }) => meant(hint),
  },
  'override-misfit/missing': {
    severity: 'error',
    message: ({ type, name, absent }: { type: string; name: string; absent: readonly string[] }) =>
      `\`${type}.${name}\` is new, and is without ${listed(absent)}`,
    help: 'The provider asks for it: say it, or name a block that is there.',
  },
  'override-misfit/address': {
    severity: 'error',
    message: ({ to }: { to: string }) => `\`${to}\` is no address of what a block tells`,
    help: 'Write type, name and attribute, such as `type.name.id`; `data.` before those of a data source.',
  },
  'override-misfit/ref': {
    severity: 'error',
    message: ({ to }: { to: string }) => `nothing in this folder is \`${to}\``,
    help: ({ known }: { known: readonly string[] }) => `There is ${listed(known)}.`,
  },
  'override-drops-items': {
    severity: 'warning',
    message: ({ path, name, lost }: { path: string; name: string; lost: readonly string[] }) =>
      `\`${path}\` of \`${name}\` is replaced, and loses ${listed(lost.slice(0, 4))}${
        lost.length > 4 ? ` and ${lost.length - 4} more` : ''
      }`,
    help: 'Write `{ add: […] }` to keep what is there, `{ remove: […] }` to take some out, or name each by its `name`.',
    why: 'Helm merges maps of values, and replaces lists.',
  },
  'not-a-manifest': {
    severity: 'error',
    message: ({ name }: { name: string }) => `\`${name}\` is neither an object that is there, nor a whole manifest`,
    help: ({ known }: { known: readonly string[] }) =>
      `Write apiVersion, kind and metadata.name, or name one of ${listed(known)}.`,
  },
  'override-out-of-reach/list': {
    severity: 'error',
    message: ({ name }: { name: string }) => `\`${name}\` is a list of objects`,
    help: 'Write each object under a name of its own.',
  },
  'override-out-of-reach/secret': {
    severity: 'error',
    message: ({ name }: { name: string }) => `\`${name}\` is a Secret, and no secret is ever written`,
    help: 'Make it with kubectl, and name it where it is used.',
  },
  'override-out-of-reach/namespace': {
    severity: 'error',
    message: ({ name, elsewhere, namespace }: { name: string; elsewhere: string; namespace: string }) =>
      `\`${name}\` would go into the namespace \`${elsewhere}\`, and this hub has \`${namespace}\` on a cluster ` +
      'of others',
    help: ({ namespace }: { namespace: string }) => `Leave it out, or write \`metadata: { namespace: ${namespace} }\`.`,
  },
  'override-out-of-reach/kind': {
    severity: 'error',
    message: ({ name, kind }: { name: string; kind: string }) =>
      `\`${name}\` is of the kind ${kind}, which a hub may not bring to a cluster of others`,
    help: ({ allowed }: { allowed: readonly string[] }) =>
      `Kinds are ${allowed.join(', ')}. Ask the cluster's owner for more.`,
  },
  'override-out-of-reach/no-map': {
    severity: 'error',
    message: ({ type }: { type: string }) => `\`${type}\` has to be a map`,
    help: MAPS,
  },
  'override-out-of-reach/no-block': {
    severity: 'error',
    message: ({ type, name }: { type: string; name: string }) => `\`${type}.${name}\` has to be a map`,
    help: 'Write one block for each name: `type: { name: { … } }`.',
  },
  'override-out-of-reach/provider': {
    severity: 'error',
    message: ({ type }: { type: string }) => `\`${type}\` is of no provider that this root has`,
    help: ({ providers }: { providers: readonly string[] }) =>
      `Types here begin with ${providers.map((provider) => `\`${provider}_\``).join(' or ')}: nothing in an input ` +
      'may run a program or reach elsewhere.',
  },
  'override-out-of-reach/grant': {
    severity: 'error',
    message: ({ type }: { type: string }) => `\`${type}\` grants rights in the account of the cluster's owner`,
    help: "Ask the owner, who can grant them in the cluster's own file.",
  },
  'override-out-of-reach/program': {
    severity: 'error',
    message: ({ key }: { key: string }) => `\`${key}\` cannot stand in an input`,
    help: `It could run a program on the machine of whoever applies. Keep ${OWN_FILE}`,
  },
  'unknown-block': {
    severity: 'error',
    message: ({ block }: { block: string }) => `\`${block}\` cannot be overridden`,
    help: ({ allowed }: { allowed: readonly string[] }) =>
      `Blocks here are ${listed(allowed)}; providers and backend come from the cluster's settings.`,
  },
  'expression-in-input': {
    severity: 'error',
    message: ({ path }: { path: string }) => `\`${path}\` holds a Terraform expression`,
    help:
      'Text from inputs is never evaluated. Write the value itself, `{ ref: type.name.attribute }`, or keep ' +
      OWN_FILE,
    why: 'Terraform evaluates whatever stands between the signs, functions that read files of the machine included.',
    source: 'developer.hashicorp.com/terraform/language/expressions/strings',
  },
})

/** What might have been meant by a name of Python's. */
const named = (hint: Hint): string => (hint.kind === 'similar' ? `There is \`${hint.key}\`.` : meant(hint))
