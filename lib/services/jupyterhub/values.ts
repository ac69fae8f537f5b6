/** The values of the chart, by key, so that a key that it does not have is a type error. */
import type keys from './keys.json'

type Keys = (typeof keys)['keys']

/** Values of JupyterHub's release: what is checked by TypeScript down to the second level. */
export type HubValues = {
  readonly [K in keyof Keys]?: Keys[K] extends string
    ? unknown
    : '*' extends keyof Keys[K]
      ? unknown
      : { readonly [I in keyof Keys[K]]?: unknown }
}
