import type { Hook } from '../../plan/code.ts'

/**
 * A community's own code, a module a file: names of one never meet those of another, nor of the configuration. What it
 * makes of somebody at sign-in is looked at by the rules of names afterwards, as if the sign-in had told it.
 */
const HEAD = `# Calls the community's own code: at sign-in, before a server starts, after it stopped.
import importlib.util
import inspect

from z2jh import get_config


def load_code(names, folder):
    modules = {}
    for name in names:
        spec = importlib.util.spec_from_file_location(f"community_code_{name}", f"{folder}/{name}.py")
        modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(modules[name])
    return modules


async def awaited(value):
    return await value if inspect.isawaitable(value) else value


def at_sign_in(functions, before):
    async def sign_in(authenticator, handler, authentication):
        for function in functions:
            changed = await awaited(function(authenticator, handler, authentication))
            authentication = authentication if changed is None else changed
        return await awaited(before(authenticator, handler, authentication)) if before else authentication

    return sign_in


def before_start(functions, before):
    async def start(spawner):
        if before:
            await awaited(before(spawner))
        auth_state = await spawner.user.get_auth_state()
        for function in functions:
            await awaited(function(spawner, auth_state))

    return start


def after_stop(functions, before):
    async def stop(spawner):
        if before:
            await awaited(before(spawner))
        auth_state = await spawner.user.get_auth_state()
        for function in functions:
            try:
                await awaited(function(spawner, auth_state))
            except Exception:
                spawner.log.exception("%s failed after a server of %s", function.__module__, spawner.user.name)

    return stop


`

const CHANGE_POD = `def change_pod(functions, before):
    async def change(spawner, pod):
        for function in [before, *functions] if before else functions:
            changed = await awaited(function(spawner, pod))
            pod = pod if changed is None else changed
        return pod

    return change


`

const HOOKS = `def hook_code(hooks, folder):
    modules = load_code({name: None for names in hooks.values() for name in names}, folder)
    for function, section, trait, make in (
        ("sign_in", c.Authenticator, "post_auth_hook", at_sign_in),
        ("before_start", c.Spawner, "pre_spawn_hook", before_start),
        ("after_stop", c.Spawner, "post_stop_hook", after_stop),
`

const POD_HOOK = `        ("change_pod", c.KubeSpawner, "modify_pod_hook", change_pod),
`

const CALLS = `    ):
        functions = [getattr(modules[name], function) for name in hooks.get(function, [])]
        if functions:
            section[trait] = make(functions, section.get(trait))
`

const CONFIGURE = `    for name in hooks.get("configure", []):
        modules[name].configure(c)
`

const RUN = `

hook_code(get_config("custom.hubloom.code.hooks", {}), get_config("custom.hubloom.code.folder"))
`

/** What calls it, with no more than these hooks need. */
export const communityCode = (used: readonly Hook[]): string => {
  const [pod, configure] = (['pod', 'hub-start'] as const).map((hook) => used.includes(hook))
  return [HEAD, pod ? CHANGE_POD : '', HOOKS, pod ? POD_HOOK : '', CALLS, configure ? CONFIGURE : '', RUN].join('')
}
