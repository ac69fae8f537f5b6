/** How homes move to another cluster: Jobs with restic, through a bucket that both reach, as often as wanted. */
import type { ClusterPlan, HubPlan } from '../../plan/types.ts'
import { renderKubernetes, type Manifest } from '../../print/kubernetes.ts'
import { md } from '../../print/markdown.ts'
import { sh, withInput, type Shell } from '../../print/shell.ts'
import type { MovingDocs } from '../../readme/types.ts'
import { rememberedOf } from '../../remembered.ts'
import { CLAIM } from './folders.ts'

const NAME = 'move-homes'
/** Owners by number, rights, times, links, hidden files and extended attributes stay (restic.readthedocs.io). */
const IMAGE = 'docker.io/restic/restic:0.18.0'

/** Stands in the objects for the old hub's namespace, by which copies of several are told apart on either side. */
const WHOSE = 'OF-HUB'

/** What the Jobs run, in the folder of the homes, which is the same on either side. */
const SAVE = '{ restic cat config >/dev/null 2>&1 || restic init; } && restic backup . --host "$HUB"'
/**
 * `--delete` makes a second pass the same as the first (restic 0.17); `--sparse` keeps holes, which would else fill the
 * disk (0.15). `system.*` are the access lists of one NFS server, which another may refuse; rights stay (0.18).
 */
const FETCH = 'restic restore latest --host "$HUB" --target . --delete --sparse --exclude-xattr "system.*"'

/** For a file system of the hub's own; one within another hub's moves with that. */
export const movingHomes = ({ cluster }: HubPlan): MovingDocs => onCluster(cluster)

/** The same for all hubs of a cluster. */
const onCluster = rememberedOf((cluster: ClusterPlan): MovingDocs => ({
  copy: {
    through: NAME,
    what: md`Homes, with what is in their shared folders: a Job writes them into the bucket, another one reads them
      from there. The first time takes long and may be while people work; a hub that is "not copied" tells why above
      that line, and the same lines begin again where they stopped:`,
    commands: [
      ...inJob(cluster, { to: sh`--context "\${OLD:?}" --namespace "$hub"`, command: SAVE }),
      ...inJob(cluster, { to: sh`--context "\${NEW:?}" --namespace "\${new_hub:-$hub}"`, command: FETCH }),
    ],
  },
}))

/**
 * Runs it to its end; a Job's pods cannot be changed, so the one before goes first. `kubectl wait` waits for one
 * condition, and a Job that has failed never completes: what follows would wait for days, or go on with old files.
 */
function inJob(cluster: ClusterPlan, { to, command }: { to: Shell; command: string }): Shell[] {
  const kubectl = sh`kubectl ${to}`
  return [
    sh`${kubectl} delete job/${NAME} --ignore-not-found --wait`,
    withInput(
      sh`{ sed "s#${WHOSE}#$hub#" | ${kubectl} apply --server-side -f -; }`,
      renderKubernetes([job(cluster, command)]),
    ),
    sh`until state=$(${kubectl} get job/${NAME} --output 'jsonpath={.status.conditions[*].type}') &&`,
    sh`  echo "$state" | grep -qE 'Complete|Failed'; do sleep 10; done`,
    sh`${kubectl} logs job/${NAME} --tail 5`,
    sh`echo "$state" | grep -q Complete || { echo "$hub: not copied"; break; }`,
  ]
}

/** As root, whom the file services do not squash (home-nfs: its ganesha.conf); on a core machine. */
const job = ({ core }: ClusterPlan, command: string): Manifest => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name: NAME },
  spec: {
    backoffLimit: 3,
    template: {
      spec: {
        ...core,
        automountServiceAccountToken: false,
        // with `OnFailure` the pod of a Job that fails is removed, and its logs with it (Kubernetes, "Jobs")
        restartPolicy: 'Never',
        containers: [
          {
            name: NAME,
            image: IMAGE,
            command: ['sh', '-c', command],
            workingDir: '/homes',
            env: [{ name: 'HUB', value: WHOSE }],
            envFrom: [{ secretRef: { name: NAME } }],
            resources: { requests: { cpu: '100m', memory: '512Mi' }, limits: { memory: '2Gi' } },
            volumeMounts: [
              { name: 'homes', mountPath: '/homes' },
              { name: 'access', mountPath: '/access', readOnly: true },
            ],
          },
        ],
        volumes: [
          { name: 'homes', persistentVolumeClaim: { claimName: CLAIM } },
          { name: 'access', secret: { secretName: NAME } },
        ],
      },
    },
  },
})
