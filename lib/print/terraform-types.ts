/**
 * The types of Terraform's arguments, from cdktf's provider bindings: camelCase there, snake_case here and in `dist/`.
 * Types only.
 */
import type { IResolvable, TerraformMetaArguments } from 'cdktf'
import type { Block, Expression, Lifecycle, Template } from './terraform.ts'

type Snake<S extends string, Done extends string = ''> = S extends `${infer Head}${infer Tail}`
  ? Snake<Tail, Tail extends Uncapitalize<Tail> ? `${Done}${Lowercase<Head>}` : `${Done}${Lowercase<Head>}_`>
  : Done

type Value<T> = T extends IResolvable
  ? never
  : T extends string
    ? string | Expression | Template
    : T extends number | boolean
      ? T | Expression
      : T extends readonly (infer Item)[]
        ? Value<Item>[] | Expression
        : T extends object
          ? string extends keyof T
            ? Record<string, Value<T[keyof T]>> | Expression
            : Nested<T>
          : never

/** A nested block may have arguments that are named like a resource's own, such as `lifecycle` and `provider`. */
type Nested<T> = { [K in keyof T as K extends string ? Snake<K> : never]: Value<Exclude<T[K], undefined>> }

/** The snake_case arguments of a binding's `…Config`. */
export type Arguments<T> = {
  [K in keyof T as K extends keyof TerraformMetaArguments ? never : K extends string ? Snake<K> : never]: Value<
    Exclude<T[K], undefined>
  >
}

interface Meta {
  dependsOn?: readonly Block[]
  lifecycle?: Lifecycle
}

/** Makers of checked blocks for the types listed in `Resources` and `Data`, each naming its binding's config. */
export interface Makers<Resources, Data> {
  resource<K extends keyof Resources & string>(type: K, name: string, args: Arguments<Resources[K]>, meta?: Meta): Block
  data<K extends keyof Data & string>(type: K, name: string, args: Arguments<Data[K]>): Block
}

export function makers<Resources, Data>(): Makers<Resources, Data> {
  return {
    // oxlint-disable-next-line max-params -- the order of a block in Terraform: type, name, arguments, meta-arguments
    resource: (type, name, args, meta = {}) => ({
      mode: 'resource',
      type,
      name,
      args: args as Record<string, unknown>,
      ...meta,
    }),
    data: (type, name, args) => ({ mode: 'data', type, name, args: args as Record<string, unknown> }),
  }
}
