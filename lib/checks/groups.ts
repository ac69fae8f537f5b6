/** Rules of where groups of people come from. */
import { defineProblems, type Origin } from '../diagnostics.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { perHub, type RuleSet } from './check.ts'

const problems = defineProblems({
  'group-without-source': {
    severity: 'error',
    message: ({ hub, group, method }: { hub: string; group: string; method: string }) =>
      `nothing says who is in the group \`${group}\` of ${hub}: its sign-in, \`${method}\`, tells of no groups`,
    help: ({ group, method }: { group: string; method: string }) =>
      `Name its people: \`groups: { ${group}: { members: […] } }\`` +
      `${method === 'oauth' ? ', or the claim that lists groups as `groups-claim:`' : ''}.`,
    why: 'Groups that limit a choice, give memory or a folder need somebody who says who is in them.',
  },
  'members-beside-sign-in': {
    severity: 'error',
    message: ({ hub }: { hub: string }) =>
      `the groups of ${hub} come from its sign-in, and JupyterHub keeps none of its own beside them`,
    help: ({ github }: { github: boolean }) =>
      `Put these people into a ${github ? 'GitHub team' : 'group of the sign-in'}, and remove \`members\`.`,
    why: 'JupyterHub does not start with groups of its own beside those of the sign-in.',
  },
  'github-group-form': {
    severity: 'error',
    message: ({ hub, group }: { hub: string; group: string }) =>
      `\`${group}\` is no GitHub team, so nobody of ${hub} is in it`,
    help: "Write `organisation/team`, as in the team's address at GitHub, or name its `members:`.",
  },
})

/** Every place that names a group. */
const groupsNamed = ({
  environments,
  sizes,
  groups,
  roles,
  folders,
  servers,
  settings,
}: UncheckedHub): { group: string; at: Origin }[] => [
  ...environments.flatMap(({ key, groups }) =>
    groups.map((group) => ({ group, at: settings.at(['environments', key, 'for']) })),
  ),
  ...sizes.flatMap(({ key, groups }) => groups.map((group) => ({ group, at: settings.at(['sizes', key, 'for']) }))),
  ...groups.map(({ name }) => ({ group: name, at: settings.at(['groups', name]) })),
  ...folders
    .filter(({ named }) => named)
    .flatMap(({ name, readers, writers }) =>
      [readers, writers].flatMap((who) =>
        typeof who === 'string' ? [] : who.map((group) => ({ group, at: settings.nearest(['folders', name]) })),
      ),
    ),
  ...servers.mounts.flatMap(({ path, groups, writers }) => [
    ...groups.map((group) => ({ group, at: settings.at(['mounts', path, 'for']) })),
    ...writers.map((group) => ({ group, at: settings.at(['mounts', path, 'write-for']) })),
  ]),
  ...roles.flatMap(({ name, asked }) => asked.groups.map((group) => ({ group, at: settings.at(['roles', name]) }))),
]

/** Those of which the hub's settings do not say who is in them. */
function groupsWithoutMembers(hub: UncheckedHub): { group: string; at: Origin }[] {
  const listed = hub.groups.filter(({ members }) => members.length > 0).map(({ name }) => name)
  return groupsNamed(hub).filter(({ group }) => !listed.includes(group))
}

const groupsWithoutSource = perHub((hub) => {
  const { provider, groupsFrom, methods } = hub.signIn
  if (provider.kind === 'github' || groupsFrom === 'sign-in') return []
  const method = methods[0] ?? 'sign-in'
  return groupsWithoutMembers(hub).map(({ group, at }) =>
    problems.raise('group-without-source', { at, args: { hub: hub.id, group, method } }),
  )
})

const membersBesideSignIn = perHub((hub) => {
  const { groupsFrom, provider } = hub.signIn
  if (groupsFrom === 'settings') return []
  return hub.groups
    .filter(({ members }) => members.length > 0)
    .map(({ name }) =>
      problems.raise('members-beside-sign-in', {
        at: hub.settings.at(['groups', name, 'members']),
        args: { hub: hub.id, github: provider.kind === 'github' },
      }),
    )
})

const groupForm = perHub((hub) => {
  if (hub.signIn.provider.kind !== 'github') return []
  return groupsWithoutMembers(hub)
    .filter(({ group }) => !/^[^/]+\/[^/]+$/.test(group))
    .map(({ group, at }) => problems.raise('github-group-form', { at, args: { hub: hub.id, group } }))
})

export const groupRules: RuleSet = { problems, rules: [groupsWithoutSource, membersBesideSignIn, groupForm] }
