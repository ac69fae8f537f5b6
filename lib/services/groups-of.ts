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
