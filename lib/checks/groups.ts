/** Rules of where groups of people come from. */
import { defineProblems, listed, type Origin } from '../diagnostics.ts'
import type { UncheckedHub } from '../plan/types.ts'
import { groupsNamed, perHub, type RuleSet } from './check.ts'

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
  'group-from': {
    severity: 'error',
    message: ({ hub, group, method }: { hub: string; group: string; method: string }) =>
      `the sign-in of ${hub}, \`${method}\`, tells of no groups, so nobody comes into \`${group}\` from it`,
    help: 'Name its people as `members:` in place of `from:`.',
  },
  'group-size': {
    severity: 'error',
    message: ({ hub, group, size }: { hub: string; group: string; size: string }) =>
      `${hub} has no size \`${size}\`, which the group \`${group}\` is to have`,
    help: ({ known }: { known: readonly string[] }) => `Its sizes are ${listed(known) || 'none: write some'}.`,
  },
  'group-too-large': {
    severity: 'error',
    message: ({ hub, group, kind, machine }: { hub: string; group: string; kind: string; machine: string }) =>
      `no machine of ${hub} has as much ${kind} as each server of the group \`${group}\` is guaranteed: ` +
      `they are ${machine}`,
    help: 'Guarantee less, or write `sizes:` and give the group one as its `size`: its machines are chosen for it.',
  },
  'github-group-form': {
    severity: 'error',
    message: ({ hub, group }: { hub: string; group: string }) =>
      `\`${group}\` is no GitHub team, so nobody of ${hub} is in it`,
    help: "Write `organisation/team`, as in the team's address at GitHub, or name its `members:`.",
  },
})

/** Those of which the hub's settings say neither who is in them nor what the sign-in calls them. */
function groupsWithoutMembers(hub: UncheckedHub): { group: string; at: Origin }[] {
  const told = hub.groups.filter(({ members, from }) => members.length > 0 || from !== undefined)
  return groupsNamed(hub).filter(({ group }) => !told.some(({ name }) => name === group))
}

/** Groups that the sign-in has by another name, each with that name. */
const groupsFromSignIn = ({ groups, settings }: UncheckedHub): { group: string; from: string; at: Origin }[] =>
  groups.flatMap(({ name: group, from }) =>
    from === undefined ? [] : [{ group, from, at: settings.at(['groups', group, 'from']) }],
  )

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
  const named = [...groupsWithoutMembers(hub), ...groupsFromSignIn(hub).map(({ from, at }) => ({ group: from, at }))]
  return named
    .filter(({ group }) => !/^[^/]+\/[^/]+$/.test(group))
    .map(({ group, at }) => problems.raise('github-group-form', { at, args: { hub: hub.id, group } }))
})

const fromNowhere = perHub((hub) => {
  const { groupsFrom, methods } = hub.signIn
  if (groupsFrom === 'sign-in') return []
  const method = methods[0] ?? 'sign-in'
  return groupsFromSignIn(hub).map(({ group, at }) =>
    problems.raise('group-from', { at, args: { hub: hub.id, group, method } }),
  )
})

const givenSize = perHub(({ id: hub, groups, sizes, settings }) => {
  const known = sizes.map(({ key }) => key)
  return groups.flatMap(({ name: group, size }) =>
    size === undefined || known.includes(size)
      ? []
      : [
          problems.raise('group-size', {
            at: settings.at(['groups', group, 'size']),
            args: { hub, group, size, known },
          }),
        ],
  )
})

/** Without sizes, all servers run on the machines of the one that there is. */
const tooLarge = perHub(({ id: hub, groups, sizes, cluster, settings }) => {
  const machine = cluster.pools.find(({ name }) => name === sizes[0]?.pool)?.machine
  if (sizes.length !== 1 || !machine) return []
  return groups.flatMap((group) =>
    (['memory', 'cpu'] as const)
      .filter((kind) => (group[kind]?.guarantee ?? 0) > machine.schedulable[kind])
      .map((kind) =>
        problems.raise('group-too-large', {
          at: settings.nearest(['groups', group.name, kind]),
          args: { hub, group: group.name, kind: kind === 'cpu' ? 'CPU' : kind, machine: machine.type },
        }),
      ),
  )
})

export const groupRules: RuleSet = {
  problems,
  rules: [groupsWithoutSource, membersBesideSignIn, groupForm, fromNowhere, givenSize, tooLarge],
}
