/**
 * docs/moving-in.md: its programs are run, on claims as an old hub has them. The names of people's claims and folders
 * are those that the new hub looks for, by the real KubeSpawner, which is in `.venv-hub` (make verify-hub).
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { escapedName } from '../lib/plan/home.ts'
import type { Manifest } from '../lib/print/kubernetes.ts'
import { manifestFaults } from './services/manifests.ts'

const page = readFileSync('docs/moving-in.md', 'utf8')
const blocks = [...page.matchAll(/^```sh\n([^]*?)^```$/gm)].map(([, body]) => body!)
/** A file that the page lets people write. */
const fileOf = (name: string): string =>
  new RegExp(`^cat > ${name} <<'END'\\n([^]*?)^END$`, 'm').exec(blocks.join('\n'))![1]!

const PEOPLE = ['ada', 'ada@reef.example.org', 'Eve.Example', 'ö', 'a-b', 'x'.repeat(70)]

it('has only shell that bash can read', () => {
  expect(blocks.length).toBeGreaterThan(8)
  for (const block of [...blocks, fileOf('copy.sh')]) {
    // what stands in angle brackets is to be filled in
    const { stderr } = spawnSync('bash', ['-n'], {
      input: block.replace(/<([a-z-]+)>/g, 'FILLED-IN'),
      encoding: 'utf8',
    })
    expect(stderr, block).toBe('')
  }
})

it("copies into the folders that the new hub has for people's names", () => {
  const program = /python3 -c '(import sys; print\("".join[^']*)'/.exec(fileOf('copy.sh'))![1]!
  for (const person of PEOPLE) {
    const folder = execFileSync('python3', ['-c', program, person], { encoding: 'utf8' }).trim()
    expect(folder).toBe(escapedName(person.toLowerCase()))
  }
})

describe('disks of people that come over', () => {
  const python = '.venv-hub/bin/python'
  const claims = PEOPLE.map((person, i) => ({
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: `claim-${i}`,
      labels: { component: 'singleuser-storage' },
      annotations: { 'hub.jupyter.org/username': person, 'pv.kubernetes.io/bind-completed': 'yes' },
    },
    spec: { volumeName: `pvc-${i}`, storageClassName: 'old' },
  }))
  const volume = (i: number, source: object) => ({
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${i}`, uid: 'x', resourceVersion: '7' },
    spec: {
      ...source,
      capacity: { storage: '10Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Delete',
      storageClassName: 'old',
      claimRef: { namespace: 'old', name: `claim-${i}`, uid: 'y' },
    },
  })
  const csi = { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-0a1b2c3d4e5f60718', fsType: 'ext4' }
  const run = (items: readonly object[]) =>
    spawnSync(python, ['-c', fileOf('carry.py'), 'reef-lab-prod', 'reef-lab-prod-homes'], {
      input: JSON.stringify({ items }),
      encoding: 'utf8',
    })

  it.skipIf(!existsSync(python))('are named as KubeSpawner names them, and bound to each other', () => {
    const others = [{ kind: 'PersistentVolumeClaim', metadata: { name: 'hub-db-dir' }, spec: { volumeName: 'pvc-9' } }]
    const { stdout, stderr } = run([...claims, ...others, ...[...PEOPLE.keys(), 9].map((i) => volume(i, { csi }))])
    expect(stderr).toBe('')
    const { items } = JSON.parse(stdout) as { items: (Manifest & { spec: Record<string, unknown> })[] }
    expect(items.flatMap(manifestFaults)).toEqual([])
    const [volumes, bound] = ['PersistentVolume', 'PersistentVolumeClaim'].map((kind) =>
      items.filter((item) => item.kind === kind),
    )
    expect(bound!.map(({ spec }) => spec['volumeName'])).toEqual(volumes!.map(({ metadata }) => metadata.name))
    expect(volumes!.map(({ spec }) => spec['claimRef'])).toEqual(
      bound!.map(({ metadata: { namespace, name } }) => ({ namespace, name })),
    )
    const named = execFileSync(
      python,
      [
        '-c',
        'import sys; from kubespawner.slugs import safe_slug; print(*map(safe_slug, sys.argv[1:]), sep="\\n")',
      ].concat(PEOPLE),
      { encoding: 'utf8' },
    )
    expect(bound!.map(({ metadata }) => metadata.name)).toEqual(
      named
        .trim()
        .split('\n')
        .map((name) => `claim-${name}`),
    )
    expect(new Set(volumes!.map(({ spec }) => spec['persistentVolumeReclaimPolicy']))).toEqual(new Set(['Retain']))
    expect(stdout).not.toMatch(/uid|resourceVersion|bind-completed/)
  })
  it.skipIf(!existsSync(python))('are refused where no new cluster can mount them', () => {
    const { stderr, status } = run([claims[0]!, volume(0, { gcePersistentDisk: { pdName: 'old' } })])
    expect(status).toBe(1)
    expect(stderr).toContain('the disk of ada is of no CSI driver')
  })
})
