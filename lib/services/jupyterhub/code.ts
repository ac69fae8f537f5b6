import { HOOKS, HOOK_NAMES, type Hook } from '../../plan/code.ts'
import type { HubPlan } from '../../plan/types.ts'
import { communityCode } from './code-python.ts'
import type { HubValues } from './values.ts'

/** Told though nothing calls them. */
const USUAL: readonly Hook[] = ['sign-in', 'before-start', 'after-stop']

/** Where the hub finds it. */
const FOLDER = '/usr/local/etc/jupyterhub/code'

/** The community's own code: each file as it is, and what calls its functions. */
export function codeValues({ code }: HubPlan): HubValues {
  if (code.length === 0) return {}
  const used = HOOK_NAMES.filter((hook) => code.some((use) => use.hook === hook))
  const files = new Map(code.flatMap(({ name, file }) => (file ? [[name, file.text] as const] : [])))
  return {
    hub: {
      extraFiles: Object.fromEntries(
        [...files].map(([name, text]) => [`code-${name}.py`, { mountPath: `${FOLDER}/${name}.py`, stringData: text }]),
      ),
      extraConfig: { '40-code': communityCode(used) },
    },
    custom: {
      hubloom: {
        code: {
          folder: FOLDER,
          hooks: Object.fromEntries(
            [...new Set([...USUAL, ...used])].map((hook) => [
              HOOKS[hook].function,
              code.filter((use) => use.hook === hook).map(({ name }) => name),
            ]),
          ),
        },
      },
    },
  }
}
