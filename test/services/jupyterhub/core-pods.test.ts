/** What hub, proxies and schedulers ask for, and what of it is refused. */
import { expect, it } from 'vitest'
import { corePartLimits, corePartTooLarge } from '../../../lib/checks/core-pods.ts'
import type { HubPlan } from '../../../lib/plan/types.ts'
import { partResources } from '../../../lib/services/jupyterhub/core-pods.ts'
import { jupyterhub } from '../../../lib/services/jupyterhub/index.ts'
import { wiring } from '../plan.ts'
import { findings } from '../../plan.ts'
import { hub } from './plans.ts'

type Hub = HubPlan['settings']['values']['hub']

it.each<[string, Hub, ReturnType<typeof partResources>]>([
  ['what suits most', undefined, { requests: { cpu: '0.1', memory: '512Mi' }, limits: { memory: '2Gi' } }],
  [
    'a plain figure is guarantee and limit of memory, and no limit of CPU',
    { memory: '1Gi', cpu: 0.5 },
    { requests: { cpu: '0.5', memory: '1Gi' }, limits: { memory: '1Gi' } },
  ],
  [
    'a guarantee above the usual limit raises it',
    { memory: { guarantee: '3Gi' } },
    { requests: { cpu: '0.1', memory: '3Gi' }, limits: { memory: '3Gi' } },
  ],
  [
    'a limit below the usual guarantee lowers it',
    { memory: { limit: '256Mi' }, cpu: { limit: 0.05 } },
    { requests: { cpu: '50m', memory: '256Mi' }, limits: { cpu: '50m', memory: '256Mi' } },
  ],
  [
    'both',
    { memory: { guarantee: '1Gi', limit: '4Gi' }, cpu: { guarantee: 0.25, limit: 2 } },
    { requests: { cpu: '250m', memory: '1Gi' }, limits: { cpu: '2', memory: '4Gi' } },
  ],
])('the hub: %s', (_, settings, wanted) =>
  expect(partResources(hub(settings ? { hub: settings } : {}), 'hub')).toEqual(wanted),
)

it('each part has its own place in the chart', () => {
  const plan = hub({ tls: 'letsencrypt', hub: { proxy: { memory: '300Mi' }, scheduler: { memory: '200Mi' } } })
  expect(jupyterhub.forHub(plan, wiring())!.releases![0]!.values).toMatchObject({
    hub: { resources: { limits: { memory: '2Gi' } } },
    proxy: {
      chp: { resources: { limits: { memory: '300Mi' } } },
      traefik: { resources: { requests: { cpu: '50m', memory: '300Mi' }, limits: { memory: '300Mi' } } },
    },
    scheduling: { userScheduler: { resources: { requests: { memory: '200Mi' }, limits: { memory: '200Mi' } } } },
  })
})

it.each<[string, Hub, string[]]>([
  ['nothing said', undefined, []],
  [
    'a limit below the guarantee',
    { memory: { guarantee: '2Gi', limit: '1Gi' } },
    ['core-part-limits hub.memory.limit'],
  ],
  [
    'a CPU limit below the guarantee',
    { proxy: { cpu: { guarantee: 1, limit: 0.5 } } },
    ['core-part-limits hub.proxy.cpu.limit'],
  ],
  [
    'more memory than a core machine has',
    { scheduler: { memory: '64Gi' } },
    ['core-part-too-large hub.scheduler.memory.guarantee'],
  ],
  ['more cores than a core machine has', { cpu: 4 }, ['core-part-too-large hub.cpu.guarantee']],
])('is told: %s', (_, settings, wanted) => {
  const found = findings([corePartLimits, corePartTooLarge], [hub(settings ? { hub: settings } : {})])
  expect(found.map(({ code, at }) => `${code} ${at.file}`)).toEqual(wanted)
})
