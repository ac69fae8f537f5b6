/** How homes come back: a pod mounts a copy of them, and files are taken out of it into the homes that are there. */
import { isTenant } from '../../plan/tenants.ts'
import type { HubPlan } from '../../plan/types.ts'
import { code, md, shellBlock, type Markdown } from '../../print/markdown.ts'
import { renderKubernetes, type Manifest } from '../../print/kubernetes.ts'
import { manifest } from '../../print/kubernetes-types.ts'
import { sh, withInput, type Shell } from '../../print/shell.ts'
import type { HomeCopies } from '../../readme/types.ts'
import { CLAIM } from './folders.ts'
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
        sh`kubectl exec pod/restore --namespace ${namespace} -- ls ${below('/copy', hub)}`,
      ]),
      ...onePerson(hub),
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
function onePerson(hub: HubPlan): Markdown[] {
  const { namespace } = hub
  const home = `"${below('/export', hub)}/$1/restored"`
  const put = `mkdir -p ${home} && tar -C ${home} -xpf - && chown 1000:1000 ${home}`
  return [
    md`**One person's file.** \`PERSON\` is a folder of that list, \`FILE\` a path below it, or \`.\` for all of it. It
      lands in their folder \`restored\`:`,
    shellBlock([sh`PERSON=`, sh`FILE=`]),
    shellBlock([
      sh`${inPod(namespace, sh`tar -C "${below('/copy', hub)}/\${PERSON:?}" -cf - "\${FILE:?}"`)} | ${inServer(
        namespace,
        sh`sh -c ${put} sh "\${PERSON:?}"`,
        sh`-i `,
      )}`,
    ]),
  ]
}

/** Where people's folders are, on a file system that is mounted there. */
const below = (mount: string, { home: { base } }: HubPlan): string => (base === undefined ? mount : `${mount}/${base}`)

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
  (copies: HomeCopies): Markdown[] => [...choose(copies), ...(copies.share ?? []), ...lookInto(hub)]

/** From a share that others look after: what comes back is theirs to bring. */
export function fromExisting(hub: HubPlan): Markdown[] {
  const { server, path } = hub.home.nfs!
  return [
    md`They are on ${code`${server}:${path}`}, which no file here makes, copies or removes: whoever runs that server has
      its copies.`,
    ...lookInto(hub),
  ]
}

/** A pod with everything that servers mount. */
function lookInto(hub: HubPlan): Markdown[] {
  const { namespace } = hub
  const exec = (words: Shell): Shell => sh`kubectl exec pod/restore --namespace ${namespace} -- ${words}`
  return [
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

/**
 * From disks that people have each: the copy is mounted beside the disk that is there. Where nothing makes copies, how
 * the disk of somebody whose claim is gone is found.
 */
export const fromVolumes =
  (hub: HubPlan, driver: string) =>
  (copies: HomeCopies): Markdown[] => {
    const { namespace } = hub
    const { make = [], remove = [] } = copies.disk ?? {}
    const [before, after] = ['{"spec":{"resources":{"requests":{"storage":"', '"}}}}']
    const put = 'mkdir -p /home-now/restored && cp -a /copy/. /home-now/restored/ && chown 1000:100 /home-now/restored'
    return [
      md`Each person has a disk of their own, of the size that \`quota\` had when it was made. \`CLAIM\` is one of this
        list; who it is of stands in its annotation \`hub.jupyter.org/username\`:`,
      shellBlock([
        sh`kubectl get persistentvolumeclaims --namespace ${namespace} --selector component=singleuser-storage`,
      ]),
      shellBlock([sh`CLAIM=`]),
      md`To let one grow, with a new size in \`SIZE\`, such as \`20Gi\`; the person's next server has it:`,
      shellBlock([sh`SIZE=`]),
      shellBlock([
        sh`kubectl patch persistentvolumeclaim "\${CLAIM:?}" --namespace ${namespace}
          --patch ${before}"\${SIZE:?}"${after}`,
      ]),
      ...(hub.home.snapshots === 0
        ? [md`Nothing makes copies of these disks.`]
        : [
            ...choose(copies),
            md`A disk of it, and a pod that mounts it beside the disk in use. Their server has to be stopped:`,
            shellBlock(make),
            ...asOwner(hub, [sh`DISK=`], md`with the value that \`DISK\` has now`),
            shellBlock([
              withInput(
                sh`{ sed "s#${HANDLE}#\${DISK:?}#" | kubectl apply --server-side -f -; }`,
                renderKubernetes([volume(hub, driver, 'ext4')]),
              ),
            ]),
            ...asTenant(hub),
            shellBlock([
              withInput(
                sh`{ sed "s#${CLAIM_NAME}#\${CLAIM:?}#" | kubectl apply --server-side -f -; }`,
                renderKubernetes([claim(hub), podBeside(hub)]),
              ),
              sh`kubectl wait pod/restore --namespace ${namespace} --for=condition=Ready --timeout=10m`,
              sh`kubectl exec pod/restore --namespace ${namespace} -- sh -c ${put}`,
            ]),
            md`It lies in their folder \`restored\`. Take the pod and the disk away again:`,
            shellBlock([sh`kubectl delete pod/restore persistentvolumeclaim/restore --namespace ${namespace}`]),
            ...asOwner(hub),
            shellBlock([sh`kubectl delete persistentvolume ${volumeName(hub)}`]),
            ...asTenant(hub),
            shellBlock(remove),
          ]),
    ]
  }

/** Stands in the pod's place for the claim of whoever it is. */
const CLAIM_NAME = 'claim-of-person'

/** The copy, with the person's own disk. */
function podBeside(hub: HubPlan): Manifest {
  const { spec, ...rest } = pod(hub, NAME)
  const { containers, volumes, ...more } = spec as { containers: Record<string, unknown>[]; volumes: unknown[] }
  const container = {
    ...containers[0],
    volumeMounts: [
      { name: 'copy', mountPath: '/copy' },
      { name: 'home', mountPath: '/home-now' },
    ],
  }
  return {
    ...rest,
    spec: {
      ...more,
      containers: [container],
      volumes: [...volumes, { name: 'home', persistentVolumeClaim: { claimName: CLAIM_NAME } }],
    },
  }
}

/** Where the homes are another hub's. */
export const fromOther = (owner: string): Markdown[] => [
  md`The homes are a folder in the file service of ${code`${owner}`}: its copies have them.`,
]

const volumeName = ({ namespace }: HubPlan): string => `${namespace}-${NAME}`
/** As small as can be: nothing is made of this size. */
const SIZE = '1M'

const volume = (hub: HubPlan, driver: string, fsType = 'xfs'): Manifest =>
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
        csi: { driver, volumeHandle: HANDLE, fsType },
        ...(fsType === 'xfs' ? { mountOptions: ['nouuid'] } : {}),
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
    ...cluster.core,
  },
})
