import { GROUPS_OF } from '../groups-of.ts'

/** Memory and CPU of groups whose members the settings list: for those people alone. */
export const GROUP_MEMORY = `# Gives a group's memory to whom the settings name in it, and to nobody else.
from z2jh import get_config

${GROUPS_OF}

def group_overrides(spawner):
    mine = groups_of(spawner)
    overrides = get_config("hub.config.Spawner.group_overrides", {})
    return {key: override for key, override in overrides.items() if mine & set(override["groups"])}


c.Spawner.group_overrides = group_overrides
`

/** What the settings call groups of the sign-in, beside the names that it has for them. */
export const GROUP_NAMES = `# Puts people into the groups of the settings that are called otherwise at the sign-in.
import inspect
from functools import reduce

from z2jh import get_config


def with_names(key):
    async def groups(auth_state):
        found = key(auth_state) if callable(key) else reduce(dict.get, key.split("."), auth_state)
        found = set((await found if inspect.isawaitable(found) else found) or [])
        return found | {name for name, told in get_config("custom.hubloom.group-names", {}).items() if told in found}

    return groups


for section in list(c.values()):
    if isinstance(section, dict) and "auth_state_groups_key" in section:
        section["auth_state_groups_key"] = with_names(section["auth_state_groups_key"])
`
