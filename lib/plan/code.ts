import type { Attachment } from '../layers/attachments.ts'
import type { HubSettings } from '../settings/index.ts'

/** When the hub calls a community's own code, the function that it calls, and with what. */
export const HOOKS = {
  'sign-in': { function: 'sign_in', arguments: ['authenticator', 'handler', 'authentication'] },
  'before-start': { function: 'before_start', arguments: ['spawner', 'auth_state'] },
  'after-stop': { function: 'after_stop', arguments: ['spawner', 'auth_state'] },
  pod: { function: 'change_pod', arguments: ['spawner', 'pod'] },
  'hub-start': { function: 'configure', arguments: ['c'] },
} as const

export type Hook = keyof typeof HOOKS
export const HOOK_NAMES = Object.keys(HOOKS) as Hook[]

/** A file that a hub names, in the order in which its hook calls them. */
export interface CodeUse {
  hook: Hook
  name: string
  /** Missing only in an UncheckedHub. */
  file?: Attachment | undefined
}

/** The code that a hub names, by hook. */
export const planCode = ({ code = {} }: HubSettings, attachments: readonly Attachment[]): CodeUse[] =>
  HOOK_NAMES.flatMap((hook) =>
    (code[hook] ?? []).map((name) => ({
      hook,
      name,
      file: attachments.find((each) => each.folder === 'code' && each.name === name),
    })),
  )
