/** Rules of names of people and groups that nobody has: of another kind than the sign-in gives, or misspelt. */
import { defineProblems, listed, type Origin } from '../diagnostics.ts'
import { domainOf } from '../plan/account-names.ts'
import { givesBareNames } from '../plan/cilogon.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { isSlipOf } from '../similar.ts'
import { groupsNamed, peopleBySignIn, perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'name-of-another-kind/github': {
    severity: 'error',
    message: ({ hub, name }: OfHub & { name: string }) =>
      `nobody at ${hub} is called \`${name}\`: GitHub names people by letters, figures and hyphens`,
    help: ({ name }: { name: string }) =>
      `Write the name of their account${name.includes('@') ? ', not their e-mail address' : ''}, as in ` +
      'github.com/<name>.',
    why: 'Whoever is meant cannot enter, or has no rights of an admin.',
    source: 'docs.github.com, "Username considerations for external authentication": underscores in managed accounts',
  },
  'name-of-another-kind/address': {
    severity: 'error',
    message: ({ hub, name, claim }: OfHub & { name: string; claim: string }) =>
      `nobody at ${hub} is called \`${name}\`: people are named by their \`${claim}\`, which has a domain`,
    help: ({ name, domains }: { name: string; domains: readonly string[] }) =>
      `Write it whole: \`${name}@${domains[0] ?? 'example.edu'}\`.`,
    why: 'Whoever is meant cannot enter, or has no rights of an admin.',
  },
  'misspelt-domain': {
    severity: 'warning',
    message: ({ hub, name, domain }: OfHub & { name: string; domain: string }) =>
      `\`${name}\` looks misspelt: people of ${hub} have addresses of \`${domain}\``,
    help: 'Correct it. Somebody of another domain who is meant can be accepted as such.',
    why: 'Whoever is meant cannot enter, and somebody else might get an address of that domain.',
  },
  'misspelt-group': {
    severity: 'warning',
    message: ({ hub, group, meant }: OfHub & { group: string; meant: string }) =>
      `the group \`${group}\` of ${hub} looks misspelt: there is \`${meant}\``,
    help: ({ meant }: { meant: string }) => `Write \`${meant}\`. Nobody may be in a group of another name.`,
    why: 'What is for a group that nobody is in can be had by nobody, and nothing says so.',
  },
  'team-of-strangers': {
    severity: 'warning',
    message: ({ hub, team, organizations }: OfHub & { team: string; organizations: readonly string[] }) =>
      `members of \`${team}\` do not enter ${hub} by it: only people of ${listed(organizations)} may`,
    help: ({ team }: { team: string }) =>
      `Let them in, \`auth: { github: { teams: [${team}] } }\`, or name a team of those who may enter.`,
  },
})

/** GitHub's own names, and those of accounts that an enterprise manages: `name_shortcode`. */
const GITHUB_NAME = /^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9])?$/

const namesAtGitHub = perHub((hub) =>
  hub.signIn.provider.kind === 'github' && hub.signIn.methods.length === 1
    ? peopleBySignIn(hub)
        .filter(({ name }) => !GITHUB_NAME.test(name))
        .map(({ name, at }) => problems.raise('name-of-another-kind/github', { at, args: { hub: hub.id, name } }))
    : [],
)

/** Claims that are addresses: `email`, and `eppn` (eduPersonPrincipalName, `name@scope`). */
const ADDRESSES = ['email', 'eppn']

const namesAtCILogon = perHub((hub) => {
  const { provider } = hub.signIn
  // of several providers, another rule asks which one a name comes from
  const [only, ...others] = provider.kind === 'cilogon' ? provider.providers : []
  if (!only || others.length > 0 || givesBareNames(only) || !ADDRESSES.includes(only.username)) return []
  const { username: claim, domains } = only
  return peopleBySignIn(hub)
    .filter(({ name }) => !name.includes('@'))
    .map(({ name, at }) =>
      problems.raise('name-of-another-kind/address', { at, args: { hub: hub.id, name, claim, domains } }),
    )
})

const domains = perHub((hub) => {
  const known = domainsOf(hub)
  return peopleBySignIn(hub).flatMap(({ name, at }) => {
    const own = domainOf(name)?.toLowerCase()
    const domain = own === undefined || known.includes(own) ? undefined : known.find((each) => isSlipOf(own, each))
    return domain === undefined ? [] : [problems.raise('misspelt-domain', { at, args: { hub: hub.id, name, domain } })]
  })
})

/** The domains whose people may enter. */
function domainsOf({ signIn: { provider } }: UncheckedHub): string[] {
  if (provider.kind === 'google') return provider.domains.map(lower)
  return provider.kind === 'cilogon' ? provider.providers.flatMap((each) => each.domains.map(lower)) : []
}

/**
 * A group named once that is nearly another one: one that may enter, or one that is named again. Groups that the
 * settings say more of are there by that.
 */
const groups = perHub((hub) => {
  const allowed = allowedGroups(hub)
  const all = [...allowed, ...groupsNamed(hub)]
  const times = (group: string): number => all.filter((each) => each.group === group).length
  const told = toldGroups(hub)
  return all.flatMap(({ group, at }, i) => {
    if (times(group) > 1 || told.has(group)) return []
    const known = i < allowed.length ? all.filter((each) => times(each.group) > 1) : allowed
    const meant = known.find((each) => !told.has(each.group) && isSlipOf(group, each.group))?.group
    return meant === undefined ? [] : [problems.raise('misspelt-group', { at, args: { hub: hub.id, group, meant } })]
  })
})

/** Groups of which the settings say who is in them, or what the sign-in calls them; and what it calls those. */
const toldGroups = ({ groups: all }: UncheckedHub): Set<string> =>
  new Set(
    all.flatMap(({ name, members, from }) => {
      if (from !== undefined) return [name, from]
      return members.length > 0 ? [name] : []
    }),
  )

/** The groups of the sign-in whose members may enter. */
function allowedGroups({ signIn: { provider }, settings }: UncheckedHub): { group: string; at: Origin }[] {
  if (provider.kind === 'github')
    return provider.teams.map((group) => ({ group, at: settings.nearest(['auth', 'github', 'teams', group]) }))
  if (provider.kind !== 'oauth') return []
  const { groups: users, adminGroups } = provider.oauth
  return [
    ...users.map((group) => ({ group, at: settings.nearest(['auth', 'oauth', 'groups', group]) })),
    ...adminGroups.map((group) => ({ group, at: settings.nearest(['auth', 'oauth', 'admin-groups', group]) })),
  ]
}

/** A team of an organization that has nothing to do with those who may enter. */
const strangers = perHub((hub) => {
  const { provider, everyone, users } = hub.signIn
  if (provider.kind !== 'github' || everyone || users.length > 0) return []
  const organizations = [...provider.organizations, ...provider.teams.map((team) => team.split('/')[0]!)]
  const known = [...new Set(organizations.map(lower))]
  const told = toldGroups(hub)
  return groupsNamed(hub).flatMap(({ group: team, at }) => {
    const [organization = '', name] = team.split('/')
    if (name === undefined || told.has(team) || known.includes(lower(organization))) return []
    if (provider.teams.some((each) => isSlipOf(team, each))) return []
    return [problems.raise('team-of-strangers', { at, args: { hub: hub.id, team, organizations: known } })]
  })
})

const lower = (text: string): string => text.toLowerCase()

export const misnamedRules: RuleSet = {
  problems,
  rules: [namesAtGitHub, namesAtCILogon, domains, groups, strangers],
}
