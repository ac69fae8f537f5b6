import type { Diagnostic, Result } from '../diagnostics.ts'
import { isMap } from '../maps.ts'
import { literal, type ArgumentTable } from '../print/terraform.ts'
import { argumentFaults } from './arguments.ts'
import { layOver } from './lay-over.ts'
import { overrideProblems } from './problems.ts'
import { danglingReferences, withReferences } from './references.ts'
import { overridesOf, originIn, type OriginOf, type OverrideSettings, type Scope } from './scope.ts'

type PlainMap = Readonly<Record<string, unknown>>

const BLOCKS = ['resource', 'data', 'output', 'locals']
/** Types that grant rights in the account. */
const GRANTS = /_iam_|_iam$|role_assignment|role_definition|access_entry|access_policy/

/**
 * Lays `overrides.terraform` on a root, given as what `main.tf.json` holds. Strings in them are data: one that looks
 * like an expression is refused, so that nobody believes in it. `{ ref: … }` is what another block tells.
 */
export function addTerraform(
  document: PlainMap,
  settings: OverrideSettings,
  { scope, table = {} }: { scope: Scope; table?: ArgumentTable },
): Result<Record<string, unknown>> {
  const { terraform: overrides = {} } = overridesOf(settings)
  const originOf = originIn(settings, 'terraform')
  const providers = Object.keys(document['provider'] as PlainMap)
  const refused = misplaced(overrides, { providers, scope, originOf })
  const root = layOver(document, literal(withReferences(overrides)) as PlainMap)
  return {
    value: root,
    diagnostics: [
      ...unknownBlocks(overrides, originOf),
      ...refused,
      ...withExpressions(overrides, originOf),
      ...argumentFaults(overrides, { root: document, table: without(table, refused), originOf }),
      ...danglingReferences(overrides, root, originOf),
    ],
  }
}

/** The table without the types that are refused as a whole: what else is wrong with them is of no interest. */
const without = (table: ArgumentTable, refused: readonly Diagnostic[]): ArgumentTable => {
  const types = new Set(refused.map(({ args }) => args['type']))
  return types.size === 0 ? table : Object.fromEntries(Object.entries(table).filter(([type]) => !types.has(type)))
}

const unknownBlocks = (overrides: PlainMap, originOf: OriginOf): Diagnostic[] =>
  Object.keys(overrides)
    .filter((key) => !BLOCKS.includes(key))
    .map((block) =>
      overrideProblems.raise('unknown-block', { at: originOf([block]), args: { block, allowed: BLOCKS } }),
    )

interface RootContext {
  providers: readonly string[]
  scope: Scope
  originOf: OriginOf
}

/** Blocks that are none, and those that a bundle of this scope must not have. */
function misplaced(overrides: PlainMap, context: RootContext): Diagnostic[] {
  return ['resource', 'data', 'output'].flatMap((mode) =>
    Object.entries((overrides[mode] ?? {}) as PlainMap).flatMap(([type, blocks]) => {
      if (!isMap(blocks))
        return [
          overrideProblems.raise('override-out-of-reach/no-map', {
            at: context.originOf([mode, type]),
            args: { type },
          }),
        ]
      return mode === 'output' ? [] : misplacedBlocks({ mode, type, blocks }, context)
    }),
  )
}

/**
 * Blocks that would run a program, that belong to no provider of the root, or that grant rights in somebody else's
 * account.
 */
function misplacedBlocks(
  { mode, type, blocks }: { mode: string; type: string; blocks: PlainMap },
  { providers, scope, originOf }: RootContext,
): Diagnostic[] {
  const at = originOf([mode, type])
  const odd = Object.keys(blocks).find((name) => !isMap(blocks[name]))
  if (odd !== undefined)
    return [
      overrideProblems.raise('override-out-of-reach/no-block', {
        at: originOf([mode, type, odd]),
        args: { type, name: odd },
      }),
    ]
  if (!providers.some((provider) => type.startsWith(`${provider}_`)))
    return [overrideProblems.raise('override-out-of-reach/provider', { at, args: { type, providers } })]
  if (scope.tenant && GRANTS.test(type))
    return [overrideProblems.raise('override-out-of-reach/grant', { at, args: { type } })]
  return Object.entries(blocks).flatMap(([name, args]) =>
    ['provisioner', 'connection', 'provider']
      .filter((key) => Object.hasOwn(args as object, key))
      .map((key) =>
        overrideProblems.raise('override-out-of-reach/program', {
          at: originOf([mode, type, name, key]),
          args: { key },
        }),
      ),
  )
}

const withExpressions = (overrides: PlainMap, originOf: OriginOf): Diagnostic[] =>
  expressions(overrides, []).map((path) =>
    overrideProblems.raise('expression-in-input', {
      at: originOf(path),
      args: { path: ['overrides', 'terraform', ...path].join('.') },
    }),
  )

function expressions(value: unknown, path: readonly (string | number)[]): (readonly (string | number)[])[] {
  if (typeof value === 'string') return /[$%]\{/.test(value) ? [path] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [
    ...(/[$%]\{/.test(key) ? [[...path, key]] : []),
    ...expressions(item, [...path, key]),
  ])
}
