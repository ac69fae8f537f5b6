/** How homes come back: a pod mounts a copy of them, and files are taken out of it into the homes that are there. */
import { isTenant } from '../../plan/tenants.ts'
import type { HubPlan } from '../../plan/types.ts'
import { code, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { renderKubernetes, type Manifest } from '../../print/kubernetes.ts'
import { manifest } from '../../print/kubernetes-types.ts'
import { sh, withInput, type Shell } from '../../print/shell.ts'
import type { HomeCopies } from '../../readme/types.ts'
import { CLAIM } from './mounts.ts'
import { SERVER } from './volumes.ts'

const NAME = 'restore'
/** Stands in the objects for what only the making of a disk tells. */
const HANDLE = 'DISK-HANDLE'

const choose = (copies: HomeCopies): Markdown[] => [
  md`The copies, oldest first; put the one that you want into \`SNAPSHOT\`:`,
  shellBlock(copies.list),
  shellBlock([sh`SNAPSHOT=`]),
]

/** From a disk: `driver` mounts it. */
export const fromDisk =
  (hub: HubPlan, driver: string) =>
  (copies: HomeCopies): Markdown[] => {
    const { namespace } = hub
    const { make = [], remove = [] } = copies.disk ?? {}
    return [
      ...choose(copies),
      md`A disk of it, and a pod that mounts that disk (\`nouuid\`, since it has the same name as the disk in use):`,
      shellBlock(make),
      ...asOwner(hub, [sh`DISK=`], md`with the value that \`DISK\` has now`),
      shellBlock([
        withInput(
          sh`{ sed "s#${HANDLE}#\${DISK:?}#" | kubectl apply --server-side -f -; }`,
          renderKubernetes([volume(hub, driver)]),
        ),
      ]),
      ...asTenant(hub),
      shellBlock([
        withInput(sh`kubectl apply --server-side -f -`, renderKubernetes([claim(hub), pod(hub, NAME)])),
        sh`kubectl wait pod/restore --namespace ${namespace} --for=condition=Ready --timeout=10m`,
        sh`kubectl exec pod/restore --namespace ${namespace} -- ls /copy`,
      ]),
      ...onePerson(namespace),
      ...everyone(namespace),
      md`When all is there, take the pod and the disk away again:`,
      shellBlock([sh`kubectl delete pod/restore persistentvolumeclaim/restore --namespace ${namespace}`]),
      ...asOwner(hub),
      shellBlock([sh`kubectl delete persistentvolume ${volumeName(hub)}`]),
      ...asTenant(hub),
      shellBlock(remove),
    ]
  }

/** On a cluster of others, a volume is made and removed by its owner, who completes what the tenant's shell knows. */
function asOwner(hub: HubPlan, given: readonly Shell[] = [], how = md`once you have run that`): Markdown[] {
  if (!isTenant(hub)) return []
  return [md`${code`${hub.cluster.community}`} runs this, ${how}:`, ...(given.length > 0 ? [shellBlock(given)] : [])]
}

const asTenant = (hub: HubPlan): Markdown[] => (isTenant(hub) ? [md`Then you:`] : [])

/** Beside what is there now, so that nothing of it is overwritten. */
function onePerson(namespace: string): Markdown[] {
  const put =
    'mkdir -p "/export/$1/restored" && tar -C "/export/$1/restored" -xpf - && chown 1000:1000 "/export/$1/restored"'
  return [
    md`**One person's file.** \`PERSON\` is a folder of that list, \`FILE\` a path below it, or \`.\` for all of it. It
      lands in their folder \`restored\`:`,
    shellBlock([sh`PERSON=`, sh`FILE=`]),
    shellBlock([
      sh`${inPod(namespace, sh`tar -C "/copy/\${PERSON:?}" -cf - "\${FILE:?}"`)} | ${inServer(
        namespace,
        sh`sh -c ${put} sh "\${PERSON:?}"`,
        sh`-i `,
      )}`,
    ]),
  ]
}

/** Nobody works meanwhile: what is written between the copy and the end would be lost in part. */
function everyone(namespace: string): Markdown[] {
  return [
    md`**All homes.** Files of the copy take the place of those that are there; files that were made later stay. Where
      the disk itself is gone, first make a new one and its server, as in "The cluster is lost", step 3. Stop the hub,
      copy, look, start it:`,
    shellBlock([
      sh`kubectl scale deployment/hub --replicas 0 --namespace ${namespace}`,
      sh`kubectl delete pods --selector component=singleuser-server --namespace ${namespace}`,
      sh`${inPod(namespace, sh`tar -C /copy -cf - .`)} | ${inServer(namespace, sh`tar -C /export -xpf -`, sh`-i `)}`,
      inPod(namespace, sh`du -s /copy`),
      inServer(namespace, sh`du -s /export`),
      sh`kubectl scale deployment/hub --replicas 1 --namespace ${namespace}`,
    ]),
  ]
}

const inPod = (namespace: string, words: Shell): Shell =>
  sh`kubectl exec pod/restore --namespace ${namespace} -- ${words}`
const inServer = (namespace: string, words: Shell, options = sh``): Shell =>
  sh`kubectl exec ${options}deployment/${SERVER} --container nfs-server --namespace ${namespace} -- ${words}`

/** From a file service: its copies come back within it, or in its place; a pod mounts it as servers do. */
export const fromShare =
  (hub: HubPlan) =>
  (copies: HomeCopies): Markdown[] => {
    const { namespace } = hub
    const exec = (words: Shell): Shell => sh`kubectl exec pod/restore --namespace ${namespace} -- ${words}`
    return [
      ...choose(copies),
      ...(copies.share ?? []),
      md`A pod that mounts the homes, to look at what came back and to move it to where people find it:`,
      shellBlock([
        withInput(sh`kubectl apply --server-side -f -`, renderKubernetes([pod(hub, CLAIM)])),
        sh`kubectl wait pod/restore --namespace ${namespace} --for=condition=Ready --timeout=10m`,
        exec(sh`ls /copy`),
      ]),
      shellBlock([sh`FROM=`, sh`TO=`]),
      shellBlock([
        exec(sh`cp -a "/copy/\${FROM:?}" "/copy/\${TO:?}"`),
        sh`kubectl delete pod/restore --namespace ${namespace}`,
      ]),
    ]
  }

/** Where the homes are another hub's. */
export const fromOther = (owner: string): Markdown[] => [
  md`The homes are a folder in the file service of ${code`${owner}`}: its copies have them.`,
]

const volumeName = ({ namespace }: HubPlan): string => `${namespace}-${NAME}`
/** As small as can be: nothing is made of this size. */
const SIZE = '1M'

const volume = (hub: HubPlan, driver: string): Manifest =>
  manifest(
    'v1/PersistentVolume',
    { name: volumeName(hub) },
    {
      spec: {
        capacity: { storage: SIZE },
        accessModes: ['ReadWriteOnce'],
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: '',
        claimRef: { namespace: hub.namespace, name: NAME },
        csi: { driver, volumeHandle: HANDLE, fsType: 'xfs' },
        mountOptions: ['nouuid'],
      },
    },
  )

const claim = (hub: HubPlan): Manifest =>
  manifest(
    'v1/PersistentVolumeClaim',
    { name: NAME, namespace: hub.namespace },
    {
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: '',
        resources: { requests: { storage: SIZE } },
        volumeName: volumeName(hub),
      },
    },
  )

/** On a core machine, which is in the zone of the disks. */
const pod = ({ namespace, cluster }: HubPlan, claimName: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: NAME, namespace },
  spec: {
    ...cluster.core,
    automountServiceAccountToken: false,
    restartPolicy: 'Never',
    containers: [
      {
        name: NAME,
        image: 'docker.io/library/busybox:1.37.0',
        command: ['sleep', '86400'],
        resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '512Mi' } },
        volumeMounts: [{ name: 'copy', mountPath: '/copy' }],
      },
    ],
    volumes: [{ name: 'copy', persistentVolumeClaim: { claimName } }],
  },
})
