import type { Diagnostic } from '../diagnostics.ts'
import { deepAdd, isMap } from '../maps.ts'
import { literal } from '../print/terraform.ts'
import type { OverrideSettings, Overridden, Scope } from './scope.ts'

type PlainMap = Readonly<Record<string, unknown>>
type Found = Pick<Diagnostic, 'message' | 'help'> & { code: string; path: readonly (string | number)[] }

const BLOCKS = ['resource', 'data', 'output', 'locals']
/** Types that grant rights in the account. */
const GRANTS = /_iam_|_iam$|role_assignment|role_definition|access_entry|access_policy/

/**
 * Lays `overrides.terraform` on a root, given as what `main.tf.json` holds. Strings in them are data: one that looks
 * like an expression is refused, so that nobody believes in it.
 */
export function addTerraform(
  document: PlainMap,
  { values, at }: OverrideSettings,
  scope: Scope,
): Overridden<Record<string, unknown>> {
  const overrides = values.overrides?.terraform ?? {}
  const providers = Object.keys(document['provider'] as PlainMap)
  const found = [...unknownBlocks(overrides), ...misplaced(overrides, providers, scope), ...withExpressions(overrides)]
  return {
    value: deepAdd(document, literal(overrides) as PlainMap),
    diagnostics: found.map(({ path, ...fault }) => ({
      severity: 'error',
      at: at(['overrides', 'terraform', ...path]),
      ...fault,
    })),
  }
}

const unknownBlocks = (overrides: PlainMap): Found[] =>
  Object.keys(overrides)
    .filter((key) => !BLOCKS.includes(key))
    .map((key) => ({
      code: 'unknown-block',
      path: [key],
      message: `\`${key}\` cannot be overridden`,
      help:
        `Blocks here are ${BLOCKS.map((block) => `\`${block}\``).join(', ')}; providers and backend come from ` +
        `the cluster's settings.`,
    }))

/** Blocks that are none, and those that a bundle of this scope must not have. */
function misplaced(overrides: PlainMap, providers: readonly string[], scope: Scope): Found[] {
  return ['resource', 'data', 'output'].flatMap((mode) =>
    Object.entries((overrides[mode] ?? {}) as PlainMap).flatMap(([type, blocks]) => {
      if (!isMap(blocks)) return outOfReach([mode, type], `\`${type}\` has to be a map`, MAPS)
      if (mode === 'output') return []
      return misplacedBlocks({ mode, type, blocks }, providers, scope)
    }),
  )
}

const MAPS = 'Write blocks as `type: { name: { … } }`, outputs as `name: { value: … }`.'

/**
 * Blocks that would run a program, that belong to no provider of the root, or that grant rights in somebody else's
 * account.
 */
function misplacedBlocks(
  { mode, type, blocks }: { mode: string; type: string; blocks: PlainMap },
  providers: readonly string[],
  { tenant }: Scope,
): Found[] {
  const odd = Object.keys(blocks).find((name) => !isMap(blocks[name]))
  if (odd !== undefined)
    return outOfReach(
      [mode, type, odd],
      `\`${type}.${odd}\` has to be a map`,
      'Write one block for each name: `type: { name: { … } }`.',
    )
  if (!providers.some((provider) => type.startsWith(`${provider}_`)))
    return outOfReach(
      [mode, type],
      `\`${type}\` is of no provider that this root has`,
      `Types here begin with ${providers.map((provider) => `\`${provider}_\``).join(' or ')}: nothing in ` +
        'an input may run a program or reach elsewhere.',
    )
  if (tenant && GRANTS.test(type))
    return outOfReach(
      [mode, type],
      `\`${type}\` grants rights in the account of the cluster's owner`,
      "Ask the owner, who can grant them in the cluster's own file.",
    )
  return Object.entries(blocks).flatMap(([name, args]) =>
    ['provisioner', 'connection', 'provider']
      .filter((key) => Object.hasOwn(args as object, key))
      .flatMap((key) =>
        outOfReach(
          [mode, type, name, key],
          `\`${key}\` cannot stand in an input`,
          'It could run a program on the machine of whoever applies. Keep a Terraform file of your own ' +
            'beside the output: hubloom leaves it alone.',
        ),
      ),
  )
}

const outOfReach = (path: readonly string[], message: string, help: string): Found[] => [
  { code: 'override-out-of-reach', path, message, help },
]

const withExpressions = (overrides: PlainMap): Found[] =>
  expressions(overrides, []).map((path) => ({
    code: 'expression-in-input',
    path,
    message: `\`${['overrides', 'terraform', ...path].join('.')}\` holds a Terraform expression`,
    help:
      'Text from inputs is never evaluated. Write the value itself, or keep a Terraform file of your own ' +
      'beside the output: hubloom leaves it alone.',
  }))

function expressions(value: unknown, path: readonly (string | number)[]): (readonly (string | number)[])[] {
  if (typeof value === 'string') return /[$%]\{/.test(value) ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [
    ...(/[$%]\{/.test(key) ? [[...path, key]] : []),
    ...expressions(item, [...path, key]),
  ])
}
