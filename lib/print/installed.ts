/**
 * `installed.txt`: what a folder puts into Kubernetes, one a line, so that awk and grep find what was installed before
 * and is no longer written.
 */
import { byText } from '../maps.ts'
import type { Release } from './helm.ts'
import type { Manifest } from './kubernetes.ts'

export const INSTALLED_FILE = 'installed.txt'

/** In the record of a Terraform apply that stopped half-way: the root, and what `terraform state list` printed then. */
export const BEGUN_ROOT = 'begun.tf.json'
export const BEGUN_STATE = 'begun.txt'

/** A release of Helm, or an object: `<kind> <namespace> <name>`, and `data` where data goes with it. */
export interface Installed {
  /** As kubectl takes it: `NetworkPolicy.networking.k8s.io`; `Release` of what Helm installs. */
  kind: string
  /** `-` where the object has none. */
  namespace: string
  name: string
  data: boolean
}

export const RELEASE = 'Release'

/** A Namespace takes everything in it along. */
const KINDS_WITH_DATA = ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim']

/** Sorted by their lines. What no Kubernetes takes, since an override said it, is left out. */
export function installedOf(releases: readonly Release[], manifests: readonly Manifest[]): Installed[] {
  const all = [
    ...releases.map(({ name, namespace, disks = [] }) => ({
      kind: RELEASE,
      namespace,
      name,
      data: disks.length > 0,
    })),
    ...manifests.map(({ apiVersion, kind, metadata: { name, namespace = '-' } }) => {
      const group = String(apiVersion).split('/').slice(0, -1).join('/')
      const data = KINDS_WITH_DATA.includes(kind)
      return { kind: group === '' ? kind : `${kind}.${group}`, namespace, name, data }
    }),
  ]
  return all
    .filter(isAddress)
    .map((each) => ({ each, line: lineOf(each) }))
    .sort((a, b) => byText(a.line, b.line))
    .map(({ each }) => each)
}

export const renderInstalled = (installed: readonly Installed[]): string =>
  installed.map((each) => `${lineOf(each)}\n`).join('')

/** Lines that are none of ours are left out. */
export const parseInstalled = (text: string): Installed[] =>
  text.split('\n').flatMap((line) => {
    const [kind = '', namespace = '', name = '', data, ...more] = line.split(' ')
    const found = { kind, namespace, name, data: data === 'data' }
    return more.length === 0 && isAddress(found) ? [found] : []
  })

/** `<kind>/<namespace>/<name>`: two lines of one address are of one thing. */
export const installedAddress = ({ kind, namespace, name }: Installed): string => `${kind}/${namespace}/${name}`

const lineOf = ({ kind, namespace, name, data }: Installed): string =>
  [kind, namespace, name, ...(data ? ['data'] : [])].join(' ')

function isAddress({ kind, namespace, name }: Installed): boolean {
  const words = [kind, name].every((text) => /^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(text))
  return words && /^(-|[a-z0-9][a-z0-9-]*)$/.test(namespace)
}
