import { listed } from '../diagnostics.ts'
import { compileFolder, type FleetFolder } from './compile-folder.ts'
import { type Command, type Options, type CommandResult } from './command.ts'
import { writeInput } from '../disk-write.ts'
import { settingLine, withSetting } from '../layers/edit.ts'
import { protectedOfCluster, protectedOfHub, type Protected } from '../plan/protected.ts'
import { isTenant } from '../plan/tenants.ts'
import type { Fleet } from '../plan/types.ts'
import { refuseNowhere, standingOf, type Standing } from './standing.ts'
import { tellSteps, type Step, type Steps } from './steps.ts'

export const remove: Command<Steps> = {
  name: 'remove',
  words: '<hub>',
  description: 'the next step to a hub that is gone, at the cloud, too; does what is to be done here',
  run,
  text: tellSteps,
}

function run(options: Options): CommandResult<Steps> {
  const {
    root,
    words: [word = ''],
  } = options
  const before = compileFolder(options, { plansOnly: true })
  const standing = standingOf(root, word)
  refuseNowhere(standing)
  if (before.failed) return { diagnostics: before.diagnostics, fine: false }
  const kept = keptBy(standing, before.fleet)
  const others = dependants(standing, before.fleet)
  const isNext = kept.length > 0 && others.length === 0 && standing.held.length > 0
  const isAllowed = kept.length === 0 || (isNext && allow(options, standing, kept))
  const did = isNext && isAllowed ? [`wrote into ${standing.file}: ${kept.map(settingLine).join('; ')}`] : []
  const owner = ownerOf(standing, before.fleet)
  const steps = stepsOf(standing, { kept, isAllowed, others, owner })
  return {
    diagnostics: [],
    data: {
      command: `remove ${standing.id}`,
      did,
      steps,
      notes: [...unrecorded(standing), ...takenOver(standing, before.fleet)],
    },
    fine: true,
  }
}

function keptBy({ id, community, folder }: Standing, { hubs, clusters }: Fleet): Protected[] {
  if (folder === 'cluster')
    return clusters.filter((cluster) => cluster.community === community).flatMap(protectedOfCluster)
  return hubs.filter((hub) => hub.id === id).flatMap(protectedOfHub)
}

/** Allows in its own file that what it keeps is destroyed; false where that is for a person to write. */
function allow(folder: FleetFolder, standing: Standing, kept: readonly Protected[]): boolean {
  const { file, input } = standing
  const text = kept.reduce<string | undefined>((so, setting) => so && withSetting(so, setting), input)
  if (input === undefined || text === undefined) return false
  const { root } = folder
  writeInput(root, file, text)
  const { fleet, failed } = compileFolder(folder, { plansOnly: true })
  if (!failed && keptBy(standing, fleet).length === 0) return true
  writeInput(root, file, input)
  return false
}

interface Found {
  kept: readonly Protected[]
  /** Whether its file says that what it keeps may be destroyed. */
  isAllowed: boolean
  /** Other hubs that would lose what they stand on. */
  others: readonly string[]
  /** The community whose cluster it runs on, where that is another. */
  owner: string | undefined
}

function stepsOf(standing: Standing, { kept, isAllowed, others, owner }: Found): Step[] {
  const { community, folder, file, input, isApplied, held } = standing
  const make = `make -C dist/${community}`
  const readme = `dist/${community}/README.md`
  const gone = !isApplied
  return [
    { ...whatStandsOnIt(standing, others), done: gone || others.length === 0, moot: gone },
    {
      what: `let what it keeps be destroyed${kept.length > 0 ? `: ${kept.map(({ what }) => what).join(', ')}` : ''}`,
      done: gone || held.length === 0 || (input !== undefined && isAllowed),
      moot: gone,
      commands: input === undefined ? bringBack(file) : kept.map((each) => `in ${file}: ${settingLine(each)}`),
    },
    {
      what: 'build and apply, so that Terraform no longer refuses; people lose nothing yet',
      done: gone || held.length === 0,
      moot: gone,
      commands: [`npx hubloom build && ${make} apply-${folder}`],
    },
    {
      what:
        `copy what is to be kept, as ${readme} has it below "Leave", then destroy it: releases, ` +
        `${owner === undefined ? 'namespace, ' : ''}disks, buckets`,
      done: gone,
      moot: gone,
      commands: [`${make} destroy-${folder} CONFIRM=${folder}`],
    },
    {
      what:
        'remove its file, and with the next build its folder; commit both' +
        (owner === undefined ? '' : `; then ${owner} removes its namespace and volumes`),
      done: input === undefined && !standing.hasBundle,
      commands: [
        ...(input === undefined ? [] : [`rm ${file}`]),
        'npx hubloom build',
        ...(owner === undefined ? [] : [`make -C dist/${owner} apply-cluster PRUNE_DATA=yes   # run by ${owner}`]),
      ],
    },
  ]
}

/** Namespace and volumes of a tenant are in the folder of the cluster's owner. */
function ownerOf({ id }: Standing, { hubs }: Fleet): string | undefined {
  const hub = hubs.find((each) => each.id === id)
  return hub && isTenant(hub) ? hub.cluster.community : undefined
}

/** Other hubs that would lose what they stand on. */
function dependants({ id, community, folder }: Standing, { hubs }: Fleet): string[] {
  const onIt = hubs.filter(({ cluster, home, folders, id: other }) => {
    if (folder === 'cluster') return cluster.community === community
    const stands = [home.within, ...folders.map(({ of }) => of)]
    return other !== id && stands.some((hub) => hub !== undefined && `${hub.community}/${hub.hub}` === id)
  })
  return onIt.map((hub) => hub.id)
}

function whatStandsOnIt({ folder }: Standing, others: readonly string[]): Pick<Step, 'what' | 'commands'> {
  return folder === 'cluster'
    ? { what: 'remove the hubs that run on it', commands: others.map((hub) => `npx hubloom remove ${hub}`) }
    : {
        what: 'see that no other hub has its homes or folders there',
        commands: others.map((hub) => `give ${hub} homes and folders of its own, or: npx hubloom remove ${hub}`),
      }
}

const bringBack = (file: string): string[] => [
  `git log --diff-filter=D --format=%h -1 -- ${file}   # the commit that removed it, if it was committed`,
  `git checkout HEAD -- ${file}   # or <that commit>^ in place of HEAD`,
]

/** What was there before the hub goes with it, unless somebody keeps it. */
function takenOver({ id, community, folder, isApplied }: Standing, { hubs }: Fleet): string[] {
  const named = hubs.find((hub) => hub.id === id)?.existing.named ?? []
  if (!isApplied || named.length === 0) return []
  return [
    `${listed(named.map((thing) => thing.id))} ${named.length === 1 ? 'was' : 'were'} there before it. To keep what ` +
      `is to be kept, before it is destroyed: terraform -chdir=dist/${community}/${folder} state rm, with the name ` +
      `that dist/${community}/README.md has below "Taken over".`,
  ]
}

function unrecorded({ isApplied, input, community, folder }: Standing): string[] {
  if (isApplied || input === undefined) return []
  return [
    `Nothing of it is recorded as applied, so the steps marked \`skip\` are not needed. ` +
      `If it is at the cloud all the same, first: make -C dist/${community} ` +
      `record-${folder}`,
  ]
}
