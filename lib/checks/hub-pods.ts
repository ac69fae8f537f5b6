/** Rules of what the hub's own pods are made of. */
import { defineProblems } from '../diagnostics.ts'
import { nodeAt } from '../layers/tree.ts'
import { perHub, type RuleSet } from './check.ts'

interface OfHub {
  hub: string
}

const problems = defineProblems({
  'hub-image-twice': {
    severity: 'error',
    message: ({ hub }: OfHub) => `${hub} has two images of the hub itself`,
    help: 'Keep the one of `image-building`, whose form the hub has to have: take `image` out.',
  },
  'list-page': {
    severity: 'error',
    message: ({ hub, size, limit }: OfHub & { size: number; limit: number }) =>
      `a page of lists of ${hub} has ${size} entries, and at most ${limit} are given at once`,
    help: 'Raise `limit`, or lower `size`.',
  },
  'log-file-lost': {
    severity: 'warning',
    message: ({ hub, path }: OfHub & { path: string }) =>
      `\`${path}\` of ${hub} is on no disk of its own: it goes with the hub's pod, at each upgrade`,
    help: ({ disk }: { disk: boolean }) =>
      disk
        ? 'Put it below `/srv/jupyterhub/`, the disk of the database.'
        : 'Read the log with `kubectl logs`: a hub with a database elsewhere has no disk.',
  },
  'hub-disk-unused': {
    severity: 'warning',
    message: ({ hub }: OfHub) => `\`hub.disk\` of ${hub} does nothing: its database is elsewhere`,
    help: 'Take it out.',
  },
})

const imageTwice = perHub(({ id: hub, pod, servers, settings }) =>
  pod.image !== undefined && servers.images.building
    ? [
        problems.raise('hub-image-twice', {
          at: settings.at(['hub', 'image']),
          related: [{ at: settings.nearest(['image-building', 'hub-image']), note: 'the other one' }],
          args: { hub },
        }),
      ]
    : [],
)

/** What JupyterHub has where the settings say nothing (jupyterhub/app.py, 5.5). */
const PAGE = { size: 50, limit: 200 }

const listPage = perHub(({ id: hub, pod, settings }) => {
  const { size = PAGE.size, limit = PAGE.limit } = pod.listPage
  return size > limit
    ? [problems.raise('list-page', { at: settings.nearest(['hub', 'list-page', 'size']), args: { hub, size, limit } })]
    : []
})

const logFile = perHub(({ id: hub, pod, settings }) => {
  const path = pod.logFile
  const disk = pod.database === undefined
  const kept = [...(disk ? ['/srv/jupyterhub'] : []), ...pod.mounts.map((mount) => mount.path)]
  return path === undefined || kept.some((folder) => path.startsWith(`${folder}/`))
    ? []
    : [problems.raise('log-file-lost', { at: settings.at(['hub', 'log-file']), args: { hub, path, disk } })]
})

const diskUnused = perHub(({ id: hub, pod, settings }) =>
  pod.database !== undefined && nodeAt(settings.tree, ['hub', 'disk'])
    ? [problems.raise('hub-disk-unused', { at: settings.at(['hub', 'disk']), args: { hub } })]
    : [],
)

export const hubPodRules: RuleSet = { problems, rules: [imageTwice, listPage, logFile, diskUnused] }
