/**
 * The groups of a person. JupyterHub 5.5 only ever adds people to the groups of `load_groups` (`init_groups` of
 * jupyterhub/app.py), so that whoever is taken out of the settings would stay: the settings themselves are asked.
 */
export const GROUPS_OF = `def groups_of(spawner):
    """The groups of a person: who is in one whose members the settings list is told by the settings alone."""
    listed = get_config("custom.hubloom.groups", {})
    told = {group.name for group in spawner.user.groups if group.name not in listed}
    return told | {name for name, people in listed.items() if spawner.user.name in people}
`

/**
 * By a role of their own or of a group of theirs; an admin without access to other people's servers has the role
 * hub-admin.
 */
export const IS_ADMIN = `def is_admin(spawner):
    """Whether somebody is an admin of the hub, now."""
    holders = [spawner.user, *spawner.user.groups]
    return any(role.name in ("admin", "hub-admin") for holder in holders for role in holder.roles)
`
