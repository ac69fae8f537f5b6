import { GROUPS_OF } from '../groups-of.ts'

/**
 * Choices by group. KubeSpawner 7 calls it for the form and again when a server starts, and finds what was asked for in
 * what it returns: a choice that is left out here cannot be had by a hand-made request either. Two things it does not
 * do itself: it starts a server without any profile where the list is empty, and it checks nothing of a request that
 * names no profile (`_validate_user_options`).
 */
export const serverChoices = ({ gives, builds, asks }: Record<'gives' | 'builds' | 'asks', boolean>): string => {
  const [given, give, form] = gives ? [GIVEN_SIZE, GIVE_SIZE, NO_FORM] : ['', '', '']
  return `${OF_PERSON}${given}${OF_PROFILES}${asks ? IN_ORDER : ''}${builds ? BUILDING : ''}${give}${OFFERED}${form}`
}

const OF_PERSON = `# Offers people what their groups may use, in the order of the settings.
import copy

from tornado import web
from z2jh import get_config


${GROUPS_OF}

def server_choices(spawner):
    rules = get_config("custom.hubloom.server-choices", {})
    groups = groups_of(spawner)

`

const OF_PROFILES = `    def open_to_user(kind, key):
        limits = rules.get("groups", {}).get(kind, {}).get(key, [])
        return all(groups & set(allowed) for allowed in limits)

    def offered(kind, choices):
        order = rules.get("order", {}).get(kind, [])
        rank = {key: place for place, key in enumerate(order)}
        keys = sorted(choices, key=lambda key: (rank.get(key, len(order)), key))
        return {key: choices[key] for key in keys if open_to_user(kind, key)}

    profiles = []
    for profile in copy.deepcopy(get_config("singleuser.profileList", [])):
        if not open_to_user("profile", profile.get("slug")):
            continue
        options = profile.get("profile_options", {})
        for kind, option in options.items():
            option["choices"] = offered(kind, option.get("choices", {}))
`

const OFFERED = `        if rules.get("describe"):
            # KubeSpawner's form cuts a choice that is longer than its field, so what is said of each stands above
            said = [profile["description"]] if profile.get("description") else []
            lines = said + [
                f"<strong>{choice['display_name']}</strong>: {choice['description']}"
                for option in options.values()
                for choice in option["choices"].values()
                if choice.get("description")
            ]
            if lines:
                profile["description"] = "<br>".join(lines)
        if all(
            option["choices"] or option.get("unlisted_choice", {}).get("enabled")
            for option in options.values()
        ):
            profiles.append(profile)

    # without any profile, KubeSpawner would start a server that nobody chose
    if not profiles:
        raise web.HTTPError(403, "None of your groups may start a server here.")

    # KubeSpawner does not check a request that leaves the profile out
    if spawner.user_options and not spawner.user_options.get("profile"):
        first = next((p for p in profiles if p.get("default")), profiles[0])
        spawner.user_options["profile"] = first["slug"]
    return profiles


c.KubeSpawner.profile_list = server_choices
`

/** Maps of a chart's values come sorted by their keys. */
const IN_ORDER = `        options = {key: options[key] for key in rules["options"] if key in options}
        profile["profile_options"] = options
`

/** Who may build no images is not offered it, and may name those only that anybody may. */
const BUILDING = `        asked = options.get("environment", {})
        if "dynamic_image_building" in asked and not groups & set(rules["building"]["groups"]):
            del asked["dynamic_image_building"]
            if rules["building"].get("others"):
                asked["unlisted_choice"]["validation_regex"] = rules["building"]["others"]
            else:
                del asked["unlisted_choice"]
`

/** The size that a person's groups give, if they do: of several the last, as they stand from small to large. */
const GIVEN_SIZE = `    sizes = rules.get("given", {}).get("sizes", [])
    given = [size for size, allowed in sizes if groups & set(allowed)][-1:]

`

/** It takes the place of a choice; a profile that is of another size is left out. */
const GIVE_SIZE = `        for size in given:
            of_profile = rules["given"]["profiles"].get(profile["slug"])
            choice = options.pop("size", {}).get("choices", {}).get(size)
            if choice:
                override = profile.setdefault("kubespawner_override", {})
                for key, value in choice["kubespawner_override"].items():
                    maps = key in ("environment", "extra_annotations") and isinstance(override.get(key), dict)
                    override[key] = override[key] | value if maps else value
            elif of_profile != size:
                profile = None
        if profile is None:
            continue
`

/** A form in which nothing is left to choose is not shown: the server starts. */
const NO_FORM = `

async def choices_form(spawner):
    profiles = server_choices(spawner)
    if len(profiles) == 1 and not profiles[0].get("profile_options"):
        return ""
    return spawner._render_options_form(profiles)


c.KubeSpawner.options_form = choices_form
`
