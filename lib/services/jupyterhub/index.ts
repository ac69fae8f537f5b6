import { addUp, deepAdd } from '../../maps.ts'
import type { ChartKeys, Release } from '../../print/helm.ts'
import type { HubPlan } from '../../plan/types.ts'
import type { Wiring } from '../../plan/wiring.ts'
import type { HubService } from '../service.ts'
import { volumeManifests } from '../pod-parts.ts'
import { ownTraits } from './authenticators.ts'
import { authValues } from './auth.ts'
import { authSecrets } from './sign-in-secrets.ts'
import { choiceValues } from './choices.ts'
import { codeValues } from './code.ts'
import { eventRoom, releaseName, spareRoom } from './event-room.ts'
import { eventValues } from './event.ts'
import { serviceManifests, serviceValues } from './extra-services.ts'
import { groupValues } from './groups.ts'
import { homepageValues } from './homepage.ts'
import { hubSecrets, hubValues } from './hub.ts'
import { hubPodValues } from './hub-pod.ts'
import { userValues } from './hub-user.ts'
import { apiValues, networkValues } from './network.ts'
import { EDITS, STOP } from './readme.ts'
import { corePods } from './core-pods.ts'
import { pagesValues } from './pages.ts'
import { prepullManifests, prepullValues } from './prepull.ts'
import { redirectManifests } from './redirect.ts'
import { restoreDatabase } from './restore.ts'
import { serverPartValues } from './server-parts.ts'
import { containerValues, singleuserValues, spawnerConfig } from './singleuser.ts'
import classes from './classes.json' with { type: 'json' }
import keys from './keys.json' with { type: 'json' }
import type { HubValues } from './values.ts'

/** The chart that the values are written for (hub.jupyter.org/helm-chart, 2026-06-10). */
export const JUPYTERHUB_CHART = '4.4.0'
const versionOf = (hub: HubPlan): string => hub.versions['jupyterhub'] ?? JUPYTERHUB_CHART

/** What its values may be, and the classes that they configure. */
const KEYS: ChartKeys = {
  ...keys,
  levelsAbove: ['jupyterhub', 'basehub', 'daskhub', 'binderhub'],
  classes: {
    at: ['hub', 'config'],
    table: classes,
    // KubeSpawner 7, `profile_list`
    form: {
      at: ['singleuser', 'profileList'],
      keys: ['display_name', 'description', 'slug', 'default', 'kubespawner_override', 'profile_options'],
      override: 'kubespawner_override',
      class: 'KubeSpawner',
    },
  },
}

/** JupyterHub itself: who may enter, what they may start, and how safely. */
export const jupyterhub: HubService = {
  name: 'jupyterhub',
  releases: ['jupyterhub'],
  corePods,
  forHub: (hub, wiring) => ({
    releases: [
      {
        service: 'jupyterhub',
        // the chart names objects of the whole cluster (priority classes, the scheduler's rights) after the release
        name: releaseName(hub),
        namespace: hub.namespace,
        chart: 'jupyterhub',
        repository: 'https://hub.jupyter.org/helm-chart/',
        version: versionOf(hub),
        values: values(hub, wiring),
        keys: KEYS,
        written: ownTraits(hub),
        ownSecrets: ['hub', 'image-pull-secret', 'singleuser'],
        madeAnew: MADE_ANEW,
        startsAnewBy: ['hub', 'annotations'],
        disks: [{ what: "the hub's database", path: ['hub', 'db', 'pvc', 'storage'] }],
        purpose: 'the hub: sign-in, choice of servers, and the servers themselves',
      },
    ],
    edits: [EDITS],
    moving: { stop: STOP },
    restore: { database: restoreDatabase(hub) },
    manifests: [
      ...volumeManifests(hub.servers.volumes, { namespace: hub.namespace, labels: hub.labels }),
      ...serviceManifests(hub),
      ...prepullManifests(hub),
      ...redirectManifests(hub, { name: releaseName(hub), version: versionOf(hub) }),
      ...eventRoom(hub, { name: releaseName(hub), version: versionOf(hub) }),
      ...spareRoom(hub, { name: releaseName(hub), version: versionOf(hub) }),
    ],
    ownAddress: hub.web.kind === 'own-address' ? { namespace: hub.namespace, service: 'proxy-public' } : undefined,
    secrets: [...authSecrets(hub), ...hubSecrets(hub)],
    // apart from the release, so that they come after what other services run before a server
    values: { jupyterhub: { singleuser: containerValues(hub) } },
  }),
}

/** Tokens, and the checksums of what they are in (jupyterhub 4.4.0, templates/hub/_helpers-passwords.tpl). */
const MADE_ANEW: Release['madeAnew'] = [
  {
    kind: 'Secret',
    name: 'hub',
    pointers: ['ConfigurableHTTPProxy.auth_token', 'CryptKeeper.keys', 'JupyterHub.cookie_secret'].map(
      (key) => `/data/hub.config.${key}`,
    ),
    each: { of: ['hub', 'services'], pointer: '/data/hub.services.*.apiToken' },
  },
  {
    group: 'apps',
    kind: 'Deployment',
    name: 'hub',
    pointers: ['/spec/template/metadata/annotations/checksum~1secret'],
  },
  {
    group: 'apps',
    kind: 'Deployment',
    name: 'proxy',
    pointers: ['/spec/template/metadata/annotations/checksum~1auth-token'],
  },
]

function values(hub: HubPlan, wiring: Wiring): Record<string, unknown> {
  const all: HubValues[] = [
    hubValues(hub, wiring),
    addUp(hubPodValues(hub, { name: releaseName(hub), version: versionOf(hub) }), pagesValues(hub), 'hub'),
    userValues(hub),
    { singleuser: singleuserValues(hub) },
    spawnerConfig(hub),
    networkValues(hub, wiring),
    apiValues(hub),
    authValues(hub),
    serverPartValues(hub),
    choiceValues(hub),
    groupValues(hub),
    homepageValues(hub),
    eventValues(hub),
    prepullValues(hub),
    serviceValues(hub),
    codeValues(hub),
  ]
  return all.reduce<Record<string, unknown>>(deepAdd, {})
}
