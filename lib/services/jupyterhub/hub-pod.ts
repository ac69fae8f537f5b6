import { parseImage } from '../../plan/image.ts'
import type { HubPlan } from '../../plan/types.ts'
import { addUp } from '../../maps.ts'
import { variableText } from '../../print/kubespawner.ts'
import { filesHash, podVolumes, secretFiles, variableMap, volumeMounts } from '../pod-parts.ts'
import { chartImage } from '../chart-image.ts'
import { partResources } from './core-pods.ts'
import { helmWord } from './escape.ts'
import type { ChartRelease } from './event-room.ts'
import { hubUser } from './hub-user.ts'
import { fileContent } from './pages.ts'
import type { HubValues } from './values.ts'

type Values = Record<string, unknown>

/** What makes the hub's own pod other than the chart's: image, packages, command, log. */
export function hubPodValues(hub: HubPlan, chart: ChartRelease): HubValues {
  const { pod } = hub
  return {
    hub: {
      image: pod.image === undefined ? undefined : chartImage(parseImage(pod.image)),
      args: pod.command?.map(helmWord),
      config: { JupyterHub: { ...logging(hub), ...listPages(hub) } },
      ...[pod.packages.length > 0 ? packages(hub, chart) : {}, findings(hub)].reduce(
        (all, part) => addUp(all, part, 'hub'),
        Object.keys(pod.variables).length > 0 ? { extraEnv: variables(hub) } : {},
      ),
    },
    proxy: Object.keys(pod.sysctls).length > 0 ? { chp: { extraPodSpec: { securityContext: sysctls(hub) } } } : {},
  }
}

/** Another variable's copy comes after it: the chart sorts by keys, and takes the name from within. */
const variables = ({ pod }: HubPlan): Values =>
  Object.fromEntries(
    Object.entries(variableMap(pod.variables, variableText)).map(([name, value]) => {
      const source = pod.variables[name]
      return typeof source === 'object' && source.from === 'variable' ? [`~${name}`, { name, value }] : [name, value]
    }),
  )

/** Files and mounts of the settings. */
function findings({ pod, servers: { volumes } }: HubPlan): Values {
  const texts = pod.files.filter(({ secret }) => !secret)
  const secret = secretFiles(pod.files)
  const mounts = [...secret.mounts, ...volumeMounts(volumes, pod.mounts)]
  const changes = filesHash(volumes, pod.mounts)
  return {
    annotations: changes === undefined ? undefined : { 'hubloom/files': changes },
    extraFiles:
      texts.length === 0
        ? undefined
        : Object.fromEntries(
            texts.map(({ name, path, content, mode }) => [
              `file..${name}`,
              // the chart refuses a file without any text
              { mountPath: path, ...fileContent(content || '\n'), mode },
            ]),
          ),
    extraVolumes: mounts.length === 0 ? undefined : [...secret.volumes, ...podVolumes(volumes, pod.mounts)],
    extraVolumeMounts: mounts.length === 0 ? undefined : mounts,
  }
}

const listPages = ({ pod: { listPage } }: HubPlan): Values => ({
  api_page_default_limit: listPage.size,
  api_page_max_limit: listPage.limit,
})

const MIB = 1024 * 1024

/** JupyterHub's own log is written by Python's logging, whose files take turns (traitlets, `logging_config`). */
function logging({ pod: { logLevel, logFile } }: HubPlan): Values {
  return {
    log_level: logLevel?.toUpperCase(),
    logging_config: logFile && {
      handlers: {
        file: {
          class: 'logging.handlers.RotatingFileHandler',
          formatter: 'console',
          filename: logFile,
          maxBytes: 20 * MIB,
          backupCount: 4,
        },
      },
      loggers: { JupyterHub: { handlers: ['console', 'file'] } },
    },
  }
}

const FOLDER = '/srv/hub-packages'
/** Where Python finds them. */
export const PACKAGES: Readonly<Record<string, string>> = { PYTHONUSERBASE: FOLDER }
const mount = { name: 'hub-packages', mountPath: FOLDER }

/**
 * Adds what the image lacks. What it has stays at its version, which pip is held to: JupyterHub itself would otherwise
 * be replaced by what a package asks for. The words after the script are its arguments.
 */
export const INSTALL = `python3 -m pip list --format=freeze > "$PYTHONUSERBASE/has.txt" &&
exec python3 -m pip install --user --no-cache-dir --no-warn-script-location --disable-pip-version-check \\
  --constraint "$PYTHONUSERBASE/has.txt" -- "$@"
`

/** A container that runs before the hub, with its image, and leaves the packages where its Python finds them. */
function packages(hub: HubPlan, { version }: ChartRelease): Values {
  return {
    initContainers: [
      {
        name: 'packages',
        image: hub.pod.image ?? `${HUB_IMAGE}:${version}`,
        command: ['sh', '-c', INSTALL, 'packages', ...hub.pod.packages],
        env: [
          { name: 'PYTHONUSERBASE', value: FOLDER },
          // images made from a distribution's Python refuse without it, though nothing of theirs is touched (PEP 668)
          { name: 'PIP_BREAK_SYSTEM_PACKAGES', value: '1' },
        ],
        // what the hub itself may have, so that the pod asks for no more
        resources: partResources(hub, 'hub'),
        securityContext: {
          ...hubUser(hub),
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
        },
        volumeMounts: [mount],
      },
    ],
    extraEnv: PACKAGES,
    extraVolumes: [{ name: mount.name, emptyDir: { sizeLimit: '2Gi' } }],
    extraVolumeMounts: [mount],
  }
}

/** As the chart has it (values.yaml of jupyterhub 4.4.0, `hub.image.name`). */
export const HUB_IMAGE = 'quay.io/jupyterhub/k8s-hub'

const sysctls = ({ pod }: HubPlan): Values => ({
  sysctls: Object.entries(pod.sysctls)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value })),
})
