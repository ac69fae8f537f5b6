/** What an override may not do. */
import { defineProblems, listed } from '../diagnostics.ts'

const MAPS = 'Write blocks as `type: { name: { … } }`, outputs as `name: { value: … }`.'
const OWN_FILE = 'a Terraform file of your own beside the output: hubloom leaves it alone.'

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
    message: ({ release, key }: { release: string; key: string }) => `the chart of \`${release}\` has no \`${key}\``,
    help: ({ known }: { known: readonly string[] }) => `Its values begin with ${listed(known)}.`,
  },
  'override-misfit/kind': {
    severity: 'error',
    message: ({ path, name, from, to }: { path: string; name: string; from: string; to: string }) =>
      `\`${path}\` of \`${name}\` is ${from}, and the override makes it ${to}`,
    help: 'Write it as its documentation does; a list replaces the whole list below it.',
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
    help: `Text from inputs is never evaluated. Write the value itself, or keep ${OWN_FILE}`,
  },
})
